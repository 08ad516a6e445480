#!/bin/sh
# The example of a design of one's own: a trial by clusters is worth something, less than one by
# patients at every size, and more the larger it is; a mistake is told.
#   own_design_test.sh PROGRAM SAMPLE_FOLDER
set -eu
"$1" "$2" log_rr_tele | awk -F, '
    NR == 1 { if ($0 != "study,n,evsi,se") exit 1; next }
    $1 == "trial_normal" { single[$2] = $3 }
    $1 == "cluster_trial" { if (!($3 > last && $3 < single[$2])) exit 1; last = $3 }
    END { if (NR != 9) exit 1 }' || { "$1" "$2" log_rr_tele; exit 1; }
said=$("$1" "$2" nothing 2>&1 >/dev/null || true)
[ "$said" = 'own_design: no parameter is named "nothing"' ] || { echo "$said"; exit 1; }
