# Section 6.7: one JSON object per line, with exactly these spaces.

name     JSON of every simple type
needs    root
args     -f json
prog     enum E { ONE = 1 } BEGIN { print(1); print(-1); print(true); print("a\"b\\c\n\t\x01"); print((1,"a",(2,3))); print((x=1,y=(z="q"))); print(ONE); print((int8*)16); print((int8[3])"ab"); print(buf("ab\xff",3)); print(18446744073709551615); print(9007199254740993); print(9007199254740992); exit() }
json
out      {"type": "attached_probes", "count": 1, "data": {"probes": 1}}
         {"type": "value", "data": 1}
         {"type": "value", "data": -1}
         {"type": "value", "data": true}
         {"type": "value", "data": "a\"b\\c\n\t\u0001"}
         {"type": "value", "data": [1,"a",[2,3]]}
         {"type": "value", "data": {"x": 1, "y": {"z": "q"}}}
         {"type": "value", "data": 1}
         {"type": "value", "data": 16}
         {"type": "value", "data": [97,98,0]}
         {"type": "value", "data": [97,98,-1]}
         {"type": "value", "data": "18446744073709551615"}
         {"type": "value", "data": "9007199254740993"}
         {"type": "value", "data": 9007199254740992}

name     JSON of text events
needs    root
args     -q -f json --unsafe
prog     BEGIN { printf("a\n"); printf("%d %s", 5, "x"); time("now\n"); cat("/proc/sys/kernel/ostype"); system("echo hi"); print(ntop(0x0100007f)); exit() }
json
match    ^\{"type": "printf", "data": "a\\n"\}$
         ^\{"type": "printf", "data": "5 x"\}$
         ^\{"type": "time", "data": "now\\n"\}$
         ^\{"type": "cat", "data": "Linux\\n"\}$
         ^\{"type": "syscall", "data": "hi\\n(\\n)?"\}$
         ^\{"type": "value", "data": "127\.0\.0\.1"\}$

name     JSON of maps
needs    root
args     -q -f json
prog     BEGIN { @a = 1; @b[1] = 2; @b[2] = 3; @c["x",1] = 3; @d = count(); @e = stats(5); @f = avg(5); @g["k"] = avg(7); @h["a b"] = "v w"; @i[1] = stats(3); @j = (1,"t"); @k = true; exit() }
json
out      {"type": "map", "data": {"@a": 1}}
         {"type": "map", "data": {"@b": {"1": 2, "2": 3}}}
         {"type": "map", "data": {"@c": {"x,1": 3}}}
         {"type": "map", "data": {"@d": 1}}
         {"type": "stats", "data": {"@e": {"count": 1, "average": 5, "total": 5}}}
         {"type": "stats", "data": {"@f": 5}}
         {"type": "stats", "data": {"@g": {"k": 7}}}
         {"type": "map", "data": {"@h": {"ab": "v w"}}}
         {"type": "stats", "data": {"@i": {"1": {"count": 1, "average": 3, "total": 3}}}}
         {"type": "map", "data": {"@j": [1,"t"]}}
         {"type": "map", "data": {"@k": true}}

name     JSON of histograms
needs    root
args     -q -f json
prog     BEGIN { @h = hist(-5); @h = hist(0); @h = hist(1); @h = hist(3); @h = hist(5000); @l = lhist(-1, 0, 10, 5); @l = lhist(3, 0, 10, 5); @l = lhist(30, 0, 10, 5); @k["x"] = hist(2); exit() }
json
match    ^\{"type": "hist", "data": \{"@h": \[\{"max": -1, "count": 1\},\{"min": 0, "max": 0, "count": 1\},\{"min": 1, "max": 1, "count": 1\},\{"min": 2, "max": 3, "count": 1\},\{"min": 4, "max": 7, "count": 0\},.*\{"min": 4096, "max": 8191, "count": 1\}\]\}\}$
         ^\{"type": "hist", "data": \{"@l": \[\{"max": -1, "count": 1\},\{"min": 0, "max": 4, "count": 1\},\{"min": 5, "max": 9, "count": 0\},\{"min": 10, "count": 1\}\]\}\}$
         ^\{"type": "hist", "data": \{"@k": \{"x": \[\{"min": 2, "max": 3, "count": 1\}\]\}\}\}$

name     JSON of run-time messages
needs    root
args     -q -f json
prog     BEGIN { errorf("hi %d", 5); warnf("there"); $z = 0; print(1 / $z); exit() }
json
match    ^\{"type": "errorf", "msg": "hi 5", "filename": "stdin", "line": 1, "col": 9\}$
         ^\{"type": "warnf", "msg": "there", "filename": "stdin", "line": 1, "col": [0-9]+\}$
         ^\{"type": "runtime_error", "msg": "Divide or modulo by 0 detected\..*", "filename": "stdin", "line": 1, "col": [0-9]+\}$
         ^\{"type": "value", "data": 1\}$
