name   between integers
prog   BEGIN { print((uint8)pid); print((int64)comm[0]); print((bool)pid); print((int8)true); print((uint8)256) }
typed    (instance begin run
           (target begin)
           (call print (cast uint8 pid:uint32):uint8):void
           (call print (cast int64 ([] comm:string[16] 0:uint64):int8):int64):void
           (call print (cast bool pid:uint32):bool):void
           (call print (cast int8 true:bool):int8):void
           => (call print (cast uint8 256:int16):uint8):void)

name   pointers and integers
prog   kprobe:vfs_read { $p = (int8 *)arg0; print((uint64)$p); print((int16 *)$p); print((bool)$p) }
typed    (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           (= $p:int8 * (cast int8* arg0:uint64):int8 *)
           (call print (cast uint64 $p:int8 *):uint64):void
           (call print (cast int16* $p:int8 *):int16 *):void
           => (call print (cast bool $p:int8 *):bool):void)

name   arrays and integers
prog   BEGIN { print((int8[4])(int32)5); print((uint32)(int8[4])(int32)5); print((bool[2])(uint16)1); print((int8[8])1) }
typed    (instance begin run
           (target begin)
           (call print (cast int8[4] (cast int32 5:int8):int32):int8[4]):void
           (call print (cast uint32 (cast int8[4] (cast int32 5:int8):int32):int8[4]):uint32):void
           (call print (cast bool[2] (cast uint16 1:int8):uint16):bool[2]):void
           => (call print (cast int8[8] 1:int8):int8[8]):void)

name   arrays and strings
prog   BEGIN { $a = (int8[3])"ab"; $b = (int8[])"abc"; print((string[3])$a) }
typed    (instance begin run
           (target begin)
           (= $a:int8[3] (cast int8[3] "ab":string[3]):int8[3])
           (= $b:int8[4] (cast int8[] "abc":string[4]):int8[4])
           => (call print (cast string[3] $a:int8[3]):string[3]):void)

name   strings to larger strings
prog   BEGIN { print((string[10])"abc") }
typed    (instance begin run
           (target begin)
           => (call print (cast string[10] "abc":string[4]):string[10]):void)

name   strings to smaller strings
prog   BEGIN { print((string[2])"abc") }
error    D_CAST 1:15-31 there is no cast from string[4] to string[2]

name   no such cast
prog   BEGIN { print((int32)"abc"); print((string[3])1); print((int8[3])(int32)1); print((struct task_struct)1) }
error    D_CAST 1:15-27 there is no cast from string[4] to int32
error    D_CAST 1:36-48 there is no cast from int8 to string[3]
error    D_CAST 1:57-74 there is no cast from int32 to int8[3]
error    D_CAST 1:83-104 there is no cast from int8 to struct task_struct

name   enums
prog   BEGIN { print((enum policy)1); $x = (enum policy)pid }
typed    (instance begin run
           (target begin)
           (call print (cast enum policy 1:int8):enum policy):void
           (= $x:enum policy (cast enum policy pid:uint32):enum policy))

name   an enum without that value
prog   BEGIN { print((enum policy)9) }
error    D_CAST 1:15-29 enum policy has no enumerator with the value 9

name   an unknown enum
prog   BEGIN { print((enum nope)1) }
error    D_UNKNOWN_TYPE 1:16-25 there is no type "enum nope" here

name   a cast that does nothing
prog   BEGIN { print((uint32)pid); print((uint64)(uint64)pid) }
warning  D_UNNECESSARY_CAST 1:15-26 the expression is already of type uint32

name   users
prog   BEGIN { print((username_t)uid) }
typed    (instance begin run
           (target begin)
           => (call print (cast username_t uid:uint64):username_t):void)

name   an aggregate reads all CPUs
prog   BEGIN { @c = count(); print((int64)@c); print((uint8)@c) }
typed    (instance begin run
           (target begin)
           (aggregate @c:count_t count)
           (call print (cast int64 (cast @c:count_t):uint64):int64):void
           => (call print (cast uint8 (cast @c:count_t):uint64):uint8):void)

name   types of the kernel
prog   BEGIN { print((pid_t)1); print(sizeof(deep_t)); print(sizeof(text_t)); $x = (size_t)1 }
typed    (instance begin run
           (target begin)
           (call print (cast pid_t 1:int8):int32):void
           (call print 16:int8):void
           (call print 8:int8):void
           (= $x:uint64 (cast size_t 1:int8):uint64))

name   a type that is too large
prog   BEGIN { print((int8[99999999])1) }
error    D_UNKNOWN_TYPE 1:16-30 a type of more than 1048576 bytes is too large
