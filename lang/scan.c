/*
 * The token stream: flex's tokens in, the grammar's tokens out.
 *
 * What needs more than the next token is decided here, partly by looking ahead (ahead.h): which
 * kind of parenthesis opens, whether `/` ends a predicate, and where a declaration ends. That last
 * one works by counting brackets, not by what the grammar makes of them, so it survives any error.
 */
#include "lang/ahead.h"

#include <stdlib.h>

#include "lang/integer.h"
#include "lang/parser.h"

#define YYSTYPE PARSER_STYPE
#define YYLTYPE PARSER_LTYPE
#include "lang/lexer.h"

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
	next = ahead_layout(p, p->at);
	c = ahead_char(p, next);
	if (c == '=' && ahead_char(p, next + 1) != '=')
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
			p->body = str_equal(ahead_word(p, ahead_layout(p, p->at)), STR("pinned"));
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
		return ahead_parenthesis(p);
	case '/':
		return ahead_char(p, ahead_layout(p, p->at)) == '{' ? TOK_PREDICATE_CLOSE : '/';
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
	if (p->seen)
		vec_push(p->a, p->seen, ((struct token){token, token_text(p, *span)}));
	return token;
}

/* Whether skipping ends with TOKEN between declarations; what to give the grammar instead. */
static int skip_end_top(struct parser *p, int token, struct span span)
{
	char next = ahead_char(p, ahead_layout(p, p->at));

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
	if (token != '}' || str_equal(ahead_word(p, ahead_layout(p, p->at)), STR("else")))
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
			if (p->u->options.params_later)
				buf_add(&out, in.at + i, end - i);
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
