# Faults of the text: each has a place, and the parser goes on behind it.

name     a missing semicolon
prog     BEGIN { f() g() }
error    D_SYNTAX 1:12-13 expected ';'

name     a missing operand
prog     BEGIN { $a = 1 + ; }
error    D_SYNTAX 1:18-19 expected an expression, found ';'

name     an unclosed call
prog     BEGIN { f( }
error    D_SYNTAX 1:12-13 expected an expression, found '}'

name     an unclosed block
prog     BEGIN { f();
error    D_SYNTAX 1:13-14 expected '}', found the end of the script
           note 1:7-8 this '{' is not closed

name     a block too many
prog     BEGIN { } }
error    D_SYNTAX 1:11-12 expected a probe, found '}'

name     assignment is no expression
prog     BEGIN { print($x = 1); }
error    D_SYNTAX 1:18-19 expected ')' or ',', found '='
           note 1:14-15 this '(' is not closed
           hint an assignment is a statement; to compare, write ==

name     assignment to something that is no place
prog     BEGIN { 5 = 6; f() = 1; }
error    D_SYNTAX 1:9-10 this cannot be assigned to: only variables and maps can
error    D_SYNTAX 1:16-19 this cannot be assigned to: only variables and maps can

name     several faults in one run
prog     BEGIN { $a = ; }
         END { $b = * ; f(,); }
         kprobe:x { }
error    D_SYNTAX 1:14-15 expected an expression, found ';'
error    D_SYNTAX 2:14-15 expected an expression, found ';'
error    D_SYNTAX 2:18-19 expected an expression, found ','
           note 2:17-18 this '(' is not closed

name     a probe without a body
prog     BEGIN
error    D_SYNTAX 1:6-7 expected '{' or ',', found the end of the script

name     unknown characters
prog     BEGIN { $a = 1 ` 2; }
error    D_SYNTAX 1:16-17 unexpected character '`'

name     a string without end
prog     BEGIN { f("abc); }
error    D_UNTERMINATED 1:11-19 this string has no closing '"'
           hint a line break in a string is written \n

name     a string over two lines
prog     BEGIN { f("abc
         "); }
error    D_UNTERMINATED 1:11-15 this string has no closing '"'
           hint a line break in a string is written \n
error    D_UNTERMINATED 2:1-6 this string has no closing '"'
           hint a line break in a string is written \n

name     a comment without end
prog     BEGIN { f(); /* and so on }
error    D_SYNTAX 1:28-29 expected '}', found the end of the script
           note 1:7-8 this '{' is not closed
           note 1:14-16 this comment has no end and takes in the rest of the text

name     unknown escapes
prog     BEGIN { f("\q", "\xzz", "\777"); }
error    D_ESCAPE 1:12-14 unknown escape sequence '\q'
           hint a backslash itself is written \\; there are \n \t \r \" \\ \ooo \xhh
error    D_ESCAPE 1:18-20 hex digits must follow '\x'
error    D_ESCAPE 1:26-30 octal escape '\777' does not fit in a byte (at most \377)

name     integers that are none
prog     BEGIN { $a = 12z; $b = 08; $c = 1_; $d = 18446744073709551616; $e = 12e3; $f = 10ULL; $g = 0x; }
error    D_INTEGER 1:14-17 unknown integer suffix 'z'
error    D_INTEGER 1:24-26 an integer that begins with 0 is octal: its digits are 0 to 7
error    D_INTEGER 1:33-35 an integer cannot end with an underscore
error    D_INTEGER 1:42-62 number out of range: the largest value here is 18446744073709551615
error    D_INTEGER 1:69-73 the number before 'e' must be one digit from 1 to 9, as in 5e3
error    D_INTEGER 1:80-85 unknown integer suffix 'ULL'
error    D_INTEGER 1:92-94 digits are missing in this integer

name     parameter zero
prog     BEGIN { $a = $0; $b = $99999999999999999999; }
error    D_PARAM_NUMBER 1:14-16 positional parameters are numbered from $1 to $9223372036854775807
error    D_PARAM_NUMBER 1:23-44 positional parameters are numbered from $1 to $9223372036854775807

name     configuration at the wrong place
prog     BEGIN { }
         config = { max_strlen = 64 }
error    D_ORDER 2:1-7 the config block must come before probes and functions

name     two configurations
prog     config = { max_strlen = 64 }
         config = { max_strlen = 65 }
         BEGIN { }
error    D_ORDER 2:1-7 there is more than one config block

name     an import at the wrong place
prog     BEGIN { }
         import "x.bt";
error    D_ORDER 2:1-15 imports must come before probes and functions

name     a definition at the wrong place
prog     BEGIN { }
         struct x { int a; };
error    D_ORDER 2:1-21 C definitions and preprocessor lines must come before everything else
           hint the order is: C definitions, config and imports, then probes and functions

name     a variable at the top
prog     let $x = 1;
         BEGIN { }
error    D_SYNTAX 1:5-7 expected a map, found '$x'
           hint outside of probes, let declares maps: let @name = hash(100);

name     else without if
prog     BEGIN { else { } }
error    D_SYNTAX 1:9-13 expected a statement, found 'else'

name     a range without end
prog     BEGIN { for ($i : 0..) { } }
error    D_SYNTAX 1:22-23 expected an expression, found ')'

name     addresses of values
prog     BEGIN { $a = &5; }
error    D_SYNTAX 1:15-16 only a variable or a map without a key has an address
