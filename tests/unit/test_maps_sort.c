/* Merging over CPUs and the order of printing. */
#include "tests/unit/unit.h"

#include "runtime/maps.h"
#include "runtime/merge.h"

static struct arena *arena;
static struct types *types;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	types = types_make(arena, interner_make(arena));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void counts_and_sums(void **state)
{
	const struct map_spec count = {.value = type_aggregate(types, T_COUNT, false)};
	const struct map_spec sum = {.value = type_aggregate(types, T_SUM, true)};
	const uint64_t counts[3] = {1, 0, 41};
	const struct wire_agg_sum sums[3] = {{5, 1}, {(uint64_t)-5, 1}, {0, 0}};
	uint64_t merged;

	(void)state;
	assert_true(merge_values(&count, (const void *)counts, 8, 3, (void *)&merged));
	assert_int_equal(merged, 42);
	assert_false(merge_values(&count, (const void *)&counts[1], 8, 1, (void *)&merged));
	/* A sum of zero is a sum. */
	assert_true(merge_values(&sum, (const void *)sums, sizeof(sums[0]), 3, (void *)&merged));
	assert_int_equal(merged, 0);
	assert_false(merge_values(&sum, (const void *)&sums[2], 16, 1, (void *)&merged));
}

static void extremes(void **state)
{
	const struct map_spec min = {.value = type_aggregate(types, T_MIN, true)};
	const struct map_spec umin = {.value = type_aggregate(types, T_MIN, false)};
	const struct map_spec max = {.value = type_aggregate(types, T_MAX, true)};
	const struct wire_agg_extreme parts[3] = {{0, 0}, {7, 1}, {(uint64_t)-3, 1}};
	struct wire_agg_extreme merged;

	(void)state;
	assert_true(merge_values(&min, (const void *)parts, 16, 3, (void *)&merged));
	assert_int_equal((int64_t)merged.value, -3);
	assert_true(merge_values(&umin, (const void *)parts, 16, 3, (void *)&merged));
	assert_int_equal(merged.value, 7);
	assert_true(merge_values(&max, (const void *)parts, 16, 3, (void *)&merged));
	assert_int_equal(merged.value, 7);
}

static void series(void **state)
{
	struct map_spec m = {.value = type_aggregate(types, T_TSERIES, true)};
	const struct wire_agg_tseries parts[4] = {{9, 9, 4}, {2, 1, 5}, {4, 3, 5}, {0, 0, 0}};
	struct wire_agg_tseries merged;

	(void)state;
	m.agg = TSERIES_AVG;
	assert_true(merge_values(&m, (const void *)parts, 24, 4, (void *)&merged));
	assert_int_equal(merged.value, 6);
	assert_int_equal(merged.meta, 4);
	assert_int_equal(merged.epoch, 5);
	m.agg = TSERIES_LAST;
	assert_true(merge_values(&m, (const void *)parts, 24, 4, (void *)&merged));
	assert_int_equal(merged.value, 4);
	m.agg = TSERIES_MIN;
	assert_true(merge_values(&m, (const void *)parts, 24, 4, (void *)&merged));
	assert_int_equal(merged.value, 2);
	m.agg = TSERIES_SUM;
	assert_true(merge_values(&m, (const void *)parts, 24, 4, (void *)&merged));
	assert_int_equal(merged.value, 6);
	assert_false(merge_values(&m, (const void *)&parts[3], 24, 1, (void *)&merged));
}

/* Sorts rows with the given keys and values and compares the keys' order. */
static void check_order(const struct map_spec *m, const void *keys, const void *values, size_t n,
			const size_t *order)
{
	struct map_row rows[8];
	struct map_rows all = {.at = rows, .len = n};

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct map_row){.key = (const unsigned char *)keys + i * m->key->size,
					   .value = (const unsigned char *)values +
						    i * m->value->size};
	map_sort(m, &all);
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(rows[i].key,
				 (const unsigned char *)keys + order[i] * m->key->size);
}

static void by_value(void **state)
{
	const uint64_t keys[3] = {1, 2, 3};
	const int64_t numbers[3] = {5, -3, 1};
	const int8_t narrow[3] = {5, -3, 1};
	struct map_spec m = {.key = type_int(types, 8, false)};

	(void)state;
	m.value = type_int(types, 8, true);
	check_order(&m, keys, numbers, 3, (const size_t[]){1, 2, 0});
	m.value = type_int(types, 1, true);
	check_order(&m, keys, narrow, 3, (const size_t[]){1, 2, 0});
	m.value = type_int(types, 8, false);
	check_order(&m, keys, numbers, 3, (const size_t[]){2, 0, 1});
}

static void by_key(void **state)
{
	const int64_t keys[3] = {1, -1, 0};
	const char words[3][4] = {"b", "ab", "a"};
	const struct type *members[2] = {type_int(types, 8, true), type_string(types, 4)};
	const struct {
		int64_t x;
		char c[8];
	} pairs[3] = {{2, "a"}, {1, "b"}, {1, "a"}};
	struct map_spec m = {.value = type_string(types, 4)};

	(void)state;
	/* Integers as signed, whatever their type. */
	m.key = type_int(types, 8, false);
	check_order(&m, keys, words, 3, (const size_t[]){1, 2, 0});
	m.key = type_string(types, 4);
	check_order(&m, words, words, 3, (const size_t[]){2, 1, 0});
	m.key = type_tuple(types, members, 2);
	assert_int_equal(m.key->size, sizeof(pairs[0]));
	check_order(&m, pairs, words, 3, (const size_t[]){2, 1, 0});
}

/* Keys that are equal at first: what decides stands behind the first 16 bytes, or at their end. */
static void by_the_end_of_keys(void **state)
{
	const char words[5][24] = {"0123456789abcdefz", "0123456789abcdef", "0123456789abcdefa",
				   "0123456789abcde", "0123456789abcde\x01"};
	const struct type *members[2] = {type_string(types, 8), type_int(types, 4, true)};
	const struct type *numbers[3] = {type_int(types, 8, true), type_int(types, 8, false),
					 type_int(types, 8, true)};
	const struct {
		char c[8];
		int32_t x;
	} pairs[5] = {{"ab", -1}, {"a", 9}, {"ab", 0}, {"ab", -2}, {"a\x01", 1}};
	const int64_t triples[4][3] = {{1, 1, 2}, {1, 1, -2}, {1, -1, 0}, {-1, 1, 0}};
	struct map_spec m = {.value = type_string(types, 8)};

	(void)state;
	m.key = type_string(types, 24);
	check_order(&m, words, words, 5, (const size_t[]){3, 4, 1, 2, 0});
	m.key = type_tuple(types, members, 2);
	assert_int_equal(m.key->size, sizeof(pairs[0]));
	check_order(&m, pairs, words, 5, (const size_t[]){1, 4, 3, 0, 2});
	m.key = type_tuple(types, numbers, 3);
	assert_int_equal(m.key->size, sizeof(triples[0]));
	check_order(&m, triples, words, 4, (const size_t[]){3, 2, 1, 0});
}

static void ties_go_by_key(void **state)
{
	const uint64_t keys[3] = {3, 1, 2}, same[3] = {7, 7, 7};
	const struct map_spec m = {.key = type_int(types, 8, false),
				   .value = type_int(types, 8, false)};

	(void)state;
	check_order(&m, keys, same, 3, (const size_t[]){1, 2, 0});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_and_sums),
		cmocka_unit_test(extremes),
		cmocka_unit_test(series),
		cmocka_unit_test(by_value),
		cmocka_unit_test(by_key),
		cmocka_unit_test(ties_go_by_key),
		cmocka_unit_test(by_the_end_of_keys),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
