/*
 * Functions that talk to user space.
 */
#include "codegen/cg.h"

struct val lower_fn_printf(struct cg *cg, const struct expr *e)
{
	emit_exprs(cg, e->call.record, &e->call.args, 1);
	return val_none();
}

static struct val control(struct cg *cg, const struct expr *e)
{
	emit_control(cg, e->call.record, ir_u64(cg, 0));
	return val_none();
}

struct val lower_fn_print(struct cg *cg, const struct expr *e)
{
	if (e->call.record->action == ACT_print_map)
		return control(cg, e);
	emit_exprs(cg, e->call.record, &e->call.args, 0);
	return val_none();
}

struct val lower_fn_clear(struct cg *cg, const struct expr *e)
{
	return control(cg, e);
}

struct val lower_fn_zero(struct cg *cg, const struct expr *e)
{
	return control(cg, e);
}

struct val lower_fn_time(struct cg *cg, const struct expr *e)
{
	emit_record(cg, e->call.record, NULL, 0);
	return val_none();
}

/* Ends the trace, and this run of the program. */
struct val lower_fn_exit(struct cg *cg, const struct expr *e)
{
	LLVMValueRef code = ir_u64(cg, 0);

	if (e->call.args.len)
		code = cg_scalar64(cg, e->call.args.at[0]);
	emit_control(cg, e->call.record, code);
	cg_return(cg, NULL);
	return val_none();
}
