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
		{"[ab]", "a", true},
		{"[ab]", "c", false},
		{"[ab]", "[ab]", true},
		{"x[a-c]y", "xby", true},
		{"x[a-c]y", "xdy", false},
		{"x[!a-c]y", "xdy", true},
		{"x[^a-c]y", "xby", false},
		{"x[]]y", "x]y", true},
		{"x[a-]y", "x-y", true},
		{"a[b", "a[b", true},
		{"a[]", "a[]", true},
		{"a[!]", "a!", false},
		{"*[0-9]", "vfs_read64", true},
		{"*[0-9]", "vfs_read", false},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"*?", "", false},
		{"*aab", "aaab", true},
		{"vfs_{read,write}", "vfs_write", true},
		{"vfs_{read,write}", "vfs_writ", false},
		{"vfs_{read,write}v", "vfs_readv", true},
		{"{a,b}{c,d}", "bd", true},
		{"{a,b}{c,d}", "cd", false},
		{"{a,b{c,d}}e", "bde", true},
		{"{a,b{c,d}}e", "ce", false},
		{"{,__}vfs_*", "vfs_read", true},
		{"{,__}vfs_*", "__vfs_read", true},
		{"{a,b", "{a,b", true},
		{"{a,b", "a", false},
		{"{a}", "a", false},
		{"{a}{b,c}", "{a}c", true},
		{"{*a,*b}", "xxb", true},
		{"main.(*T).Run", "main.(*T).Run", true},
		{"operator[]", "operator[]", true},
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
	assert_true(glob_is_pattern(STR("a?")));
	assert_true(glob_is_pattern(STR("{a,b}")));
	assert_false(glob_is_pattern(STR("{a}")));
	assert_false(glob_is_pattern(STR("operator[]")));
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
