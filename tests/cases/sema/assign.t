name   a string to an integer
prog   BEGIN { $a = 1; $a = "x" }
error    D_TYPE_MISMATCH 1:17-25 a value of type string[2] cannot be assigned to $a, which is of type int8
           note 1:9-11 this is the first assignment of $a

name   a bool is no integer
prog   BEGIN { $b = true; $b = 1 }
error    D_TYPE_MISMATCH 1:20-26 a value of type int8 cannot be assigned to $b, which is of type bool
           note 1:9-11 this is the first assignment of $b

name   a literal that does not fit
prog   BEGIN { let $a : uint8 = 256; let $b : uint8 = -1; let $c : int8 = 128 }
error    D_TYPE_MISMATCH 1:9-29 a value of type int16 cannot be assigned to $a, which is of type uint8
           note 1:13-15 this is the declaration of $a
error    D_TYPE_MISMATCH 1:31-50 a value of type int8 cannot be assigned to $b, which is of type uint8
           note 1:35-37 this is the declaration of $b
error    D_TYPE_MISMATCH 1:52-71 a value of type int16 cannot be assigned to $c, which is of type int8
           note 1:56-58 this is the declaration of $c

name   a declared type converts
prog   BEGIN { let $a : uint64 = 1; let $b : int16 = (int8)3; let $s : string[10] = "abc" }
typed    (instance begin run
           (target begin)
           (let $a : uint64 1:uint64)
           (let $b : int16 (cast (cast int8 3:int8):int8):int16)
           (let $s : string[10] (cast "abc":string[4]):string[10]))

name   a string too long for its variable
prog   BEGIN { let $s : string[3] = "abcdef" }
error    D_TYPE_MISMATCH 1:9-38 a value of type string[7] cannot be assigned to $s, which is of type string[3]
           note 1:13-15 this is the declaration of $s

name   a string without a size takes it from what is assigned
prog   BEGIN { let $s : string; $s = "a"; $s = "abc" }
typed    (instance begin run
           (target begin)
           (let $s : string)
           (= $s:string[4] (cast "a":string[2]):string[4])
           (= $s:string[4] "abc":string[4]))

name   a string without a size is still a string
prog   BEGIN { let $s : string = 1 }
error    D_TYPE_MISMATCH 1:9-28 a value of type int8 cannot be assigned to $s, which is of type string or buffer
           note 1:13-15 this is the declaration of $s

name   a wide value in a narrow variable
prog   BEGIN { let $a : uint8 = pid }
warning  D_NARROWING 1:26-29 a value of type uint32 is stored as uint8, which may not hold it
           hint write (uint8) in front of the expression if that is meant

name   the result of an operator is wide
prog   BEGIN { let $x : uint8 = 200; $x += 100; $x++; print($x) }
warning  D_NARROWING 1:31-40 the result of type uint64 is stored as uint8, which may not hold it
           hint write the assignment out and cast the value if that is meant

name   no variable is an aggregate
prog   BEGIN { let $x : sum_t; }
error    D_DECLARATION_TYPE 1:18-23 a variable cannot be of type sum_t
warning  D_NEVER_ASSIGNED 1:13-15 $x is never assigned

name   an unknown type
prog   BEGIN { let $x : foo = 1 }
error    D_UNKNOWN_TYPE 1:18-21 there is no type "foo" here
           hint integer types are called int8 to int64 and uint8 to uint64; other names come from the kernel's types and from the script's own definitions

name   an unknown struct
prog   BEGIN { $x = (struct nope *)0 }
error    D_UNKNOWN_TYPE 1:15-28 there is no type "struct nope" here

name   compound assignment of strings
prog   BEGIN { $s = "a"; $s += "b" }
error    D_OPERATOR 1:19-28 += cannot be used on string[2] and string[2]

name   compound assignment
prog   BEGIN { $x = 5; $x += 1; $x <<= 2; $p = (int32 *)0; $p += 2; @m = 1; @m -= pid }
typed    (instance begin run
           (target begin)
           (= $x:int64 5:int64)
           (+= $x:int64 1:int64)
           (<<= $x:int64 2:int64)
           (= $p:int32 * (cast int32* 0:int8):int32 *)
           (+= $p:int32 * 2:int64)
           (= @m:int64 1:int64)
           (-= @m:int64 (cast pid:uint32):int64))

name   ++ makes 64 bits
prog   BEGIN { $x = 1; $x++; @a++; @b[1]--; @c++; @c = nsecs; let $y : uint8 = 1; $y++; $p = (int32 *)0; $p++ }
typed    (instance begin run
           (target begin)
           (= $x:int64 1:int64)
           (post++ $x:int64):int64
           (post++ @a:int64):int64
           (post-- @b[1:int8]:int64):int64
           (post++ @c:uint64):uint64
           (= @c:uint64 nsecs:uint64)
           (let $y : uint8 1:uint8)
           (post++ $y:uint8):uint8
           (= $p:int32 * (cast int32* 0:int8):int32 *)
           => (post++ $p:int32 *):int32 *)

name   ++ of a string
prog   BEGIN { $s = "a"; $s++; @c = count(); @c++ }
error    D_OPERATOR 1:19-23 ++ cannot be used on string[2]
error    D_OPERATOR 1:39-43 ++ cannot be used on count_t

name   two maps cannot share an aggregate
prog   BEGIN { @a = count(); @b = @a }
error    D_AGGREGATE_COPY 1:23-30 a value of type count_t cannot be assigned from one map to another
           hint cast it to have its present value: @b = (int64)@a

name   a histogram cannot be copied
prog   BEGIN { @a = hist(1); @b = @a; $x = @a }
error    D_AGGREGATE_COPY 1:23-30 a value of type hist_t cannot be assigned from one map to another
error    D_AGGREGATE_COPY 1:37-39 a value of type hist_t can only be printed as part of its map
           hint print(@map) shows the whole map

name   an aggregate is read as an integer
prog   BEGIN { @a = count(); @s = sum(-1); @u = sum(pid); @i = 1; @i = @a; $x = @s; $y = @u; @k[@a] = 1; print((1, @s)) }
typed    (instance begin run
           (target begin)
           (aggregate @a:count_t count)
           (aggregate @s:sum_t sum -1:int64)
           (aggregate @u:usum_t sum (cast pid:uint32):uint64)
           (= @i:uint64 1:uint64)
           (= @i:uint64 (cast @a:count_t):uint64)
           (= $x:int64 (cast @s:sum_t):int64)
           (= $y:uint64 (cast @u:usum_t):uint64)
           (= @k[(cast @a:count_t):uint64]:int8 1:int8)
           => (call print (tuple 1:int8 (cast @s:sum_t):int64):(int8,int64)):void)

name   never assigned, and read before
prog   BEGIN { let $x; let $y : int8; print($y); $y = 1; $x = $y }
warning  D_USED_UNASSIGNED 1:38-40 $y is read before it is assigned

name   the value is discarded
prog   BEGIN { _ = pid; _ = delete(@x, 1); @x[1] = 2 }
typed    (instance begin run
           (target begin)
           (_= pid:uint32)
           (_= (call delete @x:int8 1:int8):bool)
           (= @x[1:int8]:int8 2:int8))

name   a statement without effect
prog   BEGIN { pid; @x[1] = 1; delete(@x, 1); 1 + 1; }
warning  D_DISCARDED 1:9-12 the value of this statement is not used
           hint assign it to _ if that is meant: _ = ...;
warning  D_DISCARDED 1:40-45 the value of this statement is not used
           hint assign it to _ if that is meant: _ = ...;
