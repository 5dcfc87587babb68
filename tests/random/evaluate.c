/*
 * The rules of the reference: literals fold exactly (section 4.8), everything else is computed in
 * 64 bits, division and right shifts unsigned (section 4.7).
 */
#include "tests/random/expr.h"

#include <inttypes.h>

typedef __int128 wide;

static const struct kind kind_bool = {.is_bool = true, .bits = 8};

static struct kind integer(bool is_signed, int bits)
{
	return (struct kind){.is_signed = is_signed, .bits = bits};
}

static uint64_t extend(uint64_t bits, struct kind kind)
{
	if (kind.is_bool)
		return bits != 0;
	if (kind.bits == 64)
		return bits;
	bits &= (UINT64_C(1) << kind.bits) - 1;
	if (kind.is_signed && bits >> (kind.bits - 1))
		bits |= ~UINT64_C(0) << kind.bits;
	return bits;
}

/* What the number is, whatever its width. */
static wide number(const struct value *v)
{
	bool is_signed = v->literal ? v->negative : v->kind.is_signed;

	return is_signed ? (wide)(int64_t)v->bits : (wide)v->bits;
}

static bool fits(wide n, struct kind kind)
{
	wide one = 1;

	if (kind.is_signed)
		return n >= -(one << (kind.bits - 1)) && n < one << (kind.bits - 1);
	return n >= 0 && n < one << kind.bits;
}

/* A folded integer: false when 64 bits cannot hold it. */
static bool literal_make(wide n, struct value *v)
{
	if (!fits(n, integer(true, 64)) && !fits(n, integer(false, 64)))
		return false;
	*v = (struct value){.bits = (uint64_t)n, .literal = true, .negative = n < 0};
	v->kind = integer(false, 64);
	for (int bits = 64; bits >= 8; bits /= 2)
		if (fits(n, integer(true, bits)))
			v->kind = integer(true, bits);
	return true;
}

static bool bool_make(bool is, bool literal, struct value *v)
{
	*v = (struct value){.kind = kind_bool, .bits = is, .literal = literal};
	return true;
}

/* A literal that takes the sign of what it is combined with. */
static bool flexible(const struct value *v)
{
	return v->literal && !v->negative && !v->kind.is_bool && v->bits <= INT64_MAX;
}

static struct kind promoted(const struct value *a, const struct value *b)
{
	int larger = a->kind.bits > b->kind.bits ? a->kind.bits : b->kind.bits;
	const struct value *plus = a->kind.is_signed ? a : b, *rest = plus == a ? b : a;

	if (a->kind.is_bool)
		return kind_bool;
	if (a->kind.is_signed == b->kind.is_signed)
		return integer(a->kind.is_signed, larger);
	if (flexible(a))
		return integer(b->kind.is_signed, larger);
	if (flexible(b))
		return integer(a->kind.is_signed, larger);
	if (plus->kind.bits > rest->kind.bits)
		return plus->kind;
	return integer(true, larger * 2 > 64 ? 64 : larger * 2);
}

/* An implicit cast: a literal must fit, anything else is cut. */
static bool converted(const struct value *v, struct kind kind, uint64_t *bits)
{
	if (v->literal && !kind.is_bool && !fits(number(v), kind))
		return false;
	*bits = extend(v->bits, kind);
	return true;
}

static bool folded_shift(enum operator op, wide x, wide y, struct value *v)
{
	if (y < 0 || y > 63)
		return false;
	if (op == OP_SHR)
		return literal_make(x >> y, v);
	/* What a shift to the left of a negative number gives is not stated. */
	return x >= 0 && literal_make(x << y, v);
}

static bool folded(enum operator op, const struct value *a, const struct value *b, struct value *v)
{
	wide x = number(a), y = number(b);
	/* Bits of a negative number together with one beyond int64: not stated. */
	bool mixed = (x < 0 && y > INT64_MAX) || (y < 0 && x > INT64_MAX);

	switch (op) {
	case OP_ADD:
		return literal_make(x + y, v);
	case OP_SUB:
		return literal_make(x - y, v);
	case OP_MUL:
		return !__builtin_mul_overflow(x, y, &x) && literal_make(x, v);
	case OP_DIV:
		return y != 0 && literal_make(x / y, v);
	case OP_MOD:
		return y != 0 && literal_make(x % y, v);
	case OP_AND:
		return !mixed && literal_make(x & y, v);
	case OP_OR:
		return !mixed && literal_make(x | y, v);
	case OP_XOR:
		return !mixed && literal_make(x ^ y, v);
	case OP_SHL:
	case OP_SHR:
		return folded_shift(op, x, y, v);
	case OP_LT:
		return bool_make(x < y, true, v);
	case OP_LE:
		return bool_make(x <= y, true, v);
	case OP_GT:
		return bool_make(x > y, true, v);
	case OP_GE:
		return bool_make(x >= y, true, v);
	case OP_EQ:
		return bool_make(x == y, true, v);
	case OP_NE:
		return bool_make(x != y, true, v);
	case OP_LAND:
		return bool_make(x && y, true, v);
	case OP_LOR:
		return bool_make(x || y, true, v);
	}
	return false;
}

static uint64_t computed(enum operator op, uint64_t x, uint64_t y)
{
	switch (op) {
	case OP_ADD:
		return x + y;
	case OP_SUB:
		return x - y;
	case OP_MUL:
		return x * y;
	case OP_DIV:
		return y ? x / y : 1;
	case OP_MOD:
		return y ? x % y : 1;
	case OP_AND:
		return x & y;
	case OP_OR:
		return x | y;
	case OP_XOR:
		return x ^ y;
	case OP_SHL:
		return x << y;
	case OP_SHR:
		return x >> y;
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
	case OP_EQ:
	case OP_NE:
	case OP_LAND:
	case OP_LOR:
		break;
	}
	return 0;
}

static bool arithmetic(enum operator op, const struct value *a, const struct value *b,
		       struct value *v)
{
	bool a_signed = flexible(a) ? !b->kind.is_bool && b->kind.is_signed : a->kind.is_signed;
	bool b_signed = flexible(b) ? !a->kind.is_bool && a->kind.is_signed : b->kind.is_signed;
	struct kind kind = integer(a_signed || b_signed || op == OP_SUB, 64);
	uint64_t x, y;

	if (a->kind.is_bool && b->kind.is_bool) {
		/* Other operators on two bools are a curiosity of the reference. */
		if (op != OP_AND && op != OP_OR && op != OP_XOR)
			return false;
		kind = kind_bool;
	} else if ((a->kind.is_bool && b->literal) || (b->kind.is_bool && a->literal)) {
		return false; /* which sign such a literal takes is not stated */
	}
	if (!converted(a, kind, &x) || !converted(b, kind, &y))
		return false;
	if ((op == OP_SHL || op == OP_SHR) && y > 63)
		return false;
	*v = (struct value){.kind = kind, .bits = extend(computed(op, x, y), kind)};
	return true;
}

static bool comparison(enum operator op, const struct value *a, const struct value *b,
		       struct value *v)
{
	struct kind kind = promoted(a, b);
	uint64_t x, y;
	bool less;

	if (!converted(a, kind, &x) || !converted(b, kind, &y))
		return false;
	less = kind.is_signed ? (int64_t)x < (int64_t)y : x < y;
	if (op == OP_LT || op == OP_GE)
		return bool_make(less == (op == OP_LT), false, v);
	if (op == OP_LE || op == OP_GT)
		return bool_make((less || x == y) == (op == OP_LE), false, v);
	return bool_make((x == y) == (op == OP_EQ), false, v);
}

static bool binary(enum operator op, const struct value *a, const struct value *b, struct value *v)
{
	bool bools = a->kind.is_bool && b->kind.is_bool;

	if (a->literal && b->literal) {
		if (op >= OP_LAND)
			return folded(op, a, b, v);
		if (a->kind.is_bool || b->kind.is_bool)
			return bools && (op == OP_EQ || op == OP_NE) && folded(op, a, b, v);
		return folded(op, a, b, v);
	}
	if (op == OP_LAND)
		return bool_make(a->bits && b->bits, false, v);
	if (op == OP_LOR)
		return bool_make(a->bits || b->bits, false, v);
	if (op < OP_LT)
		return arithmetic(op, a, b, v);
	/* Bools compare with bools alone, and only for being equal. */
	if (a->kind.is_bool != b->kind.is_bool || (bools && op != OP_EQ && op != OP_NE))
		return false;
	return comparison(op, a, b, v);
}

static bool unary(enum node node, const struct value *a, struct value *v)
{
	struct kind kind = a->kind;

	if (node == NODE_NOT)
		return bool_make(!a->bits, a->literal, v);
	if (kind.is_bool)
		return false;
	if (a->literal)
		return node == NODE_MINUS
			       ? fits(-number(a), integer(true, 64)) && literal_make(-number(a), v)
			       : literal_make((wide)~a->bits, v);
	*v = (struct value){.kind = integer(kind.is_signed, 64)};
	v->bits = extend(node == NODE_MINUS ? -a->bits : ~a->bits, kind);
	return true;
}

static bool ternary(const struct value *c, const struct value *a, const struct value *b,
		    struct value *v)
{
	const struct value *taken = c->bits ? a : b;

	if (a->kind.is_bool != b->kind.is_bool)
		return false;
	if (c->literal && a->literal && b->literal) {
		*v = *taken;
		return true;
	}
	if (a->literal && b->literal)
		return false; /* whether the result is flexible is not stated */
	*v = (struct value){.kind = promoted(a, b)};
	/* Both must convert, whichever is taken. */
	return converted(a, v->kind, &v->bits) && converted(b, v->kind, &v->bits) &&
	       converted(taken, v->kind, &v->bits);
}

static bool store(const struct expr *e, struct value *a, struct value *b, struct value *v)
{
	struct value before = {.kind = e->kind};
	uint64_t unused;

	if (a->kind.is_bool || b->kind.is_bool || !converted(a, e->kind, &before.bits))
		return false;
	if (!binary(e->op, &before, b, v) || !converted(b, integer(v->kind.is_signed, 64), &unused))
		return false;
	v->bits = extend(v->bits, e->kind);
	v->kind = e->kind;
	return true;
}

bool expr_value(const struct expr *e, struct value *v)
{
	struct value a, b, c;

	if ((e->a && !expr_value(e->a, &a)) || (e->b && !expr_value(e->b, &b)) ||
	    (e->c && !expr_value(e->c, &c)))
		return false;
	switch (e->node) {
	case NODE_LITERAL:
		return e->kind.is_bool ? bool_make(e->bits, true, v)
				       : literal_make((wide)e->bits, v);
	case NODE_VARIABLE:
		*v = (struct value){.kind = variables[e->variable].kind,
				    .bits = variables[e->variable].bits};
		return true;
	case NODE_CAST:
		*v = (struct value){.kind = e->kind, .bits = extend(a.bits, e->kind)};
		return true;
	case NODE_MINUS:
	case NODE_COMPLEMENT:
	case NODE_NOT:
		return unary(e->node, &a, v);
	case NODE_BINARY:
		return binary(e->op, &a, &b, v);
	case NODE_TERNARY:
		return ternary(&c, &a, &b, v);
	case NODE_BLOCK:
		/* Whether a variable is as flexible as the literal it got is not stated. */
		*v = a;
		return !a.literal;
	case NODE_STORE:
		return store(e, &a, &b, v);
	}
	return false;
}

void value_text(const struct value *v, char *to)
{
	if (v->kind.is_bool)
		snprintf(to, 32, "%s", v->bits ? "true" : "false");
	else if (v->literal ? v->negative : v->kind.is_signed)
		snprintf(to, 32, "%" PRId64, (int64_t)v->bits);
	else
		snprintf(to, 32, "%" PRIu64, v->bits);
}
