#!/bin/sh
# `voi check` as users meet it: the shipped example is sound; wrong files are answered with a table,
# one line on standard error and status 1; a wrong command line with status 2 and no table.
#   check_test.sh VOI EXAMPLE_DIR CHEMO_DIR
# CHEMO_DIR, another sample that must give no warning, may be missing.
set -eu
voi=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
    echo "$*"
    cat "$scratch/out" "$scratch/err"
    exit 1
}

# run STATUS ARGUMENTS...: the output goes to $scratch/out and $scratch/err.
run() {
    expected=$1
    shift
    status=0
    "$voi" "$@" > "$scratch/out" 2> "$scratch/err" || status=$?
    [ "$status" -eq "$expected" ] || fail "voi $*: status $status where $expected is due"
}

sound() {
    run 0 check "$@"
    [ "$(head -n 1 "$scratch/out")" = "severity,where,message" ] || fail "no header"
    [ -z "$(sed 1d "$scratch/out" | grep -v '^note,')" ] || fail "voi check $*: more than notes"
    [ ! -s "$scratch/err" ] || fail "voi check $*: standard error is not empty"
}

sound --costs "$2/costs.csv" --effects "$2/effects.csv" --params "$2/params.csv"
if [ -d "$3" ]; then
    sound --costs "$3/chemo_costs.csv" --effects "$3/chemo_effects.csv" --params "$3/chemo_pars.csv"
    sound --nb "$3/chemo_nb.csv"
else
    echo "$3 is not there: only the shipped example was checked"
fi

sed '3s/^[^,]*/NA/; $d' "$2/costs.csv" > "$scratch/costs.csv"
run 1 check --costs "$scratch/costs.csv" --effects "$2/effects.csv"
[ "$(grep -c '^error,' "$scratch/out")" -eq 2 ] || fail "two errors are due"
[ "$(cat "$scratch/err")" = "voi: 2 errors found" ] || fail "one line on standard error is due"

run 1 check --costs "$scratch/none.csv" --effects "$2/effects.csv" --output "$scratch/table.json"
[ "$(cat "$scratch/err")" = "voi: 1 error found" ] || fail "one line on standard error is due"
grep -q '"severity":"error","where":"[^"]*none.csv","message":"no such file"' \
    "$scratch/table.json" || fail "the table is to be in the file"

run 2 check --costs "$2/costs.csv"
[ ! -s "$scratch/out" ] || fail "standard output is not empty"
