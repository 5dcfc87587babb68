/*
 * Records to user space.
 *
 * Small records of fixed size are written into the ring buffer's own memory. Records with long
 * strings are put together in scratch memory and sent with their real length:
 *
 *	struct wire_event | fixed part | tails of the long strings, in order
 *
 * Control records go through a ring of their own, with the data ring's position at that moment.
 */
#include "codegen/cg.h"

#include <linux/bpf.h>
#include <stddef.h>

#define DIRECT_FIELDS_MAX 6 /* values that wait in registers while the record is reserved */

uint32_t record_index(struct cg *cg, const struct record *r)
{
	return (uint32_t)(r - cg->planned_records);
}

static void header_store(struct cg *cg, LLVMValueRef at, const struct record *r)
{
	uint64_t record = record_index(cg, r), probe = cg->fn->prog->inst->spec;

	/* Both halves at once; a struct of two u32. */
	ir_store(cg, ir_u64(cg, cg->arch->big_endian ? record << 32 | probe : record | probe << 32),
		 at, 8);
}

static uint32_t field_align(uint32_t offset)
{
	return offset ? MIN(8u, offset & -offset) : 8;
}

static bool record_is_direct(const struct cg *cg, const struct record *r)
{
	if (cg->fn->prog->inst->context == CTX_ITER || r->nfields > DIRECT_FIELDS_MAX)
		return false;
	for (uint32_t i = 0; i < r->nfields; i++)
		if (r->fields[i].variable)
			return false;
	return true;
}

static void emit_direct(struct cg *cg, const struct record *r, const struct val *values)
{
	uint32_t size = sizeof(struct wire_event) + r->fixed_size;
	LLVMValueRef at;
	struct ir_if room;

	at = cg_bpf(cg, BPF_ringbuf_reserve, cg->data_map, ir_u64(cg, size), ir_u64(cg, 0));
	ir_if(cg, &room, ir_not_zero(cg, at));
	at = ir_opaque(cg, at);
	header_store(cg, at, r);
	for (uint32_t i = 0; i < r->nfields; i++) {
		uint32_t offset = r->fields[i].offset;

		val_store(cg, &values[i], ir_at(cg, at, sizeof(struct wire_event) + offset),
			  field_align(offset), false);
	}
	cg_bpf(cg, BPF_ringbuf_submit, at, ir_u64(cg, 0));
	ir_else(cg, &room);
	lost_event(cg);
	ir_end(cg, &room);
}

/* ---- records in scratch memory ---- */

struct tail {
	LLVMValueRef base;
	LLVMValueRef at; /* local: offset of the next tail */
	uint32_t max;	 /* what AT can be at most */
};

/* Copies the bytes that count behind the tails so far; returns how many. */
static LLVMValueRef tail_copy(struct cg *cg, const struct tail *t, const struct val *v)
{
	LLVMValueRef at = ir_bound(cg, ir_load(cg, cg->i64, t->at, 8), t->max);
	LLVMValueRef dst = ir_at_index(cg, t->base, at), n, from;
	const struct type *type = v->type;
	struct span span = v->e ? v->e->span : SPAN_NONE;
	enum addr_space space;
	struct val settled;
	uint32_t align;

	if (v->where == VAL_FILL && v->tail)
		return ir_bound(cg, v->tail(cg, v, dst), type->size);
	if (type->kind == T_STRING && v->where != VAL_FILL) {
		uint32_t size = type->size;

		if (v->where == VAL_LOCAL && v->size < size) {
			/* The rest of the type is zero: what is there ends with its NUL or its
			 * size. */
			mem_copy(cg, dst, 1, v->v, v->align, v->size);
			ir_store(cg, ir_const(cg->i8, 0), ir_at(cg, dst, v->size), 1);
			return ir_u64(cg, v->size + 1);
		}
		from = val_address(cg, v, &space);
		return mem_read_string(cg, space, dst, ir_u64(cg, size), size, from, span);
	}
	settled = val_settled(cg, v);
	if (type->kind == T_STRING)
		return mem_read_string(cg, AS_KERNEL, dst, ir_u64(cg, type->size), type->size,
				       ir_to_int(cg, settled.v), span);
	/* A buffer: u32 length, then the bytes. */
	from = val_bytes(cg, &settled, false, &align);
	n = ir_widen(cg, ir_load(cg, cg->i32, from, MIN(align, 4u)), false);
	n = ir_bound(cg, n, type->count);
	mem_read_sized(cg, AS_KERNEL, dst, n, ir_to_int(cg, ir_at(cg, from, 4)), span);
	return n;
}

static void tail_add(struct cg *cg, struct tail *t, const struct val *v, LLVMValueRef length_at)
{
	LLVMValueRef n = tail_copy(cg, t, v);

	ir_store(cg, ir_resize(cg, n, cg->i32, false), length_at, 4);
	ir_store(cg, ir_add(cg, ir_load(cg, cg->i64, t->at, 8), n), t->at, 8);
	t->max += v->type->size;
}

static uint32_t tails_size(const struct record *r)
{
	uint32_t size = 0;

	for (uint32_t i = 0; i < r->nfields; i++)
		if (r->fields[i].variable)
			size += ROUND_UP(r->fields[i].type->size + 1, 8u);
	return size;
}

static void record_send(struct cg *cg, const struct tail *t)
{
	LLVMValueRef len = ir_bound(cg, ir_load(cg, cg->i64, t->at, 8), t->max), result;
	struct ir_if lost;

	if (cg->fn->prog->inst->context == CTX_ITER) {
		iter_send(cg, t->base, len);
		return;
	}
	result = cg_bpf(cg, BPF_ringbuf_output, cg->data_map, t->base, len, ir_u64(cg, 0));
	ir_if(cg, &lost, ir_cmp(cg, LLVMIntSLT, result, ir_u64(cg, 0)));
	lost_event(cg);
	ir_end(cg, &lost);
}

/* Each value is stored as soon as it is known, so that few are alive at a time. */
static void emit_scratch(struct cg *cg, const struct record *r, const struct val *values,
			 struct expr *const *exprs)
{
	uint32_t fixed = sizeof(struct wire_event) + r->fixed_size;
	struct tail t = {.max = fixed};

	t.base = mem_scratch(cg, fixed + tails_size(r));
	t.at = ir_local(cg, cg->i64);
	ir_store(cg, ir_u64(cg, fixed), t.at, 8);
	header_store(cg, t.base, r);
	for (uint32_t i = 0; i < r->nfields; i++) {
		const struct payload_field *f = &r->fields[i];
		LLVMValueRef at = ir_at(cg, t.base, sizeof(struct wire_event) + f->offset);
		struct mem_mark mark = mem_mark(cg);
		struct val v = exprs ? cg_expr(cg, exprs[i]) : values[i];

		if (f->variable)
			tail_add(cg, &t, &v, at);
		else
			val_store(cg, &v, at, field_align(f->offset), false);
		mem_release(cg, mark);
	}
	record_send(cg, &t);
}

void emit_record(struct cg *cg, const struct record *r, const struct val *values, size_t n)
{
	if (n != r->nfields)
		bug("record of %u fields for %zu values", r->nfields, n);
	if (record_is_direct(cg, r))
		emit_direct(cg, r, values);
	else
		emit_scratch(cg, r, values, NULL);
}

void emit_exprs(struct cg *cg, const struct record *r, const struct exprs *args, size_t first)
{
	struct val values[DIRECT_FIELDS_MAX];

	if (args->len - first != r->nfields)
		bug("record of %u fields for %zu values", r->nfields, args->len - first);
	if (iter_is_pinned(cg->fn->prog->inst)) {
		iter_printf(cg, r, args);
		return;
	}
	if (!record_is_direct(cg, r)) {
		emit_scratch(cg, r, NULL, args->at + first);
		return;
	}
	for (uint32_t i = 0; i < r->nfields; i++)
		values[i] = cg_expr(cg, args->at[first + i]);
	emit_direct(cg, r, values);
}

/* No room: what is done to a map waits in the globals. Prints that become one are counted. */
static void control_pend(struct cg *cg, const struct record *r)
{
	if (r->pending_offset != RECORD_NEVER_PENDS)
		ir_store_volatile(cg, ir_u64(cg, 1), ir_at(cg, cg->globals, r->pending_offset));
	if (r->action != ACT_clear && r->action != ACT_zero)
		lost_event(cg);
}

void emit_control(struct cg *cg, const struct record *r, LLVMValueRef value)
{
	LLVMValueRef at, position;
	struct ir_if room;

	at = cg_bpf(cg, BPF_ringbuf_reserve, cg->control_map,
		    ir_u64(cg, sizeof(struct wire_control)), ir_u64(cg, 0));
	ir_if(cg, &room, ir_not_zero(cg, at));
	at = ir_opaque(cg, at);
	header_store(cg, at, r);
	position = cg_bpf(cg, BPF_ringbuf_query, cg->data_map, ir_u64(cg, BPF_RB_PROD_POS));
	ir_store(cg, position, ir_at(cg, at, offsetof(struct wire_control, data_position)), 8);
	ir_store(cg, value, ir_at(cg, at, offsetof(struct wire_control, value)), 8);
	cg_bpf(cg, BPF_ringbuf_submit, at, ir_u64(cg, 0));
	ir_else(cg, &room);
	control_pend(cg, r);
	ir_end(cg, &room);
}
