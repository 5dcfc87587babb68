/* Prototype strings of the tables. */
#include "tests/unit/unit.h"

#include "lang/signature.h"
#include "lang/tables.h"

static void parts(void **state)
{
	struct signature s;

	(void)state;
	assert_true(signature_parse("string(int|pointer p, [lit int n])", &s));
	assert_true(str_equal(s.result, STR("string")));
	assert_int_equal(s.nargs, 2);
	assert_int_equal(s.required, 1);
	assert_false(s.variadic);
	assert_int_equal(s.args[0].kinds, SIG_INT | SIG_POINTER);
	assert_true(str_equal(s.args[0].name, STR("p")));
	assert_false(s.args[0].literal || s.args[0].optional);
	assert_true(s.args[1].literal && s.args[1].optional);
	assert_true(signature_parse("void(lit string format, ...)", &s));
	assert_true(s.variadic && s.nargs == 1 && s.required == 1);
	assert_true(signature_parse("agg()", &s));
	assert_int_equal(s.nargs, 0);
}

static void faults(void **state)
{
	static const char *const bad[] = {
		"void",
		"void(",
		"void(int)",
		"void(foo x)",
		"void([int x)",
		"void(..., int x)",
		"void(int|foo x)",
		"void(lit x)",
	};
	struct signature s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(signature_parse(bad[i], &s));
}

static void every_row_has_a_signature(void **state)
{
	struct signature s;

	(void)state;
	for (int i = 0; i < FN_COUNT; i++) {
		assert_true(signature_parse(function_rows[i].sig, &s));
		assert_int_equal(function_find(str_from(function_rows[i].name)), i);
		assert_non_null(function_rows[i].doc);
	}
	for (int i = 0; i < AGG_COUNT; i++) {
		assert_true(signature_parse(aggregate_rows[i].sig, &s));
		assert_int_equal(aggregate_find(str_from(aggregate_rows[i].name)), i);
	}
}

static void kinds(void **state)
{
	struct arena *a = arena_new();
	struct types *ts = types_make(a, interner_make(a));
	struct buf text = {0};

	(void)state;
	assert_true(signature_accepts(SIG_INT, type_int(ts, 4, true)));
	assert_true(signature_accepts(SIG_INT, type_aggregate(ts, T_COUNT, false)));
	assert_false(signature_accepts(SIG_INT, type_aggregate(ts, T_HIST, true)));
	assert_false(signature_accepts(SIG_INT, type_string(ts, 3)));
	assert_true(signature_accepts(SIG_ANY, type_string(ts, 3)));
	assert_true(signature_accepts(SIG_STRING, &type_error));
	signature_kinds_text(SIG_INT | SIG_STRING | SIG_POINTER, &text);
	assert_string_equal(text.at, "int, string or pointer");
	buf_free(&text);
	arena_free(a);
}

static void names_of_builtins(void **state)
{
	(void)state;
	assert_int_equal(builtin_find(STR("pid")), BUILTIN_pid);
	assert_int_equal(builtin_find(STR("arg0")), BUILTIN_arg);
	assert_int_equal(builtin_find(STR("arg12")), BUILTIN_arg);
	assert_int_equal(builtin_find(STR("arg")), BUILTIN_COUNT);
	assert_int_equal(builtin_find(STR("argx")), BUILTIN_COUNT);
	assert_int_equal(builtin_find(STR("nope")), BUILTIN_COUNT);
	assert_int_equal(probe_kind_find(STR("KPROBE")), PROBE_kprobe);
	assert_int_equal(probe_kind_find(STR("k")), PROBE_kprobe);
	assert_int_equal(probe_kind_find(STR("K")), PROBE_COUNT);
	assert_int_equal(probe_kind_find(STR("KR")), PROBE_kretprobe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts),
		cmocka_unit_test(faults),
		cmocka_unit_test(every_row_has_a_signature),
		cmocka_unit_test(kinds),
		cmocka_unit_test(names_of_builtins),
	};

	return RUN(tests);
}
