/*
 * software, hardware: counted events that fire at every n-th. watchpoint: accesses to an address.
 */
#include <linux/perf_event.h>

#include "probes/glob.h"
#include "probes/perf_event.h"
#include "probes/source.h"

#define SOFT(name_, alias_, config_, period_)                                               \
	{                                                                                   \
		PROBE_software, name_, alias_, PERF_TYPE_SOFTWARE, PERF_COUNT_SW_##config_, \
			period_                                                             \
	}
#define HARD(name_, alias_, config_, period_)                                               \
	{                                                                                   \
		PROBE_hardware, name_, alias_, PERF_TYPE_HARDWARE, PERF_COUNT_HW_##config_, \
			period_                                                             \
	}

static const struct perf_event_row events[] = {
	SOFT("alignment-faults", NULL, ALIGNMENT_FAULTS, 1),
	SOFT("bpf-output", NULL, BPF_OUTPUT, 1),
	SOFT("context-switches", "cs", CONTEXT_SWITCHES, 1000),
	SOFT("cpu-clock", "cpu", CPU_CLOCK, 1000000),
	SOFT("cpu-migrations", NULL, CPU_MIGRATIONS, 1),
	SOFT("dummy", NULL, DUMMY, 1),
	SOFT("emulation-faults", NULL, EMULATION_FAULTS, 1),
	SOFT("major-faults", NULL, PAGE_FAULTS_MAJ, 1),
	SOFT("minor-faults", NULL, PAGE_FAULTS_MIN, 100),
	SOFT("page-faults", "faults", PAGE_FAULTS, 100),
	SOFT("task-clock", NULL, TASK_CLOCK, 1),
	HARD("backend-stalls", NULL, STALLED_CYCLES_BACKEND, 1000000),
	HARD("branch-instructions", "branches", BRANCH_INSTRUCTIONS, 100000),
	HARD("branch-misses", NULL, BRANCH_MISSES, 100000),
	HARD("bus-cycles", NULL, BUS_CYCLES, 100000),
	HARD("cache-misses", NULL, CACHE_MISSES, 1000000),
	HARD("cache-references", NULL, CACHE_REFERENCES, 1000000),
	HARD("cpu-cycles", "cycles", CPU_CYCLES, 1000000),
	HARD("frontend-stalls", NULL, STALLED_CYCLES_FRONTEND, 1000000),
	HARD("instructions", NULL, INSTRUCTIONS, 1000000),
	HARD("ref-cycles", NULL, REF_CPU_CYCLES, 1000000),
};

const struct perf_event_row *perf_event_find(enum probe_kind kind, struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		const struct perf_event_row *row = &events[i];

		if (row->kind == kind && (str_equal(name, str_from(row->name)) ||
					  (row->alias && str_equal(name, str_from(row->alias)))))
			return row;
	}
	return NULL;
}

static void event_unknown(struct expansion *x, struct str name)
{
	const char *names[2 * ARRAY_LEN(events) + 1], *near;
	struct diag *d;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		if (events[i].kind != x->fields.kind)
			continue;
		names[n++] = events[i].name;
		if (events[i].alias)
			names[n++] = events[i].alias;
	}
	names[n] = NULL;
	d = expansion_error(x, D_PROBE_MISSING, "there is no %s event '%.*s'",
			    probe_rows[x->fields.kind].name, (int)MIN(name.len, 60u), name.at);
	near = diag_nearest(name, names);
	if (near)
		diag_hint(x->u->diags, d, "did you mean %s?", near);
}

static void counter_expand(struct expansion *x)
{
	struct str name = attach_point_part(&x->fields, "event");
	struct str count = attach_point_part(&x->fields, "count");
	const struct perf_event_row *row = perf_event_find(x->fields.kind, name);

	if (!row) {
		event_unknown(x, name);
		return;
	}
	x->count = row->period;
	if (count.at && (attach_number(count, &x->count) != NUMBER_PLAIN || !x->count)) {
		expansion_error(x, D_PROBE_VALUE, "%s: '%.*s' is no positive integer",
				probe_rows[x->fields.kind].name, (int)MIN(count.len, 40u),
				count.at);
		return;
	}
	expansion_add(x, (struct match){
				 .target = {.name = expansion_name(x), .function = row->name},
				 .method = METHOD_perf,
				 .context = CTX_PERF,
			 });
}

static void counter_list(struct listing *l)
{
	struct str pattern = attach_point_pattern(&l->pattern, "event");

	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		const struct perf_event_row *row = &events[i];

		if (row->kind != l->pattern.kind)
			continue;
		if (glob_match(pattern, str_from(row->name)))
			listing_add(l, "%s:", row->name);
		if (row->alias && glob_match(pattern, str_from(row->alias)))
			listing_add(l, "%s:", row->alias);
	}
}

const struct probe_source software_source = {.expand = counter_expand, .list = counter_list};
const struct probe_source hardware_source = {.expand = counter_expand, .list = counter_list};

/* ---- watchpoint ---- */

/* What the debug registers of x86-64 can tell apart; others refuse when it is attached. */
static bool mode_is_known(struct str mode)
{
	return str_equal(mode, STR("w")) || str_equal(mode, STR("x")) ||
	       str_equal(mode, STR("rw")) || str_equal(mode, STR("wr"));
}

static void watchpoint_expand(struct expansion *x)
{
	struct str mode = attach_point_part(&x->fields, "mode");
	uint64_t address, length;

	if (attach_number(attach_point_part(&x->fields, "address"), &address) != NUMBER_PLAIN ||
	    !address) {
		expansion_error(x, D_PROBE_VALUE, "a watchpoint needs an address other than 0");
		return;
	}
	if (attach_number(attach_point_part(&x->fields, "length"), &length) != NUMBER_PLAIN ||
	    (length != 1 && length != 2 && length != 4 && length != 8)) {
		expansion_error(x, D_PROBE_VALUE, "a watchpoint is 1, 2, 4 or 8 bytes long");
		return;
	}
	if (address % length) {
		struct diag *d = expansion_error(
			x, D_PROBE_VALUE, "0x%llx is no multiple of %llu, the length",
			(unsigned long long)address, (unsigned long long)length);

		diag_hint(x->u->diags, d, "the CPU watches aligned words; a shorter length may do");
		return;
	}
	if (!mode_is_known(mode)) {
		struct diag *d = expansion_error(x, D_PROBE_VALUE,
						 "'%.*s' is no mode of a watchpoint",
						 (int)MIN(mode.len, 20u), mode.at);

		diag_hint(x->u->diags, d, "the modes are w (write), rw (access), x (execute)");
		return;
	}
	x->count = length;
	expansion_add(x, (struct match){
				 .target = {.name = expansion_name(x),
					    .function = arena_strdup(x->u->arena, mode),
					    .address = address},
				 .method = METHOD_watchpoint,
				 .context = CTX_PERF,
			 });
}

const struct probe_source watchpoint_source = {.expand = watchpoint_expand};
