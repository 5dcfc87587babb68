/* How each aggregate is put together from its parts; the memory is lang/wire.def's. */
#include "runtime/merge.h"

#include <string.h>

typedef bool merge_fn(const struct map_spec *m, const unsigned char *at, size_t stride,
		      uint32_t ncpus, unsigned char *out);

static bool less(const struct map_spec *m, uint64_t a, uint64_t b)
{
	return m->value->is_signed ? (int64_t)a < (int64_t)b : a < b;
}

/* COUNT and buckets of HIST, LHIST. */
static bool merge_count(const struct map_spec *m, const unsigned char *at, size_t stride,
			uint32_t ncpus, unsigned char *out)
{
	uint64_t total = 0, count;

	(void)m;
	for (uint32_t i = 0; i < ncpus; i++) {
		memcpy(&count, at + i * stride, sizeof(count));
		total += count;
	}
	memcpy(out, &total, sizeof(total));
	return total != 0;
}

static bool merge_sum(const struct map_spec *m, const unsigned char *at, size_t stride,
		      uint32_t ncpus, unsigned char *out)
{
	struct wire_agg_sum sum;
	uint64_t total = 0;
	bool any = false;

	(void)m;
	for (uint32_t i = 0; i < ncpus; i++) {
		memcpy(&sum, at + i * stride, sizeof(sum));
		total += sum.sum;
		any |= sum.set != 0 || sum.sum != 0;
	}
	memcpy(out, &total, sizeof(total));
	return any;
}

static bool merge_extreme(const struct map_spec *m, const unsigned char *at, size_t stride,
			  uint32_t ncpus, unsigned char *out)
{
	struct wire_agg_extreme merged = {0, 0}, extreme;

	for (uint32_t i = 0; i < ncpus; i++) {
		memcpy(&extreme, at + i * stride, sizeof(extreme));
		if (!extreme.set)
			continue;
		if (!merged.set || (m->value->kind == T_MIN ? less(m, extreme.value, merged.value)
							    : less(m, merged.value, extreme.value)))
			merged = extreme;
	}
	memcpy(out, &merged, sizeof(merged));
	return merged.set != 0;
}

static bool merge_avg(const struct map_spec *m, const unsigned char *at, size_t stride,
		      uint32_t ncpus, unsigned char *out)
{
	struct wire_agg_avg merged = {0, 0}, avg;

	(void)m;
	for (uint32_t i = 0; i < ncpus; i++) {
		memcpy(&avg, at + i * stride, sizeof(avg));
		merged.total += avg.total;
		merged.count += avg.count;
	}
	memcpy(out, &merged, sizeof(merged));
	return merged.count != 0;
}

/* Adds PART, of the same interval, to MERGED. */
static void tseries_add(const struct map_spec *m, struct wire_agg_tseries *merged,
			const struct wire_agg_tseries *part)
{
	switch (m->agg) {
	case TSERIES_AVG:
		merged->value += part->value;
		merged->meta += part->meta;
		return;
	case TSERIES_SUM:
		merged->value += part->value;
		return;
	case TSERIES_MAX:
		if (part->meta && (!merged->meta || less(m, merged->value, part->value)))
			*merged = *part;
		return;
	case TSERIES_MIN:
		if (part->meta && (!merged->meta || less(m, part->value, merged->value)))
			*merged = *part;
		return;
	default: /* TSERIES_LAST: meta is the time */
		if (part->meta > merged->meta)
			*merged = *part;
		return;
	}
}

static bool merge_tseries(const struct map_spec *m, const unsigned char *at, size_t stride,
			  uint32_t ncpus, unsigned char *out)
{
	struct wire_agg_tseries merged = {0, 0, 0}, part;

	for (uint32_t i = 0; i < ncpus; i++) {
		memcpy(&part, at + i * stride, sizeof(part));
		if (part.epoch > merged.epoch)
			merged = part;
		else if (part.epoch && part.epoch == merged.epoch)
			tseries_add(m, &merged, &part);
	}
	memcpy(out, &merged, sizeof(merged));
	return merged.epoch != 0;
}

static const struct {
	merge_fn *merge;
	size_t size;
} merges[T_COUNT_OF_KINDS] = {
	[T_COUNT] = {merge_count, 8},
	[T_SUM] = {merge_sum, 8},
	[T_MIN] = {merge_extreme, sizeof(struct wire_agg_extreme)},
	[T_MAX] = {merge_extreme, sizeof(struct wire_agg_extreme)},
	[T_AVG] = {merge_avg, sizeof(struct wire_agg_avg)},
	[T_STATS] = {merge_avg, sizeof(struct wire_agg_avg)},
	[T_HIST] = {merge_count, 8},
	[T_LHIST] = {merge_count, 8},
	[T_TSERIES] = {merge_tseries, sizeof(struct wire_agg_tseries)},
};

size_t merge_size(const struct map_spec *m)
{
	return merges[m->value->kind].merge ? merges[m->value->kind].size : m->value->size;
}

bool merge_values(const struct map_spec *m, const unsigned char *at, size_t stride, uint32_t ncpus,
		  unsigned char *out)
{
	if (merges[m->value->kind].merge)
		return merges[m->value->kind].merge(m, at, stride, ncpus, out);
	memcpy(out, at, m->value->size);
	return true;
}
