/* What is read from short texts: integers, formats, signatures. */
#include "tests/unit/unit.h"

#include "lang/format.h"
#include "lang/integer.h"
#include "lang/signature.h"
#include "lang/tables.h"

static void integers_have_many_forms(void **state)
{
	static const struct {
		const char *text;
		uint64_t value;
		bool ok;
	} cases[] = {
		{"0", 0, true},
		{"42", 42, true},
		{"0x2A", 42, true},
		{"052", 42, true},
		{"1_000", 1000, true},
		{"1e3", 1000, true},
		{"5us", 5000, true},
		{"2s", 2000000000, true},
		{"18446744073709551615", UINT64_MAX, true},
		{"18446744073709551616", 0, false},
		{"0x", 0, false},
		{"12z", 0, false},
		{"", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct integer n = {0};
		bool ok = integer_parse(str_from(cases[i].text), true, &n);

		if (ok != cases[i].ok || (ok && n.value != cases[i].value))
			fail_msg("%s: %d %llu", cases[i].text, ok, (unsigned long long)n.value);
		assert_true(ok || n.why[0]);
	}
}

static void formats_are_cut_into_pieces(void **state)
{
	static const struct {
		const char *format;
		enum format_conv conv[5];
		size_t n;
	} cases[] = {
		{"plain", {CONV_TEXT}, 1},
		{"%d", {CONV_INT}, 1},
		{"a%-08lldb", {CONV_TEXT, CONV_INT, CONV_TEXT}, 3},
		{"%rx%rh%r", {CONV_BYTES_X, CONV_BYTES_H, CONV_BYTES}, 3},
		{"%gr", {CONV_GFP}, 1},
		{"%f", {CONV_REJECTED}, 1},
		{"%s%c%p%X", {CONV_STRING, CONV_CHAR, CONV_POINTER, CONV_HEX_UP}, 4},
		{"", {0}, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str rest = str_from(cases[i].format);
		struct format_piece piece;
		size_t n = 0;

		for (; format_next(&rest, &piece); n++)
			if (n < cases[i].n)
				assert_int_equal(piece.conv, cases[i].conv[n]);
		assert_int_equal(n, cases[i].n);
	}
	assert_int_equal(format_values(STR("%d %% %q %s%")), 2);
}

static void widths_of_integers(void **state)
{
	static const struct {
		const char *format;
		uint8_t bits;
	} cases[] = {{"%d", 32}, {"%hhd", 8}, {"%hu", 16}, {"%lx", 64}, {"%lld", 64}, {"%zu", 64}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str rest = str_from(cases[i].format);
		struct format_piece piece;

		assert_true(format_next(&rest, &piece));
		assert_int_equal(piece.bits, cases[i].bits);
	}
}

static void all_rows_have_signatures(void **state)
{
	struct signature sig;

	(void)state;
	for (int i = 0; i < FN_COUNT; i++)
		if (!signature_parse(function_rows[i].sig, &sig))
			fail_msg("%s: %s", function_rows[i].name, function_rows[i].sig);
	for (int i = 0; i < AGG_COUNT; i++)
		if (!signature_parse(aggregate_rows[i].sig, &sig))
			fail_msg("%s: %s", aggregate_rows[i].name, aggregate_rows[i].sig);
	assert_true(signature_parse("string(int|pointer p, [lit int n], ...)", &sig));
	assert_int_equal(sig.nargs, 2);
	assert_int_equal(sig.required, 1);
	assert_true(sig.variadic);
	assert_true(sig.args[1].literal && sig.args[1].optional && !sig.args[0].literal);
	assert_int_equal(sig.args[0].kinds, SIG_INT | SIG_POINTER);
	assert_false(signature_parse("string(", &sig));
	assert_false(signature_parse("string(nonsense x)", &sig));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_have_many_forms),
		cmocka_unit_test(formats_are_cut_into_pieces),
		cmocka_unit_test(widths_of_integers),
		cmocka_unit_test(all_rows_have_signatures),
	};

	return RUN(tests);
}
