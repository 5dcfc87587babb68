/* Bucket arithmetic of histograms; see buckets.h for the formula. */
#include "lang/buckets.h"

static uint32_t log2_floor(uint64_t value)
{
	return 63 - (uint32_t)__builtin_clzll(value);
}

uint32_t hist_bucket_count(uint32_t bits)
{
	return hist_bucket_index(bits, INT64_MAX) + 1;
}

uint32_t hist_bucket_index(uint32_t bits, int64_t value)
{
	uint64_t x = (uint64_t)value;
	uint32_t m;

	if (value < 0)
		return 0;
	if (x < UINT64_C(1) << bits)
		return (uint32_t)x + 1;
	m = log2_floor(x) - bits;
	return 1 + ((m + 1) << bits) + (uint32_t)((x >> m) & ((UINT64_C(1) << bits) - 1));
}

uint64_t hist_bucket_low(uint32_t bits, uint32_t index)
{
	uint64_t j = index - 1, per_power = UINT64_C(1) << bits;

	if (j <= 2 * per_power)
		return j;
	return (per_power + (j & (per_power - 1))) << ((j >> bits) - 1);
}

uint32_t lhist_bucket_count(int64_t min, int64_t max, int64_t step)
{
	return (uint32_t)((max - min) / step) + 2;
}

uint32_t lhist_bucket_index(int64_t min, int64_t max, int64_t step, int64_t value)
{
	if (value < min)
		return 0;
	if (value > max)
		return 1 + (uint32_t)((max - min) / step);
	return 1 + (uint32_t)((value - min) / step);
}

int64_t lhist_bucket_low(int64_t min, int64_t step, uint32_t index)
{
	return min + (int64_t)(index - 1) * step;
}
