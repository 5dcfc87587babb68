/*
 * Buckets of hist() and lhist(): how many there are and where each begins. The program counts into
 * an index, the runtime draws from it; both take the numbers from here.
 *
 * hist(x, k) cuts every power of two into 2^k buckets:
 *
 *	x < 0        index 0
 *	x < 2^k      index x + 1
 *	otherwise    index 1 + ((m + 1) << k) + ((x >> m) & (2^k - 1)), m = floor(log2 x) - k
 */
#ifndef SONDE_LANG_BUCKETS_H
#define SONDE_LANG_BUCKETS_H

#include <stdint.h>

#define HIST_BITS_MAX 5
#define LHIST_STEPS_MAX 1000

/* Buckets of hist(x, BITS), index 0 (negative values) included. */
uint32_t hist_bucket_count(uint32_t bits);

/* The bucket of VALUE. */
uint32_t hist_bucket_index(uint32_t bits, int64_t value);

/* The smallest value in bucket INDEX >= 1; its end is the start of INDEX + 1. */
uint64_t hist_bucket_low(uint32_t bits, uint32_t index);

/* Buckets of lhist(): one below MIN, (MAX - MIN) / STEP steps, one from there on. */
uint32_t lhist_bucket_count(int64_t min, int64_t max, int64_t step);
uint32_t lhist_bucket_index(int64_t min, int64_t max, int64_t step, int64_t value);
/* The smallest value in bucket INDEX >= 1. */
int64_t lhist_bucket_low(int64_t min, int64_t step, uint32_t index);

#endif
