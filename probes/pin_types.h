/*
 * The types of pinned maps as BTF, in both directions. Any BTF may come back: other programs make
 * such maps too, and nothing in one is trusted.
 *
 * What sonde's types look like to others: numbers are u8 ... s64, bool, enums and structs
 * themselves, strings char[N], tuples and records structs of these names, pointers and ids typedefs
 * of u64, aggregations the structs of lang/wire.def called count, sum, min, max, avg, stats,
 * hist_BITS, lhist_MIN_MAX_STEP, tseries_INTERVAL_N_AGG. The names say the rest.
 */
#ifndef SONDE_PROBES_PIN_TYPES_H
#define SONDE_PROBES_PIN_TYPES_H

#include "lang/program.h"

struct btf;
struct btf_index;

/* Adds the types of M to BTF. False: there is no room (errno). */
bool pin_types_add(struct btf *btf, const struct map_spec *m, uint32_t *key, uint32_t *value);

/*
 * Fills in what the types KEY and VALUE of B say of a map whose sizes and storage M has already:
 * key, value and parameters, in A and TS. False: *ERROR says why not.
 */
bool pin_types_read(struct arena *a, struct types *ts, const struct btf_index *b, uint32_t key,
		    uint32_t value, struct map_spec *m, const char **error);

#endif
