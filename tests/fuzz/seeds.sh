#!/bin/bash
# seeds.sh ENTRY FOLDER: fills FOLDER with the seeds of a fuzz entry, taken from the cases and, as
# root, from what the compiler makes of them. Findings of the fuzzers live in tests/fuzz/found/ENTRY.
set -euo pipefail
cd "$(dirname "$0")/../.."

entry=${1:?usage: seeds.sh ENTRY FOLDER}
folder=${2:?usage: seeds.sh ENTRY FOLDER}
mkdir -p "$folder"

# The programs of all cases, one file each: the value of prog and the lines that continue it.
programs() {
	awk -v folder="$1" '
		/^prog / { n++; file = folder "/prog-" n; sub(/^prog +/, ""); print > file; in_prog = 1; next }
		/^[ \t]+[^ \t]/ && in_prog { print > file; next }
		{ if (in_prog) close(file); in_prog = 0 }' $(find tests/cases -name '*.t' | sort)
}

case $entry in
fuzz_parse | fuzz_check | fuzz_layout | fuzz_editor)
	programs "$folder"
	for script in examples/*.bt; do
		[ -f "$script" ] && cp "$script" "$folder/"
	done
	;;
fuzz_cdecl)
	# The definitions of the cases, a file per case.
	awk -v folder="$folder" '
		/^name / { n++ }
		/(struct|union|enum)[ a-z_A-Z0-9()]*{/ { sub(/^prog +/, ""); sub(/^ +/, ""); print > (folder "/definition-" n); close(folder "/definition-" n) }' \
		tests/cases/sema/cdecl.t
	;;
fuzz_format)
	printf '%%d %%5s %%-08lx %%r %%rx %%gr %%%% %%q %%' >"$folder/printf"
	printf 'tracepoint:syscalls:sys_enter_*' >"$folder/tracepoint"
	printf 'kprobe:"mod":vfs_read+0x10' >"$folder/kprobe"
	printf 'profile:hz:99' >"$folder/profile"
	printf 'interval:1_000ms' >"$folder/interval"
	for event in sched/sched_switch syscalls/sys_enter_openat; do
		cat "/sys/kernel/tracing/events/$event/format" >"$folder/${event##*/}" 2>/dev/null || true
	done
	;;
fuzz_btf)
	# A small kernel's worth: the types of a program of sonde, and programs with functions.
	if [ "$(id -u)" = 0 ] && [ -x build/release/sonde ]; then
		build/release/sonde --emit-elf "$folder/image" -e 'tracepoint:sched:sched_switch { @[args.next_comm] = count(); print(curtask.pid); }' &&
			objcopy -I elf64-little -O binary --only-section=.BTF --set-section-flags .BTF=alloc "$folder/image" "$folder/types"
	fi
	cp build/release/tests/programs/functions "$folder/" 2>/dev/null || true
	printf '\237\353\001\000\030\000\000\000' >"$folder/magic"
	;;
fuzz_dwarf)
	for program in arguments structs usdt; do
		cp "build/release/tests/programs/$program" "$folder/" 2>/dev/null || true
	done
	printf '\177ELF' >"$folder/magic"
	;;
fuzz_symbols)
	for program in functions shapes inlined deep; do
		cp "build/release/tests/programs/$program" "$folder/" 2>/dev/null || continue
		objcopy -S --add-gnu-debuglink="$folder/$program" "$folder/$program" "$folder/$program-stripped"
		xz -k -c "$folder/$program" >"$folder/packed.xz"
		objcopy -S --add-section .gnu_debugdata="$folder/packed.xz" "$folder/$program" "$folder/$program-packed"
	done
	printf '\177ELF' >"$folder/magic"
	;;
fuzz_image)
	if [ "$(id -u)" = 0 ] && [ -x build/release/sonde ]; then
		i=0
		for program in 'BEGIN { printf("%d %s\n", 1, comm); exit(); }' \
			'profile:hz:99 { @[kstack, comm] = count(); @h = hist(tid); @l = lhist(tid, 0, 100, 10); }' \
			'interval:s:1 { print(@a, 3); clear(@a); } tracepoint:sched:sched_switch { @a[args.next_pid] = sum(1); }'; do
			i=$((i + 1))
			build/release/sonde --emit-elf "$folder/image-$i" -e "$program"
		done
	fi
	printf '\177ELF' >"$folder/magic"
	;;
fuzz_bundle)
	# What is behind the runtime: the eight bytes in front of the last eight say how much.
	if [ "$(id -u)" = 0 ] && [ -x build/release/sonde ]; then
		tool=$(mktemp)
		build/release/sonde build tests/build/parameters.bt -o "$tool" &&
			tail -c "$(tail -c 16 "$tool" | od -An -t u8 -N 8 | tr -d ' ')" "$tool" >"$folder/parameters"
		build/release/sonde build -e 'BEGIN { print(curtask.in_execve); print(*(struct list_head *)curtask);
			print(sizeof(struct task_struct)); exit(); }' -o "$tool" &&
			tail -c "$(tail -c 16 "$tool" | od -An -t u8 -N 8 | tr -d ' ')" "$tool" >"$folder/relocated"
		rm -f "$tool"
	fi
	printf 'sondeBN\n' >"$folder/magic"
	;;
fuzz_pin)
	# The types of maps that scripts pin.
	pins=build/release/tests/programs/pins
	if [ "$(id -u)" = 0 ] && [ -x build/release/sonde ] && [ -x "$pins" ]; then
		i=0
		for program in 'hash(9) pinned("PIN"); BEGIN { @["a", pid] = (comm, (1, true)); exit(); }' \
			'hash(9) pinned("PIN"); BEGIN { @[curtask] = *(struct list_head *)curtask; exit(); }' \
			'hash(9) pinned("PIN"); BEGIN { @[kstack(3)] = (a=ntop(1), b=buf(comm, 8)); exit(); }' \
			'percpuhash(9) pinned("PIN"); BEGIN { @["a"] = lhist(5, 0, 100, 10); exit(); }' \
			'percpuhash(9) pinned("PIN"); BEGIN { @ = hist(5, 3); exit(); }' \
			'percpuhash(9) pinned("PIN"); BEGIN { @[1, "x"] = stats(5); exit(); }'; do
			i=$((i + 1))
			pin=seed_$$_$i
			program=${program//@/@m}
			build/release/sonde -q -e "let @m = ${program/PIN/$pin}" >/dev/null && "$pins" btf "$pin" >"$folder/types-$i"
			build/release/sonde map rm "$pin"
		done
	fi
	;;
esac
if [ -d "tests/fuzz/found/$entry" ]; then
	cp "tests/fuzz/found/$entry"/* "$folder/"
fi
