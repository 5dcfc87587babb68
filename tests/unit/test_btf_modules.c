/* Types of a module, which refer to those of the kernel: made up here with libbpf. */
#include <bpf/btf.h>
#include <stdlib.h>

#include "lang/base/intern.h"
#include "probes/btf.h"
#include "probes/btf_types.h"
#include "tests/unit/unit.h"

struct made {
	struct btf *kernel, *module;
	struct btf_index *kernel_index, *module_index;
	struct arena *arena;
	struct btf_types *kernel_types, *module_types;
	uint32_t proto;
};

static struct btf_index *index_of(const struct btf *b, const struct btf_index *base)
{
	const char *error = NULL;
	struct btf_index *index;
	uint32_t len;
	const void *raw = btf__raw_data(b, &len);
	char *copy = malloc(len);

	assert_non_null(raw);
	assert_non_null(copy);
	memcpy(copy, raw, len);
	index = btf_index_new(copy, len, base, &error);
	if (!index)
		fail_msg("%s", error);
	return index;
}

static struct btf_index *given(void *arg)
{
	return arg;
}

/*
 * The kernel: int, struct file { int mode; }, a nameless struct { int v; }. The module: struct
 * thing { struct file *file; int n; }, typedef of the kernel's nameless struct, and
 * thing_open(struct thing *thing, struct file *file).
 */
static void types_make_up(struct made *m)
{
	int number, file, nameless, thing, pointer_file, pointer_thing;

	m->kernel = btf__new_empty();
	number = btf__add_int(m->kernel, "int", 4, BTF_INT_SIGNED);
	file = btf__add_struct(m->kernel, "file", 4);
	btf__add_field(m->kernel, "mode", number, 0, 0);
	nameless = btf__add_struct(m->kernel, NULL, 4);
	btf__add_field(m->kernel, "v", number, 0, 0);

	m->module = btf__new_empty_split(m->kernel);
	pointer_file = btf__add_ptr(m->module, file);
	thing = btf__add_struct(m->module, "thing", 16);
	btf__add_field(m->module, "file", pointer_file, 0, 0);
	btf__add_field(m->module, "n", number, 64, 0);
	pointer_thing = btf__add_ptr(m->module, thing);
	btf__add_typedef(m->module, "plain_t", nameless);
	m->proto = (uint32_t)btf__add_func_proto(m->module, number);
	btf__add_func_param(m->module, "thing", pointer_thing);
	btf__add_func_param(m->module, "file", pointer_file);
	btf__add_func(m->module, "thing_open", BTF_FUNC_STATIC, (int)m->proto);
}

static int set_up(void **state)
{
	struct made *m = calloc(1, sizeof(*m));
	struct types *ts;

	assert_non_null(m);
	types_make_up(m);
	m->kernel_index = index_of(m->kernel, NULL);
	m->module_index = index_of(m->module, m->kernel_index);
	m->arena = arena_new();
	ts = types_make(m->arena, interner_make(m->arena));
	m->kernel_types = btf_types_make(m->arena, ts, given, m->kernel_index);
	m->module_types = btf_types_of_module(m->arena, ts, m->kernel_types, m->module_index);
	*state = m;
	return 0;
}

static int tear_down(void **state)
{
	struct made *m = *state;

	arena_free(m->arena);
	btf_index_free(m->module_index);
	btf_index_free(m->kernel_index);
	btf__free(m->module);
	btf__free(m->kernel);
	free(m);
	return 0;
}

static void test_numbers_go_on(void **state)
{
	struct made *m = *state;
	uint32_t id = btf_index_find(m->module_index, BTF_KIND_FUNC, STR("thing_open"));

	assert_int_equal(btf_index_first(m->module_index), btf_index_end(m->kernel_index));
	assert_true(id >= btf_index_first(m->module_index));
	assert_int_equal(btf_index_find(m->kernel_index, BTF_KIND_FUNC, STR("thing_open")), 0);
	/* The kernel's are found through the module too, under their own numbers. */
	assert_int_equal(btf_index_find(m->module_index, BTF_KIND_STRUCT, STR("file")),
			 btf_index_find(m->kernel_index, BTF_KIND_STRUCT, STR("file")));
}

static void test_structs_are_one(void **state)
{
	struct made *m = *state;
	const struct type *file = btf_types_find(m->kernel_types, TAG_STRUCT, STR("file"));
	const struct type *thing = btf_types_find(m->module_types, TAG_STRUCT, STR("thing"));
	const struct field *f;

	assert_non_null(thing);
	assert_true(btf_types_own(m->module_types, thing));
	assert_true(btf_types_complete(m->module_types, (struct type *)thing));
	f = type_field(thing, "file", NULL);
	assert_non_null(f);
	/* One object, whoever asked first. */
	assert_ptr_equal(f->type->elem, file);
	assert_false(btf_types_own(m->module_types, file));
	assert_true(btf_types_complete(m->module_types, (struct type *)file));
	assert_non_null(type_field(file, "mode", NULL));
}

static void test_parameters(void **state)
{
	struct made *m = *state;
	const struct type *args = btf_types_parameters(m->module_types, m->proto, 0, "args");

	assert_non_null(args);
	assert_int_equal(args->nfields, 2);
	assert_string_equal(type_text(m->arena, args->fields[0].type), "struct thing *");
	assert_ptr_equal(args->fields[1].type->elem,
			 btf_types_find(m->kernel_types, TAG_STRUCT, STR("file")));
}

static void test_typedef_of_the_kernels(void **state)
{
	struct made *m = *state;
	const struct type *t = btf_types_find(m->module_types, TAG_PLAIN, STR("plain_t"));

	assert_non_null(t);
	assert_int_equal(t->kind, T_STRUCT);
	assert_true(btf_types_complete(m->module_types, (struct type *)t));
	assert_non_null(type_field(t, "v", NULL));
	assert_false(btf_types_own(m->module_types, t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_numbers_go_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_structs_are_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_parameters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_typedef_of_the_kernels, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
