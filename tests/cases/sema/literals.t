name   the smallest type that holds a literal
prog   BEGIN { print(1); print(127); print(128); print(300); print(70000); print(5000000000); print(9223372036854775807); print(9223372036854775808) }
typed    (instance begin run
           (target begin)
           (call print 1:int8):void
           (call print 127:int8):void
           (call print 128:int16):void
           (call print 300:int16):void
           (call print 70000:int32):void
           (call print 5000000000:int64):void
           (call print 9223372036854775807:int64):void
           => (call print 9223372036854775808:uint64):void)

name   strings and bools
prog   BEGIN { print("abc"); print(""); print(true) }
typed    (instance begin run
           (target begin)
           (call print "abc":string[4]):void
           (call print "":string[1]):void
           => (call print true:bool):void)

name   a literal takes the sign of the other side
prog   BEGIN { $a = (uint8)1; print($a == 1); print($a + 1); $b = 1; $b = nsecs; print($b) }
typed    (instance begin run
           (target begin)
           (= $a:uint8 (cast uint8 1:int8):uint8)
           (call print (== $a:uint8 1:uint8):bool):void
           (call print (+ (cast $a:uint8):uint64 1:uint64):uint64):void
           (= $b:uint64 1:uint64)
           (= $b:uint64 nsecs:uint64)
           => (call print $b:uint64):void)

name   types of a variable join
prog   BEGIN { $a = 1; $a = 300; $s = "a"; $s = "abc"; $t = (1, "a"); $t = (300, "abcd") }
typed    (instance begin run
           (target begin)
           (= $a:int16 1:int16)
           (= $a:int16 300:int16)
           (= $s:string[4] (cast "a":string[2]):string[4])
           (= $s:string[4] "abc":string[4])
           (= $t:(int16,string[5]) (tuple 1:int16 (cast "a":string[2]):string[5]):(int16,string[5]))
           (= $t:(int16,string[5]) (tuple 300:int16 "abcd":string[5]):(int16,string[5])))

name   signed and unsigned join to a larger type
prog   BEGIN { $a = (int8)1; $a = (uint8)2; $b = (int32)1; $b = (uint8)1 }
typed    (instance begin run
           (target begin)
           (= $a:int16 (cast (cast int8 1:int8):int8):int16)
           (= $a:int16 (cast (cast uint8 2:int8):uint8):int16)
           (= $b:int32 (cast int32 1:int8):int32)
           (= $b:int32 (cast (cast uint8 1:int8):uint8):int32))

name   the largest types do not hold each other
prog   BEGIN { $a = (int64)1; $a = nsecs; print($a) }
warning  D_NARROWING 1:29-34 a value of type uint64 is stored as int64, which may not hold it
           hint write (int64) in front of the expression if that is meant
