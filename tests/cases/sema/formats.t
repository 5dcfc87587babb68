name   values and their places
prog   BEGIN { printf("%d %s %x\n", pid, comm, (uint8)1); printf("plain\n"); printf("%s %s", str(1), (1, "a")); printf("%%") }
typed    (instance begin run
           (target begin)
           (call printf "%d %s %x\n":string[10] pid:uint32 comm:string[16] (cast uint8 1:int8):uint8):void
           (call printf "plain\n":string[7]):void
           (call printf "%s %s":string[6] "1":string[2] (tuple 1:int8 "a":string[2]):(int8,string[2])):void
           => (call printf "%%":string[3]):void)
plan     record printf "%d %s %x\n" (uint32@0, string[16]@4, uint8@20) size=24 at 1:9
         record printf "plain\n" at 1:52
         record printf "%s %s" (string[2]@0, (int8,string[2])@2) size=8 at 1:71
         record printf "%%" at 1:106
         probe begin run begin as begin_1 lost=0
           target 0 begin
         memory globals=0 cells=64 scratch=0x4

name   numbers of values
prog   BEGIN { printf("%d"); printf("%d %d", 1); printf("x", 1) }
error    D_FORMAT 1:9-21 the format takes 1 value, but 0 are given
error    D_FORMAT 1:23-41 the format takes 2 values, but 1 is given
error    D_FORMAT 1:43-57 the format takes 0 values, but 1 is given

name   kinds of values
prog   BEGIN { printf("%d", "a"); printf("%r", 1); printf("%c", comm); printf("%gr", comm); printf("%d", (1, 2)); printf("%x", kstack) }
error    D_FORMAT 1:22-25 %d cannot print a value of type string[2]
           hint %s prints strings
error    D_FORMAT 1:41-42 %r cannot print a value of type int8
error    D_FORMAT 1:58-62 %c cannot print a value of type string[16]
           hint %s prints strings
error    D_FORMAT 1:79-83 %gr cannot print a value of type string[16]
error    D_FORMAT 1:99-105 %d cannot print a value of type (int8,int8)
error    D_FORMAT 1:121-127 %x cannot print a value of type kstack_bpftrace_127

name   conversions there are not
prog   BEGIN { printf("%f", 1); printf("%n", 1); printf("%q %") }
error    D_FORMAT 1:16-20 %f is not supported: there are no floating-point numbers
error    D_FORMAT 1:33-37 %n is not supported

name   aggregates
prog   BEGIN { @c = count(); @h = hist(1); printf("%d", @c); printf("%s", @c); printf("%s", @h) }
error    D_FORMAT 1:50-52 %d cannot print a value of type count_t
           hint cast it: (int64)@x
error    D_FORMAT 1:86-88 %s cannot print a value of type hist_t

name   nothing to print
prog   BEGIN { print(printf("x")); printf("%s", ()) }
error    D_NOT_PRINTABLE 1:15-26 a value of type void cannot be printed
error    D_FORMAT 1:42-44 %s cannot print a value of type none

name   records of all kinds
prog   BEGIN { @a = 1; print(1); print("s"); print(comm); print(@a); print(@a, 3, 2); clear(@a); zero(@a); time(); time("%H\n"); exit(3) }
plan     map @a global value=int8 offset=0 size=1
         record print_value (int8@0) size=8 at 1:17
         record print_value (string[2]@0) size=8 at 1:27
         record print_value (string[16]@0) size=16 at 1:39
         record print_map @a at 1:52
         record print_map @a and clear top=3 div=2 at 1:63
         record clear @a by print at 1:80
         record zero @a at 1:91
         record time "%H:%M:%S\n" at 1:101
         record time "%H\n" at 1:109
         record exit at 1:123
         probe begin run begin as begin_1 lost=0
           target 0 begin
         memory globals=96 cells=64 scratch=0x4
