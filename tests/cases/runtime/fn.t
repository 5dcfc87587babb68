name   functions call each other
needs  root
prog   fn add($a : int64, $b : int64) : int64 { return $a + $b; }
       fn twice($a : int64) : int64 { return add($a, $a); }
       BEGIN { print(add(2, 3)); print(twice(add(1, -5))); exit() }
out    5
       -8

name   widths and signs of parameters and results
needs  root
prog   fn i8($x : int8) : int8 { return $x; }
       fn u8($x : uint8) : uint8 { return $x; }
       fn i32($x : int32) : int32 { return $x; }
       fn yes($x : int64) : bool { return $x > 0; }
       BEGIN { print(i8(-1)); print(u8(255)); print(i32(-70000)); print(yes(-1)); if (yes(2)) { print("positive") } print((int64)i8(-2) * 3); exit() }
out    -1
       255
       -70000
       false
       positive
       -6

name   more arguments than registers
needs  root
prog   fn f($a : int64, $b : string, $c : int8, $d : int64, $e : string, $f : int16, $g : int64) : int64 {
         printf("%d %s %d %d %s %d %d\n", $a, $b, $c, $d, $e, $f, $g);
         return $a + $c + $d + $f + $g;
       }
       BEGIN { $s = "five"; print(f(1, "two", -3, 4, $s, -6, 7)); exit() }
out    1 two -3 4 five -6 7
       3

name   strings in and out
needs  root
prog   fn greet($who : string, $n : uint32) : string {
         if ($n > 2) { return "many"; }
         return str_concat("hello ", $who);
       }
       BEGIN { print(greet("world", 1)); print(greet("worlds", 3)); @ = greet("map", 1); print(@); clear(@); print(greet(greet("x", 1), 1)); print(greet("a", 1) == greet("b", 1)); print(greet("a", 1) == greet("a", 1)); exit() }
out    hello world
       many
       @: hello map
       hello hello x
       false
       true

name   a parameter that is changed is the function's own
needs  root
prog   fn f($s : string, $n : int64) : string { $s = str_concat($s, "!"); $n += 1; $n++; return $n == 3 ? $s : "no"; }
       BEGIN { $a = "abc"; $n = 1; print(f($a, $n)); print($a); print($n); exit() }
out    abc!
       abc
       1

name   long strings
needs  root uprobe
run    BPFTRACE_MAX_STRLEN=4096 "$SONDE" -q -c "$PROGRAMS/longtext 3000" -e 'fn length($s : string) : uint64 { return strlen($s); } fn same($s : string) : string { return $s; } uprobe:'"$PROGRAMS"'/longtext:show { print(length(str(arg0))); print(strlen(same(str(arg0)))); exit() }'
out    3000
       3000

name   tuples, records and structs
needs  root
prog   fn swap($t : typeof((1, "abc"))) : typeof(("abc", 1)) { return ($t.1, $t.0); }
       fn grow($r : typeof((x = (int64)1, y = (int64)2))) : typeof((x = (int64)1, y = (int64)2)) { return (x = $r.x + 1, y = $r.y * 2); }
       BEGIN { print(swap((7, "xyz"))); print(grow((x = (int64)5, y = (int64)6))); $t = swap((1, "q")); @[$t] = 1; exit() }
out    (xyz, 7)
       { .x = 6, .y = 12 }
       <empty>
       <empty>
       @[q, 1]: 1

name   pointers
needs  root btf
prog   fn name($t : struct task_struct *) : string { return $t.comm; }
       fn current() : struct task_struct * { return curtask; }
       BEGIN { print(name(curtask)); print(current().comm); print(name(current()) == comm); exit() }
out    sonde
       sonde
       true

name   the address space of a pointer is that of the argument
needs  root uprobe btf
run    "$SONDE" -q -c "$PROGRAMS/structs" -e 'fn text($p : int8 *) : string { return str($p); } fn at($p : uint64) : string { return str($p); } uprobe:'"$PROGRAMS"'/structs:visit { print(text((int8 *)arg2)); print(at(arg2)); print(text(kptr((int8 *)(uint64)curtask + offsetof(struct task_struct, comm)))); exit() }'
out    some text
       some text
       structs

name   maps, counters and builtins
needs  root
prog   fn note($k : uint64) : uint64 { @seen[$k] = count(); @last = $k; @n++; return @n; }
       BEGIN { $a = note(7); $b = note(7); $c = note(8); printf("%d %d %d %d\n", $a, $b, $c, @last); printf("%d\n", own()); exit() }
       fn own() : bool { return pid > 0 && comm == "sonde" && nsecs > 0 && cpu < ncpus; }
out    1 2 3 8
       1
       <empty>
       <empty>
       @last: 8
       @n: 3
       @seen[8]: 1
       @seen[7]: 2

name   returns out of loops
needs  root feature:bpf_loop
prog   fn find($x : int64) : int64 { for $i : 0..10 { if ($i == $x) { return $i * 100; } } return -1; }
       fn word($x : int64) : string { for $i : 0..10 { if ($i == $x) { return "found"; } } return "not there"; }
       fn none($x : int64) : void { for $i : 0..10 { if ($i == $x) { return; } @ += 1; } }
       BEGIN { print(find(4)); print(find(40)); print(word(4)); print(word(40)); none(3); exit() }
out    400
       -1
       found
       not there
       <empty>
       <empty>
       @: 3

name   loops call functions
needs  root feature:bpf_loop
prog   fn add($a : int64, $b : int64) : int64 { return $a + $b; }
       fn text($n : int64) : string { return $n == 2 ? "two" : "other"; }
       BEGIN { for $i : 0..100 { @s += add($i, 1); } for $i : 1..3 { print(text($i)); } unroll(3) { @u += add(1, 1); } exit() }
out    other
       two
       <empty>
       <empty>
       @s: 5050
       @u: 6

name   loops over maps in functions
needs  root feature:for_each_map_elem
prog   fn total($scale : int64) : int64 { let $sum : int64 = 0; for $kv : @m { $sum += $kv.1 * $scale; } return $sum; }
       BEGIN { @m[1] = 10; @m[2] = 20; print(total(3)); clear(@m); exit() }
out    90

name   five calls deep
needs  root
prog   fn a($x : int64, $s : string) : string { @[$x] = $s; return str_concat($s, "a"); }
       fn b($x : int64, $s : string) : string { $t = a($x + 1, $s); return str_concat($t, "b"); }
       fn c($x : int64, $s : string) : string { $t = b($x + 1, $s); return str_concat($t, "c"); }
       fn d($x : int64, $s : string) : string { $t = c($x + 1, $s); return str_concat($t, "d"); }
       fn e($x : int64, $s : string) : string { $t = d($x + 1, $s); return str_concat($t, "e"); }
       BEGIN { print(e(1, "-")); exit() }
out    -abcde
       <empty>
       <empty>
       @[5]: -

name   many variables in a chain of calls
needs  root
prog   fn f($a : uint64) : uint64 { $b = $a + nsecs % 2 * 0; $c = $b + cpu * 0; $d = $c * 2; $e = $d + pid * 0; $g = $e + 1; $h = $g + tid * 0; return $a + $b + $c + $d + $e + $g + $h; }
       fn g($a : uint64) : uint64 { $b = f($a); $c = f($b); $d = f($c); $e = f($d); return $b + $c + $d + $e; }
       fn h($a : uint64) : uint64 { $b = g($a); $c = g($b); $d = g($c); return $b + $c + $d; }
       BEGIN { $b = h(1); $c = h(2); $d = h(3); printf("%ld %ld %ld\n", $b, $c, $d); exit() }
out    5011826354724 9188478002508 13365129650292

name   stacks, records and stops in functions
needs  root
prog   fn stack() : void { @[kstack(2)] = count(); }
       fn stop($text : string) : void { printf("%s\n", $text); exit(3); }
       tracepoint:syscalls:sys_enter_read { stack(); stop("seen"); }
during cat /proc/self/stat
status 3
match  ^seen$
       ^]: [0-9]+$

name   the probe a function is called from
needs  root
prog   fn where() : string { return probe; }
       BEGIN { print(where()); } END { print(where()); } interval:ms:10 { print(where()); exit() }
out    begin
       interval:ms:10
       end

name   faults in functions are shown at their place
needs  root
prog   fn third($x : uint64) : uint64 { return 3 / $x; }
       BEGIN { print(third(cpu * 0)); exit() }
out    1
errmatch stdin:1:41-47: WARNING

name   a function that nobody calls costs nothing
needs  root
run    "$SONDE" --dry-run -q -e 'fn unused($x : int64) : void { @gone[$x] = str_concat("a", "b"); } BEGIN { exit() }' -d ir | grep -c 'gone\|fn_unused'
status 1
out    0
