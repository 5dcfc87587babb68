/* The program's file form: what goes in comes out, and nothing broken comes out. */
#include "tests/unit/unit.h"

#include "lang/program.h"

struct fixture {
	struct arena *arena;
	struct types *types;
	struct program program;
};

static const struct enumerator colors[] = {{"RED", 1}, {"GREEN", 2}};

static int setup(void **state)
{
	static struct script_place call = {"stdin", 7, 1, 7, 6, "call()", NULL, 0};
	struct arena *a = arena_new();
	struct fixture *f = arena_make(a, struct fixture);
	struct type *color;
	const struct type *members[2];
	struct payload_field *fields;

	f->arena = a;
	f->types = types_make(a, interner_make(a));
	color = type_enum_new(f->types, "color", 4, false);
	color->enumerators = colors;
	color->nenumerators = 2;
	members[0] = color;
	members[1] = type_string(f->types, 100);
	fields = arena_array(a, struct payload_field, 2);
	fields[0] = (struct payload_field){type_tuple(f->types, members, 2), 0, false};
	fields[1] = (struct payload_field){members[1], 104, true};
	f->program.records = arena_array(a, struct record, 2);
	f->program.records[0] = (struct record){.action = ACT_printf,
						.pending_offset = RECORD_NEVER_PENDS,
						.fields = fields,
						.nfields = 2,
						.fixed_size = 112,
						.format = "a\0%s",
						.format_len = 4,
						.place = {"stdin", 1, 2, 1, 9, "text", &call, 1}};
	f->program.records[1] = (struct record){
		.action = ACT_print_map, .map = 1, .top = 3, .pending_offset = RECORD_NEVER_PENDS};
	f->program.nrecords = 2;
	f->program.arch = "x86_64";
	f->program.maps = arena_array(a, struct map_spec, 2);
	f->program.maps[0] = (struct map_spec){.name = "@a",
					       .storage = STORE_CELL,
					       .value = type_aggregate(f->types, T_LHIST, false),
					       .offset = 64,
					       .max = 100,
					       .step = 10,
					       .max_entries = 1};
	f->program.maps[1] = (struct map_spec){.name = "@",
					       .bpf_name = "AT_",
					       .storage = STORE_HASH,
					       .key = type_int(f->types, 8, true),
					       .value = type_int(f->types, 2, true),
					       .key_size = 8,
					       .value_size = 2,
					       .max_entries = 10};
	f->program.nmaps = 2;
	f->program.probes = arena_array(a, struct probe_spec, 1);
	f->program.probes[0] = (struct probe_spec){.kind = PROBE_interval,
						   .method = METHOD_run,
						   .text = "interval:s:1",
						   .program = "interval_s_1_1",
						   .period_ns = UINT64_C(1000000000)};
	f->program.nprobes = 1;
	f->program.interfaces = arena_array(a, struct interface_ref, 1);
	f->program.interfaces[0] = (struct interface_ref){.name = "eth1", .place = {.line = 3}};
	f->program.ninterfaces = 1;
	f->program.cells_size = 192;
	f->program.stop_offset = PROGRAM_NO_STOP;
	f->program.config[CONFIG_max_strlen] = 77;
	f->program.config_strings[CONFIG_license] = "GPL";
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	return 0;
}

static struct program *decode(struct fixture *f, struct bytes bytes)
{
	const char *error = NULL;
	struct program *p = program_decode(f->arena, bytes, &error);

	assert_true(p || error);
	return p;
}

static void round_trip(void **state)
{
	struct fixture *f = *state;
	struct program *p = decode(f, program_encode(f->arena, &f->program));
	const struct record *r;

	assert_non_null(p);
	assert_int_equal(p->nrecords, 2);
	r = &p->records[0];
	assert_int_equal(r->action, ACT_printf);
	assert_int_equal(r->format_len, 4);
	assert_memory_equal(r->format, "a\0%s", 5);
	assert_int_equal(r->fields[0].type->kind, T_TUPLE);
	assert_int_equal(r->fields[0].type->fields[1].offset,
			 f->program.records[0].fields[0].type->fields[1].offset);
	assert_string_equal(r->fields[0].type->fields[0].type->enumerators[1].name, "GREEN");
	/* Equal types are one object again. */
	assert_ptr_equal(r->fields[0].type->fields[1].type, r->fields[1].type);
	assert_true(r->fields[1].variable);
	assert_string_equal(r->place.file, "stdin");
	assert_int_equal(r->place.col_hi, 9);
	assert_int_equal(r->place.ncalls, 1);
	assert_string_equal(r->place.calls[0].text, "call()");
	assert_null(p->records[1].format);
	assert_int_equal(p->records[1].top, 3);
	assert_int_equal(p->maps[0].step, 10);
	assert_string_equal(p->maps[1].bpf_name, "AT_");
	assert_true(p->maps[1].key->is_signed);
	assert_int_equal(p->probes[0].kind, PROBE_interval);
	assert_int_equal(p->probes[0].period_ns, 1000000000);
	assert_int_equal(p->ninterfaces, 1);
	assert_string_equal(p->interfaces[0].name, "eth1");
	assert_int_equal(p->interfaces[0].place.line, 3);
	assert_int_equal(p->config[CONFIG_max_strlen], 77);
	assert_string_equal(p->config_strings[CONFIG_license], "GPL");
}

static void every_prefix_is_refused(void **state)
{
	struct fixture *f = *state;
	struct bytes bytes = program_encode(f->arena, &f->program);

	for (size_t len = 0; len < bytes.len; len++)
		assert_null(decode(f, (struct bytes){bytes.at, len}));
}

/* A flipped byte is refused or harmless, never a crash (the sanitizers watch). */
static void every_flip_is_survived(void **state)
{
	struct fixture *f = *state;
	struct bytes bytes = program_encode(f->arena, &f->program);
	unsigned char *copy = arena_alloc(f->arena, bytes.len);

	for (size_t i = 0; i < bytes.len; i++) {
		static const unsigned char flips[] = {0x01, 0x80, 0xff};

		for (size_t k = 0; k < sizeof(flips); k++) {
			const char *error = NULL;
			struct arena *a = arena_new();

			memcpy(copy, bytes.at, bytes.len);
			copy[i] ^= flips[k];
			program_decode(a, (struct bytes){copy, bytes.len}, &error);
			arena_free(a);
		}
	}
}

static void refused(struct fixture *f)
{
	assert_null(decode(f, program_encode(f->arena, &f->program)));
}

static void record_outside_of_maps(void **state)
{
	struct fixture *f = *state;

	f->program.records[1].map = 2;
	refused(f);
}

static void field_outside_of_record(void **state)
{
	struct fixture *f = *state;

	f->program.records[0].fixed_size = 107;
	refused(f);
}

static void map_outside_of_cells(void **state)
{
	struct fixture *f = *state;

	f->program.maps[0].offset = 104;
	refused(f);
}

static void key_smaller_than_its_type(void **state)
{
	struct fixture *f = *state;

	f->program.maps[1].key_size = 4;
	refused(f);
}

static void histogram_without_step(void **state)
{
	struct fixture *f = *state;

	f->program.maps[0].step = 0;
	refused(f);
}

static void varying_integer(void **state)
{
	struct fixture *f = *state;

	f->program.records[0].fields[0].variable = true;
	refused(f);
}

/* Printers recurse over types; a deep one would end the stack. */
static void deep_type(void **state)
{
	struct fixture *f = *state;
	const struct type *t = type_int(f->types, 1, true);

	for (int i = 0; i < 200; i++)
		t = type_array(f->types, t, 1);
	f->program.records[0].fields[0] = (struct payload_field){t, 0, false};
	refused(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(round_trip, setup, teardown),
		cmocka_unit_test_setup_teardown(every_prefix_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(every_flip_is_survived, setup, teardown),
		cmocka_unit_test_setup_teardown(record_outside_of_maps, setup, teardown),
		cmocka_unit_test_setup_teardown(field_outside_of_record, setup, teardown),
		cmocka_unit_test_setup_teardown(map_outside_of_cells, setup, teardown),
		cmocka_unit_test_setup_teardown(key_smaller_than_its_type, setup, teardown),
		cmocka_unit_test_setup_teardown(histogram_without_step, setup, teardown),
		cmocka_unit_test_setup_teardown(varying_integer, setup, teardown),
		cmocka_unit_test_setup_teardown(deep_type, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
