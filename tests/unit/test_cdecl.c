/* Layout of C definitions against the compiler that compiles this file. */
#include "tests/unit/unit.h"

#include "lang/base/base.h"
#include "lang/cdecl.h"
#include "lang/cnames.h"

/* The same text for both. */
#define DEFINITIONS(X)                                                    \
	X(                                                                \
		plain, struct plain {                                     \
			char a;                                           \
			short b;                                          \
			int c;                                            \
			char d;                                           \
			long e;                                           \
			char f;                                           \
		};)                                                       \
	X(                                                                \
		bits, struct bits {                                       \
			unsigned a : 3, b : 5, c : 25;                    \
			unsigned char d : 4;                              \
			unsigned short e : 9;                             \
			long f : 40;                                      \
			unsigned g : 24;                                  \
			int : 5;                                          \
			char h;                                           \
			int i : 7;                                        \
			int : 0;                                          \
			char j : 2;                                       \
		};)                                                       \
	X(                                                                \
		room, struct room {                                       \
			char a;                                           \
			int : 9;                                          \
			char b;                                           \
		};)                                                       \
	X(                                                                \
		tight, struct tight {                                     \
			char a;                                           \
			int b;                                            \
			unsigned c : 3;                                   \
			unsigned long d : 50;                             \
			long e;                                           \
			unsigned f : 13;                                  \
		} __attribute__((packed));)                               \
	X(                                                                \
		aligned, struct __attribute__((aligned(32))) aligned {    \
			char a;                                           \
			char b __attribute__((aligned(8)));               \
			int c __attribute__((packed));                    \
			short d[3] __attribute__((aligned));              \
		};)                                                       \
	X(                                                                \
		mixed, struct mixed {                                     \
			char tag;                                         \
			union {                                           \
				struct {                                  \
					short lo, hi;                     \
				};                                        \
				char text[7];                             \
				long number : 33;                         \
			};                                                \
			struct plain plain;                               \
			struct tight tight[3];                            \
			long double wide;                                 \
			int (*call)(int, char *), *many[2][3], (*row)[4]; \
			float small;                                      \
			double number2;                                   \
			_Bool flag;                                       \
			struct mixed *next;                               \
			char rest[];                                      \
		};)                                                       \
	X(                                                                \
		choice, union choice {                                    \
			char a[5];                                        \
			unsigned b : 17;                                  \
			struct plain c;                                   \
			short d;                                          \
		};)

#define KEEP(name, ...) __VA_ARGS__
DEFINITIONS(KEEP)

static const struct {
	const char *name, *text;
} definitions[] = {
#define TEXT(name, ...) {#name, #__VA_ARGS__},
	DEFINITIONS(TEXT)
#undef TEXT
};

static struct unit *unit_of(void)
{
	struct unit *u = unit_new(NULL, &(struct options){0});

	for (size_t i = 0; i < ARRAY_LEN(definitions); i++) {
		struct str text = str_from(definitions[i].text);
		struct source *s = source_add(u->sources, definitions[i].name, text);
		struct c_decl decl = {{s->base, s->base + (uint32_t)text.len}, text};

		cdecl_read(u, &decl, 1);
	}
	if (diags_errors(u->diags)) {
		struct buf out = {0};

		diags_print(u->diags, &out, (struct diag_style){0});
		fprintf(stderr, "%s", out.at);
		buf_free(&out);
	}
	assert_int_equal(diags_errors(u->diags), 0);
	return u;
}

#define SIZE(tag, kind, name)                                          \
	do {                                                           \
		const struct type *t = unit_type_find(u, kind, #name); \
		assert_non_null(t);                                    \
		assert_int_equal(t->size, sizeof(tag name));           \
		assert_int_equal(t->align, __alignof__(tag name));     \
	} while (0)

static void sizes(void **state)
{
	struct unit *u = unit_of();

	(void)state;
	SIZE(struct, TAG_STRUCT, plain);
	SIZE(struct, TAG_STRUCT, bits);
	SIZE(struct, TAG_STRUCT, room);
	SIZE(struct, TAG_STRUCT, tight);
	SIZE(struct, TAG_STRUCT, aligned);
	SIZE(struct, TAG_STRUCT, mixed);
	SIZE(union, TAG_UNION, choice);
	unit_free(u);
}

#define OFFSET(tag, kind, name, member)                                \
	do {                                                           \
		uint32_t at;                                           \
		const struct type *t = unit_type_find(u, kind, #name); \
		assert_non_null(type_field(t, #member, &at));          \
		assert_int_equal(at, offsetof(tag name, member));      \
	} while (0)

static void offsets(void **state)
{
	struct unit *u = unit_of();

	(void)state;
	OFFSET(struct, TAG_STRUCT, plain, e);
	OFFSET(struct, TAG_STRUCT, bits, h);
	OFFSET(struct, TAG_STRUCT, room, b);
	OFFSET(struct, TAG_STRUCT, tight, b);
	OFFSET(struct, TAG_STRUCT, tight, e);
	OFFSET(struct, TAG_STRUCT, aligned, b);
	OFFSET(struct, TAG_STRUCT, aligned, c);
	OFFSET(struct, TAG_STRUCT, aligned, d);
	OFFSET(struct, TAG_STRUCT, mixed, hi);
	OFFSET(struct, TAG_STRUCT, mixed, plain);
	OFFSET(struct, TAG_STRUCT, mixed, tight);
	OFFSET(struct, TAG_STRUCT, mixed, wide);
	OFFSET(struct, TAG_STRUCT, mixed, call);
	OFFSET(struct, TAG_STRUCT, mixed, many);
	OFFSET(struct, TAG_STRUCT, mixed, row);
	OFFSET(struct, TAG_STRUCT, mixed, number2);
	OFFSET(struct, TAG_STRUCT, mixed, flag);
	OFFSET(struct, TAG_STRUCT, mixed, next);
	OFFSET(struct, TAG_STRUCT, mixed, rest);
	unit_free(u);
}

/* Sets a bit-field to all ones and reads it back the way codegen and runtime do. */
#define BITS(name, member, value_)                                                                 \
	do {                                                                                       \
		struct name object;                                                                \
		const struct type *t = unit_type_find(u, TAG_STRUCT, #name);                       \
		const struct field *f = type_field(t, #member, NULL);                              \
		uint64_t word = 0;                                                                 \
		memset(&object, 0, sizeof(object));                                                \
		object.member = value_;                                                            \
		assert_non_null(f);                                                                \
		assert_true(f->bit_offset + f->bit_size <= 64);                                    \
		memcpy(&word, (char *)&object + f->offset, (f->bit_offset + f->bit_size + 7) / 8); \
		word = word >> f->bit_offset & ((UINT64_C(1) << f->bit_size) - 1);                 \
		assert_true(word == (value_));                                                     \
	} while (0)

static void bit_fields(void **state)
{
	struct unit *u = unit_of();

	(void)state;
	BITS(bits, a, 5u);
	BITS(bits, b, 21u);
	BITS(bits, c, 0x1234567u);
	BITS(bits, d, 9u);
	BITS(bits, e, 0x155u);
	BITS(bits, f, 0x5555aaaaffl);
	BITS(bits, g, 0xabcdefu);
	BITS(tight, c, 5u);
	BITS(tight, d, 0x2aaaaaaaaaaaaul);
	BITS(tight, f, 0x1555u);
	unit_free(u);
}

static void fields(void **state)
{
	struct unit *u = unit_of();
	const struct type *t = unit_type_find(u, TAG_STRUCT, "mixed");
	const struct field *f = type_field(t, "text", NULL);

	(void)state;
	assert_int_equal(f->type->kind, T_STRING);
	assert_int_equal(f->type->size, 7);
	assert_int_equal(f->flags, FIELD_CHARS);
	f = type_field(t, "call", NULL);
	assert_int_equal(f->type->kind, T_POINTER);
	assert_null(f->type->elem);
	f = type_field(t, "many", NULL);
	assert_int_equal(f->type->count, 2);
	assert_int_equal(f->type->elem->count, 3);
	assert_int_equal(f->type->elem->elem->kind, T_POINTER);
	f = type_field(t, "row", NULL);
	assert_int_equal(f->type->elem->kind, T_ARRAY);
	assert_ptr_equal(type_field(t, "next", NULL)->type->elem, t);
	unit_free(u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes),
		cmocka_unit_test(offsets),
		cmocka_unit_test(bit_fields),
		cmocka_unit_test(fields),
	};

	return RUN(tests);
}
