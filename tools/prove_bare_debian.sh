#!/bin/sh
# Proves the first minutes of a user: makes a minimal Debian 12 in a folder, clones this repository
# into it, and runs ./try and ./check there, twice each. Needs root and debootstrap.
#   tools/prove_bare_debian.sh [FOLDER]     kept if named, else made in /var/tmp and removed
# The mirror is the one this machine's apt uses.
set -eu
cd "$(dirname "$0")/.."
root=${1:-$(mktemp -d /var/tmp/bare-debian.XXXXXX)}
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    grep -m 1 'debian/*$' || true)

cleanup() {
    umount "$root/dev/pts" "$root/proc" 2>/dev/null || true
    [ -n "${keep:-}" ] || rm -rf "$root"
}
[ $# -eq 0 ] || keep=yes
trap cleanup EXIT

[ -d "$root/usr" ] || debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"}
cp /etc/resolv.conf "$root/etc/resolv.conf"
rm -rf "$root/root/libvoi"
git clone --quiet --no-hardlinks . "$root/root/libvoi"
mount -t proc proc "$root/proc" 2>/dev/null || true
mount -t devpts -o ptmxmode=0666 devpts "$root/dev/pts" 2>/dev/null || true

inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C chroot "$root" "$@"; }
for round in first second; do
    for command in ./try ./check; do
        start=$(date +%s)
        inside sh -c "cd /root/libvoi && $command"
        echo "bare Debian: $round $command took $(($(date +%s) - start)) s"
    done
done
inside sh -c "cd /root/libvoi && ls -l build/report.html"
