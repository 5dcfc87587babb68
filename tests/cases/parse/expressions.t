# Literals, operators and what binds how.

name     decimal, hexadecimal, octal
prog     BEGIN { $a = 42; $b = 0x2A; $c = 052; $d = 0; }
ast      (probe BEGIN
           (= $a 42)
           (= $b 42)
           (= $c 42)
           (= $d 0))

name     underscores, exponents, suffixes
prog     BEGIN { $a = 1_000; $b = 5e3; $c = 10ul; $d = 2us; $e = 3d; $f = 1e3ms; }
ast      (probe BEGIN
           (= $a 1000)
           (= $b 5000)
           (= $c 10)
           (= $d 2000)
           (= $e 259200000000000)
           (= $f 1000000000))

name     the largest integer
prog     BEGIN { $a = 18446744073709551615; }
ast      (probe BEGIN
           (= $a 18446744073709551615))

name     strings and escapes
prog     BEGIN { $a = "tab\t nl\n quote\" back\\ oct\101 hex\x41 zero\0 end"; $b = ""; }
ast      (probe BEGIN
           (= $a "tab\t nl\n quote\" back\\ octA hexA zero\x00 end")
           (= $b ""))

name     booleans
prog     BEGIN { $a = true; $b = !false; }
ast      (probe BEGIN
           (= $a true)
           (= $b (! false)))

name     levels of operators
prog     BEGIN { $a = 1 + 2 * 3 - 4 / 2 % 3 << 1 | 6 & 3 ^ 1; }
ast      (probe BEGIN
           (= $a (| (<< (- (+ 1 (* 2 3)) (% (/ 4 2) 3)) 1) (^ (& 6 3) 1))))

name     comparison binds tighter than and
prog     BEGIN { $a = $b & 3 == 1; $c = 1 < 2 == 3 >= 4 != 5; }
ast      (probe BEGIN
           (= $a (& $b (== 3 1)))
           (= $c (!= (== (< 1 2) (>= 3 4)) 5)))

name     logic
prog     BEGIN { $a = 1 || 0 && 2 || !3; }
ast      (probe BEGIN
           (= $a (|| (|| 1 (&& 0 2)) (! 3))))

name     binary operators bind to the left
prog     BEGIN { $a = 1 - 2 - 3; $b = 8 / 4 / 2; $c = 1 << 2 << 3; }
ast      (probe BEGIN
           (= $a (- (- 1 2) 3))
           (= $b (/ (/ 8 4) 2))
           (= $c (<< (<< 1 2) 3)))

name     conditions bind to the right
prog     BEGIN { $a = 1 ? 2 : 3 ? 4 : 5; $b = $a ?: 7; }
ast      (probe BEGIN
           (= $a (? 1 2 (? 3 4 5)))
           (= $b (? $a $a 7)))

name     prefix operators
prog     BEGIN { $a = -1; $b = ~-!*$a; $c = - -$a; $d = &$a; $e = &@m; }
ast      (probe BEGIN
           (= $a (- 1))
           (= $b (~ (- (! (* $a)))))
           (= $c (- (- $a)))
           (= $d (& $a))
           (= $e (& @m)))

name     increments before and behind
prog     BEGIN { $a = 0; $a++; ++$a; @m[1]--; --@m[1]; $b = $a++ + ++$a; }
ast      (probe BEGIN
           (= $a 0)
           (post++ $a)
           (pre++ $a)
           (post-- @m[1])
           (pre-- @m[1])
           (= $b (+ (post++ $a) (pre++ $a))))

name     fields, indices, tuple elements
prog     BEGIN { $a = curtask->mm.pgd; $b = $t.0.1; $c = $x[1][2].y; $d = args.filename; }
ast      (probe BEGIN
           (= $a (. (. curtask mm) pgd))
           (= $b (. (. $t 0) 1))
           (= $c (. ([] ([] $x 1) 2) y))
           (= $d (. args filename)))

name     casts
prog     BEGIN { $a = (uint8)5; $b = (struct task_struct *)$a; $c = (int8[4])$b; $d = (uint64)-1; $e = (typeof($a))3; }
ast      (probe BEGIN
           (= $a (cast uint8 5))
           (= $b (cast struct task_struct* $a))
           (= $c (cast int8[4] $b))
           (= $d (cast uint64 (- 1)))
           (= $e (cast typeof($a) 3)))

name     what looks like a cast and is none
prog     BEGIN { $a = (pid)*tid; $b = (foo); $c = (1 + 2) * 3; }
ast      (probe BEGIN
           (= $a (* pid tid))
           (= $b foo)
           (= $c (* (+ 1 2) 3)))

name     tuples and records
prog     BEGIN { $a = (1, "x", (2, 3)); $b = (1,); $c = (); $d = (x = 1, y = (z = 2)); }
ast      (probe BEGIN
           (= $a (tuple 1 "x" (tuple 2 3)))
           (= $b (tuple 1))
           (= $c (tuple))
           (= $d (record x=1 y=(record z=2))))

name     maps with several keys
prog     BEGIN { @a[1, comm] = 2; @[pid] = 3; @ = 4; @x[(1, 2)] = 5; }
ast      (probe BEGIN
           (= @a[(tuple 1 comm)] 2)
           (= @[pid] 3)
           (= @ 4)
           (= @x[(tuple 1 2)] 5))

name     sizes and offsets
prog     BEGIN { $a = sizeof(uint64); $b = sizeof(struct x); $c = sizeof($a + 1); $d = offsetof(struct x, y.z); }
ast      (probe BEGIN
           (= $a (sizeof uint64))
           (= $b (sizeof struct x))
           (= $c (sizeof (+ $a 1)))
           (= $d (offsetof struct x y.z)))

name     calls with and without arguments
prog     BEGIN { f(); g(1, "x", h(2)); $a = nsecs(monotonic); $b = kstack(perf, 3); }
ast      (probe BEGIN
           (call f)
           (call g 1 "x" (call h 2))
           (= $a (call nsecs monotonic))
           (= $b (call kstack perf 3)))

name     arguments of probes
prog     BEGIN { $a = arg0 + arg12; $b = retval; $c = ctx; }
ast      (probe BEGIN
           (= $a (+ arg0 arg12))
           (= $b retval)
           (= $c ctx))

name     parameters
prog     BEGIN { $a = $1 + $23 + $#; }
ast      (probe BEGIN
           (= $a (+ (+ $1 $23) $#)))

name     blocks with a value
prog     BEGIN { $a = { let $b = 1; $b + 1 }; }
ast      (probe BEGIN
           (= $a (block
             (let $b 1)
             => (+ $b 1))))

name     comptime
prog     BEGIN { if comptime (1 == 1) { f(); } }
ast      (probe BEGIN
           => (if (comptime (== 1 1)) (block
             (call f))))
