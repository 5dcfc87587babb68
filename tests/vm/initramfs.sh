#!/bin/bash
# initramfs.sh BUILD OUT: everything a test machine needs, as one compressed archive.
#
# busybox, the two programs of sonde and where they find each other, the test runner, the traced
# programs, the cases, what is in the folder VM_FILES, and the shared libraries that any of them names. /command is what init runs;
# it loads the modules of the folder VM_MODULES, if there is one, first.
set -euo pipefail

build=${1:?usage: initramfs.sh BUILD OUT < command}
out=${2:?usage: initramfs.sh BUILD OUT < command}
top=$(cd "$(dirname "$0")/../.." && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{bin,dev,proc,sys,tmp,etc,sonde/bin,sonde/tests/programs}
cp "$(command -v busybox)" "$root/bin/busybox"
cp "$top/tests/vm/init" "$root/init"
cat >"$root/command"
echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"

for program in sonde sonde-compile sonde-check; do
	strip -o "$root/sonde/bin/$program" "$build/$program"
done
strip -o "$root/sonde/bin/runner" "$build/tests/runner"
cp -r "$top/tests/cases" "$top/tests/fixtures" "$root/sonde/tests/"
# What tools.sh runs: the scripts of Debian's package bpftrace.
mkdir "$root/sonde/tools"
cp "$top/tests/tools.sh" "$top/tests/probe_types.sh" "$root/sonde/tests/"
for script in /usr/sbin/*.bt; do
	[ -e "$script" ] && cp "$script" "$root/sonde/tools/"
done
"$top/tests/manual.sh" cases "$root/sonde/tests/cases/runtime/manual.t" >/dev/null
if [ -d "$top/examples" ]; then
	cp -r "$top/examples" "$root/sonde/examples"
fi
for program in "$build"/tests/programs/*; do
	[[ -x "$program" || $program == *.bpf.o ]] && cp "$program" "$root/sonde/tests/programs/"
done

if [ -d "${VM_FILES:-}" ]; then
	cp -r "$VM_FILES" "$root/sonde/files"
fi

if [ -d "${VM_MODULES:-}" ]; then
	cp -r "$VM_MODULES" "$root/modules"
fi

# "name => path (address)" and the loader, which stands alone on its line.
# Programs of Go need none, which ldd takes for a failure.
(ldd "$root"/sonde/bin/* "$root"/sonde/tests/programs/* 2>/dev/null || true) |
	awk '$2 == "=>" && $3 ~ "^/" { print $3 } $1 ~ "^/" && $2 ~ "^\\(" { print $1 }' | sort -u |
	while read -r library; do
		mkdir -p "$root$(dirname "$library")"
		cp -L "$library" "$root$library"
	done

(cd "$root" && find . | cpio -o -H newc --quiet) | gzip -1 >"$out.part"
mv "$out.part" "$out"
