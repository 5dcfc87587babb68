# Macros of the script: hygiene, overloads, and the way back from an error to the call.

name     arguments by value and by reference
prog     macro add($x, y) { $t = y * 2; $x += $t; $x }
         BEGIN { $a = 1; $t = 5; print(add($a, $t)); }
typed    (instance begin run
           (target begin)
           (= $a:int64 1:int64)
           (= $t:int8 5:int8)
           (call print (block
             (= $$add_t:int64 (* (cast (block
               => $t:int8):int8):int64 2:int64):int64)
             (+= $a:int64 $$add_t:int64)
             => $a:int64):int64):void)

name     maps by reference
prog     macro bump(@m, k) { @m[k]++; }
         BEGIN { bump(@calls, comm); }
typed    (instance begin run
           (target begin)
           (block
             (post++ @calls[comm:string[16]]:int64):int64):none)

name     a macro inside its own argument
prog     macro twice(x) { $r = x; $r + $r }
         BEGIN { print(twice(twice(pid))); }
typed    (instance begin run
           (target begin)
           (call print (block
             (= $$twice_r_1:uint64 (block
               (= $$twice_r:uint32 pid:uint32)
               => (+ (cast $$twice_r:uint32):uint64 (cast $$twice_r:uint32):uint64):uint64):uint64)
             => (+ $$twice_r_1:uint64 $$twice_r_1:uint64):uint64):uint64):void)

name     a macro without parameters needs no parentheses
prog     macro answer() { 42 }
         BEGIN { print(answer + answer()); }
typed    (instance begin run
           (target begin)
           (call print 84:int8):void)

name     overloads by count and kind
prog     macro f($x) { 1 } macro f(x) { 2 } macro f(x, y) { 3 }
         BEGIN { $v = 0; print((f($v), f(7), f(7, 8))); }
typed    (instance begin run
           (target begin)
           (= $v:int8 0:int8)
           (call print (tuple 1:int8 2:int8 3:int8):(int8,int8,int8)):void)

name     types as arguments
prog     macro width(t) { sizeof(t) + sizeof(t*) }
         BEGIN { print(width(typeof(uint32))); }
typed    (instance begin run
           (target begin)
           (call print (block
             => 12:int8):int8):void)

name     a macro beats the library where its arguments fit
prog     macro strlen(a, b) { 1 }
         BEGIN { print((strlen("ab", 1), strlen("ab"))); }
typed    (instance begin run
           (target begin)
           (call print (tuple 1:int8 (call strlen "ab":string[3]):uint64):(int8,uint64)):void)

name     arguments that fit nothing
prog     macro f($x, @y) { 1 }
         BEGIN { $v = 1; f(1, @m); f($v, @m[1]); f($v); }
error    D_MACRO_CALL 2:17-25 these arguments fit no definition of the macro f
           note 2:19-20 the nearest one wants a variable here, for $x
error    D_MACRO_CALL 2:27-39 these arguments fit no definition of the macro f
           note 2:33-38 the nearest one wants a map without a key here, for @y
error    D_MACRO_CALL 2:41-46 these arguments fit no definition of the macro f
           note 1:7-8 the nearest one takes 2 arguments, not 1

name     what a body may not do
prog     macro f($x) { let $x = 1; return 5; break; @foo = 1; for ($x : 0..5) { continue; } }
         BEGIN { }
error    D_MACRO_DEFINITION 1:19-21 $x is declared here, but it is a parameter of the macro
           note 1:9-11 the parameter
error    D_MACRO_DEFINITION 1:27-35 return cannot stand in a macro
error    D_MACRO_DEFINITION 1:37-42 break cannot stand in a macro outside of the macro's own loops
error    D_MACRO_DEFINITION 1:44-48 the map @foo is not the macro's own
           hint maps are passed to macros as arguments: macro f(@foo)
error    D_MACRO_DEFINITION 1:59-61 $x is declared here, but it is a parameter of the macro
           note 1:9-11 the parameter

name     defined twice
prog     macro f(x) { 1 } macro f($x) { 2 }
         BEGIN { }
error    D_MACRO_DEFINITION 1:24-25 the macro f is defined twice for the same arguments
           note 1:7-8 this definition is always preferred

name     recursion
prog     macro a() { b() } macro b() { a() }
         BEGIN { a(); }
error    D_MACRO_RECURSION 1:31-34 the macro a calls itself: a > b > a
           note 1:13-16 expanded from
           note 2:9-12 expanded from

name     growth without end
prog     macro d(x) { (x, x) }
         BEGIN { $z = d(d(d(d(d(d(d(d(d(d(d(d(d(d(d(d(d(d(d(d(d(1))))))))))))))))))))); }
error    D_MACRO_RECURSION 1:15-16 the macros expand to more than a program can be
           note 2:22-74 expanded from

name     an error shows where it was expanded from
prog     macro inner(x) { x / 0 }
         macro outer(y) { inner(y) }
         BEGIN { print(outer(1)); }
error    D_FOLD 1:18-23 this constant cannot be computed: division by zero
           note 2:18-26 expanded from
           note 3:15-23 expanded from

name     a variable passed by value cannot be changed
prog     macro f(x) { x }
         BEGIN { $v = 1; print(f($v)); }
typed    (instance begin run
           (target begin)
           (= $v:int8 1:int8)
           (call print (block
             => (block
               => $v:int8):int8):int8):void)
