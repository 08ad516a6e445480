#!/bin/sh
# Installs into a scratch folder, then builds and runs a C and a C++ program against what was
# installed: through pkg-config (shared and static) and through CMake.
#   install_test.sh BUILD_DIR SOURCE_DIR
set -eu
build=$1
here=$2/tests/install
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix

cmake --install "$build" --prefix "$prefix" >"$scratch/log" || { cat "$scratch/log"; exit 1; }
libdir=$(dirname "$(find "$prefix" -name libvoi.a)")

fail() { echo "install test: $*" >&2; exit 1; }
expect() { [ "$2" = "$3" ] || fail "$1: printed \"$2\", expected \"$3\""; }
for file in "$prefix/include/voi.h" "$libdir/libvoi.so" "$libdir/pkgconfig/libvoi.pc" \
            "$libdir/cmake/voi/voiConfig.cmake" "$prefix/bin/voi" "$prefix/share/man/man1/voi.1" \
            "$prefix/share/bash-completion/completions/voi" \
            "$prefix/share/zsh/site-functions/_voi" \
            "$prefix/share/fish/vendor_completions.d/voi.fish" \
            "$prefix/share/doc/voi/docs/enbs.md" "$prefix/share/doc/voi/docs/studies.md"; do
    [ -s "$file" ] || fail "$file is missing"
done
[ "$(cd "$prefix/include" && find . -type f | sort | xargs)" = \
    "./voi.h ./voi_report.h ./voi_state.h ./voi_study.h ./voi_tools.h" ] ||
    fail "voi.h, voi_report.h, voi_state.h, voi_study.h and voi_tools.h are not the only headers"

# Only voi_ names leave the shared library, and it has a soname.
alien=$(nm -D --defined-only "$libdir/libvoi.so" | awk '$3 !~ /^voi_/ { print $3 }')
[ -z "$alien" ] || fail "exported without being public: $alien"
objdump -p "$libdir/libvoi.so" | grep -q 'SONAME *libvoi\.so\.[0-9]' || fail "no soname"

PKG_CONFIG_PATH=$libdir/pkgconfig
export PKG_CONFIG_PATH
shared=$(pkg-config --define-variable=prefix="$prefix" --cflags --libs libvoi)
# The static library with the shared ones beneath it: what those need is not ours to install.
# shellcheck disable=SC2046
beneath=$(pkg-config --libs $(pkg-config --print-requires-private libvoi))
static="-I$prefix/include $libdir/libvoi.a $beneath -lm -lpthread"
# shellcheck disable=SC2086  # pkg-config answers words
{
    ${CC:-cc} -std=c17 -Wall -Werror "$here/evpi.c" -o "$scratch/c_shared" $shared
    ${CC:-cc} -std=c17 -Wall -Werror "$here/evpi.c" -o "$scratch/c_static" $static
    ${CXX:-c++} -std=c++17 -Wall -Werror "$here/evpi.cpp" -o "$scratch/cpp_shared" $shared
}
LD_LIBRARY_PATH=$libdir
export LD_LIBRARY_PATH
for program in c_shared c_static cpp_shared; do
    expect "$program" "$("$scratch/$program")" "EVPI 3"
done

cmake -S "$here" -B "$scratch/cmake" -DCMAKE_PREFIX_PATH="$prefix" >"$scratch/log" 2>&1 &&
    cmake --build "$scratch/cmake" >>"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
expect "find_package" "$("$scratch/cmake/evpi")" "EVPI 3"
expect "voi --version" "$("$prefix/bin/voi" --version | cut -d' ' -f1)" "voi"
