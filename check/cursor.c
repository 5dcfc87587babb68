/* A scanner that needs no grammar: brackets, strings, comments, predicates. */
#include "check/cursor.h"

#include <string.h>

#include "lang/base/base.h"

struct scan {
	struct str text; /* up to the cursor */
	size_t i;
	struct cursor c;
	size_t decl; /* where the declaration begins */
	bool predicate, cut /* the text ends inside of something that is skipped */;
};

bool is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_';
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char before(const struct scan *s, size_t i)
{
	return i ? s->text.at[i - 1] : '\n';
}

static bool starts(const struct scan *s, const char *what)
{
	return str_starts(str_slice(s->text, s->i, s->text.len), str_from(what));
}

/* Goes behind END, from S->i + N on. */
static void skip(struct scan *s, size_t n, const char *end)
{
	for (s->i += n; s->i < s->text.len; s->i++) {
		if (end[0] == '"' && s->text.at[s->i] == '\\') {
			s->i++;
		} else if (starts(s, end)) {
			s->i += strlen(end);
			return;
		}
	}
	s->i = s->text.len;
	s->cut = true;
}

/* Strings, comments and lines of the preprocessor. */
static bool skipped(struct scan *s)
{
	char c = s->text.at[s->i];
	bool outside = !s->c.nopen && !s->predicate;

	if (c == '"')
		skip(s, 1, "\"");
	else if (starts(s, "/*"))
		skip(s, 2, "*/");
	else if (starts(s, "//") && (!outside || is_space(before(s, s->i))))
		skip(s, 2, "\n");
	else if (c == '#' && outside && before(s, s->i) == '\n')
		skip(s, 1, "\n");
	else
		return false;
	return true;
}

/* if (, while (, unroll (: a block follows behind the closing parenthesis. */
static bool opens_condition(const struct scan *s)
{
	static const char *const words[] = {"if", "while", "unroll", "for"};
	size_t end = s->i, from;

	while (end && is_space(s->text.at[end - 1]))
		end--;
	for (from = end; from && is_word_char(s->text.at[from - 1]);)
		from--;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_equal(str_slice(s->text, from, end), str_from(words[i])))
			return true;
	return false;
}

static void open_bracket(struct scan *s, char c)
{
	if (s->c.nopen < CURSOR_DEPTH_MAX)
		s->c.open[s->c.nopen++] = c;
}

static void close_bracket(struct scan *s, char open)
{
	while (s->c.nopen) {
		char c = s->c.open[--s->c.nopen];

		if (c == open || (open == '(' && c == 'c'))
			break;
	}
	if (!s->c.nopen && open == '{') {
		s->decl = s->c.point = s->i + 1;
		s->predicate = false;
	}
}

/* A slash outside of braces begins a predicate, or ends it where a block follows. */
static void slash(struct scan *s)
{
	size_t next = s->i + 1;

	if (!s->predicate) {
		s->predicate = is_space(before(s, s->i));
		return;
	}
	while (next < s->text.len && is_space(s->text.at[next]))
		next++;
	if (next == s->text.len || s->text.at[next] == '{')
		s->predicate = false;
}

static void step(struct scan *s)
{
	char c = s->text.at[s->i];
	bool outside = !s->c.nopen && !s->predicate;

	if (c == '{' && outside && before(s, s->i) == ':') {
		skip(s, 1, "}"); /* alternatives of a pattern */
		return;
	}
	if (c == '{')
		open_bracket(s, '{');
	else if (c == '}')
		close_bracket(s, '{');
	else if (c == '(' && !outside)
		open_bracket(s, opens_condition(s) ? 'c' : '(');
	else if (c == '[' && !outside)
		open_bracket(s, '[');
	else if (c == ')' || c == ']')
		close_bracket(s, c == ')' ? '(' : '[');
	else if (c == '/' && !s->c.nopen)
		slash(s);
	else if (outside && (c == ',' || c == ';'))
		s->c.point = s->i + 1;
	if (outside && c == ';')
		s->decl = s->i + 1;
	s->i++;
}

struct cursor cursor_at(struct str text, size_t offset)
{
	struct scan s = {.text = str_slice(text, 0, offset)};
	struct str header;

	while (s.i < s.text.len) {
		s.cut = false;
		if (!skipped(&s))
			step(&s);
	}
	header = str_trim(str_slice(s.text, s.decl, s.text.len));
	if (s.cut)
		s.c.place = CURSOR_TEXT;
	else if (s.c.nopen && str_starts(header, STR("config")))
		s.c.place = CURSOR_CONFIG;
	else if (s.c.nopen && s.c.open[0] == '{')
		s.c.place = CURSOR_BODY;
	else
		s.c.place = s.predicate ? CURSOR_PREDICATE : CURSOR_POINT;
	while (s.c.point < offset && is_space(text.at[s.c.point]))
		s.c.point++;
	for (s.c.word = offset; s.c.word && is_word_char(text.at[s.c.word - 1]);)
		s.c.word--;
	if (s.c.word && (text.at[s.c.word - 1] == '$' || text.at[s.c.word - 1] == '@'))
		s.c.word--;
	return s.c;
}

void cursor_close(const struct cursor *c, struct buf *out)
{
	for (size_t i = c->nopen; i; i--) {
		switch (c->open[i - 1]) {
		case '(':
			buf_char(out, ')');
			break;
		case 'c':
			buf_puts(out, ") { }");
			break;
		case '[':
			buf_char(out, ']');
			break;
		default:
			buf_puts(out, " }");
			break;
		}
	}
	if (c->place == CURSOR_PREDICATE)
		buf_puts(out, "/ { }");
}

void word_around(struct str text, size_t offset, size_t *from, size_t *to)
{
	*from = *to = MIN(offset, text.len);
	if (*to < text.len && (text.at[*to] == '$' || text.at[*to] == '@'))
		++*to;
	while (*to < text.len && is_word_char(text.at[*to]))
		++*to;
	while (*from && is_word_char(text.at[*from - 1]))
		--*from;
	if (*from && (text.at[*from - 1] == '$' || text.at[*from - 1] == '@'))
		--*from;
}
