# Where values live: registers, stack, scratch slots; what the verifier must accept.

name     more variables than registers and stack
needs    root
run      vars=$(for i in $(seq 80); do printf '$v%d = rand + %d; ' $i $i; done); sum=$(for i in $(seq 80); do printf '$v%d + ' $i; done)
         exec "$SONDE" -q -e "BEGIN { $vars print((${sum}0) > 80); exit() }"
out      true

name     an expression as deep as the parser takes it, with a call of the kernel in each step
needs    root
run      open=$(for i in $(seq 90); do printf '(rand * 0 + '; done); close=$(for i in $(seq 90); do printf ')'; done)
         exec "$SONDE" -q -e "BEGIN { print(${open}7${close}); exit() }"
out      7

name     a hundred strings one after another use the memory of one
needs    root btf
run      all=$(for i in $(seq 100); do printf '$s%d = str(curtask.comm, 6); @["s", $s%d]++; ' $i $i; done)
         exec "$SONDE" -q -e "BEGIN { $all exit() }"
out      @[s, sonde]: 100

name     strings of 64 KiB
needs    root feature:bpf_loop btf
prog     config = { max_strlen = 65536 } BEGIN { $a = str(curtask.comm); $b = $a; print($a == $b); @[$a] = count();
           print(strncmp(str_concat($a, "x"), "sondex", 7)); printf("%s|%s\n", str(curtask.comm, 6), "end"); clear(@); exit() }
out      true
         0
         sonde|end

name     a large tuple as variable, key and value
needs    root feature:for_each_map_elem
prog     BEGIN { $t = (1, "abc", comm, (uint8)2, (3, "x", (uint16)4), kstack(50)); @[$t] = 1; @v = $t; print(@v.4.1); print($t.2); print($t == @v);
           for ($kv : @) { print($kv.0.4); } clear(@); clear(@v); exit() }
out      x
         sonde
         true
         (3, x, 4)

name     members at odd offsets
needs    root btf
prog     BEGIN { $t = ("ab", comm, "c", (uint8)1, str(curtask.comm, 6)); @[$t] = $t; print(@[$t].1); print(@[$t]); exit() }
out      sonde
         (ab, sonde, c, 1, sonde)
         <empty>
         <empty>
         @[ab, sonde, c, 1, sonde]: (ab, sonde, c, 1, sonde)

name     a branch claims memory only for itself
needs    root btf
prog     BEGIN { $n = 3; if ($n == 3) { $s = str(curtask.comm, 6); print($s); } else { $t = comm; print($t); }
           $u = $n > 3 ? "small" : str(curtask.comm, 6); print($u); exit() }
out      sonde
         sonde

name     values that were never assigned are zero
needs    root
prog     BEGIN { if (rand == 0) { @i = 1; @s = "x"; @t = (1, "y"); @k[1] = "z"; } let $i : uint32; let $s : string[100]; printf("%d[%s]%d[%s][%s]", $i, $s, @i, @s, @k[5]); print(@t.1); exit() }
out      0[]0[][]

name     a hundred arguments
needs    root
run      exec "$SONDE" -q -e "BEGIN { printf(\"$(for i in $(seq 100); do printf '%%d '; done)%s\\n\", $(for i in $(seq 100); do printf 'pid - pid + %d, ' $i; done) comm); exit() }"
match    ^1 2 3 .* 98 99 100 sonde$

name     bit-fields
needs    root btf
prog     BEGIN { $t = curtask; print($t.in_execve); print($t.sched_reset_on_fork + 0); exit() }
out      0
         0

name     a string that fills its capacity shows that it goes on
needs    root btf
prog     config = { max_strlen = 4 } BEGIN { print(str(curtask.comm)); printf("%s\n", str(curtask.comm, 3)); exit() }
out      sond..
         so
