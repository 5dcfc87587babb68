/*
 * Resolving: binds variables and maps to what they name, in source order, once per instance.
 *
 * Also here, because it needs the same walk: where jumps may stand, what is never reached, what is
 * read before it is assigned.
 */
#include "lang/fold.h"
#include "lang/sema_local.h"

/* An import inside of a block was done before (lang/import.h), if the configuration lets it. */
static void import_resolve(struct sema *s, struct span span)
{
	const char *setting = s->u->config_strings[CONFIG_unstable_import_statement];
	struct diag *d;

	if (!setting || strcmp(setting, "error") == 0) {
		d = diag_add(s->diags, D_UNSTABLE, span,
			     "import stands at the top of a script, not inside a block");
		diag_hint(s->diags, d, "config = { unstable_import_statement=enable } allows it");
	} else if (strcmp(setting, "warn") == 0 && !s->import_said) {
		s->import_said = true;
		diag_add(s->diags, D_UNSTABLE_USED, span,
			 "imports inside of blocks may change in later versions");
	}
}

static void resolve_stmt(struct sema *s, struct stmt *stmt);
static void resolve_type(struct sema *s, struct type_expr *t);

/* ---- scopes ---- */

static void scope_leave(struct sema *s, size_t mark)
{
	while (s->bound.len > mark)
		ptrmap_set(s->a, &s->scope, s->bound.at[--s->bound.len].name, NULL);
}

static struct var_state *var_visible(struct sema *s, const char *name)
{
	return ptrmap_get(&s->scope, name);
}

static void var_show(struct sema *s, const char *name, struct var_state *v)
{
	vec_push(s->a, &s->bound, (struct bound){name, v});
	ptrmap_set(s->a, &s->scope, name, v);
}

static struct var_state *var_bind(struct sema *s, const char *name, struct span span,
				  const char *origin)
{
	struct var_state *v = arena_make(s->a, struct var_state);

	v->var.name = name;
	v->var.span = span;
	v->var.type = &type_error;
	v->origin = origin;
	v->for_depth = s->for_depth;
	vec_push(s->a, &s->vars, v);
	var_show(s, name, v);
	return v;
}

static void shadow_report(struct sema *s, const char *name, struct span span,
			  const struct var_state *old)
{
	struct diag *d =
		diag_add(s->diags, D_SHADOW, span,
			 "there is already a variable %s here; variables cannot be shadowed", name);

	diag_note(s->diags, d, old->var.span, "this is its %s", old->origin);
}

static struct var_state *var_declare(struct sema *s, const char *name, struct span span,
				     const char *origin)
{
	struct var_state *old = var_visible(s, name);

	if (old) {
		shadow_report(s, name, span, old);
		return old;
	}
	return var_bind(s, name, span, origin);
}

static void var_undefined(struct sema *s, const struct expr *e)
{
	const char *near = near_variable(s, e->var.name);
	struct diag *d = diag_add(s->diags, D_UNDEFINED_VARIABLE, e->span,
				  "there is no variable %s here", e->var.name);

	if (near)
		diag_hint(s->diags, d, "did you mean %s?", near);
	else
		diag_hint(s->diags, d,
			  "a variable lives in the block where it is first assigned; "
			  "declare it with `let %s;` in front of that block",
			  e->var.name);
}

/* A variable that must exist; an unknown one is reported and bound, so that it is said once. */
static struct var_state *var_require(struct sema *s, struct expr *e)
{
	struct var_state *v = var_visible(s, e->var.name);

	if (!v) {
		v = ghost_read(s, e->var.name);
		if (v)
			var_show(s, e->var.name, v);
	}
	if (!v) {
		var_undefined(s, e);
		v = var_bind(s, e->var.name, e->span, "first use");
		v->var.assigned = true;
	}
	if (s->for_depth > v->for_depth)
		v->var.captured = true;
	e->var.var = &v->var;
	return v;
}

static void var_read(struct sema *s, struct expr *e)
{
	struct var_state *v = var_require(s, e);

	v->var.read = true;
	if (!v->var.assigned && !s->unevaluated)
		diag_add(s->diags, D_USED_UNASSIGNED, e->span, "%s is read before it is assigned",
			 e->var.name);
}

void resolve_written_var(struct sema *s, struct expr *e)
{
	struct var_state *v = var_require(s, e);

	v->var.assigned = v->var.read = v->var.reassigned = true;
}

/* ---- expressions ---- */

static void resolve_map(struct sema *s, struct expr *e, bool as_whole)
{
	struct map_state *m = map_of(s, e->map.name, e->span);

	e->map.map = &m->map;
	m->used = true;
	m->live |= s->inst != NULL;
	if (e->map.key)
		resolve_expr(s, &e->map.key);
	if (e->map.key || !as_whole)
		map_shape(s, m, e->map.key != NULL, e->span);
}

static bool is_always_builtin(const char *name)
{
	enum builtin_id id = builtin_find(str_from(name));

	return id != BUILTIN_COUNT && (builtin_rows[id].flags & BF_PARSER);
}

static void resolve_sizeof(struct sema *s, struct expr *e)
{
	struct type_or_expr *of = &e->sizeof_.of;

	if (of->expr && of->expr->kind == E_IDENT && !is_always_builtin(of->expr->ident)) {
		/* A lone name is a type here. */
		struct type_expr *t = arena_make(s->a, struct type_expr);

		t->span = of->expr->span;
		t->name = of->expr->ident;
		*of = (struct type_or_expr){.type = t};
	}
	s->unevaluated++;
	if (of->type)
		resolve_type(s, of->type);
	else if (of->expr->kind == E_MAP)
		resolve_map(s, of->expr, true);
	else
		resolve_expr(s, &of->expr);
	s->unevaluated--;
}

/* Its value does not wait for the types of variables. */
static bool is_written_type(const struct expr *e)
{
	return (e->kind == E_SIZEOF || e->kind == E_OFFSETOF) && e->sizeof_.of.type &&
	       e->sizeof_.of.type->tag != TAG_TYPEOF;
}

static void resolve_type(struct sema *s, struct type_expr *t)
{
	if (!t || t->tag != TAG_TYPEOF)
		return;
	s->unevaluated++;
	if (t->of_type)
		resolve_type(s, t->of_type);
	else if (t->of->kind == E_MAP)
		resolve_map(s, t->of, true);
	else
		resolve_expr(s, &t->of);
	s->unevaluated--;
}

static void resolve_incdec(struct sema *s, struct expr *e)
{
	struct expr *target = e->incdec.target;

	if (target->kind == E_VAR) {
		var_read(s, target);
		resolve_written_var(s, target);
	} else if (target->kind == E_MAP) {
		resolve_map(s, target, false);
		map_state(target->map.map)->counted = true;
	} else {
		resolve_expr(s, &e->incdec.target);
	}
}

static void resolve_address(struct sema *s, struct expr *e)
{
	struct expr *of = e->address;

	if (of->kind == E_VAR) {
		struct var_state *v = var_require(s, of);

		v->var.assigned = v->var.address_taken = v->var.read = true;
		v->var.reassigned = true;
	} else if (of->kind == E_MAP) {
		resolve_map(s, of, true);
		of->map.map->address_taken = true;
	} else {
		resolve_expr(s, &e->address);
	}
}

static void resolve_list(struct sema *s, struct exprs *list)
{
	for (size_t i = 0; i < list->len; i++)
		resolve_expr(s, &list->at[i]);
}

static void resolve_nested(struct sema *s, struct expr *e)
{
	switch ((int)e->kind) {
	case E_UNARY:
		resolve_expr(s, &e->unary.arg);
		break;
	case E_BINARY:
		resolve_expr(s, &e->binary.lhs);
		resolve_expr(s, &e->binary.rhs);
		break;
	case E_COND:
		resolve_expr(s, &e->cond.test);
		resolve_expr(s, &e->cond.then);
		if (e->cond.otherwise)
			resolve_expr(s, &e->cond.otherwise);
		break;
	case E_FIELD:
		resolve_expr(s, &e->field.base);
		break;
	case E_INDEX:
		resolve_expr(s, &e->index.base);
		resolve_expr(s, &e->index.index);
		break;
	case E_CAST:
		resolve_type(s, e->cast.to);
		resolve_expr(s, &e->cast.arg);
		break;
	case E_TUPLE:
		resolve_list(s, &e->items);
		break;
	case E_RECORD:
		for (size_t i = 0; i < e->members.len; i++)
			resolve_expr(s, &e->members.at[i].value);
		break;
	case E_BUILTIN:
		resolve_list(s, &e->builtin.args);
		break;
	default:
		break;
	}
}

void resolve_expr(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;

	switch ((int)e->kind) {
	case E_IDENT:
		resolve_ident(s, slot);
		break;
	case E_VAR:
		var_read(s, e);
		break;
	case E_MAP:
		resolve_map(s, e, s->unevaluated && !e->map.key);
		break;
	case E_INCDEC:
		resolve_incdec(s, e);
		break;
	case E_ADDRESS:
		resolve_address(s, e);
		break;
	case E_CALL:
		resolve_call(s, slot);
		break;
	case E_SIZEOF:
	case E_OFFSETOF:
	case E_TYPEINFO:
	case E_TYPEOF:
		resolve_sizeof(s, e);
		if (is_written_type(e))
			comptime_replace(s, slot);
		break;
	case E_BLOCK:
		resolve_block(s, e, NULL);
		break;
	case E_COMPTIME:
		resolve_expr(s, &e->comptime);
		break;
	default:
		resolve_nested(s, e);
		fold_again(s, slot); /* sizeof(int32) + 1, config.max_strlen */
		break;
	}
}

/* ---- statements ---- */

static bool is_jump(const struct stmt *stmt)
{
	if (stmt->kind == S_BREAK || stmt->kind == S_CONTINUE || stmt->kind == S_RETURN)
		return true;
	return stmt->kind == S_EXPR && stmt->expr->kind == E_CALL && stmt->expr->call.fn == FN_exit;
}

void resolve_block(struct sema *s, struct expr *e, struct branch_set *out)
{
	size_t mark = s->bound.len;
	struct ghost *ghosts = s->branches.top;
	struct expr *outer = s->branches.block;
	bool jumped = false, said = false;

	s->branches.block = e;
	for (size_t i = 0; i < e->block.body.len; i++) {
		struct stmt *stmt = e->block.body.at[i];

		if (jumped && !said) {
			diag_add(s->diags, D_UNREACHABLE, stmt->span, "this is never reached");
			said = true;
		}
		if (stmt->kind == S_EXPR && stmt->expr->kind == E_COND)
			cond_stmt_resolve(s, e, stmt);
		else
			resolve_stmt(s, stmt);
		jumped = jumped || is_jump(stmt);
	}
	if (e->block.value) {
		if (jumped && !said)
			diag_add(s->diags, D_UNREACHABLE, e->block.value->span,
				 "this is never reached, so the block has no value");
		if (out && e->block.value->kind == E_COND)
			cond_resolve(s, e->block.value, out);
		else
			resolve_expr(s, &e->block.value);
	}
	if (out)
		branch_gather(s, mark, ghosts, out);
	ghosts_leave(s, ghosts);
	scope_leave(s, mark);
	s->branches.block = outer;
}

static void var_assign_first(struct sema *s, const struct expr *target)
{
	struct var_state *v = ghost_assign(s, target->var.name);

	if (v)
		var_show(s, target->var.name, v);
	else
		ghost_follow(s, var_bind(s, target->var.name, target->span, "first assignment"));
}

static void resolve_target(struct sema *s, struct stmt *stmt)
{
	struct expr *target = stmt->assign.target;
	struct var_state *v;

	if (target->kind == E_MAP) {
		resolve_map(s, target, false);
		if (stmt->assign.op == OP_NONE)
			map_state(target->map.map)->assigned = true;
		else
			map_state(target->map.map)->counted = true;
		return;
	}
	if (target->kind != E_VAR) {
		resolve_expr(s, &stmt->assign.target);
		return;
	}
	if (stmt->assign.op != OP_NONE)
		var_read(s, target);
	else if (!var_visible(s, target->var.name))
		var_assign_first(s, target);
	v = var_require(s, target);
	v->var.assigned = v->var.reassigned = true;
}

static bool is_aggregate_call(const struct sema *s, const struct expr *e)
{
	return e->kind == E_CALL && !fn_find(s, e->call.name) &&
	       function_find(str_from(e->call.name)) == FN_COUNT &&
	       aggregate_find(str_from(e->call.name)) != AGG_COUNT;
}

/* `@m[k] = count()` becomes a statement of its own. */
static void aggregate_make(struct stmt *stmt, const struct expr *call)
{
	struct expr *target = stmt->assign.target;

	stmt->kind = S_AGGREGATE;
	stmt->aggregate.target = target;
	stmt->aggregate.agg = aggregate_find(str_from(call->call.name));
	stmt->aggregate.args = call->call.args;
}

/* `@m = { ...; count() }` is `{ ...; @m = count(); }`. False: VALUE is no such block. */
static bool aggregate_sink(struct sema *s, struct stmt *stmt)
{
	struct expr *block = stmt->assign.value, *last = block->block.value;
	struct stmt *inner;

	if (block->kind != E_BLOCK || !last)
		return false;
	if (last->kind != E_BLOCK && !is_aggregate_call(s, last))
		return false;
	inner = stmt_make(s->a, S_ASSIGN, last->span);
	inner->assign = stmt->assign;
	inner->assign.value = last;
	if (last->kind == E_BLOCK) {
		if (!aggregate_sink(s, inner))
			return false;
	} else {
		aggregate_make(inner, last);
	}
	block->block.value = NULL;
	vec_push(s->a, &block->block.body, inner);
	stmt->kind = S_EXPR;
	stmt->expr = block;
	return true;
}

static void resolve_aggregate(struct sema *s, struct stmt *stmt)
{
	resolve_list(s, &stmt->aggregate.args);
	resolve_map(s, stmt->aggregate.target, false);
	map_state(stmt->aggregate.target->map.map)->assigned = true;
}

static void resolve_assign(struct sema *s, struct stmt *stmt)
{
	if (stmt->assign.target->kind == E_MAP && stmt->assign.op == OP_NONE) {
		if (is_aggregate_call(s, stmt->assign.value)) {
			aggregate_make(stmt, stmt->assign.value);
			resolve_aggregate(s, stmt);
			return;
		}
		if (aggregate_sink(s, stmt)) {
			resolve_expr(s, &stmt->expr);
			return;
		}
	}
	resolve_expr(s, &stmt->assign.value);
	resolve_target(s, stmt);
}

static void resolve_let(struct sema *s, struct stmt *stmt)
{
	struct var_state *v;

	resolve_type(s, stmt->let.type);
	if (stmt->let.value)
		resolve_expr(s, &stmt->let.value);
	v = var_declare(s, stmt->let.name, stmt->let.name_span, "declaration");
	v->var.declared = true;
	if (stmt->let.value)
		v->var.assigned = true;
	stmt->let.var = &v->var;
}

/* The body of a for loop becomes a function of its own: what it uses from outside is captured. */
static void resolve_for_body(struct sema *s, const char *name, struct span span, struct expr **body,
			     struct variable **var)
{
	enum loop_kind outer = s->loop;
	size_t mark = s->bound.len;
	struct var_state *v, *old = var_visible(s, name);

	if (old)
		shadow_report(s, name, span, old);
	s->loop = LOOP_FOR;
	s->for_depth++;
	v = old ? old : var_bind(s, name, span, "loop variable");
	v->var.assigned = true;
	*var = &v->var;
	resolve_expr(s, body);
	scope_leave(s, mark);
	s->for_depth--;
	s->loop = outer;
}

static void resolve_for_map(struct sema *s, struct stmt *stmt)
{
	struct expr *map = stmt->each.map;

	if (map->kind == E_MAP) {
		resolve_map(s, map, true);
		if (map->map.key)
			diag_add(s->diags, D_LOOP, map->span,
				 "a for loop walks a whole map: leave the key out");
	} else {
		resolve_expr(s, &stmt->each.map);
		diag_add(s->diags, D_LOOP, map->span, "a for loop walks a map or a range");
	}
	resolve_for_body(s, stmt->each.name, stmt->each.name_span, &stmt->each.body,
			 &stmt->each.var);
}

static void resolve_while(struct sema *s, struct stmt *stmt)
{
	enum loop_kind outer = s->loop;
	struct diag *d;

	resolve_expr(s, &stmt->loop.test);
	if (stmt->kind == S_WHILE) {
		d = diag_add(s->diags, D_DEPRECATED,
			     (struct span){stmt->span.lo, stmt->span.lo + 5},
			     "while loops are deprecated: the kernel may refuse them");
		diag_hint(s->diags, d, "a for loop over a range always ends: for $i : 0..10 { }");
		s->loop = LOOP_WHILE;
	}
	resolve_expr(s, &stmt->loop.body);
	s->loop = outer;
}

static void resolve_jump(struct sema *s, struct stmt *stmt)
{
	const char *what = stmt->kind == S_BREAK ? "break" : "continue";

	if (s->loop == LOOP_NONE)
		diag_add(s->diags, D_JUMP, stmt->span, "%s is not inside a loop", what);
}

static void resolve_return(struct sema *s, struct stmt *stmt)
{
	if (stmt->expr && !s->fn && s->inst && s->inst->verdicts)
		verdict_resolve(s, &stmt->expr);
	else if (stmt->expr)
		resolve_expr(s, &stmt->expr);
	if (!s->for_depth)
		return;
	if (stmt->expr ? s->returns_nothing : s->returns_value)
		diag_add(s->diags, D_JUMP, stmt->span,
			 "the loops of a %s must return either always or never with a value",
			 s->fn ? "function" : "probe");
	s->returns_value = s->returns_value || stmt->expr;
	s->returns_nothing = s->returns_nothing || !stmt->expr;
}

static void resolve_stmt(struct sema *s, struct stmt *stmt)
{
	switch (stmt->kind) {
	case S_EXPR:
	case S_DISCARD:
		resolve_expr(s, &stmt->expr);
		break;
	case S_LET:
		resolve_let(s, stmt);
		break;
	case S_ASSIGN:
		resolve_assign(s, stmt);
		break;
	case S_FOR_RANGE:
		resolve_expr(s, &stmt->range.from);
		resolve_expr(s, &stmt->range.to);
		resolve_for_body(s, stmt->range.name, stmt->range.name_span, &stmt->range.body,
				 &stmt->range.var);
		break;
	case S_FOR_MAP:
		resolve_for_map(s, stmt);
		break;
	case S_WHILE:
	case S_UNROLL:
		resolve_while(s, stmt);
		break;
	case S_BREAK:
	case S_CONTINUE:
		resolve_jump(s, stmt);
		break;
	case S_RETURN:
		resolve_return(s, stmt);
		break;
	case S_IMPORT:
		import_resolve(s, stmt->span);
		break;
	case S_AGGREGATE:
		resolve_aggregate(s, stmt);
		break;
	case S_COUNT:
		break;
	}
}

/* { if (predicate) { body } } */
static void predicate_fold(struct sema *s, struct instance *inst)
{
	struct expr *cond, *block;
	struct stmt *stmt;

	if (!inst->predicate)
		return;
	cond = expr_make(s->a, E_COND, inst->predicate->span);
	cond->cond.test = inst->predicate;
	cond->cond.then = inst->body;
	cond->cond.is_if = true;
	stmt = stmt_make(s->a, S_EXPR, inst->body->span);
	stmt->expr = cond;
	block = expr_make(s->a, E_BLOCK, inst->body->span);
	vec_push(s->a, &block->block.body, stmt);
	inst->body = block;
	inst->predicate = NULL;
}

void resolve_instance(struct sema *s, struct instance *inst)
{
	s->inst = inst;
	s->loop = LOOP_NONE;
	s->for_depth = 0;
	s->returns_value = s->returns_nothing = false;
	predicate_fold(s, inst);
	s->branches = (struct branches){0};
	resolve_expr(s, &inst->body);
	branches_settle(s, inst->body);
	scope_leave(s, 0);
}

static void resolve_params(struct sema *s, struct fn_state *fn)
{
	const struct params *params = &fn->fn.decl->params;

	for (size_t i = 0; i < params->len; i++) {
		const struct param *p = &params->at[i];
		struct var_state *v = var_declare(s, p->name, p->span, "parameter");

		resolve_type(s, p->type);
		v->var.assigned = true;
		fn->fn.params[i] = &v->var;
	}
	resolve_type(s, fn->fn.decl->result);
}

void resolve_fn(struct sema *s, struct fn_state *fn)
{
	struct ptrmap scope = s->scope;
	struct bounds bound = s->bound;
	struct branches branches = s->branches;
	enum loop_kind loop = s->loop;
	uint32_t for_depth = s->for_depth;
	unsigned unevaluated = s->unevaluated;
	bool value = s->returns_value, nothing = s->returns_nothing;

	s->scope = (struct ptrmap){0};
	s->bound = (struct bounds){0};
	s->branches = (struct branches){0};
	s->fn = fn;
	s->loop = LOOP_NONE;
	s->for_depth = s->unevaluated = 0;
	s->returns_value = s->returns_nothing = false;
	resolve_params(s, fn);
	resolve_expr(s, &fn->fn.body);
	branches_settle(s, fn->fn.body);
	s->branches = branches;
	s->fn = fn->caller;
	s->scope = scope;
	s->bound = bound;
	s->loop = loop;
	s->for_depth = for_depth;
	s->unevaluated = unevaluated;
	s->returns_value = value;
	s->returns_nothing = nothing;
}
