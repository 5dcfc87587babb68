/*
 * Completion. After a dot: the text up to it, with all brackets closed, is compiled, and the fields
 * of what stands in front of the dot are offered. Attach points are listed as `sonde -l` lists
 * them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/answers.h"
#include "check/cursor.h"
#include "lang/words.h"
#include "probes/list.h"

#define ITEMS_MAX 1000 /* more are no help; the editor asks again when more is typed */

/* CompletionItemKind */
enum kind {
	KIND_METHOD = 2,
	KIND_FUNCTION = 3,
	KIND_FIELD = 5,
	KIND_VARIABLE = 6,
	KIND_PROPERTY = 10,
	KIND_KEYWORD = 14,
	KIND_EVENT = 23,
	KIND_CONSTANT = 21,
};

struct completion {
	const struct document *d;
	struct cursor cursor;
	size_t from, to; /* what is replaced */
	struct json_object *items;
	bool more; /* than ITEMS_MAX */
};

static void item_add(struct completion *c, const char *label, enum kind kind, const char *detail,
		     const char *doc)
{
	struct json_object *item, *edit;

	if (json_object_array_length(c->items) >= ITEMS_MAX) {
		c->more = true;
		return;
	}
	item = json_object_new_object();
	edit = json_object_new_object();
	json_add_text(item, "label", label);
	json_add_int(item, "kind", kind);
	if (detail && *detail)
		json_add_text(item, "detail", detail);
	if (doc && *doc)
		json_add_text(item, "documentation", doc);
	json_object_object_add(edit, "range", lines_range(&c->d->analysis->lines, c->from, c->to));
	json_add_text(edit, "newText", label);
	json_object_object_add(item, "textEdit", edit);
	json_object_array_add(c->items, item);
}

/* ---- fields ---- */

static void field_add(const char *name, const char *type, const char *doc, void *arg)
{
	item_add(arg, name, KIND_FIELD, type, doc);
}

/* Where the dot or arrow in front of the word is. False: there is none. */
static bool member_of(const struct completion *c, size_t *cut)
{
	struct str text = c->d->text;
	size_t at = c->cursor.word;

	if (at >= 2 && text.at[at - 1] == '.' && text.at[at - 2] != '.')
		*cut = at - 1;
	else if (at >= 2 && text.at[at - 1] == '>' && text.at[at - 2] == '-')
		*cut = at - 2;
	else
		return false;
	return *cut && (is_word_char(text.at[*cut - 1]) || text.at[*cut - 1] == ')' ||
			text.at[*cut - 1] == ']');
}

static void fields_complete(struct completion *c, size_t cut)
{
	struct buf text = {0};
	struct analysis *a;
	const struct expr *e;
	const struct instance *in;

	buf_add(&text, c->d->text.at, cut);
	cursor_close(&c->cursor, &text);
	a = analysis_new(c->d->path, (struct str){text.at, text.len});
	e = analysis_expr_before(a, cut);
	in = analysis_instance_at(a, cut);
	if (e && e->type->kind != T_ERROR)
		analysis_fields(a, e->type, field_add, c);
	else if (cut >= 4 && memcmp(c->d->text.at + cut - 4, "args", 4) == 0 && in && in->args)
		analysis_fields(a, in->args, field_add, c);
	analysis_free(a);
	buf_free(&text);
}

/* ---- attach points ---- */

static void points_complete(struct completion *c)
{
	static const struct options options = {.no_warnings = true};
	struct str typed = str_slice(c->d->text, c->cursor.point, c->to);
	struct buf pattern = {0};
	char *list = NULL;
	size_t size = 0;
	struct str rest;
	FILE *out;

	if (typed.len > 256 || memchr(typed.at ? typed.at : "", '\n', typed.len))
		return;
	buf_str(&pattern, typed);
	buf_char(&pattern, '*');
	out = open_memstream(&list, &size);
	if (!out)
		out_of_memory(sizeof(*out));
	probes_list(pattern.at, false, &options, out);
	fclose(out);
	rest = (struct str){list, size};
	while (rest.at && rest.len) {
		struct str line = str_cut(&rest, '\n');
		char label[512];

		snprintf(label, sizeof(label), "%.*s", (int)MIN(line.len, 500u), line.at);
		if (line.len)
			item_add(c, label, KIND_EVENT, NULL, NULL);
	}
	free(list);
	buf_free(&pattern);
}

static void words_complete(struct completion *c, unsigned kinds)
{
	static const enum kind kind_of[] = {
		[WORD_BUILTIN] = KIND_CONSTANT,	  [WORD_FUNCTION] = KIND_FUNCTION,
		[WORD_AGGREGATE] = KIND_FUNCTION, [WORD_KEYWORD] = KIND_KEYWORD,
		[WORD_CONFIG] = KIND_PROPERTY,	  [WORD_PROBE] = KIND_EVENT,
	};
	struct word w;

	for (size_t i = 0; word_at(i, &w); i++) {
		struct buf form = {0};

		if (!(w.kind & kinds))
			continue;
		word_text(&w, &form);
		buf_char(&form, '\0');
		item_add(c, w.name, kind_of[w.kind], form.at, w.doc);
		buf_free(&form);
	}
}

/* ---- names of the script ---- */

static const char *variable_type(const struct analysis *a, const char *name)
{
	for (size_t i = 0; a && i < a->u->maps.len; i++) {
		const struct map *m = a->u->maps.at[i];

		if (strcmp(m->name, name) == 0 && m->value)
			return type_text(a->u->arena, m->value);
	}
	return "";
}

static bool is_offered(const struct completion *c, const char *label)
{
	for (size_t i = 0; i < json_object_array_length(c->items); i++) {
		struct json_object *item = json_object_array_get_idx(c->items, i);

		if (strcmp(json_object_get_string(json_object_object_get(item, "label")), label) ==
		    0)
			return true;
	}
	return false;
}

/* All words in the text that begin with SIGIL, except the one that is being written. */
static void sigil_complete(struct completion *c, char sigil)
{
	struct str text = c->d->text;

	for (size_t i = 0; i < text.len && !c->more; i++) {
		size_t end = i + 1;
		char label[256];

		if (text.at[i] != sigil)
			continue;
		while (end < text.len && is_word_char(text.at[end]))
			end++;
		snprintf(label, sizeof(label), "%.*s", (int)MIN(end - i, sizeof(label) - 1),
			 text.at + i);
		if (i != c->cursor.word && end > i + (sigil == '$') && !is_offered(c, label))
			item_add(c, label, KIND_VARIABLE, variable_type(c->d->last, label), NULL);
		i = end - 1;
	}
}

static void definitions_complete(struct completion *c)
{
	const struct analysis *a = c->d->last;

	for (size_t i = 0; a && i < a->u->script->macros.len; i++)
		if (!is_offered(c, a->u->script->macros.at[i]->name))
			item_add(c, a->u->script->macros.at[i]->name, KIND_METHOD, "macro", NULL);
	for (size_t i = 0; a && i < a->u->script->fns.len; i++)
		if (!is_offered(c, a->u->script->fns.at[i]->name))
			item_add(c, a->u->script->fns.at[i]->name, KIND_METHOD, "fn", NULL);
}

static void body_complete(struct completion *c)
{
	size_t cut;
	char first = c->cursor.word < c->to ? c->d->text.at[c->cursor.word] : '\0';

	if (first == '$' || first == '@') {
		sigil_complete(c, first);
	} else if (member_of(c, &cut)) {
		fields_complete(c, cut);
	} else {
		words_complete(c, WORD_BODY);
		definitions_complete(c);
	}
}

struct json_object *answer_completion(const struct document *d, size_t offset)
{
	struct completion c = {
		.d = d,
		.cursor = cursor_at(d->text, offset),
		.to = offset,
		.items = json_object_new_array(),
	};
	struct json_object *list = json_object_new_object();

	c.from = c.cursor.place == CURSOR_POINT ? c.cursor.point : c.cursor.word;
	switch (c.cursor.place) {
	case CURSOR_POINT:
		if (memchr(d->text.at + c.from, ':', c.to - c.from))
			points_complete(&c);
		else
			words_complete(&c, WORD_PROBE | WORD_KEYWORD);
		break;
	case CURSOR_PREDICATE:
	case CURSOR_BODY:
		body_complete(&c);
		break;
	case CURSOR_CONFIG:
		words_complete(&c, WORD_CONFIG);
		break;
	case CURSOR_TEXT:
		break;
	}
	json_object_object_add(list, "isIncomplete", json_object_new_boolean(c.more));
	json_object_object_add(list, "items", c.items);
	return list;
}
