/*
 * The token stream: flex's tokens in, the grammar's tokens out.
 *
 * Three things are decided here because they need more than the next token: which kind of
 * parenthesis opens, whether `/` ends a predicate, and where a declaration ends. That last one
 * works by counting brackets, not by what the grammar makes of them, so it survives any error.
 */
#include "lang/front.h"

#include <stdlib.h>

#include "lang/integer.h"
#include "lang/parser.h"

#define YYSTYPE PARSER_STYPE
#define YYLTYPE PARSER_LTYPE
#include "lang/lexer.h"

/* ---- looking ahead in the text ---- */

static char char_at(const struct parser *p, size_t i)
{
	return i < p->text.len ? p->text.at[i] : '\0';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static bool is_word_start(char c)
{
	return is_word(c) && !(c >= '0' && c <= '9');
}

/* Index behind the comment at I, or I when there is none. */
static size_t skip_comment(const struct parser *p, size_t i)
{
	const char *end;

	if (char_at(p, i) != '/')
		return i;
	if (char_at(p, i + 1) == '/') {
		end = memchr(p->text.at + i, '\n', p->text.len - i);
		return end ? (size_t)(end - p->text.at) : p->text.len;
	}
	if (char_at(p, i + 1) != '*')
		return i;
	for (i += 2; i + 1 < p->text.len; i++)
		if (p->text.at[i] == '*' && p->text.at[i + 1] == '/')
			return i + 2;
	return p->text.len;
}

static size_t skip_layout(const struct parser *p, size_t i)
{
	for (;;) {
		char c = char_at(p, i);
		size_t next = skip_comment(p, i);

		if (i < p->text.len && (c == ' ' || c == '\t' || c == '\r' || c == '\n'))
			i++;
		else if (next != i)
			i = next;
		else
			return i;
	}
}

/* Index behind the word at I; I when there is none. */
static size_t skip_word(const struct parser *p, size_t i)
{
	if (!is_word_start(char_at(p, i)))
		return i;
	while (is_word(char_at(p, i)))
		i++;
	return i;
}

static struct str word_at(const struct parser *p, size_t i)
{
	return str_slice(p->text, i, skip_word(p, i));
}

/* Index behind the string that opens at I, or the end of its line. */
static size_t skip_string(const struct parser *p, size_t i)
{
	for (i++; i < p->text.len && p->text.at[i] != '\n'; i++) {
		if (p->text.at[i] == '"')
			return i + 1;
		if (p->text.at[i] == '\\')
			i++;
	}
	return MIN(i, p->text.len);
}

/*
 * Index behind the bracket that closes the one at I; 0 when there is none. With STRINGS, brackets
 * in string literals do not count (they do in C definitions). MAX bounds the nesting.
 */
static size_t skip_brackets(const struct parser *p, size_t i, bool strings, unsigned max)
{
	unsigned depth = 0;

	while (i < p->text.len) {
		size_t next = skip_comment(p, i);
		char c = p->text.at[i];

		if (next != i) {
			i = next;
			continue;
		}
		if (strings && c == '"') {
			i = skip_string(p, i);
			continue;
		}
		if (c == '(' || c == '[' || c == '{') {
			if (++depth > max)
				return 0;
		} else if (c == ')' || c == ']' || c == '}') {
			if (!--depth)
				return i + 1;
		}
		i++;
	}
	return 0;
}

/* ---- C definitions ---- */

/*
 * I is behind struct, union or enum between two declarations. Index behind the definition that
 * this begins, with its attributes and semicolon; 0 when it begins none.
 */
static size_t c_definition_end(struct parser *p, size_t i)
{
	size_t end;

	for (;;) {
		char c;

		i = skip_layout(p, i);
		c = char_at(p, i);
		if (c == '{')
			break;
		end = c == '(' || c == '[' ? skip_brackets(p, i, false, UINT32_MAX)
					   : skip_word(p, i);
		if (end <= i) {
			p->no_definition_before = end < i ? p->text.len : i;
			return 0;
		}
		i = end;
	}
	end = skip_brackets(p, i, false, UINT32_MAX);
	if (!end) {
		parser_error(p, D_SYNTAX,
			     (struct span){p->base + (uint32_t)i, p->base + (uint32_t)i + 1},
			     "this definition has no '}'");
		p->stopped = true;
		return p->text.len;
	}
	for (;;) {
		i = skip_layout(p, end);
		if (!str_equal(word_at(p, i), STR("__attribute__")))
			break;
		i = skip_layout(p, skip_word(p, i));
		i = char_at(p, i) == '(' ? skip_brackets(p, i, false, UINT32_MAX) : 0;
		if (!i)
			return end;
		end = i;
	}
	return char_at(p, i) == ';' ? i + 1 : end;
}

int parser_top_word(struct parser *p, struct str text, size_t *keep)
{
	static const struct {
		const char *word;
		int token;
		enum decl_kind decl;
	} words[] = {
		{"config", TOK_CONFIG, DECL_CONFIG}, {"import", TOK_IMPORT, DECL_IMPORT},
		{"macro", TOK_MACRO, DECL_MACRO},    {"fn", TOK_FN, DECL_FN},
		{"let", TOK_LET, DECL_LET},	     {"struct", TOK_C_DECL, DECL_PROBE},
		{"union", TOK_C_DECL, DECL_PROBE},   {"enum", TOK_C_DECL, DECL_PROBE},
	};
	size_t start = p->at - text.len;
	struct str word = word_at(p, start);

	for (size_t i = 0; i < ARRAY_LEN(words) && p->previous != ','; i++) {
		size_t end;

		if (!str_equal(word, str_from(words[i].word)))
			continue;
		if (words[i].token == TOK_C_DECL) {
			if (p->skipping || start < p->no_definition_before)
				break;
			end = c_definition_end(p, start + word.len);
			if (!end)
				break;
			*keep = end - start;
		} else {
			*keep = word.len;
			p->body = true;
			p->decl = words[i].decl;
		}
		return words[i].token;
	}
	p->decl = DECL_PROBE;
	return TOK_ATTACH;
}

/* ---- parentheses ---- */

bool parser_builtin_name(struct str name)
{
	static const char *const names[] = {
		"args",
		"ctx",
		"kstack",
		"nsecs",
		"pid",
		"tid",
		"ustack",
		"__builtin_comm",
		"__builtin_cpid",
		"__builtin_cpu",
		"__builtin_dw_ustack",
		"__builtin_elapsed",
		"__builtin_func",
		"__builtin_ncpus",
		"__builtin_probe",
		"__builtin_retval",
		"__builtin_usermode",
	};
	size_t digits;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_equal(name, str_from(names[i])))
			return true;
	if (str_starts(name, STR("sarg")))
		digits = 4;
	else if (str_starts(name, STR("arg")))
		digits = 3;
	else
		return false;
	for (size_t i = digits; i < name.len; i++)
		if (name.at[i] < '0' || name.at[i] > '9')
			return false;
	return name.len > digits;
}

/* Words that begin something else than a type's name. */
static bool is_expression_word(struct str word)
{
	static const char *const words[] = {"true",	"false",    "if",   "sizeof", "offsetof",
					    "typeinfo", "comptime", "for",  "while",  "unroll",
					    "let",	"return",   "else", "typeof", "struct",
					    "union",	"enum"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_equal(word, str_from(words[i])))
			return true;
	return parser_builtin_name(word);
}

/* Index behind `*` and `[N]` at I. */
static size_t skip_type_suffixes(const struct parser *p, size_t i)
{
	for (;;) {
		size_t next = skip_layout(p, i);

		if (char_at(p, next) == '*') {
			i = next + 1;
			continue;
		}
		if (char_at(p, next) != '[')
			return i;
		next = skip_layout(p, next + 1);
		if (char_at(p, next) >= '0' && char_at(p, next) <= '9')
			while (is_word(char_at(p, next)))
				next++;
		next = skip_layout(p, next);
		if (char_at(p, next) != ']')
			return i;
		i = next + 1;
	}
}

/* Index behind the type at I and the layout after it; 0 when the text is no type. */
static size_t skip_type(const struct parser *p, size_t i)
{
	struct str word;

	i = skip_layout(p, i);
	word = word_at(p, i);
	if (!word.len)
		return 0;
	if (str_equal(word, STR("struct")) || str_equal(word, STR("union")) ||
	    str_equal(word, STR("enum"))) {
		size_t name = skip_layout(p, i + word.len);

		i = skip_word(p, name);
		if (i == name)
			return 0;
	} else if (str_equal(word, STR("typeof"))) {
		i = skip_layout(p, i + word.len);
		i = char_at(p, i) == '(' ? skip_brackets(p, i, true, NESTING_MAX) : 0;
		if (!i)
			return 0;
	} else if (is_expression_word(word)) {
		return 0;
	} else {
		i += word.len;
	}
	return skip_layout(p, skip_type_suffixes(p, i));
}

static bool is_cast(const struct parser *p, size_t i)
{
	char c;

	i = skip_type(p, i);
	if (!i || char_at(p, i) != ')')
		return false;
	c = char_at(p, skip_layout(p, i + 1));
	return is_word(c) || (c && strchr("$@\"(-!~*&", c));
}

static bool is_record(const struct parser *p, size_t i)
{
	struct str word;

	i = skip_layout(p, i);
	word = word_at(p, i);
	if (!word.len || parser_builtin_name(word))
		return false;
	i = skip_layout(p, i + word.len);
	return char_at(p, i) == '=' && char_at(p, i + 1) != '=';
}

static int parenthesis_kind(const struct parser *p)
{
	size_t end;

	switch (p->previous) {
	case TOK_IDENT:
		return TOK_CALL_OPEN;
	case TOK_SIZEOF:
	case TOK_OFFSETOF:
	case TOK_TYPEINFO:
	case TOK_TYPEOF:
		end = skip_type(p, p->at);
		if (end && (char_at(p, end) == ')' || char_at(p, end) == ','))
			return TOK_TYPE_OPEN;
		return '(';
	default:
		if (is_record(p, p->at))
			return TOK_RECORD_OPEN;
		return is_cast(p, p->at) ? TOK_CAST_OPEN : '(';
	}
}

/* ---- words ---- */

static const struct {
	const char *word;
	int token;
	char wants; /* is a keyword only when this follows; 0: always */
} keywords[] = {
	{"break", TOK_BREAK, 0},
	{"comptime", TOK_COMPTIME, 0},
	{"continue", TOK_CONTINUE, 0},
	{"else", TOK_ELSE, 0},
	{"enum", TOK_ENUM, 0},
	{"false", TOK_BOOL, 0},
	{"for", TOK_FOR, 0},
	{"if", TOK_IF, 0},
	{"import", TOK_IMPORT, '"'},
	{"let", TOK_LET, 0},
	{"offsetof", TOK_OFFSETOF, '('},
	{"return", TOK_RETURN, 0},
	{"sizeof", TOK_SIZEOF, '('},
	{"struct", TOK_STRUCT, 0},
	{"true", TOK_BOOL, 0},
	{"typeinfo", TOK_TYPEINFO, '('},
	{"typeof", TOK_TYPEOF, '('},
	{"union", TOK_UNION, 0},
	{"unroll", TOK_UNROLL, 0},
	{"while", TOK_WHILE, 0},
};

_Static_assert(ARRAY_LEN(keywords) <= KEYWORDS_MAX, "room for all keywords");

/* Keywords are words like others wherever the grammar cannot want them. */
static int word_token(struct parser *p, PARSER_STYPE *value)
{
	size_t k = 0;
	size_t next;
	char c;

	while (k < ARRAY_LEN(keywords) && p->keywords[k] != value->name)
		k++;
	if (k == ARRAY_LEN(keywords) || p->previous == '.' || p->previous == TOK_ARROW)
		return TOK_IDENT;
	next = skip_layout(p, p->at);
	c = char_at(p, next);
	if (c == '=' && char_at(p, next + 1) != '=')
		return TOK_IDENT;
	if (keywords[k].wants && c != keywords[k].wants)
		return TOK_IDENT;
	if (keywords[k].token == TOK_BOOL)
		value->number = keywords[k].word[0] == 't';
	if (keywords[k].token == TOK_RETURN && next < p->text.len && c != ';' && c != '}')
		return TOK_RETURN_VALUE;
	return keywords[k].token;
}

/* ---- literals ---- */

static struct str token_text(const struct parser *p, struct span span)
{
	return str_slice(p->text, span.lo - p->base, span.hi - p->base);
}

static void bad_token(struct parser *p, struct span span)
{
	p->bad_token = p->tokens + 1;
	p->bad_at = span.lo;
}

static uint64_t integer_value(struct parser *p, struct span span)
{
	struct integer integer;

	if (!integer_parse(token_text(p, span), true, &integer)) {
		parser_error(p, D_INTEGER, span, "%s", integer.why);
		return 0;
	}
	return integer.value;
}

static uint64_t param_number(struct parser *p, struct span span)
{
	struct str digits = token_text(p, span);
	uint64_t number = 0;
	bool fits = true;

	if (str_equal(digits, STR("$#")))
		return 0;
	for (size_t i = 1; i < digits.len && fits; i++)
		fits = !__builtin_mul_overflow(number, (uint64_t)10, &number) &&
		       !__builtin_add_overflow(number, (uint64_t)(digits.at[i] - '0'), &number);
	if (!fits || !number || number > INT64_MAX)
		parser_error(p, D_PARAM_NUMBER, span,
			     "positional parameters are numbered from $1 to $%lld",
			     (long long)INT64_MAX);
	return fits && number ? number : 1;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * Decodes the escape whose backslash is at T[I]; returns how many bytes of T it takes.
 */
static size_t escape_decode(struct parser *p, struct str t, size_t i, struct span token, char *out)
{
	static const char letters[] = "nrt\\\"";
	static const char values[] = "\n\r\t\\\"";
	char c = t.at[i + 1];
	const char *letter = c ? strchr(letters, c) : NULL;
	struct span span = {token.lo + (uint32_t)i, token.lo + (uint32_t)i + 2};
	size_t n = 2;
	int value = 0;

	*out = '?';
	if (letter) {
		*out = values[letter - letters];
	} else if (c >= '0' && c <= '7') {
		for (n = 1; n < 4 && i + n < t.len && t.at[i + n] >= '0' && t.at[i + n] <= '7'; n++)
			value = value * 8 + (t.at[i + n] - '0');
		span.hi = span.lo + (uint32_t)n;
		if (value > 255)
			parser_error(p, D_ESCAPE, span,
				     "octal escape '\\%.*s' does not fit in a byte (at most \\377)",
				     (int)(n - 1), t.at + i + 1);
		*out = (char)value;
	} else if (c == 'x' || c == 'X') {
		for (; n < 4 && i + n < t.len && hex_value(t.at[i + n]) >= 0; n++)
			value = value * 16 + hex_value(t.at[i + n]);
		if (n == 2)
			parser_error(p, D_ESCAPE, span, "hex digits must follow '\\%c'", c);
		*out = (char)value;
	} else {
		struct diag *d;

		if (c >= 0x20 && c < 0x7f)
			d = parser_error(p, D_ESCAPE, span, "unknown escape sequence '\\%c'", c);
		else
			d = parser_error(p, D_ESCAPE, span, "unknown escape sequence");
		if (d)
			diag_hint(p->u->diags, d,
				  "a backslash itself is written \\\\; there are \\n \\t \\r \\\" "
				  "\\\\ \\ooo \\xhh");
	}
	return n;
}

/* The bytes of a string literal, quotes and escapes resolved. */
static struct str string_value(struct parser *p, struct span span, bool closed)
{
	struct str t = token_text(p, span);
	char *bytes = arena_alloc(p->a, t.len + 1);
	size_t len = 0;

	if (closed)
		t.len--;
	for (size_t i = 1; i < t.len;) {
		if (t.at[i] == '\\' && i + 1 < t.len)
			i += escape_decode(p, t, i, span, &bytes[len++]);
		else
			bytes[len++] = t.at[i++];
	}
	return (struct str){bytes, len};
}

static void unterminated(struct parser *p, struct span span)
{
	struct diag *d = parser_error(p, D_UNTERMINATED, span, "this string has no closing '\"'");

	if (d)
		diag_hint(p->u->diags, d, "a line break in a string is written \\n");
	bad_token(p, span);
	p->unterminated = true;
}

/* Bytes that begin no token. */
static void bad_bytes(struct parser *p, struct span span)
{
	struct str t = token_text(p, span);
	struct diag *d;

	if (t.at[0] == '$')
		d = parser_error(p, D_SYNTAX, span, "a name or a number must follow '$'");
	else if (t.at[0] == '#')
		d = parser_error(p, D_ORDER, span,
				 "preprocessor lines stand before everything else");
	else if (t.at[0] >= 0x20 && t.at[0] < 0x7f)
		d = parser_error(p, D_SYNTAX, span, "unexpected character '%c'", t.at[0]);
	else
		d = parser_error(p, D_SYNTAX, span, "unexpected byte 0x%02x",
				 (unsigned char)t.at[0]);
	if (d && t.at[0] == '\'')
		diag_hint(p->u->diags, d, "strings are written with double quotes");
	bad_token(p, span);
}

/* ---- brackets ---- */

bool parser_open_bracket(const struct parser *p, struct bracket *out)
{
	if (!p->nbrackets)
		return false;
	*out = p->brackets[p->nbrackets - 1];
	return true;
}

static void bracket_open(struct parser *p, char c, struct span span)
{
	if (p->nbrackets == NESTING_MAX) {
		parser_too_deep(p, span);
		return;
	}
	p->brackets[p->nbrackets++] = (struct bracket){c, span};
	p->nbraces += c == '{';
}

static void bracket_close(struct parser *p, char open)
{
	if (open == '{') {
		p->brace_matched = p->nbraces > 0;
		if (!p->nbraces)
			return;
		while (p->brackets[p->nbrackets - 1].c != '{')
			p->nbrackets--;
		p->nbraces--;
	} else if (!p->nbrackets || p->brackets[p->nbrackets - 1].c != open) {
		return;
	}
	p->nbrackets--;
}

/* A statement ends: brackets that are open inside it are forgotten. */
static void brackets_forget(struct parser *p)
{
	while (p->nbrackets && p->brackets[p->nbrackets - 1].c != '{')
		p->nbrackets--;
}

/* ---- the stream ---- */

/* What TOKEN means for the state: brackets, and where a body begins and ends. */
static void state_follow(struct parser *p, int token, struct span span)
{
	switch (token) {
	case '(':
	case TOK_CALL_OPEN:
	case TOK_CAST_OPEN:
	case TOK_TYPE_OPEN:
	case TOK_RECORD_OPEN:
		bracket_open(p, '(', span);
		break;
	case '[':
		bracket_open(p, '[', span);
		break;
	case '{':
		if (!p->body)
			p->predicate = false;
		p->body = true;
		bracket_open(p, '{', span);
		break;
	case ')':
		bracket_close(p, '(');
		if (p->decl == DECL_LET && !p->nbrackets)
			p->body = false;
		break;
	case ']':
		bracket_close(p, '[');
		break;
	case '}':
		bracket_close(p, '{');
		if (!p->nbraces && !p->predicate)
			p->body = false;
		break;
	case TOK_STRING:
		if (p->decl == DECL_IMPORT && !p->nbrackets)
			p->body = false;
		break;
	case TOK_PREDICATE_OPEN:
		p->body = true;
		p->predicate = true;
		break;
	case TOK_PREDICATE_CLOSE:
		if (!p->nbraces) {
			p->predicate = false;
			brackets_forget(p);
		}
		break;
	default:
		break;
	}
}

/* Behind these, ++ and -- belong to what follows: `if (x) { } ++$y`, `$x++ ++$y`. */
static bool ends_no_target(int token)
{
	return token == '}' || token == TOK_INCR || token == TOK_DECR;
}

/* Flex's token made what the grammar wants; 0 for those that are skipped. */
static int token_refine(struct parser *p, int token, PARSER_STYPE *value, struct span *span)
{
	switch (token) {
	case TOK_IDENT:
		return word_token(p, value);
	case '(':
		return parenthesis_kind(p);
	case '/':
		return char_at(p, skip_layout(p, p->at)) == '{' ? TOK_PREDICATE_CLOSE : '/';
	case TOK_INCR:
		return ends_no_target(p->previous) ? TOK_PRE_INCR : token;
	case TOK_DECR:
		return ends_no_target(p->previous) ? TOK_PRE_DECR : token;
	case TOK_INT:
		value->number = integer_value(p, *span);
		return token;
	case TOK_PARAM:
		value->number = param_number(p, *span);
		return token;
	case TOK_STRING:
		value->string = string_value(p, *span, true);
		return token;
	case TOK_BAD_QUOTE:
		unterminated(p, *span);
		if (!p->body) {
			p->stopped = true; /* the rest of the text is in the quotes */
			return 0;
		}
		value->string = string_value(p, *span, false);
		return TOK_STRING;
	case TOK_BAD_BYTES:
		bad_bytes(p, *span);
		return 0;
	default:
		return token;
	}
}

static int token_next(struct parser *p, PARSER_STYPE *value, struct span *span)
{
	int token = p->pushed;

	if (token) {
		*span = p->pushed_span;
		p->pushed = 0;
	}
	while (!token && !p->stopped) {
		int raw = lexer_lex(value, span, p->lexer);

		p->started = true;
		if (raw == TOK_END)
			break;
		token = token_refine(p, raw, value, span);
		if (token)
			state_follow(p, token, *span);
	}
	if (!token || p->stopped) {
		uint32_t end = p->base + (uint32_t)p->text.len;

		*span = (struct span){end, end + 1};
		return TOK_END;
	}
	p->tokens++;
	p->before_span = p->previous_span;
	p->previous_span = *span;
	p->previous = token;
	return token;
}

/* Whether skipping ends with TOKEN between declarations; what to give the grammar instead. */
static int skip_end_top(struct parser *p, int token, struct span span)
{
	char next = char_at(p, skip_layout(p, p->at));

	switch (token) {
	case TOK_PREDICATE_CLOSE:
		return TOK_PREDICATE_CLOSE;
	case '}':
		return TOK_DECL_END;
	case ';':
		if (p->body && p->decl != DECL_IMPORT && p->decl != DECL_LET)
			return 0;
		p->body = false;
		return TOK_DECL_END;
	case ')':
		return p->decl == DECL_LET && !p->body && next != ';' ? TOK_DECL_END : 0;
	case TOK_C_DECL:
		return TOK_DECL_END;
	case TOK_CONFIG:
	case TOK_IMPORT:
	case TOK_LET:
	case TOK_MACRO:
	case TOK_FN:
		p->pushed = token;
		p->pushed_span = span;
		return TOK_DECL_END;
	default:
		return 0;
	}
}

/* The same in a block. */
static int skip_end_block(struct parser *p, int token)
{
	if (token == '}' && p->nbraces < p->skip_to)
		return '}';
	if (p->nbraces != p->skip_to)
		return 0;
	if (token == ';')
		return ';';
	if (token != '}' || str_equal(word_at(p, skip_layout(p, p->at)), STR("else")))
		return 0;
	return ';';
}

static int token_skip(struct parser *p, PARSER_STYPE *value, struct span *span)
{
	for (;;) {
		int token = token_next(p, value, span);
		int end = 0;

		if (token == TOK_END)
			return TOK_END;
		if (p->skip_to)
			end = skip_end_block(p, token);
		else if (!p->nbraces)
			end = skip_end_top(p, token, *span);
		if (!end)
			continue;
		p->skipping = false;
		p->previous = end;
		if (end != TOK_PREDICATE_CLOSE)
			brackets_forget(p);
		return end;
	}
}

int parser_lex(PARSER_STYPE *value, PARSER_LTYPE *span, struct parser *p)
{
	return p->skipping ? token_skip(p, value, span) : token_next(p, value, span);
}

void parser_recover(struct parser *p, int token)
{
	bool opened = token == '{';
	unsigned level = p->nbraces - (opened ? 1 : 0);

	if (token == '}' && p->brace_matched)
		return; /* ends the block that the grammar is in */
	brackets_forget(p);
	if (token == TOK_PREDICATE_CLOSE && p->decl == DECL_PROBE && !p->nbraces)
		return; /* the error was in front of it, the body comes next */
	if (token == '}' && !p->nbraces && !p->predicate) {
		/* A stray one between declarations: nothing to skip. */
		p->pushed = TOK_DECL_END;
		p->pushed_span = p->previous_span;
		return;
	}
	if (level && token == ';')
		return;
	if (opened && !level)
		p->predicate = false; /* its closing slash is missing: this is the body */
	p->skipping = true;
	p->skip_to = level;
}

void parser_scan_begin(struct parser *p)
{
	for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
		p->keywords[i] = intern_c(p->u->names, keywords[i].word);
	if (lexer_lex_init_extra(p, &p->lexer))
		out_of_memory(p->text.len);
	/*
	 * Flex wants a buffer of its own with two NUL bytes behind it, and is slow with NUL bytes
	 * inside. Another byte that begins no token stands for them; the values of tokens are taken
	 * from the text itself.
	 */
	p->copy = malloc(p->text.len + 2);
	if (!p->copy)
		out_of_memory(p->text.len);
	for (size_t i = 0; i < p->text.len; i++)
		p->copy[i] = p->text.at[i] ? p->text.at[i] : '\001';
	p->copy[p->text.len] = p->copy[p->text.len + 1] = '\0';
	lexer__scan_buffer(p->copy, p->text.len + 2, p->lexer);
}

void parser_scan_end(struct parser *p)
{
	lexer_lex_destroy(p->lexer);
	p->lexer = NULL;
	free(p->copy);
	p->copy = NULL;
}

/* ---- parameters in attach points ---- */

#define ATTACH_TEXT_MAX (64 * 1024)

static void attach_param_error(struct parser *p, struct span span, char c)
{
	struct diag *d;

	if (c >= 0x20 && c < 0x7f)
		d = parser_error(p, D_PARAM_NUMBER, span,
				 "a parameter number must follow '$' in an attach point, not '%c'",
				 c);
	else
		d = parser_error(p, D_PARAM_NUMBER, span,
				 "a parameter number must follow '$' in an attach point");
	if (d)
		diag_hint(p->u->diags, d,
			  "a part of an attach point that contains '$' is put in "
			  "quotes");
}

struct str parser_attach_text(struct parser *p, struct str text, struct span span)
{
	struct buf out = {0};
	struct buf in = {0}; /* what is still to be read; replacements are read again */
	bool quoted = false;
	size_t replaced = 0;
	char *copy;

	if (str_find_char(text, '$') < 0)
		return (struct str){arena_strdup(p->a, text), text.len};
	buf_str(&in, text);
	for (size_t i = 0; i < in.len; i++) {
		char c = in.at[i];
		size_t end = i + 1;
		uint64_t number = 0;

		if (c == '"')
			quoted = !quoted;
		if (quoted && c == '\\' && i + 1 < in.len) {
			buf_char(&out, c);
			c = in.at[++i];
		}
		if (c != '$' || quoted) {
			buf_char(&out, c);
			continue;
		}
		for (; end < in.len && in.at[end] >= '0' && in.at[end] <= '9'; end++)
			number = MIN(number * 10 + (uint64_t)(in.at[end] - '0'),
				     (uint64_t)INT32_MAX);
		if (!number) {
			attach_param_error(p, span, end < in.len ? in.at[end] : '\0');
			break;
		}
		if (number <= p->u->options.nparams) {
			struct buf next = {0};

			buf_puts(&next, p->u->options.params[number - 1]);
			buf_add(&next, in.at + end, in.len - end);
			buf_free(&in);
			in = next;
		} else {
			memmove(in.at, in.at + end, in.len - end);
			in.len -= end;
		}
		i = (size_t)-1; /* continue at the start of IN */
		if (++replaced > NESTING_MAX || in.len > ATTACH_TEXT_MAX) {
			parser_error(p, D_PARAM_NUMBER, span,
				     "the parameters of this attach point do not end: they "
				     "contain one another");
			break;
		}
	}
	copy = arena_strdup(p->a, (struct str){out.len ? out.at : "", out.len});
	text = (struct str){copy, out.len};
	buf_free(&in);
	buf_free(&out);
	return text;
}
