/* The types of pinned maps: to BTF and back, and BTF of others. */
#include <bpf/btf.h>
#include <stdlib.h>

#include "lang/buckets.h"
#include "probes/btf.h"
#include "probes/pin.h"
#include "probes/pin_types.h"
#include "tests/unit/unit.h"

struct fixture {
	struct arena *a;
	struct types *ts;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->a = arena_new();
	f->ts = types_make(f->a, interner_make(f->a));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(f->a);
	free(f);
	return 0;
}

static struct btf_index *index_of(const struct btf *btf)
{
	const char *error;
	uint32_t size;
	const void *raw = btf__raw_data(btf, &size);
	char *copy = malloc(size);
	struct btf_index *index;

	memcpy(copy, raw, size);
	index = btf_index_new(copy, size, NULL, &error);
	assert_non_null(index);
	return index;
}

static struct map_spec spec_of(const struct type *key, const struct type *value)
{
	bool aggregate = type_is(value, TF_AGGREGATE), buckets = type_is(value, TF_BUCKETS);
	uint32_t size = key ? key->size : 8;
	struct map_spec m = {.name = "@m",
			     .bpf_name = "AT_m",
			     .pin = "m",
			     .storage = STORE_HASH,
			     .key = key,
			     .value = value,
			     .per_cpu = aggregate,
			     .max_entries = 10};

	m.key_size = buckets ? ROUND_UP(size, 8u) + 8 : size;
	m.value_size = aggregate ? (uint32_t)aggregate_size(&m, false) : value->size;
	return m;
}

/* What comes back of M. NULL: nothing, and *ERROR says why. */
static struct map_spec *there_and_back(struct fixture *f, const struct map_spec *m,
				       const char **error)
{
	struct btf *btf = btf__new_empty();
	struct map_spec *back = arena_make(f->a, struct map_spec);
	struct btf_index *index;
	uint32_t key, value;
	bool ok;

	*back = (struct map_spec){.name = "@m",
				  .bpf_name = "AT_m",
				  .pin = "m",
				  .storage = STORE_HASH,
				  .per_cpu = m->per_cpu,
				  .lru = m->lru,
				  .max_entries = m->max_entries,
				  .key_size = m->key_size,
				  .value_size = m->value_size};
	assert_true(pin_types_add(btf, m, &key, &value));
	index = index_of(btf);
	ok = pin_types_read(f->a, f->ts, index, key, value, back, error);
	btf_index_free(index);
	btf__free(btf);
	return ok ? back : NULL;
}

static void assert_kept(struct fixture *f, const struct map_spec *m)
{
	const char *error = NULL;
	const struct map_spec *back = there_and_back(f, m, &error);
	struct buf a = {0}, b = {0};

	if (!back)
		fail_msg("%s", error);
	assert_true(pin_same(m, back));
	pin_describe(m, &a);
	pin_describe(back, &b);
	assert_string_equal(a.at, b.at);
	buf_free(&a);
	buf_free(&b);
}

static void values_are_kept(void **state)
{
	struct fixture *f = *state;
	const struct type *u64 = type_int(f->ts, 8, false), *s16 = type_int(f->ts, 2, true);
	const struct type *text = type_string(f->ts, 16), *pair[2] = {text, u64};
	const char *const names[2] = {"comm", "n"};
	const struct type *values[] = {
		u64,
		s16,
		&type_bool,
		text,
		type_buffer(f->ts, 20),
		type_array(f->ts, s16, 7),
		type_pointer(f->ts, NULL, AS_KERNEL),
		type_simple(T_KSYM),
		type_simple(T_MAC),
		type_simple(T_INET),
		type_simple(T_USERNAME),
		type_stack(f->ts, T_KSTACK, STACK_PERF, 12),
		type_tuple(f->ts, pair, 2),
		type_record(f->ts, names, pair, 2),
		type_tuple(f->ts, (const struct type *[]){type_tuple(f->ts, pair, 2), &type_bool},
			   2),
	};

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct map_spec as_value = spec_of(NULL, values[i]);
		struct map_spec as_key = spec_of(values[i], u64);
		struct map_spec with_buckets =
			spec_of(values[i], type_aggregate(f->ts, T_HIST, true));

		assert_kept(f, &as_value);
		assert_kept(f, &as_key);
		assert_kept(f, &with_buckets);
	}
}

static void structs_are_kept(void **state)
{
	struct fixture *f = *state;
	struct type *t = type_struct_new(f->ts, "s", false),
		    *e = type_enum_new(f->ts, "e", 4, false);
	struct enumerator values[] = {{"RED", 0}, {"BLUE", 5}};
	struct field fields[] = {
		{.name = "a", .type = type_int(f->ts, 4, false), .bit_size = 3},
		{.name = "b", .type = type_int(f->ts, 4, false), .bit_offset = 3, .bit_size = 9},
		{.name = "color", .type = e, .offset = 4},
		{.name = "text", .type = type_string(f->ts, 8), .offset = 8, .flags = FIELD_CHARS},
	};
	struct map_spec m;

	e->enumerators = values;
	e->nenumerators = 2;
	t->size = 16;
	t->align = 4;
	t->fields = fields;
	t->nfields = ARRAY_LEN(fields);
	t->complete = true;
	m = spec_of(type_int(f->ts, 8, true), t);
	assert_kept(f, &m);
}

static void parameters_are_kept(void **state)
{
	struct fixture *f = *state;

	for (int kind = T_COUNT; kind <= T_TSERIES; kind++) {
		struct map_spec m = spec_of(type_string(f->ts, 3),
					    type_aggregate(f->ts, (enum type_kind)kind, kind % 2));

		if (kind == T_HIST)
			m.bits = 3;
		if (kind == T_LHIST)
			m.min = 10, m.max = 200, m.step = 5;
		if (kind == T_TSERIES)
			m.interval = 1000000000, m.intervals = 60, m.agg = 2;
		assert_kept(f, &m);
	}
}

static void differences_are_seen(void **state)
{
	struct fixture *f = *state;
	const struct type *u64 = type_int(f->ts, 8, false), *s64 = type_int(f->ts, 8, true);
	struct map_spec m = spec_of(u64, s64), other;

	other = spec_of(s64, s64);
	assert_false(pin_same(&m, &other));
	other = spec_of(u64, u64);
	assert_false(pin_same(&m, &other));
	other = spec_of(NULL, s64);
	assert_false(pin_same(&m, &other));
	other = m;
	other.lru = true;
	assert_false(pin_same(&m, &other));
	other = m;
	other.max_entries++;
	assert_false(pin_same(&m, &other));
	other = m;
	assert_true(pin_same(&m, &other));
}

/* Types that claim what the map is not. */
static void lies_are_refused(void **state)
{
	struct fixture *f = *state;
	struct map_spec m = spec_of(type_string(f->ts, 8), type_int(f->ts, 8, false));
	const char *error = NULL;

	m.value_size = 16;
	assert_null(there_and_back(f, &m, &error));
	assert_string_equal(error, "its values have another size than their type");
	m.value_size = 8;
	m.key_size = 7;
	assert_null(there_and_back(f, &m, &error));
	assert_string_equal(error, "its keys have another size than their type");
	m = spec_of(NULL, type_aggregate(f->ts, T_LHIST, false));
	m.max = 5;
	m.step = 0;
	assert_null(there_and_back(f, &m, &error));
	assert_string_equal(error, "a histogram has wrong bounds");
}

static void names_of_pins(void **state)
{
	char name[PIN_NAME_MAX + 2] = "";

	(void)state;
	memset(name, 'a', PIN_NAME_MAX);
	assert_true(pin_name_valid(str_from(name)));
	name[PIN_NAME_MAX] = 'a';
	assert_false(pin_name_valid(str_from(name)));
	assert_false(pin_name_valid(STR("")));
	assert_false(pin_name_valid(STR("a.b")));
	assert_false(pin_name_valid(STR("../x")));
	assert_false(pin_name_valid(STR("a\0b")));
	assert_true(pin_name_valid(STR("A_b-9")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_are_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(structs_are_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(parameters_are_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(differences_are_seen, setup, teardown),
		cmocka_unit_test_setup_teardown(lies_are_refused, setup, teardown),
		cmocka_unit_test(names_of_pins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
