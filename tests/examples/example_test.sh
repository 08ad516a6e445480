#!/bin/sh
# The shipped sample is what the shipped model writes: runs the model anew and compares number by
# number (a few units in the last printed digit are allowed: mathematical libraries differ there).
#   example_test.sh MODEL_PROGRAM EXAMPLE_DIR
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
(cd "$scratch" && "$1" 5000 1)
for file in params.csv costs.csv effects.csv; do
    paste -d, "$scratch/$file" "$2/$file" | awk -F, -v file="$file" '
        NF % 2 { print file ":" NR ": rows of different length"; exit 1 }
        {
            for (i = 1; i <= NF / 2; i++) {
                made = $i; shipped = $(i + NF / 2)
                if (NR == 1 ? made != shipped : (made - shipped)^2 > (2e-6 * shipped)^2) {
                    print file ":" NR ":" i ": " made " made, " shipped " shipped"; exit 1
                }
            }
        }
        END { if (NR != 5001) { print file ": " NR " lines"; exit 1 } }'
done
