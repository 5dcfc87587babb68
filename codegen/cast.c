/*
 * Conversions. The checker has allowed them; here is what they do to bits and bytes.
 */
#include "codegen/cg.h"

static struct val to_bool(struct cg *cg, const struct val *v, const struct type *to)
{
	/* A view that is a value is zero in its first word when there is no header. */
	uint32_t size = v->type->kind == T_PACKET ? 8 : 1;
	struct val first;

	if (type_in_register(v->type))
		return val_direct(ir_not_zero(cg, val_scalar(cg, v)), to);
	first = val_member(cg, v, 0, type_int(cg->u->types, size, false));
	return val_direct(ir_not_zero(cg, val_scalar(cg, &first)), to);
}

/* An integer as the bytes of an array; wider arrays of up to 8 bytes take the number's value. */
static struct val int_to_array(struct cg *cg, const struct val *v, const struct type *to)
{
	LLVMValueRef at, number = val_scalar(cg, v);
	struct val result;
	uint32_t size = to->size;

	at = mem_alloc(cg, MAX(size, 8u));
	if (size == 1 || size == 2 || size == 4 || size == 8) {
		number = ir_resize(cg, number, ir_int_type(cg, size), type_extends_signed(v->type));
		ir_store(cg, number, at, size);
	} else {
		ir_store(cg, ir_widen(cg, number, type_extends_signed(v->type)), at, 8);
	}
	result = val_local(at, to, 8);
	return result;
}

/* The bytes of V under another type: arrays and strings of one size, arrays to integers. */
static struct val reinterpret(struct cg *cg, const struct val *v, const struct type *to)
{
	struct val r = v->where == VAL_FILL ? val_settled(cg, v) : *v;

	if (r.where == VAL_LOCAL && r.size < to->size && type_in_register(to)) {
		uint32_t align;

		r.v = val_bytes(cg, &r, true, &align);
		r.align = align;
		r.size = to->size;
	}
	r.type = to;
	r.size = r.where == VAL_LOCAL ? MIN(r.size, to->size) : r.size;
	return r;
}

/* To a string of another capacity: the bytes stay where they are until somebody wants them. */
static struct val string_resize(struct cg *cg, const struct val *v, const struct type *to)
{
	struct val r = *v;

	if (r.where != VAL_LOCAL)
		r = val_settled(cg, v);
	r.type = to;
	r.size = MIN(r.size, to->size);
	return r;
}

#define ZEROED_MAX 128 /* what may lie on the stack, where only whole words can be written */

/* The bytes of a buffer, ended by a NUL. */
static struct val buffer_to_string(struct cg *cg, const struct val *v, const struct type *to)
{
	bool is_small = to->size <= ZEROED_MAX;
	LLVMValueRef at = is_small ? mem_alloc(cg, to->size) : mem_scratch(cg, to->size), n, from;
	struct val buffer, string = val_local(at, to, 8);
	uint32_t align;

	if (is_small)
		mem_zero(cg, at, 8, to->size);
	if (v->where == VAL_FILL && v->tail) {
		n = v->tail(cg, v, at);
	} else {
		buffer = val_settled(cg, v);
		from = val_bytes(cg, &buffer, false, &align);
		n = ir_widen(cg, ir_load(cg, cg->i32, from, MIN(align, 4u)), false);
		n = ir_bound(cg, n, v->type->count);
		mem_read_sized(cg, AS_KERNEL, at, n, ir_to_int(cg, ir_at(cg, from, 4)), SPAN_NONE);
	}
	if (!is_small)
		ir_store(cg, ir_const(cg->i8, 0),
			 ir_at_index(cg, at, ir_bound(cg, n, to->size - 1)), 1);
	string.loose = !is_small;
	return string;
}

static struct val members_cast(struct cg *cg, const struct val *v, const struct type *to)
{
	struct val from = v->where == VAL_FILL ? val_settled(cg, v) : *v;
	LLVMValueRef at = mem_alloc(cg, MAX(to->size, 1u));

	mem_zero(cg, at, 8, to->size);
	for (uint32_t i = 0; i < to->nfields; i++) {
		const struct field *t = &to->fields[i];
		const struct field *f = &from.type->fields[i];
		uint32_t offset = f->offset, align = 8;
		struct val m;

		if (t->name) {
			/* Records may have their members in another order. */
			f = type_field(from.type, t->name, &offset);
			if (!f)
				bug("record without member %s", t->name);
		}
		m = val_member(cg, &from, offset, f->type);
		m = val_cast(cg, m, t->type);
		while (align > 1 && t->offset % align)
			align /= 2;
		val_store(cg, &m, ir_at(cg, at, t->offset), align, true);
	}
	return val_local(at, to, 8);
}

/* Anything to bytes of 8: the uid of a user name, the address of a symbol. */
static struct val wrap_word(struct cg *cg, const struct val *v, const struct type *to)
{
	LLVMValueRef at = mem_alloc(cg, MAX(to->size, 8u));

	ir_store(cg, ir_widen(cg, val_scalar(cg, v), type_extends_signed(v->type)), at, 8);
	return val_local(at, to, 8);
}

struct val val_cast(struct cg *cg, struct val v, const struct type *to)
{
	const struct type *from = v.type;

	if (from == to || to->kind == T_VOID || to->kind == T_NONE || v.where == VAL_NONE)
		return v;
	if (to->kind == T_BOOL)
		return from->kind == T_BOOL ? v : to_bool(cg, &v, to);
	if (type_in_register(to)) {
		if (!type_in_register(from)) {
			v = reinterpret(cg, &v, to);
			return val_direct(val_scalar(cg, &v), to);
		}
		return val_direct(ir_resize(cg, val_scalar(cg, &v), type_register(cg, to),
					    type_extends_signed(from)),
				  to);
	}
	if (type_in_register(from))
		return to->kind == T_ARRAY ? int_to_array(cg, &v, to) : wrap_word(cg, &v, to);
	if (to->kind == T_STRING && from->kind == T_BUFFER)
		return buffer_to_string(cg, &v, to);
	if (to->kind == T_STRING && from->kind == T_STRING)
		return string_resize(cg, &v, to);
	if ((to->kind == T_TUPLE || to->kind == T_RECORD) && from->kind == to->kind)
		return members_cast(cg, &v, to);
	return reinterpret(cg, &v, to);
}

struct val cast_val(struct cg *cg, const struct expr *arg, const struct type *to)
{
	if (type_is(arg->type, TF_AGGREGATE) && type_in_register(to))
		return aggregate_cast(cg, arg, to);
	if (arg->kind == E_BUILTIN && arg->type->kind == T_PACKET && to->kind == T_BOOL)
		return val_direct(packet_condition(cg, arg), to);
	return val_cast(cg, cg_expr(cg, arg), to);
}
