/*
 * Trees as S-expressions. Expressions stay on one line; every statement of a block has its own.
 */
#include "lang/ast_dump.h"

struct dump {
	struct buf *out;
	unsigned indent;
};

static void dump_expr(struct dump *d, const struct expr *e);
static void dump_block(struct dump *d, const struct expr *block);

static void new_line(struct dump *d)
{
	buf_char(d->out, '\n');
	buf_fill(d->out, ' ', 2 * d->indent);
}

static void dump_string(struct dump *d, struct str s)
{
	buf_char(d->out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c == '"' || c == '\\')
			buf_printf(d->out, "\\%c", c);
		else if (c == '\n')
			buf_puts(d->out, "\\n");
		else if (c == '\t')
			buf_puts(d->out, "\\t");
		else if (c < 0x20 || c >= 0x7f)
			buf_printf(d->out, "\\x%02x", c);
		else
			buf_char(d->out, (char)c);
	}
	buf_char(d->out, '"');
}

static void dump_type(struct dump *d, const struct type_expr *type)
{
	static const char *const tags[] = {
		[TAG_PLAIN] = "",     [TAG_STRUCT] = "struct ", [TAG_UNION] = "union ",
		[TAG_ENUM] = "enum ", [TAG_TYPEOF] = "typeof(",
	};

	buf_puts(d->out, tags[type->tag]);
	if (type->name)
		buf_puts(d->out, type->name);
	if (type->of)
		dump_expr(d, type->of);
	if (type->of_type)
		dump_type(d, type->of_type);
	if (type->tag == TAG_TYPEOF)
		buf_char(d->out, ')');
	for (size_t i = 0; i < type->suffixes.len; i++) {
		const struct type_suffix *suffix = &type->suffixes.at[i];

		if (suffix->is_pointer)
			buf_char(d->out, '*');
		else if (suffix->has_count)
			buf_printf(d->out, "[%llu]", (unsigned long long)suffix->count);
		else
			buf_puts(d->out, "[]");
	}
}

/* " a b c" */
static void dump_exprs(struct dump *d, const struct exprs *list)
{
	for (size_t i = 0; i < list->len; i++) {
		buf_char(d->out, ' ');
		dump_expr(d, list->at[i]);
	}
}

/* "(head a b)"; absent arguments are left out. */
static void dump_form(struct dump *d, const char *head, const struct expr *a, const struct expr *b)
{
	buf_printf(d->out, "(%s", head);
	if (a) {
		buf_char(d->out, ' ');
		dump_expr(d, a);
	}
	if (b) {
		buf_char(d->out, ' ');
		dump_expr(d, b);
	}
	buf_char(d->out, ')');
}

static void dump_cond(struct dump *d, const struct expr *e)
{
	buf_puts(d->out, e->cond.is_if ? "(if " : "(? ");
	dump_expr(d, e->cond.test);
	buf_char(d->out, ' ');
	dump_expr(d, e->cond.then);
	if (e->cond.otherwise) {
		buf_char(d->out, ' ');
		dump_expr(d, e->cond.otherwise);
	}
	buf_char(d->out, ')');
}

static void dump_of(struct dump *d, const char *head, const struct expr *e)
{
	buf_printf(d->out, "(%s ", head);
	if (e->sizeof_.of.type)
		dump_type(d, e->sizeof_.of.type);
	else
		dump_expr(d, e->sizeof_.of.expr);
	for (size_t i = 0; i < e->sizeof_.path.len; i++)
		buf_printf(d->out, "%s%s", i ? "." : " ", e->sizeof_.path.at[i]->ident);
	buf_char(d->out, ')');
}

static void dump_builtin(struct dump *d, const struct expr *e)
{
	const char *name = builtin_rows[e->builtin.id].name;

	if (e->builtin.args.len) {
		buf_printf(d->out, "(%s", name);
		dump_exprs(d, &e->builtin.args);
		buf_char(d->out, ')');
	} else if (e->builtin.id == BUILTIN_arg) {
		buf_printf(d->out, "arg%u", e->builtin.number);
	} else {
		buf_puts(d->out, name);
	}
}

static void dump_literal(struct dump *d, const struct expr *e)
{
	if (e->kind == E_INT && e->num.negative)
		buf_printf(d->out, "%lld", (long long)e->num.value);
	else if (e->kind == E_INT)
		buf_printf(d->out, "%llu", (unsigned long long)e->num.value);
	else if (e->kind == E_STRING)
		dump_string(d, e->string);
	else if (e->kind == E_BOOL)
		buf_puts(d->out, e->boolean ? "true" : "false");
	else if (e->kind == E_LOADED)
		buf_printf(d->out, "(loaded %u)", e->loaded);
	else if (e->param)
		buf_printf(d->out, "$%llu", (unsigned long long)e->param);
	else
		buf_puts(d->out, "$#");
}

static void dump_access(struct dump *d, const struct expr *e)
{
	buf_puts(d->out, e->kind == E_FIELD ? "(. " : "([] ");
	dump_expr(d, e->kind == E_FIELD ? e->field.base : e->index.base);
	buf_char(d->out, ' ');
	if (e->kind == E_INDEX)
		dump_expr(d, e->index.index);
	else if (e->field.name)
		buf_puts(d->out, e->field.name);
	else
		buf_printf(d->out, "%llu", (unsigned long long)e->field.index);
	buf_char(d->out, ')');
}

static void dump_map(struct dump *d, const struct expr *e)
{
	buf_puts(d->out, e->map.name);
	if (!e->map.key)
		return;
	buf_char(d->out, '[');
	dump_expr(d, e->map.key);
	buf_char(d->out, ']');
}

static void dump_record(struct dump *d, const struct expr *e)
{
	buf_puts(d->out, "(record");
	for (size_t i = 0; i < e->members.len; i++) {
		buf_printf(d->out, " %s=", e->members.at[i].name);
		dump_expr(d, e->members.at[i].value);
	}
	buf_char(d->out, ')');
}

static void dump_call(struct dump *d, const struct expr *e)
{
	buf_printf(d->out, "(call %s", e->call.name);
	dump_exprs(d, &e->call.args);
	buf_char(d->out, ')');
}

static void dump_incdec(struct dump *d, const struct expr *e)
{
	const char *op = e->incdec.delta > 0 ? "++" : "--";

	buf_puts(d->out, e->incdec.post ? "(post" : "(pre");
	buf_puts(d->out, op);
	buf_char(d->out, ' ');
	dump_expr(d, e->incdec.target);
	buf_char(d->out, ')');
}

static void dump_kind(struct dump *d, const struct expr *e)
{
	switch (e->kind) {
	case E_INT:
	case E_STRING:
	case E_BOOL:
	case E_PARAM:
	case E_LOADED:
		dump_literal(d, e);
		break;
	case E_IDENT:
		buf_puts(d->out, e->ident);
		break;
	case E_BUILTIN:
		dump_builtin(d, e);
		break;
	case E_VAR:
		buf_puts(d->out, e->var.name);
		break;
	case E_MAP:
		dump_map(d, e);
		break;
	case E_UNARY:
		dump_form(d, op_text(e->unary.op), e->unary.arg, NULL);
		break;
	case E_INCDEC:
		dump_incdec(d, e);
		break;
	case E_ADDRESS:
		dump_form(d, "&", e->address, NULL);
		break;
	case E_BINARY:
		dump_form(d, op_text(e->binary.op), e->binary.lhs, e->binary.rhs);
		break;
	case E_COND:
		dump_cond(d, e);
		break;
	case E_FIELD:
	case E_INDEX:
		dump_access(d, e);
		break;
	case E_CALL:
	case E_C_CALL:
		dump_call(d, e);
		break;
	case E_CAST:
		buf_puts(d->out, "(cast ");
		if (e->cast.to) {
			dump_type(d, e->cast.to);
			buf_char(d->out, ' ');
		}
		dump_expr(d, e->cast.arg);
		buf_char(d->out, ')');
		break;
	case E_SIZEOF:
		dump_of(d, "sizeof", e);
		break;
	case E_OFFSETOF:
		dump_of(d, "offsetof", e);
		break;
	case E_TYPEINFO:
		dump_of(d, "typeinfo", e);
		break;
	case E_TYPEOF:
		dump_of(d, "typeof", e);
		break;
	case E_TUPLE:
		buf_puts(d->out, "(tuple");
		dump_exprs(d, &e->items);
		buf_char(d->out, ')');
		break;
	case E_RECORD:
		dump_record(d, e);
		break;
	case E_BLOCK:
		dump_block(d, e);
		break;
	case E_COMPTIME:
		dump_form(d, "comptime", e->comptime, NULL);
		break;
	case E_COUNT:
		bug("no such expression");
	}
}

static void dump_expr(struct dump *d, const struct expr *e)
{
	dump_kind(d, e);
	if (!e->type)
		return;
	buf_char(d->out, ':');
	type_name(e->type, d->out);
}

static void dump_let(struct dump *d, const struct stmt *s)
{
	buf_printf(d->out, "(let %s", s->let.name);
	if (s->let.type) {
		buf_puts(d->out, " : ");
		dump_type(d, s->let.type);
	}
	if (s->let.value) {
		buf_char(d->out, ' ');
		dump_expr(d, s->let.value);
	}
	buf_char(d->out, ')');
}

static void dump_aggregate(struct dump *d, const struct stmt *s)
{
	buf_puts(d->out, "(aggregate ");
	dump_expr(d, s->aggregate.target);
	buf_printf(d->out, " %s", aggregate_rows[s->aggregate.agg].name);
	dump_exprs(d, &s->aggregate.args);
	buf_char(d->out, ')');
}

static void dump_assign(struct dump *d, const struct stmt *s)
{
	buf_printf(d->out, "(%s= ", op_text(s->assign.op));
	dump_expr(d, s->assign.target);
	buf_char(d->out, ' ');
	dump_expr(d, s->assign.value);
	buf_char(d->out, ')');
}

/* "(head a b <block>)"; B may be NULL. */
static void dump_loop(struct dump *d, const char *head, const struct expr *a, const struct expr *b,
		      const struct expr *body)
{
	buf_printf(d->out, "(%s ", head);
	dump_expr(d, a);
	buf_char(d->out, ' ');
	if (b) {
		dump_expr(d, b);
		buf_char(d->out, ' ');
	}
	dump_expr(d, body);
	buf_char(d->out, ')');
}

static void dump_for(struct dump *d, const struct stmt *s)
{
	struct buf head = {0};

	buf_printf(&head, "for %s", s->kind == S_FOR_RANGE ? s->range.name : s->each.name);
	if (s->kind == S_FOR_RANGE)
		dump_loop(d, head.at, s->range.from, s->range.to, s->range.body);
	else
		dump_loop(d, head.at, s->each.map, NULL, s->each.body);
	buf_free(&head);
}

static void dump_stmt(struct dump *d, const struct stmt *s)
{
	switch (s->kind) {
	case S_EXPR:
		dump_expr(d, s->expr);
		break;
	case S_LET:
		dump_let(d, s);
		break;
	case S_ASSIGN:
		dump_assign(d, s);
		break;
	case S_AGGREGATE:
		dump_aggregate(d, s);
		break;
	case S_DISCARD:
		dump_form(d, "_=", s->expr, NULL);
		break;
	case S_FOR_RANGE:
	case S_FOR_MAP:
		dump_for(d, s);
		break;
	case S_WHILE:
		dump_loop(d, "while", s->loop.test, NULL, s->loop.body);
		break;
	case S_UNROLL:
		dump_loop(d, "unroll", s->loop.test, NULL, s->loop.body);
		break;
	case S_BREAK:
		buf_puts(d->out, "(break)");
		break;
	case S_CONTINUE:
		buf_puts(d->out, "(continue)");
		break;
	case S_RETURN:
		dump_form(d, "return", s->expr, NULL);
		break;
	case S_IMPORT:
		buf_puts(d->out, "(import ");
		dump_string(d, s->import);
		buf_char(d->out, ')');
		break;
	case S_COUNT:
		bug("no such statement");
	}
}

/* The items of a block, each on a line of its own. */
static void dump_items(struct dump *d, const struct expr *block)
{
	d->indent++;
	for (size_t i = 0; i < block->block.body.len; i++) {
		new_line(d);
		dump_stmt(d, block->block.body.at[i]);
	}
	if (block->block.value) {
		new_line(d);
		buf_puts(d->out, "=> ");
		dump_expr(d, block->block.value);
	}
	d->indent--;
}

static void dump_block(struct dump *d, const struct expr *block)
{
	buf_puts(d->out, "(block");
	dump_items(d, block);
	buf_char(d->out, ')');
}

void expr_dump(const struct expr *e, struct buf *out)
{
	struct dump d = {out, 0};

	dump_expr(&d, e);
}

static void dump_params(struct dump *d, const struct params *params)
{
	buf_puts(d->out, " (");
	for (size_t i = 0; i < params->len; i++) {
		buf_printf(d->out, "%s%s", i ? " " : "", params->at[i].name);
		if (!params->at[i].type)
			continue;
		buf_puts(d->out, " : ");
		dump_type(d, params->at[i].type);
	}
	buf_char(d->out, ')');
}

static void dump_config(struct dump *d, const struct config_entry *entry)
{
	buf_printf(d->out, "(config %s ", entry->key);
	if (entry->kind == CONFIG_STRING)
		dump_string(d, entry->string);
	else if (entry->kind == CONFIG_BOOL)
		buf_puts(d->out, entry->number ? "true" : "false");
	else
		buf_printf(d->out, "%llu", (unsigned long long)entry->number);
	buf_puts(d->out, ")\n");
}

static void dump_probe(struct dump *d, const struct probe_decl *probe)
{
	buf_puts(d->out, "(probe");
	for (size_t i = 0; i < probe->points.len; i++) {
		buf_char(d->out, ' ');
		buf_str(d->out, probe->points.at[i].text);
	}
	if (probe->predicate) {
		d->indent++;
		new_line(d);
		dump_form(d, "pred", probe->predicate, NULL);
		d->indent--;
	}
	dump_items(d, probe->body);
	buf_puts(d->out, ")\n");
}

static void dump_definitions(struct dump *d, const struct script *script)
{
	for (size_t i = 0; i < script->c_decls.len; i++) {
		buf_puts(d->out, "(c ");
		dump_string(d, script->c_decls.at[i].text);
		buf_puts(d->out, ")\n");
	}
	for (size_t i = 0; i < script->config.len; i++)
		dump_config(d, &script->config.at[i]);
	for (size_t i = 0; i < script->imports.len; i++) {
		if (script->imports.at[i].in_block)
			continue;
		buf_puts(d->out, "(import ");
		dump_string(d, script->imports.at[i].path);
		buf_puts(d->out, ")\n");
	}
	for (size_t i = 0; i < script->maps.len; i++) {
		const struct map_decl *m = script->maps.at[i];

		buf_printf(d->out, "(map %s %s %llu", m->name, m->kind,
			   (unsigned long long)m->max_entries);
		if (m->pin.at) {
			buf_puts(d->out, " pinned ");
			dump_string(d, m->pin);
		}
		buf_puts(d->out, ")\n");
	}
}

void script_dump(const struct script *script, struct buf *out)
{
	struct dump d = {out, 0};

	dump_definitions(&d, script);
	for (size_t i = 0; i < script->macros.len; i++) {
		buf_printf(out, "(macro %s", script->macros.at[i]->name);
		dump_params(&d, &script->macros.at[i]->params);
		dump_items(&d, script->macros.at[i]->body);
		buf_puts(out, ")\n");
	}
	for (size_t i = 0; i < script->fns.len; i++) {
		buf_printf(out, "(fn %s", script->fns.at[i]->name);
		dump_params(&d, &script->fns.at[i]->params);
		buf_char(out, ' ');
		dump_type(&d, script->fns.at[i]->result);
		dump_items(&d, script->fns.at[i]->body);
		buf_puts(out, ")\n");
	}
	for (size_t i = 0; i < script->probes.len; i++)
		dump_probe(&d, script->probes.at[i]);
}

static void dump_fn(struct dump *d, const struct fn_instance *fn)
{
	new_line(d);
	buf_printf(d->out, "(fn %s (", fn->decl->name);
	for (size_t i = 0; i < fn->decl->params.len; i++) {
		buf_printf(d->out, "%s%s:", i ? " " : "", fn->decl->params.at[i].name);
		type_name(fn->params[i]->type, d->out);
	}
	buf_puts(d->out, "):");
	type_name(fn->result, d->out);
	dump_items(d, fn->body);
	buf_char(d->out, ')');
}

void instance_dump(const struct instance *instance, struct buf *out)
{
	struct dump d = {out, 0};

	buf_printf(out, "(instance %s %s", instance->text, method_rows[instance->method].name);
	d.indent++;
	if (instance->predicate) {
		new_line(&d);
		dump_form(&d, "pred", instance->predicate, NULL);
	}
	for (uint32_t i = 0; i < instance->ntargets; i++) {
		new_line(&d);
		buf_printf(out, "(target %s)", instance->targets[i].name);
	}
	for (size_t i = 0; i < instance->fns.len; i++)
		dump_fn(&d, instance->fns.at[i]);
	d.indent--;
	dump_items(&d, instance->body);
	buf_puts(out, ")\n");
}
