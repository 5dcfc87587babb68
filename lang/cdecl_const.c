/*
 * Constant expressions of C: array lengths, enumerators, widths, alignments.
 *
 * Values have the type that C gives them (int, unsigned, long or unsigned long), so that ~0U is
 * 0xffffffff and -1 > 0u. Precedence climbs through one function; nesting is bounded.
 */
#include "lang/cdecl_local.h"

#include <stdlib.h>

static struct cvalue fitted(uint64_t value, bool wide, bool is_unsigned)
{
	if (!wide)
		value = is_unsigned ? (uint32_t)value : (uint64_t)(int64_t)(int32_t)value;
	return (struct cvalue){value, wide, is_unsigned};
}

/* ---- literals ---- */

static bool suffix_read(const char *s, bool *is_unsigned, bool *is_long)
{
	for (; *s; s++) {
		if ((*s == 'u' || *s == 'U') && !*is_unsigned)
			*is_unsigned = true;
		else if ((*s == 'l' || *s == 'L') && !*is_long) {
			*is_long = true;
			s += s[1] == *s;
		} else {
			return false;
		}
	}
	return true;
}

static int escape(char c)
{
	static const char from[] = "abfnrtv0\\'\"?", to[] = "\a\b\f\n\r\t\v\0\\'\"?";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : -1;
}

/* 'a', '\n', '\x41'. Octal and other escapes of several characters are not for enumerators. */
static bool char_value(struct arena *a, struct str s, struct cvalue *out)
{
	struct str body = str_slice(s, 1, s.len - 1);
	int value;

	if (body.len == 1)
		value = (signed char)body.at[0];
	else if (body.len == 2 && body.at[0] == '\\' && escape(body.at[1]) >= 0)
		value = escape(body.at[1]);
	else if (body.len == 4 && body.at[0] == '\\' && body.at[1] == 'x')
		value = (signed char)strtol(arena_strdup(a, str_slice(body, 2, 4)), NULL, 16);
	else
		return false;
	*out = fitted((uint64_t)value, false, false);
	return true;
}

bool cconst_number(struct cparser *c, const struct ctoken *t, struct cvalue *out)
{
	struct str s = source_text(c->u->sources, t->span);
	bool is_unsigned = false, is_long = false, wide;
	const char *text = arena_strdup(c->a, s);
	unsigned base = 10;
	uint64_t value = 0;

	if (s.len && s.at[0] == '\'')
		return char_value(c->a, s, out) ||
		       cparser_fail(c, D_C_VALUE, t->span, "this character constant is not known");
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		base = 16, text += 2;
	else if (text[0] == '0' && (text[1] == 'b' || text[1] == 'B'))
		base = 2, text += 2;
	else if (text[0] == '0')
		base = 8;
	for (; *text; text++) {
		unsigned digit = *text <= '9' ? (unsigned)(*text - '0')
					      : (unsigned)((*text | 0x20) - 'a' + 10);

		if (digit >= base || *text < '0')
			break;
		if (value > (UINT64_MAX - digit) / base)
			return cparser_fail(c, D_C_VALUE, t->span,
					    "this number does not fit in 64 bits");
		value = value * base + digit;
	}
	if (!suffix_read(text, &is_unsigned, &is_long))
		return cparser_fail(c, D_C_VALUE, t->span, "this is no integer");
	wide = is_long || value > UINT32_MAX || (value > INT32_MAX && base == 10 && !is_unsigned);
	is_unsigned = is_unsigned || value > INT64_MAX || (!wide && value > INT32_MAX);
	*out = (struct cvalue){value, wide, is_unsigned};
	return true;
}

/* ---- operators ---- */

/* Higher binds tighter; 0: no binary operator. */
static int precedence(const struct ctoken *t)
{
	if (t->kind != CT_PUNCT)
		return 0;
	switch (t->punct) {
	case '*':
	case '/':
	case '%':
		return 10;
	case '+':
	case '-':
		return 9;
	case CT_PAIR('<', '<'):
	case CT_PAIR('>', '>'):
		return 8;
	case '<':
	case '>':
	case CT_PAIR('<', '='):
	case CT_PAIR('>', '='):
		return 7;
	case CT_PAIR('=', '='):
	case CT_PAIR('!', '='):
		return 6;
	case '&':
		return 5;
	case '^':
		return 4;
	case '|':
		return 3;
	case CT_PAIR('&', '&'):
		return 2;
	case CT_PAIR('|', '|'):
		return 1;
	default:
		return 0;
	}
}

static bool less(struct cvalue l, struct cvalue r, bool is_unsigned)
{
	return is_unsigned ? l.value < r.value : (int64_t)l.value < (int64_t)r.value;
}

static bool divide(struct cparser *c, const struct ctoken *op, struct cvalue l, struct cvalue r,
		   bool wide, bool is_unsigned, struct cvalue *out)
{
	uint64_t value;

	if (!r.value)
		return cparser_fail(c, D_C_VALUE, op->span, "division by zero");
	if (is_unsigned)
		value = op->punct == '/' ? l.value / r.value : l.value % r.value;
	else if (r.value == UINT64_MAX)
		value = op->punct == '/' ? 0 - l.value : 0;
	else
		value = op->punct == '/' ? (uint64_t)((int64_t)l.value / (int64_t)r.value)
					 : (uint64_t)((int64_t)l.value % (int64_t)r.value);
	*out = fitted(value, wide, is_unsigned);
	return true;
}

static bool shift(struct cparser *c, const struct ctoken *op, struct cvalue l, struct cvalue r,
		  struct cvalue *out)
{
	uint64_t value;

	if (r.value >= (l.wide ? 64u : 32u))
		return cparser_fail(c, D_C_VALUE, op->span, "a shift by more bits than there are");
	if (op->punct == CT_PAIR('<', '<'))
		value = l.value << r.value;
	else if (l.is_unsigned || !(l.value >> 63))
		value = l.value >> r.value;
	else
		value = ~(~l.value >> r.value);
	*out = fitted(value, l.wide, l.is_unsigned);
	return true;
}

static bool apply(struct cparser *c, const struct ctoken *op, struct cvalue l, struct cvalue r,
		  struct cvalue *out)
{
	bool wide = l.wide || r.wide;
	/* A 32-bit unsigned value fits in a signed one of 64 bits. */
	bool is_unsigned = (l.is_unsigned && l.wide == wide) || (r.is_unsigned && r.wide == wide);
	struct cvalue a = fitted(l.value, wide, is_unsigned),
		      b = fitted(r.value, wide, is_unsigned);

	switch (op->punct) {
	case '/':
	case '%':
		return divide(c, op, a, b, wide, is_unsigned, out);
	case CT_PAIR('<', '<'):
	case CT_PAIR('>', '>'):
		return shift(c, op, l, r, out);
	case '*':
		*out = fitted(a.value * b.value, wide, is_unsigned);
		break;
	case '+':
		*out = fitted(a.value + b.value, wide, is_unsigned);
		break;
	case '-':
		*out = fitted(a.value - b.value, wide, is_unsigned);
		break;
	case '&':
		*out = fitted(a.value & b.value, wide, is_unsigned);
		break;
	case '^':
		*out = fitted(a.value ^ b.value, wide, is_unsigned);
		break;
	case '|':
		*out = fitted(a.value | b.value, wide, is_unsigned);
		break;
	case '<':
		*out = fitted(less(a, b, is_unsigned), false, false);
		break;
	case '>':
		*out = fitted(less(b, a, is_unsigned), false, false);
		break;
	case CT_PAIR('<', '='):
		*out = fitted(!less(b, a, is_unsigned), false, false);
		break;
	case CT_PAIR('>', '='):
		*out = fitted(!less(a, b, is_unsigned), false, false);
		break;
	case CT_PAIR('=', '='):
		*out = fitted(a.value == b.value, false, false);
		break;
	case CT_PAIR('!', '='):
		*out = fitted(a.value != b.value, false, false);
		break;
	case CT_PAIR('&', '&'):
		*out = fitted(l.value && r.value, false, false);
		break;
	case CT_PAIR('|', '|'):
		*out = fitted(l.value || r.value, false, false);
		break;
	default:
		bug("no operator of C: %u", op->punct);
	}
	return true;
}

/* ---- operands ---- */

static bool unary(struct cparser *c, struct cvalue *out);

static bool size_of(struct cparser *c, struct cvalue *out)
{
	struct span span = c->at->span;
	struct ctype t;

	c->at++;
	if (!cparser_expect(c, '('))
		return false;
	if (!ctype_begins(c))
		return cparser_unexpected(c, "a type");
	if (!ctype_name(c, &t) || !ctype_sized(c, &t, span) || !cparser_expect(c, ')'))
		return false;
	*out = (struct cvalue){t.type->size, true, true};
	return true;
}

static bool cast(struct cparser *c, struct cvalue *out)
{
	struct span span = c->at->span;
	struct ctype t;
	uint64_t value;

	if (!ctype_name(c, &t) || !cparser_expect(c, ')') || !unary(c, out))
		return false;
	if (!t.type || (t.type->kind != T_INT && t.type->kind != T_ENUM))
		return cparser_fail(c, D_C_VALUE, span, "only casts to integers are constants");
	value = out->value;
	if (t.type->size < 8) {
		unsigned bits = t.type->size * 8;

		value &= (UINT64_C(1) << bits) - 1;
		if (t.is_bool)
			value = out->value != 0;
		else if (t.type->is_signed && value >> (bits - 1))
			value |= UINT64_MAX << bits;
	}
	/* Narrower types become int at once. */
	*out = fitted(value, t.type->size == 8, !t.type->is_signed && t.type->size >= 4);
	return true;
}

static bool enumerator(struct cparser *c, struct cvalue *out)
{
	const struct ctoken *t = c->at++;
	const struct type *type;
	uint64_t value;

	if (!unit_enumerator(c->u, t->word, &type, &value))
		return cparser_fail(c, D_C_VALUE, t->span, "there is no enumerator \"%s\" here",
				    t->word);
	*out = (struct cvalue){value, type->size == 8 || value + INT32_MAX + 1ull > UINT32_MAX,
			       !type->is_signed && type->size == 8};
	return true;
}

static bool operand(struct cparser *c, struct cvalue *out)
{
	if (cparser_take(c, '(')) {
		if (ctype_begins(c))
			return cast(c, out);
		return cconst_expr(c, out) && cparser_expect(c, ')');
	}
	if (c->at->kind == CT_NUMBER)
		return cconst_number(c, c->at++, out);
	if (cparser_is_word(c, "sizeof"))
		return size_of(c, out);
	if (c->at->kind == CT_WORD)
		return enumerator(c, out);
	return cparser_unexpected(c, "a constant");
}

static bool unary_operator(struct cparser *c, struct cvalue *out)
{
	unsigned op = c->at++->punct;

	if (!unary(c, out))
		return false;
	if (op == '-')
		*out = fitted(0 - out->value, out->wide, out->is_unsigned);
	else if (op == '~')
		*out = fitted(~out->value, out->wide, out->is_unsigned);
	else if (op == '!')
		*out = fitted(!out->value, false, false);
	return true;
}

static bool unary(struct cparser *c, struct cvalue *out)
{
	bool ok;

	if (!cparser_enter(c))
		return false;
	if (cparser_is(c, '-') || cparser_is(c, '+') || cparser_is(c, '~') || cparser_is(c, '!'))
		ok = unary_operator(c, out);
	else
		ok = operand(c, out);
	c->depth--;
	return ok;
}

static bool binary(struct cparser *c, int least, struct cvalue *out)
{
	if (!unary(c, out))
		return false;
	for (;;) {
		const struct ctoken *op = c->at;
		int level = precedence(op);
		struct cvalue right;

		if (!level || level < least)
			return true;
		c->at++;
		if (!binary(c, level + 1, &right) || !apply(c, op, *out, right, out))
			return false;
	}
}

bool cconst_expr(struct cparser *c, struct cvalue *out)
{
	struct cvalue then, otherwise;
	bool ok;

	if (!cparser_enter(c))
		return false;
	ok = binary(c, 1, out);
	if (ok && cparser_take(c, '?')) {
		ok = cconst_expr(c, &then) && cparser_expect(c, ':') && cconst_expr(c, &otherwise);
		if (ok)
			*out = out->value ? then : otherwise;
	}
	c->depth--;
	return ok;
}
