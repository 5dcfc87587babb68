/* Pictures of histograms: a row per bucket from the first to the last that counted something. */
#include "lang/buckets.h"
#include "runtime/maps.h"

#define BAR_WIDTH 52

/* A bound of hist() as people read it: powers of 1024 get a letter. J: index of its bucket - 1. */
static void hist_bound(struct buf *out, uint32_t bits, uint64_t j)
{
	static const char letters[] = " KMGTPE";
	uint64_t per_power = UINT64_C(1) << bits, power, factor;

	if (j <= 2 * per_power) {
		text_unsigned(out, j);
		return;
	}
	power = (j >> bits) - 1;
	factor = per_power + (j & (per_power - 1));
	text_unsigned(out, factor << (power % 10));
	if (power >= 10)
		buf_char(out, letters[MIN(power / 10, (uint64_t)6)]);
}

static void hist_label(struct buf *out, const struct map_spec *m, uint64_t index)
{
	uint64_t j = index - 1, plain = UINT64_C(2) << m->bits;

	if (!index) {
		buf_puts(out, "(..., 0)");
		return;
	}
	buf_char(out, '[');
	hist_bound(out, m->bits, j);
	/* Above 2 * 2^bits buckets are wider than one; below, some are and some are not. */
	if (j + 1 <= plain && hist_bucket_low(m->bits, (uint32_t)index + 1) == j + 1) {
		buf_char(out, ']');
		return;
	}
	buf_puts(out, ", ");
	hist_bound(out, m->bits, j + 1);
	buf_char(out, ')');
}

static void lhist_bound(struct buf *out, int64_t bound, int64_t step)
{
	const int64_t kilo = 1024, mega = 1024 * 1024;

	if (step % kilo == 0 && bound % mega == 0) {
		text_signed(out, bound / mega);
		buf_char(out, 'M');
	} else if (step % kilo == 0 && bound % kilo == 0) {
		text_signed(out, bound / kilo);
		buf_char(out, 'K');
	} else {
		text_signed(out, bound);
	}
}

static void lhist_label(struct buf *out, const struct map_spec *m, uint64_t index)
{
	int64_t low = lhist_bucket_low(m->min, m->step, (uint32_t)index), high;

	if (!index) {
		buf_puts(out, "(..., ");
		lhist_bound(out, m->min, m->step);
		buf_char(out, ')');
		return;
	}
	buf_char(out, '[');
	lhist_bound(out, low, m->step);
	if (low > m->max - m->step) {
		buf_puts(out, ", ...)");
		return;
	}
	high = low + m->step;
	if (high != low + 1) {
		buf_puts(out, ", ");
		lhist_bound(out, high, m->step);
		buf_char(out, ')');
	} else {
		buf_char(out, ']');
	}
}

static void bucket_label(struct buf *out, const struct map_spec *m, uint64_t index)
{
	if (m->value->kind == T_HIST)
		hist_label(out, m, index);
	else
		lhist_label(out, m, index);
}

static uint64_t bucket_count(const struct map_spec *m, const struct bucket *b, uint32_t divisor)
{
	return divisor && m->value->kind == T_HIST ? b->value / divisor : b->value;
}

static uint64_t bucket_limit(const struct map_spec *m)
{
	return m->value->kind == T_HIST ? hist_bucket_count(m->bits)
					: lhist_bucket_count(m->min, m->max, m->step);
}

/* The part of ROW that has rows: *FIRST to *LAST. False: nothing was counted. */
static bool row_range(const struct map_spec *m, const struct map_row *row, uint64_t *first,
		      uint64_t *last, uint64_t *max)
{
	bool any = false;

	*max = 0;
	for (size_t i = 0; i < row->nbuckets; i++) {
		const struct bucket *b = &row->buckets[i];

		if (!b->value || b->index >= bucket_limit(m))
			continue;
		if (!any)
			*first = b->index;
		*last = b->index;
		*max = MAX(*max, b->value);
		any = true;
	}
	return any;
}

static void row_text(struct buf *out, const struct map_spec *m, uint64_t index, uint64_t count,
		     uint64_t max)
{
	size_t bar = max ? (size_t)((float)count / (float)max * BAR_WIDTH) : 0;
	size_t from = out->len;

	bucket_label(out, m, index);
	if (out->len - from < 16)
		buf_fill(out, ' ', 16 - (out->len - from));
	buf_printf(out, "%8llu |", (unsigned long long)count);
	buf_fill(out, '@', MIN(bar, (size_t)BAR_WIDTH));
	buf_fill(out, ' ', BAR_WIDTH - MIN(bar, (size_t)BAR_WIDTH));
	buf_puts(out, "|\n");
}

void hist_text(const struct map_spec *m, const struct map_row *row, uint32_t divisor,
	       struct buf *out)
{
	uint64_t first = 0, last = 0, max;
	size_t next = 0;

	if (!row_range(m, row, &first, &last, &max))
		return;
	if (divisor && m->value->kind == T_HIST)
		max /= divisor;
	for (uint64_t i = first; i <= last; i++) {
		uint64_t count = 0;

		while (next < row->nbuckets && row->buckets[next].index < i)
			next++;
		if (next < row->nbuckets && row->buckets[next].index == i)
			count = bucket_count(m, &row->buckets[next], divisor);
		row_text(out, m, i, count, max);
	}
}

/* Lower and upper bound of a bucket; which of them exist is the result (1: lower, 2: upper). */
static unsigned bucket_bounds(const struct map_spec *m, uint64_t index, int64_t *low, int64_t *high)
{
	if (m->value->kind == T_HIST) {
		*low = index ? (int64_t)hist_bucket_low(m->bits, (uint32_t)index) : 0;
		*high = index ? (int64_t)(hist_bucket_low(m->bits, (uint32_t)index + 1) - 1) : -1;
		return index ? 3 : 2;
	}
	*low = lhist_bucket_low(m->min, m->step, (uint32_t)index);
	*high = index ? *low + m->step - 1 : m->min - 1;
	if (!index)
		return 2;
	return *low > m->max - m->step ? 1 : 3;
}

void hist_json(const struct map_spec *m, const struct map_row *row, uint32_t divisor,
	       struct buf *out)
{
	uint64_t first = 0, last = 0, max;
	int64_t low, high;
	size_t next = 0;

	buf_char(out, '[');
	if (row_range(m, row, &first, &last, &max)) {
		for (uint64_t i = first; i <= last; i++) {
			unsigned bounds = bucket_bounds(m, i, &low, &high);
			uint64_t count = 0;

			while (next < row->nbuckets && row->buckets[next].index < i)
				next++;
			if (next < row->nbuckets && row->buckets[next].index == i)
				count = bucket_count(m, &row->buckets[next], divisor);
			buf_puts(out, i > first ? ",{" : "{");
			if (bounds & 1)
				buf_printf(out, "\"min\": %lld, ", (long long)low);
			if (bounds & 2)
				buf_printf(out, "\"max\": %lld, ", (long long)high);
			buf_printf(out, "\"count\": %llu}", (unsigned long long)count);
		}
	}
	buf_char(out, ']');
}

void hist_chart(const struct map_spec *m, const struct map_row *row, struct buf *out)
{
	uint64_t first = 0, last = 0, max;
	size_t next = 0;

	buf_puts(out, "\"buckets\":[");
	for (uint64_t i = row_range(m, row, &first, &last, &max) ? first : 1; i <= last; i++) {
		struct buf label = {NULL, 0, 0};
		uint64_t count = 0;

		while (next < row->nbuckets && row->buckets[next].index < i)
			next++;
		if (next < row->nbuckets && row->buckets[next].index == i)
			count = row->buckets[next].value;
		bucket_label(&label, m, i);
		buf_puts(out, i > first ? ",[" : "[");
		json_string(out, (struct str){label.at, label.len});
		buf_printf(out, ",\"%llu\"]", (unsigned long long)count);
		buf_free(&label);
	}
	buf_char(out, ']');
}
