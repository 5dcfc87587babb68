/*
 * Access to parts of values and to memory: fields, elements, ++ and --, explicit casts.
 */
#include "lang/sema_local.h"

/* ---- fields ---- */

/* The space goes along: a pointer found in user memory points at user memory. */
static const struct type *part_type(struct sema *s, const struct expr *base, const struct type *t)
{
	enum addr_space space;

	if (t->kind != T_POINTER || t->space != AS_NONE)
		return t;
	space = expr_space(s, base);
	return space == AS_NONE ? t : type_pointer(s->ts, t->elem, space);
}

static const struct type *no_field(struct sema *s, const struct expr *e, const struct type *t)
{
	const char **names = arena_array(s->a, const char *, t->nfields + 1);
	bool is_args = e->field.base->kind == E_BUILTIN &&
		       e->field.base->builtin.id == BUILTIN_args;
	const struct field *hidden;
	const char *near;
	size_t n = 0;
	struct diag *d;

	if (!s->final || t->open)
		return &type_error;
	for (uint32_t i = 0; i < t->nfields; i++)
		if (t->fields[i].name)
			names[n++] = t->fields[i].name;
	hidden = is_args && s->inst && s->inst->hidden
			 ? type_field(s->inst->hidden, e->field.name, NULL)
			 : NULL;
	if (hidden) {
		sema_diag(s, D_FIELD, e->span, "the argument \"%s\" %s", e->field.name,
			  hidden->tag);
		return &type_error;
	}
	if (is_args)
		d = sema_diag(s, D_FIELD, e->span, "this probe has no argument \"%s\"",
			      e->field.name);
	else
		d = sema_diag(s, D_FIELD, e->span, "%s has no field \"%s\"", text_of(s, t),
			      e->field.name);
	near = diag_nearest(str_from(e->field.name), names);
	if (near)
		sema_hint(s, d, "did you mean %s?", near);
	return &type_error;
}

/* Follows pointers until BASE is a struct or a pointer to one. */
static const struct type *reach_struct(struct sema *s, struct expr **base, const struct type *t)
{
	while (t->kind == T_POINTER && t->elem && t->elem->kind == T_POINTER) {
		struct expr *deref = expr_make(s->a, E_UNARY, (*base)->span);
		const struct type *elem = t->elem;

		if (elem->space == AS_NONE)
			elem = type_pointer(s->ts, elem->elem, t->space);
		if (s->final) {
			deref->unary.op = OP_DEREF;
			deref->unary.arg = *base;
			deref->type = elem;
			*base = deref;
		}
		t = elem;
	}
	return t;
}

static const struct type *struct_of(const struct type *t)
{
	if ((t->kind == T_POINTER || t->kind == T_CONTEXT) && t->elem)
		t = t->elem;
	return t->kind == T_STRUCT || t->kind == T_RECORD ? t : NULL;
}

static const struct type *tuple_element(struct sema *s, struct expr *e, const struct type *t,
					uint64_t index)
{
	if (t->kind != T_TUPLE) {
		sema_diag(s, D_FIELD, e->span, "%s is no tuple: it has no element %llu",
			  text_of(s, t), (unsigned long long)index);
		return &type_error;
	}
	if (index >= t->nfields) {
		sema_diag(s, D_INDEX, e->span, "element %llu is out of bounds: %s has %u elements",
			  (unsigned long long)index, text_of(s, t), t->nfields);
		return &type_error;
	}
	e->field.field = &t->fields[index];
	e->field.offset = t->fields[index].offset;
	return t->fields[index].type;
}

static void common_field_report(struct sema *s, const struct expr *e)
{
	sema_diag(s, D_FIELD, e->span,
		  "the common fields of tracepoints cannot be read by programs");
}

const struct type *sema_field(struct sema *s, struct expr *e)
{
	const struct type *t, *in;
	const struct field *f;

	s->base = e->field.base;
	t = sema_value(s, &e->field.base);
	s->base = NULL;

	if (t->kind == T_ERROR)
		return t;
	if (t->kind == T_PACKET && e->field.name)
		return sema_packet_field(s, e, t);
	if (!e->field.name)
		return tuple_element(s, e, t, e->field.index);
	t = reach_struct(s, &e->field.base, t);
	in = struct_of(t);
	if (!in) {
		sema_diag(s, D_FIELD, e->span, "%s has no fields: \"%s\" cannot be read from it",
			  text_of(s, t), e->field.name);
		return &type_error;
	}
	if (!type_fill(s, in)) {
		sema_diag(s, D_UNKNOWN_TYPE, e->span, "the fields of %s are not known here",
			  text_of(s, in));
		return &type_error;
	}
	f = type_field(in, e->field.name, &e->field.offset);
	if (!f && s->inst && s->inst->kind == PROBE_tracepoint &&
	    strncmp(e->field.name, "common_", 7) == 0) {
		common_field_report(s, e);
		return &type_error;
	}
	if (!f)
		return no_field(s, e, in);
	if (f->flags & FIELD_POINTER_TAGGED) {
		sema_diag(s, D_FIELD, e->span,
			  "field \"%s\" is a pointer of kind \"%s\", which "
			  "cannot be followed",
			  e->field.name, f->tag ? f->tag : "?");
		return &type_error;
	}
	e->field.field = f;
	if (t->kind == T_POINTER)
		to_address(s, &e->field.base, t);
	if (f->flags & FIELD_CHARS)
		return type_string(s->ts, f->type->count + 1);
	return part_type(s, e->field.base, f->type);
}

/* ---- elements ---- */

static bool index_valid(struct sema *s, struct expr *e, const struct type *index)
{
	struct expr *i = e->index.index;

	if (index->kind == T_ERROR)
		return true;
	if (index->kind == T_INT || index->kind == T_ENUM) {
		if (i->kind == E_INT ? !i->num.negative : !index->is_signed)
			return true;
		/* A conversion made the literal: its value is known not to be negative. */
		if (i->kind == E_CAST && type_is_flexible(index) && i->cast.arg->kind == E_INT)
			return true;
	}
	sema_diag(s, D_INDEX, i->span,
		  "an index must be unsigned or a literal that is not negative; this is %s",
		  text_of(s, index));
	return false;
}

static bool index_in_bounds(struct sema *s, struct expr *e, uint64_t count)
{
	const struct expr *i = e->index.index;

	if (i->kind != E_INT || !count || i->num.value < count)
		return true;
	sema_diag(s, D_INDEX, i->span, "element %llu is out of bounds: there are %llu",
		  (unsigned long long)i->num.value, (unsigned long long)count);
	return false;
}

static const struct type *tuple_index(struct sema *s, struct expr *e, const struct type *t)
{
	struct expr *base = e->index.base, *i = e->index.index;
	uint64_t index = i->num.value;

	if (i->kind != E_INT || i->num.negative) {
		sema_diag(s, D_INDEX, i->span, "the elements of a tuple are chosen by literals");
		return &type_error;
	}
	if (!s->final)
		return index < t->nfields ? t->fields[index].type : &type_error;
	e->kind = E_FIELD;
	e->field.base = base;
	e->field.name = NULL;
	e->field.index = index;
	return tuple_element(s, e, t, index);
}

static const struct type *element_type(struct sema *s, struct expr *e, const struct type *t)
{
	switch ((int)t->kind) {
	case T_ARRAY:
		if (!index_in_bounds(s, e, t->count))
			return &type_error;
		return part_type(s, e->index.base, t->elem);
	case T_POINTER:
		if (!t->elem)
			break;
		to_address(s, &e->index.base, t);
		type_fill(s, t->elem);
		return part_type(s, e->index.base, t->elem);
	case T_STRING:
	case T_BUFFER:
		if (!index_in_bounds(s, e, t->count))
			return &type_error;
		return type_int(s->ts, 1, t->kind == T_STRING);
	default:
		break;
	}
	sema_diag(s, D_INDEX, e->span, "%s has no elements to choose from with []", text_of(s, t));
	return &type_error;
}

const struct type *sema_index(struct sema *s, struct expr *e)
{
	const struct type *t = sema_value(s, &e->index.base);
	const struct type *index = sema_value(s, &e->index.index), *elem;

	if (t->kind == T_ERROR)
		return t;
	if (t->kind == T_TUPLE)
		return tuple_index(s, e, t);
	if (!index_valid(s, e, index))
		return &type_error;
	elem = element_type(s, e, t);
	if (elem->kind == T_ERROR)
		return elem;
	if (index->kind != T_ERROR)
		convert(s, &e->index.index, type_int(s->ts, 8, false));
	return elem;
}

/* ---- ++ and -- ---- */

const struct type *sema_incdec(struct sema *s, struct expr *e)
{
	struct expr *target = e->incdec.target;
	bool down = e->incdec.delta < 0;
	const struct type *t = sema_expr(s, &e->incdec.target), *result;

	if (target->kind != E_VAR && target->kind != E_MAP) {
		sema_diag(s, D_OPERATOR, e->span, "%s changes a variable or a map, not this",
			  down ? "--" : "++");
		return &type_error;
	}
	if (t->kind == T_POINTER) {
		if (t->elem && t->elem->kind == T_STRUCT)
			type_fill(s, t->elem);
		return t;
	}
	if (t->kind == T_ERROR) {
		if (target->kind != E_MAP || s->final)
			return t;
		t = type_int_flexible(s->ts, 1); /* starts as zero */
	}
	if (t->kind != T_INT) {
		sema_diag(s, D_OPERATOR, e->span, "%s cannot be used on %s", down ? "--" : "++",
			  text_of(s, t));
		return &type_error;
	}
	result = type_is_flexible(t) && !down ? type_int_flexible(s->ts, 8)
					      : type_int(s->ts, 8, down || t->is_signed);
	if (target->kind == E_VAR && var_state(target->var.var)->wanted)
		return t;
	if (target->kind == E_VAR)
		var_assign(s, var_state(target->var.var), NULL, result, e->span);
	else
		map_value_join(s, map_state(target->map.map), NULL, result, e->span);
	t = target->kind == E_VAR ? target->var.var->type : target->map.map->value;
	target->type = t;
	return t;
}

/* ---- casts ---- */

static bool is_scalar(const struct type *t)
{
	return t->kind == T_INT || t->kind == T_ENUM || t->kind == T_BOOL || t->kind == T_POINTER ||
	       t->kind == T_CONTEXT;
}

/* `T[]`: as many elements as the source has bytes for. */
static const struct type *array_fit(struct sema *s, const struct type *to, const struct type *from)
{
	if (to->kind != T_ARRAY || to->count || !to->elem->size)
		return to;
	return type_array(s->ts, to->elem, from->size / to->elem->size);
}

static bool int_to_array(const struct type *from, const struct type *to)
{
	if (to->elem->kind != T_INT && to->elem->kind != T_BOOL)
		return false;
	return from->size == to->size || (to->size <= 8 && to->size > from->size);
}

static bool is_bytes(const struct type *t)
{
	return t->kind == T_ARRAY && t->elem->kind == T_INT && t->elem->size == 1;
}

static bool cast_to_number(const struct type *from, const struct type *to)
{
	if (is_scalar(from) || from->kind == T_USERNAME)
		return true;
	if (to->kind == T_BOOL)
		return from->kind == T_STRING;
	return to->kind == T_INT && from->kind == T_ARRAY && from->size == to->size;
}

static bool cast_exists(struct sema *s, const struct type *from, const struct type *to)
{
	switch ((int)to->kind) {
	case T_INT:
	case T_BOOL:
	case T_ENUM:
		return cast_to_number(from, to);
	case T_POINTER:
		return is_scalar(from);
	case T_STRING:
		return (from->kind == T_STRING && to->size >= from->size) ||
		       (is_bytes(from) && from->size == to->size);
	case T_ARRAY:
		return (from->kind == T_STRING && is_bytes(to) && from->size == to->size) ||
		       (is_scalar(from) && int_to_array(from, to));
	case T_USERNAME:
		return from->kind == T_INT;
	case T_BUFFER:
		return from->kind == T_BUFFER && to->size >= from->size;
	case T_TUPLE:
	case T_RECORD:
		return from->kind == to->kind && promote(s, to, from) == to;
	default:
		return from == to;
	}
}

static bool enum_has(const struct type *t, uint64_t value)
{
	for (uint32_t i = 0; i < t->nenumerators; i++)
		if (t->enumerators[i].value == value)
			return true;
	return !t->nenumerators;
}

static const struct type *cast_target(struct sema *s, struct expr *e, const struct type *from)
{
	const struct type *to = array_fit(s, type_resolve(s, e->cast.to), from);
	enum addr_space space;

	if (to->kind == T_STRING && !to->count && from->kind == T_STRING)
		return from;
	if (to->kind != T_POINTER)
		return to;
	space = expr_space(s, e->cast.arg);
	if (space == AS_NONE && from->kind != T_POINTER)
		space = space_default(s->inst);
	return type_pointer(s->ts, to->elem, space);
}

static const struct type *cast_error(struct sema *s, struct expr *e, const struct type *from,
				     const struct type *to)
{
	sema_diag(s, D_CAST, e->span, "there is no cast from %s to %s", text_of(s, from),
		  text_of(s, to));
	return e->type = &type_error;
}

const struct type *sema_explicit_cast(struct sema *s, struct expr **slot)
{
	struct expr *e = *slot;
	const struct type *from, *to;

	if (!e->cast.to) /* made by the checker, in a tree that is typed again */
		return sema_value(s, &e->cast.arg), e->type;
	from = sema_value(s, &e->cast.arg);
	if (from->kind == T_ERROR) {
		to = type_resolve(s, e->cast.to);
		return e->type = to->kind == T_ARRAY && !to->count ? &type_error : to;
	}
	to = cast_target(s, e, from);
	if (to->kind == T_ERROR)
		return e->type = to;
	if (!cast_exists(s, from, to))
		return cast_error(s, e, from, to);
	if (to->kind == T_ENUM && e->cast.arg->kind == E_INT &&
	    !enum_has(to, e->cast.arg->num.value)) {
		sema_diag(s, D_CAST, e->span, "%s has no enumerator with the value %lld",
			  text_of(s, to), (long long)e->cast.arg->num.value);
		return e->type = &type_error;
	}
	if (from == to && e->cast.arg->kind != E_CAST)
		sema_diag(s, D_UNNECESSARY_CAST, e->span, "the expression is already of type %s",
			  text_of(s, to));
	return e->type = to;
}
