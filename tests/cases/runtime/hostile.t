# Programs that are traced and do not mean well.

name     a table of names is a regular file of who may have made it, and names are no escape sequences
needs    root native uprobe
run      cd "$TMP"; printf '1000 100 evil\033[31mname\n' >good
         for kind in regular fifo link theirs folder huge; do
         case $kind in
         regular) make='cp good /tmp/perf-$$.map' ;;
         fifo) make='mkfifo /tmp/perf-$$.map' ;;
         link) make='ln -s "$TMP/good" /tmp/perf-$$.map' ;;
         theirs) make='cp good /tmp/perf-$$.map; chown 65534 /tmp/perf-$$.map' ;;
         folder) make='mkdir /tmp/perf-$$.map' ;;
         huge) make='cp good /tmp/perf-$$.map; truncate -s 300M /tmp/perf-$$.map' ;;
         esac
         printf '#!/bin/sh\n%s\necho /tmp/perf-$$.map >"$TMP/made"\nexec "$PROGRAMS/functions" 1\n' "$make" >run; chmod +x run
         echo "$kind: $("$SONDE" -q -c "$TMP/run" -e "uprobe:$PROGRAMS/functions:twice { printf(\"%s\\n\", usym(0x1010)); }" | grep .)"
         rm -rf "$(cat made)"; done
out      regular: evil?[31mname
         fifo: 0x1010
         link: 0x1010
         theirs: 0x1010
         folder: 0x1010
         huge: 0x1010
timeout  30

name     a program that is no program any more when its symbols are wanted
needs    root native uprobe
run      cp "$PROGRAMS/functions" "$TMP/f"; printf '#!/bin/sh\n"$TMP/f" 3; mkfifo "$TMP/g"; mv "$TMP/g" "$TMP/f"\n' >"$TMP/run"; chmod +x "$TMP/run"; "$SONDE" -q -c "$TMP/run" -e 'rawtracepoint:sched_process_exec /comm == "f"/ { @[usym(0x401000)] = count(); @k[ustack(2)] = count(); }' | grep -c @
out      2
