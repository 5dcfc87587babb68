# Probes that the programmer placed in a program.

name     arguments in registers, memory, the program's data and constants, by size and sign
needs    root uprobe
run      P=$PROGRAMS/usdt; "$SONDE" -q -c $P -e "usdt:$P:sonde:forms { print((int64)arg0); print(str(arg1)); print((int64)arg2); print(arg3); print((int64)arg4); print(arg5); print((int64)arg6); print(arg7); }"
out      -17
         usdt text
         -5
         65535
         -3
         253
         -7
         102

name     one name at two places with operands of their own, and in two namespaces
needs    root uprobe
run      P=$PROGRAMS/usdt; "$SONDE" -q -c "$P 3" -e "usdt:$P:twice { @twice[arg0] = count(); } U:$P:forms { @[probe] = count(); }" | sed 's,usdt:.*/,,'
match    ^@twice\[1\]: 3$
         ^@twice\[2\]: 1$
         ^@twice\[4\]: 1$
         ^@\[usdt:other:forms\]: 3$|^@\[usdt:sonde:forms\]: 3$|:other:forms\]: 3$

name     the semaphore tells the program that somebody listens, and only then
needs    root uprobe
run      P=$PROGRAMS/usdt; "$SONDE" -q -c "$P 5" -e "usdt:$P:guarded { @ = sum(arg0); }"; "$SONDE" -q -c "$P 5" -e "usdt:$P:twice { @n = count(); }"
out      guarded
         <empty>
         <empty>
         @: 10
         <empty>
         <empty>
         @n: 10

name     the same without the link for many
needs    root uprobe
run      P=$PROGRAMS/usdt; "$SONDE" -q --no-feature uprobe_multi -c "$P 5" -e "usdt:$P:guarded { @ = sum(arg0); }"
out      guarded
         <empty>
         <empty>
         @: 10

name     arguments can be read inside loops
needs    root uprobe
run      P=$PROGRAMS/usdt; "$SONDE" -q -c $P -e "usdt:$P:sonde:forms { for (\$i : 0..2) { print((\$i, arg7)); } }"
out      (0, 102)
         (1, 102)

name     patterns
needs    root uprobe
run      P=$PROGRAMS/usdt; "$SONDE" -q -c $P -e "usdt:$P:so*:*r* { @[probe] = count(); }"
match    :sonde:forms\]: 1$
         :sonde:guarded\]: 1$
nomatch  twice

name     -p finds the program by itself
needs    root uprobe
run      "$PROGRAMS/usdt" 20000 1000 >/dev/null & sleep 0.2; "$SONDE" -q -p $! -e 'usdt:twice { @ = count(); exit(); }' | grep -c '@: [1-9]'; kill $! 2>/dev/null; true
out      1

name     listing
needs    uprobe
run      "$SONDE" -l "usdt:$PROGRAMS/usdt:*" | sed 's,usdt:.*/,,'
out      usdt:other:forms
         usdt:sonde:forms
         usdt:sonde:guarded
         usdt:sonde:twice

name     a probe that does not exist
needs    root uprobe
run      "$SONDE" -e "usdt:$PROGRAMS/usdt:guarde { }"
errmatch there is no USDT probe guarde in
         did you mean guarded\?
status   1

name     an argument that does not exist
needs    root uprobe
run      "$SONDE" -e "usdt:$PROGRAMS/usdt:guarded { print(arg1); }"
errmatch arg1 does not exist: the probe has 1 argument
status   1

name     programs that ask whether somebody listens are told by their file, with or without the option
needs    root uprobe
run      P=$PROGRAMS/usdt; for o in "" --usdt-file-activation; do "$SONDE" -q $o -c "$P 5" -e "usdt:$P:guarded { @ = count(); }" | grep @; done
out      @: 5
         @: 5
