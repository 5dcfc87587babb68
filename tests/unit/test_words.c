/* Every word of the language has a name and a line of documentation, and is found by its name. */
#include "tests/unit/unit.h"

#include "lang/words.h"

static void test_words_are_documented(void **state)
{
	struct word w, found;
	size_t n = 0;

	(void)state;
	for (; word_at(n, &w); n++) {
		assert_true(w.name && *w.name);
		if (!w.doc || !*w.doc)
			fail_msg("%s has no documentation", w.name);
		assert_true(word_find(str_from(w.name), w.kind, &found));
		assert_string_equal(found.name, w.name);
	}
	assert_true(n > 150);
}

static void text_is(const char *name, unsigned kinds, const char *text)
{
	struct buf b = {0};
	struct word w;

	assert_true(word_find(str_from(name), kinds, &w));
	word_text(&w, &b);
	buf_char(&b, '\0');
	assert_string_equal(b.at, text);
	buf_free(&b);
}

static void test_texts(void **state)
{
	struct word w;

	(void)state;
	text_is("str", WORD_ANY, "str(address|string p, [int n]): string");
	text_is("pid", WORD_ANY, "pid: uint32");
	text_is("arg7", WORD_ANY, "arg: uint64");
	text_is("kprobe", WORD_ANY, "kprobe:[module:]function[+offset]");
	text_is("BEGIN", WORD_PROBE, "begin");
	text_is("sum", WORD_BODY, "sum(int value)");
	text_is("while", WORD_BODY, "while");
	assert_false(word_find(STR("no_such_word"), WORD_ANY, &w));
	assert_false(word_find(STR("kprobe"), WORD_BODY, &w));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_are_documented),
		cmocka_unit_test(test_texts),
	};

	return RUN(tests);
}
