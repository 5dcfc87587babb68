# Completion of sonde for bash: options, their values, script files, probes behind -l and inside -e.

# Attach points that begin with $1; user space is searched only where its file is named.
_sonde_probes() {
	case $1 in
	'' | *[[:space:]]*) ;;
	*) sonde -l "$1*" 2>/dev/null | head -n 2000 ;;
	esac
}

_sonde() {
	local cur prev words cword split
	_init_completion -n := || return
	local options i
	for ((i = 1; i < cword; i++)); do
		[[ ${words[i]} == -- ]] && return
	done
	if [[ ${words[1]} == map ]]; then
		case $cword-$prev in
		2-*) mapfile -t COMPREPLY < <(compgen -W 'ls show rm' -- "$cur") ;;
		*-show | *-rm) mapfile -t COMPREPLY < <(compgen -W "$(sonde map ls 2>/dev/null | awk 'NR > 1 { print $1 }')" -- "$cur") ;;
		esac
		[[ $cword -ge 2 && $prev != -f ]] && return
	fi
	if [[ ${words[1]} == @(build|check|fmt) && $cur == -* ]]; then
		options=$(sonde "${words[1]}" --help | grep -oE -- '--[a-z][a-z-]*' | sort -u)
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		return
	fi
	if [[ ${words[1]} == build && $prev == --emit ]]; then
		mapfile -t COMPREPLY < <(compgen -W 'asm llvm bpf jit' -- "$cur")
		return
	fi
	case $prev in
	-f | --format)
		mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$cur")
		return
		;;
	-B | --buffering)
		mapfile -t COMPREPLY < <(compgen -W 'line full none' -- "$cur")
		return
		;;
	-p | --pid)
		mapfile -t COMPREPLY < <(compgen -W "$(ps -eo pid= | tr -d ' ')" -- "$cur")
		return
		;;
	-c | --cmd)
		mapfile -t COMPREPLY < <(compgen -c -- "$cur")
		return
		;;
	-l | --list | -e | --expression)
		mapfile -t COMPREPLY < <(compgen -W "$(_sonde_probes "$cur")" -- "$cur")
		__ltrim_colon_completions "$cur"
		return
		;;
	-d | --debug)
		mapfile -t COMPREPLY < <(compgen -W 'ast types plan codegen codegen-opt libbpf verifier all' -- "$cur")
		return
		;;
	--mode)
		mapfile -t COMPREPLY < <(compgen -W 'test bench' -- "$cur")
		return
		;;
	-I | --include-dir)
		_filedir -d
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		options=$(sonde --help | grep -oE -- '--[a-z][a-z-]*' | sort -u)
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		return
	fi
	_filedir
}

complete -F _sonde sonde
