#!/bin/bash
# Branch coverage of the library and the command must not fall: tools/check_coverage.sh BUILD_DIR.
# Branches of failed allocations count, since the fault tests take them. Threads count without
# waiting for each other, so that a branch may seem to be taken a negative number of times: such
# lines are left out, and told of in gcovr.log.
set -euo pipefail
build=$1
cd "$(dirname "$0")/.."
log=$build/gcovr.log
gcovr --root . --filter src/ --filter cli/ --exclude-throw-branches --gcov-ignore-parse-errors \
    --fail-under-line 97 --fail-under-branch 90 --print-summary --object-directory "$build" \
    "$build" 2>"$log" | tail -n 80 || { grep -v WARNING "$log"; exit 1; }
