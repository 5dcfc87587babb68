# Statements, and what separates them.

name     assignments with every operator
prog     BEGIN { $a = 1; $a += 1; $a -= 1; $a *= 2; $a /= 2; $a %= 2; $a &= 1; $a |= 1; $a ^= 1; $a <<= 1; $a >>= 1; @m[1] += 2; }
ast      (probe BEGIN
           (= $a 1)
           (+= $a 1)
           (-= $a 1)
           (*= $a 2)
           (/= $a 2)
           (%= $a 2)
           (&= $a 1)
           (|= $a 1)
           (^= $a 1)
           (<<= $a 1)
           (>>= $a 1)
           (+= @m[1] 2))

name     let
prog     BEGIN { let $a; let $b = 1; let $c : uint8; let $d : struct x * = 0; let $e : string[16] = "x"; }
ast      (probe BEGIN
           (let $a)
           (let $b 1)
           (let $c : uint8)
           (let $d : struct x* 0)
           (let $e : string[16] "x"))

name     if, else if, else
prog     BEGIN { if ($a) { f(); } else if ($b) { g(); } else { h(); } if $c { f(); } }
ast      (probe BEGIN
           (if $a (block
             (call f)) (if $b (block
             (call g)) (block
             (call h))))
           => (if $c (block
             (call f))))

name     while, break, continue
prog     BEGIN { while ($i < 3) { $i++; if ($i == 2) { continue; } break; } }
ast      (probe BEGIN
           (while (< $i 3) (block
             (post++ $i)
             (if (== $i 2) (block
               (continue)))
             (break))))

name     unroll
prog     BEGIN { unroll (3) { f(); } unroll ($1) { g(); } }
ast      (probe BEGIN
           (unroll 3 (block
             (call f)))
           (unroll $1 (block
             (call g))))

name     for over a range and over a map
prog     BEGIN { for ($i : 0..10) { f($i); } for ($kv : @m) { g($kv.0, $kv.1); } for $j : 1..$i { } }
ast      (probe BEGIN
           (for $i 0 10 (block
             (call f $i)))
           (for $kv @m (block
             (call g (. $kv 0) (. $kv 1))))
           (for $j 1 $i (block)))

name     discard and return
prog     BEGIN { _ = f(); return; }
ast      (probe BEGIN
           (_= (call f))
           (return))

name     the last statement needs no semicolon
prog     BEGIN { f(); g() }
ast      (probe BEGIN
           (call f)
           => (call g))

name     blocks need none
prog     BEGIN { if (1) { f() } g(); { h() } }
ast      (probe BEGIN
           (if 1 (block
             => (call f)))
           (call g)
           => (block
             => (call h)))

name     nothing at all
prog     BEGIN { }
ast      (probe BEGIN)

name     a statement is needed before a semicolon
prog     BEGIN { ;; f();; }
error    D_SYNTAX 1:9-10 expected a statement, found ';'
error    D_SYNTAX 1:10-11 expected a statement, found ';'
error    D_SYNTAX 1:16-17 expected a statement, found ';'

name     comments
prog     // first
         BEGIN /* between */ { // here
           f(); /* and
           there */ }
ast      (probe BEGIN
           (call f))
