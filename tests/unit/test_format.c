/* printf formats: text to pieces. */
#include "tests/unit/unit.h"

#include "lang/format.h"

static struct format_piece first(const char *format)
{
	struct str rest = str_from(format);
	struct format_piece piece;

	assert_true(format_next(&rest, &piece));
	return piece;
}

static void pieces(void **state)
{
	struct str rest = str_from("a %d b%s%%");
	struct format_piece p;

	(void)state;
	assert_true(format_next(&rest, &p) && p.conv == CONV_TEXT);
	assert_true(str_equal(p.text, STR("a ")));
	assert_true(format_next(&rest, &p) && p.conv == CONV_INT && p.bits == 32);
	assert_true(format_next(&rest, &p) && p.conv == CONV_TEXT);
	assert_true(format_next(&rest, &p) && p.conv == CONV_STRING);
	assert_true(format_next(&rest, &p) && p.conv == CONV_TEXT);
	assert_true(str_equal(p.text, STR("%")));
	assert_false(format_next(&rest, &p));
}

static void flags(void **state)
{
	struct format_piece p = first("%-+ #08.3lld");

	(void)state;
	assert_true(p.conv == CONV_INT && p.left && p.plus && p.alternative && p.zero);
	assert_int_equal(p.width, 8);
	assert_int_equal(p.bits, 64);
	assert_true(str_equal(p.text, STR("%-+ #08.3lld")));
	assert_int_equal(first("%*d").width, 0);
	assert_int_equal(first("%5.*s").width, 5);
	assert_int_equal(first("%99999999999999999999d").width, FORMAT_WIDTH_MAX);
}

static void lengths(void **state)
{
	(void)state;
	assert_int_equal(first("%hhd").bits, 8);
	assert_int_equal(first("%hu").bits, 16);
	assert_int_equal(first("%x").bits, 32);
	assert_int_equal(first("%lx").bits, 64);
	assert_int_equal(first("%zo").bits, 64);
	assert_int_equal(first("%jd").bits, 64);
}

static void conversions(void **state)
{
	(void)state;
	assert_int_equal(first("%r").conv, CONV_BYTES);
	assert_int_equal(first("%rx").conv, CONV_BYTES_X);
	assert_int_equal(first("%rh").conv, CONV_BYTES_H);
	assert_int_equal(first("%ry").conv, CONV_BYTES);
	assert_int_equal(first("%gr").conv, CONV_GFP);
	assert_int_equal(first("%g").conv, CONV_REJECTED);
	assert_int_equal(first("%f").conv, CONV_REJECTED);
	assert_int_equal(first("%i").conv, CONV_INT);
	assert_int_equal(first("%X").conv, CONV_HEX_UP);
}

/* What has not the form of a conversion is text. */
static void text(void **state)
{
	(void)state;
	assert_int_equal(first("%q").conv, CONV_TEXT);
	assert_int_equal(first("%'d").conv, CONV_TEXT);
	assert_int_equal(first("%").conv, CONV_TEXT);
	assert_int_equal(first("%+-d").conv, CONV_TEXT);
	assert_true(str_equal(first("%-5%").text, STR("%")));
	assert_int_equal(format_values(str_from("%d %% %q %s %")), 2);
	assert_int_equal(format_values((struct str){"%d\0%d", 5}), 2);
}

static void types(void **state)
{
	struct arena *a = arena_new();
	struct types *ts = types_make(a, interner_make(a));

	(void)state;
	assert_true(format_accepts(CONV_INT, &type_bool));
	assert_true(format_accepts(CONV_INT, type_pointer(ts, NULL, AS_NONE)));
	assert_false(format_accepts(CONV_INT, type_string(ts, 3)));
	assert_false(format_accepts(CONV_INT, type_aggregate(ts, T_COUNT, false)));
	assert_true(format_accepts(CONV_STRING, type_int(ts, 4, true)));
	assert_false(format_accepts(CONV_STRING, &type_none));
	assert_true(format_accepts(CONV_BYTES, type_buffer(ts, 3)));
	assert_false(format_accepts(CONV_BYTES, type_string(ts, 3)));
	assert_false(format_accepts(CONV_GFP, &type_bool));
	assert_false(format_accepts(CONV_REJECTED, type_int(ts, 4, true)));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces),      cmocka_unit_test(flags), cmocka_unit_test(lengths),
		cmocka_unit_test(conversions), cmocka_unit_test(text),	cmocka_unit_test(types),
	};

	return RUN(tests);
}
