# C definitions of a script, read by sonde itself: layout, names, faults.

name   sizes and offsets
prog   struct a { char c; int i; short s; long l; };
         BEGIN { print(sizeof(struct a)); print(offsetof(struct a, i)); print(offsetof(struct a, s)); print(offsetof(struct a, l)) }
typed    (instance begin run
           (target begin)
           (call print 24:int8):void
           (call print 4:int8):void
           (call print 8:int8):void
           => (call print 16:int8):void)

name   packed and aligned
prog   struct p { char c; int i; } __attribute__((packed));
         struct __attribute__((aligned(16))) q { char c; int i __attribute__((aligned(8))); };
         struct r { char c; struct p p; _Alignas(4) char d; };
         struct s { char c; int i __attribute__((packed)); } __attribute__((unused));
         BEGIN { print(sizeof(struct p)); print(sizeof(struct q)); print(offsetof(struct q, i)); print(offsetof(struct r, p)); print(offsetof(struct r, d)); print(sizeof(struct s)) }
typed    (instance begin run
           (target begin)
           (call print 5:int8):void
           (call print 16:int8):void
           (call print 8:int8):void
           (call print 1:int8):void
           (call print 8:int8):void
           => (call print 5:int8):void)

name   bit-fields
prog   struct b { unsigned a : 3; unsigned b : 30; unsigned char c : 4; unsigned : 0; unsigned char d : 4; long e : 40; _Bool f : 1; };
         struct c { unsigned char a : 3; unsigned short b : 12; } __attribute__((packed));
         BEGIN { print(sizeof(struct b)); print(sizeof(struct c)); $p = (struct b *)1; print($p->b); print($p->e); $q = (struct c *)1; print($q->b) }
typed    (instance begin run
           (target begin)
           (call print 24:int8):void
           (call print 2:int8):void
           (= $p:struct b * (cast struct b* 1:int8):struct b *)
           (call print (. $p:struct b * b):uint32):void
           (call print (. $p:struct b * e):int64):void
           (= $q:struct c * (cast struct c* 1:int8):struct c *)
           => (call print (. $q:struct c * b):uint16):void)
warning  D_ADDRESS_SPACE 3:87-89 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   unions, nested and anonymous members
prog   struct u { int tag; union { long l; struct { short lo, hi; }; char bytes[6]; }; struct inner { int x; } in; enum { RED, GREEN = 5, BLUE } color; };
         BEGIN { print(sizeof(struct u)); print(offsetof(struct u, hi)); print(offsetof(struct u, in.x)); print(sizeof(struct inner)); print(BLUE); print(((struct u *)1)->bytes); print(((struct u *)1)->color) }
typed    (instance begin run
           (target begin)
           (call print 24:int8):void
           (call print 10:int8):void
           (call print 16:int8):void
           (call print 4:int8):void
           (call print 6:enum {...}):void
           (call print (. (cast struct u* 1:int8):struct u * bytes):string[7]):void
           => (call print (. (cast struct u* 1:int8):struct u * color):enum {...}):void)
warning  D_ADDRESS_SPACE 2:149-162 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   declarators
prog   struct d { int *p, a[2][3], (*f)(int, char *), *v[4], (*w)[4]; const char *const s; char n[8], *m; void (*(*deep)(void))(int); struct d *next; unsigned long long int u; };
         BEGIN { $d = (struct d *)1; print(sizeof(struct d)); print($d->a[1][2]); print($d->f); print($d->v[1]); print($d->w); print($d->n); print($d->m); print($d->deep); print($d->next->next->u) }
typed    (instance begin run
           (target begin)
           (= $d:struct d * (cast struct d* 1:int8):struct d *)
           (call print 128:int16):void
           (call print ([] ([] (. $d:struct d * a):int32[3][2] 1:uint64):int32[3] 2:uint64):int32):void
           (call print (. $d:struct d * f):void *):void
           (call print ([] (. $d:struct d * v):int32 *[4] 1:uint64):int32 *):void
           (call print (. $d:struct d * w):int32[4] *):void
           (call print (. $d:struct d * n):string[9]):void
           (call print (. $d:struct d * m):int8 *):void
           (call print (. $d:struct d * deep):void *):void
           => (call print (. (. (. $d:struct d * next):struct d * next):struct d * u):uint64):void)
warning  D_ADDRESS_SPACE 2:62-64 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   all spellings of integers
prog   struct i { unsigned a; long int b; short unsigned int c; signed char d; long unsigned long e; u8 f; __u16 g; uint32_t h; s64 i; size_t j; pid_t k; bool l; _Bool m; float n; double o; long double q; unsigned __int128 r; };
         BEGIN { print(sizeof(struct i)); $i = (struct i *)1; print(($i->a, $i->b, $i->c, $i->d, $i->e)); print(($i->f, $i->g, $i->h, $i->i, $i->j, $i->k, $i->l, $i->m)); print(offsetof(struct i, r)) }
typed    (instance begin run
           (target begin)
           (call print 112:int8):void
           (= $i:struct i * (cast struct i* 1:int8):struct i *)
           (call print (tuple (. $i:struct i * a):uint32 (. $i:struct i * b):int64 (. $i:struct i * c):uint16 (. $i:struct i * d):int8 (. $i:struct i * e):uint64):(uint32,int64,uint16,int8,uint64)):void
           (call print (tuple (. $i:struct i * f):uint8 (. $i:struct i * g):uint16 (. $i:struct i * h):uint32 (. $i:struct i * i):int64 (. $i:struct i * j):uint64 (. $i:struct i * k):int32 (. $i:struct i * l):uint8 (. $i:struct i * m):uint8):(uint8,uint16,uint32,int64,uint64,int32,uint8,uint8)):void
           => (call print 96:int8):void)
warning  D_ADDRESS_SPACE 2:63-65 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   constants
prog   enum e { A = 1, B, C = -1, D = 'a', E = '\n', F = 0x10 | 3 << 2, G = sizeof(long) * 2, H = (unsigned char)300, I = 7 / 2 % 3, J = A ? B : C, K = !A || (B > 1 && ~0U == 0xffffffff), L = 1ull << 40, M = -7 >> 1, N = POLICY_IDLE };
         BEGIN { print(A); print(B); print(C); print(D); print(E); print(F); print(G); print(H); print(I); print(J); print(K); print(L); print(M); print(N) }
typed    (instance begin run
           (target begin)
           (call print 1:enum e):void
           (call print 2:enum e):void
           (call print 18446744073709551615:enum e):void
           (call print 97:enum e):void
           (call print 10:enum e):void
           (call print 28:enum e):void
           (call print 16:enum e):void
           (call print 44:enum e):void
           (call print 0:enum e):void
           (call print 2:enum e):void
           (call print 1:enum e):void
           (call print 1099511627776:enum e):void
           (call print 18446744073709551612:enum e):void
           => (call print 5:enum e):void)

name   arrays of constants
prog   enum { COUNT = 3 };
         struct a { char x[COUNT * 2], y[sizeof(int)], z[]; };
         BEGIN { print(sizeof(struct a)); print(offsetof(struct a, y)); print(((struct a *)1)->x) }
typed    (instance begin run
           (target begin)
           (call print 10:int8):void
           (call print 6:int8):void
           => (call print (. (cast struct a* 1:int8):struct a * x):string[7]):void)
warning  D_ADDRESS_SPACE 3:73-86 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   names later in the script
prog   struct a { struct b *next; union c *u; };
         struct b { int x; };
         union c { struct a a; };
         BEGIN { print(((struct a *)1)->next->x); print(((struct a *)1)->u->a.next->x) }
typed    (instance begin run
           (target begin)
           (call print (. (. (cast struct a* 1:int8):struct a * next):struct b * x):int32):void
           => (call print (. (. (. (. (cast struct a* 1:int8):struct a * u):union c * a):struct a next):struct b * x):int32):void)
warning  D_ADDRESS_SPACE 4:18-31 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   the system's types
prog   struct a { struct task_struct *t; struct sched_entity se; enum policy p; deep_t d; };
         BEGIN { $a = (struct a *)1; print($a->t->pid); print($a->se.weight); print($a->p); print($a->d.a); print(sizeof(struct a)); $t = curtask; $t = $a->t }
typed    (instance begin run
           (target begin)
           (= $a:struct a * (cast struct a* 1:int8):struct a *)
           (call print (. (. $a:struct a * t):struct task_struct * pid):int32):void
           (call print (. (. $a:struct a * se):struct sched_entity weight):uint32):void
           (call print (. $a:struct a * p):enum policy):void
           (call print (. (. $a:struct a * d):struct deep a):int32):void
           (call print 64:int8):void
           (= $t:struct task_struct * curtask:struct task_struct *)
           (= $t:struct task_struct * (cast (. $a:struct a * t):struct task_struct *):struct task_struct *))
warning  D_ADDRESS_SPACE 2:37-39 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   the script's own come first
prog   struct sched_entity { int mine; };
         enum policy { POLICY_IDLE = 77 };
         BEGIN { print(((struct sched_entity *)1)->mine); print(POLICY_IDLE); print((enum policy)77) }
typed    (instance begin run
           (target begin)
           (call print (. (cast struct sched_entity* 1:int8):struct sched_entity * mine):int32):void
           (call print 77:enum policy):void
           => (call print (cast enum policy 77:int8):enum policy):void)
warning  D_ADDRESS_SPACE 3:18-42 it is not known whether this address is the kernel's or a user's
           hint say so with kptr() or uptr()

name   a struct in a struct is its own even when the system has one
prog   struct deep { struct deep x; };
         BEGIN { }
error    D_C_TYPE 1:27-28 struct deep has no size here: its members are not known

name   definitions that are none
prog   struct a { int x };
         struct b { foo_t x; };
         struct c { int x; int x; };
         struct d { int; char; struct { int y; }; int y; };
         struct e { struct nope n; };
         struct f { void v; };
         struct g { int f(void); };
         struct h { unsigned unsigned x; };
         BEGIN { }
error    D_C_SYNTAX 1:18-19 ';' should stand here, not '}'
error    D_C_TYPE 2:14-19 there is no type "foo_t" here
error    D_C_NAME 3:25-26 there are two members "x"
error    D_C_NAME 4:48-49 there are two members "y"
error    D_C_TYPE 5:26-27 struct nope has no size here: its members are not known
error    D_C_TYPE 6:19-20 void has no size
error    D_C_TYPE 7:18-19 a function has no size
error    D_C_TYPE 8:14-31 these words make no type of C

name   values that are none
prog   enum a { A = 1 / 0 };
         enum b { B = 09 };
         enum c { C = nope };
         enum d { D = 1 << 40 };
         enum e { E = 99999999999999999999 };
         struct f { int x[-1]; };
         struct g { int x : 33; };
         struct h { int : 3, x : 0; };
         struct i { float x : 3; };
         struct j { char x[1 << 30]; };
         struct k { int x __attribute__((aligned(3))); };
         struct l { char x : 7; long y : 63; } __attribute__((packed));
         BEGIN { }
error    D_C_VALUE 1:16-17 division by zero
error    D_C_VALUE 2:16-18 this is no integer
error    D_C_VALUE 3:16-20 there is no enumerator "nope" here
error    D_C_VALUE 4:18-20 a shift by more bits than there are
error    D_C_VALUE 5:16-36 this number does not fit in 64 bits
error    D_C_VALUE 6:19-20 an array cannot have -1 elements
error    D_C_VALUE 7:22-24 a bit-field of int32 has at most 32 bits
error    D_C_VALUE 8:27-28 a bit-field without bits has no name
error    D_C_TYPE 9:24-25 only integers can be bit-fields
error    D_C_VALUE 10:20-21 an array of more than 268435456 bytes is too large
error    D_C_VALUE 11:42-43 an alignment is a power of two up to 65536
error    D_C_VALUE 12:31-32 a bit-field that touches nine bytes cannot be read

name   names given twice
prog   struct a { int x; };
         struct a { int y; };
         enum e { A, B, A };
         enum f { B };
         BEGIN { }
error    D_C_NAME 2:10-11 "a" is defined twice
           note 1:8-9 this is the first definition
error    D_C_NAME 3:18-19 there are two enumerators "A"
           note 3:12-13 this is the other one
error    D_C_NAME 4:12-13 there are two enumerators "B"
           note 3:15-16 this is the other one

name   what does not belong
prog   struct a { int x; @ };
         struct b { int x; } __attribute__((mode(QI)));
         enum c { 3 };
         enum d { D E };
         struct e { int 3; };
         struct f { enum nope n; };
         BEGIN { }
error    D_C_SYNTAX 1:19-20 this does not belong in a C definition
error    D_C_SYNTAX 2:38-42 the attribute "mode" changes the layout in a way that is not known here
error    D_C_SYNTAX 3:12-13 an enumerator should stand here, not '3'
error    D_C_SYNTAX 4:14-15 ',' or '}' should stand here, not 'E'
error    D_C_SYNTAX 5:18-19 the name of a member should stand here, not '3'
error    D_C_TYPE 6:19-23 there is no enum "nope" here

name   brackets without end
prog   struct a { int x[((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))]; };
         struct b { int ****************************************************************************x; };
         BEGIN { }
error    D_TOO_DEEP 1:49-50 C definitions nest at most 64 levels deep
error    D_TOO_DEEP 2:82-83 too many pointers

name   preprocessor lines without a compiler
prog   #define X 1
         BEGIN { print(X) }
error    D_C_FRONT 1:1-12 preprocessor lines and headers need a C compiler, and there is none here

name   an enumerator that is none
prog   enum e { FIRST, SECOND };
         BEGIN { print(THIRD); print((enum e)9); print((enum nope)1) }
error    D_UNKNOWN_NAME 2:17-22 there is no builtin or enumerator "THIRD"

name   conditions about BTF need no compiler
prog   #ifndef BPFTRACE_HAVE_BTF
       #include <linux/sched.h>
       #define X 1
       #else
       struct a { int x; };
       #endif // of BTF
       #if !defined(_LINUX_TYPES_H)
       struct b { nonsense y; };
       #  ifdef OTHER
       struct c { int z; };
       #  endif
       #endif
       #if defined BPFTRACE_HAVE_BTF
       enum e { FIRST = 7 };
       #endif
       BEGIN { print(sizeof(struct a)); print(FIRST); print(sizeof(struct b)); }
error    D_UNKNOWN_TYPE 16:61-69 there is no type "struct b" here

name   what is left of conditions needs a compiler
prog   #ifdef BPFTRACE_HAVE_BTF
       #include <linux/sched.h>
       #endif
       BEGIN { print(1) }
error    D_C_FRONT 1:1-25 preprocessor lines and headers need a C compiler, and there is none here

name   a condition of another name needs a compiler
prog   #ifdef BPFTRACE_HAVE
       struct a { int x; };
       #endif
       BEGIN { print(1) }
error    D_C_FRONT 1:1-21 preprocessor lines and headers need a C compiler, and there is none here

name   a condition without end needs a compiler
prog   #ifndef BPFTRACE_HAVE_BTF
       struct a { int x; };
       BEGIN { print(1) }
error    D_C_FRONT 1:1-26 preprocessor lines and headers need a C compiler, and there is none here
