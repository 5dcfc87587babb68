# Literals are computed before there are types.

name     arithmetic with C's rules
prog     BEGIN { print((1 + 2 * 3 - 4 / 2 % 3 << 1 | 6 & 3 ^ 1, -8 >> 1, -5 / 2, -5 % 3, 7 / -2, ~0, !5)); }
typed    (instance begin run
           (target begin)
           (call print (tuple 11:int8 -4:int8 -2:int8 -2:int8 -3:int8 18446744073709551615:uint64 false:bool):(int8,int8,int8,int8,int8,uint64,bool)):void)

name     the whole range of integers
prog     BEGIN { print((-9223372036854775808, 18446744073709551615, 9223372036854775807 + 9223372036854775808, -1 & 255)); }
typed    (instance begin run
           (target begin)
           (call print (tuple -9223372036854775808:int64 18446744073709551615:uint64 18446744073709551615:uint64 255:int16):(int64,uint64,uint64,int16)):void)

name     results that do not exist
prog     BEGIN { print(18446744073709551615 + 1); print(-9223372036854775809); print(1 / 0); print(1 % 0); print(1 << 64);
           print(1 >> -1); print(18446744073709551615 * 18446744073709551615); }
error    D_FOLD 1:15-39 this constant cannot be computed: the result is above the largest uint64
error    D_FOLD 1:48-68 this constant cannot be computed: the result is below the smallest int64
error    D_FOLD 1:77-82 this constant cannot be computed: division by zero
error    D_FOLD 1:91-96 this constant cannot be computed: division by zero
error    D_FOLD 1:105-112 this constant cannot be computed: a shift is by 0 to 63 bits
error    D_FOLD 2:9-16 this constant cannot be computed: a shift is by 0 to 63 bits
error    D_FOLD 2:25-68 this constant cannot be computed: the result is above the largest uint64

name     strings
prog     BEGIN { print(("a" + "b", "abc" + 1, "abc"[0], "abc"[3], "a" == "a", "a" < "b", "b" >= "c")); }
typed    (instance begin run
           (target begin)
           (call print (tuple "ab":string[3] "bc":string[3] 97:int8 0:int8 true:bool true:bool false:bool):(string[3],string[3],int8,int8,bool,bool,bool)):void)

name     numbers and strings in conditions
prog     BEGIN { print(1 && "a"); print("a" || 0); }
error    D_OPERATOR 1:15-23 && cannot be used on int8 and string[2]
error    D_OPERATOR 1:32-40 || cannot be used on string[2] and int8

name     operators that strings do not have
prog     BEGIN { print("a" - "b"); print("a" * 2); print("a" && "b"); }
error    D_FOLD 1:15-24 the operator - does not work on strings
error    D_FOLD 1:33-40 a string and an integer can only be added, to skip bytes at the start
error    D_FOLD 1:49-59 the operator && does not work on strings

name     an offset behind the text
prog     BEGIN { print("abc" + 3); }
typed    (instance begin run
           (target begin)
           (call print "":string[1]):void)
warning  D_EMPTY_STRING 1:15-24 this string is always empty: the text has 3 bytes and 3 are skipped

name     str of literals
prog     BEGIN { print((str(57005), str(-5), str("hello", 3), str("hi", 10))); }
typed    (instance begin run
           (target begin)
           (call print (tuple "57005":string[6] "-5":string[3] "hel":string[4] "hi":string[3]):(string[6],string[3],string[4],string[3])):void)

name     tuples and records
prog     BEGIN { print(((1, "a") == (1, "a"), (1, 2) != (1, 3), (a=1, b=2) == (b=2, a=1), (1, (2, 3)).1.0, (x=1, y="z").y)); }
typed    (instance begin run
           (target begin)
           (call print (tuple true:bool true:bool true:bool 2:int8 "z":string[2]):(bool,bool,bool,int8,string[2])):void)

name     conditions
prog     BEGIN { print((1 ? 2 : 3, "" ? 4 : 5, true && 0, 0 || 7, true == false)); }
typed    (instance begin run
           (target begin)
           (call print (tuple 2:int8 5:int8 false:bool true:bool false:bool):(int8,int8,bool,bool,bool)):void)

name     comptime keeps one branch
prog     BEGIN { if comptime (1 + 1 == 2) { print(1); } else { print(@undefined + "a"); } print(comptime (2 + 3)); }
typed    (instance begin run
           (target begin)
           (block
             (call print 1:int8):void):none
           (call print 5:int8):void)

name     a string that is too long
prog     config = { max_strlen = 8 } BEGIN { print("12345678"); print("1234567"); printf("long formats are fine\n"); }
error    D_STRING_TOO_LONG 1:43-53 this string of 8 bytes is too long: strings have at most 7
           hint the limit is max_strlen, see the config block

name     positional parameters
args     text 22 -5 0x10 3s
prog     BEGIN { print(($1, $2, $3, $4, $5, $#)); }
typed    (instance begin run
           (target begin)
           (call print (tuple "text":string[5] 22:int8 -5:int8 16:int8 3000000000:int64 5:int8):(string[5],int8,int8,int8,int64,int8)):void)

name     parameters as text
args     text 22
prog     BEGIN { print((str($1), str($2), str($2 + 1), str($1, 2))); }
typed    (instance begin run
           (target begin)
           (call print (tuple "text":string[5] "22":string[3] "2":string[2] "te":string[3]):(string[5],string[3],string[2],string[3])):void)

name     parameters that were not given
args     one
prog     BEGIN { print(($2, str($3))); }
typed    (instance begin run
           (target begin)
           (call print (tuple 0:int8 "":string[1]):(int8,string[1])):void)
warning  D_PARAM_MISSING 1:16-18 parameter $2 is empty or was not given: it is 0 here

name     a parameter shorter than the offset
args     ab
prog     BEGIN { print(str($1 + 2)); }
typed    (instance begin run
           (target begin)
           (call print "":string[1]):void)
warning  D_EMPTY_STRING 1:19-25 this string is always empty: the text has 2 bytes and 2 are skipped

name   what sizeof makes of types folds on
prog   BEGIN { print(sizeof(int32) + 1); unroll(sizeof(int32) - 2) { print(2) } $x = (uint16)1; $y = sizeof($x) * 2; $b = buf(kptr((int8 *)1), sizeof($x) + 1); print(-offsetof(struct task_struct, pid)) }
typed    (instance begin run
           (target begin)
           (call print 5:int8):void
           (unroll 2:int8 (block
             => (call print 2:int8):void):void)
           (= $x:uint16 (cast uint16 1:int8):uint16)
           (= $y:int64 4:int64)
           (= $b:buffer[1024] (cast (call buf (cast (cast int8* 1:int8):int8 *):int8 * 3:int64):buffer[7]):buffer[1024])
           => (call print -8:int8):void)

name   a type that decided what is compiled stays
prog   BEGIN { $x = 1; if comptime (sizeof($x) == 1) { $x = 100000 } @m = 1; if comptime (is_integer(@m)) { @m = "text" } @k[1] = 1; if comptime (is_integer(@k[1])) { @k[70000] = 1 } }
error    D_TYPE_LOCKED 1:49-60 $x would become int32 here, but it must stay int8
           note 1:20-46 here its type decided what is compiled
error    D_TYPE_LOCKED 1:164-169 @k would become int32 here, but it must stay int8
           note 1:130-158 here its type decided what is compiled

name   a type that decided what is compiled may be used on
prog   BEGIN { $x = (int32)1; if comptime (sizeof($x) == 4) { $x = 100000 } @m = 1; if comptime (is_integer(@m)) { @m = 5 } }
typed    (instance begin run
           (target begin)
           (= $x:int32 (cast int32 1:int8):int32)
           (block
             (= $x:int32 100000:int32)):none
           (= @m:int8 1:int8)
           => (block
             (= @m:int8 5:int8)):none)
