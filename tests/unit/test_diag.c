/* Places in texts, and diagnostics as people and programs read them. */
#include "tests/unit/unit.h"

#include "lang/diag.h"

struct setup {
	struct arena *a;
	struct sources *sources;
	struct diags *ds;
	struct source *text;
};

static struct setup setup_make(const char *text)
{
	struct setup s = {.a = arena_new()};

	s.sources = sources_make(s.a);
	s.ds = diags_make(s.a, s.sources);
	s.text = source_add(s.sources, "stdin", str_from(text));
	return s;
}

static struct span span_at(const struct setup *s, uint32_t from, uint32_t to)
{
	return (struct span){s->text->base + from, s->text->base + to};
}

static void places_count_from_one(void **state)
{
	struct setup s = setup_make("ab\n\tcd\n\nx");
	struct place p;

	(void)state;
	p = source_place(s.sources, span_at(&s, 0, 2));
	assert_int_equal(p.line, 1);
	assert_int_equal(p.col, 1);
	assert_int_equal(p.col_hi, 3);
	p = source_place(s.sources, span_at(&s, 4, 6));
	assert_int_equal(p.line, 2);
	assert_int_equal(p.col, 2);
	p = source_place(s.sources, span_at(&s, 8, 9));
	assert_int_equal(p.line, 4);
	assert_int_equal(p.col, 1);
	assert_null(source_place(s.sources, SPAN_NONE).source);
	assert_true(str_equal(source_line(s.text, 2), STR("\tcd")));
	assert_int_equal(source_line(s.text, 9).len, 0);
	assert_true(str_equal(source_text(s.sources, span_at(&s, 4, 6)), STR("cd")));
	arena_free(s.a);
}

static void texts_share_one_space(void **state)
{
	struct setup s = setup_make("one");
	struct source *other = source_add(s.sources, "b.bt", STR("two\nthree"));
	struct place p = source_place(s.sources, (struct span){other->base + 4, other->base + 9});

	(void)state;
	assert_ptr_equal(p.source, other);
	assert_int_equal(p.line, 2);
	assert_int_equal(p.col_hi, 6);
	arena_free(s.a);
}

static void errors_come_before_warnings(void **state)
{
	struct setup s = setup_make("BEGIN { $a = 1; $a = \"x\"; exit() }");
	struct buf out = {0};
	struct diag *d;
	const char *error, *warning;

	(void)state;
	diag_add(s.ds, D_NO_VALUE, span_at(&s, 0, 5), "first");
	d = diag_add(s.ds, D_SYNTAX, span_at(&s, 16, 24), "second %d", 2);
	diag_hint(s.ds, d, "do %s", "this");
	diags_print(s.ds, &out, (struct diag_style){0});
	error = strstr(out.at, "stdin:1:17-25: ERROR: second 2\n");
	assert_non_null(error);
	assert_non_null(strstr(error, "BEGIN { $a = 1; $a = \"x\"; exit() }\n"
				      "                ~~~~~~~~\n"));
	assert_non_null(strstr(out.at, "HINT: do this\n"));
	warning = strstr(out.at, "first");
	assert_non_null(warning);
	buf_clear(&out);
	diags_print(s.ds, &out, (struct diag_style){0});
	assert_int_equal(out.len, 0);
	buf_free(&out);
	arena_free(s.a);
}

static void nothing_is_said_twice(void **state)
{
	struct setup s = setup_make("abc");

	(void)state;
	assert_ptr_equal(diag_add(s.ds, D_SYNTAX, span_at(&s, 0, 1), "same"),
			 diag_add(s.ds, D_SYNTAX, span_at(&s, 0, 1), "same"));
	diag_add(s.ds, D_SYNTAX, span_at(&s, 1, 2), "same");
	assert_int_equal(diags_errors(s.ds), 2);
	assert_int_equal(diags_count(s.ds), 2);
	arena_free(s.a);
}

static void dumps_are_one_line_each(void **state)
{
	struct setup s = setup_make("abc");
	struct buf out = {0};

	(void)state;
	diag_add(s.ds, D_SYNTAX, span_at(&s, 1, 3), "text");
	diags_dump(s.ds, &out);
	assert_string_equal(out.at, "D_SYNTAX 1:2-4 text\n");
	buf_free(&out);
	arena_free(s.a);
}

static void near_names_are_found(void **state)
{
	static const char *const names[] = {"printf", "print", "count", NULL};

	(void)state;
	assert_string_equal(diag_nearest(STR("printff"), names), "printf");
	assert_null(diag_nearest(STR("strftime"), names));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_count_from_one),
		cmocka_unit_test(texts_share_one_space),
		cmocka_unit_test(errors_come_before_warnings),
		cmocka_unit_test(nothing_is_said_twice),
		cmocka_unit_test(dumps_are_one_line_each),
		cmocka_unit_test(near_names_are_found),
	};

	return RUN(tests);
}
