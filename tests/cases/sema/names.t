name   an unknown identifier
prog   BEGIN { print(foo) }
error    D_UNKNOWN_NAME 1:15-18 there is no builtin or enumerator "foo"

name   a misspelt builtin
prog   BEGIN { print(comn) }
error    D_UNKNOWN_NAME 1:15-19 there is no builtin or enumerator "comn"
           hint did you mean comm?

name   a function without its parentheses
prog   BEGIN { $x = kstack; $y = strncmp }
error    D_UNKNOWN_NAME 1:27-34 there is no builtin or enumerator "strncmp"
           hint strncmp is a function: strncmp()

name   an unknown function
prog   BEGIN { nope(1) }
error    D_UNKNOWN_FUNCTION 1:9-13 there is no function "nope"
           hint did you mean ntop?

name   a misspelt function
prog   BEGIN { prinft("x") }
error    D_UNKNOWN_FUNCTION 1:9-15 there is no function "prinft"
           hint did you mean print?

name   an undefined variable
prog   BEGIN { print($x) }
error    D_UNDEFINED_VARIABLE 1:15-17 there is no variable $x here
           hint a variable lives in the block where it is first assigned; declare it with `let $x;` in front of that block

name   an undefined variable is said once
prog   BEGIN { print($x); print($x + 1) }
error    D_UNDEFINED_VARIABLE 1:15-17 there is no variable $x here
           hint a variable lives in the block where it is first assigned; declare it with `let $x;` in front of that block

name   a variable does not leave its block
prog   BEGIN { if (pid) { $x = 1; } print($x) }
error    D_UNDEFINED_VARIABLE 1:36-38 there is no variable $x here
           hint a variable lives in the block where it is first assigned; declare it with `let $x;` in front of that block

name   a value that needs its own variable
prog   BEGIN { $x = $x + 1 }
error    D_UNDEFINED_VARIABLE 1:14-16 there is no variable $x here
           hint a variable lives in the block where it is first assigned; declare it with `let $x;` in front of that block

name   an undefined map
prog   BEGIN { print(@nope) }
error    D_UNDEFINED_MAP 1:15-20 nothing ever assigns @nope

name   a misspelt map
prog   BEGIN { @counts[pid] = count(); print(@count) }
error    D_UNDEFINED_MAP 1:39-45 nothing ever assigns @count
           hint did you mean @counts?

name   a variable is declared twice
prog   BEGIN { $x = 1; let $x; }
error    D_SHADOW 1:21-23 there is already a variable $x here; variables cannot be shadowed
           note 1:9-11 this is its first assignment

name   a declaration in an inner block shadows
prog   BEGIN { let $x = 1; if (pid) { let $x = 2; } }
error    D_SHADOW 1:36-38 there is already a variable $x here; variables cannot be shadowed
           note 1:13-15 this is its declaration

name   a loop variable shadows
prog   BEGIN { $i = 1; for $i : 0..3 { } }
error    D_SHADOW 1:21-23 there is already a variable $i here; variables cannot be shadowed
           note 1:9-11 this is its first assignment

name   blocks side by side have their own variables
prog   BEGIN { if (pid) { $x = 1; } else { $x = "a"; } }
typed    (instance begin run
           (target begin)
           => (if (cast pid:uint32):bool (block
             (= $x:int8 1:int8)):none (block
             (= $x:string[2] "a":string[2])):none):none)

name   probes have their own variables
prog   BEGIN { $x = 1; } END { $x = "a"; }
typed    (instance begin run
           (target begin)
           (= $x:int8 1:int8))
         (instance end run
           (target end)
           (= $x:string[2] "a":string[2]))

name   a variable is declared and never typed
prog   BEGIN { let $x; }
warning  D_NEVER_ASSIGNED 1:13-15 $x is never assigned
error    D_UNTYPED_VARIABLE 1:13-15 nothing says what type $x has

name   a variable that is only declared with a type
prog   BEGIN { let $x : uint8; print($x) }
warning  D_USED_UNASSIGNED 1:31-33 $x is read before it is assigned
warning  D_NEVER_ASSIGNED 1:13-15 $x is never assigned

name   sarg is gone
prog   kprobe:vfs_read { print(sarg0) }
error    D_REMOVED 1:25-30 sarg0 is gone from the language: read the stack with reg("sp")

name   enumerators are names
prog   BEGIN { print(POLICY_FIFO); $x = BIG_VALUE; @e[POLICY_IDLE] = 1 }
typed    (instance begin run
           (target begin)
           (call print 1:enum policy):void
           (= $x:enum big 4294967296:enum big)
           (= @e[5:enum policy]:int8 1:int8))

name   maps are those of the whole program
prog   END { print(@x); } BEGIN { @x = 300 }
typed    (instance end run
           (target end)
           (call print @x:int16):void)
         (instance begin run
           (target begin)
           (= @x:int16 300:int16))

name   a map is declared twice
prog   let @x = hash(2); let @x = hash(3); BEGIN { @x[1] = 1 }
error    D_SHADOW 1:19-36 @x is declared twice
           note 1:1-18 this is the first declaration

name   what all branches assign is one variable behind them
prog   BEGIN { if (pid) { $x = 1; $y = "a"; } else { $x = 20000; $y = "bcd"; } print($x); for $i : 0..2 { print($y); } }
typed    (instance begin run
           (target begin)
           (let $x)
           (let $y)
           (if (cast pid:uint32):bool (block
             (= $x:int16 1:int16)
             (= $y:string[4] (cast "a":string[2]):string[4])):none (block
             (= $x:int16 20000:int16)
             (= $y:string[4] "bcd":string[4])):none):none
           (call print $x:int16):void
           (for $i 0:int8 2:int8 (block
             (call print $y:string[4]):void):none))

name   branches of branches, and what lies between
prog   BEGIN { if (pid) { $x = 1 } else if (tid) { $x = 2 } else { if (uid) { $x = 3 } else { $x = 4 } } if (gid) { $x = 5 } print($x) }
typed    (instance begin run
           (target begin)
           (let $x)
           (if (cast pid:uint32):bool (block
             (= $x:int8 1:int8)):none (if (cast tid:uint32):bool (block
             (= $x:int8 2:int8)):none (block
             => (if (cast uid:uint64):bool (block
               (= $x:int8 3:int8)):none (block
               (= $x:int8 4:int8)):none):none):none):none):none
           (if (cast gid:uint64):bool (block
             (= $x:int8 5:int8)):none):none
           => (call print $x:int8):void)

name   variables of branches stay apart where nobody asks
prog   BEGIN { if (pid) { $x = 1; print($x) } else { $x = "a"; print($x) } if (pid) { $x = comm; } $x = (1, 2); print($x) }
typed    (instance begin run
           (target begin)
           (if (cast pid:uint32):bool (block
             (= $x:int8 1:int8)
             => (call print $x:int8):void):void (block
             (= $x:string[2] "a":string[2])
             => (call print $x:string[2]):void):void):none
           (if (cast pid:uint32):bool (block
             (= $x:string[16] comm:string[16])):none):none
           (= $x:(int8,int8) (tuple 1:int8 2:int8):(int8,int8))
           => (call print $x:(int8,int8)):void)

name   branches that do not all assign
prog   BEGIN { if (pid) { $a = 1 } print($a); if (pid) { $b = 1 } else if (tid) { $b = 2 } print($b); if (pid) { let $c = 1; } else { $c = 2 } print($c) }
error    D_UNDEFINED_VARIABLE 1:35-37 there is no variable $a here
           hint a variable lives in the block where it is first assigned; declare it with `let $a;` in front of that block
error    D_UNDEFINED_VARIABLE 1:91-93 there is no variable $b here
           hint a variable lives in the block where it is first assigned; declare it with `let $b;` in front of that block
error    D_UNDEFINED_VARIABLE 1:143-145 there is no variable $c here
           hint a variable lives in the block where it is first assigned; declare it with `let $c;` in front of that block

name   what branches assign must have one type
prog   BEGIN { if (pid) { $x = 1 } else { $x = "a" } print($x) }
error    D_TYPE_MISMATCH 1:36-44 a value of type string[2] cannot be assigned to $x, which is of type int8
           note 1:20-22 this is the first assignment of $x

name   a misspelt variable
prog   BEGIN { $count = 1; $c = 2; print($cuont); print($d) }
error    D_UNDEFINED_VARIABLE 1:35-41 there is no variable $cuont here
           hint did you mean $count?
error    D_UNDEFINED_VARIABLE 1:50-52 there is no variable $d here
           hint a variable lives in the block where it is first assigned; declare it with `let $d;` in front of that block
