/*
 * Reads .t files. Consumes their text, produces struct test_case; the runner trusts that keys are
 * known and that every case has a name and something to run.
 */
#include "tests/runner/case.h"

#include <errno.h>
#include <stdio.h>

static const char *const key_names[] = {
#define KEY(id) [KEY_##id] = #id,
#include "tests/runner/keys.def"
#undef KEY
};

/* Width of the key column: what item_write uses, and where values without a first line begin. */
#define KEY_COLUMN 9

const char *case_key_name(enum case_key key)
{
	return key_names[key];
}

static bool key_find(struct str name, enum case_key *key)
{
	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (str_equal(name, str_from(key_names[i]))) {
			*key = (enum case_key)i;
			return true;
		}
	}
	return false;
}

static bool file_read(struct arena *a, const char *path, struct str *text)
{
	FILE *f = fopen(path, "re");
	struct buf b = {0};
	size_t got;

	if (!f) {
		fprintf(stderr, "runner: %s: %s\n", path, strerror(errno));
		return false;
	}
	do {
		char *to = buf_reserve(&b, 65536);

		got = fread(to, 1, 65536, f);
		b.len += got;
	} while (got > 0);
	fclose(f);
	text->len = b.len;
	text->at = arena_strdup(a, (struct str){b.at, b.len});
	buf_free(&b);
	return true;
}

struct lines lines_split(struct arena *a, struct str text)
{
	struct lines lines = {0};

	while (text.len) {
		struct str line = str_cut(&text, '\n');

		vec_push(a, &lines, line);
	}
	return lines;
}

static size_t indentation(struct str line)
{
	size_t n = 0;

	while (n < line.len && (line.at[n] == ' ' || line.at[n] == '\t'))
		n++;
	return n;
}

static void item_add_line(struct arena *a, struct item *item, struct str line)
{
	if (str_equal(line, STR("<empty>")))
		line = STR("");
	vec_push(a, &item->lines, line);
}

/* The state of reading one file. */
struct reader {
	struct arena *a;
	const char *file;
	enum case_kind kind;
	struct test_cases *cases;
	struct test_case *current; /* NULL between blocks */
	size_t column;		   /* where the current item's value began; 0: not yet known */
	bool ok;
};

static void complain(struct reader *r, unsigned line, const char *what)
{
	fprintf(stderr, "runner: %s:%u: %s\n", r->file, line, what);
	r->ok = false;
}

static void block_end(struct reader *r)
{
	struct test_case *c = r->current;
	const struct item *name;

	if (!c)
		return;
	r->current = NULL;
	name = case_item(c, KEY_name, NULL);
	if (!name || name->lines.len != 1) {
		complain(r, c->first_line, "a block without a name");
		return;
	}
	c->name = arena_strdup(r->a, name->lines.at[0]);
	if (!case_item(c, KEY_prog, NULL) && !case_item(c, KEY_file, NULL) &&
	    !case_item(c, KEY_run, NULL) && !case_item(c, KEY_args, NULL)) {
		complain(r, c->first_line, "a case that runs nothing: no prog, file, args or run");
		return;
	}
	vec_push(r->a, r->cases, c);
}

static void block_begin(struct reader *r, unsigned line)
{
	r->current = arena_make(r->a, struct test_case);
	r->current->file = r->file;
	r->current->kind = r->kind;
	r->current->first_line = line;
}

static void line_read(struct reader *r, struct str line, unsigned number)
{
	size_t indent = indentation(line);
	struct item item = {0};
	size_t end = 0;

	if (indent == line.len) {
		block_end(r);
		return;
	}
	if (line.at[0] == '#')
		return;
	if (indent) {
		struct item *last;

		if (!r->current || !r->current->items.len) {
			complain(r, number, "an indented line that continues nothing");
			return;
		}
		if (!r->column)
			r->column = MIN(indent, KEY_COLUMN);
		last = &vec_last(&r->current->items);
		item_add_line(r->a, last, str_slice(line, MIN(indent, r->column), line.len));
		r->current->last_line = number;
		return;
	}
	while (end < line.len && line.at[end] != ' ' && line.at[end] != '\t')
		end++;
	if (!key_find(str_slice(line, 0, end), &item.key)) {
		complain(r, number, "an unknown key");
		return;
	}
	if (!r->current)
		block_begin(r, number);
	r->current->last_line = number;
	r->column = 0;
	if (end < line.len) {
		r->column = end + indentation(str_slice(line, end, line.len));
		item_add_line(r->a, &item, str_slice(line, r->column, line.len));
	}
	vec_push(r->a, &r->current->items, item);
}

static enum case_kind kind_of(const char *file)
{
	if (strstr(file, "/parse/"))
		return CASE_PARSE;
	if (strstr(file, "/sema/"))
		return CASE_SEMA;
	return CASE_COMMAND;
}

bool cases_read(struct arena *a, const char *file, struct test_cases *cases)
{
	struct reader r = {.a = a, .file = file, .kind = kind_of(file), .cases = cases, .ok = true};
	struct lines lines;
	struct str text;

	if (!file_read(a, file, &text))
		return false;
	lines = lines_split(a, text);
	for (size_t i = 0; i < lines.len; i++)
		line_read(&r, lines.at[i], (unsigned)i + 1);
	block_end(&r);
	return r.ok;
}

const struct item *case_item(const struct test_case *c, enum case_key key, const struct item *after)
{
	size_t from = after ? (size_t)(after - c->items.at) + 1 : 0;

	for (size_t i = from; i < c->items.len; i++)
		if (c->items.at[i].key == key)
			return &c->items.at[i];
	return NULL;
}

const char *case_value(struct arena *a, const struct test_case *c, enum case_key key)
{
	const struct item *item = case_item(c, key, NULL);
	struct buf b = {0};
	char *value;

	if (!item)
		return NULL;
	for (size_t i = 0; i < item->lines.len; i++) {
		if (i)
			buf_char(&b, '\n');
		buf_str(&b, item->lines.at[i]);
	}
	value = arena_strdup(a, (struct str){b.at ? b.at : "", b.len});
	buf_free(&b);
	return value;
}

void item_write(struct buf *out, enum case_key key, const struct lines *lines)
{
	size_t at = strlen(key_names[key]);

	buf_puts(out, key_names[key]);
	if (lines->len && lines->at[0].len && lines->at[0].at[0] == ' ') {
		buf_char(out, '\n');
		at = 0;
	}
	for (size_t i = 0; i < lines->len; i++) {
		buf_fill(out, ' ', at < KEY_COLUMN ? KEY_COLUMN - at : 1);
		if (lines->at[i].len)
			buf_str(out, lines->at[i]);
		else
			buf_puts(out, "<empty>");
		buf_char(out, '\n');
		at = 0;
	}
	if (!lines->len)
		buf_char(out, '\n');
}
