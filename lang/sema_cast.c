/*
 * Joining types (promotion) and converting values. Every conversion ends up as a CAST node, made
 * here and nowhere else; a literal is given its new type instead when the value fits.
 */
#include "lang/sema_local.h"

bool is_integer(const struct type *t)
{
	return t->kind == T_INT || t->kind == T_ENUM || type_is(t, TF_CASTABLE);
}

/* The integer that takes part in promotion instead of an enum or an aggregate. */
static const struct type *as_int(struct sema *s, const struct type *t)
{
	if (t->kind == T_INT)
		return t;
	if (type_is(t, TF_CASTABLE))
		return type_int(s->ts, 8, t->is_signed);
	return type_int(s->ts, t->size, t->is_signed);
}

const struct type *sema_aggregate_read(struct sema *s, const struct type *t)
{
	return type_is(t, TF_CASTABLE) ? as_int(s, t) : t;
}

static const struct type *promote_ints(struct sema *s, const struct type *a, const struct type *b)
{
	uint32_t size;

	a = as_int(s, a);
	b = as_int(s, b);
	size = MAX(a->size, b->size);
	if (type_is_flexible(a) && type_is_flexible(b))
		return type_int_flexible(s->ts, size);
	if (a->is_signed == b->is_signed)
		return type_int(s->ts, size, a->is_signed);
	if (type_is_flexible(a))
		return type_int(s->ts, size, b->is_signed);
	if (type_is_flexible(b))
		return type_int(s->ts, size, a->is_signed);
	if ((a->is_signed ? a : b)->size > (a->is_signed ? b : a)->size)
		return type_int(s->ts, size, true);
	return type_int(s->ts, size < 8 ? size * 2 : 8, true);
}

static const struct type *promote_tuples(struct sema *s, const struct type *cur,
					 const struct type *new)
{
	const struct type **members;
	const char **names;

	if (cur->nfields != new->nfields)
		return NULL;
	members = arena_array(s->a, const struct type *, cur->nfields);
	names = arena_array(s->a, const char *, cur->nfields);
	for (uint32_t i = 0; i < cur->nfields; i++) {
		const struct field *other = &new->fields[i];

		names[i] = cur->fields[i].name;
		if (cur->kind == T_RECORD)
			other = type_field(new, names[i], NULL);
		members[i] = other ? promote(s, cur->fields[i].type, other->type) : NULL;
		if (!members[i])
			return NULL;
	}
	if (cur->kind == T_TUPLE)
		return type_tuple(s->ts, members, cur->nfields);
	return type_record(s->ts, names, members, cur->nfields);
}

static const struct type *promote_pointers(struct sema *s, const struct type *cur,
					   const struct type *new)
{
	enum addr_space space = space_join(cur->space, new->space);
	const struct type *elem = cur->elem ? cur->elem : new->elem;

	if (cur->elem && new->elem) {
		elem = cur->elem == new->elem ? cur->elem : promote(s, cur->elem, new->elem);
		if (!elem)
			return NULL;
	}
	return type_pointer(s->ts, elem, space);
}

static const struct type *promote_arrays(const struct type *cur, const struct type *new)
{
	if (cur->elem != new->elem)
		return NULL;
	if (cur->count && new->count && cur->count != new->count)
		return NULL;
	return cur->count ? cur : new;
}

static bool struct_same(const struct type *a, const struct type *b)
{
	return a->is_union == b->is_union && a->name && b->name && strcmp(a->name, b->name) == 0;
}

static const struct type *promote_aggregates(struct sema *s, const struct type *cur,
					     const struct type *new)
{
	return type_aggregate(s->ts, cur->kind, cur->is_signed || new->is_signed);
}

static const struct type *promote_same_kind(struct sema *s, const struct type *cur,
					    const struct type *new)
{
	switch ((int)cur->kind) {
	case T_STRING:
	case T_BUFFER:
		return cur->count >= new->count ? cur : new;
	case T_TUPLE:
	case T_RECORD:
		return promote_tuples(s, cur, new);
	case T_POINTER:
		return promote_pointers(s, cur, new);
	case T_ARRAY:
		return promote_arrays(cur, new);
	case T_STRUCT:
		return struct_same(cur, new) ? cur : NULL;
	case T_STATS:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
		return promote_aggregates(s, cur, new);
	default:
		return NULL;
	}
}

const struct type *promote(struct sema *s, const struct type *cur, const struct type *new)
{
	if (!cur || cur->kind == T_ERROR)
		return sema_aggregate_read(s, new);
	if (new->kind == T_ERROR || cur == new)
		return cur;
	if (is_integer(cur) && is_integer(new))
		return promote_ints(s, cur, new);
	return cur->kind == new->kind ? promote_same_kind(s, cur, new) : NULL;
}

/* ---- conversions ---- */

const struct kernel_value *kernel_value_make(struct sema *s, enum kernel_fact fact,
					     const struct type *type, const char *name)
{
	struct kernel_value *k;

	if (!type->btf_id)
		return NULL;
	k = arena_make(s->a, struct kernel_value);
	k->fact = fact;
	k->type = type;
	k->name = name;
	return k;
}

struct expr *int_make(struct sema *s, struct span span, uint64_t value)
{
	struct expr *e = expr_make(s->a, E_INT, span);

	e->num.value = value;
	e->type = literal_type(s, value, false);
	return e;
}

const struct type *literal_type(struct sema *s, uint64_t value, bool negative)
{
	int64_t v = (int64_t)value;

	if (!negative && value > INT64_MAX)
		return type_int(s->ts, 8, false);
	for (uint32_t size = 1; size <= 8; size *= 2) {
		int64_t max = (int64_t)(UINT64_MAX >> (65 - size * 8));

		if (v <= max && v >= -max - 1)
			return negative ? type_int(s->ts, size, true)
					: type_int_flexible(s->ts, size);
	}
	bug("a 64-bit number fits no type");
}

bool literal_fits(const struct expr *e, const struct type *to)
{
	uint64_t max = UINT64_MAX >> (64 - to->size * 8);

	if (e->num.negative)
		return to->is_signed && (int64_t)e->num.value >= -(int64_t)(max >> 1) - 1;
	return e->num.value <= (to->is_signed ? max >> 1 : max);
}

bool int_fits(const struct type *from, const struct type *to)
{
	if (from->is_signed == to->is_signed || type_is_flexible(from))
		return from->size <= to->size;
	return !from->is_signed && from->size < to->size;
}

static struct expr *cast_make(struct sema *s, struct expr *arg, const struct type *to)
{
	struct expr *cast = expr_make(s->a, E_CAST, arg->span);

	cast->cast.arg = arg;
	cast->type = to;
	return cast;
}

/* Members of a tuple that is written out are converted one by one: no copy of the whole. */
static bool convert_members(struct sema *s, struct expr *e, const struct type *to)
{
	if (e->kind == E_TUPLE && to->kind == T_TUPLE && e->items.len == to->nfields) {
		for (size_t i = 0; i < e->items.len; i++)
			convert(s, &e->items.at[i], to->fields[i].type);
		return true;
	}
	if (e->kind != E_RECORD || to->kind != T_RECORD || e->members.len != to->nfields)
		return false;
	for (size_t i = 0; i < e->members.len; i++)
		if (e->members.at[i].name != to->fields[i].name)
			return false;
	for (size_t i = 0; i < e->members.len; i++)
		convert(s, &e->members.at[i].value, to->fields[i].type);
	return true;
}

void convert(struct sema *s, struct expr **slot, const struct type *to)
{
	struct expr *e = *slot;

	if (!s->final || e->type == to || e->type->kind == T_ERROR || to->kind == T_ERROR)
		return;
	if (e->kind == E_INT && to->kind == T_INT && literal_fits(e, to))
		e->type = to;
	else if (convert_members(s, e, to))
		e->type = to;
	else
		*slot = cast_make(s, e, to);
}

static void narrowing_warn(struct sema *s, const struct expr *e, const struct type *from,
			   const struct type *to)
{
	struct diag *d = sema_diag(s, D_NARROWING, e->span,
				   "a value of type %s is stored as %s, which may not hold it",
				   text_of(s, from), text_of(s, to));

	sema_hint(s, d, "write (%s) in front of the expression if that is meant", text_of(s, to));
}

static bool ints_convert(struct sema *s, struct expr **slot, const struct type *from,
			 const struct type *to)
{
	if ((*slot)->kind == E_INT && from->kind == T_INT) {
		if (!literal_fits(*slot, to))
			return false;
	} else if (!int_fits(as_int(s, from), to)) {
		narrowing_warn(s, *slot, from, to);
	}
	convert(s, slot, to);
	return true;
}

/* Whether members of FROM may become members of TO without being asked. */
static bool convertible(struct sema *s, const struct type *from, const struct type *to)
{
	if (from == to || from->kind == T_ERROR || to->kind == T_ERROR)
		return true;
	if (is_integer(from) && to->kind == T_INT)
		return true;
	if (from->kind != to->kind)
		return false;
	if (from->kind == T_STRING || from->kind == T_BUFFER)
		return from->count <= to->count;
	if (from->kind == T_TUPLE || from->kind == T_RECORD) {
		if (from->nfields != to->nfields)
			return false;
		for (uint32_t i = 0; i < to->nfields; i++) {
			const struct field *f = &from->fields[i];

			if (to->kind == T_RECORD)
				f = type_field(from, to->fields[i].name, NULL);
			if (!f || !convertible(s, f->type, to->fields[i].type))
				return false;
		}
		return true;
	}
	return promote_same_kind(s, to, from) != NULL;
}

bool convert_implicitly(struct sema *s, struct expr **slot, const struct type *from,
			const struct type *to)
{
	if (from == to || from->kind == T_ERROR || to->kind == T_ERROR)
		return true;
	if (is_integer(from) && to->kind == T_INT)
		return ints_convert(s, slot, from, to);
	if (!convertible(s, from, to))
		return false;
	convert(s, slot, to);
	return true;
}

const struct type *widen(struct sema *s, struct expr **slot, const struct type *from)
{
	const struct type *to;

	if (from->kind == T_ERROR)
		return from;
	to = from->kind == T_BOOL || from->kind == T_POINTER ? type_int(s->ts, 8, false)
							     : as_int(s, from);
	to = type_is_flexible(to) ? type_int_flexible(s->ts, 8) : type_int(s->ts, 8, to->is_signed);
	convert(s, slot, to);
	return to;
}

static void unknown_space_warn(struct sema *s, const struct expr *e)
{
	struct diag *d;

	if (!s->final || s->addrspace_said)
		return;
	s->addrspace_said = true;
	d = sema_diag(s, D_ADDRESS_SPACE, e->span,
		      "it is not known whether this address is the kernel's or a user's");
	sema_hint(s, d, "say so with kptr() or uptr()");
}

const struct type *to_address(struct sema *s, struct expr **slot, const struct type *from)
{
	enum addr_space space = expr_space(s, *slot);

	if (from->kind == T_POINTER) {
		if (space == AS_NONE)
			unknown_space_warn(s, *slot);
		return from;
	}
	if (from->kind != T_INT && from->kind != T_ENUM)
		return from;
	if (space == AS_NONE)
		space = space_default(s->inst);
	if (space == AS_NONE)
		unknown_space_warn(s, *slot);
	from = type_pointer(s->ts, NULL, space);
	convert(s, slot, from);
	return from;
}
