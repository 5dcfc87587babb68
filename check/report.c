/* Diagnostics, symbols and the layout of a whole document. */
#include <stdio.h>
#include <string.h>

#include "check/answers.h"
#include "lang/cnames.h"
#include "lang/layout.h"

#define DIAGNOSTICS_MAX 200

/* ---- diagnostics ---- */

/* DiagnosticSeverity: 1 error, 2 warning, 3 information. */
static int severity_number(enum severity severity)
{
	return severity == SEV_ERROR ? 1 : severity == SEV_WARNING ? 2 : 3;
}

static struct json_object *related(const struct document *d, const struct diag_view *v)
{
	struct json_object *list = json_object_new_array();
	size_t from, to;

	for (size_t i = 0; i < v->nnotes; i++) {
		struct json_object *item, *location;

		if (!analysis_locate(d->analysis, v->notes[i].span, &from, &to))
			continue;
		item = json_object_new_object();
		location = json_object_new_object();
		json_add_text(location, "uri", d->uri);
		json_object_object_add(location, "range",
				       lines_range(&d->analysis->lines, from, to));
		json_object_object_add(item, "location", location);
		json_add_text(item, "message", v->notes[i].text);
		json_object_array_add(list, item);
	}
	return list;
}

static struct json_object *diagnostic(const struct document *d, const struct diag_view *v)
{
	struct json_object *o = json_object_new_object();
	struct place place = source_place(d->analysis->u->sources, v->span);
	size_t from = 0, to = 0;
	struct buf text = {0};

	/* What is wrong in an imported file stands at the top. */
	if (!analysis_locate(d->analysis, v->span, &from, &to) && place.source)
		buf_printf(&text, "%s:%u: ", place.source->name, place.line);
	buf_puts(&text, v->text);
	for (size_t i = 0; i < v->nhints; i++)
		buf_printf(&text, "\n%s", v->hints[i]);
	json_object_object_add(o, "range", lines_range(&d->analysis->lines, from, to));
	json_add_int(o, "severity", severity_number(v->severity));
	json_add_text(o, "code", diag_tag_name(v->tag) + 2);
	json_add_text(o, "source", "sonde");
	json_object_object_add(o, "message", json_text((struct str){text.at, text.len}));
	json_object_object_add(o, "relatedInformation", related(d, v));
	buf_free(&text);
	return o;
}

struct json_object *answer_diagnostics(const struct document *d)
{
	struct json_object *params = json_object_new_object(), *list = json_object_new_array();
	const struct diag_view *all;
	size_t n = diags_list(d->analysis->u->diags, &all);

	for (size_t i = 0; i < MIN(n, (size_t)DIAGNOSTICS_MAX); i++)
		json_object_array_add(list, diagnostic(d, &all[i]));
	json_add_text(params, "uri", d->uri);
	json_add_int(params, "version", d->version);
	json_object_object_add(params, "diagnostics", list);
	return params;
}

/* ---- symbols ---- */

/* SymbolKind */
enum {
	SYMBOL_PROPERTY = 7,
	SYMBOL_FUNCTION = 12,
	SYMBOL_VARIABLE = 13,
	SYMBOL_STRUCT = 23,
	SYMBOL_EVENT = 24
};

static void symbol_add(const struct document *d, struct json_object *list, const char *name,
		       int kind, struct span whole, struct span selection)
{
	struct json_object *o;
	size_t from, to, lo, hi;

	if (!analysis_locate(d->analysis, whole, &from, &to) ||
	    !analysis_locate(d->analysis, selection, &lo, &hi) || !*name)
		return;
	o = json_object_new_object();
	json_add_text(o, "name", name);
	json_add_int(o, "kind", kind);
	json_object_object_add(o, "range",
			       lines_range(&d->analysis->lines, MIN(from, lo), MAX(to, hi)));
	json_object_object_add(o, "selectionRange", lines_range(&d->analysis->lines, lo, hi));
	json_object_array_add(list, o);
}

/* All attach points of a probe. */
static void probe_symbol(const struct document *d, struct json_object *list,
			 const struct probe_decl *decl)
{
	struct buf name = {0};
	struct span points = SPAN_NONE;

	for (size_t i = 0; i < decl->points.len; i++) {
		buf_printf(&name, "%s%.*s", i ? ", " : "", STR_ARG(decl->points.at[i].text));
		points = span_join(points, decl->points.at[i].span);
	}
	buf_char(&name, '\0');
	symbol_add(d, list, name.at, SYMBOL_EVENT, span_join(decl->span, points), points);
	buf_free(&name);
}

struct json_object *answer_symbols(const struct document *d)
{
	struct json_object *list = json_object_new_array();
	const struct script *s = d->analysis->u->script;
	struct arena *a = d->analysis->u->arena;

	for (size_t i = 0; i < s->c_decls.len; i++) {
		struct str rest = s->c_decls.at[i].text, head = str_trim(str_cut(&rest, '{'));

		if (rest.at && head.len && head.at[0] != '#')
			symbol_add(d, list, arena_strdup(a, head), SYMBOL_STRUCT,
				   s->c_decls.at[i].span, s->c_decls.at[i].span);
	}
	for (size_t i = 0; i < s->config.len; i++)
		symbol_add(d, list, s->config.at[i].key, SYMBOL_PROPERTY, s->config.at[i].span,
			   s->config.at[i].span);
	for (size_t i = 0; i < s->maps.len; i++)
		symbol_add(d, list, s->maps.at[i]->name, SYMBOL_VARIABLE, s->maps.at[i]->span,
			   s->maps.at[i]->span);
	for (size_t i = 0; i < s->macros.len; i++)
		symbol_add(d, list, s->macros.at[i]->name, SYMBOL_FUNCTION, s->macros.at[i]->span,
			   s->macros.at[i]->name_span);
	for (size_t i = 0; i < s->fns.len; i++)
		symbol_add(d, list, s->fns.at[i]->name, SYMBOL_FUNCTION, s->fns.at[i]->span,
			   s->fns.at[i]->name_span);
	for (size_t i = 0; i < s->probes.len; i++)
		probe_symbol(d, list, s->probes.at[i]);
	return list;
}

/* ---- layout ---- */

struct json_object *answer_formatting(const struct document *d)
{
	struct unit *u = unit_new(NULL, &(struct options){0});
	struct json_object *edits = json_object_new_array(), *edit;
	struct buf out = {0};
	struct str text = {arena_strdup(u->arena, d->text), d->text.len}, laid;

	if (script_layout(u, "script", text, &out)) {
		laid = (struct str){out.at ? out.at : "", out.len};
		if (!str_equal(laid, text)) {
			edit = json_object_new_object();
			json_object_object_add(edit, "range",
					       lines_range(&d->analysis->lines, 0, d->text.len));
			json_object_object_add(edit, "newText", json_text(laid));
			json_object_array_add(edits, edit);
		}
	}
	buf_free(&out);
	unit_free(u);
	return edits;
}
