#!/bin/bash
# manual.sh cases FILE: turns every example of the manual pages into a case of the runner, in FILE.
# manual.sh lint: the pages render without complaint.
#
# An example is what stands between .EX and .EE: a program (or, when its first line begins with
# "# ", shell commands) in bold, that is between ".ft B" and ".ft R", and below it what it prints.
# Comments in front of it say more about the case, with the keys of tests/README.md:
#
#	.\" case: needs kprobe
#	.\" case: match ^@: [0-9]+$
#
# Without out, match, err or errmatch the program prints just what is shown. With patterns, each
# must match a line of what is shown, too. A bare "err" says that the shown lines are errors.
# "./" in a program is a folder with the traced programs of tests/programs.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

cases() {
	awk -v out="$1" '
	function fail(what) {
		printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
		bad = 1
	}
	# The text that a line of roff stands for.
	function plain(line) {
		sub(/^\\&/, "", line)
		gsub(/\\-/, "-", line)
		gsub(/\\\(aq/, "\047", line)
		gsub(/\\\(ga/, "`", line)
		gsub(/\\\(ti/, "~", line)
		gsub(/\\\(ha/, "^", line)
		gsub(/\\e/, "\\", line)
		return line
	}
	function key(name, lines) {
		printf "%s\n", name > out
		gsub(/\n\n/, "\n<empty>\n", lines)
		gsub(/\n\n/, "\n<empty>\n", lines)
		sub(/\n$/, "", lines)
		gsub(/\n/, "\n         ", lines)
		printf "         %s\n", lines > out
	}
	function example_end(    i, n, word, value, has, matched, line, lines, k, quiet, shell) {
		if (program == "")
			fail("an example without a program: .ft B and .ft R enclose it")
		n = split(program, line, "\n")
		page = FILENAME
		sub(/.*\//, "", page)
		printf "name     %s line %d: %s\n", page, first, substr(line[1], 1, 60) > out
		needs = "root"
		split("", has)
		for (i = 1; i <= keys; i++) {
			word = keyed[i]
			sub(/ .*/, "", word)
			value = keyed[i]
			if (!sub(/^[^ ]+ +/, "", value))
				value = ""
			has[word] = 1
			if (word == "needs")
				needs = needs " " value
			else if (word == "err" && value == "")
				key("err", shown)
			else
				printf "%-8s %s\n", word, value > out
			if (word ~ /^(err)?match$/) {
				matched = 0
				k = split(shown, lines, "\n")
				while (k > 0)
					matched += lines[k--] ~ value
				if (!matched)
					fail("no shown line matches " value)
			}
		}
		printf "needs    %s\n", needs > out
		key("prog", program)
		shell = program ~ /^# /
		has_send = "send" in has
		quiet = ("err" in has) && !("during" in has) && !("send" in has) ? " -q" : ""
		if (shell || program ~ /[:" ]\.\//) {
			gsub(/(^|\n)# /, "\n", program)
			sub(/^\n/, has_send ? "exec " : "", program)
			key("run", "cd \"$TMP\"; ln -s \"$PROGRAMS\"/* .; PATH=$(dirname \"$SONDE\"):$PATH\n" \
				(shell ? program : "exec sonde" quiet " -e \"$PROG\""))
		} else if (quiet != "")
			printf "args    %s\n", quiet > out
		if (!("out" in has || "match" in has || "err" in has || "errmatch" in has)) {
			if (shown == "")
				fail("an example that shows no output")
			key("out", shown)
		}
		printf "\n" > out
		count++
	}
	/^\.\\" case:/ && !inside {
		sub(/^\.\\" case: */, "")
		keyed[++keys] = $0
		next
	}
	/^\.EX/ { inside = 1; bold = 0; program = shown = ""; first = FNR; next }
	/^\.EE/ { example_end(); inside = keys = 0; next }
	inside && /^\.ft B/ { bold = 1; next }
	inside && /^\.ft R/ { bold = 0; next }
	inside && /^\.in/ { next }
	inside && /^\.[^ ]/ { fail("a macro inside of an example"); next }
	inside && bold { program = program plain($0) "\n" }
	inside && !bold { shown = shown plain($0) "\n" }
	!inside && keys { fail("case: without an example below it"); keys = 0 }
	END {
		printf "%d examples\n", count
		exit bad
	}' man/*.[1-9]
}

lint() {
	local page bad=0
	for page in man/*.[1-9]; do
		if command -v mandoc >/dev/null && ! mandoc -Tlint -Wwarning "$page"; then
			bad=1
		fi
		if command -v groff >/dev/null && groff -man -ww -z -Tutf8 "$page" 2>&1 | grep .; then
			bad=1
		fi
	done
	return "$bad"
}

case ${1:-} in
cases) cases "${2:?usage: manual.sh cases FILE}" ;;
lint) lint ;;
*)
	echo "usage: manual.sh cases FILE | lint" >&2
	exit 2
	;;
esac
