/*
 * Values: from wherever they are to a register or to memory. Nothing above this file asks where a
 * value is.
 */
#include "codegen/cg.h"

struct val val_none(void)
{
	return (struct val){.where = VAL_NONE, .type = &type_void};
}

struct val val_direct(LLVMValueRef v, const struct type *type)
{
	return (struct val){.where = VAL_DIRECT, .type = type, .v = v};
}

struct val val_local(LLVMValueRef at, const struct type *type, uint32_t align)
{
	return (struct val){
		.where = VAL_LOCAL, .type = type, .v = at, .size = type->size, .align = align};
}

struct val val_remote(LLVMValueRef address, enum addr_space space, const struct type *type)
{
	return (struct val){.where = VAL_REMOTE, .type = type, .v = address, .space = space};
}

bool type_in_register(const struct type *t)
{
	return type_is(t, TF_INTEGER);
}

LLVMTypeRef type_register(struct cg *cg, const struct type *t)
{
	return t->kind == T_BOOL ? cg->i1 : ir_int_type(cg, t->size);
}

bool type_extends_signed(const struct type *t)
{
	return (t->kind == T_INT || t->kind == T_ENUM) && t->is_signed;
}

struct val val_zero(struct cg *cg, const struct type *type)
{
	struct val v = val_local(rodata_zeros(cg, 8), type, 8);

	if (type_in_register(type))
		return val_direct(LLVMConstNull(type_register(cg, type)), type);
	v.size = 0; /* all of it is "the rest" */
	return v;
}

/* A number as memory has it to a register and back: only bool differs. */
static LLVMValueRef from_memory(struct cg *cg, const struct type *type, LLVMValueRef v)
{
	return type->kind == T_BOOL ? ir_not_zero(cg, v) : v;
}

static LLVMValueRef to_memory(struct cg *cg, const struct type *type, LLVMValueRef v)
{
	return ir_resize(cg, v, ir_int_type(cg, type->size), false);
}

static LLVMValueRef remote_scalar(struct cg *cg, const struct val *v, LLVMValueRef address,
				  enum addr_space space)
{
	struct mem_mark mark = mem_mark(cg);
	LLVMValueRef slot = mem_stack(cg, 8), number;

	mem_read(cg, space, slot, v->type->size, address, v->e ? v->e->span : SPAN_NONE);
	number = ir_load(cg, ir_int_type(cg, v->type->size), slot, 8);
	mem_release(cg, mark);
	return number;
}

LLVMValueRef val_scalar(struct cg *cg, const struct val *v)
{
	LLVMTypeRef type;

	switch (v->where) {
	case VAL_DIRECT:
		return v->v;
	case VAL_LOCAL:
		type = ir_int_type(cg, v->type->size);
		return from_memory(cg, v->type,
				   ir_load(cg, type, v->v, MIN(v->align, v->type->size)));
	case VAL_REMOTE:
		return from_memory(cg, v->type, remote_scalar(cg, v, v->v, v->space));
	case VAL_CONTEXT:
		type = ir_int_type(cg, v->type->size);
		if (v->offset % v->type->size)
			return from_memory(cg, v->type,
					   remote_scalar(cg, v,
							 ir_add(cg, context_address(cg),
								ir_u64(cg, v->offset)),
							 AS_KERNEL));
		return from_memory(cg, v->type, context_load(cg, type, v->offset));
	case VAL_FILL:
	case VAL_NONE:
		break;
	}
	bug("a value of type kind %d is no number", v->type->kind);
}

/* The rest of TYPE behind the SIZE bytes that were copied. A string that is not exact only ends. */
static void store_rest(struct cg *cg, const struct type *type, LLVMValueRef dst, uint32_t align,
		       uint32_t size, bool exact)
{
	if (size >= type->size)
		return;
	if (type->kind == T_STRING && !exact) {
		ir_store(cg, ir_const(cg->i8, 0), ir_at(cg, dst, size), 1);
		return;
	}
	while (align > 1 && size % align)
		align /= 2;
	mem_zero(cg, ir_at(cg, dst, size), align, type->size - size);
}

static void store_local(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			bool exact)
{
	uint32_t size = MIN(v->size, v->type->size);

	if (v->loose && exact) {
		mem_zero(cg, dst, align, v->type->size);
		mem_read_string(cg, AS_KERNEL, dst, ir_u64(cg, size), size, ir_to_int(cg, v->v),
				SPAN_NONE);
		return;
	}
	mem_copy(cg, dst, align, v->v, v->align, size);
	store_rest(cg, v->type, dst, align, size, exact);
}

void val_store(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align, bool exact)
{
	struct span span = v->e ? v->e->span : SPAN_NONE;

	if (v->where == VAL_NONE || !v->type->size)
		return;
	if (type_in_register(v->type)) {
		ir_store(cg, to_memory(cg, v->type, val_scalar(cg, v)), dst,
			 MIN(align, v->type->size));
		return;
	}
	switch (v->where) {
	case VAL_LOCAL:
		store_local(cg, v, dst, align, exact);
		return;
	case VAL_REMOTE:
		layout_note(cg, v->type);
		mem_read(cg, v->space, dst, v->type->size, v->v, span);
		return;
	case VAL_CONTEXT:
		if (context_is_view(cg)) {
			context_copy(cg, v, dst);
			return;
		}
		mem_read(cg, AS_KERNEL, dst, v->type->size,
			 ir_add(cg, context_address(cg), ir_u64(cg, v->offset)), span);
		return;
	case VAL_FILL:
		v->fill(cg, v, dst, align, exact);
		return;
	case VAL_DIRECT:
	case VAL_NONE:
		break;
	}
	bug("a value of type kind %d is in no memory", v->type->kind);
}

LLVMValueRef val_bytes(struct cg *cg, const struct val *v, bool exact, uint32_t *align)
{
	LLVMValueRef at;

	if (v->where == VAL_LOCAL && v->size >= v->type->size && !(exact && v->loose)) {
		*align = v->align;
		return v->v;
	}
	at = mem_alloc(cg, MAX(v->type->size, 1u));
	val_store(cg, v, at, 8, exact);
	*align = 8;
	return at;
}

struct val val_settled(struct cg *cg, const struct val *v)
{
	struct val settled;
	uint32_t align;

	if (v->where == VAL_NONE || v->where == VAL_DIRECT)
		return *v;
	if (type_in_register(v->type))
		return val_direct(val_scalar(cg, v), v->type);
	if (v->where == VAL_LOCAL)
		return *v;
	settled = val_local(val_bytes(cg, v, false, &align), v->type, 8);
	settled.align = align;
	settled.loose = v->where == VAL_FILL && v->type->kind == T_STRING;
	settled.e = v->e;
	return settled;
}

static uint32_t align_at(uint32_t align, uint32_t offset)
{
	while (align > 1 && offset % align)
		align /= 2;
	return MAX(align, 1u);
}

struct val val_member(struct cg *cg, const struct val *v, uint32_t offset, const struct type *type)
{
	struct val base = v->where == VAL_FILL ? val_settled(cg, v) : *v;
	struct val m = base;

	m.type = type;
	m.loose = false;
	switch (base.where) {
	case VAL_LOCAL:
		if (offset >= base.size)
			return val_zero(cg, type);
		m.v = ir_at(cg, base.v, offset);
		m.align = align_at(base.align, offset);
		m.size = MIN(type->size, base.size - offset);
		if (type_in_register(type) && m.size < type->size)
			return val_zero(cg, type);
		return m;
	case VAL_REMOTE:
		m.v = ir_add(cg, base.v, ir_u64(cg, offset));
		return m;
	case VAL_CONTEXT:
		m.offset += offset;
		return m;
	case VAL_DIRECT:
	case VAL_FILL:
	case VAL_NONE:
		break;
	}
	bug("a value of type kind %d has no members", v->type->kind);
}

LLVMValueRef val_address(struct cg *cg, const struct val *v, enum addr_space *space)
{
	struct val settled;
	uint32_t align;

	*space = AS_KERNEL;
	switch (v->where) {
	case VAL_LOCAL:
		return ir_to_int(cg, v->v);
	case VAL_REMOTE:
		*space = v->space;
		return v->v;
	case VAL_CONTEXT:
		if (!context_is_view(cg))
			return ir_add(cg, context_address(cg), ir_u64(cg, v->offset));
		settled = *v;
		settled = val_local(val_bytes(cg, &settled, false, &align), v->type, 8);
		return ir_to_int(cg, settled.v);
	case VAL_FILL:
		settled = val_settled(cg, v);
		return ir_to_int(cg, settled.v);
	case VAL_DIRECT:
	case VAL_NONE:
		break;
	}
	bug("a value of type kind %d has no address", v->type->kind);
}
