#!/bin/sh
# The C sources are as clang-format writes them.
set -eu
cd "$(dirname "$0")/.."
find include src cli tests bench examples -name '*.[ch]' -print0 2>/dev/null |
    xargs -0 clang-format --dry-run --Werror
echo "format: clean"
