/* The index over type information, on types made here; damaged ones must be refused or harmless. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "lang/base/base.h"
#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/btf_types.h"

#define INFO(kind, vlen, flag) ((uint32_t)(kind) << 24 | (vlen) | (uint32_t)(flag) << 31)

/* Offsets of the names: "int" 1, "list" 5, "next" 10, "value" 15, "color" 21, "RED" 27, "char" 31
 */
static const char strings[] = "\0int\0list\0next\0value\0color\0RED\0char\0name";

static const uint32_t types[] = {
	/* 1 int */ 1,
	INFO(BTF_KIND_INT, 0, 0),
	4,
	BTF_INT_SIGNED << 24 | 32,
	/* 2 struct list { struct list *next; int value : 3; int : 5; char name[8]; } */
	5,
	INFO(BTF_KIND_STRUCT, 3, 1),
	24,
	10,
	3,
	0,
	15,
	1,
	3u << 24 | 64,
	36,
	6,
	96,
	/* 3 struct list * */ 0,
	INFO(BTF_KIND_PTR, 0, 0),
	2,
	/* 4 enum color { RED = -1 } */ 21,
	INFO(BTF_KIND_ENUM, 1, 1),
	4,
	27,
	(uint32_t)-1,
	/* 5 char */ 31,
	INFO(BTF_KIND_INT, 0, 0),
	1,
	BTF_INT_SIGNED << 24 | 8,
	/* 6 char[8] */ 0,
	INFO(BTF_KIND_ARRAY, 0, 0),
	0,
	5,
	1,
	8,
	/* 7 typedef that names itself */ 21,
	INFO(BTF_KIND_TYPEDEF, 0, 0),
	7,
	/* 8 array of itself */ 0,
	INFO(BTF_KIND_ARRAY, 0, 0),
	0,
	8,
	1,
	8,
};

static char *image(size_t *len)
{
	struct btf_header h = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(h),
		.type_len = sizeof(types),
		.str_off = sizeof(types),
		.str_len = sizeof(strings),
	};
	char *bytes;

	*len = sizeof(h) + sizeof(types) + sizeof(strings);
	bytes = malloc(*len);
	assert_non_null(bytes);
	memcpy(bytes, &h, sizeof(h));
	memcpy(bytes + sizeof(h), types, sizeof(types));
	memcpy(bytes + sizeof(h) + sizeof(types), strings, sizeof(strings));
	return bytes;
}

static struct btf_index *index_make(void)
{
	const char *error;
	size_t len;
	char *bytes = image(&len);

	return btf_index_new(bytes, len, NULL, &error);
}

static void names(void **state)
{
	struct btf_index *b = index_make();
	uint32_t id, position;

	(void)state;
	assert_non_null(b);
	assert_int_equal(btf_index_end(b), 9);
	assert_int_equal(btf_index_find(b, BTF_KIND_STRUCT, STR("list")), 2);
	assert_int_equal(btf_index_find(b, BTF_KIND_INT, STR("int")), 1);
	assert_int_equal(btf_index_find(b, BTF_KIND_STRUCT, STR("lis")), 0);
	assert_int_equal(btf_index_find(b, BTF_KIND_STRUCT, STR("ist")), 0);
	assert_int_equal(btf_index_find(b, BTF_KIND_STRUCT, STR("")), 0);
	assert_int_equal(btf_index_find(b, BTF_KIND_UNION, STR("list")), 0);
	assert_true(btf_index_enumerator(b, STR("RED"), &id, &position));
	assert_int_equal(id, 4);
	assert_true(btf_enumerator_value(btf_index_type(b, id), position) == UINT64_MAX);
	assert_null(btf_index_type(b, 0));
	assert_null(btf_index_type(b, 9));
	assert_int_equal(btf_index_strip(b, 7), 0);
	btf_index_free(b);
}

static struct btf_index *given(void *arg)
{
	return arg;
}

static void conversion(void **state)
{
	struct btf_index *b = index_make();
	struct arena *a = arena_new();
	struct types *ts = types_make(a, interner_make(a));
	struct btf_types *bt = btf_types_make(a, ts, given, b);
	const struct type *t = btf_types_forward(bt, false, STR("list")), *same;
	const struct field *f;
	uint32_t offset;

	(void)state;
	assert_false(t->complete);
	assert_true(btf_types_complete(bt, (struct type *)t));
	assert_int_equal(t->size, 24);
	assert_int_equal(t->nfields, 3);
	same = btf_types_find(bt, TAG_STRUCT, STR("list"));
	assert_ptr_equal(same, t);
	f = type_field(t, "next", &offset);
	assert_non_null(f);
	assert_int_equal(f->type->kind, T_POINTER);
	assert_ptr_equal(f->type->elem, t);
	f = type_field(t, "value", &offset);
	assert_int_equal(f->bit_size, 3);
	assert_int_equal(offset, 8);
	f = type_field(t, "name", &offset);
	assert_int_equal(f->type->kind, T_STRING);
	assert_int_equal(offset, 12);
	assert_null(btf_types_find(bt, TAG_PLAIN, STR("color")));
	assert_int_equal(btf_types_convert(bt, 8)->kind, T_ERROR);
	assert_int_equal(btf_types_convert(bt, 7)->kind, T_ERROR);
	arena_free(a);
	btf_index_free(b);
}

static void c_text(void **state)
{
	struct btf_index *b = index_make();
	struct buf out = {0};

	(void)state;
	btf_declaration(b, 3, "p", 0, &out);
	assert_string_equal(out.at, "struct list *p");
	buf_clear(&out);
	btf_declaration(b, 6, "name", 0, &out);
	assert_string_equal(out.at, "char name[8]");
	buf_clear(&out);
	btf_declaration(b, 8, "endless", 0, &out);
	buf_free(&out);
	btf_index_free(b);
}

/* Every byte changed in turn: refused, or an index all of whose types can be walked. */
static void damage(void **state)
{
	size_t len;
	char *whole = image(&len);

	(void)state;
	for (size_t at = 0; at < len; at++) {
		static const unsigned char values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};

		for (size_t v = 0; v < ARRAY_LEN(values); v++) {
			struct arena *a = arena_new();
			struct types *ts = types_make(a, interner_make(a));
			const char *error;
			char *bytes = malloc(len);
			struct btf_index *b;

			assert_non_null(bytes);
			memcpy(bytes, whole, len);
			bytes[at] = (char)values[v];
			b = btf_index_new(bytes, len, NULL, &error);
			if (b) {
				struct btf_types *bt = btf_types_make(a, ts, given, b);
				struct buf out = {0};

				for (uint32_t id = 1; id < btf_index_end(b); id++) {
					const struct type *t = btf_types_convert(bt, id);

					if (t->kind == T_STRUCT)
						btf_types_complete(bt, (struct type *)t);
					btf_declaration(b, id, "x", 0, &out);
				}
				buf_free(&out);
			}
			btf_index_free(b);
			arena_free(a);
		}
	}
	for (size_t cut = 0; cut < len; cut++) {
		const char *error;
		char *bytes = malloc(cut + 1);

		assert_non_null(bytes);
		memcpy(bytes, whole, cut);
		btf_index_free(btf_index_new(bytes, cut, NULL, &error));
	}
	free(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(conversion),
		cmocka_unit_test(c_text),
		cmocka_unit_test(damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
