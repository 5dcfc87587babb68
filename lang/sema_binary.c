/*
 * Operators: what they take, what they give, and the conversions of their operands.
 */
#include "lang/sema_local.h"

static bool is_number(const struct type *t)
{
	return t->kind == T_INT || t->kind == T_ENUM || t->kind == T_BOOL;
}

static const struct type *operator_error(struct sema *s, struct expr *e, enum op op,
					 const struct type *l, const struct type *r)
{
	if (l->kind != T_ERROR && r->kind != T_ERROR)
		sema_diag(s, D_OPERATOR, e->span, "%s cannot be used on %s and %s", op_text(op),
			  text_of(s, l), text_of(s, r));
	return e->type = &type_error;
}

static const struct type *operands_differ(struct sema *s, struct expr *e, const struct type *l,
					  const struct type *r)
{
	struct diag *d = sema_diag(s, D_OPERANDS_DIFFER, e->span,
				   "the sides of %s have types that do not go together: %s and %s",
				   op_text(e->binary.op), text_of(s, l), text_of(s, r));

	sema_note(s, d, e->binary.lhs->span, "this is %s", text_of(s, l));
	sema_note(s, d, e->binary.rhs->span, "this is %s", text_of(s, r));
	return e->type = &type_error;
}

static struct expr *wrap_cast(struct sema *s, struct expr *e, const struct type *to)
{
	struct expr *cast = expr_make(s->a, E_CAST, e->span);

	cast->cast.arg = e;
	cast->type = to;
	return cast;
}

/* ---- arithmetic ---- */

const struct type *arith_type(struct sema *s, enum op op, const struct type *l,
			      const struct type *r)
{
	bool lsigned = l->kind != T_BOOL && l->is_signed;
	bool rsigned = r->kind != T_BOOL && r->is_signed;

	if (type_is_flexible(l) && type_is_flexible(r))
		return op == OP_SUB ? type_int(s->ts, 8, true) : type_int_flexible(s->ts, 8);
	if (type_is_flexible(l))
		lsigned = rsigned;
	else if (type_is_flexible(r))
		rsigned = lsigned;
	return type_int(s->ts, 8, lsigned || rsigned || op == OP_SUB);
}

static void signed_division_warn(struct sema *s, const struct expr *e, const struct type *l,
				 const struct type *r)
{
	struct diag *d;

	if (type_is_flexible(l) || type_is_flexible(r) || l == r || !(l->is_signed || r->is_signed))
		return;
	d = sema_diag(s, D_SIGNED_DIVISION, e->span,
		      "%s is unsigned: a negative operand (%s and %s) gives an unexpected result",
		      op_text(e->binary.op), text_of(s, l), text_of(s, r));
	sema_hint(s, d, "cast both sides to uint64 if they are never negative");
}

static const struct type *sema_arithmetic(struct sema *s, struct expr **slot, const struct type *l,
					  const struct type *r)
{
	struct expr *e = *slot;
	enum op op = e->binary.op;
	const struct type *t;

	if (!is_number(l) || !is_number(r))
		return operator_error(s, e, op, l, r);
	t = arith_type(s, op, l, r);
	if (op == OP_DIV || op == OP_MOD)
		signed_division_warn(s, e, l, r);
	convert(s, &e->binary.lhs, t);
	convert(s, &e->binary.rhs, t);
	e->type = t;
	if (l->kind == T_BOOL && r->kind == T_BOOL) {
		if (s->final)
			*slot = wrap_cast(s, e, &type_bool);
		return (*slot)->type = &type_bool;
	}
	return t;
}

/* ---- pointers ---- */

static const struct type *sema_pointer_arithmetic(struct sema *s, struct expr *e,
						  const struct type *l, const struct type *r)
{
	enum op op = e->binary.op;
	bool swapped = r->kind == T_POINTER;
	const struct type *number = swapped ? l : r, *pointer = swapped ? r : l;

	if (!is_integer(number) || (op != OP_ADD && op != OP_SUB) || (swapped && op == OP_SUB))
		return operator_error(s, e, op, l, r);
	if (swapped) {
		struct expr *lhs = e->binary.lhs;

		e->binary.lhs = e->binary.rhs;
		e->binary.rhs = lhs;
	}
	widen(s, &e->binary.rhs, number);
	if (pointer->elem && pointer->elem->kind == T_STRUCT)
		type_fill(s, pointer->elem);
	return e->type = pointer;
}

static void pointee_warn(struct sema *s, const struct expr *e, const struct type *l,
			 const struct type *r)
{
	if (!l->elem || !r->elem || promote(s, l->elem, r->elem))
		return;
	sema_diag(s, D_POINTER_TYPES, e->span,
		  "pointers to different types are compared: %s and %s", text_of(s, l),
		  text_of(s, r));
}

/* Pointers compare with pointers and integers, as unsigned numbers. */
static const struct type *sema_pointer_comparison(struct sema *s, struct expr *e,
						  const struct type *l, const struct type *r)
{
	const struct type *pointer = l->kind == T_POINTER ? l : r;
	const struct type *other = l->kind == T_POINTER ? r : l;

	if (other->kind == T_POINTER)
		pointee_warn(s, e, l, r);
	else if (!is_integer(other))
		return operands_differ(s, e, l, r);
	convert(s, &e->binary.lhs, pointer);
	convert(s, &e->binary.rhs, pointer);
	return e->type = &type_bool;
}

/* ---- comparisons ---- */

static bool is_order(enum op op)
{
	return op != OP_EQ && op != OP_NE;
}

static const struct type *compare_ints(struct sema *s, struct expr *e, const struct type *l,
				       const struct type *r)
{
	const struct type *common = promote(s, l, r);

	convert_implicitly(s, &e->binary.lhs, l, common);
	convert_implicitly(s, &e->binary.rhs, r, common);
	if (s->final) { /* a literal that does not fit still has to be converted */
		convert(s, &e->binary.lhs, common);
		convert(s, &e->binary.rhs, common);
	}
	return e->type = &type_bool;
}

static bool comparable(const struct type *t)
{
	switch ((int)t->kind) {
	case T_STRING:
	case T_BUFFER:
	case T_TUPLE:
	case T_RECORD:
	case T_KSTACK:
	case T_USTACK:
	case T_KSYM:
	case T_USYM:
	case T_INET:
	case T_MAC:
	case T_PACKET:
	case T_USERNAME:
	case T_BOOL:
		return true;
	case T_ARRAY:
		return t->elem->kind == T_INT || t->elem->kind == T_BOOL;
	default:
		return false;
	}
}

/* The string literal in *SLOT, of type T, beside a value of type OTHER. */
static const struct type *constant_or_self(struct sema *s, struct expr **slot, const struct type *t,
					   const struct type *other)
{
	const struct type *constant = constant_of_text(s, slot, other);

	return constant ? constant : t;
}

static const struct type *compare_others(struct sema *s, struct expr *e, const struct type *l,
					 const struct type *r)
{
	const struct type *common;

	if (e->binary.rhs->kind == E_STRING)
		r = constant_or_self(s, &e->binary.rhs, r, l);
	else if (e->binary.lhs->kind == E_STRING)
		l = constant_or_self(s, &e->binary.lhs, l, r);
	if (l->kind != r->kind)
		return operands_differ(s, e, l, r);
	if (!comparable(l) || (is_order(e->binary.op) && l->kind != T_BOOL))
		return operator_error(s, e, e->binary.op, l, r);
	if (l->kind == T_STRING || l->kind == T_BUFFER)
		return e->type = &type_bool; /* compared over the smaller capacity */
	common = l == r ? l : promote(s, l, r);
	if (!common || (common->kind == T_ARRAY && l->count != r->count))
		return operands_differ(s, e, l, r);
	convert(s, &e->binary.lhs, common);
	convert(s, &e->binary.rhs, common);
	return e->type = &type_bool;
}

static const struct type *sema_comparison(struct sema *s, struct expr *e, const struct type *l,
					  const struct type *r)
{
	if (l->kind == T_ERROR || r->kind == T_ERROR)
		return e->type = &type_bool;
	if (l->kind == T_POINTER || r->kind == T_POINTER)
		return sema_pointer_comparison(s, e, l, r);
	if (is_integer(l) && is_integer(r))
		return compare_ints(s, e, l, r);
	return compare_others(s, e, l, r);
}

/* ---- && and || ---- */

static bool is_truth(const struct type *t)
{
	return is_number(t) || t->kind == T_POINTER || t->kind == T_PACKET || t->kind == T_ERROR;
}

static const struct type *sema_logical(struct sema *s, struct expr *e)
{
	const struct type *l = sema_value(s, &e->binary.lhs);
	const struct type *r = sema_value(s, &e->binary.rhs);

	if (!is_truth(l) || !is_truth(r)) {
		operator_error(s, e, e->binary.op, l, r);
		return e->type = &type_bool;
	}
	convert(s, &e->binary.lhs, &type_bool);
	convert(s, &e->binary.rhs, &type_bool);
	return e->type = &type_bool;
}

static bool is_comparison(enum op op)
{
	return op >= OP_EQ && op <= OP_GE;
}

static void mixed_spaces_warn(struct sema *s, const struct expr *e)
{
	enum addr_space l = expr_space(s, e->binary.lhs), r = expr_space(s, e->binary.rhs);

	if (l != AS_NONE && r != AS_NONE && l != r)
		sema_diag(s, D_ADDRESS_SPACE, e->span,
			  "one side of %s is an address in the kernel, the other one of a user",
			  op_text(e->binary.op));
}

const struct type *sema_binary(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct type *l, *r;

	if (e->binary.op == OP_LAND || e->binary.op == OP_LOR)
		return sema_logical(s, e);
	l = sema_value(s, &e->binary.lhs);
	r = sema_value(s, &e->binary.rhs);
	if (subnet_compare(s, slot, l, r))
		return sema_expr(s, slot);
	if (is_comparison(e->binary.op))
		return sema_comparison(s, e, l, r);
	if (l->kind == T_ERROR || r->kind == T_ERROR)
		return e->type = &type_error;
	if (s->final && (l->kind == T_POINTER || r->kind == T_POINTER))
		mixed_spaces_warn(s, e);
	if (l->kind == T_POINTER || r->kind == T_POINTER)
		return sema_pointer_arithmetic(s, e, l, r);
	return sema_arithmetic(s, slot, l, r);
}

/* ---- unary ---- */

static const struct type *unary_error(struct sema *s, struct expr *e, const struct type *t)
{
	struct diag *d;

	if (t->kind != T_ERROR) {
		d = sema_diag(s, D_OPERATOR, e->span, "%s cannot be used on %s",
			      op_text(e->unary.op), text_of(s, t));
		if (e->unary.op == OP_NOT && t->kind == T_POINTER)
			sema_hint(s, d, "compare the pointer with 0");
	}
	return e->type = &type_error;
}

static const struct type *sema_not(struct sema *s, struct expr *e)
{
	const struct type *t = sema_value(s, &e->unary.arg);

	if (!is_number(t) && t->kind != T_PACKET) {
		unary_error(s, e, t);
		return e->type = &type_bool;
	}
	convert(s, &e->unary.arg, &type_bool);
	return e->type = &type_bool;
}

/* -e and ~e are computed as wide as e is and then made 64 bits wide: ~(uint8)0 is 255. */
static const struct type *sema_negate(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct type *t = sema_value(s, &e->unary.arg), *own, *wide;

	if (!is_number(t))
		return unary_error(s, e, t);
	own = type_int(s->ts, t->size, t->kind == T_BOOL ? false : t->is_signed);
	convert(s, &e->unary.arg, own);
	e->type = own;
	wide = type_int(s->ts, 8, own->is_signed);
	if (s->final && own != wide)
		*slot = wrap_cast(s, e, wide);
	return (*slot)->type = wide;
}

/* An integer is followed like a pointer to an integer of its size; the result is 64 bits wide. */
static const struct type *deref_int(struct sema *s, struct expr **slot, const struct type *t)
{
	struct expr *e = *slot;
	const struct type *own = type_int(s->ts, t->size, false);
	const struct type *wide = type_int(s->ts, 8, false);

	if (s->final) {
		const struct type *address = to_address(s, &e->unary.arg, t);

		convert(s, &e->unary.arg, type_pointer(s->ts, own, address->space));
		e->type = own;
		if (own != wide)
			*slot = wrap_cast(s, e, wide);
	}
	return (*slot)->type = wide;
}

static const struct type *sema_deref(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct type *t = sema_value(s, &e->unary.arg);

	if (t->kind == T_INT)
		return deref_int(s, slot, t);
	if (t->kind == T_POINTER && t->elem) {
		to_address(s, &e->unary.arg, t);
		if (t->elem->kind == T_POINTER && t->elem->space == AS_NONE)
			return e->type = type_pointer(s->ts, t->elem->elem, t->space);
		type_fill(s, t->elem);
		return e->type = t->elem;
	}
	if (t->kind == T_CONTEXT && t->elem)
		return e->type = t->elem;
	if (t->kind != T_ERROR)
		sema_diag(s, D_DEREFERENCE, e->span,
			  t->kind == T_POINTER ? "what %s points at is not known: cast it first"
					       : "%s is no pointer and cannot be followed",
			  text_of(s, t));
	return e->type = &type_error;
}

const struct type *sema_unary(struct sema *s, struct expr **slot)
{
	switch ((int)(*slot)->unary.op) {
	case OP_NOT:
		return sema_not(s, *slot);
	case OP_DEREF:
		return sema_deref(s, slot);
	default:
		return sema_negate(s, slot);
	}
}
