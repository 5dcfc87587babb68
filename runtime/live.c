/*
 * Each map that was printed has a panel: a head and its rows, the largest first. Panels stand below
 * each other in the order in which they first came, and share the height of the terminal.
 */
#include "runtime/live.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>

#include "runtime/markup.h"

#define INDENT 2
#define GAP 2
#define SPARK_MAX 60

/* Text of one map; every line ends with a newline. */
struct panel {
	struct buf text;
	uint32_t lines;
	uint32_t order; /* 0: was not printed yet */
};

struct live {
	struct runtime *rt;
	struct panel *panels; /* one per map */
	uint32_t shown;	      /* how many were printed */
	uint32_t rows, columns;
	bool unicode;
};

/* ---- the terminal ---- */

static void size_read(struct live *l)
{
	struct winsize size = {.ws_row = 0};

	ioctl(l->rt->out.fd, TIOCGWINSZ, &size);
	l->rows = size.ws_row > 2 ? size.ws_row : 24;
	l->columns = size.ws_col > 10 ? size.ws_col : 80;
}

static bool locale_is_unicode(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
	}
	return false;
}

struct live *live_new(struct runtime *rt)
{
	const char *term = getenv("TERM");
	struct live *l;

	if (!rt->options->live || !rt->out.terminal || rt->out.json || !term || !*term ||
	    strcmp(term, "dumb") == 0)
		return NULL;
	l = calloc(1, sizeof(*l));
	if (l)
		l->panels = calloc(rt->program->nmaps + 1, sizeof(*l->panels));
	if (!l || !l->panels)
		out_of_memory(sizeof(*l));
	l->rt = rt;
	l->unicode = locale_is_unicode();
	size_read(l);
	return l;
}

void live_free(struct live *l)
{
	if (!l)
		return;
	out_footer_end(&l->rt->out);
	for (uint32_t i = 0; i < l->rt->program->nmaps; i++)
		buf_free(&l->panels[i].text);
	free(l->panels);
	free(l);
}

/* ---- text of a fixed width ---- */

/* How many characters S has; each takes one column. */
static uint32_t width_of(struct str s)
{
	uint32_t count = 0;

	for (; s.len; count++) {
		size_t len = utf8_character(s);

		s = str_slice(s, len ? len : 1, s.len);
	}
	return count;
}

/*
 * At most WIDTH characters of S on one line. Names of programs may hold anything: nothing of it
 * reaches the terminal as a command. Lines of stacks are joined.
 */
static void text_fit(struct buf *out, struct str s, uint32_t width)
{
	bool space = false;
	uint32_t used = 0;

	s = str_trim(s);
	while (s.len && used < width) {
		size_t len = utf8_character(s);
		unsigned char c = (unsigned char)s.at[0];

		if (c == ' ' || c == '\n' || c == '\t') {
			if (!space)
				buf_char(out, ' ');
			used += !space;
			space = true;
		} else {
			if (used + 1 == width && width_of(s) > 1)
				buf_char(out, '>'); /* there is more */
			else if (!len || c < ' ' || c == 0x7f ||
				 (c == 0xc2 && (unsigned char)s.at[1] < 0xa0))
				buf_char(out, '?');
			else
				buf_add(out, s.at, len);
			used++;
			space = false;
		}
		s = str_slice(s, len ? len : 1, s.len);
	}
}

static void line_end(struct panel *p)
{
	buf_char(&p->text, '\n');
	p->lines++;
}

/* ---- panels ---- */

/* The map's name, and what its columns are; the line is not ended. */
static void panel_head(struct live *l, struct panel *p, const struct map_spec *m)
{
	struct buf keys = {NULL, 0, 0};

	buf_puts(&p->text, "\033[1m");
	text_fit(&p->text, str_from(m->name), l->columns / 2);
	buf_puts(&p->text, "\033[0m");
	for (uint32_t i = 0; i < m->nkey_names; i++)
		buf_printf(&keys, "%s%s", i ? ", " : "", m->key_names[i]);
	if (keys.len) {
		buf_puts(&p->text, "  ");
		text_fit(&p->text, (struct str){keys.at, keys.len}, l->columns / 2 - 4);
	}
	buf_free(&keys);
}

/* A row's key and value, one after the other in a buffer. */
struct cell {
	size_t at, key, value;
};

static void row_cells(struct live *l, const struct map_spec *m, const struct map_row *row,
		      uint32_t divisor, uint64_t newest, struct buf *text, struct cell *cell)
{
	struct names *n = l->rt->names;

	cell->at = text->len;
	if (row->key)
		key_text(n, value_at(m->key, row->key), text);
	cell->key = text->len - cell->at;
	if (m->value->kind == T_TSERIES)
		tseries_spark(m, row, newest, MIN(l->columns / 3, (uint32_t)SPARK_MAX), l->unicode,
			      text);
	else
		row_value_text(&l->rt->maps, m, row, divisor, text);
	cell->value = text->len - cell->at - cell->key;
}

static struct str cell_key(const struct buf *text, const struct cell *c)
{
	return (struct str){text->at + c->at, c->key};
}

static struct str cell_value(const struct buf *text, const struct cell *c)
{
	return (struct str){text->at + c->at + c->key, c->value};
}

/* Keys to the left, values to the right of one column; a time series begins there. */
static void cells_print(struct live *l, struct panel *p, const struct map_spec *m,
			const struct buf *text, const struct cell *cells, size_t count)
{
	uint32_t keys = 0, values = 0, room = l->columns - INDENT - GAP;

	for (size_t i = 0; i < count; i++) {
		keys = MAX(keys, width_of(cell_key(text, &cells[i])));
		values = MAX(values, width_of(cell_value(text, &cells[i])));
	}
	values = MIN(values, room - MIN(room / 3, keys));
	keys = MIN(keys, room - values);
	for (size_t i = 0; i < count; i++) {
		struct str value = cell_value(text, &cells[i]);
		size_t from;

		buf_fill(&p->text, ' ', INDENT);
		from = p->text.len;
		text_fit(&p->text, cell_key(text, &cells[i]), keys);
		from = width_of(
			str_slice((struct str){p->text.at, p->text.len}, from, p->text.len));
		buf_fill(&p->text, ' ', keys - MIN((uint32_t)from, keys) + GAP);
		if (m->value->kind == T_TSERIES) {
			buf_str(&p->text, value); /* blanks in it are intervals without data */
		} else {
			buf_fill(&p->text, ' ', values - MIN(width_of(value), values));
			text_fit(&p->text, value, values);
		}
		line_end(p);
	}
}

/* How many rows are wanted, and can be seen. */
static size_t rows_wanted(const struct live *l, const struct map_rows *rows, struct map_view view)
{
	size_t count = view.top ? MIN(rows->len, (size_t)view.top) : rows->len;

	return MIN(count, (size_t)l->rows);
}

static void panel_rows(struct live *l, struct panel *p, const struct map_spec *m,
		       const struct map_rows *rows, struct map_view view)
{
	size_t count = rows_wanted(l, rows, view);
	struct cell *cells = calloc(count + 1, sizeof(*cells));
	uint64_t newest = map_newest_epoch(rows);
	struct buf text = {NULL, 0, 0};

	if (!cells)
		out_of_memory(count);
	for (size_t i = 0; i < count; i++)
		row_cells(l, m, &rows->at[rows->len - 1 - i], view.divisor, newest, &text,
			  &cells[i]);
	line_end(p);
	cells_print(l, p, m, &text, cells, count);
	free(cells);
	buf_free(&text);
}

/* Without keys the value stands beside the name. */
static void panel_scalar(struct live *l, struct panel *p, const struct map_spec *m,
			 const struct map_rows *rows, struct map_view view)
{
	struct buf text = {NULL, 0, 0};
	struct cell cell;

	if (rows->len) {
		row_cells(l, m, rows->at, view.divisor, map_newest_epoch(rows), &text, &cell);
		buf_fill(&p->text, ' ', GAP);
		if (m->value->kind == T_TSERIES)
			buf_add(&p->text, text.at, text.len);
		else
			text_fit(&p->text, cell_value(&text, &cell), l->columns / 2);
	}
	line_end(p);
	buf_free(&text);
}

/* Histograms as always, with as many keys as fit. */
static void panel_hists(struct live *l, struct panel *p, const struct map_spec *m,
			const struct map_rows *rows, struct map_view view)
{
	size_t count = rows_wanted(l, rows, view);

	line_end(p);
	for (size_t i = 0; i < count && p->lines < l->rows; i++) {
		const struct map_row *row = &rows->at[rows->len - 1 - i];
		struct buf text = {NULL, 0, 0};
		struct str rest;

		if (row->key) {
			buf_fill(&p->text, ' ', INDENT);
			key_text(l->rt->names, value_at(m->key, row->key), &text);
			text_fit(&p->text, (struct str){text.at ? text.at : "", text.len},
				 l->columns - INDENT);
			line_end(p);
			buf_clear(&text);
		}
		hist_text(m, row, view.divisor, &text);
		rest = (struct str){text.at, text.len};
		while (rest.at && rest.len) {
			struct str line = str_cut(&rest, '\n');

			buf_str(&p->text, str_slice(line, 0, l->columns - 1));
			line_end(p);
		}
		buf_free(&text);
	}
}

/* ---- all of them ---- */

/* The first LINES lines of P; the last one says when there are more. */
static void panel_add(struct buf *out, const struct panel *p, uint32_t lines)
{
	struct str rest = {p->text.at, p->text.len};

	for (uint32_t i = 0; i < lines && rest.at && rest.len; i++) {
		struct str line = str_cut(&rest, '\n');

		if (i + 1 == lines && p->lines > lines)
			buf_printf(out, "  ... %u more lines", p->lines - lines + 1);
		else
			buf_str(out, line);
		buf_char(out, '\n');
	}
}

static void panels_draw(struct live *l)
{
	uint32_t room = l->rows - 1, left = l->shown, used = 0;
	struct buf all = {NULL, 0, 0};

	for (uint32_t order = 1; order <= l->shown; order++, left--) {
		const struct panel *p = l->panels;
		uint32_t lines;

		while (p->order != order)
			p++;
		lines = MIN(p->lines, (room - used) / left);
		panel_add(&all, p, lines);
		used += lines;
	}
	out_footer_set(&l->rt->out, (struct str){all.at ? all.at : "", all.len}, used);
	buf_free(&all);
}

void live_show(struct live *l, uint32_t index, struct map_view view)
{
	const struct map_spec *m = &l->rt->program->maps[index];
	struct panel *p = &l->panels[index];
	struct map_rows rows;

	map_take(&l->rt->maps, index, view.take, &rows);
	if (!p->order)
		p->order = ++l->shown;
	buf_clear(&p->text);
	p->lines = 0;
	panel_head(l, p, m);
	if (m->value->kind == T_HIST || m->value->kind == T_LHIST)
		panel_hists(l, p, m, &rows, view);
	else if (!m->key)
		panel_scalar(l, p, m, &rows, view);
	else
		panel_rows(l, p, m, &rows, view);
	map_rows_free(&rows);
	panels_draw(l);
}

void live_again(struct live *l, bool resized)
{
	struct buf *out;

	if (!l)
		return;
	size_read(l);
	/* Terminals break lines anew in their own ways: nobody knows where ours are now. */
	out = out_buf(&l->rt->out);
	if (resized && l->shown)
		buf_puts(out, "\033[H\033[2J\n");
	out_footer_forget(&l->rt->out);
	if (l->shown)
		panels_draw(l);
}
