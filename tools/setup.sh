#!/bin/sh
# Installs the Debian packages that are missing, as root or through sudo.
#   tools/setup.sh [GROUP ...]     groups of tools/packages.txt; build and test when none is named
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- build test

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "setup: this is no Debian system; install what tools/packages.txt lists by other means" >&2
    exit 0
fi

missing=
for group in "$@"; do
    for package in $(awk -v group="$group" '$1 == group { print $2 }' tools/packages.txt); do
        case "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" in
        installed) ;;
        *) missing="$missing $package" ;;
        esac
    done
done
[ -n "$missing" ] || exit 0

echo "setup: installing$missing"
if [ "$(id -u)" -eq 0 ]; then
    root=
elif command -v sudo >/dev/null 2>&1; then
    root=sudo
else
    echo "setup: run this as root, or install sudo: apt-get install$missing" >&2
    exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for step in "update" "install --yes --no-install-recommends$missing"; do
    # shellcheck disable=SC2086  # the steps are lists of words
    if ! $root env DEBIAN_FRONTEND=noninteractive apt-get $step >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        echo "setup: apt-get $step failed" >&2
        exit 1
    fi
done
