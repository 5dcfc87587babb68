/* Arena, slices, growable text and arrays, interned names. */
#include "tests/unit/unit.h"

#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/base/intern.h"
#include "lang/base/vec.h"

static void arena_gives_zeroed_aligned_memory(void **state)
{
	struct arena *a = arena_new();
	size_t used = 0;

	(void)state;
	for (size_t size = 0; size < 300000; size = size * 2 + 1) {
		unsigned char *p = arena_alloc(a, size);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
		used += size;
	}
	assert_true(arena_used(a) >= used);
	arena_free(a);
	arena_free(NULL);
}

static void arena_copies_text(void **state)
{
	struct arena *a = arena_new();
	char *copy = arena_strdup(a, (struct str){"abcdef", 3});
	char *line = arena_printf(a, "%s-%d-%0*d", copy, 7, 300, 1);

	(void)state;
	assert_string_equal(copy, "abc");
	assert_int_equal(strlen(line), 6 + 300);
	arena_free(a);
}

static void slices_are_compared_and_cut(void **state)
{
	struct str rest = STR("a,b,,c"), part;
	size_t n = 0;

	(void)state;
	while (rest.at) {
		part = str_cut(&rest, ',');
		n++;
	}
	assert_int_equal(n, 4);
	assert_true(str_equal(part, STR("c")));
	assert_true(str_equal_nocase(STR("BeGin"), STR("bEGIN")));
	assert_false(str_equal_nocase(STR("begin"), STR("begins")));
	assert_true(str_starts(STR("kprobe:x"), STR("kprobe")));
	assert_false(str_starts(STR("k"), STR("kprobe")));
	assert_true(str_ends(STR("x.bt"), STR(".bt")));
	assert_true(str_equal(str_slice(STR("abc"), 1, 99), STR("bc")));
	assert_int_equal(str_slice(STR("abc"), 7, 9).len, 0);
	assert_int_equal(str_find_char(STR("abc"), 'c'), 2);
	assert_int_equal(str_find_char(STR("abc"), 'x'), -1);
	assert_true(str_equal(str_trim(STR(" \t x y\n")), STR("x y")));
	assert_int_equal(str_trim(STR("  ")).len, 0);
}

static void distances_are_bounded(void **state)
{
	(void)state;
	assert_int_equal(str_distance(STR("printf"), STR("pritnf"), 3), 2);
	assert_int_equal(str_distance(STR("count"), STR("count"), 3), 0);
	assert_int_equal(str_distance(STR(""), STR("ab"), 3), 2);
	assert_int_equal(str_distance(STR("abc"), STR("xyz"), 2), 3);
}

static void text_grows(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 10000; i++)
		buf_printf(&b, "%d,", i % 10);
	assert_int_equal(b.len, 20000);
	assert_int_equal(b.at[b.len], 0);
	buf_clear(&b);
	buf_fill(&b, 'x', 3);
	buf_str(&b, STR("yz"));
	buf_add(&b, "\0!", 2);
	buf_char(&b, '?');
	buf_puts(&b, "end");
	assert_int_equal(b.len, 11);
	assert_memory_equal(b.at, "xxxyz\0!?end", 12);
	buf_free(&b);
	buf_free(&b);
}

static void arrays_grow(void **state)
{
	struct arena *a = arena_new();
	struct ints VEC(int) v = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		vec_push(a, &v, i);
	assert_int_equal(v.len, 1000);
	assert_int_equal(v.at[500], 500);
	assert_int_equal(vec_last(&v), 999);
	arena_free(a);
}

static void names_have_one_pointer(void **state)
{
	struct arena *a = arena_new();
	struct interner *in = interner_make(a);
	const char *first[2000];
	char name[32];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 2000; i++) {
			const char *p;

			snprintf(name, sizeof(name), "name%d", i);
			p = intern_c(in, name);
			assert_string_equal(p, name);
			if (round)
				assert_ptr_equal(p, first[i]);
			first[i] = p;
		}
	}
	assert_ptr_equal(intern(in, (struct str){"name12345", 5}), first[1]);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_gives_zeroed_aligned_memory),
		cmocka_unit_test(arena_copies_text),
		cmocka_unit_test(slices_are_compared_and_cut),
		cmocka_unit_test(distances_are_bounded),
		cmocka_unit_test(text_grows),
		cmocka_unit_test(arrays_grow),
		cmocka_unit_test(names_have_one_pointer),
	};

	return RUN(tests);
}
