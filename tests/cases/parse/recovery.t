# After a fault the parser finds its way back, and says as little as possible about the same thing.

name     a missing slash behind a predicate
prog     BEGIN /pid == 1 { $x = ; }
         END { $y = ; }
error    D_SYNTAX 1:17-18 expected '/' at the end of the predicate, found '{'
error    D_SYNTAX 2:12-13 expected an expression, found ';'

name     an empty predicate
prog     BEGIN / / { $x = ; }
error    D_SYNTAX 1:9-10 expected an expression, found '/'
error    D_SYNTAX 1:18-19 expected an expression, found ';'

name     faults in nested blocks
prog     BEGIN { if (a b) { c d; } else { e f } g h; }
error    D_SYNTAX 1:15-16 expected ')' or ',', found 'b'
           note 1:12-13 this '(' is not closed
error    D_SYNTAX 1:41-42 expected ';'

name     faults in the head of a loop
prog     BEGIN { for ($i : 0..$n.x) { } while 1 print(2); unroll { } $z = ; }
error    D_SYNTAX 1:24-25 expected ')', found '.'
           note 1:13-14 this '(' is not closed
error    D_SYNTAX 1:40-45 expected '{', found 'print'
error    D_SYNTAX 1:61-63 expected '{', found '$z'

name     an unclosed parenthesis in one probe only
prog     BEGIN { f(1, 2 ; g() }
         END { h( }
         BEGIN { i(); }
error    D_SYNTAX 1:16-17 expected ')' or ',', found ';'
           note 1:10-11 this '(' is not closed
error    D_SYNTAX 2:10-11 expected an expression, found '}'

name     faults of config entries
prog     config = { a = ; b = 2 c = 3; = 4; }
         BEGIN { $x = ; }
error    D_SYNTAX 1:16-17 expected a name, an integer, true or false or a string, found ';'
error    D_SYNTAX 1:23-24 expected ';'
error    D_SYNTAX 1:31-32 expected a name or '}', found '='
error    D_SYNTAX 2:14-15 expected an expression, found ';'

name     macros and functions with bad heads
prog     macro f { 1 }
         macro g(5) { 1 }
         fn h($a) : void { }
         BEGIN { $x = ; }
error    D_SYNTAX 1:9-10 expected '(', found '{'
error    D_SYNTAX 2:9-10 expected a name, a variable, a map or ')', found '5'
           note 2:8-9 this '(' is not closed
error    D_SYNTAX 3:8-9 expected ':', found ')'
error    D_SYNTAX 4:14-15 expected an expression, found ';'

name     declarations without an end
prog     let @a = hash(x)
         let $b = 5;
         import 5;
         BEGIN { $x = ; }
error    D_SYNTAX 1:15-16 expected an integer, found 'x'
           note 1:14-15 this '(' is not closed
error    D_SYNTAX 2:5-7 expected a map, found '$b'
           hint outside of probes, let declares maps: let @name = hash(100);
error    D_SYNTAX 3:8-9 expected a string, found '5'
error    D_SYNTAX 4:14-15 expected an expression, found ';'

name     imports want their semicolon
prog     import "a.bt"
         BEGIN { $x = ; }
error    D_SYNTAX 1:14-15 expected ';'
error    D_SYNTAX 2:14-15 expected an expression, found ';'

name     definitions that come too late
prog     BEGIN { }
         struct late { int a; };
         config = { log_size = 1 }
         import "x";
error    D_ORDER 2:1-24 C definitions and preprocessor lines must come before everything else
           hint the order is: C definitions, config and imports, then probes and functions
error    D_ORDER 3:1-7 the config block must come before probes and functions
error    D_ORDER 4:1-12 imports must come before probes and functions

name     a definition without an end
prog     struct s { int a;
         BEGIN { }
error    D_SYNTAX 1:10-11 this definition has no '}'

name     a definition without a body
prog     struct s;
         BEGIN { }
error    D_SYNTAX 1:8-10 expected '{' or ',', found 's;'
           hint C definitions have a body: struct name { ... }

name     a comment without an end
prog     BEGIN { f();
         /* and so on }
error    D_SYNTAX 2:15-16 expected '}', found the end of the script
           note 1:7-8 this '{' is not closed
           note 2:1-3 this comment has no end and takes in the rest of the text

name     keywords are names where nothing else can stand
prog     config = { if = 1 }
         BEGIN { print(args.for); $x.if.while; $r = (return=1, break=2); }
ast      (config if 1)
         (probe BEGIN
           (call print (. args for))
           (. (. $x if) while)
           (= $r (record return=1 break=2)))

name     builtins are no parameters, types or addresses
prog     macro f(pid, @) { 1 }
         BEGIN { $x = &$y.z; $z = &@m[1]; $w = (let $q : pid); let $q : pid; f()++; ++5; }
error    D_SYNTAX 1:9-12 'pid' is a builtin variable and no name for a parameter
error    D_SYNTAX 1:14-15 a map parameter needs a name
error    D_SYNTAX 2:15-19 only a variable or a map without a key has an address
error    D_SYNTAX 2:27-32 only a variable or a map without a key has an address
error    D_SYNTAX 2:40-43 expected an expression, found 'let'
           note 2:39-40 this '(' is not closed
error    D_SYNTAX 2:64-67 expected a type, 'pid' is a builtin variable
error    D_SYNTAX 2:69-72 ++ works on a variable or a map only
error    D_SYNTAX 2:78-79 ++ works on a variable or a map only

name     a record with a member twice
prog     BEGIN { $r = (a=1, b=2, a=3); }
error    D_SYNTAX 1:25-26 the record already has a member 'a'
           note 1:15-16 the first one

name     parameters of attach points
args     vfs 5
prog     kprobe:$1_read { } interval:s:$2 { } kprobe:"$1" { } kprobe:$7 { } kprobe:$x { }
error    D_PARAM_NUMBER 1:68-77 a parameter number must follow '$' in an attach point, not 'x'
           hint a part of an attach point that contains '$' is put in quotes

name     too many parameters
prog     macro f(p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17, p18, p19, p20, p21, p22, p23, p24, p25, p26, p27, p28, p29, p30, p31, p32, p33, p34, p35, p36, p37, p38, p39, p40, p41, p42, p43, p44, p45, p46, p47, p48, p49, p50, p51, p52, p53, p54, p55, p56, p57, p58, p59, p60, p61, p62, p63, p64, p65, p66, p67, p68, p69, p70, p71, p72, p73, p74, p75, p76, p77, p78, p79, p80, p81, p82, p83, p84, p85, p86, p87, p88, p89, p90, p91, p92, p93, p94, p95, p96, p97, p98, p99, p100, p101, p102, p103, p104, p105, p106, p107, p108, p109, p110, p111, p112, p113, p114, p115, p116, p117, p118, p119, p120, p121, p122, p123, p124, p125, p126, p127, p128, p129, p130, p131, p132, p133, p134, p135, p136, p137, p138, p139, p140, p141, p142, p143, p144, p145, p146, p147, p148, p149, p150, p151, p152, p153, p154, p155, p156, p157, p158, p159, p160, p161, p162, p163, p164, p165, p166, p167, p168, p169, p170, p171, p172, p173, p174, p175, p176, p177, p178, p179, p180, p181, p182, p183, p184, p185, p186, p187, p188, p189, p190, p191, p192, p193, p194, p195, p196, p197, p198, p199, p200, p201) { 1 } BEGIN { }
error    D_TOO_LARGE 1:1099-1103 at most 200 parameters are possible

name     a chain that is too long
prog     BEGIN { $x = 1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1; }
error    D_TOO_DEEP 1:14-1617 this is nested too deeply
           hint at most 200 levels of brackets and blocks, or 800 links of a chain of operators
