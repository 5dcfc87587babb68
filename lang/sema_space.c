/*
 * Address spaces: whether an address is the kernel's or a user's. Pointers carry it in their type;
 * integers do not, so for them it is found from where they come.
 */
#include "lang/sema_local.h"

enum addr_space space_join(enum addr_space a, enum addr_space b)
{
	if (a == b || b == AS_NONE)
		return a;
	return a == AS_NONE ? b : AS_NONE;
}

enum addr_space space_default(const struct instance *inst)
{
	const struct probe_row *row;

	if (!inst)
		return AS_NONE;
	row = &probe_rows[inst->kind];
	if (row->flags & (PF_USER | PF_USER_SPACE))
		return AS_USER;
	return row->flags & PF_KERNEL ? AS_KERNEL : AS_NONE;
}

/* System call tracepoints hand over what user space passed. */
static bool is_syscall(const struct instance *inst)
{
	if (inst->context == CTX_SYSCALL_ENTER || inst->context == CTX_SYSCALL_EXIT)
		return true;
	return inst->kind == PROBE_tracepoint && inst->ntargets && inst->targets[0].module &&
	       strcmp(inst->targets[0].module, "syscalls") == 0;
}

enum addr_space space_context(const struct instance *inst)
{
	return inst && is_syscall(inst) ? AS_USER : space_default(inst);
}

static enum addr_space builtin_space(struct sema *s, const struct expr *e)
{
	switch ((int)e->builtin.id) {
	case BUILTIN_args:
	case BUILTIN_arg:
	case BUILTIN_retval:
		return space_context(s->inst);
	case BUILTIN_ctx:
	case BUILTIN_curtask:
		return AS_KERNEL;
	default:
		return AS_NONE;
	}
}

static enum addr_space call_space(struct sema *s, const struct expr *e)
{
	unsigned flags = e->call.fn < FN_COUNT ? function_rows[e->call.fn].flags : 0;

	if (e->call.user)
		return fn_state(e->call.user)->space;
	if (flags & FN_SPACE_KERNEL)
		return AS_KERNEL;
	if (flags & FN_SPACE_USER)
		return AS_USER;
	return flags & FN_SPACE_PROBE ? space_default(s->inst) : AS_NONE;
}

/* Of an expression whose type is no pointer. */
static enum addr_space origin_space(struct sema *s, const struct expr *e)
{
	switch (e->kind) {
	case E_BUILTIN:
		return builtin_space(s, e);
	case E_VAR:
		return e->var.var ? var_state(e->var.var)->space : AS_NONE;
	case E_MAP:
		return e->map.map ? e->map.map->space : AS_NONE;
	case E_UNARY:
		return expr_space(s, e->unary.arg);
	case E_INCDEC:
		return expr_space(s, e->incdec.target);
	case E_BINARY:
		return space_join(expr_space(s, e->binary.lhs), expr_space(s, e->binary.rhs));
	case E_COND:
		return e->cond.otherwise ? space_join(expr_space(s, e->cond.then),
						      expr_space(s, e->cond.otherwise))
					 : AS_NONE;
	case E_FIELD:
		return expr_space(s, e->field.base);
	case E_INDEX:
		return expr_space(s, e->index.base);
	case E_CALL:
		return call_space(s, e);
	case E_CAST:
		return expr_space(s, e->cast.arg);
	case E_BLOCK:
		return e->block.value ? expr_space(s, e->block.value) : AS_NONE;
	case E_COMPTIME:
		return expr_space(s, e->comptime);
	case E_STRING:
	case E_ADDRESS:
	case E_C_CALL:
		return AS_KERNEL;
	case E_INT: /* the upper half of the address space is the kernel's */
		return e->num.value >> 63 && !e->num.negative ? AS_KERNEL : AS_NONE;
	case E_BOOL:
	case E_PARAM:
	case E_LOADED:
	case E_IDENT:
	case E_SIZEOF:
	case E_OFFSETOF:
	case E_TYPEINFO:
	case E_TYPEOF:
	case E_TUPLE:
	case E_RECORD:
	case E_COUNT:
		return AS_NONE;
	}
	return AS_NONE;
}

enum addr_space expr_space(struct sema *s, const struct expr *e)
{
	if (e->type && e->type->kind == T_POINTER)
		return e->type->space;
	if (e->type && e->type->kind == T_CONTEXT)
		return AS_KERNEL;
	return origin_space(s, e);
}
