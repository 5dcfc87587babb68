/* Interned types: equality, layout, names. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "lang/type.h"

struct world {
	struct arena *arena;
	struct types *ts;
};

static int world_make(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	w->arena = arena_new();
	w->ts = types_make(w->arena, interner_make(w->arena));
	*state = w;
	return 0;
}

static int world_free(void **state)
{
	struct world *w = *state;

	arena_free(w->arena);
	free(w);
	return 0;
}

static void equal_types_are_one(void **state)
{
	struct types *ts = ((struct world *)*state)->ts;
	const struct type *i32 = type_int(ts, 4, true), *s4 = type_string(ts, 4);
	const struct type *pair[] = {i32, s4}, *swapped[] = {s4, i32};
	const char *names[] = {"a", "b"};

	assert_ptr_equal(type_int(ts, 4, true), i32);
	assert_ptr_not_equal(type_int(ts, 4, false), i32);
	assert_ptr_not_equal(type_int(ts, 8, true), i32);
	assert_ptr_not_equal(type_int_flexible(ts, 4), i32);
	assert_ptr_equal(type_tuple(ts, pair, 2), type_tuple(ts, pair, 2));
	assert_ptr_not_equal(type_tuple(ts, pair, 2), type_tuple(ts, swapped, 2));
	assert_ptr_not_equal(type_tuple(ts, pair, 2), type_record(ts, names, pair, 2));
	assert_ptr_not_equal(type_pointer(ts, i32, AS_USER), type_pointer(ts, i32, AS_KERNEL));
	assert_ptr_not_equal(type_array(ts, i32, 2), type_array(ts, i32, 3));
	assert_ptr_not_equal(type_struct_new(ts, "x", false), type_struct_new(ts, "x", false));
}

static void many_types_stay_one(void **state)
{
	struct types *ts = ((struct world *)*state)->ts;
	const struct type *strings[2000];

	for (uint32_t i = 0; i < 2000; i++)
		strings[i] = type_string(ts, i);
	for (uint32_t i = 0; i < 2000; i++)
		assert_ptr_equal(type_string(ts, i), strings[i]);
}

static void tuples_lie_like_structs(void **state)
{
	struct types *ts = ((struct world *)*state)->ts;
	const struct type *i8 = type_int(ts, 1, true), *i64 = type_int(ts, 8, true);
	const struct type *s3 = type_string(ts, 3), *i16 = type_int(ts, 2, true);
	const struct type *members[] = {i8, i64, s3, i16};
	const struct type *t = type_tuple(ts, members, 4), *nested[] = {i8, t};

	assert_int_equal(t->fields[0].offset, 0);
	assert_int_equal(t->fields[1].offset, 8);
	assert_int_equal(t->fields[2].offset, 16);
	assert_int_equal(t->fields[3].offset, 20);
	assert_int_equal(t->size, 24);
	assert_int_equal(t->align, 8);
	assert_int_equal(type_tuple(ts, nested, 2)->fields[1].offset, 8);
	assert_int_equal(type_tuple(ts, nested, 2)->size, 32);
}

static void fields_are_found_through_anonymous_members(void **state)
{
	struct world *w = *state;
	struct type *inner = type_struct_new(w->ts, NULL, true);
	struct type *outer = type_struct_new(w->ts, "outer", false);
	struct field in[] = {{.name = "x", .type = type_int(w->ts, 4, true), .offset = 4}};
	struct field out[] = {{.name = "a", .type = type_int(w->ts, 8, true)},
			      {.type = inner, .offset = 8, .flags = FIELD_ANONYMOUS}};
	uint32_t offset = 0;

	inner->fields = in;
	inner->nfields = 1;
	outer->fields = out;
	outer->nfields = 2;
	assert_ptr_equal(type_field(outer, "x", &offset), &in[0]);
	assert_int_equal(offset, 12);
	assert_null(type_field(outer, "y", &offset));
}

static void assert_text(struct world *w, const struct type *t, const char *text)
{
	assert_string_equal(type_text(w->arena, t), text);
}

static void names(void **state)
{
	struct world *w = *state;
	struct types *ts = w->ts;
	const struct type *i8 = type_int(ts, 1, true), *s2 = type_string(ts, 2);
	const struct type *pair[] = {i8, s2};
	const char *names[] = {"a", "b"};

	assert_text(w, type_int(ts, 8, false), "uint64");
	assert_text(w, type_int_flexible(ts, 2), "int16");
	assert_text(w, type_tuple(ts, pair, 2), "(int8,string[2])");
	assert_text(w, type_record(ts, names, pair, 2), "record { .a = int8, .b = string[2] }");
	assert_text(w, type_pointer(ts, type_struct_new(ts, "x", false), AS_NONE), "struct x *");
	assert_text(w, type_pointer(ts, &type_void, AS_NONE), "void *");
	assert_text(w, type_array(ts, i8, 4), "int8[4]");
	assert_text(w, type_buffer(ts, 1), "buffer[5]");
	assert_text(w, type_stack(ts, T_KSTACK, STACK_PERF, 3), "kstack_perf_3");
	assert_text(w, type_aggregate(ts, T_SUM, false), "usum_t");
	assert_text(w, type_aggregate(ts, T_COUNT, false), "count_t");
	assert_text(w, type_simple(T_INET), "inet[24]");
	assert_text(w, type_struct_new(ts, NULL, true), "union {...}");
}

static void literal_types_settle(void **state)
{
	struct types *ts = ((struct world *)*state)->ts;
	const struct type *flex = type_int_flexible(ts, 1), *i8 = type_int(ts, 1, true);
	const struct type *members[] = {flex, type_string(ts, 3)}, *plain[] = {i8, members[1]};

	assert_true(type_is_flexible(flex) && !type_is_flexible(i8));
	assert_ptr_equal(type_settled(flex), i8);
	assert_ptr_equal(type_settled(type_tuple(ts, members, 2)), type_tuple(ts, plain, 2));
	assert_ptr_equal(type_settled(type_pointer(ts, flex, AS_USER)),
			 type_pointer(ts, i8, AS_USER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(equal_types_are_one, world_make, world_free),
		cmocka_unit_test_setup_teardown(many_types_stay_one, world_make, world_free),
		cmocka_unit_test_setup_teardown(tuples_lie_like_structs, world_make, world_free),
		cmocka_unit_test_setup_teardown(fields_are_found_through_anonymous_members,
						world_make, world_free),
		cmocka_unit_test_setup_teardown(names, world_make, world_free),
		cmocka_unit_test_setup_teardown(literal_types_settle, world_make, world_free),
	};

	return RUN(tests);
}
