#!/bin/sh
# The kernels and the mathematics on AArch64: their unit tests, compiled for it with warnings as
# errors and run under emulation. Skips itself where the compiler or the emulator is missing.
set -eu
cd "$(dirname "$0")/.."
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)
if ! command -v aarch64-linux-gnu-gcc >/dev/null || [ -z "$emulator" ]; then
    echo "neon: skipped, since aarch64-linux-gnu-gcc or qemu-aarch64 is missing"
    exit 0
fi
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

compile() { # with the flags of cmake/flags.cmake and cmake/kernels.cmake
    aarch64-linux-gnu-gcc -std=c17 -O3 -Wall -Wextra -Wpedantic -Wconversion -Wshadow \
        -Wstrict-prototypes -Wvla -Werror -ffp-contract=off -fno-math-errno \
        -fopenmp-simd -fno-trapping-math \
        -Iinclude -Isrc -Itests/support -Itests/cross -DVOI_VERSION='"0"' "$@"
}

for source in src/kernels/avx2.c src/kernels/avx512.c src/kernels/backend.c src/kernels/neon.c \
    src/kernels/scalar.c src/math/*.c src/core/*.c src/measures/resample.c; do
    compile -c "$source" -o "$made/$(basename "$source" .c).o"
done
aarch64-linux-gnu-ar rc "$made/part.a" "$made"/*.o # tests replace some of it
for source in tests/unit/kernels/test_backend.c tests/unit/kernels/test_regret_kernels.c \
    tests/unit/kernels/test_elementwise_kernels.c tests/unit/kernels/test_random_kernels.c \
    tests/unit/kernels/test_product_kernels.c tests/unit/kernels/test_basis_kernels.c \
    tests/unit/kernels/test_line_kernels.c tests/unit/kernels/test_spline_kernels.c \
    tests/unit/kernels/test_statistics_kernels.c \
    tests/unit/math/*.c tests/unit/core/test_philox.c tests/unit/core/test_processor.c \
    tests/unit/measures/test_resample.c; do
    compile -static "$source" "$made/part.a" -lm -o "$made/test"
    "$emulator" "$made/test" >>"$made/passed" || { echo "neon: $source fails"; exit 1; }
done
echo "neon: $(wc -l <"$made/passed") tests pass on AArch64"
