#!/bin/sh
# Branch coverage of the library and the command must not fall: tools/check_coverage.sh BUILD_DIR.
# Branches of failed allocations count, since the fault tests take them.
set -eu
build=$1
cd "$(dirname "$0")/.."
gcovr --root . --filter src/ --filter cli/ --exclude-throw-branches \
    --fail-under-line 97 --fail-under-branch 90 --print-summary --object-directory "$build" \
    "$build" | tail -n 80
