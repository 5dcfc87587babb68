/*
 * Diagnostics: collected in an arena, printed in the form of the language manual.
 *
 *	stdin:1:9-16: ERROR: Undefined map: @x
 *	BEGIN { print(@x) }
 *	              ~~
 *
 * Notes follow their diagnostic in the same form; hints have no place.
 */
#include "lang/diag.h"

#include "lang/base/vec.h"

#define BUCKETS 256
#define WIDEST 160    /* columns of a source line that are shown */
#define MOST_LINES 24 /* of a range of several lines */

struct diag {
	enum diag_tag tag;
	struct span span;
	const char *text;
	struct notes VEC(struct diag_note) notes;
	struct hints VEC(const char *) hints;
	struct diag *same_bucket;
};

struct diags {
	struct arena *arena;
	struct sources *sources;
	struct diag_list VEC(struct diag *) list;
	size_t errors, printed, forgiven;
	bool forgive[D_COUNT];
	struct diag *buckets[BUCKETS]; /* by place, to find repetitions */
};

static const struct {
	const char *name;
	enum severity severity;
} rows[D_COUNT] = {
#define DIAG(tag, severity, what) [D_##tag] = {"D_" #tag, severity},
#include "lang/diag.def"
#undef DIAG
};

struct diags *diags_make(struct arena *a, struct sources *sources)
{
	struct diags *ds = arena_make(a, struct diags);

	ds->arena = a;
	ds->sources = sources;
	return ds;
}

static struct diag *repetition(struct diags *ds, enum diag_tag tag, struct span span,
			       const char *text)
{
	for (struct diag *d = ds->buckets[span.lo % BUCKETS]; d; d = d->same_bucket)
		if (d->tag == tag && d->span.lo == span.lo && d->span.hi == span.hi &&
		    strcmp(d->text, text) == 0)
			return d;
	return NULL;
}

struct diag *diag_add(struct diags *ds, enum diag_tag tag, struct span span, const char *fmt, ...)
{
	struct diag *d;
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	d = repetition(ds, tag, span, text);
	if (d)
		return d;
	d = arena_make(ds->arena, struct diag);
	if (ds->forgive[tag]) {
		ds->forgiven++;
		return d;
	}
	d->tag = tag;
	d->span = span;
	d->text = text;
	d->same_bucket = ds->buckets[span.lo % BUCKETS];
	ds->buckets[span.lo % BUCKETS] = d;
	vec_push(ds->arena, &ds->list, d);
	ds->errors += rows[tag].severity == SEV_ERROR;
	for (struct span from = source_origin(ds->sources, span); from.hi;
	     from = source_origin(ds->sources, from))
		diag_note(ds, d, from, "expanded from");
	return d;
}

void diag_note(struct diags *ds, struct diag *d, struct span span, const char *fmt, ...)
{
	struct diag_note note = {.span = span};
	va_list ap;

	va_start(ap, fmt);
	note.text = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	for (size_t i = 0; i < d->notes.len; i++)
		if (d->notes.at[i].span.lo == span.lo && d->notes.at[i].span.hi == span.hi &&
		    strcmp(d->notes.at[i].text, note.text) == 0)
			return;
	vec_push(ds->arena, &d->notes, note);
}

void diag_hint(struct diags *ds, struct diag *d, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	for (size_t i = 0; i < d->hints.len; i++)
		if (strcmp(d->hints.at[i], text) == 0)
			return;
	vec_push(ds->arena, &d->hints, text);
}

const char *diag_nearest(struct str name, const char *const *candidates)
{
	unsigned limit = name.len <= 3 ? 1 : name.len <= 7 ? 2 : 3;
	const char *best = NULL;

	for (; *candidates; candidates++) {
		unsigned distance = str_distance(name, str_from(*candidates), limit);

		/* A name that shares nothing with what was written is no help. */
		if (distance > limit || distance >= MAX(name.len, strlen(*candidates)))
			continue;
		best = *candidates;
		if (!distance)
			break;
		limit = distance - 1;
	}
	return best;
}

void diags_forgive(struct diags *ds, enum diag_tag tag)
{
	ds->forgive[tag] = true;
}

size_t diags_forgiven(const struct diags *ds)
{
	return ds->forgiven;
}

size_t diags_errors(const struct diags *ds)
{
	return ds->errors;
}

struct span diags_first_error(const struct diags *ds)
{
	for (size_t i = 0; i < ds->list.len; i++)
		if (rows[ds->list.at[i]->tag].severity == SEV_ERROR)
			return ds->list.at[i]->span;
	return SPAN_NONE;
}

size_t diags_count(const struct diags *ds)
{
	return ds->list.len;
}

const char *diag_tag_name(enum diag_tag tag)
{
	return rows[tag].name;
}

static const struct {
	const char *name, *prefix, *color;
} severities[] = {
	[SEV_ERROR] = {"error", "ERROR", "\033[31m"},
	[SEV_WARNING] = {"warning", "WARNING", "\033[33m"},
	[SEV_NOTE] = {"note", "NOTE", "\033[36m"},
};

const char *severity_name(enum severity severity)
{
	return severities[severity].name;
}

size_t diags_list(struct diags *ds, const struct diag_view **views)
{
	struct diag_view *list = arena_array(ds->arena, struct diag_view, ds->list.len + 1);
	size_t n = 0;

	for (int severity = SEV_ERROR; severity <= SEV_NOTE; severity++) {
		for (size_t i = 0; i < ds->list.len; i++) {
			const struct diag *d = ds->list.at[i];

			if ((int)rows[d->tag].severity == severity)
				list[n++] = (struct diag_view){
					d->tag,	     rows[d->tag].severity, d->span,
					d->text,     d->notes.at,	    d->notes.len,
					d->hints.at, d->hints.len,
				};
		}
	}
	*views = list;
	return n;
}

/* Text in [from, to) of LINE for a terminal: tabs are four spaces, other control bytes `?`. */
static void line_print(struct buf *out, struct str line, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		unsigned char c = (unsigned char)line.at[i];

		if (c == '\t')
			buf_fill(out, ' ', 4);
		else if (c < 0x20 || c == 0x7f)
			buf_char(out, '?');
		else
			buf_char(out, (char)c);
	}
}

/* The blanks or marks below [from, to) of LINE: as wide as line_print makes it. */
static void marker_print(struct buf *out, struct str line, size_t from, size_t to, char c)
{
	for (size_t i = from; i < to; i++) {
		if (i < line.len && line.at[i] == '\t')
			buf_fill(out, c, 4);
		else if (i >= line.len || ((unsigned char)line.at[i] & 0xc0) != 0x80)
			buf_char(out, c); /* continuation bytes of UTF-8 have no width */
	}
}

static struct str without_cr(struct str line)
{
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* The one line of PLACE and its marker. Of a very long line only the part around the marker. */
static void excerpt_print(struct buf *out, const struct place *place)
{
	struct str line = without_cr(source_line(place->source, place->line));
	size_t from = place->col - 1;
	size_t to = place->col_hi - 1;
	size_t left = 0;
	size_t right = line.len;

	if (line.len > WIDEST) {
		left = from > WIDEST / 2 ? from - WIDEST / 2 : 0;
		right = MIN(left + WIDEST, line.len);
		to = MIN(to, MAX(right, from + 1));
	}
	if (left)
		buf_puts(out, "...");
	line_print(out, line, left, right);
	buf_puts(out, right < line.len ? "...\n" : "\n");
	if (left)
		buf_fill(out, ' ', 3);
	marker_print(out, line, left, from, ' ');
	marker_print(out, line, from, to, '~');
	buf_char(out, '\n');
}

static void lines_print(struct buf *out, const struct place *place)
{
	uint32_t last = MIN(place->line_hi, place->line + MOST_LINES - 1);

	for (uint32_t i = place->line; i <= last; i++) {
		struct str line = without_cr(source_line(place->source, i));

		line_print(out, line, 0, MIN(line.len, (size_t)WIDEST));
		buf_puts(out, line.len > WIDEST ? "...\n" : "\n");
	}
	if (last < place->line_hi)
		buf_puts(out, "...\n");
}

static void prefix_print(struct buf *out, const struct place *place)
{
	if (!place->source)
		return;
	if (place->line == place->line_hi)
		buf_printf(out, "%s:%u:%u-%u: ", place->source->name, place->line, place->col,
			   place->col_hi);
	else
		buf_printf(out, "%s:%u-%u: ", place->source->name, place->line, place->line_hi);
}

static void message_print(struct diags *ds, struct buf *out, enum severity severity,
			  struct span span, const char *text, bool color)
{
	struct place place = source_place(ds->sources, span);

	if (color)
		buf_puts(out, severities[severity].color);
	prefix_print(out, &place);
	buf_printf(out, "%s: %s%s\n", severities[severity].prefix, text, color ? "\033[0m" : "");
	if (!place.source)
		return;
	if (place.line == place.line_hi)
		excerpt_print(out, &place);
	else
		lines_print(out, &place);
}

static void diag_print(struct diags *ds, struct buf *out, const struct diag *d,
		       struct diag_style style)
{
	enum severity severity = rows[d->tag].severity;

	message_print(ds, out, severity, d->span, d->text, style.color);
	for (size_t i = 0; i < d->notes.len; i++)
		message_print(ds, out, severity, d->notes.at[i].span, d->notes.at[i].text,
			      style.color);
	for (size_t i = 0; i < d->hints.len && !style.no_warnings; i++)
		buf_printf(out, "HINT: %s\n", d->hints.at[i]);
}

static void severity_print(struct diags *ds, struct buf *out, enum severity severity,
			   struct diag_style style)
{
	for (size_t i = ds->printed; i < ds->list.len; i++) {
		const struct diag *d = ds->list.at[i];

		if (rows[d->tag].severity != severity)
			continue;
		diag_print(ds, out, d, style);
	}
}

void diags_print(struct diags *ds, struct buf *out, struct diag_style style)
{
	severity_print(ds, out, SEV_ERROR, style);
	if (!style.no_warnings) {
		severity_print(ds, out, SEV_WARNING, style);
		severity_print(ds, out, SEV_NOTE, style);
	}
	ds->printed = ds->list.len;
}

/* "1:8-11 " or "1:8-3:2 "; nothing without a place. */
static void dump_place(struct diags *ds, struct buf *out, struct span span)
{
	struct place place = source_place(ds->sources, span);

	if (!place.source)
		return;
	if (place.line == place.line_hi)
		buf_printf(out, "%u:%u-%u ", place.line, place.col, place.col_hi);
	else
		buf_printf(out, "%u:%u-%u:%u ", place.line, place.col, place.line_hi, place.col_hi);
}

void diags_dump(const struct diags *ds, struct buf *out)
{
	struct diags *lookup = (struct diags *)ds; /* places are computed on first use */

	for (size_t i = 0; i < ds->list.len; i++) {
		const struct diag *d = ds->list.at[i];

		buf_printf(out, "%s ", rows[d->tag].name);
		dump_place(lookup, out, d->span);
		buf_printf(out, "%s\n", d->text);
		for (size_t k = 0; k < d->notes.len; k++) {
			buf_puts(out, "  note ");
			dump_place(lookup, out, d->notes.at[k].span);
			buf_printf(out, "%s\n", d->notes.at[k].text);
		}
		for (size_t k = 0; k < d->hints.len; k++)
			buf_printf(out, "  hint %s\n", d->hints.at[k]);
	}
}
