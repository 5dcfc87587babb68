/* Format files of events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/base.h"
#include "probes/tracefs.h"

static const char sched_process_exec[] =
	"name: sched_process_exec\n"
	"ID: 368\n"
	"format:\n"
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n"
	"\n"
	"\tfield:__data_loc char[] filename;\toffset:8;\tsize:4;\tsigned:0;\n"
	"\tfield:pid_t pid;\toffset:12;\tsize:4;\tsigned:1;\n"
	"\tfield:char comm[16];\toffset:16;\tsize:16;\tsigned:0;\n"
	"\tfield:const char *const * argv;\toffset:32;\tsize:8;\tsigned:0;\n"
	"\tfield:__rel_loc u64[] rel;\toffset:40;\tsize:4;\tsigned:0;\n"
	"\n"
	"print fmt: \"field:x y; offset:1; size:1; signed:0;\"\n";

static void fields(void **state)
{
	struct arena *a = arena_new();
	struct event_format format;
	const struct event_field *f;

	(void)state;
	assert_true(event_format_parse(a, str_from(sched_process_exec), &format));
	assert_int_equal(format.id, 368);
	assert_int_equal(format.fields.len, 7);
	f = format.fields.at;
	assert_true(event_field_is_common(&f[0]));
	assert_true(event_field_is_common(&f[1]));
	assert_true(f[1].is_signed);
	assert_true(f[2].data_loc && str_equal(f[2].name, STR("filename")));
	assert_true(str_equal(f[2].type, STR("char")));
	assert_true(str_equal(f[3].type, STR("pid_t")) && f[3].offset == 12 && f[3].size == 4);
	assert_true(str_equal(f[4].count, STR("16")) && str_equal(f[4].type, STR("char")));
	assert_true(str_equal(f[4].text, STR("char comm[16]")));
	assert_true(str_equal(f[5].type, STR("const char *const *")));
	assert_true(f[6].rel_loc && str_equal(f[6].type, STR("u64")));
	arena_free(a);
}

static void damage(void **state)
{
	static const char *const bad[] = {
		"",
		"name: x\n",
		"ID: 1\n\tfield:int x;\n",
		"ID: 1\n\tfield:int x;\toffset:-1;\tsize:4;\tsigned:1;\n",
		"ID: 1\n\tfield:int x;\toffset:4294967296;\tsize:4;\tsigned:1;\n",
		"ID: 1\n\tfield:int x;\toffset:0;\tsize:99999;\tsigned:1;\n",
		"ID: 1\n\tfield:;\toffset:0;\tsize:4;\tsigned:1;\n",
		"ID: 1\n\tfield:x];\toffset:0;\tsize:4;\tsigned:1;\n",
	};
	struct arena *a = arena_new();
	struct event_format format;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(event_format_parse(a, str_from(bad[i]), &format));
	for (size_t len = 0; len < sizeof(sched_process_exec); len++)
		event_format_parse(a, (struct str){sched_process_exec, len}, &format);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields),
		cmocka_unit_test(damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
