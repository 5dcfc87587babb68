name   a function is typed for each probe that calls it
prog   fn add($a : int64, $b : int8) : int64 { return $a + $b; } BEGIN { print(add(2, 3)) } END { $x = (int8)1; @ = add($x, $x) }
typed    (instance begin run
           (target begin)
           (fn add ($a:int64 $b:int8):int64
             (return (+ $a:int64 (cast $b:int8):int64):int64))
           => (call print (call add 2:int64 3:int8):int64):void)
         (instance end run
           (target end)
           (fn add ($a:int64 $b:int8):int64
             (return (+ $a:int64 (cast $b:int8):int64):int64))
           (= $x:int8 (cast int8 1:int8):int8)
           (= @:int64 (call add (cast $x:int8):int64 $x:int8):int64))

name   a string takes its size from arguments and returns
prog   fn f($s : string) : string { if (pid) { return "long enough"; } return $s; } BEGIN { $a = f("ab"); $b = f("abcd") }
typed    (instance begin run
           (target begin)
           (fn f ($s:string[5]):string[12]
             (if (cast pid:uint32):bool (block
               (return "long enough":string[12])):none):none
             (return (cast $s:string[5]):string[12]))
           (= $a:string[12] (call f (cast "ab":string[3]):string[5]):string[12])
           (= $b:string[12] (call f "abcd":string[5]):string[12]))

name   address spaces come from the arguments
prog   fn f($p : int8 *) : string { return str($p); } fn g($p : int8 *) : int8 * { return $p; } kprobe:vfs_read { print(f(kptr((int8 *)1))); print(*g(kptr((int8 *)1))) }
typed    (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           (fn f ($p:int8 *):string[1024]
             (return (call str $p:int8 *):string[1024]))
           (fn g ($p:int8 *):int8 *
             (return $p:int8 *))
           (call print (call f (cast (cast int8* 1:int8):int8 *):int8 *):string[1024]):void
           => (call print (* (call g (cast (cast int8* 1:int8):int8 *):int8 *):int8 *):int8):void)

name   functions that nobody calls leave nothing behind
prog   fn unused($x : int64) : void { @gone[$x] = count(); } BEGIN { print(1) }
plan     record print_value (int8@0) size=8 at 1:63
         probe begin run begin as begin_1 lost=0
           target 0 begin
         memory globals=0 cells=64 scratch=0x4

name   what is wrong with a function that nobody calls is said
prog   fn f($x : int64) : int64 { return $y; } BEGIN { print(1) }
error    D_UNDEFINED_VARIABLE 1:35-37 there is no variable $y here
           hint a variable lives in the block where it is first assigned; declare it with `let $y;` in front of that block

name   recursion names the chain
prog   fn f($x : int64) : int64 { return g($x); } fn g($x : int64) : int64 { return f($x); } BEGIN { print(f(1)) }
error    D_FN_CHAIN 1:78-83 f calls itself: f > g > f
           hint the kernel refuses recursion; a loop may do: for $i : 0..10 { }

name   recursion without a caller
prog   fn f($x : int64) : int64 { return f($x - 1); } BEGIN { print(1) }
error    D_FN_CHAIN 1:35-44 f calls itself: f > f
           hint the kernel refuses recursion; a loop may do: for $i : 0..10 { }

name   calls that are nested too deep
prog   fn a() : void { } fn b() : void { a(); } fn c() : void { b(); } fn d() : void { c(); } fn e() : void { d(); } fn f() : void { e(); } BEGIN { f() }
error    D_FN_CHAIN 1:35-38 functions call each other too deep: f > e > d > c > b > a
           hint at most 5 can be under way at a time; a macro costs no call

name   counts and types of arguments
prog   fn f($x : int8, $s : string) : int8 { return $x; } BEGIN { print(f(300, "a")); print(f("a", 1)); print(f(1)); print(f(1, "a", 2)) }
error    D_ARG_TYPE 1:68-71 f(): argument 1 ($x) must be int8, not int16
           note 1:6-8 this is the parameter
error    D_ARG_TYPE 1:88-91 f(): argument 1 ($x) must be int8, not string[2]
           note 1:6-8 this is the parameter
error    D_ARG_TYPE 1:93-94 f(): argument 2 ($s) must be string, not int8
           note 1:17-19 this is the parameter
error    D_ARG_COUNT 1:104-108 f() takes 2 arguments, not 1
           note 1:4-5 this is the function
error    D_ARG_COUNT 1:117-129 f() takes 2 arguments, not 3
           note 1:4-5 this is the function

name   returns
prog   fn f($x : int64) : void { return 1; } fn g() : int64 { return; } fn h() : int64 { if (pid) { return 1; } } fn k() : string { return 1; } fn l() : count_t { return @c; } BEGIN { @c = count() }
error    D_RETURN_TYPE 1:27-35 f returns void, not int8
error    D_RETURN_TYPE 1:56-62 g returns int64, not void
error    D_RETURN_TYPE 1:69-70 h returns int64, but not every way through it ends with a return
error    D_RETURN_TYPE 1:126-134 k returns string, not int8
error    D_DECLARATION_TYPE 1:147-154 a function cannot return a value of type count_t

name   every way through returns
prog   fn f() : int64 { if (pid) { return 1; } else if (tid) { return 2; } else { return 3; } } fn g() : int64 { { return 1; } } fn h() : int64 { exit(); } BEGIN { print((f(), g(), h())) }
typed    (instance begin run
           (target begin)
           (fn f ():int64
             => (if (cast pid:uint32):bool (block
               (return 1:int64)):none (if (cast tid:uint32):bool (block
               (return 2:int64)):none (block
               (return 3:int64)):none):none):none)
           (fn g ():int64
             => (block
               (return 1:int64)):none)
           (fn h ():int64
             (call exit):void)
           => (call print (tuple (call f):int64 (call g):int64 (call h):int64):(int64,int64,int64)):void)

name   the context stays in the probe
prog   fn f() : int64 { return arg0; } fn g() : int64 { return retval; } fn h() : uint64 { return reg("ip"); } fn i() : void { print(args.x); } kprobe:vfs_read { f() }
error    D_NOT_HERE 1:25-29 arg0 is not available in a function, only in the probe
           hint give f() what it needs as a parameter
error    D_NOT_HERE 1:57-63 retval is not available in a function, only in the probe
           hint give g() what it needs as a parameter
error    D_NOT_HERE 1:92-101 reg() is not available in a function, only in the probe
           hint give h() what it needs as a parameter
error    D_NOT_HERE 1:127-131 args is not available in a function, only in the probe
           hint give i() what it needs as a parameter

name   types of parameters
prog   fn f($x : count_t) : void { } fn g($x : nonsense) : void { } fn h($x : void) : void { } BEGIN { print(1) }
error    D_DECLARATION_TYPE 1:11-18 a parameter cannot be of type count_t
error    D_UNKNOWN_TYPE 1:41-49 there is no type "nonsense" here
           hint integer types are called int8 to int64 and uint8 to uint64; other names come from the kernel's types and from the script's own definitions
error    D_DECLARATION_TYPE 1:72-76 a parameter cannot be of type void

name   a second function of the same name
prog   fn f() : void { } fn f() : int64 { return 1; } BEGIN { f() }
error    D_SHADOW 1:22-23 there is already a function f
           note 1:4-5 this is the first one

name   functions come before builtins of the same name
prog   fn strlen($x : int64) : int64 { return $x; } fn sum($x : int64) : int64 { return $x; } BEGIN { print(strlen(5)); @ = sum(1) }
typed    (instance begin run
           (target begin)
           (fn strlen ($x:int64):int64
             (return $x:int64))
           (fn sum ($x:int64):int64
             (return $x:int64))
           (call print (call strlen 5:int64):int64):void
           (= @:int64 (call sum 1:int64):int64))

name   variables of the probe are not those of the function
prog   fn f() : int64 { return $x; } BEGIN { $x = 1; print(f()) }
error    D_UNDEFINED_VARIABLE 1:25-27 there is no variable $x here
           hint a variable lives in the block where it is first assigned; declare it with `let $x;` in front of that block

name   a misspelt function
prog   fn plus($x : int64) : int64 { return $x; } BEGIN { print(plsu(1)) }
error    D_UNKNOWN_FUNCTION 1:58-62 there is no function "plsu"
           hint did you mean plus?

name   void has no value
prog   fn f() : void { } BEGIN { $x = f(); print(f()) }
error    D_NO_VALUE 1:32-35 this has no value (its type is void) where one is needed
error    D_NOT_PRINTABLE 1:43-46 a value of type void cannot be printed
