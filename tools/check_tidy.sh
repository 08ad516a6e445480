#!/bin/sh
# clang-tidy on the library and the command: tools/check_tidy.sh BUILD_DIR, two files at a time.
set -eu
build=$1
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! find src cli -name '*.c' -print0 2>/dev/null |
    xargs -0 -n 4 -P "$(nproc)" clang-tidy -p "$build" --quiet >"$log" 2>/dev/null; then
    cat "$log"
    exit 1
fi
echo "tidy: clean"
