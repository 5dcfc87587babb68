/* The order in which a map is printed. */
#include <stdlib.h>
#include <string.h>

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

/*
 * What decides nearly always, worked out once per row: the value, and the first 16 bytes of the key
 * in a form whose bytes order like the key.
 */
struct rank {
	uint64_t value, key[2];
	const struct map_row *row;
};

struct prefix {
	unsigned char bytes[16];
	size_t len;
};

/* Big-endian, so that the first byte weighs most. Signed and 64-bit integers order as signed. */
static void prefix_integer(struct prefix *p, struct value v)
{
	uint32_t size = v.type->size;
	bool is_signed = value_int_signed(v.type) || size == 8;
	uint64_t word = value_int(v);

	if (is_signed)
		word ^= UINT64_C(1) << (8 * size - 1);
	for (uint32_t i = size; i-- && p->len < sizeof(p->bytes);)
		p->bytes[p->len++] = (unsigned char)(word >> 8 * i);
}

/* False: what follows V in the key does not go into the prefix any more. */
static bool prefix_add(struct prefix *p, struct value v)
{
	uint64_t scratch;
	bool cut;

	if (type_is(v.type, TF_INTEGER)) {
		prefix_integer(p, v);
	} else if (v.type->kind == T_STRING) {
		struct str s = value_string(v, &cut);
		size_t len = MIN(s.len, sizeof(p->bytes) - p->len);

		memcpy(p->bytes + p->len, s.at, len);
		p->len += len;
		if (p->len < sizeof(p->bytes))
			p->bytes[p->len++] = 0; /* a shorter string comes first */
	} else if (v.type->kind == T_TUPLE || v.type->kind == T_RECORD) {
		for (uint32_t i = 0; i < v.type->nfields; i++) {
			if (!prefix_add(p, value_member(v, i, &scratch)))
				return false;
		}
	}
	return p->len < sizeof(p->bytes);
}

static uint64_t big_endian(const unsigned char *at)
{
	uint64_t word = 0;

	for (int i = 0; i < 8; i++)
		word = word << 8 | at[i];
	return word;
}

static void rank_fill(const struct map_spec *m, const struct map_row *row, struct rank *to)
{
	struct prefix prefix = {.len = 0};

	to->row = row;
	if (sorts_by_value(m))
		to->value = value_order(m, row);
	if (!m->key || m->value->kind == T_TSERIES)
		return;
	prefix_add(&prefix, value_at(m->key, row->key));
	to->key[0] = big_endian(prefix.bytes);
	to->key[1] = big_endian(prefix.bytes + 8);
}

/* Ties go by key, so that the same contents always print the same. */
static int rank_compare(const void *left, const void *right, void *map)
{
	const struct rank *a = left, *b = right;
	const struct map_spec *m = map;
	int order = 0;

	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	if (a->key[0] != b->key[0])
		return a->key[0] < b->key[0] ? -1 : 1;
	if (a->key[1] != b->key[1])
		return a->key[1] < b->key[1] ? -1 : 1;
	if (!m->key)
		return 0;
	if (m->value->kind != T_TSERIES)
		order = key_compare(value_at(m->key, a->row->key), value_at(m->key, b->row->key));
	return order ? order : memcmp(a->row->key, b->row->key, m->key->size);
}

void map_sort(const struct map_spec *m, struct map_rows *rows)
{
	struct rank *ranks;
	struct map_row *sorted;

	if (rows->len < 2)
		return;
	ranks = calloc(rows->len, sizeof(*ranks));
	sorted = calloc(rows->len, sizeof(*sorted));
	if (!ranks || !sorted)
		out_of_memory(rows->len * sizeof(*ranks));
	for (size_t i = 0; i < rows->len; i++)
		rank_fill(m, &rows->at[i], &ranks[i]);
	qsort_r(ranks, rows->len, sizeof(*ranks), rank_compare, (void *)(uintptr_t)m);
	for (size_t i = 0; i < rows->len; i++)
		sorted[i] = *ranks[i].row;
	memcpy(rows->at, sorted, rows->len * sizeof(*sorted));
	free(ranks);
	free(sorted);
}
