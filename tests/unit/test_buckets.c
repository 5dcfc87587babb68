/* Buckets of histograms: what codegen counts into is what the runtime draws from. */
#include "tests/unit/unit.h"

#include "lang/buckets.h"

static void powers_of_two(void **state)
{
	(void)state;
	assert_int_equal(hist_bucket_index(0, -5), 0);
	assert_int_equal(hist_bucket_index(0, 0), 1);
	assert_int_equal(hist_bucket_index(0, 1), 2);
	assert_int_equal(hist_bucket_index(0, 2), hist_bucket_index(0, 3));
	assert_int_not_equal(hist_bucket_index(0, 3), hist_bucket_index(0, 4));
	assert_true(hist_bucket_index(0, INT64_MAX) < hist_bucket_count(0));
}

/* Every value lies in its bucket, and buckets follow each other without holes. */
static void values_lie_in_their_buckets(void **state)
{
	(void)state;
	for (uint32_t bits = 0; bits <= HIST_BITS_MAX; bits++) {
		for (unsigned shift = 0; shift < 63; shift++) {
			for (int64_t d = -1; d <= 1; d++) {
				int64_t value = ((int64_t)1 << shift) + d;
				uint32_t i = hist_bucket_index(bits, value);

				if (value < 0)
					continue;
				assert_in_range(i, 1, hist_bucket_count(bits) - 1);
				assert_true(hist_bucket_low(bits, i) <= (uint64_t)value);
				if (i + 1 < hist_bucket_count(bits))
					assert_true((uint64_t)value < hist_bucket_low(bits, i + 1));
			}
		}
		assert_true(hist_bucket_index(bits, INT64_MAX) < hist_bucket_count(bits));
		assert_int_equal(hist_bucket_index(bits, INT64_MIN), 0);
	}
}

static void equal_steps(void **state)
{
	(void)state;
	assert_int_equal(lhist_bucket_count(0, 100, 10), 12);
	assert_int_equal(lhist_bucket_index(0, 100, 10, -1), 0);
	assert_int_equal(lhist_bucket_index(0, 100, 10, 0), 1);
	assert_int_equal(lhist_bucket_index(0, 100, 10, 9), 1);
	assert_int_equal(lhist_bucket_index(0, 100, 10, 10), 2);
	assert_int_equal(lhist_bucket_index(0, 100, 10, 99), 10);
	assert_int_equal(lhist_bucket_index(0, 100, 10, 100), 11);
	assert_int_equal(lhist_bucket_index(0, 100, 10, INT64_MAX), 11);
	assert_int_equal(lhist_bucket_index(-50, 50, 25, -50), 1);
	assert_int_equal(lhist_bucket_index(-50, 50, 25, INT64_MIN), 0);
	assert_int_equal(lhist_bucket_low(-50, 25, 1), -50);
	assert_int_equal(lhist_bucket_low(-50, 25, 2), -25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers_of_two),
		cmocka_unit_test(values_lie_in_their_buckets),
		cmocka_unit_test(equal_steps),
	};

	return RUN(tests);
}
