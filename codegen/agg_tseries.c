/*
 * tseries(x, interval, n): n buckets in a ring, one per interval of time. A bucket remembers the
 * interval (epoch) it was last used for and starts anew when that has changed.
 */
#include "codegen/cg.h"

#include <stddef.h>

static LLVMValueRef time_now(struct cg *cg)
{
	LLVMValueRef offset = config_u64(cg, offsetof(struct wire_load_config, boot_to_tai_ns));

	return ir_add(cg, cg_bpf(cg, BPF_ktime_get_boot_ns), offset);
}

static void extreme(struct cg *cg, bool is_max, bool is_signed, LLVMValueRef x,
		    LLVMValueRef value_at, LLVMValueRef meta_at)
{
	LLVMValueRef unset = ir_is_zero(cg, ir_load(cg, cg->i64, meta_at, 8));
	LLVMValueRef old = ir_load(cg, cg->i64, value_at, 8), better;

	if (is_max)
		better = ir_cmp(cg, is_signed ? LLVMIntSGT : LLVMIntUGT, x, old);
	else
		better = ir_cmp(cg, is_signed ? LLVMIntSLT : LLVMIntULT, x, old);
	better = ir_or(cg, unset, better);
	ir_store(cg, ir_select(cg, better, x, old), value_at, 8);
	ir_store(cg, ir_u64(cg, 1), meta_at, 8);
}

static void bucket_add(struct cg *cg, const struct map *map, LLVMValueRef at, LLVMValueRef x,
		       LLVMValueRef now)
{
	LLVMValueRef value_at = ir_at(cg, at, offsetof(struct wire_agg_tseries, value));
	LLVMValueRef meta_at = ir_at(cg, at, offsetof(struct wire_agg_tseries, meta));

	switch ((enum tseries_agg)map->agg) {
	case TSERIES_LAST:
		ir_store(cg, x, value_at, 8);
		ir_store(cg, now, meta_at, 8);
		return;
	case TSERIES_AVG:
		ir_atomic_add(cg, value_at, x);
		ir_atomic_add(cg, meta_at, ir_u64(cg, 1));
		return;
	case TSERIES_SUM:
		ir_atomic_add(cg, value_at, x);
		return;
	case TSERIES_MAX:
	case TSERIES_MIN:
		extreme(cg, map->agg == TSERIES_MAX, map->value->is_signed, x, value_at, meta_at);
		return;
	}
}

void lower_agg_tseries(struct cg *cg, const struct stmt *s)
{
	const struct map *map = s->aggregate.target->map.map;
	LLVMValueRef x = cg_scalar64(cg, s->aggregate.args.at[0]), now = time_now(cg);
	LLVMValueRef epoch = ir_udiv(cg, now, ir_u64(cg, map->interval)), at;
	struct change c = {.map = map,
			   .key = s->aggregate.target->map.key,
			   .buckets = (uint32_t)map->intervals,
			   .bucket_size = sizeof(struct wire_agg_tseries),
			   .span = s->span};
	struct map_slot slot;
	struct ir_if stale;

	c.bucket = ir_urem(cg, epoch, ir_u64(cg, map->intervals));
	bucket_begin(cg, &slot, &c);
	at = ir_at(cg, slot.at, offsetof(struct wire_agg_tseries, epoch));
	ir_if(cg, &stale, ir_cmp(cg, LLVMIntNE, ir_load(cg, cg->i64, at, 8), epoch));
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, slot.at, offsetof(struct wire_agg_tseries, value)),
		 8);
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, slot.at, offsetof(struct wire_agg_tseries, meta)), 8);
	ir_store(cg, epoch, at, 8);
	ir_end(cg, &stale);
	bucket_add(cg, map, slot.at, x, now);
	map_slot_end(cg, &slot);
}
