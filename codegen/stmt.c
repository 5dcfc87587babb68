/*
 * Statements: one function per kind behind one dispatch. Memory for temporaries lasts one
 * statement.
 */
#include "codegen/cg.h"

/* ---- jumps ---- */

/*
 * Leaves the program. Inside the callback of a loop the frame says so, the loop stops, and the
 * function around it looks (loop.c).
 */
void cg_return(struct cg *cg, LLVMValueRef result)
{
	struct fn *fn = cg->fn;

	if (!fn->outer && fn->prog->part) {
		part_return(cg, result);
		return;
	}
	if (!fn->outer) {
		if (result)
			ir_store(cg, result, fn->result, 8);
		regions_release(cg, NULL);
		ir_jump(cg, fn->exit);
		return;
	}
	fn->prog->returns_in_loop = true;
	ir_store(cg, ir_u64(cg, 1), frame_at(cg, FRAME_RETURNED), 8);
	if (!result)
		result = verdict_otherwise(cg);
	ir_store(cg, result, frame_at(cg, FRAME_RESULT), 8);
	ir_store(cg, ir_u64(cg, 1), fn->result, 8); /* the kernel stops the loop */
	regions_release(cg, NULL);
	ir_jump(cg, fn->exit);
}

void stmt_jump(struct cg *cg, bool is_break)
{
	struct jump_target *to = cg->fn->jump;

	if (!to && cg->fn->prog->part && !cg->fn->outer) {
		part_jump(cg, is_break);
		return;
	}
	if (!to) {
		/* The nearest loop is the one whose callback this function is. */
		ir_store(cg, ir_u64(cg, is_break), cg->fn->result, 8);
		regions_release(cg, NULL);
		ir_jump(cg, cg->fn->exit);
		return;
	}
	regions_release(cg, to->outside);
	ir_jump(cg, is_break ? to->on_break : to->on_continue);
}

/* ---- loops that stay in the function ---- */

static void stmt_while(struct cg *cg, const struct stmt *s)
{
	struct jump_target to = {.up = cg->fn->jump, .outside = cg->fn->region};
	struct ir_if done;

	if (cg->fn->prog->outline) {
		loop_while(cg, s);
		return;
	}
	to.on_continue = ir_block(cg, "while");
	to.on_break = ir_block(cg, "done");
	cg->fn->jump = &to;
	ir_begin(cg, to.on_continue);
	region_enter(cg);
	ir_if(cg, &done, ir_not(cg, cg_scalar(cg, s->loop.test)));
	regions_release(cg, to.outside);
	ir_jump(cg, to.on_break);
	ir_end(cg, &done);
	cg_body(cg, s->loop.body);
	region_leave(cg);
	LLVMBuildBr(cg->b, to.on_continue);
	LLVMMoveBasicBlockAfter(to.on_break, LLVMGetInsertBlock(cg->b));
	LLVMPositionBuilderAtEnd(cg->b, to.on_break);
	cg->fn->jump = to.up;
}

static void stmt_unroll(struct cg *cg, const struct stmt *s)
{
	uint64_t n = expr_literal(s->loop.test, 0);

	if (cg->fn->prog->outline && !cg->fn->prog->part) {
		outline_unroll(cg, s, n);
		return;
	}
	for (uint64_t i = 0; i < n; i++)
		cg_body(cg, s->loop.body);
}

/* ---- assignments ---- */

static void stmt_let(struct cg *cg, const struct stmt *s)
{
	struct val v;

	if (!s->let.var->type || !s->let.var->type->size)
		return; /* declared and never used */
	if (s->let.value)
		v = cg_expr(cg, s->let.value);
	variable_home(cg, s->let.var, !s->let.value);
	if (s->let.value)
		variable_set(cg, s->let.var, &v);
}

static void assign_variable(struct cg *cg, const struct stmt *s)
{
	struct variable *var = s->assign.target->var.var;
	struct val v, old;
	LLVMValueRef a, b;

	if (s->assign.op == OP_NONE) {
		v = cg_expr(cg, s->assign.value);
		variable_home(cg, var, false);
		variable_set(cg, var, &v);
		return;
	}
	old = val_cast(cg, variable_get(cg, var), s->assign.in);
	a = val_scalar(cg, &old);
	b = cg_scalar(cg, s->assign.value);
	if (s->assign.in->kind == T_POINTER) {
		uint32_t size = s->assign.in->elem && s->assign.in->elem->size
					? s->assign.in->elem->size
					: 1;

		b = ir_mul(cg, ir_widen(cg, b, type_extends_signed(s->assign.value->type)),
			   ir_u64(cg, size));
	}
	v = binary_op(cg, s->assign.value, s->assign.op, a, b, s->assign.in);
	v = val_cast(cg, v, var->type);
	variable_set(cg, var, &v);
}

static void stmt_assign(struct cg *cg, const struct stmt *s)
{
	struct val v;

	if (s->assign.target->kind == E_VAR) {
		assign_variable(cg, s);
	} else if (s->assign.op != OP_NONE) {
		map_update(cg, s);
	} else {
		v = cg_expr(cg, s->assign.value);
		map_set(cg, s->assign.target, &v, s->span);
	}
}

static void stmt_return(struct cg *cg, const struct stmt *s)
{
	if (cg->fn->prog->user)
		user_return(cg, s->expr);
	else
		cg_return(cg, s->expr ? verdict_value(cg, s->expr) : NULL);
}

/* ---- dispatch ---- */

static void dispatch(struct cg *cg, const struct stmt *s)
{
	struct val v;

	switch (s->kind) {
	case S_EXPR:
	case S_DISCARD:
		if (s->expr->kind == E_BLOCK && !s->expr->block.value) {
			cg_body(cg, s->expr);
			return;
		}
		v = cg_expr(cg, s->expr);
		/* A read that only reports its failure is still a read. */
		if (v.where == VAL_REMOTE)
			val_settled(cg, &v);
		return;
	case S_LET:
		stmt_let(cg, s);
		return;
	case S_ASSIGN:
		stmt_assign(cg, s);
		return;
	case S_AGGREGATE:
		cg_aggregate(cg, s);
		return;
	case S_FOR_RANGE:
		loop_range(cg, s);
		return;
	case S_FOR_MAP:
		loop_map(cg, s);
		return;
	case S_WHILE:
		stmt_while(cg, s);
		return;
	case S_UNROLL:
		stmt_unroll(cg, s);
		return;
	case S_BREAK:
		stmt_jump(cg, true);
		return;
	case S_CONTINUE:
		stmt_jump(cg, false);
		return;
	case S_RETURN:
		stmt_return(cg, s);
		return;
	case S_IMPORT: /* what it names has been read */
		return;
	case S_COUNT:
		break;
	}
	bug("a statement of kind %d reached codegen", s->kind);
}

struct variable *stmt_newborn(const struct stmt *s)
{
	struct variable *var = NULL;

	if (s->kind == S_LET)
		var = s->let.var;
	else if (s->kind == S_ASSIGN && s->assign.target->kind == E_VAR)
		var = s->assign.target->var.var;
	return var && !var->codegen && var->type && var->type->size ? var : NULL;
}

void cg_stmt(struct cg *cg, const struct stmt *s)
{
	struct position before = debug_at(cg, s->span);
	struct variable *var = stmt_newborn(s);
	struct mem_mark mark;

	/* It outlives S: its memory comes before the mark. */
	if (var)
		variable_home(cg, var, false);
	mark = mem_mark(cg);
	dispatch(cg, s);
	mem_release(cg, mark);
	debug_restore(cg, before);
}

void cg_stmts(struct cg *cg, const struct stmts *list)
{
	if (cg->fn->prog->outline && !cg->fn->prog->part) {
		outline_stmts(cg, list);
		return;
	}
	for (size_t i = 0; i < list->len; i++)
		cg_stmt(cg, list->at[i]);
}

void cg_body(struct cg *cg, const struct expr *block)
{
	struct mem_mark mark = mem_mark(cg);
	size_t homes = cg->homes.len;

	cg_expr(cg, block);
	variables_forget(cg, homes);
	mem_release(cg, mark);
}
