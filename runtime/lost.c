/*
 * What did not arrive: events for which there was no room, counted by the programs in their probe's
 * word of each CPU's cells, and errors that were counted but not sent one by one.
 */
#include "runtime/runtime.h"

#include <string.h>

static uint64_t cells_sum(const struct runtime *rt, size_t offset)
{
	const struct loaded *l = rt->loaded;
	uint64_t sum = 0;

	for (uint32_t cpu = 0; l->cells && cpu < l->ncpus; cpu++) {
		const uint64_t *at = (const void *)(l->cells + cpu * l->cells_stride + offset);

		sum += __atomic_load_n(at, __ATOMIC_RELAXED);
	}
	return sum;
}

/* Probes may share a counter, and an attach point may have become several probes. */
static bool is_first_of_text(const struct program *p, uint32_t index)
{
	for (uint32_t i = 0; i < index; i++) {
		if (strcmp(p->probes[i].text, p->probes[index].text) == 0)
			return false;
	}
	return true;
}

static bool is_first_of_counter(const struct program *p, uint32_t index)
{
	for (uint32_t i = 0; i < index; i++) {
		if (p->probes[i].lost_offset == p->probes[index].lost_offset)
			return false;
	}
	return true;
}

/* What events lost behind an exit() was not wanted any more. */
static void lost_update(struct runtime *rt)
{
	const struct program *p = rt->program;

	for (uint32_t i = 0; i < p->nprobes; i++) {
		if (rt->lost_frozen && !method_rows[p->probes[i].method].by_tracer)
			continue;
		if (is_first_of_counter(p, i))
			rt->lost[i] = cells_sum(rt, p->probes[i].lost_offset);
	}
}

void lost_freeze(struct runtime *rt)
{
	lost_update(rt);
	rt->lost_frozen = true;
}

/* Of all probes with the text of INDEX. */
static uint64_t lost_by_text(const struct program *p, const uint64_t *lost, uint32_t index)
{
	uint64_t sum = 0;

	for (uint32_t i = index; i < p->nprobes; i++) {
		if (strcmp(p->probes[i].text, p->probes[index].text) == 0)
			sum += lost[i];
	}
	return sum;
}

/* LOST per probe with its text, those without any left out. */
static void lost_list(struct runtime *rt, const uint64_t *lost, struct lost_events *list)
{
	const struct program *p = rt->program;

	*list = (struct lost_events){.at = rt->lost_list};
	for (uint32_t i = 0; i < p->nprobes; i++) {
		uint64_t count = is_first_of_text(p, i) ? lost_by_text(p, lost, i) : 0;

		if (!count)
			continue;
		list->at[list->len++] = (struct lost_event){p->probes[i].text, count};
		list->total += count;
	}
}

void lost_init(struct runtime *rt)
{
	uint32_t count = rt->program->nprobes;

	rt->lost = arena_array(rt->arena, uint64_t, count);
	rt->lost_shown = arena_array(rt->arena, uint64_t, count);
	rt->lost_list = arena_array(rt->arena, struct lost_event, count);
}

uint64_t events_lost_count(struct runtime *rt)
{
	uint64_t sum = 0;

	lost_update(rt);
	for (uint32_t i = 0; i < rt->program->nprobes; i++)
		sum += rt->lost[i];
	return sum;
}

void events_lost_by_probe(struct runtime *rt, struct lost_events *list)
{
	lost_update(rt);
	lost_list(rt, rt->lost, list);
}

void events_lost(struct runtime *rt, bool final)
{
	uint32_t count = rt->program->nprobes;
	struct lost_events list;

	lost_update(rt);
	for (uint32_t i = 0; i < count; i++)
		rt->lost_shown[i] = rt->lost[i] - rt->lost_shown[i];
	lost_list(rt, rt->lost_shown, &list);
	if (list.total)
		out_lost(&rt->out, &list);
	memcpy(rt->lost_shown, rt->lost, count * sizeof(*rt->lost));
	if (!final || rt->options->no_warnings || rt->out.json)
		return;
	lost_list(rt, rt->lost, &list);
	if (list.total)
		out_lost_total(&rt->out, &list);
}

bool record_error_wanted(const struct runtime *rt, const struct record *r)
{
	return !rt->options->no_warnings && (!r->verbose_only || rt->options->warnings_verbose);
}

void events_errors_rest(struct runtime *rt)
{
	const struct program *p = rt->program;

	for (uint32_t i = 0; i < p->nrecords && p->errors_offset; i++) {
		const struct record *r = &p->records[i];
		uint64_t total = cells_sum(rt, p->errors_offset + 8 * (size_t)i);

		if (r->action != ACT_runtime_error || total <= rt->errors_shown[i] ||
		    !record_error_wanted(rt, r))
			continue;
		buf_clear(&rt->scratch);
		buf_printf(&rt->scratch, "This happened %llu more times.",
			   (unsigned long long)(total - rt->errors_shown[i]));
		out_runtime_error(&rt->out, &r->place,
				  (struct str){rt->scratch.at, rt->scratch.len}, NULL, 0);
	}
}
