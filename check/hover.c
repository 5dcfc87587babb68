/* Hover and "go to definition": what the word at a place is. */
#include <inttypes.h>
#include <string.h>

#include "check/answers.h"
#include "check/cursor.h"
#include "lang/words.h"

struct hover {
	const struct document *d;
	size_t from, to; /* the word */
	struct str word;
	struct buf code, doc; /* what is shown: a line of the language, a sentence */
};

/* ---- values ---- */

static void type_puts(struct hover *h, const struct type *t)
{
	if (t && t->kind != T_ERROR)
		type_name(t, &h->code);
	else
		buf_puts(&h->code, "?");
}

static void map_hover(struct hover *h, const struct map *m)
{
	buf_puts(&h->code, m->name);
	if (m->key) {
		buf_char(&h->code, '[');
		type_puts(h, m->key);
		buf_char(&h->code, ']');
	}
	buf_puts(&h->code, ": ");
	type_puts(h, m->value);
}

static void field_hover(struct hover *h, const struct expr *e)
{
	const struct type *t = e->field.base->type;

	while (t && (t->kind == T_POINTER || t->kind == T_CONTEXT) && t->elem)
		t = t->elem;
	buf_printf(&h->code, "%s: ", e->field.name);
	type_puts(h, e->type);
	if (t && t->kind == T_STRUCT && t->name && t->name[0] != '_')
		buf_printf(&h->doc, "field of %s", type_text(h->d->analysis->u->arena, t));
}

/* A value of the checked tree. False: the word is none. */
static bool value_hover(struct hover *h, const struct expr *e)
{
	switch ((int)e->kind) {
	case E_VAR:
		buf_printf(&h->code, "%s: ", e->var.name);
		type_puts(h, e->type);
		return true;
	case E_MAP:
		map_hover(h, e->map.map);
		return true;
	case E_FIELD:
		if (!e->field.name || !str_equal(h->word, str_from(e->field.name)))
			return false;
		field_hover(h, e);
		return true;
	case E_INT:
		if (h->word.at[0] >= '0' && h->word.at[0] <= '9')
			return false;
		buf_printf(&h->code, "%.*s = %s%" PRIu64, STR_ARG(h->word),
			   e->num.negative ? "-" : "",
			   e->num.negative ? -e->num.value : e->num.value);
		return true;
	default:
		return false;
	}
}

/* ---- definitions ---- */

/* Of a macro or function NAME; SPAN_NONE: there is none. WHOLE is the declaration. */
static struct span definition_find(const struct analysis *a, struct str name, struct span *whole)
{
	const struct script *script = a->u->script;

	for (size_t i = 0; i < script->macros.len; i++) {
		*whole = script->macros.at[i]->span;
		if (str_equal(str_from(script->macros.at[i]->name), name))
			return script->macros.at[i]->name_span;
	}
	for (size_t i = 0; i < script->fns.len; i++) {
		*whole = script->fns.at[i]->span;
		if (str_equal(str_from(script->fns.at[i]->name), name))
			return script->fns.at[i]->name_span;
	}
	return SPAN_NONE;
}

/* "struct NAME {" among the C definitions of the script. */
static struct span struct_find(const struct analysis *a, struct str name)
{
	const struct script *script = a->u->script;

	for (size_t i = 0; i < script->c_decls.len; i++) {
		struct str rest = script->c_decls.at[i].text;
		uint32_t lo = script->c_decls.at[i].span.lo;
		struct str tag = str_trim(str_cut(&rest, '{')), first = str_cut(&tag, ' ');
		struct str text = script->c_decls.at[i].text;

		if (!rest.at || !tag.at || !str_equal(str_trim(tag), name) || !first.len)
			continue;
		lo += (uint32_t)(str_trim(tag).at - text.at);
		return (struct span){lo, lo + (uint32_t)name.len};
	}
	return SPAN_NONE;
}

static bool definition_hover(struct hover *h)
{
	const struct analysis *a = h->d->last;
	struct span whole, name;
	struct str text;

	if (!a)
		return false;
	name = definition_find(a, h->word, &whole);
	if (!name.hi)
		return false;
	text = source_text(a->u->sources, whole);
	text = str_trim(str_cut(&text, '{'));
	buf_str(&h->code, text);
	return true;
}

/* ---- words ---- */

static bool word_hover(struct hover *h, unsigned kinds)
{
	struct word w;

	if (!word_find(h->word, kinds, &w))
		return false;
	word_text(&w, &h->code);
	buf_puts(&h->doc, w.doc);
	return true;
}

static void arg_list(const char *name, const char *type, const char *doc, void *arg)
{
	(void)doc;
	buf_printf(arg, "\n  args.%s: %s", name, type);
}

/* An attach point: what kind of probe, and what `args` has. */
static bool point_hover(struct hover *h, size_t offset)
{
	struct cursor c = cursor_at(h->d->text, offset);
	const struct instance *in;
	struct str point, provider;
	struct word w;

	if (c.place != CURSOR_POINT)
		return false;
	for (h->to = h->from; h->to < h->d->text.len && !strchr(" \t\n\r,{", h->d->text.at[h->to]);)
		h->to++;
	h->from = c.point;
	point = provider = str_slice(h->d->text, h->from, h->to);
	provider = str_cut(&provider, ':');
	if (!word_find(provider, WORD_PROBE | WORD_KEYWORD, &w))
		return false;
	if (point.len == provider.len)
		word_text(&w, &h->code);
	else
		buf_str(&h->code, point);
	buf_puts(&h->doc, w.doc);
	in = analysis_instance_at(h->d->analysis, offset);
	if (in && in->args)
		analysis_fields(h->d->analysis, in->args, arg_list, &h->code);
	return true;
}

/* args.x where the body has errors, so that nothing in it has a type. */
static bool argument_hover(struct hover *h)
{
	const struct instance *in = analysis_instance_at(h->d->analysis, h->from);
	struct str text = str_slice(h->d->text, 0, h->from);
	const struct field *f;

	if (!str_ends(text, STR("args.")) || !in || !in->args)
		return false;
	f = type_field(in->args, intern(h->d->analysis->u->names, h->word), NULL);
	if (!f)
		return false;
	buf_printf(&h->code, "%s: ", f->name);
	type_puts(h, f->type);
	return true;
}

/* Names of members are no words of the language. */
static bool is_member(const struct hover *h)
{
	struct str text = str_slice(h->d->text, 0, h->from);

	return (str_ends(text, STR(".")) && !str_ends(text, STR(".."))) ||
	       str_ends(text, STR("->"));
}

static bool find(struct hover *h, size_t offset)
{
	const struct expr *e = analysis_expr_at(h->d->analysis, offset);
	struct cursor c = cursor_at(h->d->text, h->to);

	if (c.place == CURSOR_TEXT)
		return false;
	if (e && value_hover(h, e))
		return true;
	if (c.place == CURSOR_POINT)
		return point_hover(h, offset);
	if (is_member(h))
		return argument_hover(h);
	return definition_hover(h) ||
	       word_hover(h, c.place == CURSOR_CONFIG ? WORD_CONFIG : WORD_BODY);
}

struct json_object *answer_hover(const struct document *d, size_t offset)
{
	struct hover h = {.d = d};
	struct json_object *result = NULL, *contents;
	struct buf text = {0};

	word_around(d->text, offset, &h.from, &h.to);
	h.word = str_slice(d->text, h.from, h.to);
	if (h.word.len && find(&h, offset)) {
		buf_puts(&text, "```bpftrace\n");
		buf_add(&text, h.code.at, h.code.len);
		buf_puts(&text, "\n```\n");
		if (h.doc.len)
			buf_add(&text, h.doc.at, h.doc.len);
		result = json_object_new_object();
		contents = json_object_new_object();
		json_add_text(contents, "kind", "markdown");
		json_object_object_add(contents, "value",
				       json_text((struct str){text.at, text.len}));
		json_object_object_add(result, "contents", contents);
		json_object_object_add(result, "range",
				       lines_range(&d->analysis->lines, h.from, h.to));
	}
	buf_free(&text);
	buf_free(&h.code);
	buf_free(&h.doc);
	return result;
}

/* ---- go to definition ---- */

static struct span definition_of(const struct document *d, struct str word, size_t offset)
{
	const struct expr *e = analysis_expr_at(d->analysis, offset);
	struct span span, whole;

	if (e && e->kind == E_VAR && e->var.var)
		return e->var.var->span;
	if (word.at[0] == '@') {
		for (size_t i = 0; i < d->analysis->u->maps.len; i++) {
			const struct map *m = d->analysis->u->maps.at[i];

			if (str_equal(str_from(m->name), word))
				return m->decl ? m->decl->span : m->span;
		}
	}
	span = definition_find(d->analysis, word, &whole);
	return span.hi ? span : struct_find(d->analysis, word);
}

struct json_object *answer_definition(const struct document *d, size_t offset)
{
	const struct analysis *a = d->analysis;
	struct json_object *location;
	struct place place;
	size_t from, to;
	struct span span;

	word_around(d->text, offset, &from, &to);
	if (from == to)
		return NULL;
	span = definition_of(d, str_slice(d->text, from, to), offset);
	if (!span.hi)
		return NULL;
	location = json_object_new_object();
	place = source_place(a->u->sources, span);
	if (analysis_locate(a, span, &from, &to)) {
		json_add_text(location, "uri", d->uri);
		json_object_object_add(location, "range", lines_range(&a->lines, from, to));
	} else if (place.source && place.source->name[0] == '/') {
		struct lines lines = lines_of(a->u->arena, place.source->text);

		from = (size_t)(source_line(place.source, place.line).at - lines.text.at) +
		       place.col - 1;
		json_add_text(location, "uri", path_uri(a->u->arena, place.source->name));
		json_object_object_add(location, "range", lines_range(&lines, from, from));
	} else {
		json_object_put(location);
		return NULL;
	}
	return location;
}
