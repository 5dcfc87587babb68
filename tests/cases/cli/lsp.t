# sonde lsp: conversations of a client (tests/lsp/run.py) with the language server.

name     from "initialize" to "exit", and without
needs    program:python3
run      python3 "$TESTS/lsp/run.py" life "$SONDE" lsp
out      right
timeout  60

name     diagnostics follow the text
needs    program:python3
run      python3 "$TESTS/lsp/run.py" diagnostics "$SONDE" lsp
out      right
timeout  60

name     places are counted in UTF-16
needs    program:python3
run      python3 "$TESTS/lsp/run.py" utf16 "$SONDE" lsp
out      right
timeout  60

name     any series of edits leaves the text that it should
needs    program:python3
run      python3 "$TESTS/lsp/run.py" random_edits "$SONDE" lsp && SEED=8 python3 "$TESTS/lsp/run.py" random_edits "$SONDE" lsp
out      right
         right
timeout  60

name     completion: words, names of the script, fields
needs    program:python3
run      python3 "$TESTS/lsp/run.py" completion "$SONDE" lsp
out      right
timeout  60

name     completion: probes of this machine and their fields
needs    root btf program:python3
run      python3 "$TESTS/lsp/run.py" completion_kernel "$SONDE" lsp
out      right
timeout  60

name     hover: types and documentation
needs    program:python3
run      python3 "$TESTS/lsp/run.py" hover "$SONDE" lsp
out      right
timeout  60

name     hover: what probes have, and types of the kernel
needs    root btf program:python3
run      python3 "$TESTS/lsp/run.py" hover_kernel "$SONDE" lsp
out      right
timeout  60

name     definitions of variables, maps, macros, structs, also in imports
needs    program:python3
run      python3 "$TESTS/lsp/run.py" definition "$SONDE" lsp
out      right
timeout  60

name     symbols of a document; formatting does what sonde fmt does
needs    program:python3
run      python3 "$TESTS/lsp/run.py" symbols_and_layout "$SONDE" lsp
out      right
timeout  60

name     whatever is sent, the server answers or ends in order
needs    program:python3
run      python3 "$TESTS/lsp/run.py" hostile "$SONDE" lsp 2>/dev/null
out      right
timeout  120

name     without root
needs    root btf program:python3 program:setpriv
run      chmod 755 "$TMP"; cp "$SONDE" "$(dirname "$SONDE")/sonde-check" "$TMP"
         python3 "$TESTS/lsp/run.py" ordinary_user setpriv --reuid=65534 --regid=65534 --clear-groups "$TMP/sonde" lsp
out      right
timeout  60

name     the command line
run      "$SONDE" lsp --help | head -1; "$SONDE" lsp --nope 2>/dev/null; echo $?; "$SONDE" lsp x 2>/dev/null; echo $?; printf 'x\n\n' | "$SONDE" lsp --stdio; echo $?
out      usage: sonde lsp [--stdio]
         1
         1
         1
err      sonde lsp: a message without a usable Content-Length, or cut off: its end cannot be found
