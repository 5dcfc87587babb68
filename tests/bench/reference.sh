#!/bin/bash
# reference.sh: prints the root folder of a system that has bpftrace of Debian sid, made if need be.
#
# debootstrap makes it (300 MiB, some minutes) in ${XDG_CACHE_HOME:-~/.cache}/sonde/reference, from the
# mirror that this machine already uses. What fails is said, and the status is 1.
set -euo pipefail

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/sonde/reference
say() { echo "reference.sh: $*" >&2; }

if [ -x "$cache/root/usr/bin/bpftrace" ]; then
	echo "$cache/root"
	exit 0
fi
if ! command -v debootstrap >/dev/null; then
	say "debootstrap is not installed"
	exit 1
fi
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
	awk -v suite="$codename" '$2 == suite { print $1; exit }')
if [ -z "$mirror" ]; then
	say "apt on this machine names no Debian mirror for '$codename'"
	exit 1
fi
rm -rf "$cache"
mkdir -p "$cache"
say "making a system of Debian sid in $cache"
if ! debootstrap --variant=minbase --include=bpftrace sid "$cache/part" "$mirror" >"$cache/log" 2>&1; then
	tail -n 5 "$cache/log" >&2
	exit 1
fi
rm -rf "$cache/part/var/cache/apt/archives" "$cache/part/var/lib/apt/lists"
mv "$cache/part" "$cache/root"
echo "$cache/root"
