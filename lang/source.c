/*
 * Texts, and the way from an offset back to a line and a column.
 *
 * Every text takes its length plus one offsets, so that its end is a place of its own and belongs
 * to no other text.
 */
#include "lang/source.h"

#include "lang/base/vec.h"

struct sources {
	struct arena *arena;
	struct source_list VEC(struct source *) list; /* ascending by base */
	uint32_t next;				      /* base of the next text */
};

struct sources *sources_make(struct arena *a)
{
	struct sources *s = arena_make(a, struct sources);

	s->arena = a;
	s->next = 1;
	return s;
}

struct source *source_add(struct sources *s, const char *name, struct str text)
{
	struct source *source;

	if (text.len >= SOURCE_MAX || s->next + text.len >= SOURCE_MAX)
		return NULL; /* aliases, which have no text, may use what lies above */
	source = arena_make(s->arena, struct source);
	source->name = arena_strdup(s->arena, str_from(name));
	source->text = text;
	source->base = s->next;
	s->next += (uint32_t)text.len + 1;
	vec_push(s->arena, &s->list, source);
	return source;
}

static struct source *source_find(const struct sources *s, uint32_t offset)
{
	size_t lo = 0;
	size_t hi = s->list.len;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->list.at[mid]->base <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo || offset - s->list.at[lo - 1]->base > s->list.at[lo - 1]->text.len)
		return NULL;
	return s->list.at[lo - 1];
}

static void lines_index(struct arena *a, struct source *source)
{
	uint32_t n = 1;
	uint32_t line = 1;

	for (size_t i = source->hidden; i < source->text.len; i++)
		n += source->text.at[i] == '\n';
	source->lines = arena_array(a, uint32_t, n);
	source->lines[0] = source->hidden;
	for (size_t i = source->hidden; i < source->text.len; i++)
		if (source->text.at[i] == '\n')
			source->lines[line++] = (uint32_t)i + 1;
	source->nlines = n;
}

/* Line (from 1) of the byte at OFFSET in the text. */
static uint32_t line_at(const struct source *source, uint32_t offset)
{
	uint32_t lo = 0;
	uint32_t hi = source->nlines;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (source->lines[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return lo + 1;
}

#define ALIAS_MAX (1u << 31)

uint32_t source_alias(struct sources *s, struct span span, struct span from)
{
	const struct source *original = source_find(s, span.lo);
	uint32_t len = span.hi - span.lo;
	struct source *alias;

	if (!original || original->original || span.hi < span.lo || len >= ALIAS_MAX - s->next)
		return 0;
	alias = arena_make(s->arena, struct source);
	*alias = *original;
	alias->original = original;
	alias->first = span.lo - original->base;
	alias->from = from;
	alias->base = s->next;
	alias->text = str_slice(original->text, alias->first, alias->first + len);
	s->next += len + 1;
	vec_push(s->arena, &s->list, alias);
	return alias->base;
}

struct span source_origin(struct sources *s, struct span span)
{
	const struct source *source = span.hi ? source_find(s, span.lo) : NULL;

	return source && source->original ? source->from : SPAN_NONE;
}

/* SPAN in the text itself, where it lies in an alias; *SOURCE gets the text. */
static struct span span_resolve(struct sources *s, struct span span, struct source **source)
{
	uint32_t end;

	*source = span.hi ? source_find(s, span.lo) : NULL;
	if (!*source)
		return SPAN_NONE;
	end = (*source)->base + (uint32_t)(*source)->text.len + 1;
	span.hi = MIN(MAX(span.hi, span.lo), end);
	if ((*source)->original) {
		uint32_t base = (*source)->original->base + (*source)->first;

		span.lo = span.lo - (*source)->base + base;
		span.hi = span.hi - (*source)->base + base;
		*source = source_find(s, span.lo);
	}
	return span;
}

void source_hide(struct sources *s, uint32_t hidden)
{
	if (s->list.len)
		vec_last(&s->list)->hidden = hidden;
}

struct place source_place(struct sources *s, struct span span)
{
	struct place place = {0};
	struct source *source;
	uint32_t first, last;

	span = span_resolve(s, span, &source);
	if (!source)
		return place;
	if (!source->lines)
		lines_index(s->arena, source);
	first = MAX(span.lo - source->base, source->hidden);
	last = MIN(MAX(span.hi, span.lo + 1) - 1 - source->base, (uint32_t)source->text.len);
	last = MAX(last, first);
	place.source = source;
	place.line = line_at(source, first);
	place.col = first - source->lines[place.line - 1] + 1;
	place.line_hi = line_at(source, last);
	place.col_hi = last - source->lines[place.line_hi - 1] + 2;
	return place;
}

struct str source_line(const struct source *source, uint32_t line)
{
	uint32_t from, to;

	if (!source || !line || line > source->nlines)
		return (struct str){"", 0};
	from = source->lines[line - 1];
	to = line < source->nlines ? source->lines[line] - 1 : (uint32_t)source->text.len;
	return str_slice(source->text, from, to);
}

struct str source_text(struct sources *s, struct span span)
{
	struct source *source;

	span = span_resolve(s, span, &source);
	if (!source || span.hi <= span.lo)
		return (struct str){"", 0};
	return str_slice(source->text, span.lo - source->base, span.hi - source->base);
}
