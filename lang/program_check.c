/*
 * What must hold between the members of a program that came from outside: once this has been looked
 * at, all who read the program may rely on it.
 */
#include "lang/program_check.h"

#include "lang/buckets.h"
#include "lang/pin.h"

#define TSERIES_INTERVALS_MAX 1000000

struct check {
	const char *error; /* the first fault */
};

static void require(struct check *c, bool holds, const char *error)
{
	if (!holds && !c->error)
		c->error = error;
}

static void aggregate_check(struct check *c, const struct map_spec *m)
{
	if (m->value->kind == T_HIST)
		require(c, m->bits <= HIST_BITS_MAX, "a histogram has too many bits");
	if (m->value->kind == T_LHIST)
		require(c,
			m->min >= 0 && m->max >= m->min && m->step >= 1 &&
				(m->max - m->min) / m->step <= LHIST_STEPS_MAX,
			"a histogram has wrong bounds");
	if (m->value->kind == T_TSERIES)
		require(c,
			m->interval && m->intervals && m->intervals <= TSERIES_INTERVALS_MAX &&
				m->agg <= TSERIES_SUM,
			"a time series has wrong parameters");
}

static void hash_check(struct check *c, const struct map_spec *m)
{
	uint64_t bucket = type_is(m->value, TF_BUCKETS) || m->by_cpu ? 8 : 0;
	uint64_t key = m->key ? m->key->size : 0;
	uint64_t value = aggregate_size(m, false);

	require(c, m->bpf_name != NULL, "a map has no name in the kernel");
	require(c, m->max_entries > 0, "a map has no room");
	require(c, m->key_size >= key + bucket && m->key_size && m->key_size <= TYPE_SIZE_MAX,
		"a map's key has a wrong size");
	require(c, !m->by_cpu || m->value->kind == T_MIN || m->value->kind == T_MAX,
		"a map has an entry for each CPU");
	require(c, !m->bank_name || !m->hash_size, "a map of hashes has banks");
	require(c,
		!m->pin || (pin_name_valid(str_from(m->pin)) && !m->bank_name && !m->hash_size &&
			    !m->by_cpu && m->per_cpu == (value != 0)),
		"a map cannot be pinned");
	require(c, !m->hash_size || (m->keys_name && m->hash_size == 16 + bucket),
		"a map has hashes of another size");
	require(c,
		m->value_size >= (value ? value : m->value->size) && m->value_size &&
			m->value_size <= TYPE_SIZE_MAX,
		"a map's value has a wrong size");
}

static uint32_t key_parts(const struct type *key)
{
	return !key ? 0 : key->kind == T_TUPLE ? key->nfields : 1;
}

static void map_check(struct check *c, const struct program *p, const struct map_spec *m)
{
	bool aggregate;

	require(c, !m->pin || m->storage == STORE_HASH, "a pinned map is no hash");
	require(c, m->name != NULL, "a map has no name");
	require(c, m->value != NULL, "a map has no type");
	if (c->error)
		return;
	require(c, !m->nkey_names || m->nkey_names == key_parts(m->key),
		"a map's key has another number of parts than names");
	for (uint32_t i = 0; i < m->nkey_names; i++)
		require(c, m->key_names[i] != NULL, "a part of a key has no name");
	aggregate = type_is(m->value, TF_AGGREGATE);
	if (aggregate)
		aggregate_check(c, m);
	if (c->error)
		return;
	switch (m->storage) {
	case STORE_GLOBAL:
		require(c, !m->key && !aggregate && m->value->size <= 8,
			"a map does not fit into a global");
		require(c,
			(uint64_t)m->offset + sizeof(struct wire_scalar) <= p->globals_size &&
				m->offset % 8 == 0,
			"a map lies outside of the globals");
		break;
	case STORE_CELL:
		require(c, !m->key && aggregate, "a map cannot be a cell");
		require(c,
			m->offset + aggregate_size(m, true) <= p->cells_size && m->offset % 8 == 0,
			"a map lies outside of the cells");
		break;
	case STORE_HASH:
		hash_check(c, m);
		break;
	}
}

static bool action_has_format(enum action action)
{
	return action == ACT_printf || action == ACT_errorf || action == ACT_warnf ||
	       action == ACT_cat || action == ACT_system || action == ACT_time ||
	       action == ACT_join || action == ACT_skboutput;
}

static bool action_has_map(enum action action)
{
	return action == ACT_print_map || action == ACT_clear || action == ACT_zero;
}

static void record_check(struct check *c, const struct program *p, const struct record *r)
{
	require(c, r->fixed_size <= TYPE_SIZE_MAX, "a record is too large");
	require(c, r->format || !action_has_format(r->action), "a record has no format");
	require(c, r->map < p->nmaps || !action_has_map(r->action),
		"a record names a map that is not there");
	require(c,
		r->take == TAKE_NONE ||
			(r->action == ACT_print_map ? r->take != TAKE_DONE : r->take == TAKE_DONE),
		"a record takes what it cannot take");
	require(c,
		r->pending_offset == RECORD_NEVER_PENDS ||
			(action_has_map(r->action) && r->pending_offset % 8 == 0 &&
			 (uint64_t)r->pending_offset + 8 <= p->globals_size),
		"what a record waits for lies outside of the globals");
	require(c, r->action != ACT_print_value || r->nfields == 1,
		"a record has a wrong number of values");
	require(c, r->helper || r->message || r->action != ACT_runtime_error,
		"a warning has no text");
	for (uint32_t i = 0; i < r->nfields && !c->error; i++) {
		const struct payload_field *f = &r->fields[i];
		uint64_t size;

		require(c, f->type != NULL, "a value has no type");
		if (c->error)
			return;
		require(c, !f->variable || f->type->kind == T_STRING || f->type->kind == T_BUFFER,
			"a value cannot have a varying length");
		size = f->variable ? 4 : f->type->size;
		require(c, f->offset + size <= r->fixed_size, "a value is outside of its record");
	}
}

static void probe_check(struct check *c, const struct program *p, const struct probe_spec *spec)
{
	require(c, spec->text && spec->program, "a probe has no name");
	require(c, (uint64_t)spec->lost_offset + 8 <= p->cells_size && spec->lost_offset % 8 == 0,
		"a probe's counter lies outside of the cells");
	for (uint32_t i = 0; i < spec->nlate_fields; i++)
		require(c, spec->late_fields[i].name != NULL, "a field has no name");
	for (uint32_t i = 0; i < spec->ntargets; i++)
		require(c, spec->targets[i].name != NULL, "a target has no name");
}

static void members_check(struct check *c, const struct program *p)
{
	require(c, p->cells_size % 64 == 0, "the cells have a wrong size");
	require(c,
		p->globals_size <= TYPE_SIZE_MAX && p->cells_size <= TYPE_SIZE_MAX &&
			p->scratch_size <= TYPE_SIZE_MAX && p->scratch_slots <= 64,
		"the program wants too much memory");
	require(c,
		p->stop_offset == PROGRAM_NO_STOP ||
			(p->stop_offset % 8 == 0 &&
			 (uint64_t)p->stop_offset + 8 <= p->globals_size),
		"the stop word lies outside of the globals");
	require(c,
		!p->errors_offset ||
			(p->errors_offset % 8 == 0 &&
			 p->errors_offset + 8 * (uint64_t)p->nrecords <= p->cells_size),
		"the error counters lie outside of the cells");
	for (uint32_t i = 0; i < p->nmaps && !c->error; i++)
		map_check(c, p, &p->maps[i]);
	for (uint32_t i = 0; i < p->nrecords && !c->error; i++)
		record_check(c, p, &p->records[i]);
	for (uint32_t i = 0; i < p->nprobes && !c->error; i++)
		probe_check(c, p, &p->probes[i]);
	require(c, p->ninterfaces <= INTERFACES_MAX, "there are too many interfaces");
	for (uint32_t i = 0; i < p->ninterfaces; i++)
		require(c, p->interfaces[i].name != NULL, "an interface has no name");
	require(c, p->parameters_size <= TYPE_SIZE_MAX, "the parameters are too large");
	for (uint32_t i = 0; i < p->nparameters; i++)
		require(c,
			p->parameters[i].size >= 8 &&
				(uint64_t)p->parameters[i].offset + p->parameters[i].size <=
					p->parameters_size,
			"a parameter lies outside of its section");
	for (uint32_t i = 0; i < p->nlayouts; i++)
		require(c, p->layouts[i] && p->layouts[i]->name, "a layout has no type");
	for (uint32_t i = 0; i < p->nstrings; i++)
		require(c, p->strings[i] != NULL, "a string is missing");
}

const char *program_check(const struct program *p)
{
	struct check c = {NULL};

	members_check(&c, p);
	return c.error;
}
