/* Attach point text to parts, by the syntax of the probe's row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/base.h"
#include "probes/attach_point.h"

static struct attach_point_fields parsed;
static struct attach_point_error error;
static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static bool parse(const char *text)
{
	return attach_point_parse(arena, str_from(text), &parsed, &error);
}

static void part_is(const char *name, const char *expected)
{
	struct str part = attach_point_part(&parsed, name);

	if (!expected) {
		assert_null(part.at);
		return;
	}
	assert_non_null(part.at);
	assert_true(str_equal(part, str_from(expected)));
}

static void text_is(const char *expected)
{
	struct buf b = {0};

	attach_point_text(&parsed, &b);
	assert_string_equal(b.at, expected);
	buf_free(&b);
}

static void optional_parts(void **state)
{
	(void)state;
	assert_true(parse("kprobe:vfs_read"));
	assert_int_equal(parsed.kind, PROBE_kprobe);
	part_is("module", NULL);
	part_is("function", "vfs_read");
	part_is("offset", NULL);
	assert_true(parse("k:ext4:ext4_sync_file+0x10"));
	part_is("module", "ext4");
	part_is("function", "ext4_sync_file");
	part_is("offset", "0x10");
	text_is("kprobe:ext4:ext4_sync_file+0x10");
	assert_true(parse("interval:s:1"));
	part_is("unit", "s");
	part_is("count", "1");
	assert_true(parse("interval:100ms"));
	part_is("unit", NULL);
	part_is("count", "100ms");
}

static void names(void **state)
{
	(void)state;
	assert_true(parse("BEGIN"));
	text_is("begin");
	assert_true(parse("Tracepoint:sched:sched_switch"));
	text_is("tracepoint:sched:sched_switch");
	assert_true(parse("mine=t:sched:sched_switch"));
	assert_true(str_equal(parsed.label, STR("mine")));
	text_is("tracepoint:sched:sched_switch");
	assert_true(parse("*:vfs_*"));
	assert_int_equal(parsed.kind, PROBE_COUNT);
}

static void quotes(void **state)
{
	(void)state;
	assert_true(parse("kprobe:\"a:b\\\"c+d\""));
	part_is("function", "a:b\"c+d");
	part_is("offset", NULL);
	assert_true(parse("t:\"sch*\":x"));
	assert_false(attach_point_is_pattern(&parsed));
	assert_true(parse("t:sch*:x"));
	assert_true(attach_point_is_pattern(&parsed));
	assert_false(parse("kprobe:\"open"));
	assert_string_equal(error.text, "a quoted part of the attach point has no end");
}

static void errors(void **state)
{
	static const struct {
		const char *text, *message, *hint;
	} cases[] = {
		{"kprob:x", "there is no probe type 'kprob'", "did you mean kprobe?"},
		{"kprobe", "kprobe takes 1 or 2 parts, found 0",
		 "the form is kprobe:[module:]function[+offset]"},
		{"kprobe:a:b:c", "kprobe takes 1 or 2 parts, found 3",
		 "the form is kprobe:[module:]function[+offset]"},
		{"tracepoint:sched", "tracepoint takes 2 parts, found 1",
		 "the form is tracepoint:category:event"},
		{"begin:x", "begin takes no parts, found 1", "the form is begin"},
		{"kprobe:", "kprobe: the part 'function' is empty", ""},
		{":x", "the attach point names no probe type", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_false(parse(cases[i].text));
		assert_string_equal(error.text, cases[i].message);
		assert_string_equal(error.hint, cases[i].hint);
	}
}

static void listing_patterns(void **state)
{
	(void)state;
	assert_true(
		attach_point_parse_pattern(arena, STR("t:sched"), PROBE_COUNT, &parsed, &error));
	assert_true(str_equal(attach_point_pattern(&parsed, "category"), STR("sched")));
	assert_true(str_equal(attach_point_pattern(&parsed, "event"), STR("*")));
	assert_true(attach_point_parse_pattern(arena, STR("interval:hz:"), PROBE_COUNT, &parsed,
					       &error));
	assert_true(str_equal(attach_point_pattern(&parsed, "unit"), STR("hz")));
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		enum number_kind kind;
		uint64_t value;
	} cases[] = {
		{"0", NUMBER_PLAIN, 0},
		{"99", NUMBER_PLAIN, 99},
		{"0x1F", NUMBER_PLAIN, 31},
		{"0b101", NUMBER_PLAIN, 5},
		{"017", NUMBER_PLAIN, 15},
		{"1_000", NUMBER_PLAIN, 1000},
		{"5e3", NUMBER_PLAIN, 5000},
		{"1us", NUMBER_DURATION, 1000},
		{"2m", NUMBER_DURATION, 120000000000},
		{"18446744073709551615", NUMBER_PLAIN, UINT64_MAX},
		{"18446744073709551616", NUMBER_OVERFLOW, 0},
		{"1e99", NUMBER_OVERFLOW, 0},
		{"99999999999d", NUMBER_OVERFLOW, 0},
		{"", NUMBER_NONE, 0},
		{"0x", NUMBER_NONE, 0},
		{"1m30s", NUMBER_NONE, 0},
		{"_1", NUMBER_NONE, 0},
		{"1_", NUMBER_NONE, 0},
		{"-1", NUMBER_NONE, 0},
		{"vfs_read", NUMBER_NONE, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint64_t value;

		assert_int_equal(attach_number(str_from(cases[i].text), &value), cases[i].kind);
		if (cases[i].kind == NUMBER_PLAIN || cases[i].kind == NUMBER_DURATION)
			assert_true(value == cases[i].value);
	}
}

/* No text may crash it: every prefix and every one-byte change of a few attach points. */
static void mutations(void **state)
{
	static const char *const seeds[] = {"k:ext4:f+0x10", "mine=t:\"a\\\"b\":c@d",
					    "interval:s:1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(seeds); i++) {
		size_t len = strlen(seeds[i]);

		for (size_t at = 0; at < len; at++) {
			attach_point_parse(arena, (struct str){seeds[i], at}, &parsed, &error);
			for (unsigned c = 0; c < 256; c++) {
				char text[64];

				memcpy(text, seeds[i], len);
				text[at] = (char)c;
				attach_point_parse(arena, (struct str){text, len}, &parsed, &error);
				attach_point_parse_pattern(arena, (struct str){text, len},
							   PROBE_COUNT, &parsed, &error);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(optional_parts),   cmocka_unit_test(names),
		cmocka_unit_test(quotes),	    cmocka_unit_test(errors),
		cmocka_unit_test(listing_patterns), cmocka_unit_test(numbers),
		cmocka_unit_test(mutations),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
