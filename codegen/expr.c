/*
 * Expressions: one function per kind of node behind one dispatch. The checker has decided every
 * type and put every conversion into the tree; nothing here converts on its own.
 */
#include "codegen/cg.h"

LLVMValueRef cg_scalar(struct cg *cg, const struct expr *e)
{
	struct val v = cg_expr(cg, e);

	return val_scalar(cg, &v);
}

LLVMValueRef cg_scalar64(struct cg *cg, const struct expr *e)
{
	return ir_widen(cg, cg_scalar(cg, e), type_extends_signed(e->type));
}

uint64_t expr_literal(const struct expr *e, uint64_t fallback)
{
	while (e->kind == E_CAST)
		e = e->cast.arg;
	return e->kind == E_INT ? e->num.value : fallback;
}

uint64_t arg_literal(const struct exprs *args, size_t index, uint64_t fallback)
{
	return index < args->len ? expr_literal(args->at[index], fallback) : fallback;
}

LLVMValueRef cg_address(struct cg *cg, const struct expr *e, enum addr_space *space)
{
	struct val v = cg_expr(cg, e);

	if (!type_in_register(e->type))
		return val_address(cg, &v, space);
	*space = e->type->kind == T_POINTER ? e->type->space : context_space(cg);
	return ir_widen(cg, val_scalar(cg, &v), type_extends_signed(e->type));
}

/* ---- operators ---- */

static struct val cg_unary(struct cg *cg, const struct expr *e)
{
	const struct expr *arg = e->unary.arg;
	bool is_signed = type_extends_signed(arg->type);
	LLVMValueRef v;
	struct val target;

	if (e->unary.op == OP_DEREF) {
		enum addr_space space;

		v = cg_address(cg, arg, &space);
		if (arg->type->kind == T_POINTER) {
			target = val_remote(v, space, e->type);
			target.e = e;
			return target;
		}
		/* An integer as an address: as many bytes are read as the integer has. */
		target = val_remote(v, space, type_int(cg->u->types, arg->type->size, false));
		target.e = e;
		return val_direct(
			ir_resize(cg, val_scalar(cg, &target), type_register(cg, e->type), false),
			e->type);
	}
	v = cg_scalar(cg, arg);
	if (e->unary.op == OP_NEG)
		v = LLVMBuildNeg(cg->b, v, "");
	else
		v = LLVMBuildNot(cg->b, v, "");
	return val_direct(ir_resize(cg, v, type_register(cg, e->type), is_signed), e->type);
}

/* a && b, a || b: the right side runs only where it decides. */
static struct val logical(struct cg *cg, const struct expr *e)
{
	bool is_and = e->binary.op == OP_LAND;
	LLVMValueRef result = ir_local_raw(cg, cg->i1);
	LLVMValueRef left = cg_scalar(cg, e->binary.lhs);
	struct ir_if more;

	ir_store(cg, left, result, 1);
	ir_if(cg, &more, is_and ? left : ir_not(cg, left));
	ir_store(cg, cg_scalar(cg, e->binary.rhs), result, 1);
	ir_end(cg, &more);
	return val_direct(ir_load(cg, cg->i1, result, 1), e->type);
}

static LLVMValueRef pointee_size(struct cg *cg, const struct type *pointer)
{
	return pointer->elem && pointer->elem->size ? type_size(cg, pointer->elem) : ir_u64(cg, 1);
}

#define HELD_MAX 12

/*
 * Both operands, the left one first. What waits for its right side costs a stack slot wherever the
 * right side calls the kernel, so deep expressions put it into scratch memory instead.
 */
static void operands(struct cg *cg, const struct expr *e, LLVMValueRef *a, LLVMValueRef *b)
{
	struct prog *prog = cg->fn->prog;
	LLVMValueRef at = NULL, left = cg_scalar(cg, e->binary.lhs);
	LLVMTypeRef type = LLVMTypeOf(left);

	if (prog->held >= stack_locals(prog, HELD_MAX) && !LLVMIsConstant(left)) {
		at = mem_scratch(cg, 8);
		ir_store(cg, left, at, 8);
	}
	prog->held++;
	*b = cg_scalar(cg, e->binary.rhs);
	prog->held--;
	*a = at ? ir_load(cg, type, at, 8) : left;
}

static struct val pointer_arithmetic(struct cg *cg, const struct expr *e)
{
	const struct expr *l = e->binary.lhs, *r = e->binary.rhs;
	bool left_is_pointer = l->type->kind == T_POINTER;
	LLVMValueRef a, b, size;

	operands(cg, e, &a, &b);
	size = pointee_size(cg, left_is_pointer ? l->type : r->type);
	a = ir_widen(cg, a, type_extends_signed(l->type));
	b = ir_widen(cg, b, type_extends_signed(r->type));
	if (left_is_pointer)
		b = ir_mul(cg, b, size);
	else
		a = ir_mul(cg, a, size);
	a = e->binary.op == OP_SUB ? ir_sub(cg, a, b) : ir_add(cg, a, b);
	return val_direct(a, e->type);
}

/* Unsigned for all types; a divisor of 0 gives 1 and is reported. */
static LLVMValueRef divide(struct cg *cg, const struct expr *e, enum op op, LLVMValueRef a,
			   LLVMValueRef b)
{
	static const char message[] = "Divide or modulo by 0 detected. This can lead to unexpected "
				      "results. 1 is being used as the result.";
	LLVMValueRef result;
	struct ir_if zero;

	if (LLVMIsAConstantInt(b) && LLVMConstIntGetZExtValue(b))
		return op == OP_DIV ? ir_udiv(cg, a, b) : ir_urem(cg, a, b);
	result = ir_local_raw(cg, LLVMTypeOf(a));
	ir_if(cg, &zero, ir_is_zero(cg, b));
	if (errors_wanted(cg, false))
		error_report(cg, e ? e->span : SPAN_NONE, NULL, message, ir_u64(cg, 0));
	ir_store(cg, ir_const(LLVMTypeOf(a), 1), result, 8);
	ir_else(cg, &zero);
	ir_store(cg, op == OP_DIV ? ir_udiv(cg, a, b) : ir_urem(cg, a, b), result, 8);
	ir_end(cg, &zero);
	return ir_load(cg, LLVMTypeOf(a), result, 8);
}

static LLVMIntPredicate predicate(enum op op, bool is_signed)
{
	switch ((int)op) {
	case OP_EQ:
		return LLVMIntEQ;
	case OP_NE:
		return LLVMIntNE;
	case OP_LT:
		return is_signed ? LLVMIntSLT : LLVMIntULT;
	case OP_LE:
		return is_signed ? LLVMIntSLE : LLVMIntULE;
	case OP_GT:
		return is_signed ? LLVMIntSGT : LLVMIntUGT;
	case OP_GE:
		return is_signed ? LLVMIntSGE : LLVMIntUGE;
	default:
		bug("operator %d compares nothing", op);
	}
}

static LLVMValueRef arithmetic(struct cg *cg, const struct expr *e, enum op op, LLVMValueRef a,
			       LLVMValueRef b)
{
	switch ((int)op) {
	case OP_ADD:
		return ir_add(cg, a, b);
	case OP_SUB:
		return ir_sub(cg, a, b);
	case OP_MUL:
		return ir_mul(cg, a, b);
	case OP_DIV:
	case OP_MOD:
		return divide(cg, e, op, a, b);
	case OP_SHL:
		return ir_shl(cg, a, b);
	case OP_SHR:
		return ir_shr(cg, a, b);
	case OP_AND:
		return ir_and(cg, a, b);
	case OP_OR:
		return ir_or(cg, a, b);
	case OP_XOR:
		return ir_xor(cg, a, b);
	default:
		bug("operator %d is no arithmetic", op);
	}
}

/* Two bools added give a bool: it counts whether the number is zero. */
struct val binary_op(struct cg *cg, const struct expr *e, enum op op, LLVMValueRef a,
		     LLVMValueRef b, const struct type *type)
{
	if (type->kind == T_BOOL) {
		LLVMValueRef wide = arithmetic(cg, e, op, ir_resize(cg, a, cg->i64, false),
					       ir_resize(cg, b, cg->i64, false));

		return val_direct(ir_not_zero(cg, wide), type);
	}
	return val_direct(arithmetic(cg, e, op, a, b), type);
}

/*
 * Parts of long bodies compare the same number over and over. Each way through the comparisons
 * would be a state of its own for the verifier, if it learned from them.
 */
static LLVMValueRef compared(struct cg *cg, LLVMValueRef v, bool is_signed)
{
	if (!cg->fn->prog->part)
		return v;
	v = ir_widen(cg, v, is_signed);
	return LLVMIsConstant(v) ? v : ir_unlinked(cg, v);
}

static struct val comparison(struct cg *cg, const struct expr *e)
{
	const struct expr *l = e->binary.lhs, *r = e->binary.rhs;
	LLVMValueRef a, b;
	struct val x, y;

	if (type_in_register(l->type)) {
		bool is_signed = type_extends_signed(l->type);

		a = cg_scalar(cg, l);
		b = cg_scalar(cg, r);
		a = compared(cg, a, is_signed);
		b = compared(cg, b, is_signed);
		return val_direct(ir_cmp(cg, predicate(e->binary.op, is_signed), a, b), e->type);
	}
	x = cg_expr(cg, l);
	y = cg_expr(cg, r);
	x.e = x.e ? x.e : e;
	if (l->type->kind == T_STRING)
		a = compare_strings(cg, &x, &y, MIN(x.type->size, y.type->size));
	else
		a = compare_bytes(cg, &x, &y);
	return val_direct(e->binary.op == OP_EQ ? a : ir_not(cg, a), e->type);
}

static struct val cg_binary(struct cg *cg, const struct expr *e)
{
	LLVMValueRef a, b;

	switch ((int)e->binary.op) {
	case OP_LAND:
	case OP_LOR:
		return logical(cg, e);
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
		return comparison(cg, e);
	default:
		break;
	}
	if (e->type->kind == T_POINTER)
		return pointer_arithmetic(cg, e);
	operands(cg, e, &a, &b);
	return binary_op(cg, e, e->binary.op, a, b, e->type);
}

static struct val cg_incdec(struct cg *cg, const struct expr *e)
{
	const struct expr *target = e->incdec.target;
	struct val before, after;
	LLVMValueRef v, step;
	struct variable *var;
	LLVMValueRef by = ir_u64(cg, (uint64_t)(int64_t)e->incdec.delta);

	if (target->kind == E_MAP)
		return map_incdec(cg, e);
	var = target->var.var;
	before = variable_get(cg, var);
	if (var->type->kind == T_POINTER)
		by = ir_mul(cg, by, pointee_size(cg, var->type));
	v = ir_widen(cg, before.v, type_extends_signed(var->type));
	step = ir_add(cg, v, by);
	after = val_direct(ir_resize(cg, step, type_register(cg, var->type), false), var->type);
	variable_set(cg, var, &after);
	if (!e->incdec.post)
		v = ir_widen(cg, after.v, type_extends_signed(var->type));
	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

/* ---- memory ---- */

static bool is_args(const struct expr *e)
{
	return e->kind == E_BUILTIN && e->builtin.id == BUILTIN_args;
}

/* A bit-field: as few whole bytes as hold it, shifted and masked; never sign-extended. */
static struct val bit_field(struct cg *cg, const struct expr *e, const struct val *base)
{
	const struct field *f = e->field.field;
	uint32_t first = f->bit_offset / 8, shift = f->bit_offset % 8;
	uint32_t bytes = (shift + f->bit_size + 7) / 8;
	struct mem_mark mark = mem_mark(cg);
	LLVMValueRef slot = mem_stack(cg, 8), v;
	struct val part;

	if (bytes > 8)
		bug("a bit-field across %u bytes", bytes);
	ir_store(cg, ir_u64(cg, 0), slot, 8);
	part = val_member(cg, base, e->field.offset + first,
			  type_array(cg->u->types, type_int(cg->u->types, 1, false), bytes));
	part.e = e;
	val_store(cg, &part, slot, 8, true);
	v = ir_load(cg, cg->i64, slot, 8);
	mem_release(cg, mark);
	v = ir_shr(cg, v, ir_u64(cg, cg->arch->big_endian ? 64 - shift - f->bit_size : shift));
	if (f->bit_size < 64)
		v = ir_and(cg, v, ir_u64(cg, (UINT64_C(1) << f->bit_size) - 1));
	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

/* What a field or an element is taken from: the thing itself, or what a pointer leads to. */
static struct val base_of(struct cg *cg, const struct expr *base)
{
	struct val v = cg_expr(cg, base);
	enum addr_space space = base->type->space;
	LLVMValueRef address;

	/* Its pointers may be NULL, and then the verifier allows nothing: a copy is a number. */
	if (base->type->kind == T_CONTEXT && cg->fn->prog->inst->context == CTX_ITER)
		return val_remote(context_address(cg), AS_KERNEL, base->type->elem);
	if (base->type->kind == T_CONTEXT)
		return (struct val){.where = VAL_CONTEXT, .type = base->type->elem};
	if (base->type->kind != T_POINTER)
		return v;
	address = val_scalar(cg, &v);
	return val_remote(address, space, base->type->elem);
}

/* char[N] of C text: N bytes that need not end with a NUL; the string has one more. */
static struct val chars_field(struct cg *cg, const struct expr *e, const struct val *base)
{
	struct val m = val_member(cg, base, e->field.offset, e->field.field->type), settled;

	m.e = e;
	settled = val_settled(cg, &m);
	settled.type = e->type;
	settled.size = MIN(settled.size, e->type->size - 1);
	return settled;
}

static struct val cg_field(struct cg *cg, const struct expr *e)
{
	const struct expr *base = e->field.base;
	struct val v, m;

	if (base->type->kind == T_PACKET)
		return packet_field_val(cg, e);
	if ((is_args(base) || (base->type->kind == T_CONTEXT && context_is_view(cg))) &&
	    !(e->field.field && e->field.field->bit_size))
		return context_field(cg, e);
	v = base_of(cg, field_root(e));
	v.e = e;
	if (field_relocates(cg, e, &v)) {
		if (e->field.field->bit_size)
			return relocated_bit_field(cg, e, &v);
		m = val_remote(ir_add(cg, v.v, field_offset(cg, e)), v.space, e->type);
		m.e = e;
		return m;
	}
	if (field_root(e) != base)
		v = val_member(cg, &v, field_way(e), base->type);
	if (e->field.field && e->field.field->bit_size)
		return bit_field(cg, e, &v);
	if (e->field.field && (e->field.field->flags & FIELD_CHARS))
		return chars_field(cg, e, &v);
	m = val_member(cg, &v, e->field.offset, e->type);
	m.e = e;
	return m;
}

/* An index past the end is reported; what is read then lies within what the verifier allows. */
static LLVMValueRef checked_index(struct cg *cg, const struct expr *e, uint32_t count)
{
	LLVMValueRef index = cg_scalar64(cg, e->index.index);
	struct ir_if outside;

	if (LLVMIsAConstantInt(index) && LLVMConstIntGetZExtValue(index) < count)
		return index;
	if (count && errors_wanted(cg, false)) {
		ir_if(cg, &outside, ir_cmp(cg, LLVMIntUGE, index, ir_u64(cg, count)));
		error_report(cg, e->span, NULL,
			     "Array access out of bounds. This can lead to unexpected results.",
			     ir_u64(cg, 0));
		ir_end(cg, &outside);
	}
	return index;
}

/* The bytes behind the length; those that the buffer does not have are zero. */
static struct val buffer_bytes(struct cg *cg, const struct val *v)
{
	const struct type *bytes =
		type_array(cg->u->types, type_int(cg->u->types, 1, false), v->type->count);
	struct val whole;
	uint32_t align;

	whole = val_local(val_bytes(cg, v, true, &align), v->type, align);
	return val_member(cg, &whole, 4, bytes);
}

static struct val cg_index(struct cg *cg, const struct expr *e)
{
	const struct expr *base = e->index.base;
	bool is_pointer = base->type->kind == T_POINTER;
	uint32_t count = is_pointer ? 0 : base->type->count;
	uint32_t size = e->type->size;
	LLVMValueRef index, at;
	enum addr_space space;
	struct val v, m;

	if (base->type->kind == T_TUPLE || base->type->kind == T_RECORD) {
		const struct field *f = &base->type->fields[expr_literal(e->index.index, 0)];

		v = cg_expr(cg, base);
		return val_member(cg, &v, f->offset, e->type);
	}
	if (packet_payload_index(cg, e, &v))
		return v;
	v = base_of(cg, base);
	v.e = e;
	if (base->type->kind == T_BUFFER)
		v = buffer_bytes(cg, &v);
	index = checked_index(cg, e, count);
	if (LLVMIsAConstantInt(index) && !(v.where == VAL_REMOTE && relocates(cg, e->type)) &&
	    LLVMConstIntGetZExtValue(index) < UINT32_MAX / MAX(size, 1u)) {
		m = val_member(cg, &v, (uint32_t)LLVMConstIntGetZExtValue(index) * size, e->type);
		m.e = e;
		return m;
	}
	if (v.where == VAL_LOCAL || v.where == VAL_FILL) {
		uint32_t align;

		at = val_bytes(cg, &v, false, &align);
		index = ir_bound(cg, index, count ? count - 1 : 0);
		at = ir_at_index(cg, at, ir_mul(cg, index, ir_u64(cg, size)));
		m = val_local(at, e->type, MIN(align, size & -size));
	} else {
		at = val_address(cg, &v, &space);
		m = val_remote(ir_add(cg, at, ir_mul(cg, index, type_size(cg, e->type))), space,
			       e->type);
	}
	m.e = e;
	return m;
}

static struct val cg_address_of(struct cg *cg, const struct expr *e)
{
	const struct expr *of = e->address;
	LLVMValueRef at = of->kind == E_MAP ? map_global(cg, of->map.map)
					    : variable_at(cg, of->var.var);

	return val_direct(ir_to_int(cg, at), e->type);
}

/* ---- structure ---- */

static struct val cg_cond(struct cg *cg, const struct expr *e)
{
	const struct type *type = e->type;
	bool has_value = type->kind != T_VOID && type->kind != T_NONE && type->size;
	LLVMValueRef result = NULL, test = cg_scalar(cg, e->cond.test);
	struct ir_if arms;

	if (has_value)
		result = type_in_register(type) ? ir_local(cg, ir_int_type(cg, type->size))
						: mem_alloc(cg, type->size);
	ir_if(cg, &arms, test);
	if (has_value)
		cg_expr_into(cg, e->cond.then, result, 8, true);
	else
		cg_body(cg, e->cond.then);
	if (e->cond.otherwise) {
		ir_else(cg, &arms);
		if (has_value)
			cg_expr_into(cg, e->cond.otherwise, result, 8, true);
		else
			cg_body(cg, e->cond.otherwise);
	}
	ir_end(cg, &arms);
	if (!has_value)
		return val_none();
	if (type_in_register(type)) {
		struct val v = val_local(result, type, 8);

		return val_direct(val_scalar(cg, &v), type);
	}
	return val_local(result, type, 8);
}

static struct val cg_block(struct cg *cg, const struct expr *e)
{
	cg_stmts(cg, &e->block.body);
	return e->block.value ? cg_expr(cg, e->block.value) : val_none();
}

/* Members side by side; holes are zero, so that equal tuples are equal bytes. */
static void members_into(struct cg *cg, const struct expr *e, LLVMValueRef dst, uint32_t align)
{
	bool is_tuple = e->kind == E_TUPLE;
	uint32_t filled = 0;

	for (uint32_t i = 0; i < e->type->nfields; i++)
		filled += e->type->fields[i].type->size;
	if (filled != e->type->size)
		mem_zero(cg, dst, align, e->type->size);
	for (uint32_t i = 0; i < e->type->nfields; i++) {
		uint32_t offset = e->type->fields[i].offset, known = align;

		while (known > 1 && offset % known)
			known /= 2;
		cg_expr_into(cg, is_tuple ? e->items.at[i] : e->members.at[i].value,
			     ir_at(cg, dst, offset), known, true);
	}
}

void cg_expr_into(struct cg *cg, const struct expr *e, LLVMValueRef dst, uint32_t align, bool exact)
{
	struct position before;
	struct val v;

	if (e->kind == E_TUPLE || e->kind == E_RECORD) {
		before = debug_at(cg, e->span);
		members_into(cg, e, dst, align);
		debug_restore(cg, before);
		return;
	}
	v = cg_expr(cg, e);
	before = debug_at(cg, e->span);
	val_store(cg, &v, dst, align, exact);
	debug_restore(cg, before);
}

static struct val cg_compound(struct cg *cg, const struct expr *e)
{
	LLVMValueRef at = mem_alloc(cg, MAX(e->type->size, 1u));

	members_into(cg, e, at, 8);
	return val_local(at, e->type, 8);
}

static struct val cg_string(struct cg *cg, const struct expr *e)
{
	struct val v;

	/* A literal may be longer than its type where something cut the type. */
	v = val_local(rodata_bytes(cg, e->string.at, e->string.len + 1), e->type, 8);
	v.size = (uint32_t)MIN(e->string.len + 1, e->type->size);
	return v;
}

/* ---- dispatch ---- */

static lower_fn *const functions[FN_COUNT] = {
#define FUNC(id, ...) [FN_##id] = lower_fn_##id,
#include "lang/functions.def"
#undef FUNC
};

static lower_fn *const builtins[BUILTIN_COUNT] = {
#define BUILTIN(id, ...) [BUILTIN_##id] = lower_builtin_##id,
#include "lang/builtins.def"
#undef BUILTIN
};

/* What the loader puts there LLVM does not see: it is a variable to it. */
static struct val cg_loaded(struct cg *cg, const struct expr *e)
{
	const struct parameter *p = &cg->p->parameters[e->loaded];
	LLVMValueRef at = ir_at(cg, cg->params, p->offset);
	LLVMValueRef v;

	if (p->kind == PARAMETER_STRING)
		return val_local(at, e->type, 8);
	v = ir_load_volatile(cg, cg->i64, at);
	if (p->kind == PARAMETER_BOOL)
		return val_direct(ir_not_zero(cg, v), e->type);
	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

static struct val cg_int(struct cg *cg, const struct expr *e)
{
	LLVMTypeRef type = type_register(cg, e->type);
	LLVMValueRef there = kernel_number(cg, e->num.from, e->num.value);

	if (there)
		return val_direct(ir_resize(cg, there, type, false), e->type);
	return val_direct(ir_const(type, e->num.value), e->type);
}

static struct val dispatch(struct cg *cg, const struct expr *e)
{
	switch (e->kind) {
	case E_INT:
		return cg_int(cg, e);
	case E_BOOL:
		return val_direct(ir_bool(cg, e->boolean), e->type);
	case E_STRING:
		return cg_string(cg, e);
	case E_LOADED:
		return cg_loaded(cg, e);
	case E_BUILTIN:
		return builtins[e->builtin.id](cg, e);
	case E_VAR:
		return variable_get(cg, e->var.var);
	case E_MAP:
		return map_get(cg, e);
	case E_UNARY:
		return cg_unary(cg, e);
	case E_INCDEC:
		return cg_incdec(cg, e);
	case E_ADDRESS:
		return cg_address_of(cg, e);
	case E_BINARY:
		return cg_binary(cg, e);
	case E_COND:
		return cg_cond(cg, e);
	case E_FIELD:
		return cg_field(cg, e);
	case E_INDEX:
		return cg_index(cg, e);
	case E_CALL:
		return e->call.user ? cg_user_call(cg, e) : functions[e->call.fn](cg, e);
	case E_C_CALL:
		return cg_c_call(cg, e);
	case E_CAST:
		return cast_val(cg, e->cast.arg, e->type);
	case E_TUPLE:
	case E_RECORD:
		return cg_compound(cg, e);
	case E_BLOCK:
		return cg_block(cg, e);
	case E_PARAM:
	case E_IDENT:
	case E_SIZEOF:
	case E_OFFSETOF:
	case E_TYPEINFO:
	case E_TYPEOF:
	case E_COMPTIME:
	case E_COUNT:
		break;
	}
	bug("a node of kind %d reached codegen", e->kind);
}

struct val cg_expr(struct cg *cg, const struct expr *e)
{
	struct position before = debug_at(cg, e->span);
	struct val v = dispatch(cg, e);

	if (v.where == VAL_REMOTE || v.where == VAL_CONTEXT || v.where == VAL_FILL)
		v.e = v.e ? v.e : e;
	debug_restore(cg, before);
	return v;
}
