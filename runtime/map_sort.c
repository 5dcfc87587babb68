/* The order in which a map is printed. */
#include <stdlib.h>

#include "lang/wire.h"
#include "runtime/maps.h"

/* A word that orders like V among values of its kind when compared unsigned. */
static uint64_t ordered(uint64_t value, bool is_signed)
{
	return is_signed ? value ^ (UINT64_C(1) << 63) : value;
}

/* By integers and strings in it; other members do not count. */
static int key_compare(struct value a, struct value b)
{
	bool cut;

	if (type_is(a.type, TF_INTEGER)) {
		int64_t x = (int64_t)value_int(a), y = (int64_t)value_int(b);

		return x < y ? -1 : x > y;
	}
	if (a.type->kind == T_STRING) {
		struct str x = value_string(a, &cut), y = value_string(b, &cut);
		size_t len = MIN(x.len, y.len);
		int order = len ? memcmp(x.at, y.at, len) : 0;

		if (order)
			return order;
		return x.len < y.len ? -1 : x.len > y.len;
	}
	if (a.type->kind == T_TUPLE || a.type->kind == T_RECORD) {
		uint64_t scratch[2];

		for (uint32_t i = 0; i < a.type->nfields; i++) {
			int order = key_compare(value_member(a, i, &scratch[0]),
						value_member(b, i, &scratch[1]));

			if (order)
				return order;
		}
	}
	return 0;
}

static uint64_t value_order(const struct map_spec *m, const struct map_row *row)
{
	struct value v = {.type = m->value, .at = row->value, .len = m->value->size};
	bool is_signed;
	uint64_t word;

	if (type_is(m->value, TF_BUCKETS))
		return row->total;
	if (m->value->kind == T_INT || m->value->kind == T_ENUM)
		return ordered(value_int(v), value_int_signed(m->value));
	word = value_aggregate(v, &is_signed);
	/* Minima and maxima are compared without their sign. */
	if (m->value->kind == T_MIN || m->value->kind == T_MAX)
		return word;
	return ordered(word, is_signed);
}

static bool sorts_by_value(const struct map_spec *m)
{
	return m->value->kind == T_INT || m->value->kind == T_ENUM ||
	       (type_is(m->value, TF_AGGREGATE) && m->value->kind != T_TSERIES);
}

/* Ties go by key, so that the same contents always print the same. */
static int row_compare(const void *left, const void *right, void *map)
{
	const struct map_row *a = left, *b = right;
	const struct map_spec *m = map;
	int order;

	if (sorts_by_value(m)) {
		uint64_t x = value_order(m, a), y = value_order(m, b);

		if (x != y)
			return x < y ? -1 : 1;
	}
	if (!m->key)
		return 0;
	order = m->value->kind == T_TSERIES
			? 0
			: key_compare(value_at(m->key, a->key), value_at(m->key, b->key));
	return order ? order : memcmp(a->key, b->key, m->key->size);
}

void map_sort(const struct map_spec *m, struct map_rows *rows)
{
	if (rows->len > 1)
		qsort_r(rows->at, rows->len, sizeof(*rows->at), row_compare, (void *)(uintptr_t)m);
}
