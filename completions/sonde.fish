# Completion of sonde for fish: options, their values, script files, probes behind -l and inside -e.

function __sonde_probes
    set -l word (commandline -ct)
    test -n "$word"; and sonde -l "$word*" 2>/dev/null | head -n 2000
end

# The table of options is that of sonde --help: "  -x, --name ARGUMENT   what it does".
function __sonde_options
    sonde --help 2>/dev/null | string replace -rf '^\s+(?:-\w, )?--([a-z-]+)(?:[ =\[].*?)?\s{2,}(.*)$' -- '--$1\t$2'
end

complete -c sonde -n 'not contains -- -- (commandline -opc)' -a '(__sonde_options)' -f
complete -c sonde -s f -l format -x -a 'text json'
complete -c sonde -s B -l buffering -x -a 'line full none'
complete -c sonde -s p -l pid -x -a '(__fish_complete_pids)'
complete -c sonde -s c -l cmd -x -a '(__fish_complete_command)'
complete -c sonde -s d -l debug -x -a 'ast types plan codegen codegen-opt libbpf verifier all'
complete -c sonde -l mode -x -a 'test bench'
complete -c sonde -s I -l include-dir -x -a '(__fish_complete_directories)'
complete -c sonde -s l -l list -x -a '(__sonde_probes)'
complete -c sonde -s e -l expression -x -a '(__sonde_probes)'
complete -c sonde -n '__fish_is_nth_token 2; and __fish_seen_subcommand_from map' -f -a 'ls show rm'
complete -c sonde -n '__fish_seen_subcommand_from map; and __fish_seen_subcommand_from show rm' -f -a "(sonde map ls 2>/dev/null | awk 'NR > 1 { print \$1 }')"
complete -c sonde -n '__fish_seen_subcommand_from build' -l emit -x -a 'asm llvm bpf jit'
complete -c sonde -n '__fish_seen_subcommand_from build check' -l btf -r
complete -c sonde -n '__fish_seen_subcommand_from check' -l diag -x -a 'text json'
complete -c sonde -n '__fish_seen_subcommand_from build' -l fixed -f
complete -c sonde -n '__fish_is_nth_token 1' -F
