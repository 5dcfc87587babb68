/*
 * Maps of the script as rows: read out of the kernel in batches, merged over CPUs, sorted.
 */
#ifndef SONDE_RUNTIME_MAPS_H
#define SONDE_RUNTIME_MAPS_H

#include "runtime/load.h"
#include "runtime/out.h"
#include "runtime/value.h"

struct maps {
	const struct program *program;
	const struct loaded *loaded;
	struct names *names;
	struct out *out;
	bool *zeroed; /* per map: zero() left it there with nothing in it */
};

void maps_init(struct maps *ms, const struct program *p, const struct loaded *l, struct names *n,
	       struct out *out);
void maps_fini(struct maps *ms);

/* A bucket of a histogram (VALUE is its count) or of a time series. */
struct bucket {
	uint64_t index;
	uint64_t value, meta, epoch;
};

struct map_row {
	const unsigned char *key;     /* NULL: scalar */
	const unsigned char *value;   /* see struct value; NULL for kinds with buckets */
	const struct bucket *buckets; /* in ascending order of their index */
	size_t nbuckets;
	uint64_t total; /* of the counts of the buckets */
};

struct map_rows {
	struct map_row *at;
	size_t len;
	unsigned char *memory; /* keys and values */
	struct bucket *buckets;
};

/* Everything in map INDEX, sorted for printing. */
void map_read(struct maps *ms, uint32_t index, struct map_rows *rows);
void map_rows_free(struct map_rows *rows);

/* Orders ROWS of a map as the language says: by value for numbers, by key otherwise. */
void map_sort(const struct map_spec *m, struct map_rows *rows);

/*
 * Prints a map; TOP keeps the last rows, DIVISOR divides numbers (0: neither). ASKED: by print(),
 * which shows an empty scalar map too.
 */
void map_print(struct maps *ms, uint32_t index, uint32_t top, uint32_t divisor, bool asked);

void map_clear(struct maps *ms, uint32_t index);
void map_zero(struct maps *ms, uint32_t index);

/* All maps in the order of their names, but for those that SKIP (which may be NULL) names. */
typedef bool map_test_fn(const struct map_spec *m);
void maps_print(struct maps *ms, map_test_fn *skip);

/* ---- pictures (hist.c, tseries.c) ---- */

/* Rows of a histogram; counts are divided by DIVISOR unless it is 0 or the kind is LHIST. */
void hist_text(const struct map_spec *m, const struct map_row *row, uint32_t divisor,
	       struct buf *out);
void hist_json(const struct map_spec *m, const struct map_row *row, uint32_t divisor,
	       struct buf *out);

/* NEWEST: the last epoch of the whole map, where every key's window ends. */
void tseries_text(const struct map_spec *m, const struct map_row *row, uint64_t newest,
		  struct buf *out);
void tseries_json(const struct map_spec *m, const struct map_row *row, uint64_t newest,
		  struct buf *out);

#endif
