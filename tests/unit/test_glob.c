/* Wildcards of attach points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/base.h"
#include "probes/glob.h"

static void match(void **state)
{
	static const struct {
		const char *pattern, *name;
		bool matches;
	} cases[] = {
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "anything", true},
		{"vfs_read", "vfs_read", true},
		{"vfs_read", "vfs_readv", false},
		{"vfs_*", "vfs_read", true},
		{"*_read", "vfs_read", true},
		{"*_read", "vfs_reads", false},
		{"v*r*d", "vfs_read", true},
		{"v*r*d", "vfs_reaX", false},
		{"*a*b*c*", "xxaxxbxxcxx", true},
		{"*a*b*c*", "xxbxxaxxcxx", false},
		{"a**b", "ab", true},
		{"[ab]", "a", false},
		{"[ab]", "[ab]", true},
		{"a?c", "abc", false},
		{"*aab", "aaab", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(glob_match(str_from(cases[i].pattern), str_from(cases[i].name)),
				 cases[i].matches);
}

/* Many stars against a name that almost matches must not take exponential time. */
static void worst_case(void **state)
{
	char pattern[512], name[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(pattern); i++)
		pattern[i] = i % 2 ? 'a' : '*';
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = 'b';
	assert_false(glob_match((struct str){pattern, sizeof(pattern)},
				(struct str){name, sizeof(name)}));
}

static void is_pattern(void **state)
{
	(void)state;
	assert_true(glob_is_pattern(STR("vfs_*")));
	assert_true(glob_is_pattern(STR("a[b]")));
	assert_false(glob_is_pattern(STR("vfs_read")));
	assert_false(glob_is_pattern(STR("a[b")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(match),
		cmocka_unit_test(worst_case),
		cmocka_unit_test(is_pattern),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
