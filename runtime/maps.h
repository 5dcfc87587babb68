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
	struct loaded *loaded; /* maps with banks change places */
	struct names *names;
	struct out *out;
	bool *zeroed; /* per map: zero() left it there with nothing in it */
	bool *unread; /* per map: it could not be read, and that was said */
	bool failed;  /* one could not */
};

void maps_init(struct maps *ms, const struct program *p, struct loaded *l, struct names *n,
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

/*
 * The same, taken out of the map as TAKE says: what programs add meanwhile is either in ROWS or
 * still in the map, if the plan gave it banks or a place in cells or globals.
 */
void map_take(struct maps *ms, uint32_t index, enum map_take take, struct map_rows *rows);
void map_rows_free(struct map_rows *rows);

/* Orders ROWS of a map as the language says: by value for numbers, by key otherwise. */
void map_sort(const struct map_spec *m, struct map_rows *rows);

/* How a map is printed. */
struct map_view {
	uint32_t top, divisor; /* the last rows only; what numbers are divided by. 0: neither */
	enum map_take take;    /* and is emptied */
	bool asked;	       /* by print(), which shows an empty scalar map too */
};

void map_print(struct maps *ms, uint32_t index, struct map_view view);

/* The value of a row, which has no buckets, as map_print shows it. */
void row_value_text(struct maps *ms, const struct map_spec *m, const struct map_row *row,
		    uint32_t divisor, struct buf *out);

/* clear() with TAKE_CLEAR, zero() with TAKE_ZERO. */
void map_empty(struct maps *ms, uint32_t index, enum map_take take);

/* The last epoch of a time series' rows, where every key's window ends. */
uint64_t map_newest_epoch(const struct map_rows *rows);

/* Indices of all maps of P in the order of their names, on the heap. */
uint32_t *maps_by_name(const struct program *p);

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

/* The buckets as the page of --html has them (html.c), labels and counts, from first to last. */
void hist_chart(const struct map_spec *m, const struct map_row *row, struct buf *out);
/* The same of a time series: when it starts, its interval, its values. */
void tseries_chart(const struct map_spec *m, const struct map_row *row, uint64_t newest,
		   struct buf *out);

/*
 * A line of at most WIDTH characters that goes up and down with the newest intervals, and what the
 * last one and the extremes are. UNICODE: blocks, otherwise ASCII.
 */
void tseries_spark(const struct map_spec *m, const struct map_row *row, uint64_t newest,
		   uint32_t width, bool unicode, struct buf *out);
/* The value of the newest interval; false: there is none. */
bool tseries_newest(const struct map_spec *m, const struct map_row *row, uint64_t *value);

#endif
