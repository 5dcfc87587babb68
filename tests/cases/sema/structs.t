name   fields of the current task
prog   BEGIN { $t = curtask; print($t.comm); print($t->pid); print($t.mm.owner.pid); print($t.se.deep.a) }
typed    (instance begin run
           (target begin)
           (= $t:struct task_struct * curtask:struct task_struct *)
           (call print (. $t:struct task_struct * comm):string[16]):void
           (call print (. $t:struct task_struct * pid):int32):void
           (call print (. (. (. $t:struct task_struct * mm):struct mm_struct * owner):struct task_struct * pid):int32):void
           => (call print (. (. (. $t:struct task_struct * se):struct sched_entity deep):struct deep a):int32):void)

name   anonymous members
prog   BEGIN { print(curtask.hidden); print(curtask.as_int) }
typed    (instance begin run
           (target begin)
           (call print (. curtask:struct task_struct * hidden):int32):void
           => (call print (. curtask:struct task_struct * as_int):uint64):void)

name   bit-fields and enums
prog   BEGIN { print(curtask.on_rq); print(curtask.policy); @p[curtask.policy] = 1; @p[POLICY_IDLE] = 2 }
typed    (instance begin run
           (target begin)
           (call print (. curtask:struct task_struct * on_rq):uint32):void
           (call print (. curtask:struct task_struct * policy):enum policy):void
           (= @p[(. curtask:struct task_struct * policy):enum policy]:int8 1:int8)
           (= @p[5:enum policy]:int8 2:int8))

name   arrays
prog   BEGIN { print(curtask.cpus[1]); print(curtask.se.deep.matrix[0]); print(curtask.cpus) }
typed    (instance begin run
           (target begin)
           (call print ([] (. curtask:struct task_struct * cpus):int32[4] 1:uint64):int32):void
           (call print ([] (. (. (. curtask:struct task_struct * se):struct sched_entity deep):struct deep matrix):int16[4] 0:uint64):int16):void
           => (call print (. curtask:struct task_struct * cpus):int32[4]):void)

name   pointers to pointers are followed
prog   kprobe:vfs_read { $pp = (struct task_struct **)arg0; print($pp.pid) }
typed    (instance kprobe:vfs_read kprobe_multi
           (target kprobe:vfs_read)
           (= $pp:struct task_struct * * (cast struct task_struct** arg0:uint64):struct task_struct * *)
           => (call print (. (* $pp:struct task_struct * *):struct task_struct * pid):int32):void)

name   whole structs are copied
prog   BEGIN { @d[curtask.se.deep] = curtask.se; print(curtask.se.deep) }
typed    (instance begin run
           (target begin)
           (= @d[(. (. curtask:struct task_struct * se):struct sched_entity deep):struct deep]:struct sched_entity (. curtask:struct task_struct * se):struct sched_entity)
           => (call print (. (. curtask:struct task_struct * se):struct sched_entity deep):struct deep):void)

name   no such field
prog   BEGIN { print(curtask.pod); print(curtask.zzzzzz) }
error    D_FIELD 1:15-26 struct task_struct has no field "pod"
           hint did you mean pid?
error    D_FIELD 1:35-49 struct task_struct has no field "zzzzzz"

name   no fields at all
prog   BEGIN { $x = 1; print($x.y); print(comm.a) }
error    D_FIELD 1:23-27 int8 has no fields: "y" cannot be read from it
error    D_FIELD 1:36-42 string[16] has no fields: "a" cannot be read from it

name   a struct nobody knows the fields of
prog   kprobe:vfs_read { $p = (struct empty *)arg0; print($p.x); print(sizeof(struct nope)) }
error    D_FIELD 1:52-56 struct empty has no field "x"
error    D_UNKNOWN_TYPE 1:72-83 there is no type "struct nope" here

name   a tagged pointer
prog   BEGIN { print(curtask.per) }
error    D_FIELD 1:15-26 field "per" is a pointer of kind "percpu", which cannot be followed

name   indexes
prog   BEGIN { $i = 1; print(curtask.cpus[$i]); print(curtask.cpus[4]); print(pid[0]); print(curtask.cpus[-1]) }
error    D_INDEX 1:36-38 an index must be unsigned or a literal that is not negative; this is int8
error    D_INDEX 1:61-62 element 4 is out of bounds: there are 4
error    D_INDEX 1:72-78 uint32 has no elements to choose from with []
error    D_INDEX 1:100-102 an index must be unsigned or a literal that is not negative; this is int8

name   an unsigned index
prog   BEGIN { print(curtask.cpus[pid]) }
typed    (instance begin run
           (target begin)
           => (call print ([] (. curtask:struct task_struct * cpus):int32[4] (cast pid:uint32):uint64):int32):void)

name   tuples
prog   BEGIN { $t = (1, "a", (2, nsecs)); print($t.0); print($t.2.1); print($t[1]) }
typed    (instance begin run
           (target begin)
           (= $t:(int8,string[2],(int8,uint64)) (tuple 1:int8 "a":string[2] (tuple 2:int8 nsecs:uint64):(int8,uint64)):(int8,string[2],(int8,uint64)))
           (call print (. $t:(int8,string[2],(int8,uint64)) 0):int8):void
           (call print (. (. $t:(int8,string[2],(int8,uint64)) 2):(int8,uint64) 1):uint64):void
           => (call print (. $t:(int8,string[2],(int8,uint64)) 1):string[2]):void)

name   elements that are not there
prog   BEGIN { $t = (1, 2); print($t.5); print($t[pid]); print((1).0); $r = (a=1); print($r.b); print($r.0) }
error    D_INDEX 1:28-32 element 5 is out of bounds: (int8,int8) has 2 elements
error    D_INDEX 1:44-47 the elements of a tuple are chosen by literals
error    D_FIELD 1:57-62 int8 is no tuple: it has no element 0
error    D_FIELD 1:83-87 record { .a = int8 } has no field "b"
error    D_FIELD 1:96-100 record { .a = int8 } is no tuple: it has no element 0

name   records
prog   BEGIN { $r = (a=1, b="x"); $r = (b="xyz", a=300); print($r.b); print($r) }
typed    (instance begin run
           (target begin)
           (= $r:record { .a = int16, .b = string[4] } (record a=1:int16 b=(cast "x":string[2]):string[4]):record { .a = int16, .b = string[4] })
           (= $r:record { .a = int16, .b = string[4] } (cast (record b="xyz":string[4] a=300:int16):record { .b = string[4], .a = int16 }):record { .a = int16, .b = string[4] })
           (call print (. $r:record { .a = int16, .b = string[4] } b):string[4]):void
           => (call print $r:record { .a = int16, .b = string[4] }):void)

name   a member twice
prog   BEGIN { print((a=1, a=2)) }
error    D_SYNTAX 1:21-22 the record already has a member 'a'
           note 1:16-17 the first one

name   the empty tuple
prog   BEGIN { print(()); $x = () }
error    D_NOT_PRINTABLE 1:15-17 a value of type none cannot be printed
error    D_NO_VALUE 1:25-27 this has no value (its type is none) where one is needed

name   values do not change
prog   BEGIN { $t = (1, 2); $t.0 = 3 }
error    D_SYNTAX 1:22-26 this cannot be assigned to: only variables and maps can
           hint tuples, records and what pointers refer to never change; assign a new value as a whole

name   sizes and offsets
prog   BEGIN { print(sizeof(int32)); print(sizeof(struct task_struct)); print(offsetof(struct task_struct, se.deep.matrix)); print(sizeof(curtask.comm)); print(sizeof((1, nsecs))) }
typed    (instance begin run
           (target begin)
           (call print 4:int8):void
           (call print 1024:int16):void
           (call print 76:int8):void
           (call print 16:int8):void
           => (call print 16:int8):void)

name   offsets of what is not there
prog   BEGIN { print(offsetof(struct task_struct, nope)) }
error    D_FIELD 1:44-48 struct task_struct has no field "nope"

name   typeof
prog   BEGIN { $x = (uint16)1; let $y : typeof($x) = 3; print((typeof($x))5); @m["ab"] = 1; let $k : typeof(@m); $k = "x"; let $v : typeof(@m["a"]) = 1 }
typed    (instance begin run
           (target begin)
           (= $x:uint16 (cast uint16 1:int8):uint16)
           (let $y : typeof($x:uint16) 3:uint16)
           (call print (cast typeof($x:uint16) 5:int8):uint16):void
           (= @m["ab":string[3]]:int8 1:int8)
           (let $k : typeof(@m))
           (= $k:string[3] (cast "x":string[2]):string[3])
           (let $v : typeof(@m[(cast "a":string[2]):string[3]]:int8) 1:int8))

name   values do not grow without end
prog   BEGIN { $x0 = nsecs; $x1 = ($x0, $x0); $x2 = ($x1, $x1); $x3 = ($x2, $x2); $x4 = ($x3, $x3); $x5 = ($x4, $x4); $x6 = ($x5, $x5); $x7 = ($x6, $x6); $x8 = ($x7, $x7); $x9 = ($x8, $x8); $x10 = ($x9, $x9); $x11 = ($x10, $x10); $x12 = ($x11, $x11); $x13 = ($x12, $x12); $x14 = ($x13, $x13); $x15 = ($x14, $x14); $x16 = ($x15, $x15); $x17 = ($x16, $x16); $x18 = ($x17, $x17); $x19 = ($x18, $x18); $x20 = ($x19, $x19); $x21 = ($x20, $x20); $x22 = ($x21, $x21); $x23 = ($x22, $x22); $x24 = ($x23, $x23); $x25 = ($x24, $x24); $x26 = ($x25, $x25); $x27 = ($x26, $x26); $x28 = ($x27, $x27); $x29 = ($x28, $x28); $x30 = ($x29, $x29); $x31 = ($x30, $x30); $x32 = ($x31, $x31); $x33 = ($x32, $x32); $x34 = ($x33, $x33); $x35 = ($x34, $x34); $x36 = ($x35, $x35); $x37 = ($x36, $x36); $x38 = ($x37, $x37); $x39 = ($x38, $x38) }
error    D_VALUE_SIZE 1:273-285 this value has 131072 bytes; 65536 is the most
