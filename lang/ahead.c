/*
 * Looking ahead in the text: what the grammar, with its one token, cannot see.
 *
 * Each decision looks at the bytes behind the scanner's position, never at tokens, so it costs what
 * it looks at and changes nothing. Where a look could be long and come again (C definitions, nested
 * typeof), it is bounded or remembered.
 */
#include "lang/ahead.h"

#include "lang/parser.h"

char ahead_char(const struct parser *p, size_t i)
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

	if (ahead_char(p, i) != '/')
		return i;
	if (ahead_char(p, i + 1) == '/') {
		end = memchr(p->text.at + i, '\n', p->text.len - i);
		return end ? (size_t)(end - p->text.at) : p->text.len;
	}
	if (ahead_char(p, i + 1) != '*')
		return i;
	for (i += 2; i + 1 < p->text.len; i++)
		if (p->text.at[i] == '*' && p->text.at[i + 1] == '/')
			return i + 2;
	return p->text.len;
}

size_t ahead_layout(const struct parser *p, size_t i)
{
	for (;;) {
		char c = ahead_char(p, i);
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
	if (!is_word_start(ahead_char(p, i)))
		return i;
	while (is_word(ahead_char(p, i)))
		i++;
	return i;
}

struct str ahead_word(const struct parser *p, size_t i)
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

		i = ahead_layout(p, i);
		c = ahead_char(p, i);
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
		i = ahead_layout(p, end);
		if (!str_equal(ahead_word(p, i), STR("__attribute__")))
			break;
		i = ahead_layout(p, skip_word(p, i));
		i = ahead_char(p, i) == '(' ? skip_brackets(p, i, false, UINT32_MAX) : 0;
		if (!i)
			return end;
		end = i;
	}
	return ahead_char(p, i) == ';' ? i + 1 : end;
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
	struct str word = ahead_word(p, start);

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
		size_t next = ahead_layout(p, i);

		if (ahead_char(p, next) == '*') {
			i = next + 1;
			continue;
		}
		if (ahead_char(p, next) != '[')
			return i;
		next = ahead_layout(p, next + 1);
		if (ahead_char(p, next) >= '0' && ahead_char(p, next) <= '9')
			while (is_word(ahead_char(p, next)))
				next++;
		next = ahead_layout(p, next);
		if (ahead_char(p, next) != ']')
			return i;
		i = next + 1;
	}
}

/* Index behind the type at I and the layout after it; 0 when the text is no type. */
static size_t skip_type(const struct parser *p, size_t i)
{
	struct str word;

	i = ahead_layout(p, i);
	word = ahead_word(p, i);
	if (!word.len)
		return 0;
	if (str_equal(word, STR("struct")) || str_equal(word, STR("union")) ||
	    str_equal(word, STR("enum"))) {
		size_t name = ahead_layout(p, i + word.len);

		i = skip_word(p, name);
		if (i == name)
			return 0;
	} else if (str_equal(word, STR("typeof"))) {
		i = ahead_layout(p, i + word.len);
		i = ahead_char(p, i) == '(' ? skip_brackets(p, i, true, NESTING_MAX) : 0;
		if (!i)
			return 0;
	} else if (is_expression_word(word)) {
		return 0;
	} else {
		i += word.len;
	}
	return ahead_layout(p, skip_type_suffixes(p, i));
}

static bool is_cast(const struct parser *p, size_t i)
{
	char c;

	i = skip_type(p, i);
	if (!i || ahead_char(p, i) != ')')
		return false;
	c = ahead_char(p, ahead_layout(p, i + 1));
	return is_word(c) || (c && strchr("$@\"(-!~*&", c));
}

static bool is_record(const struct parser *p, size_t i)
{
	struct str word;

	i = ahead_layout(p, i);
	word = ahead_word(p, i);
	if (!word.len || parser_builtin_name(word))
		return false;
	i = ahead_layout(p, i + word.len);
	return ahead_char(p, i) == '=' && ahead_char(p, i + 1) != '=';
}

int ahead_parenthesis(const struct parser *p)
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
		if (end && (ahead_char(p, end) == ')' || ahead_char(p, end) == ','))
			return TOK_TYPE_OPEN;
		return '(';
	default:
		if (is_record(p, p->at))
			return TOK_RECORD_OPEN;
		return is_cast(p, p->at) ? TOK_CAST_OPEN : '(';
	}
}
