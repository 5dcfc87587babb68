/* The table from pointers to pointers. */
#include "tests/unit/unit.h"

#include "lang/ptrmap.h"

static void entries(void **state)
{
	struct arena *a = arena_new();
	struct ptrmap m = {0};
	static char keys[1000];

	(void)state;
	assert_null(ptrmap_get(&m, &keys[0]));
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		ptrmap_set(a, &m, &keys[i], &keys[ARRAY_LEN(keys) - 1 - i]);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		assert_ptr_equal(ptrmap_get(&m, &keys[i]), &keys[ARRAY_LEN(keys) - 1 - i]);
	arena_free(a);
}

static void removal(void **state)
{
	struct arena *a = arena_new();
	struct ptrmap m = {0};
	int key, value, other;

	(void)state;
	ptrmap_set(a, &m, &key, &value);
	ptrmap_set(a, &m, &key, NULL);
	assert_null(ptrmap_get(&m, &key));
	ptrmap_set(a, &m, &key, &other);
	assert_ptr_equal(ptrmap_get(&m, &key), &other);
	assert_int_equal(m.used, 1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries),
		cmocka_unit_test(removal),
	};

	return RUN(tests);
}
