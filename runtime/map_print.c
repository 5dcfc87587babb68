/* Maps as text and as JSON. */
#include <stdlib.h>

#include "lang/wire.h"
#include "runtime/maps.h"

static uint64_t divide(uint64_t value, uint32_t divisor, bool is_signed)
{
	return is_signed ? (uint64_t)((int64_t)value / (int64_t)divisor) : value / divisor;
}

/*
 * The value of ROW with its numbers divided. SCRATCH holds what is not the row's own memory; it
 * has room for every number and aggregate.
 */
static struct value row_value(const struct map_spec *m, const struct map_row *row, uint32_t divisor,
			      uint64_t scratch[4])
{
	struct value v = {.type = m->value, .at = row->value, .len = m->value->size};
	struct wire_agg_avg *avg = (void *)scratch;
	bool is_signed = value_int_signed(m->value);
	uint64_t number;

	if (!type_is(m->value, TF_AGGREGATE)) {
		if (m->value->kind != T_INT || divisor < 2)
			return value_at(m->value, row->value);
		scratch[0] = divide(value_int(v), divisor, is_signed);
		v.at = (const unsigned char *)scratch;
		return v;
	}
	if (divisor < 2)
		return v;
	number = value_aggregate(v, &is_signed);
	memcpy(scratch, row->value, m->value->kind == T_COUNT || m->value->kind == T_SUM ? 8 : 16);
	v.at = (const unsigned char *)scratch;
	if (m->value->kind == T_AVG) {
		*avg = (struct wire_agg_avg){.total = divide(number, divisor, is_signed),
					     .count = 1};
	} else {
		/* STATS: the mean of the divided total is the divided mean. */
		scratch[0] = divide(scratch[0], divisor, is_signed);
	}
	return v;
}

void row_value_text(struct maps *ms, const struct map_spec *m, const struct map_row *row,
		    uint32_t divisor, struct buf *out)
{
	uint64_t scratch[4];

	value_text(ms->names, row_value(m, row, divisor, scratch), out);
}

/* The first of the rows to show: all, or the last TOP. */
static size_t rows_from(const struct map_spec *m, const struct map_rows *rows, uint32_t top)
{
	if (!top || top >= rows->len || m->value->kind == T_TSERIES)
		return 0;
	return rows->len - top;
}

uint64_t map_newest_epoch(const struct map_rows *rows)
{
	uint64_t newest = 0;

	for (size_t i = 0; i < rows->len; i++) {
		for (size_t b = 0; b < rows->at[i].nbuckets; b++)
			newest = MAX(newest, rows->at[i].buckets[b].epoch);
	}
	return newest;
}

struct printing {
	struct maps *ms;
	const struct map_spec *map;
	uint32_t divisor;
	uint64_t newest;
};

static void row_text(const struct printing *p, const struct map_row *row)
{
	struct buf *out = out_buf(p->ms->out);
	const struct map_spec *m = p->map;

	buf_puts(out, m->name);
	if (row->key) {
		buf_char(out, '[');
		key_text(p->ms->names, value_at(m->key, row->key), out);
		buf_char(out, ']');
	}
	buf_char(out, ':');
	if (!type_is(m->value, TF_BUCKETS)) {
		buf_char(out, ' ');
		row_value_text(p->ms, m, row, p->divisor, out);
	} else {
		buf_char(out, '\n');
		if (m->value->kind == T_TSERIES)
			tseries_text(m, row, p->newest, out);
		else
			hist_text(m, row, p->divisor, out);
	}
	buf_char(out, '\n');
}

static void row_json(const struct printing *p, const struct map_row *row)
{
	struct buf *out = out_buf(p->ms->out);
	const struct map_spec *m = p->map;
	uint64_t scratch[4];

	if (row->key) {
		key_json(p->ms->names, value_at(m->key, row->key), out);
		buf_puts(out, ": ");
	}
	if (m->value->kind == T_TSERIES)
		tseries_json(m, row, p->newest, out);
	else if (type_is(m->value, TF_BUCKETS))
		hist_json(m, row, p->divisor, out);
	else
		value_json(p->ms->names, row_value(m, row, p->divisor, scratch), out);
}

static const char *json_type(const struct map_spec *m)
{
	if (m->value->kind == T_HIST || m->value->kind == T_LHIST)
		return "hist";
	if (m->value->kind == T_TSERIES)
		return "tseries";
	return m->value->kind == T_AVG || m->value->kind == T_STATS ? "stats" : "map";
}

static void rows_json(const struct printing *p, const struct map_rows *rows, size_t from)
{
	struct buf *out = out_buf(p->ms->out);

	buf_printf(out, "{\"type\": \"%s\", \"data\": {", json_type(p->map));
	json_string(out, str_from(p->map->name));
	buf_puts(out, p->map->key ? ": {" : ": ");
	for (size_t i = from; i < rows->len; i++) {
		if (i > from)
			buf_puts(out, ", ");
		row_json(p, &rows->at[i]);
	}
	buf_puts(out, p->map->key ? "}}}\n" : "}}\n");
}

/* print() of a scalar map that was never assigned shows what reading it gives. */
static void empty_row(const struct map_spec *m, struct map_rows *rows)
{
	size_t size = MAX((size_t)m->value->size, sizeof(struct wire_agg_tseries));

	map_rows_free(rows);
	*rows = (struct map_rows){.len = 1};
	rows->at = calloc(1, sizeof(*rows->at));
	rows->memory = calloc(1, size);
	if (!rows->at || !rows->memory)
		out_of_memory(size);
	rows->at[0].value = rows->memory;
}

void map_print(struct maps *ms, uint32_t index, struct map_view view)
{
	struct printing p = {.ms = ms, .map = &ms->program->maps[index], .divisor = view.divisor};
	struct map_rows rows;
	size_t from;

	map_take(ms, index, view.take, &rows);
	if (!rows.len && view.asked && !p.map->key && !type_is(p.map->value, TF_BUCKETS))
		empty_row(p.map, &rows);
	from = rows_from(p.map, &rows, view.top);
	p.newest = map_newest_epoch(&rows);
	if (rows.len && ms->out->json) {
		rows_json(&p, &rows, from);
	} else {
		for (size_t i = from; i < rows.len; i++) {
			row_text(&p, &rows.at[i]);
			out_commit(ms->out);
		}
	}
	map_rows_free(&rows);
	out_commit(ms->out);
}

static int name_compare(const void *left, const void *right, void *program)
{
	const struct program *p = program;

	return strcmp(p->maps[*(const uint32_t *)left].name,
		      p->maps[*(const uint32_t *)right].name);
}

uint32_t *maps_by_name(const struct program *p)
{
	uint32_t *order = calloc(p->nmaps + 1, sizeof(*order));

	if (!order)
		out_of_memory(p->nmaps);
	for (uint32_t i = 0; i < p->nmaps; i++)
		order[i] = i;
	qsort_r(order, p->nmaps, sizeof(*order), name_compare, (void *)(uintptr_t)p);
	return order;
}

void maps_print(struct maps *ms, map_test_fn *skip)
{
	uint32_t *order = maps_by_name(ms->program);

	for (uint32_t i = 0; i < ms->program->nmaps; i++) {
		if (!skip || !skip(&ms->program->maps[order[i]]))
			map_print(ms, order[i], (struct map_view){.asked = false});
	}
	free(order);
}
