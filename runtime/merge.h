/* One value out of the values of all CPUs. */
#ifndef SONDE_RUNTIME_MERGE_H
#define SONDE_RUNTIME_MERGE_H

#include "lang/program.h"

/* Bytes of a merged value of M: what struct value wants of its kind, or one bucket. */
size_t merge_size(const struct map_spec *m);

/*
 * Merges the values at AT + i * STRIDE, i < NCPUS, into OUT. True when any CPU has counted
 * something. Buckets of time series: struct wire_agg_tseries; of histograms: u64.
 */
bool merge_values(const struct map_spec *m, const unsigned char *at, size_t stride, uint32_t ncpus,
		  unsigned char *out);

#endif
