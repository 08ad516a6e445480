#!/bin/bash
# Compiles every kernel of the GPU backend for sm_80 and sm_90, through the library's own use of
# NVRTC, and reads from the assembler that none of them spills into local memory. Needs no GPU:
#   tools/check_cuda.sh BUILD_DIR [LIBRARY]
# LIBRARY is a libnvrtc.so; without it one is taken from BUILD_DIR/nvrtc, where pip puts its
# package. With a GPU cases of voi bench run on it too, whose values are held against the CPU's, and
# the roofline of the kernels is printed.
set -euo pipefail
build=$(realpath "$1")
library=${2:-}

find_library() {
    find "$build/nvrtc" -name 'libnvrtc.so.*' 2>/dev/null | head -n 1 || true
}

if [ -z "$library" ]; then
    library=$(find_library)
    if [ -z "$library" ] &&
        timeout 120 python3 -m pip install --quiet --disable-pip-version-check --no-deps \
            --target "$build/nvrtc" nvidia-cuda-nvrtc-cu12 >"$build/nvrtc.log" 2>&1; then
        library=$(find_library)
    fi
fi
if [ -z "$library" ]; then
    echo "cuda: skipped: there is no NVRTC here, and pip does not get its package"
    exit 0
fi
cmake --build "$build" --target compile_kernels >"$build/compile_kernels.log" 2>&1 ||
    { cat "$build/compile_kernels.log"; exit 1; }
compiler=$(find "$build" -name compile_kernels -type f -perm -u+x | head -n 1)
"$compiler" "$library" 80 90 >"$build/kernels.log" || { cat "$build/kernels.log"; exit 1; }
echo "cuda: $(wc -l <"$build/kernels.log") kernels compiled for sm_80 and sm_90, none spills"

if "$build/voi" info | grep -q '^GPU use,.*--backend cuda'; then
    for case in evpi ceac; do
        "$build/voi" bench --backend cuda --case $case --threads 1 --format csv >"$build/gpu.csv"
        awk -F, '$2 == "cuda" { print; bad += $9 > 1e-11 } END { exit bad > 0 }' "$build/gpu.csv"
    done
    "$build/bench/bench_gpu"
fi
