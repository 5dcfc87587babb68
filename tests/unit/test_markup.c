/* Escapes for SVG and HTML, and what is UTF-8. */
#include "tests/unit/unit.h"

#include "runtime/fold.h"
#include "runtime/markup.h"

static struct buf out;

static int teardown(void **state)
{
	(void)state;
	buf_free(&out);
	return 0;
}

static const char *xml(struct str s)
{
	buf_clear(&out);
	xml_text(&out, s);
	return out.at;
}

static void characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_character(STR("")), 0);
	assert_int_equal(utf8_character(STR("a")), 1);
	assert_int_equal(utf8_character(STR("\xc3\xa9")), 2);
	assert_int_equal(utf8_character(STR("\xe2\x82\xac")), 3);
	assert_int_equal(utf8_character(STR("\xf0\x9f\x98\x80")), 4);
	assert_int_equal(utf8_character(STR("\xc3")), 0);	      /* cut */
	assert_int_equal(utf8_character(STR("\xc0\x80")), 0);	      /* too long for NUL */
	assert_int_equal(utf8_character(STR("\xe0\x80\x80")), 0);     /* the same with three */
	assert_int_equal(utf8_character(STR("\xed\xa0\x80")), 0);     /* half of a pair */
	assert_int_equal(utf8_character(STR("\xf4\x90\x80\x80")), 0); /* beyond U+10FFFF */
	assert_int_equal(utf8_character(STR("\x80")), 0);
	assert_int_equal(utf8_character(STR("\xff")), 0);
}

static void xml_escapes(void **state)
{
	(void)state;
	assert_string_equal(xml(STR("a<b>&\"'")), "a&lt;b&gt;&amp;&quot;&#39;");
	assert_string_equal(xml(STR("\x01\x1b")), "\xef\xbf\xbd\xef\xbf\xbd");
	assert_string_equal(xml(STR("x\xff\xc3\xa9")), "x\xef\xbf\xbd\xc3\xa9");
	assert_string_equal(xml(STR("\xef\xbf\xbf")), "\xef\xbf\xbd"); /* U+FFFF */
	assert_string_equal(xml(STR("a\n\tb")), "a\n\tb");
}

static void json_in_html(void **state)
{
	(void)state;
	buf_clear(&out);
	html_json(&out, STR("[\"</script><!--\xff\"]"));
	assert_string_equal(out.at, "[\"\\u003c/script>\\u003c!--\xef\xbf\xbd\"]");
}

static void fold_add(struct folds *fs, const char *const *names, size_t n, uint64_t count)
{
	struct frame *frames = arena_array(fs->arena, struct frame, n);

	for (size_t i = 0; i < n; i++)
		frames[i].name = intern_c(fs->names, names[i]);
	vec_push(fs->arena, fs, (struct fold){frames, n, count});
}

/* Equal stacks are put together; a stack comes before those that go on from it. */
static void folds(void **state)
{
	const char *const deep[] = {"main", "b;c\n", "x"};
	struct folds fs;

	(void)state;
	folds_init(&fs);
	fold_add(&fs, deep, 3, 4);
	fold_add(&fs, deep, 2, 1);
	fold_add(&fs, deep, 3, UINT64_C(1) << 63);
	folds_sort(&fs);
	buf_clear(&out);
	folds_text(&fs, &out);
	assert_string_equal(out.at, "main;b:c  1\nmain;b:c ;x 9223372036854775812\n");
	folds_free(&fs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters),
		cmocka_unit_test(xml_escapes),
		cmocka_unit_test(json_in_html),
		cmocka_unit_test(folds),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
