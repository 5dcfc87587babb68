/*
 * Operations on literals.
 *
 * Integers are computed in 128 bits and must then fit in what a literal can be: from the smallest
 * int64 to the largest uint64. What the types of operands decide is left to the checker.
 */
#include "lang/fold_literal.h"

#include "lang/fold.h"

__extension__ typedef __int128 wide;

struct expr *literal_int(struct unit *u, struct span span, uint64_t value, bool negative)
{
	struct expr *e = expr_make(u->arena, E_INT, span);

	e->num.value = value;
	e->num.negative = negative;
	return e;
}

struct expr *literal_bool(struct unit *u, struct span span, bool value)
{
	struct expr *e = expr_make(u->arena, E_BOOL, span);

	e->boolean = value;
	return e;
}

struct expr *literal_string(struct unit *u, struct span span, struct str text)
{
	struct expr *e = expr_make(u->arena, E_STRING, span);

	e->string = text;
	return e;
}

struct expr *literal_tail(struct unit *u, struct span span, struct str text, uint64_t k)
{
	if (k >= text.len)
		diag_add(u->diags, D_EMPTY_STRING, span,
			 "this string is always empty: the text has %zu bytes and %llu are "
			 "skipped",
			 text.len, (unsigned long long)k);
	return literal_string(u, span, str_slice(text, (size_t)MIN(k, text.len), text.len));
}

bool literal_truth(const struct expr *e)
{
	if (e->kind == E_STRING)
		return e->string.len != 0;
	return e->kind == E_BOOL ? e->boolean : e->num.value != 0;
}

static wide int_value(const struct expr *e)
{
	return e->num.negative ? (wide)(int64_t)e->num.value : (wide)e->num.value;
}

static void no_result(struct unit *u, const struct expr *e, const char *why)
{
	diag_add(u->diags, D_FOLD, e->span, "this constant cannot be computed: %s", why);
}

static struct expr *int_result(struct unit *u, const struct expr *e, wide value)
{
	if (value < (wide)INT64_MIN || value > (wide)UINT64_MAX) {
		no_result(u, e,
			  value < 0 ? "the result is below the smallest int64"
				    : "the result is above the largest uint64");
		return NULL;
	}
	return literal_int(u, e->span, (uint64_t)value, value < 0);
}

/* ---- integers ---- */

static struct expr *int_divide(struct unit *u, const struct expr *e, wide a, wide b)
{
	if (!b) {
		no_result(u, e, "division by zero");
		return NULL;
	}
	return int_result(u, e, e->binary.op == OP_DIV ? a / b : a % b);
}

static struct expr *int_shift(struct unit *u, const struct expr *e, wide a, wide b)
{
	if (b < 0 || b > 63) {
		no_result(u, e, "a shift is by 0 to 63 bits");
		return NULL;
	}
	if (e->binary.op == OP_SHL)
		return int_result(u, e, a * ((wide)1 << b));
	return int_result(u, e, a >> b);
}

static struct expr *int_binary(struct unit *u, const struct expr *e)
{
	wide a = int_value(e->binary.lhs);
	wide b = int_value(e->binary.rhs);
	wide product;

	switch (e->binary.op) {
	case OP_ADD:
		return int_result(u, e, a + b);
	case OP_SUB:
		return int_result(u, e, a - b);
	case OP_MUL:
		if (__builtin_mul_overflow(a, b, &product))
			product = (wide)UINT64_MAX + 1;
		return int_result(u, e, product);
	case OP_DIV:
	case OP_MOD:
		return int_divide(u, e, a, b);
	case OP_SHL:
	case OP_SHR:
		return int_shift(u, e, a, b);
	case OP_AND:
		return int_result(u, e, a & b);
	case OP_OR:
		return int_result(u, e, a | b);
	case OP_XOR:
		return int_result(u, e, a ^ b);
	case OP_EQ:
		return literal_bool(u, e->span, a == b);
	case OP_NE:
		return literal_bool(u, e->span, a != b);
	case OP_LT:
		return literal_bool(u, e->span, a < b);
	case OP_LE:
		return literal_bool(u, e->span, a <= b);
	case OP_GT:
		return literal_bool(u, e->span, a > b);
	case OP_GE:
		return literal_bool(u, e->span, a >= b);
	case OP_LAND:
		return literal_bool(u, e->span, a && b);
	case OP_LOR:
		return literal_bool(u, e->span, a || b);
	case OP_NONE:
	case OP_NEG:
	case OP_NOT:
	case OP_COMPL:
	case OP_DEREF:
	case OP_COUNT:
		break;
	}
	bug("no operator of two integers");
}

/* ---- strings ---- */

static int str_order(struct str a, struct str b)
{
	size_t common = MIN(a.len, b.len);
	int order = common ? memcmp(a.at, b.at, common) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static struct expr *string_join(struct unit *u, const struct expr *e)
{
	struct str a = e->binary.lhs->string;
	struct str b = e->binary.rhs->string;
	char *text = arena_alloc(u->arena, a.len + b.len + 1);

	if (a.len)
		memcpy(text, a.at, a.len);
	if (b.len)
		memcpy(text + a.len, b.at, b.len);
	return literal_string(u, e->span, (struct str){text, a.len + b.len});
}

static struct expr *string_binary(struct unit *u, const struct expr *e)
{
	int order = str_order(e->binary.lhs->string, e->binary.rhs->string);

	switch ((int)e->binary.op) {
	case OP_ADD:
		return string_join(u, e);
	case OP_EQ:
		return literal_bool(u, e->span, order == 0);
	case OP_NE:
		return literal_bool(u, e->span, order != 0);
	case OP_LT:
		return literal_bool(u, e->span, order < 0);
	case OP_LE:
		return literal_bool(u, e->span, order <= 0);
	case OP_GT:
		return literal_bool(u, e->span, order > 0);
	case OP_GE:
		return literal_bool(u, e->span, order >= 0);
	default:
		diag_add(u->diags, D_FOLD, e->span, "the operator %s does not work on strings",
			 op_text(e->binary.op));
		return NULL;
	}
}

/* "text" + 2 is the text without its first two bytes. */
static struct expr *string_offset(struct unit *u, const struct expr *e, const struct expr *text,
				  const struct expr *offset)
{
	if (e->binary.op == OP_EQ || e->binary.op == OP_NE || e->binary.op == OP_LAND ||
	    e->binary.op == OP_LOR)
		return NULL;
	if (e->binary.op != OP_ADD || offset->num.negative) {
		diag_add(u->diags, D_FOLD, e->span,
			 "a string and an integer can only be added, to skip bytes at the start");
		return NULL;
	}
	return literal_tail(u, e->span, text->string, offset->num.value);
}

/* ---- bools, tuples, records ---- */

static struct expr *bool_binary(struct unit *u, const struct expr *e)
{
	bool a = literal_truth(e->binary.lhs);
	bool b = literal_truth(e->binary.rhs);
	bool both = e->binary.lhs->kind == E_BOOL && e->binary.rhs->kind == E_BOOL;

	if (e->binary.op == OP_LAND)
		return literal_bool(u, e->span, a && b);
	if (e->binary.op == OP_LOR)
		return literal_bool(u, e->span, a || b);
	if (e->binary.op == OP_EQ && both)
		return literal_bool(u, e->span, a == b);
	if (e->binary.op == OP_NE && both)
		return literal_bool(u, e->span, a != b);
	return NULL;
}

enum equality { EQUAL, DIFFERENT, INCOMPARABLE };

static enum equality literals_equal(const struct expr *a, const struct expr *b);

static const struct expr *member_find(const struct expr *record, const char *name)
{
	for (size_t i = 0; i < record->members.len; i++)
		if (record->members.at[i].name == name)
			return record->members.at[i].value;
	return NULL;
}

static enum equality members_equal(const struct expr *a, const struct expr *b)
{
	enum equality result = EQUAL;

	if (a->members.len != b->members.len)
		return INCOMPARABLE;
	for (size_t i = 0; i < a->members.len && result != INCOMPARABLE; i++) {
		const struct expr *other = member_find(b, a->members.at[i].name);
		enum equality one = other ? literals_equal(a->members.at[i].value, other)
					  : INCOMPARABLE;

		result = one == EQUAL ? result : one;
	}
	return result;
}

static enum equality items_equal(const struct expr *a, const struct expr *b)
{
	enum equality result = EQUAL;

	if (a->items.len != b->items.len)
		return INCOMPARABLE;
	for (size_t i = 0; i < a->items.len && result != INCOMPARABLE; i++) {
		enum equality one = literals_equal(a->items.at[i], b->items.at[i]);

		result = one == EQUAL ? result : one;
	}
	return result;
}

static enum equality literals_equal(const struct expr *a, const struct expr *b)
{
	if (a->kind != b->kind)
		return INCOMPARABLE;
	if (a->kind == E_TUPLE)
		return items_equal(a, b);
	if (a->kind == E_RECORD)
		return members_equal(a, b);
	if (a->kind == E_STRING)
		return str_equal(a->string, b->string) ? EQUAL : DIFFERENT;
	if (a->kind == E_BOOL)
		return a->boolean == b->boolean ? EQUAL : DIFFERENT;
	return int_value(a) == int_value(b) ? EQUAL : DIFFERENT;
}

/* ---- all together ---- */

struct expr *literal_binary(struct unit *u, const struct expr *e)
{
	const struct expr *a = e->binary.lhs;
	const struct expr *b = e->binary.rhs;
	bool compound = a->kind == E_TUPLE || a->kind == E_RECORD;
	enum equality equality;

	if (a->kind == E_INT && b->kind == E_INT)
		return int_binary(u, e);
	if (a->kind == E_STRING && b->kind == E_STRING)
		return string_binary(u, e);
	if (a->kind == E_STRING && b->kind == E_INT)
		return string_offset(u, e, a, b);
	if (a->kind == E_INT && b->kind == E_STRING)
		return string_offset(u, e, b, a);
	if ((a->kind == E_BOOL && (b->kind == E_BOOL || b->kind == E_INT)) ||
	    (a->kind == E_INT && b->kind == E_BOOL))
		return bool_binary(u, e);
	if (!compound || (e->binary.op != OP_EQ && e->binary.op != OP_NE))
		return NULL;
	equality = literals_equal(a, b);
	if (equality == INCOMPARABLE)
		return NULL;
	return literal_bool(u, e->span, (equality == EQUAL) == (e->binary.op == OP_EQ));
}

struct expr *literal_unary(struct unit *u, const struct expr *e)
{
	const struct expr *arg = e->unary.arg;

	if (e->unary.op == OP_NOT && (arg->kind == E_INT || arg->kind == E_BOOL))
		return literal_bool(u, e->span, !literal_truth(arg));
	if (arg->kind != E_INT)
		return NULL;
	if (e->unary.op == OP_COMPL)
		return literal_int(u, e->span, ~arg->num.value, false);
	if (e->unary.op == OP_NEG)
		return int_result(u, e, -int_value(arg));
	return NULL;
}

/* A copy of an element, at the place of the access. */
static struct expr *element(struct unit *u, const struct expr *access, const struct expr *e)
{
	struct expr *copy = expr_clone(u->arena, e);

	copy->span = access->span;
	return copy;
}

struct expr *literal_field(struct unit *u, const struct expr *e)
{
	const struct expr *base = e->field.base;
	const struct expr *member;

	if (base->kind == E_TUPLE && !e->field.name && e->field.index < base->items.len)
		return element(u, e, base->items.at[e->field.index]);
	member = base->kind == E_RECORD && e->field.name ? member_find(base, e->field.name) : NULL;
	return member ? element(u, e, member) : NULL;
}

struct expr *literal_index(struct unit *u, const struct expr *e)
{
	const struct expr *base = e->index.base;
	const struct expr *index = e->index.index;
	int byte;

	if (index->kind != E_INT || index->num.negative)
		return NULL;
	if (base->kind == E_TUPLE && index->num.value < base->items.len)
		return element(u, e, base->items.at[index->num.value]);
	if (base->kind != E_STRING || index->num.value > base->string.len)
		return NULL;
	byte = index->num.value < base->string.len ? (signed char)base->string.at[index->num.value]
						   : 0;
	return literal_int(u, e->span, (uint64_t)(int64_t)byte, byte < 0);
}
