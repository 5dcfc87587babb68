/*
 * Checked instances to a program without its object: where maps live, what records look like, which
 * probes there are.
 *
 * Memory of one CPU in map "cells": aggregates without key, then one u64 per probe for lost events.
 * The counters of errors stand last: codegen adds them, because it knows what can fail.
 */
#include "lang/plan.h"

#include "lang/map_text.h"
#include "lang/pin.h"
#include "lang/plan_record.h"
#include "lang/session.h"

#define NESTING_LEVELS 4 /* a task, a soft interrupt, a hard interrupt, an NMI */
#define CELL_ALIGN 64
#define TSERIES_CELL_MAX 4096 /* larger time series without key are hashes */

/* ---- maps ---- */

/* A value is one word: an exchange with zero takes it out whole. */
static bool is_one_word(const struct type *t)
{
	return t->kind == T_COUNT || t->kind == T_SUM || t->kind == T_HIST || t->kind == T_LHIST;
}

static enum map_storage storage_of(const struct unit *u, const struct map *m,
				   const struct map_spec *spec)
{
	if (m->keyed || m->address_taken || u->session || u->options.object || map_is_pinned(m))
		return STORE_HASH;
	if (!type_is(m->value, TF_AGGREGATE))
		return type_is(m->value, TF_INTEGER) ? STORE_GLOBAL : STORE_HASH;
	if (m->cleared && !is_one_word(m->value))
		return STORE_HASH;
	if (m->value->kind == T_TSERIES && aggregate_size(spec, true) > TSERIES_CELL_MAX)
		return STORE_HASH;
	return STORE_CELL;
}

static bool decl_is_lru(const struct map *m)
{
	return m->decl && strstr(m->decl->kind, "lru") != NULL;
}

/* As the script has it, so that others find it by that, unless a plain object has one of its own.
 */
static const char *object_name(struct unit *u, const struct map *m)
{
	static const char *const own[] = {"data",    "control", "cells",   "scratch",
					  "packets", "globals", "license", "unnamed"};
	const char *name = m->name[1] ? m->name + 1 : "unnamed";

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (m->name[1] && strcmp(own[i], name) == 0)
			return arena_printf(u->arena, "%s_", name);
	return name;
}

static void hash_plan(struct unit *u, const struct map *m, struct map_spec *spec)
{
	bool aggregate = type_is(m->value, TF_AGGREGATE);
	bool buckets = type_is(m->value, TF_BUCKETS);
	uint32_t key = m->key ? m->key->size : 8;

	spec->bpf_name = arena_printf(u->arena, "AT_%s", m->name + 1);
	spec->key_size = buckets ? ROUND_UP(key, 8) + 8 : key;
	spec->value_size = aggregate ? (uint32_t)aggregate_size(spec, false) : m->value->size;
	spec->per_cpu = aggregate;
	spec->lru = decl_is_lru(m);
	spec->max_entries = m->key || buckets ? (uint32_t)u->config[CONFIG_max_map_keys] : 1;
	/* Others see one map, whatever this script does with it. */
	if (u->options.object)
		spec->bpf_name = object_name(u, m);
	else if (map_is_pinned(m))
		spec->pin = arena_strdup(u->arena, m->decl->pin);
	else if ((m->cleared || u->session) && !m->address_taken)
		spec->bank_name = arena_printf(u->arena, "BANK_%s", m->name + 1);
	if (m->decl)
		spec->max_entries = (uint32_t)m->decl->max_entries;
}

/* It is there as it was made. */
static void known_plan(struct unit *u, const struct map *m, const struct session_map *known,
		       struct map_spec *spec)
{
	*spec = known->spec;
	spec->place = unit_place(u, m->span);
	if (m->address_taken && spec->bank_name)
		diag_add(u->diags, D_MAP_SHAPE, m->span,
			 "the address of %s cannot be taken: it was made as a map without one",
			 m->name);
}

static void map_plan(struct unit *u, struct map *m, struct map_spec *spec)
{
	const struct session_map *known = session_find(u->session, m->name);
	struct program *p = u->program;

	if (known) {
		known_plan(u, m, known, spec);
		return;
	}

	*spec = (struct map_spec){
		.name = m->name,
		.key = m->keyed ? m->key : NULL,
		.value = m->value,
		.declared = m->decl != NULL,
		.bits = m->bits,
		.min = m->min,
		.max = m->max,
		.step = m->step,
		.interval = m->interval,
		.intervals = m->intervals,
		.agg = (uint32_t)m->agg,
		.place = unit_place(u, m->span),
	};
	spec->storage = storage_of(u, m, spec);
	map_text_read(u, m, spec);
	switch (spec->storage) {
	case STORE_GLOBAL:
		spec->offset = p->globals_size;
		spec->key_size = 0;
		spec->value_size = m->value->size;
		spec->max_entries = 1;
		p->globals_size += sizeof(struct wire_scalar);
		break;
	case STORE_CELL:
		spec->offset = p->cells_size;
		spec->value_size = (uint32_t)aggregate_size(spec, true);
		spec->max_entries = 1;
		spec->per_cpu = true;
		p->cells_size += ROUND_UP(spec->value_size, 8);
		break;
	case STORE_HASH:
		hash_plan(u, m, spec);
		break;
	}
}

/* Maps that are declared and never used have no value and no place in the program. */
static bool map_is_real(const struct map *m)
{
	return m->value && m->value->kind != T_ERROR && (!m->keyed || m->key);
}

static void maps_plan(struct unit *u)
{
	struct program *p = u->program;

	p->maps = arena_array(u->arena, struct map_spec, u->maps.len);
	for (size_t i = 0; i < u->maps.len; i++) {
		struct map *m = u->maps.at[i];

		if (!map_is_real(m))
			continue;
		m->spec = p->nmaps;
		map_plan(u, m, &p->maps[p->nmaps++]);
	}
}

/* ---- probes ---- */

static void probe_plan(struct unit *u, struct instance *inst, struct probe_spec *spec,
		       uint32_t *identity)
{
	*spec = (struct probe_spec){
		.kind = inst->kind,
		.method = inst->method,
		.text = inst->text,
		.program = inst->program,
		.targets = inst->targets,
		.ntargets = inst->ntargets,
		.first_identity = *identity,
		.period_ns = inst->period_ns,
		.frequency = inst->frequency,
		.count = inst->count,
		.is_return = (probe_rows[inst->kind].flags & PF_RETURN) != 0,
		.late = inst->late,
		.late_fields = inst->late_fields,
		.nlate_fields = inst->nlate_fields,
		.lost_offset = u->program->cells_size,
		.place = unit_place(u, inst->span),
	};
	*identity += inst->ntargets;
	u->program->cells_size += sizeof(uint64_t);
}

static void probes_plan(struct unit *u)
{
	struct program *p = u->program;
	uint32_t identity = 0;

	p->probes = arena_array(u->arena, struct probe_spec, u->instances.len);
	for (size_t i = 0; i < u->instances.len; i++) {
		struct instance *inst = u->instances.at[i];

		inst->spec = p->nprobes;
		probe_plan(u, inst, &p->probes[p->nprobes++], &identity);
		if (inst->context == CTX_BTF || inst->context == CTX_ITER ||
		    inst->method == METHOD_raw_tp_typed)
			p->needs_btf = true;
	}
}

/*
 * One word for all programs: set by exit(), so that nothing comes (or is lost) behind it, and by
 * the runtime for those that run on after the trace was stopped.
 */
static void stop_plan(struct unit *u)
{
	struct program *p = u->program;
	bool slow = false, exits = false;

	for (uint32_t i = 0; i < p->nprobes; i++)
		slow |= method_rows[p->probes[i].method].slow;
	for (uint32_t i = 0; i < p->nrecords; i++)
		exits |= p->records[i].action == ACT_exit;
	p->stop_offset = PROGRAM_NO_STOP;
	if (!slow && !exits)
		return;
	p->stop_offset = p->globals_size;
	p->globals_size += sizeof(struct wire_scalar);
}

/* What is asked of maps faster than it can be done is not forgotten. */
static void pending_plan(struct unit *u)
{
	struct program *p = u->program;

	for (uint32_t i = 0; i < p->nrecords; i++) {
		struct record *r = &p->records[i];

		r->pending_offset = RECORD_NEVER_PENDS;
		if (r->action != ACT_print_map && r->action != ACT_clear && r->action != ACT_zero)
			continue;
		r->pending_offset = p->globals_size;
		p->globals_size += sizeof(struct wire_scalar);
	}
}

void unit_plan(struct unit *u)
{
	struct program *p = arena_make(u->arena, struct program);

	u->program = p;
	memcpy(p->config, u->config, sizeof(p->config));
	memcpy(p->config_strings, u->config_strings, sizeof(p->config_strings));
	p->pid_filter = u->options.pid;
	p->scratch_slots = NESTING_LEVELS;
	if (u->session) {
		p->strings = u->session->strings;
		p->nstrings = u->session->nstrings;
	}
	p->parameters = u->parameters.at;
	p->nparameters = (uint32_t)u->parameters.len;
	p->parameters_size = u->parameters_size;
	takes_plan(u);
	maps_plan(u);
	probes_plan(u);
	records_plan(u);
	pending_plan(u);
	stop_plan(u);
	p->cells_size = ROUND_UP(p->cells_size, CELL_ALIGN);
}
