/* Bundles: what is put in comes out; what is cut off or changed is refused. */
#include "tests/unit/unit.h"

#include "lang/bundle.h"

static struct bundle_variant variants[] = {
	{.features = 5, .image = {"\177ELF of a kind", 14}},
	{.features = 0, .refusal = {"ERROR: no\n", 10}},
};
static const struct bundle bundle = {
	.name = {"tool", 4}, .script = {"BEGIN { }", 9}, .variants = variants, .nvariants = 2};

static void what_is_put_in_comes_out(void **state)
{
	struct arena *a = arena_new();
	struct buf out = {0};
	struct bundle b;

	(void)state;
	bundle_encode(&bundle, &out);
	assert_int_equal(bundle_size(out.at + out.len - BUNDLE_TRAILER), out.len);
	assert_true(bundle_decode(a, (struct bytes){out.at, out.len}, &b));
	assert_true(str_equal(b.name, bundle.name));
	assert_true(str_equal(b.script, bundle.script));
	assert_int_equal(b.nvariants, 2);
	assert_int_equal(b.variants[0].features, 5);
	assert_int_equal(b.variants[0].image.len, 14);
	assert_memory_equal(b.variants[0].image.at, variants[0].image.at, 14);
	assert_int_equal(b.variants[0].refusal.len, 0);
	assert_int_equal(b.variants[1].image.len, 0);
	assert_true(str_equal(b.variants[1].refusal, variants[1].refusal));
	buf_free(&out);
	arena_free(a);
}

static void what_is_cut_off_is_refused(void **state)
{
	struct arena *a = arena_new();
	struct buf out = {0};
	struct bundle b;

	(void)state;
	bundle_encode(&bundle, &out);
	for (size_t n = 0; n < out.len; n++) {
		assert_false(bundle_decode(a, (struct bytes){out.at, n}, &b));
		assert_false(bundle_decode(a, (struct bytes){out.at + out.len - n, n}, &b));
	}
	buf_free(&out);
	arena_free(a);
}

/* No length or count may lead out of the bytes; the sanitizers would say so. */
static void what_is_changed_stays_inside(void **state)
{
	struct arena *a = arena_new();
	struct buf out = {0};
	struct bundle b;

	(void)state;
	bundle_encode(&bundle, &out);
	for (size_t i = 0; i < out.len; i++) {
		char was = out.at[i];

		out.at[i] = (char)0xff;
		bundle_decode(a, (struct bytes){out.at, out.len}, &b);
		out.at[i] = was;
	}
	assert_true(bundle_decode(a, (struct bytes){out.at, out.len}, &b));
	buf_free(&out);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_in_comes_out),
		cmocka_unit_test(what_is_cut_off_is_refused),
		cmocka_unit_test(what_is_changed_stays_inside),
	};

	return RUN(tests);
}
