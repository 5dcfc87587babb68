/*
 * Entry point of the parser, and the actions of its grammar: making nodes, checking what the
 * grammar is too coarse for, and saying what was wrong.
 */
#include "lang/parse.h"

#include "lang/front.h"
#include "lang/parser.h"

/* ---- errors ---- */

struct diag *parser_error(struct parser *p, enum diag_tag tag, struct span span, const char *fmt,
			  ...)
{
	struct diag *d;
	const char *text;
	va_list ap;

	if (p->stopped && p->errors)
		return NULL;
	if (++p->errors >= ERRORS_MAX || p->quiet)
		p->stopped = true;
	if (p->quiet)
		return NULL;
	va_start(ap, fmt);
	text = arena_vprintf(p->a, fmt, ap);
	va_end(ap);
	d = diag_add(p->u->diags, tag, span, "%s", text);
	return d;
}

void parser_too_deep(struct parser *p, struct span span)
{
	struct diag *d = parser_error(p, D_TOO_DEEP, span, "this is nested too deeply");

	if (d)
		diag_hint(p->u->diags, d,
			  "at most %d levels of brackets and blocks, or %d links of a chain of "
			  "operators",
			  NESTING_MAX, HEIGHT_MAX);
	p->stopped = true;
}

/* What was found, as a message names it: punctuation and words as they are. */
static const char *found_text(struct parser *p, struct span span, const char *kind)
{
	struct str text = source_text(p->u->sources, span);

	if (span.lo >= p->base + p->text.len)
		return kind;
	if (text.len > 40 || !text.len || str_find_char(text, '\n') >= 0)
		return kind;
	return arena_printf(p->a, "'%.*s'", STR_ARG(text));
}

/* The innermost open bracket, when the end of the text or the wrong closing one was found. */
static void bracket_note(struct parser *p, struct diag *d, bool at_end)
{
	struct bracket open;

	if (parser_open_bracket(p, &open) && (at_end || open.c != '{'))
		diag_note(p->u->diags, d, open.span, "this '%c' is not closed", open.c);
	if (at_end && p->open_comment.hi)
		diag_note(p->u->diags, d, (struct span){p->open_comment.lo, p->open_comment.lo + 2},
			  "this comment has no end and takes in the rest of the text");
}

static void unexpected_hint(struct parser *p, struct diag *d, struct span span)
{
	struct str found = source_text(p->u->sources, span);
	struct str before = source_text(p->u->sources, p->before_span);

	struct bracket open;

	if (str_equal(found, STR("=")) && parser_open_bracket(p, &open) && open.c != '{')
		diag_hint(p->u->diags, d, "an assignment is a statement; to compare, write ==");
	else if (!p->body && (str_equal(before, STR("struct")) || str_equal(before, STR("union")) ||
			      str_equal(before, STR("enum"))))
		diag_hint(p->u->diags, d, "C definitions have a body: %.*s name { ... }",
			  STR_ARG(before));
	else if (p->decl == DECL_LET && !p->nbrackets && found.len && found.at[0] == '$')
		diag_hint(p->u->diags, d,
			  "outside of probes, let declares maps: let @name = hash(100);");
}

/*
 * A missing semicolon or closing bracket is shown where it is missing, behind the token before,
 * not at the token that happens to come next.
 */
static struct span missing_span(const struct parser *p, struct span span, const char *expected)
{
	if (!expected || strcmp(expected, "';'") != 0 || !p->before_span.hi)
		return span;
	return (struct span){p->before_span.hi, p->before_span.hi + 1};
}

void parser_unexpected(struct parser *p, struct span span, const char *found, const char *expected)
{
	bool at_end = span.lo >= p->base + p->text.len;
	const char *what = p->quiet ? found : found_text(p, span, found);
	struct bracket open;
	struct diag *d = NULL;

	if (at_end && parser_open_bracket(p, &open) && open.c == '{')
		expected = "'}'";
	else if (p->predicate && p->nbraces == 1 && p->previous == '{')
		expected = "'/' at the end of the predicate";
	/* What follows a complaint about the token before is its consequence. */
	if (!p->stopped && !(at_end && p->unterminated) &&
	    (!p->bad_token || p->tokens > p->bad_token + 1)) {
		if (expected)
			d = parser_error(p, D_SYNTAX, missing_span(p, span, expected),
					 "expected %s, found %s", expected, what);
		else
			d = parser_error(p, D_SYNTAX, span, "unexpected %s", what);
	}
	if (d) {
		bracket_note(p, d, at_end);
		unexpected_hint(p, d, span);
	}
	p->errors_at_end += at_end && d;
	if (at_end || p->stopped)
		p->stopped = true;
	else
		parser_recover(p, p->previous);
}

/* Unless something between the two items was complained about already. */
static void semicolon_missing(struct parser *p, struct span behind)
{
	if (p->bad_at < behind.hi)
		parser_error(p, D_SYNTAX, (struct span){behind.hi, behind.hi + 1}, "expected ';'");
}

/* ---- expressions ---- */

static struct expr *measured(struct parser *p, struct expr *e)
{
	if (!expr_measure(e))
		parser_too_deep(p, e->span);
	return e;
}

struct expr *make_int(struct parser *p, struct span span, uint64_t value)
{
	struct expr *e = expr_make(p->a, E_INT, span);

	e->num.value = value;
	return e;
}

struct expr *make_string(struct parser *p, struct span span, struct str text)
{
	struct expr *e = expr_make(p->a, E_STRING, span);

	e->string = text;
	return e;
}

struct expr *make_bool(struct parser *p, struct span span, bool value)
{
	struct expr *e = expr_make(p->a, E_BOOL, span);

	e->boolean = value;
	return e;
}

struct expr *make_param(struct parser *p, struct span span, uint64_t number)
{
	struct expr *e = expr_make(p->a, E_PARAM, span);

	e->param = number;
	return e;
}

struct expr *make_ident(struct parser *p, struct span span, const char *name)
{
	struct expr *e = expr_make(p->a, E_IDENT, span);

	e->ident = name;
	return e;
}

struct expr *make_var(struct parser *p, struct span span, const char *name)
{
	struct expr *e = expr_make(p->a, E_VAR, span);

	e->var.name = name;
	return e;
}

/* From the first of LIST to its last. */
static struct span exprs_span(const struct exprs *list)
{
	return span_join(list->at[0]->span, vec_last(list)->span);
}

struct expr *make_map(struct parser *p, struct span span, const char *name,
		      const struct exprs *keys)
{
	struct expr *e = expr_make(p->a, E_MAP, span);

	e->map.name = name;
	if (keys && keys->len > 1)
		e->map.key = make_tuple(p, exprs_span(keys), keys);
	else if (keys)
		e->map.key = keys->at[0];
	return measured(p, e);
}

struct expr *make_unary(struct parser *p, struct span span, enum op op, struct expr *arg)
{
	struct expr *e = expr_make(p->a, E_UNARY, span);

	e->unary.op = op;
	e->unary.arg = arg;
	return measured(p, e);
}

struct expr *make_binary(struct parser *p, struct span span, enum op op, struct expr *lhs,
			 struct expr *rhs)
{
	struct expr *e = expr_make(p->a, E_BINARY, span);

	e->binary.op = op;
	e->binary.lhs = lhs;
	e->binary.rhs = rhs;
	return measured(p, e);
}

struct expr *make_incdec(struct parser *p, struct span span, struct expr *target, int delta,
			 bool post)
{
	struct expr *e = expr_make(p->a, E_INCDEC, span);

	if (target->kind != E_VAR && target->kind != E_MAP)
		parser_error(p, D_SYNTAX, target->span, "%s works on a variable or a map only",
			     delta > 0 ? "++" : "--");
	e->incdec.target = target;
	e->incdec.delta = delta;
	e->incdec.post = post;
	return measured(p, e);
}

struct expr *make_address(struct parser *p, struct span span, struct expr *of)
{
	struct expr *e = expr_make(p->a, E_ADDRESS, span);

	if (of->kind != E_VAR && (of->kind != E_MAP || of->map.key))
		parser_error(p, D_SYNTAX, of->span,
			     "only a variable or a map without a key has an address");
	e->address = of;
	return measured(p, e);
}

struct expr *make_cond(struct parser *p, struct span span, struct expr *test, struct expr *then,
		       struct expr *otherwise, bool is_if)
{
	struct expr *e = expr_make(p->a, E_COND, span);

	e->cond.test = test;
	e->cond.then = then;
	e->cond.otherwise = otherwise;
	e->cond.is_if = is_if;
	return measured(p, e);
}

#define CLONED_MAX 100000 /* nodes that a ?: b may copy in all: nested ones double each time */

struct expr *make_elvis(struct parser *p, struct span span, struct expr *test,
			struct expr *otherwise)
{
	p->cloned += expr_count(test, CLONED_MAX);
	if (p->cloned >= CLONED_MAX) {
		parser_too_deep(p, span);
		return test;
	}
	return make_cond(p, span, test, expr_clone(p->a, test), otherwise, false);
}

struct expr *make_field(struct parser *p, struct span span, struct expr *base, const char *name,
			uint64_t index)
{
	struct expr *e = expr_make(p->a, E_FIELD, span);

	e->field.base = base;
	e->field.name = name;
	e->field.index = index;
	return measured(p, e);
}

struct expr *make_index(struct parser *p, struct span span, struct expr *base, struct expr *index)
{
	struct expr *e = expr_make(p->a, E_INDEX, span);

	e->index.base = base;
	e->index.index = index;
	return measured(p, e);
}

struct expr *make_call(struct parser *p, struct span span, const char *name, struct span name_span,
		       const struct exprs *args)
{
	struct expr *e = expr_make(p->a, E_CALL, span);

	e->call.name = name;
	e->call.name_span = name_span;
	e->call.args = *args;
	return measured(p, e);
}

struct expr *make_cast(struct parser *p, struct span span, struct type_expr *to, struct expr *arg)
{
	struct expr *e = expr_make(p->a, E_CAST, span);

	e->cast.to = to;
	e->cast.arg = arg;
	return measured(p, e);
}

struct expr *make_sizeof(struct parser *p, enum expr_kind kind, struct span span,
			 struct type_or_expr of, const struct exprs *path)
{
	struct expr *e = expr_make(p->a, kind, span);

	e->sizeof_.of = of;
	if (path)
		e->sizeof_.path = *path;
	return measured(p, e);
}

struct expr *make_tuple(struct parser *p, struct span span, const struct exprs *items)
{
	struct expr *e = expr_make(p->a, E_TUPLE, span);

	e->items = *items;
	return measured(p, e);
}

struct expr *make_record(struct parser *p, struct span span, const struct named_exprs *members)
{
	struct expr *e = expr_make(p->a, E_RECORD, span);

	e->members = *members;
	return measured(p, e);
}

struct expr *make_comptime(struct parser *p, struct span span, struct expr *arg)
{
	struct expr *e = expr_make(p->a, E_COMPTIME, span);

	e->comptime = arg;
	return measured(p, e);
}

struct exprs *list_of(struct parser *p, struct exprs *list, struct expr *e)
{
	if (!list)
		list = arena_make(p->a, struct exprs);
	if (e)
		vec_push(p->a, list, e);
	return list;
}

struct exprs *list_before(struct parser *p, struct expr *first, const struct exprs *rest)
{
	struct exprs *list = list_of(p, NULL, first);

	for (size_t i = 0; i < rest->len; i++)
		vec_push(p->a, list, rest->at[i]);
	return list;
}

#define MEMBERS_MAX 1000 /* of a record: more make no value that BPF could hold */

struct named_exprs *members_of(struct parser *p, struct named_exprs *list, const char *name,
			       struct span name_span, struct expr *value)
{
	struct named_expr member = {name, name_span, value};

	if (!list)
		list = arena_make(p->a, struct named_exprs);
	if (list->len == MEMBERS_MAX) {
		parser_error(p, D_TOO_LARGE, name_span, "a record has at most %d members",
			     MEMBERS_MAX);
		p->stopped = true;
		return list;
	}
	for (size_t i = 0; i < list->len; i++) {
		struct diag *d;

		if (list->at[i].name != name)
			continue;
		d = parser_error(p, D_SYNTAX, name_span, "the record already has a member '%s'",
				 name);
		if (d)
			diag_note(p->u->diags, d, list->at[i].span, "the first one");
		return list;
	}
	vec_push(p->a, list, member);
	return list;
}

/* ---- types ---- */

struct type_expr *make_type(struct parser *p, struct span span, enum type_tag tag, const char *name)
{
	struct type_expr *type = arena_make(p->a, struct type_expr);

	if (tag == TAG_PLAIN && parser_builtin_name(str_from(name)))
		parser_error(p, D_SYNTAX, span, "expected a type, '%s' is a builtin variable",
			     name);
	type->span = span;
	type->tag = tag;
	type->name = name;
	return type;
}

struct type_expr *make_typeof(struct parser *p, struct span span, struct type_or_expr of)
{
	struct type_expr *type = arena_make(p->a, struct type_expr);

	type->span = span;
	type->tag = TAG_TYPEOF;
	type->of = of.expr;
	type->of_type = of.type;
	return type;
}

struct type_expr *type_suffixed(struct parser *p, struct span span, struct type_expr *type,
				struct type_suffix suffix)
{
	if (type->suffixes.len == NESTING_MAX)
		parser_too_deep(p, span);
	else
		vec_push(p->a, &type->suffixes, suffix);
	type->span = span;
	return type;
}

/* ---- blocks ---- */

struct items *items_new(struct parser *p)
{
	return arena_make(p->a, struct items);
}

/* Another item follows: the waiting one becomes a statement and must have had its semicolon. */
static void items_flush(struct parser *p, struct items *items)
{
	if (items->semicolon_missing)
		semicolon_missing(p, items->last_span);
	if (items->last) {
		struct stmt *s = stmt_make(p->a, S_EXPR, items->last_span);

		s->expr = items->last;
		vec_push(p->a, &items->body, s);
	}
	items->last = NULL;
	items->semicolon_missing = false;
}

void items_stmt(struct parser *p, struct items *items, struct stmt *s, bool semicolon,
		bool wants_semicolon)
{
	items_flush(p, items);
	vec_push(p->a, &items->body, s);
	items->last_span = s->span;
	items->semicolon_missing = wants_semicolon && !semicolon;
}

void items_expr(struct parser *p, struct items *items, struct expr *e, bool semicolon)
{
	bool optional = (e->kind == E_COND && e->cond.is_if) || e->kind == E_BLOCK ||
			(e->kind == E_INCDEC && e->incdec.post);

	items_flush(p, items);
	items->last = e;
	items->last_span = e->span;
	if (semicolon)
		items_flush(p, items);
	else
		items->semicolon_missing = !optional;
}

struct expr *make_block(struct parser *p, struct span span, struct items *items)
{
	struct expr *e = expr_make(p->a, E_BLOCK, span);

	e->block.body = items->body;
	e->block.value = items->last;
	return measured(p, e);
}

struct stmt *make_assign(struct parser *p, struct span span, struct expr *target, enum op op,
			 struct expr *value)
{
	struct stmt *s;

	if (target->kind == E_IDENT && op == OP_NONE && strcmp(target->ident, "_") == 0) {
		s = stmt_make(p->a, S_DISCARD, span);
		s->expr = value;
		return s;
	}
	if (target->kind != E_VAR && target->kind != E_MAP) {
		struct diag *d = parser_error(p, D_SYNTAX, target->span,
					      "this cannot be assigned to: only variables and maps "
					      "can");

		if (d && (target->kind == E_FIELD || target->kind == E_INDEX))
			diag_hint(p->u->diags, d,
				  "tuples, records and what pointers refer to never change; "
				  "assign a new value as a whole");
	}
	s = stmt_make(p->a, S_ASSIGN, span);
	s->assign.target = target;
	s->assign.op = op;
	s->assign.value = value;
	return s;
}

struct stmt *make_let(struct parser *p, struct span span, const char *name, struct span name_span,
		      struct type_expr *type, struct expr *value)
{
	struct stmt *s = stmt_make(p->a, S_LET, span);

	s->let.name = name;
	s->let.name_span = name_span;
	s->let.type = type;
	s->let.value = value;
	return s;
}

struct stmt *make_for(struct parser *p, struct span span, const char *name, struct span name_span,
		      struct expr *from, struct expr *to, struct expr *body)
{
	struct stmt *s = stmt_make(p->a, to ? S_FOR_RANGE : S_FOR_MAP, span);

	if (to) {
		s->range.name = name;
		s->range.name_span = name_span;
		s->range.from = from;
		s->range.to = to;
		s->range.body = body;
	} else {
		s->each.name = name;
		s->each.name_span = name_span;
		s->each.map = from;
		s->each.body = body;
	}
	return s;
}

struct stmt *make_loop(struct parser *p, enum stmt_kind kind, struct span span, struct expr *test,
		       struct expr *body)
{
	struct stmt *s = stmt_make(p->a, kind, span);

	s->loop.test = test;
	s->loop.body = body;
	return s;
}

struct stmt *make_simple(struct parser *p, enum stmt_kind kind, struct span span, struct expr *e)
{
	struct stmt *s = stmt_make(p->a, kind, span);

	s->expr = e;
	return s;
}

struct stmt *make_import(struct parser *p, struct span span, struct str path)
{
	struct stmt *s = stmt_make(p->a, S_IMPORT, span);

	s->import = path;
	vec_push(p->a, &p->script->imports, ((struct import_decl){span, path, true}));
	return s;
}

/* ---- declarations ---- */

void decl_c(struct parser *p, struct span span)
{
	struct c_decl decl = {span, source_text(p->u->sources, span)};

	if (p->seen_decl || p->seen_config || p->seen_import) {
		struct diag *d = parser_error(p, D_ORDER, span,
					      "C definitions and preprocessor lines must come "
					      "before everything else");

		if (d)
			diag_hint(p->u->diags, d,
				  "the order is: C definitions, config and "
				  "imports, then probes and functions");
		return;
	}
	vec_push(p->a, &p->script->c_decls, decl);
}

void decl_config_begin(struct parser *p, struct span span)
{
	if (p->seen_decl)
		parser_error(p, D_ORDER, span,
			     "the config block must come before probes and functions");
	else if (p->script->has_config)
		parser_error(p, D_ORDER, span,
			     p->seen_config ? "there is more than one config block"
					    : "only the main script may have a config block");
	p->seen_config = true;
	p->script->has_config = true;
}

void decl_config_entry(struct parser *p, const struct config_entry *entry)
{
	struct config_entries *entries = &p->script->config;

	if (!p->config_semicolon)
		semicolon_missing(p, vec_last(entries).span);
	vec_push(p->a, entries, *entry);
}

void decl_import(struct parser *p, struct span span, struct str path, bool semicolon)
{
	struct import_decl import = {span, path, false};

	if (!semicolon)
		semicolon_missing(p, span);
	if (p->seen_decl)
		parser_error(p, D_ORDER, span, "imports must come before probes and functions");
	p->seen_import = true;
	vec_push(p->a, &p->script->imports, import);
}

void decl_map(struct parser *p, struct span span, const char *name, const char *kind,
	      struct span kind_span, uint64_t max_entries, struct str pin, struct span pin_span)
{
	struct map_decl *decl = arena_make(p->a, struct map_decl);

	decl->span = span;
	decl->name = name;
	decl->kind = kind;
	decl->kind_span = kind_span;
	decl->max_entries = max_entries;
	decl->pin = pin;
	decl->pin_span = pin_span;
	p->seen_decl = true;
	if (!name[1])
		parser_error(p, D_SYNTAX, span,
			     "a map that is declared needs a name: let @name = "
			     "hash(100);");
	vec_push(p->a, &p->script->maps, decl);
}

void decl_macro(struct parser *p, struct span span, const char *name, struct span name_span,
		const struct params *params, struct expr *body)
{
	struct macro_decl *decl = arena_make(p->a, struct macro_decl);

	decl->span = span;
	decl->name = name;
	decl->name_span = name_span;
	decl->params = *params;
	decl->body = body;
	p->seen_decl = true;
	for (size_t i = 0; i < params->len; i++) {
		const struct param *param = &params->at[i];

		if (parser_builtin_name(str_from(param->name)))
			parser_error(p, D_SYNTAX, param->span,
				     "'%s' is a builtin variable and no name for a parameter",
				     param->name);
		else if (strcmp(param->name, "@") == 0)
			parser_error(p, D_SYNTAX, param->span, "a map parameter needs a name");
	}
	vec_push(p->a, &p->script->macros, decl);
}

void decl_fn(struct parser *p, struct span span, const char *name, struct span name_span,
	     const struct params *params, struct type_expr *result, struct expr *body)
{
	struct fn_decl *decl = arena_make(p->a, struct fn_decl);

	decl->span = span;
	decl->name = name;
	decl->name_span = name_span;
	decl->params = *params;
	decl->result = result;
	decl->body = body;
	p->seen_decl = true;
	vec_push(p->a, &p->script->fns, decl);
}

void decl_probe(struct parser *p, struct span span, const struct attach_points *points,
		struct expr *predicate, struct expr *body)
{
	struct probe_decl *decl = arena_make(p->a, struct probe_decl);

	decl->span = span;
	decl->points = *points;
	decl->predicate = predicate;
	decl->body = body;
	p->seen_decl = true;
	vec_push(p->a, &p->script->probes, decl);
}

struct params *params_of(struct parser *p, struct params *list, const char *name, struct span span,
			 struct type_expr *type)
{
	struct param param = {name, span, type};

	if (!list)
		list = arena_make(p->a, struct params);
	if (name && list->len == NESTING_MAX) {
		parser_error(p, D_TOO_LARGE, span, "at most %d parameters are possible",
			     NESTING_MAX);
		p->stopped = true;
		return list;
	}
	for (size_t i = 0; i < list->len; i++)
		if (list->at[i].name == name)
			parser_error(p, D_SYNTAX, span, "there are two parameters '%s'", name);
	if (name)
		vec_push(p->a, list, param);
	return list;
}

struct attach_points *points_of(struct parser *p, struct attach_points *list, struct span span)
{
	struct attach_point point = {span,
				     parser_attach_text(p, source_text(p->u->sources, span), span)};

	if (!list)
		list = arena_make(p->a, struct attach_points);
	vec_push(p->a, list, point);
	return list;
}

/* ---- entry ---- */

bool unit_parse_tokens(struct unit *u, const char *name, struct str text, struct tokens *tokens)
{
	struct parser p = {.u = u, .a = u->arena, .text = text, .seen = tokens};
	size_t errors = diags_errors(u->diags);
	struct source *source = NULL;

	if (!u->script)
		u->script = arena_make(u->arena, struct script);
	p.script = u->script;
	if (text.len <= SCRIPT_MAX)
		source = source_add(u->sources, name, text);
	if (!source) {
		diag_add(u->diags, D_TOO_LARGE, SPAN_NONE,
			 "%s: a script of %zu bytes is too large (at most %u)", name, text.len,
			 SCRIPT_MAX);
		return false;
	}
	p.base = source->base;
	parser_scan_begin(&p);
	parser_parse(&p);
	parser_scan_end(&p);
	u->incomplete = p.errors && p.errors == p.errors_at_end;
	return diags_errors(u->diags) == errors;
}

bool unit_parse(struct unit *u, const char *name, struct str text)
{
	return unit_parse_tokens(u, name, text, NULL);
}

static bool place_all(struct expr *e, void *arg)
{
	const struct span *span = arg;

	e->span = *span;
	if (e->kind == E_CALL)
		e->call.name_span = *span;
	for (size_t i = 0; e->kind == E_BLOCK && i < e->block.body.len; i++)
		e->block.body.at[i]->span = *span;
	return false;
}

struct expr *unit_parse_expr(struct unit *u, struct str text, struct span span)
{
	struct parser p = {.u = u, .a = u->arena, .text = text, .script = u->script};

	if (text.len > SCRIPT_MAX)
		return NULL;
	p.quiet = true;
	p.body = true;
	p.pushed = TOK_EXPR_BEGIN;
	parser_scan_begin(&p);
	if (parser_parse(&p) || p.errors)
		p.expr = NULL;
	parser_scan_end(&p);
	if (p.expr)
		expr_walk(p.expr, place_all, &span);
	return p.expr;
}
