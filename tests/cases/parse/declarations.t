# What stands outside of bodies.

name     probes with several attach points
prog     kprobe:a, kprobe:b,
         tracepoint:c:d { f(); }
ast      (probe kprobe:a kprobe:b tracepoint:c:d
           (call f))

name     a trailing comma
prog     BEGIN, { f(); }
ast      (probe BEGIN
           (call f))

name     predicates
prog     kprobe:f /pid == 1 && comm != "a/b"/ { g(); } kprobe:g / arg0 / 2 / { h(); }
ast      (probe kprobe:f
           (pred (&& (== pid 1) (!= comm "a/b")))
           (call g))
         (probe kprobe:g
           (pred (/ arg0 2))
           (call h))

name     attach points keep their text
prog     kprobe:"odd {name}":f+0x10 { } profile:hz:99 { } interval:s:1 { } tracepoint:a:b_* { }
ast      (probe kprobe:"odd {name}":f+0x10)
         (probe profile:hz:99)
         (probe interval:s:1)
         (probe tracepoint:a:b_*)

name     parameters in attach points
prog     kprobe:$1_read { } profile:hz:$2 { }
ast      (probe kprobe:_read)
         (probe profile:hz:)

name     both spellings of begin
prog     BEGIN { } begin { } END { } end { }
ast      (probe BEGIN)
         (probe begin)
         (probe END)
         (probe end)

name     a shebang
prog     #!/usr/bin/sonde
         BEGIN { f(); }
ast      (probe BEGIN
           (call f))

name     configuration
prog     config = { max_strlen = 64; stack_mode = perf; BPFTRACE_LICENSE = "GPL v2"; lazy_symbolication = true }
         BEGIN { }
ast      (config max_strlen 64)
         (config stack_mode "perf")
         (config BPFTRACE_LICENSE "GPL v2")
         (config lazy_symbolication true)
         (probe BEGIN)

name     declarations of maps
prog     let @a = hash(10);
         let @b = percpulruhash(0x100)
         BEGIN { }
ast      (map @a hash 10)
         (map @b percpulruhash 256)
         (probe BEGIN)

name     macros
prog     macro two() { 2 }
         macro m($x, @y, z) { $x = z; @y[1] = z; $x + 1 }
         BEGIN { $a = two(); }
ast      (macro two ()
           => 2)
         (macro m ($x @y z)
           (= $x z)
           (= @y[1] z)
           => (+ $x 1))
         (probe BEGIN
           (= $a (call two)))

name     functions
prog     fn add($a : int64, $b : int64) : int64 { return $a + $b; }
         BEGIN { }
ast      (fn add ($a : int64 $b : int64) int64
           (return (+ $a $b)))
         (probe BEGIN)

name     imports
prog     import "lib.bt";
         BEGIN { }
ast      (import "lib.bt")
         (probe BEGIN)

name     C definitions and preprocessor lines
prog     #include <linux/sched.h>
         struct x { int a; char b[4]; };
         enum e { A, B = 5 }
         BEGIN { }
ast      (c "#include <linux/sched.h>")
         (c "struct x { int a; char b[4]; };")
         (c "enum e { A, B = 5 }")
         (probe BEGIN)

name     pinned maps
prog     let @a = hash(10) pinned("x\n");
         let @b = hash(1)
           pinned ("y"); BEGIN { 1 }
ast      (map @a hash 10 pinned "x\n")
         (map @b hash 1 pinned "y")
         (probe BEGIN
           => 1)
