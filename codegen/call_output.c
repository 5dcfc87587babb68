/*
 * Functions that talk to user space.
 */
#include "codegen/cg.h"

struct val lower_fn_printf(struct cg *cg, const struct expr *e)
{
	emit_exprs(cg, e->call.record, &e->call.args, 1);
	return val_none();
}

struct val lower_fn_errorf(struct cg *cg, const struct expr *e)
{
	return lower_fn_printf(cg, e);
}

/* Nothing is sent when nobody would see it. */
struct val lower_fn_warnf(struct cg *cg, const struct expr *e)
{
	return cg->u->options.no_warnings ? val_none() : lower_fn_printf(cg, e);
}

struct val lower_fn_cat(struct cg *cg, const struct expr *e)
{
	return lower_fn_printf(cg, e);
}

struct val lower_fn_system(struct cg *cg, const struct expr *e)
{
	return lower_fn_printf(cg, e);
}

#define TRACE_ARGS_MAX 3 /* what bpf_trace_printk takes */

struct val lower_fn_debugf(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	const struct str format = args->at[0]->string;
	LLVMValueRef values[TRACE_ARGS_MAX];
	enum addr_space space;

	for (size_t i = 0; i < TRACE_ARGS_MAX; i++) {
		const struct expr *arg = i + 1 < args->len ? args->at[i + 1] : NULL;

		if (!arg)
			values[i] = ir_u64(cg, 0);
		else if (type_in_register(arg->type))
			values[i] = cg_scalar64(cg, arg);
		else
			values[i] = cg_address(cg, arg, &space);
	}
	cg_bpf(cg, BPF_trace_printk, rodata_bytes(cg, format.at, format.len + 1),
	       ir_u64(cg, format.len + 1), values[0], values[1], values[2]);
	return val_none();
}

/* V: where the pointer to the string lies; V2: local, 1 when an earlier one was empty. */
static LLVMValueRef join_tail(struct cg *cg, const struct val *v, LLVMValueRef dst)
{
	LLVMValueRef n = ir_local(cg, cg->i64), address, length;
	struct val pointer = val_remote(v->v, v->space, type_int(cg->u->types, 8, false));
	struct ir_if more;

	pointer.e = v->e;
	ir_store(cg, ir_u64(cg, 0), n, 8);
	ir_if(cg, &more, ir_is_zero(cg, ir_load(cg, cg->i64, v->v2, 8)));
	address = val_scalar(cg, &pointer);
	length = mem_read_string(cg, v->space, dst, ir_u64(cg, v->type->size), v->type->size,
				 address, v->e->span);
	ir_store(cg, length, n, 8);
	ir_store(cg, ir_resize(cg, ir_cmp(cg, LLVMIntULE, length, ir_u64(cg, 1)), cg->i64, false),
		 v->v2, 8);
	ir_end(cg, &more);
	return ir_load(cg, cg->i64, n, 8);
}

static LLVMValueRef join_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			      bool exact)
{
	if (exact)
		mem_zero(cg, dst, align, v->type->size);
	else
		ir_store(cg, ir_const(cg->i8, 0), dst, 1);
	return join_tail(cg, v, dst);
}

/* Up to as many strings as the record has fields, to the first empty one. */
struct val lower_fn_join(struct cg *cg, const struct expr *e)
{
	const struct record *r = e->call.record;
	struct val *strings = arena_array(cg->arena, struct val, MAX(r->nfields, 1u));
	LLVMValueRef array, done = ir_local(cg, cg->i64);
	enum addr_space space;

	array = cg_address(cg, e->call.args.at[0], &space);
	ir_store(cg, ir_u64(cg, 0), done, 8);
	for (uint32_t i = 0; i < r->nfields; i++)
		strings[i] = (struct val){.where = VAL_FILL,
					  .type = r->fields[i].type,
					  .v = ir_add(cg, array, ir_u64(cg, i * 8)),
					  .space = space,
					  .fill = join_fill,
					  .tail = join_tail,
					  .v2 = done,
					  .e = e};
	emit_record(cg, r, strings, r->nfields);
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
	code = ir_shl(cg, ir_and(cg, code, ir_u64(cg, 255)), ir_u64(cg, STOP_CODE_SHIFT));
	ir_store_volatile(cg, ir_or(cg, code, ir_u64(cg, STOP_EXIT)),
			  ir_at(cg, cg->globals, cg->p->stop_offset));
	cg_return(cg, NULL);
	return val_none();
}
