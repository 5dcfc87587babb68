#include "lang/pin.h"

#include <ctype.h>

#include "lang/ast.h"

#define DEPTH_MAX 32 /* of types within types */

bool pin_name_valid(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!isalnum((unsigned char)name.at[i]) && name.at[i] != '_' && name.at[i] != '-')
			return false;
	return name.len && name.len <= PIN_NAME_MAX;
}

bool map_is_pinned(const struct map *m)
{
	return m->decl && m->decl->pin.at;
}

/* ---- what may be in a pinned map ---- */

static const struct type *unfit(const struct type *t, unsigned depth)
{
	const struct type *found = NULL;

	switch (t->kind) {
	case T_INT:
	case T_BOOL:
	case T_ENUM:
	case T_POINTER:
	case T_STRING:
	case T_BUFFER:
	case T_KSTACK:
	case T_KSYM:
	case T_INET:
	case T_MAC:
	case T_USERNAME:
	case T_COUNT:
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
	case T_STATS:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
		return NULL;
	case T_ARRAY:
		return depth == DEPTH_MAX || !t->elem ? t : unfit(t->elem, depth + 1);
	case T_STRUCT:
	case T_TUPLE:
	case T_RECORD:
		if (depth == DEPTH_MAX || (t->kind == T_STRUCT && !t->complete))
			return t;
		for (uint32_t i = 0; i < t->nfields && !found; i++)
			found = unfit(t->fields[i].type, depth + 1);
		return found;
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_USTACK:
	case T_USYM:
	case T_TIMESTAMP:
	case T_CGROUP_PATH:
	case T_PACKET:
	case T_STACK_MODE:
	case T_CONTEXT:
	case T_COUNT_OF_KINDS:
		return t;
	}
	return t;
}

const struct type *pin_type_unfit(const struct type *t)
{
	return unfit(t, 0);
}

/* ---- comparing ---- */

static bool names_same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool types_same(const struct type *a, const struct type *b);

static bool fields_same(const struct type *a, const struct type *b)
{
	for (uint32_t i = 0; i < a->nfields; i++) {
		const struct field *f = &a->fields[i], *g = &b->fields[i];

		if (f->offset != g->offset || f->bit_offset != g->bit_offset ||
		    f->bit_size != g->bit_size || !names_same(f->name, g->name) ||
		    !types_same(f->type, g->type))
			return false;
	}
	return true;
}

/* Numbers are what their size says, whatever the names of their values. */
static enum type_kind kind_of(const struct type *t)
{
	return t->kind == T_ENUM ? T_INT : t->kind;
}

static bool types_same(const struct type *a, const struct type *b)
{
	if (!a || !b)
		return a == b;
	if (kind_of(a) != kind_of(b) || a->size != b->size)
		return false;
	switch ((int)kind_of(a)) {
	case T_INT:
		return a->is_signed == b->is_signed;
	case T_ARRAY:
		return a->count == b->count && types_same(a->elem, b->elem);
	case T_KSTACK:
		return a->count == b->count && a->mode == b->mode;
	case T_STRUCT:
		return a->nfields == b->nfields && a->is_union == b->is_union && fields_same(a, b);
	case T_TUPLE:
	case T_RECORD:
		return a->nfields == b->nfields && fields_same(a, b);
	case T_POINTER:
		return true;
	default:
		return a->is_signed == b->is_signed && a->count == b->count;
	}
}

bool pin_same(const struct map_spec *a, const struct map_spec *b)
{
	return a->per_cpu == b->per_cpu && a->lru == b->lru && a->max_entries == b->max_entries &&
	       a->key_size == b->key_size && a->value_size == b->value_size &&
	       types_same(a->key, b->key) && types_same(a->value, b->value) && a->bits == b->bits &&
	       a->min == b->min && a->max == b->max && a->step == b->step &&
	       a->interval == b->interval && a->intervals == b->intervals && a->agg == b->agg;
}

/* ---- in words ---- */

static void parameters_describe(const struct map_spec *m, struct buf *out)
{
	if (m->value->kind == T_HIST && m->bits)
		buf_printf(out, "(%u)", m->bits);
	if (m->value->kind == T_LHIST)
		buf_printf(out, "(%lld, %lld, %lld)", (long long)m->min, (long long)m->max,
			   (long long)m->step);
	if (m->value->kind == T_TSERIES)
		buf_printf(out, "(%llu ns, %llu)", (unsigned long long)m->interval,
			   (unsigned long long)m->intervals);
}

void pin_describe(const struct map_spec *m, struct buf *out)
{
	buf_printf(out, "%s%shash(%u), ", m->per_cpu ? "percpu" : "", m->lru ? "lru" : "",
		   m->max_entries);
	if (m->key) {
		buf_puts(out, "keys ");
		type_name(m->key, out);
	} else {
		buf_puts(out, "no keys");
	}
	buf_puts(out, ", values ");
	type_name(m->value, out);
	parameters_describe(m, out);
}
