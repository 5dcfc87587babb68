# What is printed, byte for byte, as JSON. print_text.t has the same as text.

name     values and maps of every type
needs    root
file     cases/runtime/print.bt
args     -q -f json
json
out      {"type": "value", "data": -5}
         {"type": "value", "data": "18446744073709551615"}
         {"type": "value", "data": true}
         {"type": "value", "data": -1}
         {"type": "value", "data": 255}
         {"type": "value", "data": 0}
         {"type": "value", "data": 65535}
         {"type": "value", "data": 1}
         {"type": "value", "data": 2}
         {"type": "value", "data": 7}
         {"type": "value", "data": "abc"}
         {"type": "value", "data": ""}
         {"type": "value", "data": [97,1,127,-1,92,98]}
         {"type": "value", "data": []}
         {"type": "value", "data": [1]}
         {"type": "value", "data": [1,"abc",[2,3]]}
         {"type": "value", "data": {"x": 1, "y": "b", "z": {"q": 2}}}
         {"type": "value", "data": "127.0.0.1"}
         {"type": "value", "data": "::1"}
         {"type": "value", "data": "fe80::1"}
         {"type": "value", "data": "0x0"}
         {"type": "value", "data": "0x0"}
         {"type": "value", "data": -2}
         {"type": "value", "data": [1,true,16,1,[120,121],"s",[-1,2]]}
         {"type": "value", "data": -9223372036854775808}
         {"type": "value", "data": "9007199254740993"}
         {"type": "value", "data": "-9007199254740993"}
         {"type": "value", "data": 9007199254740992}
         {"type": "stats", "data": {"@st": {"count": 2, "average": -4, "total": -9}}}
         {"type": "printf", "data": "a\tb\u0001|-1|ff\n"}
         {"type": "time", "data": "12:00\n"}
         {"type": "cat", "data": "Linux\n"}
         {"type": "printf", "data": "(1, a) { .count = 2, .average = -4, .total = -9 } { .x = 1 }\n"}
         {"type": "stats", "data": {"@av": -3}}
         {"type": "map", "data": {"@b": true}}
         {"type": "map", "data": {"@bf": [97,-1]}}
         {"type": "map", "data": {"@c": 1}}
         {"type": "map", "data": {"@e": 2}}
         {"type": "hist", "data": {"@h": [{"max": -1, "count": 1},{"min": 0, "max": 0, "count": 1},{"min": 1, "max": 1, "count": 1},{"min": 2, "max": 3, "count": 1},{"min": 4, "max": 7, "count": 0},{"min": 8, "max": 15, "count": 0},{"min": 16, "max": 31, "count": 0},{"min": 32, "max": 63, "count": 0},{"min": 64, "max": 127, "count": 0},{"min": 128, "max": 255, "count": 0},{"min": 256, "max": 511, "count": 0},{"min": 512, "max": 1023, "count": 1}]}}
         {"type": "map", "data": {"@i": -1}}
         {"type": "map", "data": {"@k": {"1": 1}}}
         {"type": "map", "data": {"@k2": {"ab": 2}}}
         {"type": "map", "data": {"@k3": {"1,xy": "v w"}}}
         {"type": "map", "data": {"@k4": {"x": 1}}}
         {"type": "map", "data": {"@k5": {"(1,2),3": [4,5]}}}
         {"type": "map", "data": {"@k6": {"RED": 1}}}
         {"type": "map", "data": {"@k7": {"true": false}}}
         {"type": "map", "data": {"@k8": {"0x10": 17}}}
         {"type": "stats", "data": {"@ka": {"x": 7}}}
         {"type": "map", "data": {"@kbig": {"9007199254740993": "9007199254740993"}}}
         {"type": "map", "data": {"@kc": {"-1": 1}}}
         {"type": "hist", "data": {"@kh": {"1,a": [{"min": 4, "max": 7, "count": 1}]}}}
         {"type": "hist", "data": {"@klh": {"x": [{"min": 2, "max": 2, "count": 1}]}}}
         {"type": "stats", "data": {"@ks": {"1": {"count": 1, "average": 5, "total": 5}}}}
         {"type": "map", "data": {"@kuh": {"127.0.0.1": 1}}}
         {"type": "hist", "data": {"@lh": [{"max": -1, "count": 1},{"min": 0, "max": 4, "count": 1},{"min": 5, "max": 9, "count": 0},{"min": 10, "count": 1}]}}
         {"type": "map", "data": {"@mn": -7}}
         {"type": "map", "data": {"@mx": "18446744073709551615"}}
         {"type": "map", "data": {"@p": 4096}}
         {"type": "map", "data": {"@s": "a\"b\\c\n"}}
         {"type": "map", "data": {"@sm": -3}}
         {"type": "stats", "data": {"@st": {"count": 2, "average": -4, "total": -9}}}
         {"type": "map", "data": {"@t": [1,"x"]}}
         {"type": "map", "data": {"@u": "18446744073709551615"}}

name     a struct of the traced program: members, arrays, bit-fields, pointers, as value and in maps
needs    root uprobe
run      "$SONDE" -q -f json -c "$PROGRAMS/structs" -e 'struct inner { long p; }; struct point { int x; short y; char name[10]; unsigned char a : 3; unsigned char b : 5; int v[3]; struct inner in; struct point *next; }; uprobe:'"$PROGRAMS"'/structs:visit { $p = (struct point *)arg0; print($p->v); print($p->in); print($p->name); print(($p->a, $p->b)); print($p->next->next); printf("%s %s %s\n", $p->v, $p->in, $p->name); print(buf($p->name, 5)); $q = *$p->next; @s = *$p->next; @v[$p->v] = $p->v; @in[$p->in] = $p->in; @k[$p->y, $p->name] = count(); }'
out      {"type": "value", "data": [1,-2,3]}
         {"type": "value", "data": {"p": 1099511627776}}
         {"type": "value", "data": "point one"}
         {"type": "value", "data": [5,17]}
         {"type": "value", "data": 0}
         {"type": "printf", "data": "[1,-2,3] { .p = 1099511627776 } point one\n"}
         {"type": "value", "data": [112,111,105,110,116]}
         {"type": "map", "data": {"@in": {"{.p=1099511627776}": {"p": 1099511627776}}}}
         {"type": "map", "data": {"@k": {"300,pointone": 1}}}
         {"type": "map", "data": {"@s": {"x": 99, "y": 0, "name": "last", "a": 0, "b": 0, "v": [0,0,0], "in": {"p": 0}, "next": 0}}}
         {"type": "map", "data": {"@v": {"[1,-2,3]": [1,-2,3]}}}
status   0

name     top and div
needs    root
args     -q -f json
prog     config = { print_maps_on_exit = false } BEGIN { @k["a"] = 10; @k["b"] = 30; @k["c"] = 20; print(@k, 2); print(@k, 2, 10); print(@k, 9, 3);
           @s[1] = stats(10); @s[1] = stats(11); @s[2] = stats(-7); print(@s, 0, 2); @a = avg(-9); print(@a, 0, 2); @c = count(); @c = count(); @c = count(); print(@c, 0, 2);
           @h = hist(1); @h = hist(1); @h = hist(1); @h = hist(2); print(@h, 0, 2); @l = lhist(1, 0, 4, 2); @l = lhist(1, 0, 4, 2); print(@l, 0, 2); @t["x"] = "y"; print(@t, 1, 5); @n = -9; print(@n, 0, 2); }
out      {"type": "map", "data": {"@k": {"c": 20, "b": 30}}}
         {"type": "map", "data": {"@k": {"c": 2, "b": 3}}}
         {"type": "map", "data": {"@k": {"a": 3, "c": 6, "b": 10}}}
         {"type": "stats", "data": {"@s": {"2": {"count": 1, "average": -3, "total": -3}, "1": {"count": 2, "average": 5, "total": 10}}}}
         {"type": "stats", "data": {"@a": -4}}
         {"type": "map", "data": {"@c": 1}}
         {"type": "hist", "data": {"@h": [{"min": 1, "max": 1, "count": 1},{"min": 2, "max": 3, "count": 0}]}}
         {"type": "hist", "data": {"@l": [{"min": 0, "max": 1, "count": 2}]}}
         {"type": "map", "data": {"@t": {"x": "y"}}}
         {"type": "map", "data": {"@n": -4}}

name     histograms of every kind of bound
needs    root
args     -q -f json
prog     BEGIN { @h2 = hist(7, 2); @h2 = hist(8, 2); @h2 = hist(31, 2); @hbig = hist(9223372036854775807); @hbig = hist(1 << 62); @k = lhist(1024, 0, 4096, 1024); @k = lhist(4095, 0, 4096, 1024); @m = lhist(1048576, 1048576, 3145728, 1048576); @m = lhist(5, 1048576, 3145728, 1048576); @one = lhist(1, 0, 3, 1); @one = lhist(3, 0, 3, 1); @odd = lhist(8, 0, 10, 4); @lo = lhist(-5, 0, 10, 5); @zero["x"] = hist(0, 5); }
out      {"type": "hist", "data": {"@h2": [{"min": 7, "max": 7, "count": 1},{"min": 8, "max": 9, "count": 1},{"min": 10, "max": 11, "count": 0},{"min": 12, "max": 13, "count": 0},{"min": 14, "max": 15, "count": 0},{"min": 16, "max": 19, "count": 0},{"min": 20, "max": 23, "count": 0},{"min": 24, "max": 27, "count": 0},{"min": 28, "max": 31, "count": 1}]}}
         {"type": "hist", "data": {"@hbig": [{"min": 4611686018427387904, "max": 9223372036854775807, "count": 2}]}}
         {"type": "hist", "data": {"@k": [{"min": 1024, "max": 2047, "count": 1},{"min": 2048, "max": 3071, "count": 0},{"min": 3072, "max": 4095, "count": 1}]}}
         {"type": "hist", "data": {"@lo": [{"max": -1, "count": 1}]}}
         {"type": "hist", "data": {"@m": [{"max": 1048575, "count": 1},{"min": 1048576, "max": 2097151, "count": 1}]}}
         {"type": "hist", "data": {"@odd": [{"min": 8, "count": 1}]}}
         {"type": "hist", "data": {"@one": [{"min": 1, "max": 1, "count": 1},{"min": 2, "max": 2, "count": 0},{"min": 3, "count": 1}]}}
         {"type": "hist", "data": {"@zero": {"x": [{"min": 0, "max": 0, "count": 1}]}}}

name     maps that nobody filled
needs    root
args     -q -f json
prog     BEGIN { print(@n); print(@c); print(@s); print(@h); print(@k); print(@str); print(@av); print(@t); if (@n) { @n = 1; @c = count(); @s = stats(1); @h = hist(1); @k[1] = 1; @str = "x"; @av = avg(1); @t = (1, "x"); } clear(@k); zero(@c); print(@c); }
out      {"type": "map", "data": {"@n": 0}}
         {"type": "map", "data": {"@c": 0}}
         {"type": "stats", "data": {"@s": {"count": 0, "average": 0, "total": 0}}}
         {"type": "map", "data": {"@str": ""}}
         {"type": "stats", "data": {"@av": 0}}
         {"type": "map", "data": {"@t": [0,""]}}
         {"type": "map", "data": {"@c": 0}}

name     text that is hard to print
needs    root
args     -q -f json
prog     BEGIN { print("tab\tquote\"back\\slash"); print("\x01\x1f\x7f"); print("\xc3\xa9t\xc3\xa9 \xf0\x9f\x90\x9d"); printf("%s|%5s|%-5s|%c|%%|%r\n", "a\nb", "x", "y", 65, buf("a\xff", 2)); @["a \"b\"", 1] = "c\\d"; printf("no newline"); }
out      {"type": "value", "data": "tab\tquote\"back\\slash"}
         {"type": "value", "data": "\u0001\u001f"}
         {"type": "value", "data": "été 🐝"}
         {"type": "printf", "data": "a\nb|    x|y    |A|%|a\\xff\n"}
         {"type": "printf", "data": "no newline"}
         {"type": "map", "data": {"@": {"a\"b\",1": "c\\d"}}}

name     bytes that are no UTF-8 do not spoil the line
needs    root
args     -q -f json
prog     BEGIN { print("a\xff|\xc3|\xc0\x80|\xed\xa0\x80|\xf4\x90\x80\x80|\xe2\x82"); print("\xe2\x82\xac"); }
json
out      {"type": "value", "data": "a\ufffd|\ufffd|\ufffd\ufffd|\ufffd\ufffd\ufffd|\ufffd\ufffd\ufffd\ufffd|\ufffd\ufffd"}
         {"type": "value", "data": "€"}


name     arguments that are joined
needs    root
args     -q -f json -c '/bin/echo a "b'
prog     tracepoint:syscalls:sys_enter_execve /pid == cpid/ { join(args.argv, "+"); }
match    ^\{"type": "join", "data": "/bin/echo\+a\+\\"b"\}$

name     reads that fail
needs    root
args     -q -f json -k
prog     BEGIN { $p = (uint64 *)8; @x = *uptr($p); exit(); }
out      {"type": "helper_error", "msg": "Bad address", "helper": "probe_read_user", "retcode": -14, "filename": "stdin", "line": 1, "col": 32}
         {"type": "map", "data": {"@x": 0}}

name     stacks are their text
needs    root
args     -q -f json
prog     BEGIN { @k[kstack(1)] = 1; exit(); }
match    ^\{"type": "map", "data": \{"@k": \{"\\n[a-z_0-9]+\+[0-9]+\\n": 1\}\}\}$
