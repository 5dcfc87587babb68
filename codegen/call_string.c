/*
 * Functions on strings.
 */
#include "codegen/cg.h"

/* Shorter strings are read one byte further to learn whether something was cut off. */
#define CUT_CHECK_BELOW 1024

/* V: the address; V2: how many bytes with the NUL may be read. */
static LLVMValueRef str_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			     bool exact)
{
	struct span span = v->e->span;
	uint32_t size = v->type->size;
	LLVMValueRef n;
	struct ir_if full;

	if (exact)
		mem_zero(cg, dst, align, size);
	else
		ir_store(cg, ir_const(cg->i8, 0), dst, 1);
	n = mem_read_string(cg, v->space, dst, ir_bound(cg, v->v2, size), size, v->v, span);
	if (v->e->call.args.len == 1 && size < CUT_CHECK_BELOW) {
		/* The byte where the NUL was put: another character means the text goes on. */
		ir_if(cg, &full, ir_cmp(cg, LLVMIntEQ, n, ir_u64(cg, size)));
		mem_read(cg, v->space, ir_at(cg, dst, size - 1), 1,
			 ir_add(cg, v->v, ir_u64(cg, size - 1)), span);
		ir_end(cg, &full);
	}
	return n;
}

static LLVMValueRef str_tail(struct cg *cg, const struct val *v, LLVMValueRef dst)
{
	return str_fill(cg, v, dst, 1, false);
}

struct val lower_fn_str(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	struct val v = {
		.where = VAL_FILL, .type = e->type, .fill = str_fill, .tail = str_tail, .e = e};

	v.v = cg_address(cg, args->at[0], &v.space);
	v.v2 = args->len > 1 ? cg_scalar64(cg, args->at[1]) : ir_u64(cg, e->type->size);
	return v;
}

struct val lower_fn_strncmp(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	struct val a = cg_expr(cg, args->at[0]), b = cg_expr(cg, args->at[1]);
	uint64_t n = MIN(arg_literal(args, 2, 0), (uint64_t)MIN(a.type->size, b.type->size));
	LLVMValueRef equal;

	if (!n)
		return val_direct(ir_const(type_register(cg, e->type), 0), e->type);
	equal = compare_strings(cg, &a, &b, (uint32_t)n);
	return val_direct(ir_resize(cg, ir_not(cg, equal), type_register(cg, e->type), false),
			  e->type);
}

/* ---- length, search, concatenation ---- */

/*
 * The string of V with its NUL in memory of its own, ROOM bytes large and at most SIZE of them
 * used; *LENGTH gets its length with the NUL.
 */
static LLVMValueRef string_copy(struct cg *cg, const struct val *v, uint32_t size, uint32_t room,
				LLVMValueRef *length)
{
	LLVMValueRef at = mem_alloc(cg, room), address;
	enum addr_space space;

	ir_store(cg, ir_const(cg->i8, 0), at, 1);
	if (v->where == VAL_FILL && v->tail) {
		*length = ir_bound(cg, v->tail(cg, v, at), size);
		return at;
	}
	address = val_address(cg, v, &space);
	*length = mem_read_string(cg, space, at, ir_u64(cg, size), size, address,
				  v->e ? v->e->span : SPAN_NONE);
	return at;
}

/* How many bytes stand in front of the NUL, when LENGTH counts it. */
static LLVMValueRef without_nul(struct cg *cg, LLVMValueRef length)
{
	LLVMValueRef zero = ir_u64(cg, 0);

	return ir_select(cg, ir_cmp(cg, LLVMIntEQ, length, zero), zero,
			 ir_sub(cg, length, ir_u64(cg, 1)));
}

struct val lower_fn_strlen(struct cg *cg, const struct expr *e)
{
	const struct expr *arg = e->call.args.at[0];
	uint32_t size = arg->type->size;
	LLVMValueRef length;
	struct val v = cg_expr(cg, arg);

	if (arg->type->kind == T_POINTER) {
		size = (uint32_t)MIN(cg->p->config[CONFIG_max_strlen], (uint64_t)INT32_MAX / 4);
		v = val_remote(val_scalar(cg, &v), arg->type->space,
			       type_string(cg->u->types, size));
		v.e = e;
	}
	string_copy(cg, &v, size, size, &length);
	return val_direct(ir_resize(cg, without_nul(cg, length), type_register(cg, e->type), false),
			  e->type);
}

struct val lower_fn_str_concat(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	uint32_t size = e->type->size;
	struct val a = cg_expr(cg, args->at[0]), b = cg_expr(cg, args->at[1]), v;
	LLVMValueRef at, n, dst, from;
	enum addr_space space;

	/* Twice the room: the verifier adds the largest start to the largest size. */
	at = string_copy(cg, &a, MIN(size, a.type->size), 2 * size, &n);
	n = ir_bound(cg, without_nul(cg, n), size - 1);
	dst = ir_at_index(cg, at, n);
	ir_store(cg, ir_const(cg->i8, 0), dst, 1);
	from = val_address(cg, &b, &space);
	mem_read_string(cg, space, dst,
			ir_bound(cg, ir_sub(cg, ir_u64(cg, size), n), MIN(size, b.type->size)),
			size, from, e->span);
	v = val_local(at, e->type, 8);
	v.loose = true;
	return v;
}

/*
 * What a search needs, on the stack: the callback gets no more than a pointer.
 *
 *	haystack, needle: pointers | result: s64
 */
#define SEARCH_HAYSTACK 0
#define SEARCH_NEEDLE 8
#define SEARCH_RESULT 16
#define SEARCH_SIZE 24

/*
 * Whether the needle stands at START: ends with a NUL of the needle or at its capacity. Stores the
 * result; the value is 1 when the search is over.
 */
static LLVMValueRef search_at(struct cg *cg, LLVMValueRef start, LLVMValueRef state, uint32_t hay,
			      uint32_t needle)
{
	LLVMValueRef haystack = ir_load(cg, cg->ptr, ir_at(cg, state, SEARCH_HAYSTACK), 8);
	LLVMValueRef wanted = ir_load(cg, cg->ptr, ir_at(cg, state, SEARCH_NEEDLE), 8);
	LLVMValueRef over = ir_local(cg, cg->i64), j = ir_local(cg, cg->i64), n, c, at;
	LLVMBasicBlockRef found = ir_block(cg, "found"), next = ir_block(cg, "next");
	struct ir_if end, outside, differs;
	struct ir_loop loop;

	ir_store(cg, ir_u64(cg, 0), over, 8);
	ir_store(cg, ir_u64(cg, 0), j, 8);
	ir_loop(cg, &loop);
	n = ir_load(cg, cg->i64, j, 8);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, n, ir_u64(cg, needle)));
	c = ir_load(cg, cg->i8, ir_at_index(cg, wanted, n), 1);
	ir_if(cg, &end, ir_is_zero(cg, c));
	ir_jump(cg, found);
	ir_end(cg, &end);
	at = ir_add(cg, start, n);
	ir_if(cg, &outside, ir_cmp(cg, LLVMIntUGE, at, ir_u64(cg, hay)));
	ir_jump(cg, next);
	ir_end(cg, &outside);
	at = ir_load(cg, cg->i8, ir_at_index(cg, haystack, ir_bound(cg, at, hay - 1)), 1);
	ir_if(cg, &differs, ir_cmp(cg, LLVMIntNE, at, c));
	/* A haystack that ends here has no later place either. */
	ir_store(cg, ir_resize(cg, ir_is_zero(cg, at), cg->i64, false), over, 8);
	ir_jump(cg, next);
	ir_end(cg, &differs);
	ir_store(cg, ir_add(cg, n, ir_u64(cg, 1)), j, 8);
	ir_loop_end(cg, &loop);
	ir_begin(cg, found);
	ir_store(cg, start, ir_at(cg, state, SEARCH_RESULT), 8);
	ir_store(cg, ir_u64(cg, 1), over, 8);
	ir_begin(cg, next);
	return ir_load(cg, cg->i64, over, 8);
}

/* A callback for bpf_loop: one function per pair of capacities, which bound its accesses. */
static LLVMValueRef search_callback(struct cg *cg, uint32_t hay, uint32_t needle)
{
	LLVMTypeRef types[] = {cg->i64, cg->ptr};
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	LLVMValueRef over;

	function_begin(cg, &fn, "sonde_search", cg->i64, types, 2, SPAN_NONE);
	over = search_at(cg, LLVMGetParam(fn.function, 0), LLVMGetParam(fn.function, 1), hay,
			 needle);
	ir_store(cg, over, fn.result, 8);
	function_end(cg, &fn);
	return fn.function;
}

#define PLAIN_SEARCH_MAX 2048 /* steps of the verifier without bpf_loop */
#define NEEDLE_MAX 2048	      /* the loop over the needle is walked in any case */

static void search_plain(struct cg *cg, LLVMValueRef state, uint32_t hay, uint32_t needle)
{
	LLVMValueRef i = ir_local(cg, cg->i64), n, over;
	struct ir_loop loop;

	ir_store(cg, ir_u64(cg, 0), i, 8);
	ir_loop(cg, &loop);
	n = ir_load(cg, cg->i64, i, 8);
	ir_loop_while(cg, &loop, ir_cmp(cg, LLVMIntULT, n, ir_u64(cg, hay)));
	over = search_at(cg, n, state, hay, needle);
	n = ir_add(cg, n, ir_u64(cg, 1));
	ir_store(cg, ir_select(cg, ir_not_zero(cg, over), ir_u64(cg, hay), n), i, 8);
	ir_loop_end(cg, &loop);
}

struct val lower_fn_strstr(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	struct val h = cg_expr(cg, args->at[0]), n = cg_expr(cg, args->at[1]);
	uint32_t hay = MAX(h.type->size, 1u), needle = MAX(n.type->size, 1u), align;
	LLVMValueRef at = val_bytes(cg, &h, false, &align);
	LLVMValueRef wanted = val_bytes(cg, &n, false, &align), state = mem_stack(cg, SEARCH_SIZE);

	ir_store(cg, at, ir_at(cg, state, SEARCH_HAYSTACK), 8);
	ir_store(cg, wanted, ir_at(cg, state, SEARCH_NEEDLE), 8);
	ir_store(cg, ir_u64(cg, UINT64_MAX), ir_at(cg, state, SEARCH_RESULT), 8);
	if (needle > NEEDLE_MAX)
		diag_add(
			cg->u->diags, D_BACKEND, args->at[1]->span,
			"a string of up to %u bytes is too long to be searched for: %d is the most",
			needle, NEEDLE_MAX);
	else if (cg_has(cg, FEATURE_bpf_loop))
		cg_bpf(cg, BPF_loop, ir_u64(cg, hay), search_callback(cg, hay, needle), state,
		       ir_u64(cg, 0));
	else if ((uint64_t)hay * needle <= PLAIN_SEARCH_MAX)
		search_plain(cg, state, hay, needle);
	else
		feature_missing(cg, e->span, FEATURE_bpf_loop, "a search in strings of this size");
	return val_direct(ir_load(cg, cg->i64, ir_at(cg, state, SEARCH_RESULT), 8), e->type);
}

struct val lower_fn_memcmp(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	struct val a = cg_expr(cg, args->at[0]), b = cg_expr(cg, args->at[1]);
	uint64_t n = MIN(arg_literal(args, 2, 0), (uint64_t)MIN(a.type->size, b.type->size));
	LLVMValueRef x, y;
	uint32_t align;

	if (type_in_register(a.type)) {
		x = mem_stack(cg, 8);
		val_store(cg, &a, x, 8, true);
	} else {
		x = val_bytes(cg, &a, true, &align);
	}
	if (type_in_register(b.type)) {
		y = mem_stack(cg, 8);
		val_store(cg, &b, y, 8, true);
	} else {
		y = val_bytes(cg, &b, true, &align);
	}
	return val_direct(ir_resize(cg, compare_call(cg, x, y, (uint32_t)n, false, e->span),
				    type_register(cg, e->type), true),
			  e->type);
}
