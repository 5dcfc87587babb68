name   arithmetic is 64 bits wide
prog   BEGIN { $v = (uint8)1; print($v + $v); print($v << 1); print($v * -1); print($v - $v); print(pid % 3) }
typed    (instance begin run
           (target begin)
           (= $v:uint8 (cast uint8 1:int8):uint8)
           (call print (+ (cast $v:uint8):uint64 (cast $v:uint8):uint64):uint64):void
           (call print (<< (cast $v:uint8):uint64 1:uint64):uint64):void
           (call print (* (cast $v:uint8):int64 -1:int64):int64):void
           (call print (- (cast $v:uint8):int64 (cast $v:uint8):int64):int64):void
           => (call print (% (cast pid:uint32):uint64 3:uint64):uint64):void)

name   unary operators keep the width of their operand
prog   BEGIN { $v = (uint8)1; print(~$v); print(-$v); $w = (int16)1; print(-$w); print(!$v); print(!true) }
typed    (instance begin run
           (target begin)
           (= $v:uint8 (cast uint8 1:int8):uint8)
           (call print (cast (~ $v:uint8):uint8):uint64):void
           (call print (cast (- $v:uint8):uint8):uint64):void
           (= $w:int16 (cast int16 1:int8):int16)
           (call print (cast (- $w:int16):int16):int64):void
           (call print (! (cast $v:uint8):bool):bool):void
           => (call print false:bool):void)

name   comparisons
prog   BEGIN { print(pid == 1); print(pid < (int8)3); print("a" == "abc"); print((1, "a") == (300, "abc")); print((x=1,y=2) == (y=3,x=4)) }
typed    (instance begin run
           (target begin)
           (call print (== pid:uint32 1:uint32):bool):void
           (call print (< (cast pid:uint32):int64 (cast (cast int8 3:int8):int8):int64):bool):void
           (call print false:bool):void
           (call print false:bool):void
           => (call print false:bool):void)

name   logical operators make bools
prog   BEGIN { print(pid && 1); print(!pid || curtask && true) }
typed    (instance begin run
           (target begin)
           (call print (&& (cast pid:uint32):bool (cast 1:int8):bool):bool):void
           => (call print (|| (! (cast pid:uint32):bool):bool (&& (cast curtask:struct task_struct *):bool true:bool):bool):bool):void)

name   bools
prog   BEGIN { $t = pid == 1; print($t + $t); print($t == true) }
typed    (instance begin run
           (target begin)
           (= $t:bool (== pid:uint32 1:uint32):bool)
           (call print (cast (+ (cast $t:bool):uint64 (cast $t:bool):uint64):uint64):bool):void
           => (call print (== $t:bool true:bool):bool):void)

name   pointers
prog   BEGIN { $p = (int32 *)kaddr("jiffies"); print($p + 1); print(1 + $p); print($p - 1); print($p == 0); print($p < $p); print(*$p); print($p[3]) }
typed    (instance begin run
           (target begin)
           (= $p:int32 * (cast int32* 18446744071595622400:uint64):int32 *)
           (call print (+ $p:int32 * 1:int64):int32 *):void
           (call print (+ $p:int32 * 1:int64):int32 *):void
           (call print (- $p:int32 * 1:int64):int32 *):void
           (call print (== $p:int32 * (cast 0:int8):int32 *):bool):void
           (call print (< $p:int32 * $p:int32 *):bool):void
           (call print (* $p:int32 *):int32):void
           => (call print ([] $p:int32 * 3:uint64):int32):void)

name   what pointers do not do
prog   BEGIN { $p = (int32 *)0; print(1 - $p); print($p + $p); print($p * 2); print(!$p) }
error    D_OPERATOR 1:32-38 - cannot be used on int8 and int32 *
error    D_OPERATOR 1:47-54 + cannot be used on int32 * and int32 *
error    D_OPERATOR 1:63-69 * cannot be used on int32 * and int8
error    D_OPERATOR 1:78-81 ! cannot be used on int32 *
           hint compare the pointer with 0

name   pointers to different types
prog   BEGIN { $p = (int32 *)0; $q = (int8 *)0; print($p == $q); $r = (struct task_struct *)0; print($p == $r) }
warning  D_POINTER_TYPES 1:95-103 pointers to different types are compared: int32 * and struct task_struct *

name   strings only compare for equality
prog   BEGIN { $s = comm; print($s < "a"); print($s + "b"); print(-$s); print(!$s) }
error    D_OPERATOR 1:26-34 < cannot be used on string[16] and string[2]
error    D_OPERATOR 1:43-51 + cannot be used on string[16] and string[2]
error    D_OPERATOR 1:60-63 - cannot be used on string[16]
error    D_OPERATOR 1:72-75 ! cannot be used on string[16]

name   a string and a number
prog   BEGIN { $a = 1; print($a == "x"); print($a + "x") }
error    D_OPERANDS_DIFFER 1:23-32 the sides of == have types that do not go together: int8 and string[2]
           note 1:23-25 this is int8
           note 1:29-32 this is string[2]
error    D_OPERATOR 1:41-49 + cannot be used on int8 and string[2]

name   signed comparison of an unsigned number
prog   BEGIN { print(nsecs == -1) }
warning  D_NARROWING 1:15-20 a value of type uint64 is stored as int64, which may not hold it
           hint write (int64) in front of the expression if that is meant

name   division of different signs
prog   BEGIN { $a = -8; print($a / pid); print($a / 2); print(pid / 2) }
warning  D_SIGNED_DIVISION 1:24-32 / is unsigned: a negative operand (int8 and uint32) gives an unexpected result
           hint cast both sides to uint64 if they are never negative

name   shifts and bits of tuples
prog   BEGIN { print((1, 2) << 1); print((1, 2) < (1, 3)); print((1, 2) == (1, 2, 3)) }
error    D_OPERATOR 1:15-26 << cannot be used on (int8,int8) and int8
error    D_OPERATOR 1:35-50 < cannot be used on (int8,int8) and (int8,int8)
error    D_OPERANDS_DIFFER 1:59-78 the sides of == have types that do not go together: (int8,int8) and (int8,int8,int8)
           note 1:59-65 this is (int8,int8)
           note 1:69-78 this is (int8,int8,int8)

name   logical operators of strings
prog   BEGIN { print(comm && 1) }
error    D_OPERATOR 1:15-24 && cannot be used on string[16] and int8

name   an address is followed
prog   BEGIN { print(*comm); $p = (void *)0; print(*$p) }
error    D_DEREFERENCE 1:15-20 string[16] is no pointer and cannot be followed
error    D_DEREFERENCE 1:45-48 what void * points at is not known: cast it first

name   an integer is followed like a pointer
prog   kprobe:vfs_read { print(*arg0) }
typed    (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           => (call print (* (cast (cast arg0:uint64):void *):uint64 *):uint64):void)

name   an address of unknown space
prog   BEGIN { $p = (int8 *)1; print(*$p); print(*$p) }
warning  D_ADDRESS_SPACE 1:32-34 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   address of variables and maps
prog   BEGIN { $x = 1; $p = &$x; @m = 1; $q = &@m; print(*$p) }
typed    (instance begin run
           (target begin)
           (= $x:int8 1:int8)
           (= $p:int8 * (& $x:int8):int8 *)
           (= @m:int8 1:int8)
           (= $q:void * (& @m:int8):void *)
           => (call print (* $p:int8 *):int8):void)

name   address of anything else
prog   BEGIN { @m[1] = 1; $p = &@m; $q = &@m[1] }
error    D_SYNTAX 1:36-41 only a variable or a map without a key has an address

name   ?: and if as values
prog   BEGIN { $x = pid ? 1 : 300; $s = pid == 1 ? "a" : "abc"; $y = if (pid) { 1 } else { 2 }; print(pid ? "y" : "n") }
typed    (instance begin run
           (target begin)
           (= $x:int16 (? (cast pid:uint32):bool 1:int16 300:int16):int16)
           (= $s:string[4] (? (== pid:uint32 1:uint32):bool (cast "a":string[2]):string[4] "abc":string[4]):string[4])
           (= $y:int8 (if (cast pid:uint32):bool (block
             => 1:int8):int8 (block
             => 2:int8):int8):int8)
           => (call print (? (cast pid:uint32):bool "y":string[2] "n":string[2]):string[2]):void)

name   branches that do not go together
prog   BEGIN { $x = pid ? 1 : "a" }
error    D_BRANCH_TYPES 1:14-27 the branches have types that do not go together: int8 and string[2]
           note 1:20-21 this is int8
           note 1:24-27 this is string[2]

name   one branch has no value
prog   BEGIN { $x = if (pid) { 1 }; $y = pid ? printf("a") : 1 }
error    D_NO_VALUE 1:14-28 this has no value (its type is none) where one is needed
error    D_BRANCH_TYPES 1:35-56 the branches have types that do not go together: void and int8
           note 1:41-52 this is void
           note 1:55-56 this is int8

name   void branches
prog   BEGIN { pid ? printf("a") : printf("b") }
typed    (instance begin run
           (target begin)
           => (? (cast pid:uint32):bool (call printf "a":string[2]):void (call printf "b":string[2]):void):none)

name   conditions
prog   BEGIN { if (comm) { } if ((1, 2)) { } @c = count(); if (@c) { } if (@c > 1) { } }
error    D_CONDITION 1:13-17 a condition cannot be of type string[16]
           hint compare it: ... != ""
error    D_CONDITION 1:27-33 a condition cannot be of type (int8,int8)
error    D_CONDITION 1:57-59 a condition cannot be of type count_t
           hint cast it, (int64)@x, or compare it with a number

name   conditions become bools
prog   BEGIN { if (pid) { } if (curtask) { } if (pid == 1) { } if pid { } }
typed    (instance begin run
           (target begin)
           (if (cast pid:uint32):bool (block):none):none
           (if (cast curtask:struct task_struct *):bool (block):none):none
           (if (== pid:uint32 1:uint32):bool (block):none):none
           => (if (cast pid:uint32):bool (block):none):none)

name   block expressions
prog   BEGIN { $x = { let $y = pid; $y + 1 }; print($x) }
typed    (instance begin run
           (target begin)
           (= $x:uint64 (block
             (let $y pid:uint32)
             => (+ (cast $y:uint32):uint64 1:uint64):uint64):uint64)
           => (call print $x:uint64):void)
