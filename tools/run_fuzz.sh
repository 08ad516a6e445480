#!/bin/sh
# Builds the fuzz targets with clang and runs each for a while from its corpus:
#   tools/run_fuzz.sh [SECONDS [TARGET ...]]      180 seconds, every target, when none is named
# Finds are left in build-fuzz/; make one a test by adding it to tests/fuzz/corpus/TARGET/.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-180}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- csv npy xlsx wtp groups options state

[ -f build-fuzz/build.ninja ] ||
    CC=clang cmake -S . -B build-fuzz -G Ninja -DVOI_FUZZ=ON -DVOI_TESTS=ON >/dev/null
for target in "$@"; do
    cmake --build build-fuzz --target "fuzz_$target" >build-fuzz/build.log 2>&1 ||
        { tail -n 40 build-fuzz/build.log; exit 1; }
    grown=build-fuzz/corpus-$target
    mkdir -p "$grown"
    printf '%s: ' "$target"
    if ! build-fuzz/tests/fuzz/fuzz_"$target" -max_total_time="$seconds" -timeout=10 \
        -malloc_limit_mb=512 -max_len=20000 -artifact_prefix=build-fuzz/"$target"- \
        -dict=tests/fuzz/words/"$target".dict \
        "$grown" tests/fuzz/corpus/"$target" >build-fuzz/"$target".log 2>&1; then
        tail -n 40 build-fuzz/"$target".log
        exit 1
    fi
    tail -n 1 build-fuzz/"$target".log
done
