/*
 * Macro expansion: calls become blocks.
 *
 * One walk does it all, children first. In the script's own text it only looks for calls. In the
 * copy of a body it also moves places to the copy's alias, puts arguments in for parameters and
 * renames the body's own variables; arguments that were put in are not looked at again, because
 * their calls were expanded where they were written.
 */
#include "lang/macro.h"

#include "lang/macro_check.h"
#include "lang/ptrmap.h"

/* Nodes that expansion may make in all: macros that call macros twice double each time. */
#define NODES_MAX 500000

/* One expansion in progress. */
struct frame {
	const struct frame *caller; /* NULL: the script's text */
	const struct macro_decl *macro;
	const struct exprs *args;
	struct ptrmap renames; /* of the body's own variables */
	uint32_t alias;	       /* 0: places stay */
};

struct expander {
	struct unit *u;
	struct ptrmap macros; /* by name: the first definition */
	struct frame *frame;  /* NULL: in the script's text */
	unsigned depth;	      /* of the walk */
	size_t nodes;	      /* made so far */
	unsigned expansions;
	bool failed; /* too much or too deep: stop */
};

static bool walk_slot(struct expr **slot, void *arg);

/* ---- arguments ---- */

static struct span moved(const struct frame *frame, struct span span)
{
	struct span body = frame->macro->span;

	if (!frame->alias || span.lo < body.lo || span.hi > body.hi)
		return span;
	return (struct span){span.lo - body.lo + frame->alias, span.hi - body.lo + frame->alias};
}

/* The argument for the parameter NAME, or NULL. */
static struct expr *argument(const struct frame *frame, const char *name)
{
	const struct params *params = &frame->macro->params;

	for (size_t i = 0; i < params->len; i++)
		if (params->at[i].name == name)
			return frame->args->at[i];
	return NULL;
}

static void give_up(struct expander *x, struct span span, const char *why)
{
	if (!x->failed)
		diag_add(x->u->diags, D_MACRO_RECURSION, span, "%s", why);
	x->failed = true;
}

static bool nodes_count(struct expander *x, const struct expr *e, struct span span)
{
	x->nodes += expr_count(e, NODES_MAX);
	if (x->nodes >= NODES_MAX)
		give_up(x, span, "the macros expand to more than a program can be");
	return !x->failed;
}

/* A copy of ARG for one place where its parameter stands: values, not the variable itself. */
static struct expr *argument_copy(struct expander *x, const struct expr *arg, struct span span)
{
	struct expr *copy, *block;

	if (!nodes_count(x, arg, span))
		return (struct expr *)arg; /* not used: the expansion has failed */
	copy = expr_clone(x->u->arena, arg);
	if (copy->kind != E_VAR && (copy->kind != E_MAP || copy->map.key))
		return copy;
	block = expr_make(x->u->arena, E_BLOCK, copy->span);
	block->block.value = copy;
	expr_measure(block);
	return block;
}

/* A variable's name in the copy of a body. */
static const char *variable_name(const struct frame *frame, const char *name)
{
	const struct expr *arg = argument(frame, name);
	const char *own = ptrmap_get(&frame->renames, name);

	if (arg)
		return arg->var.name;
	return own ? own : name;
}

/* ---- types in bodies ---- */

/* The parameter that TYPE names: `(a*)b`, `struct a`. */
static void type_substitute(struct expander *x, struct type_expr *type)
{
	const struct expr *arg = type->name ? argument(x->frame, type->name) : NULL;
	const struct type_expr *given;

	type->span = moved(x->frame, type->span);
	if (type->of_type)
		type_substitute(x, type->of_type);
	if (!arg)
		return;
	given = arg->kind == E_TYPEOF ? arg->sizeof_.of.type : NULL;
	if (type->tag != TAG_PLAIN) {
		if (given && given->name && !given->suffixes.len)
			type->name = given->name;
		else if (arg->kind == E_IDENT)
			type->name = arg->ident;
		return;
	}
	type->tag = TAG_TYPEOF;
	type->name = NULL;
	if (arg->kind == E_TYPEOF) {
		const struct expr *copy = expr_clone(x->u->arena, arg);

		type->of_type = copy->sizeof_.of.type;
		type->of = copy->sizeof_.of.expr;
	} else {
		type->of = argument_copy(x, arg, type->span);
	}
}

static void path_substitute(struct expander *x, struct exprs *path)
{
	for (size_t i = 0; i < path->len; i++) {
		const struct expr *arg = argument(x->frame, path->at[i]->ident);

		path->at[i]->span = moved(x->frame, path->at[i]->span);
		if (arg && arg->kind == E_IDENT)
			path->at[i]->ident = arg->ident;
	}
}

/* ---- the nodes of a body ---- */

static void stmt_substitute(struct expander *x, struct stmt *s)
{
	const struct frame *frame = x->frame;

	s->span = moved(frame, s->span);
	if (s->kind == S_LET) {
		s->let.name = variable_name(frame, s->let.name);
		s->let.name_span = moved(frame, s->let.name_span);
		if (s->let.type)
			type_substitute(x, s->let.type);
	} else if (s->kind == S_FOR_RANGE) {
		s->range.name = variable_name(frame, s->range.name);
		s->range.name_span = moved(frame, s->range.name_span);
	} else if (s->kind == S_FOR_MAP) {
		s->each.name = variable_name(frame, s->each.name);
		s->each.name_span = moved(frame, s->each.name_span);
	}
}

/* What a node of a body becomes before its children are looked at. */
static void node_substitute(struct expander *x, struct expr *e)
{
	const struct expr *arg;

	e->span = moved(x->frame, e->span);
	switch ((int)e->kind) {
	case E_VAR:
		e->var.name = variable_name(x->frame, e->var.name);
		break;
	case E_MAP:
		arg = argument(x->frame, e->map.name);
		if (arg)
			e->map.name = arg->map.name;
		break;
	case E_CALL:
		e->call.name_span = moved(x->frame, e->call.name_span);
		break;
	case E_CAST:
		if (e->cast.to)
			type_substitute(x, e->cast.to);
		break;
	case E_SIZEOF:
	case E_OFFSETOF:
	case E_TYPEINFO:
	case E_TYPEOF:
		if (e->sizeof_.of.type)
			type_substitute(x, e->sizeof_.of.type);
		path_substitute(x, &e->sizeof_.path);
		break;
	case E_RECORD:
		for (size_t i = 0; i < e->members.len; i++)
			e->members.at[i].span = moved(x->frame, e->members.at[i].span);
		break;
	case E_BLOCK:
		for (size_t i = 0; i < e->block.body.len; i++)
			stmt_substitute(x, e->block.body.at[i]);
		break;
	default:
		break;
	}
}

/* ---- calls ---- */

static bool in_progress(const struct expander *x, const struct macro_decl *macro)
{
	for (const struct frame *f = x->frame; f; f = f->caller)
		if (f->macro == macro)
			return true;
	return false;
}

static void chain_print(const struct frame *frame, const struct macro_decl *until, struct buf *out)
{
	if (frame->macro != until && frame->caller)
		chain_print(frame->caller, until, out);
	buf_printf(out, "%s > ", frame->macro->name);
}

static void recursion_error(struct expander *x, const struct macro_decl *macro, struct span span)
{
	struct buf chain = {0};

	chain_print(x->frame, macro, &chain);
	buf_puts(&chain, macro->name);
	diag_add(x->u->diags, D_MACRO_RECURSION, span, "the macro %s calls itself: %s", macro->name,
		 chain.at);
	x->failed = true;
	buf_free(&chain);
}

/* Gives every variable of the macro's own a name that nothing else has. */
static void renames_make(struct expander *x, struct frame *frame)
{
	struct names own = macro_variables(x->u->arena, frame->macro);
	unsigned n = x->expansions++;

	for (size_t i = 0; i < own.len; i++) {
		const char *name =
			n ? arena_printf(x->u->arena, "$$%s_%s_%u", frame->macro->name,
					 own.at[i] + 1, n)
			  : arena_printf(x->u->arena, "$$%s_%s", frame->macro->name, own.at[i] + 1);

		ptrmap_set(x->u->arena, &frame->renames, own.at[i],
			   (void *)intern_c(x->u->names, name));
	}
}

/* *SLOT is a call of MACRO whose arguments are expanded. */
static void call_expand(struct expander *x, struct expr **slot, const struct macro_decl *macro,
			const struct exprs *args)
{
	struct span span = (*slot)->span;
	struct frame frame = {.caller = x->frame, .macro = macro, .args = args};
	struct expr *body;

	if (in_progress(x, macro)) {
		recursion_error(x, macro, span);
		return;
	}
	if (!nodes_count(x, macro->body, span))
		return;
	frame.alias = source_alias(x->u->sources, macro->span, span);
	renames_make(x, &frame);
	body = expr_clone(x->u->arena, macro->body);
	x->frame = &frame;
	walk_slot(&body, x);
	x->frame = (struct frame *)frame.caller;
	body->span = span;
	*slot = body;
}

static bool kinds_fit(const struct param *param, const struct expr *arg)
{
	if (param->name[0] == '$')
		return arg->kind == E_VAR;
	if (param->name[0] == '@')
		return arg->kind == E_MAP && !arg->map.key;
	return true;
}

/* How far MACRO is from taking ARGS; 0: it does. */
static size_t distance(const struct macro_decl *macro, const struct exprs *args)
{
	size_t n = macro->params.len;
	size_t result = 1024 * (n > args->len ? n - args->len : args->len - n);

	for (size_t i = 0; i < MIN(n, args->len); i++)
		result += !kinds_fit(&macro->params.at[i], args->at[i]);
	return result;
}

static void mismatch_error(struct expander *x, const struct expr *call,
			   const struct macro_decl *nearest)
{
	struct diag *d;

	if (macro_other_meaning(call->call.name))
		return;
	d = diag_add(x->u->diags, D_MACRO_CALL, call->span,
		     "these arguments fit no definition of the macro %s", call->call.name);
	if (nearest->params.len != call->call.args.len)
		diag_note(x->u->diags, d, nearest->name_span,
			  "the nearest one takes %zu argument%s, not %zu", nearest->params.len,
			  nearest->params.len == 1 ? "" : "s", call->call.args.len);
	for (size_t i = 0; i < MIN(nearest->params.len, call->call.args.len); i++)
		if (!kinds_fit(&nearest->params.at[i], call->call.args.at[i]))
			diag_note(x->u->diags, d, call->call.args.at[i]->span,
				  "the nearest one wants %s here, for %s",
				  nearest->params.at[i].name[0] == '$' ? "a variable"
								       : "a map without a key",
				  nearest->params.at[i].name);
}

static void call_find(struct expander *x, struct expr **slot)
{
	const struct expr *call = *slot;
	const struct macro_decl *nearest = NULL;
	size_t best = SIZE_MAX;

	for (const struct macro_decl *macro = ptrmap_get(&x->macros, call->call.name);
	     macro && best; macro = macro->same_name) {
		size_t d = distance(macro, &call->call.args);

		if (d < best) {
			best = d;
			nearest = macro;
		}
	}
	if (nearest && best)
		mismatch_error(x, call, nearest);
	else if (nearest)
		call_expand(x, slot, nearest, &call->call.args);
}

/* A bare name: a macro without parameters, unless the name always is a builtin. */
static void name_find(struct expander *x, struct expr **slot)
{
	static const struct exprs none = {0};
	const char *name = (*slot)->ident;

	for (const struct macro_decl *macro = ptrmap_get(&x->macros, name); macro;
	     macro = macro->same_name) {
		if (macro->params.len || macro_always_builtin(name))
			continue;
		call_expand(x, slot, macro, &none);
		return;
	}
}

/* ---- the walk ---- */

static void node_walk(struct expander *x, struct expr **slot)
{
	struct expr *e = *slot;

	if (x->frame && e->kind == E_IDENT && argument(x->frame, e->ident)) {
		*slot = argument_copy(x, argument(x->frame, e->ident), moved(x->frame, e->span));
		return;
	}
	if (x->frame)
		node_substitute(x, e);
	expr_children(e, walk_slot, x);
	if (x->failed)
		return;
	if (e->kind == E_CALL)
		call_find(x, slot);
	else if (e->kind == E_IDENT)
		name_find(x, slot);
	if (!expr_measure(*slot))
		give_up(x, (*slot)->span,
			"this is nested too deeply after its macros are expanded");
}

static bool walk_slot(struct expr **slot, void *arg)
{
	struct expander *x = arg;

	if (x->failed)
		return true;
	if (x->depth == HEIGHT_MAX) {
		give_up(x, (*slot)->span,
			"this is nested too deeply after its macros are expanded");
		return true;
	}
	x->depth++;
	node_walk(x, slot);
	x->depth--;
	return x->failed;
}

/* Definitions of one name hang together in the order of the text. */
static void macros_index(struct expander *x)
{
	for (size_t i = x->u->script->macros.len; i-- > 0;) {
		struct macro_decl *macro = x->u->script->macros.at[i];

		macro->same_name = ptrmap_get(&x->macros, macro->name);
		ptrmap_set(x->u->arena, &x->macros, macro->name, macro);
	}
}

void unit_macros(struct unit *u)
{
	struct expander x = {.u = u};
	size_t errors = diags_errors(u->diags);

	macros_index(&x);
	for (size_t i = 0; i < u->script->macros.len; i++) {
		struct macro_decl *macro = u->script->macros.at[i];

		macro_check(u, ptrmap_get(&x.macros, macro->name), macro);
	}
	if (diags_errors(u->diags) != errors || !u->script->macros.len)
		return;
	for (size_t i = 0; i < u->script->probes.len && !x.failed; i++) {
		struct probe_decl *probe = u->script->probes.at[i];

		if (probe->predicate)
			walk_slot(&probe->predicate, &x);
		walk_slot(&probe->body, &x);
	}
	for (size_t i = 0; i < u->script->fns.len && !x.failed; i++)
		walk_slot(&u->script->fns.at[i]->body, &x);
}
