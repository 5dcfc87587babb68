#!/bin/bash
# kernel.sh KERNEL: prints the path of a bootable Debian kernel, downloading it if needed.
#
# KERNEL is 5.10, 6.1, 6.12 or 7.2. The newest cloud kernel of the Debian suite that has it is taken
# with apt, through lists and sources of its own; the mirror is the one this machine already uses.
# Beside it lie the few modules that cases need (modules/*.ko).
# What was downloaded stays in ${XDG_CACHE_HOME:-~/.cache}/sonde/kernels.
set -euo pipefail

kernel=${1:?usage: kernel.sh KERNEL}
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/sonde/kernels/$kernel

say() { echo "kernel.sh: $*" >&2; }

modules="veth sch_ingress cls_bpf"
if [ -s "$cache/vmlinuz" ] && [ -d "$cache/modules" ]; then
	echo "$cache/vmlinuz"
	exit 0
fi

case $kernel in
5.10) suites="bullseye" ;;
6.1) suites="bookworm bookworm-security" ;;
6.12) suites="trixie" ;;
7.2) suites="sid" ;;
*)
	say "no Debian suite is known for kernel '$kernel' (5.10, 6.1, 6.12, 7.2)"
	exit 2
	;;
esac

# The address from which this machine gets suite $1 of Debian.
mirror_of() {
	apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
		awk -v suite="$1" '$2 == suite { print $1; exit }'
}

codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
main=$(mirror_of "$codename")
security=$(mirror_of "$codename-security")
if [ -z "$main" ]; then
	say "apt on this machine names no Debian mirror for '$codename'"
	exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/unpacked"
for suite in $suites; do
	case $suite in
	*-security) uri=${security:-} ;;
	*) uri=$main ;;
	esac
	[ -n "$uri" ] && echo "deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite main"
done >"$work/sources.list"

private=(-o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=-
	-o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o Dir::State::status=/dev/null
	-o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false
	-o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false -o Acquire::Retries=3)

say "looking for the newest $kernel kernel in $suites"
apt-get "${private[@]}" -qq update >&2

# A signed image depends on a binary package from 7.x on, which then has the kernel in it.
package=$(apt-cache "${private[@]}" search --names-only \
	"^linux-(image|binary)-${kernel//./\\.}[.+-].*cloud-amd64(-unsigned)?\$" |
	awk '{ print $1 }' | grep -v -- '-dbg' |
	sort -V | awk '/-unsigned$/ { u = $0 } /^linux-binary/ { b = $0 } { l = $0 }
		END { print (b != "" ? b : u != "" ? u : l) }')
if [ -z "$package" ]; then
	say "no cloud kernel $kernel in $suites"
	exit 1
fi
say "downloading $package"
(cd "$work" && apt-get "${private[@]}" -qq download "$package" >&2)
dpkg -x "$work"/*.deb "$work/unpacked"
image=$(find "$work/unpacked" -name 'vmlinuz*' -type f | head -n 1)
if [ -z "$image" ]; then
	say "$package has no vmlinuz"
	exit 1
fi
rm -rf "$cache/modules.part" "$cache/modules"
mkdir -p "$cache/modules.part"
for module in $modules; do
	file=$(find "$work/unpacked" -name "$module.ko*" -type f | head -n 1)
	case $file in
	*.xz) xz -dc "$file" >"$cache/modules.part/$module.ko" ;;
	*.ko) cp "$file" "$cache/modules.part/" ;;
	*) say "$package has no module $module" ;;
	esac
done
mv "$cache/modules.part" "$cache/modules"
echo "$package" >"$cache/package"
cp "$image" "$cache/vmlinuz.part"
mv "$cache/vmlinuz.part" "$cache/vmlinuz"
echo "$cache/vmlinuz"
