/*
 * From the C of a script to names and expressions.
 *
 * Consumes script->c_decls; fills in u->c and replaces identifiers that are macros of C in all
 * trees of the script. Runs before the script's own macros are expanded, so that both mix freely.
 */
#include "lang/cdefs.h"

#include "lang/c_lines.h"
#include "lang/cdecl.h"
#include "lang/cnames.h"
#include "lang/parse.h"

/* Expressions that macros of C may make in all: those that use others twice double each time. */
#define NODES_MAX 200000
/* Text they may have in all. */
#define BYTES_MAX (16u * 1024 * 1024)
/* Macros inside macros. */
#define EXPANSIONS_MAX 64

struct substitution {
	struct unit *u;
	const struct macro_decl *macro; /* whose body this is; NULL: none */
	const struct c_macro *open[EXPANSIONS_MAX];
	unsigned nopen;
	size_t nodes, bytes; /* made, and read for it */
	bool failed;
};

static bool substitute(struct expr **slot, void *arg);

/* ---- walking the script ---- */

static bool children(struct expr *e, bool (*visit)(struct expr **slot, void *arg), void *arg)
{
	/* The path of offsetof() is names of members, not expressions. */
	if (e->kind == E_OFFSETOF)
		return e->sizeof_.of.expr && visit(&e->sizeof_.of.expr, arg);
	return expr_children(e, visit, arg);
}

static bool collect(struct expr **slot, void *arg)
{
	struct substitution *s = arg;
	struct expr *e = *slot;

	if (e->kind == E_IDENT)
		ptrmap_set(s->u->arena, &s->u->c->wanted, e->ident, s);
	return children(e, collect, arg);
}

static void script_walk(struct substitution *s, bool (*visit)(struct expr **slot, void *arg))
{
	struct script *script = s->u->script;

	for (size_t i = 0; i < script->probes.len; i++) {
		struct probe_decl *probe = script->probes.at[i];

		if (probe->predicate)
			visit(&probe->predicate, s);
		if (probe->body)
			visit(&probe->body, s);
	}
	for (size_t i = 0; i < script->macros.len; i++) {
		s->macro = script->macros.at[i];
		visit(&script->macros.at[i]->body, s);
	}
	s->macro = NULL;
	for (size_t i = 0; i < script->fns.len; i++)
		visit(&script->fns.at[i]->body, s);
}

/* ---- macros of C ---- */

/* The macro that NAME stands for here, or NULL. */
static const struct c_macro *macro_of(const struct substitution *s, const char *name)
{
	const struct c_macro *macro = ptrmap_get(&s->u->c->macros, name);

	if (!macro || builtin_find(str_from(name)) != BUILTIN_COUNT)
		return NULL;
	for (size_t i = 0; s->macro && i < s->macro->params.len; i++)
		if (s->macro->params.at[i].name == name)
			return NULL;
	return macro;
}

static bool give_up(struct substitution *s, struct span span, const char *fmt, const char *text)
{
	if (!s->failed)
		diag_add(s->u->diags, D_C_MACRO, span, fmt, text);
	s->failed = true;
	return true;
}

static bool cycle_report(struct substitution *s, const struct c_macro *macro, struct span span)
{
	struct buf chain = {0};
	bool open = false;

	for (unsigned i = 0; i < s->nopen; i++) {
		open = open || s->open[i] == macro;
		if (open)
			buf_printf(&chain, "%s -> ", s->open[i]->name);
	}
	buf_puts(&chain, macro->name);
	give_up(s, span, "these macros of C need themselves: %s", chain.at);
	buf_free(&chain);
	return true;
}

static bool macro_expand(struct substitution *s, struct expr **slot, const struct c_macro *macro)
{
	struct span span = (*slot)->span;
	struct expr *e;

	if (s->nopen && s->open[s->nopen - 1] == macro)
		return false; /* `#define NAME NAME` stands for the enumerator */
	for (unsigned i = 0; i < s->nopen; i++)
		if (s->open[i] == macro)
			return cycle_report(s, macro, span);
	s->bytes += macro->text.len;
	if (s->bytes > BYTES_MAX)
		return give_up(s, span, "%s expands to more than a program can be", macro->name);
	e = unit_parse_expr(s->u, macro->text, span);
	if (!e)
		return give_up(s, span, "a macro of C that is no expression of this language: %s",
			       arena_printf(s->u->arena, "%s is '%.*s'", macro->name,
					    STR_ARG(str_slice(macro->text, 0, 200))));
	s->nodes += expr_count(e, NODES_MAX);
	if (s->nodes > NODES_MAX || s->nopen == EXPANSIONS_MAX)
		return give_up(s, span, "%s expands to more than a program can be", macro->name);
	*slot = e;
	s->open[s->nopen++] = macro;
	substitute(slot, s);
	s->nopen--;
	return s->failed;
}

/* True stops the walk. */
static bool substitute(struct expr **slot, void *arg)
{
	struct substitution *s = arg;
	const struct c_macro *macro = NULL;

	if ((*slot)->kind == E_IDENT)
		macro = macro_of(s, (*slot)->ident);
	if (macro)
		return macro_expand(s, slot, macro);
	if (children(*slot, substitute, arg))
		return true;
	if (!expr_measure(*slot))
		return give_up(s, (*slot)->span, "%s",
			       "with its macros of C expanded this nests too deep");
	return false;
}

/* ---- preprocessor lines ---- */

/* Line 1 belongs to the front end, which puts the system's types there. */
static struct str text_make(struct unit *u)
{
	struct buf text = {0};
	struct str copy;

	for (size_t i = 0; i < u->script->c_decls.len; i++) {
		struct str decl = u->script->c_decls.at[i].text;

		buf_str(&text, decl);
		/* C wants the semicolon that scripts may leave out. */
		if (decl.len && decl.at[0] != '#')
			buf_char(&text, ';');
		buf_char(&text, '\n');
	}
	copy = (struct str){text.at, text.len};
	copy.at = arena_strdup(u->arena, copy);
	buf_free(&text);
	return copy;
}

/* Reads the C with the front end. False: it has no meaning, and that has been said. */
static bool front_read(struct unit *u)
{
	struct span span = u->script->c_decls.len ? u->script->c_decls.at[0].span : SPAN_NONE;
	struct diag *d;

	if (!u->target || !u->target->ops->c_front) {
		diag_add(
			u->diags, D_C_FRONT, span,
			"preprocessor lines and headers need a C compiler, and there is none here");
		return false;
	}
	if (u->target->ops->c_front(u->target, u, text_make(u)))
		return true;
	if (!u->c->messages.len)
		return false; /* it has said why */
	d = diag_add(u->diags, D_C_FRONT, SPAN_NONE,
		     "the C in the script does not compile (Clang parse error)");
	if (u->c->redefined)
		diag_hint(u->diags, d,
			  "the script uses types of the kernel that bring their own definitions of "
			  "these names: rename the script's, or define all that it uses");
	return false;
}

/* Definitions alone, by our own parser. */
static void definitions_read(struct unit *u)
{
	struct c_decls decls = {0};

	for (size_t i = 0; i < u->script->c_decls.len; i++)
		if (u->script->c_decls.at[i].text.len)
			vec_push(u->arena, &decls, u->script->c_decls.at[i]);
	if (decls.len)
		cdecl_read(u, decls.at, decls.len);
}

/* True: there are preprocessor lines or headers, and FRONT says who reads them. */
static bool has_lines(struct unit *u, bool *front)
{
	bool lines = false;

	*front = u->options.includes && u->options.includes[0];
	for (size_t i = 0; i < u->script->c_decls.len; i++)
		lines = lines || str_starts(u->script->c_decls.at[i].text, STR("#"));
	*front |= lines && c_lines_settle(u);
	return lines || *front;
}

void unit_c(struct unit *u)
{
	struct substitution s = {.u = u};
	size_t errors = diags_errors(u->diags);
	bool front = u->options.includes && u->options.includes[0], lines;

	if (!front && !u->script->c_decls.len)
		return;
	unit_cnames(u);
	lines = has_lines(u, &front);
	if (lines)
		script_walk(&s, collect);
	if (!front)
		definitions_read(u);
	else if (!front_read(u))
		lines = false;
	if (lines) {
		c_constants_add(u);
		script_walk(&s, substitute);
	}
	u->c->failed = diags_errors(u->diags) > errors;
}
