#!/bin/bash
# completion.sh SONDE: what the shells offer for words that a person has begun.
# Last line: N passed, N failed, N skipped.
set -uo pipefail
sonde=$(realpath "${1:?usage: completion.sh SONDE}")
cd "$(dirname "$0")/.." || exit 1
PATH=$(dirname "$sonde"):$PATH
export PATH
passed=0 failed=0 skipped=0

# offers SHELL LINE WORD: the completion of LINE has WORD among its words.
offers() {
	if ! command -v "$1" >/dev/null; then
		echo "skip $1: '$2' (it is not installed)"
		skipped=$((skipped + 1))
	elif "complete_$1" "$2" | grep -qxF -- "$3"; then
		passed=$((passed + 1))
	else
		echo "FAIL $1: '$2' does not offer '$3' but:"
		"complete_$1" "$2" | head -n 5
		failed=$((failed + 1))
	fi
}

complete_bash() {
	bash -c '
		. /usr/share/bash-completion/bash_completion
		. completions/sonde.bash
		read -ra COMP_WORDS <<<"$1"
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
		_sonde
		printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
}

complete_fish() {
	fish -c "source completions/sonde.fish; complete -C '$1'" | cut -f 1
}

# zsh completes only in a terminal: one of its own, where every word is listed in turn.
complete_zsh() {
	zsh -f -c '
		zmodload zsh/zpty
		zpty shell "zsh -f -i"
		zpty -w shell "PROMPT= RPROMPT= fpath=(completions \$fpath) LISTMAX=10000"
		zpty -w shell "autoload -U compinit; compinit -u -D; zstyle \":completion:*\" list-prompt \"\""
		zpty -w shell "bindkey \"^I\" list-choices; echo re""ady"
		zpty -r -m shell line "*ready*"
		zpty -w -n shell "$1"$'"'\t'"'
		sleep 1.5
		while zpty -r -t shell line; do print -r -- "$line"; done
		zpty -d shell' zsh "$1" | tr -d '\r' | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' | awk '{ print $1 }'
}

for shell in bash fish zsh; do
	offers $shell 'sonde --fo' --format
	offers $shell 'sonde --dry' --dry-run
done
offers bash 'sonde -B l' line
offers fish 'sonde -B l' line
offers zsh 'sonde -B ' full
offers bash 'sonde -f j' json
offers fish 'sonde -f j' json
offers bash 'sonde -l software:page-f' page-faults:
offers fish 'sonde -l software:page-f' software:page-faults:
offers bash 'sonde examples/ope' examples/opens.bt
offers fish 'sonde examples/ope' examples/opens.bt
offers bash 'sonde map s' show
offers fish 'sonde map s' show
offers zsh 'sonde map ' ls
offers bash 'sonde build --emit j' jit
offers fish 'sonde build --emit j' jit
offers bash 'sonde build --fi' --fixed
offers bash 'sonde check --di' --diag
offers fish 'sonde check --diag=j' --diag=json
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
