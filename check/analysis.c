/*
 * Positions are bytes of the script's own text, which is the first source of its unit: offsets of
 * spans in it are one more.
 */
#include "check/analysis.h"

#include <stdlib.h>
#include <string.h>

#include "lang/packet.h"
#include "probes/front.h"
#include "probes/target_host.h"

struct analysis *analysis_new(const char *path, struct str text)
{
	static const struct options options = {.unsafe = true, .params_later = true};
	struct analysis *a = calloc(1, sizeof(*a));

	if (!a)
		out_of_memory(sizeof(*a));
	a->u = unit_new(target_check_new(false), &options);
	text = (struct str){arena_strdup(a->u->arena, text), text.len};
	a->lines = lines_of(a->u->arena, text);
	diags_forgive(a->u->diags, D_PARAM_MISSING);
	unit_front(a->u, path ? path : "untitled", text, NULL, NULL);
	a->parsed = a->u->script->probes.len || !diags_errors(a->u->diags);
	return a;
}

void analysis_free(struct analysis *a)
{
	if (!a)
		return;
	unit_free(a->u);
	free(a);
}

bool analysis_locate(const struct analysis *a, struct span span, size_t *from, size_t *to)
{
	struct place place = source_place(a->u->sources, span);
	struct str text = a->lines.text;

	if (!place.source || place.source->text.at != text.at)
		return false;
	*from = (size_t)(source_line(place.source, place.line).at - text.at) + place.col - 1;
	*to = (size_t)(source_line(place.source, place.line_hi).at - text.at) + place.col_hi - 1;
	*to = MIN(*to, text.len);
	*from = MIN(*from, *to);
	return true;
}

/* ---- expressions ---- */

struct search {
	uint32_t lo, hi; /* as spans count */
	bool (*fits)(const struct search *s, struct span span);
	bool widest; /* of those that fit; otherwise the smallest one, the innermost of equals */
	const struct expr *best;
};

static bool expr_visit(struct expr *e, void *arg)
{
	struct search *s = arg;
	uint32_t width = e->span.hi - e->span.lo;
	uint32_t best = s->best ? s->best->span.hi - s->best->span.lo : 0;

	if (!e->type || e->span.lo >= e->span.hi || !s->fits(s, e->span))
		return false;
	if (!s->best || (s->widest ? width > best : width <= best))
		s->best = e;
	return false;
}

static const struct expr *expr_search(const struct analysis *a, struct search s)
{
	for (size_t i = 0; i < a->u->instances.len; i++)
		instance_walk(a->u->instances.at[i], expr_visit, &s);
	return s.best;
}

static bool is_around(const struct search *s, struct span span)
{
	return s->lo >= span.lo && s->lo < span.hi;
}

static bool ends_there(const struct search *s, struct span span)
{
	return span.hi == s->hi;
}

static bool is_inside(const struct search *s, struct span span)
{
	return span.lo >= s->lo && span.hi <= s->hi;
}

const struct expr *analysis_expr_at(const struct analysis *a, size_t offset)
{
	return expr_search(a, (struct search){.lo = (uint32_t)offset + 1, .fits = is_around});
}

/* The parenthesis that the one in front of OFFSET closes, or OFFSET. */
static size_t parenthesis_open(struct str text, size_t offset)
{
	size_t depth = 0;

	for (size_t i = offset; i; i--) {
		depth += text.at[i - 1] == ')';
		depth -= text.at[i - 1] == '(';
		if (!depth)
			return i - 1;
	}
	return offset;
}

const struct expr *analysis_expr_before(const struct analysis *a, size_t offset)
{
	struct search s = {.hi = (uint32_t)offset + 1, .fits = ends_there};
	const struct expr *e = expr_search(a, s);

	if (e || !offset || a->lines.text.at[offset - 1] != ')')
		return e;
	/* Spans leave out parentheses around the whole. */
	s.lo = (uint32_t)parenthesis_open(a->lines.text, offset) + 1;
	s.fits = is_inside;
	s.widest = true;
	return expr_search(a, s);
}

const struct instance *analysis_instance_at(const struct analysis *a, size_t offset)
{
	uint32_t at = (uint32_t)offset + 1;

	for (size_t i = 0; i < a->u->instances.len; i++) {
		struct span span = a->u->instances.at[i]->decl->span;

		if (at >= span.lo && at <= span.hi)
			return a->u->instances.at[i];
	}
	return NULL;
}

/* ---- fields ---- */

struct fields_walk {
	const struct analysis *a;
	void (*visit)(const char *name, const char *type, const char *doc, void *arg);
	void *arg;
};

static void struct_walk(const struct fields_walk *w, const struct type *t, int depth)
{
	struct target *target = w->a->u->target;

	if (!t->complete)
		target->ops->type_complete(target, w->a->u->types, (struct type *)(uintptr_t)t);
	for (uint32_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];

		if (f->name)
			w->visit(f->name, type_text(w->a->u->arena, f->type), NULL, w->arg);
		else if (f->type->kind == T_STRUCT && depth < 8)
			struct_walk(w, f->type, depth + 1);
	}
}

static void packet_walk(const struct fields_walk *w, uint32_t header)
{
	for (size_t i = 0; i < PACKET_FIELD_COUNT; i++)
		if ((uint32_t)packet_field_rows[i].header == header)
			w->visit(packet_field_rows[i].name, "", packet_field_rows[i].doc, w->arg);
}

void analysis_fields(const struct analysis *a, const struct type *t,
		     void (*visit)(const char *name, const char *type, const char *doc, void *arg),
		     void *arg)
{
	struct fields_walk w = {a, visit, arg};

	for (int i = 0; i < 4 && (t->kind == T_POINTER || t->kind == T_CONTEXT) && t->elem; i++)
		t = t->elem;
	if (t->kind == T_STRUCT || t->kind == T_RECORD)
		struct_walk(&w, t, 0);
	else if (t->kind == T_PACKET)
		packet_walk(&w, t->count);
}
