/*
 * The library: names that stand for trees of other names. A call is replaced while names are
 * resolved, before any type is known; messages point at the call.
 */
#include "lang/sema_local.h"

static struct expr *ident(struct sema *s, struct span span, const char *name)
{
	struct expr *e = expr_make(s->a, E_IDENT, span);

	e->ident = intern_c(s->u->names, name);
	return e;
}

static struct expr *member(struct sema *s, struct expr *base, const char *name)
{
	struct expr *e = expr_make(s->a, E_FIELD, base->span);

	e->field.base = base;
	e->field.name = intern_c(s->u->names, name);
	return e;
}

static struct type_expr *type_called(struct sema *s, struct span span, const char *name)
{
	struct type_expr *t = arena_make(s->a, struct type_expr);

	t->span = span;
	t->name = intern_c(s->u->names, name);
	return t;
}

static struct expr *cast(struct sema *s, struct type_expr *to, struct expr *arg)
{
	struct expr *e = expr_make(s->a, E_CAST, arg->span);

	e->cast.to = to;
	e->cast.arg = arg;
	return e;
}

static struct expr *binary(struct sema *s, struct span span, enum op op, struct expr *lhs,
			   struct expr *rhs)
{
	struct expr *e = expr_make(s->a, E_BINARY, span);

	e->binary.op = op;
	e->binary.lhs = lhs;
	e->binary.rhs = rhs;
	return e;
}

/* ---- tasks and users ---- */

static struct expr *task(struct sema *s, struct span span, const struct exprs *args)
{
	return args->len ? args->at[0] : ident(s, span, "curtask");
}

static struct expr *library_username(struct sema *s, struct span span, const struct exprs *args)
{
	(void)args;
	return cast(s, type_called(s, span, "username_t"), ident(s, span, "uid"));
}

static struct expr *library_ppid(struct sema *s, struct span span, const struct exprs *args)
{
	return member(s, member(s, task(s, span, args), "real_parent"), "pid");
}

static struct expr *library_pcomm(struct sema *s, struct span span, const struct exprs *args)
{
	return member(s, member(s, task(s, span, args), "real_parent"), "comm");
}

static struct expr *library_leader_tid(struct sema *s, struct span span, const struct exprs *args)
{
	return member(s, member(s, task(s, span, args), "group_leader"), "pid");
}

static struct expr *library_leader_comm(struct sema *s, struct span span, const struct exprs *args)
{
	return member(s, member(s, task(s, span, args), "group_leader"), "comm");
}

/* ---- pointers ---- */

#define ERRNO_MAX 4095 /* include/linux/err.h: MAX_ERRNO */

static struct expr *library_is_err(struct sema *s, struct span span, const struct exprs *args)
{
	return binary(s, span, OP_GE, cast(s, type_called(s, span, "uint64"), args->at[0]),
		      int_make(s, span, (uint64_t)-ERRNO_MAX));
}

/* (T *)((uint64)p - offsetof(T, member)) */
static struct expr *library_container_of(struct sema *s, struct span span, const struct exprs *args)
{
	const struct expr *of = args->at[1], *name = args->at[2];
	struct expr *offset = expr_make(s->a, E_OFFSETOF, span);
	struct type_expr *to;

	if (of->kind != E_TYPEOF || !of->sizeof_.of.type || name->kind != E_IDENT) {
		diag_add(s->diags, D_ARG_TYPE, span,
			 "container_of() takes a pointer, typeof(type) and the name of a member");
		return int_make(s, span, 0);
	}
	offset->sizeof_.of = of->sizeof_.of;
	vec_push(s->a, &offset->sizeof_.path, args->at[2]);
	to = arena_make(s->a, struct type_expr);
	to->span = of->span;
	to->tag = TAG_TYPEOF;
	to->of_type = of->sizeof_.of.type;
	vec_push(s->a, &to->suffixes, (struct type_suffix){.is_pointer = true});
	return cast(s, to,
		    binary(s, span, OP_SUB, cast(s, type_called(s, span, "uint64"), args->at[0]),
			   offset));
}

/* ---- maps ---- */

static struct stmt *assign(struct sema *s, struct expr *target, struct expr *value)
{
	struct stmt *stmt = stmt_make(s->a, S_ASSIGN, value->span);

	stmt->assign.target = target;
	stmt->assign.value = value;
	return stmt;
}

static struct expr *boolean(struct sema *s, struct span span, bool value)
{
	struct expr *e = expr_make(s->a, E_BOOL, span);

	e->boolean = value;
	return e;
}

static struct expr *block(struct sema *s, struct span span, struct stmt *stmt, struct expr *value)
{
	struct expr *e = expr_make(s->a, E_BLOCK, span);

	if (stmt)
		vec_push(s->a, &e->block.body, stmt);
	e->block.value = value;
	return e;
}

/* if (has_key(@m, k)) { $v = @m[k]; true } else { false } */
static struct expr *library_find(struct sema *s, struct span span, const struct exprs *args)
{
	struct expr *map = args->at[0], *key = args->at[1], *var = args->at[2];
	struct expr *test = expr_make(s->a, E_CALL, span), *cond = expr_make(s->a, E_COND, span);
	struct expr *element;

	if (map->kind != E_MAP || map->map.key || var->kind != E_VAR) {
		diag_add(s->diags, D_ARG_TYPE, span,
			 "find() takes a map, a key and a variable for the value");
		return boolean(s, span, false);
	}
	test->call.name = intern_c(s->u->names, "has_key");
	test->call.name_span = span;
	vec_push(s->a, &test->call.args, map);
	vec_push(s->a, &test->call.args, key);
	element = expr_clone(s->a, map);
	element->map.key = expr_clone(s->a, key);
	cond->cond.test = test;
	cond->cond.then = block(s, span, assign(s, var, element), boolean(s, span, true));
	cond->cond.otherwise = block(s, span, NULL, boolean(s, span, false));
	return cond;
}

/* ---- strings and assertions ---- */

static struct expr *call(struct sema *s, struct span span, const char *name, struct expr *first,
			 struct expr *second)
{
	struct expr *e = expr_make(s->a, E_CALL, span);

	e->call.name = intern_c(s->u->names, name);
	e->call.name_span = span;
	if (first)
		vec_push(s->a, &e->call.args, first);
	if (second)
		vec_push(s->a, &e->call.args, second);
	return e;
}

static struct expr *library_strcontains(struct sema *s, struct span span, const struct exprs *args)
{
	return binary(s, span, OP_GE, call(s, span, "strstr", args->at[0], args->at[1]),
		      int_make(s, span, 0));
}

static struct stmt *statement(struct sema *s, struct expr *e)
{
	struct stmt *stmt = stmt_make(s->a, S_EXPR, e->span);

	stmt->expr = e;
	return stmt;
}

/* if (condition) { } else { errorf("assert failed: %s", message); exit(1); } */
static struct expr *library_assert(struct sema *s, struct span span, const struct exprs *args)
{
	struct expr *cond = expr_make(s->a, E_COND, span), *failed;

	failed = block(s, span,
		       statement(s, call(s, span, "errorf",
					 string_make(s, span, "assert failed: %s"), args->at[1])),
		       NULL);
	vec_push(s->a, &failed->block.body,
		 statement(s, call(s, span, "exit", int_make(s, span, 1), NULL)));
	cond->cond.test = args->at[0];
	cond->cond.then = block(s, span, NULL, NULL);
	cond->cond.otherwise = failed;
	cond->cond.is_if = true;
	return cond;
}

static struct expr *library_assert_str(struct sema *s, struct span span, const struct exprs *args)
{
	return call(s, span, "static_assert", call(s, span, "is_str", args->at[0], NULL),
		    string_make(s, span, "a string is expected here"));
}

/* ---- the command line ---- */

/* The language's own library has it the wrong way round, and scripts rely on what they see. */
static struct expr *library_has_cpid(struct sema *s, struct span span, const struct exprs *args)
{
	(void)args;
	return boolean(s, span, !s->u->options.command);
}

static struct expr *config_value(struct sema *s, struct span span, int key, const char *kind)
{
	if (strcmp(kind, "BOOL") == 0)
		return boolean(s, span, s->u->config[key] != 0);
	if (strcmp(kind, "UINT") == 0)
		return int_make(s, span, s->u->config[key]);
	return string_make(s, span, s->u->config_strings[key] ? s->u->config_strings[key] : "");
}

static struct expr *library_config(struct sema *s, struct span span, const struct exprs *args)
{
	static const struct {
		const char *name, *kind;
	} keys[CONFIG_COUNT] = {
#define CONFIG(id, kind_, default_, doc) [CONFIG_##id] = {#id, #kind_},
#include "lang/config.def"
#undef CONFIG
	};
	struct expr *record = expr_make(s->a, E_RECORD, span);

	(void)args;
	for (int i = 0; i < CONFIG_COUNT; i++)
		vec_push(s->a, &record->members,
			 (struct named_expr){intern_c(s->u->names, keys[i].name), span,
					     config_value(s, span, i, keys[i].kind)});
	return record;
}

static const struct {
	const char *name;
	uint8_t least, most;
	struct expr *(*make)(struct sema *s, struct span span, const struct exprs *args);
} rows[] = {
#define LIBRARY(id, least, most, doc) {#id, least, most, library_##id},
#include "lang/library.def"
#undef LIBRARY
};

const char *library_name(size_t i)
{
	return i < ARRAY_LEN(rows) ? rows[i].name : NULL;
}

bool library_replace(struct sema *s, struct expr **slot, const char *name, const struct exprs *args)
{
	struct span span = (*slot)->span;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		if (args->len < rows[i].least || args->len > rows[i].most) {
			diag_add(s->diags, D_ARG_COUNT, span,
				 "%s() takes %d to %d arguments, not %zu", name, rows[i].least,
				 rows[i].most, args->len);
			return true;
		}
		*slot = rows[i].make(s, span, args);
		resolve_expr(s, slot);
		return true;
	}
	return false;
}
