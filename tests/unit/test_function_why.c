/* Why a function cannot be probed: on a make-believe kernel in a folder. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "probes/function_why.h"
#include "probes/functions.h"
#include "probes/symbols.h"
#include "tests/unit/unit.h"

static char folder[] = "/tmp/sonde-why-XXXXXX";

static const char *file_make(const char *name, const char *text)
{
	static char paths[8][128];
	static unsigned next;
	char *path = paths[next++];
	FILE *f;

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return path;
}

static int kernel_make(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	symbols_file_use(file_make("kallsyms", "ffffffff81000000 T traced\n"
					       "ffffffff81000010 t untraced\n"
					       "ffffffff81000020 t split.isra.0\n"
					       "ffffffff81000030 t splitting\n"
					       "ffffffff81000040 D data\n"
					       "ffffffffc0000000 t of_module\t[loaded]\n"));
	functions_file_use(file_make("functions", "traced\nsplit.isra.0\nof_module [loaded]\n"));
	file_make("modules.symbols",
		  "# Aliases for symbols\nalias symbol:nft_chain nf_tables\nalias symbol:x y\n");
	file_make("modules.builtin", "kernel/fs/ext4/ext4.ko\n");
	file_make("modules.dep", "kernel/net/nf-tables.ko.xz: kernel/net/nfnetlink.ko.xz\n");
	modules_folder_use(folder);
	return 0;
}

static int kernel_remove(void **state)
{
	static const char *const files[] = {"kallsyms", "functions", "modules.symbols",
					    "modules.builtin", "modules.dep"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static void expect(const char *name, enum function_state state, const char *part)
{
	struct function_why why;

	function_explain("kprobe", str_from(name), &why);
	assert_int_equal(why.state, state);
	if (!strstr(why.text, part) && !strstr(why.hint, part))
		fail_msg("'%s' is neither in '%s' nor in '%s'", part, why.text, why.hint);
}

static void functions(void **state)
{
	(void)state;
	expect("traced", FUNCTION_TRACEABLE, "traced can be traced");
	expect("of_module", FUNCTION_TRACEABLE, "of_module can");
	expect("untraced", FUNCTION_NOTRACE, "untraced exists, but is marked notrace");
	expect("split", FUNCTION_VARIANT, "kprobe:split.isra.0 works");
	expect("splitt", FUNCTION_UNKNOWN, "splitt has no code");
	expect("data", FUNCTION_UNKNOWN, "data has no code");
	expect("nft_chain", FUNCTION_UNLOADED, "modprobe nf_tables");
	expect("", FUNCTION_UNKNOWN, "has no code");
}

static void modules(void **state)
{
	struct function_why why;

	(void)state;
	module_explain(STR("ext4"), &why);
	assert_non_null(strstr(why.text, "built into the kernel"));
	module_explain(STR("nf_tables"), &why);
	assert_non_null(strstr(why.text, "not loaded"));
	assert_non_null(strstr(why.hint, "modprobe nf_tables"));
	module_explain(STR("nfnetlink"), &why); /* only a dependency's name stands there */
	assert_non_null(strstr(why.text, "not loaded"));
	assert_string_equal(why.hint, "");
	module_explain(STR("nf"), &why);
	assert_string_equal(why.hint, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions),
		cmocka_unit_test(modules),
	};

	return cmocka_run_group_tests(tests, kernel_make, kernel_remove);
}
