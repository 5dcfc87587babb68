/*
 * Maps: keys, values, aggregates. Their types grow over the whole program.
 */
#include "lang/config.h"
#include "lang/pin.h"
#include "lang/sema_local.h"

#include "lang/buckets.h"
#include "lang/wire.h"

/* ---- keys ---- */

static bool key_allowed(const struct type *t)
{
	if (!type_is(t, TF_KEY))
		return false;
	for (uint32_t i = 0; (t->kind == T_TUPLE || t->kind == T_RECORD) && i < t->nfields; i++)
		if (!key_allowed(t->fields[i].type))
			return false;
	return true;
}

/* What decided how the map of D is used. */
void map_first_use(struct sema *s, const struct map_state *m, struct diag *d)
{
	if (d && m->known)
		diag_hint(s->diags, d, "%s is a map of the session; its type stays as it was made",
			  m->map.name);
	else if (d)
		diag_note(s->diags, d, m->first_key,
			  m->adopted ? "these are the types that it is pinned with already"
				     : "this is its first use");
}

/* The type of a key or value that has been CUR when a T is added. NULL: it does not fit. */
static const struct type *member_join(struct sema *s, const struct map_state *m,
				      const struct type *cur, const struct type *t)
{
	const struct type *joined;

	if (pin_is_of(m))
		return pin_join(s, m, cur, t);
	if (!s->u->session)
		return promote(s, cur, t);
	joined = promote(s, cur, session_type(s->u, t));
	return m->known && joined != cur ? NULL : joined;
}

static void key_mismatch(struct sema *s, struct map_state *m, const struct type *t,
			 struct span span)
{
	struct diag *d = sema_diag(s, D_KEY_MISMATCH, span,
				   "%s has keys of type %s; this one is of type %s", m->map.name,
				   text_of(s, m->map.key), text_of(s, t));

	map_first_use(s, m, d);
}

void sema_map_key(struct sema *s, struct map_state *m, struct expr **key)
{
	const struct type *t = sema_value(s, key), *joined;

	if (t->kind == T_ERROR)
		return;
	if (!key_allowed(t)) {
		sema_diag(s, D_KEY_TYPE, (*key)->span, "a value of type %s cannot be a map key",
			  text_of(s, t));
		return;
	}
	joined = member_join(s, m, m->map.key, t);
	if (!joined) {
		key_mismatch(s, m, t, (*key)->span);
		return;
	}
	if (m->map.key != joined &&
	    lock_allows(s, &m->lock, m->map.name, m->map.key, joined, (*key)->span)) {
		m->map.key = joined;
		s->changed = true;
	}
	if (s->final && !convert_implicitly(s, key, t, joined))
		key_mismatch(s, m, t, (*key)->span);
}

/* ---- reading ---- */

void map_undefined(struct sema *s, struct map_state *m, struct span span)
{
	const char *near;
	struct diag *d;

	if (!s->final || diags_errors(s->diags))
		return; /* most likely the assignment is what is wrong */
	d = diag_add(s->diags, D_UNDEFINED_MAP, span, "nothing ever assigns %s", m->map.name);
	near = near_map(s, m->map.name);
	if (near)
		diag_hint(s->diags, d, "did you mean %s?", near);
}

const struct type *sema_map(struct sema *s, struct expr *e)
{
	struct map_state *m = map_state(e->map.map);

	if (e->map.key)
		sema_map_key(s, m, &e->map.key);
	if (!m->map.value || m->map.value->kind == T_ERROR) {
		map_undefined(s, m, e->span);
		return &type_error;
	}
	return m->map.value;
}

/* ---- assigning ---- */

static void value_mismatch(struct sema *s, struct map_state *m, const struct type *t,
			   struct span span)
{
	struct diag *d =
		sema_diag(s, D_TYPE_MISMATCH, span,
			  "a value of type %s cannot be assigned to %s, which is of type %s",
			  text_of(s, t), m->map.name, text_of(s, m->map.value));

	map_first_use(s, m, d);
}

void map_value_join(struct sema *s, struct map_state *m, struct expr **value,
		    const struct type *type, struct span span)
{
	const struct type *cur = m->map.value, *joined = NULL;

	if (type->kind == T_ERROR)
		return;
	if (value)
		m->map.space = space_join(m->map.space, expr_space(s, *value));
	if (!cur || !type_is(cur, TF_AGGREGATE))
		joined = member_join(s, m, cur, type);
	if (!joined) {
		value_mismatch(s, m, type, span);
		return;
	}
	if (cur != joined && lock_allows(s, &m->lock, m->map.name, cur, joined, span)) {
		m->map.value = joined;
		s->changed = true;
	}
	if (value && s->final && !convert_implicitly(s, value, type, joined))
		value_mismatch(s, m, type, span);
}

static bool aggregate_value(struct sema *s, struct stmt *stmt, const struct type *t)
{
	const struct map_state *m = map_state(stmt->assign.target->map.map);
	const struct type *to = m->map.value;
	struct diag *d;

	if (!type_is(t, TF_AGGREGATE) || (type_is(t, TF_CASTABLE) && to && to->kind == T_INT))
		return true;
	if (!s->final)
		return false;
	d = sema_diag(s, D_AGGREGATE_COPY, stmt->span,
		      "a value of type %s cannot be assigned from one map to another",
		      text_of(s, t));
	if (type_is(t, TF_CASTABLE))
		sema_hint(s, d, "cast it to have its present value: %s = (int64)%s", m->map.name,
			  stmt->assign.value->kind == E_MAP ? stmt->assign.value->map.name : "...");
	return false;
}

void map_assign(struct sema *s, struct stmt *stmt)
{
	struct expr *target = stmt->assign.target;
	struct map_state *m = map_state(target->map.map);
	const struct type *t;

	if (target->map.key)
		sema_map_key(s, m, &target->map.key);
	if (stmt->assign.value->kind == E_MAP) {
		t = sema_expr(s, &stmt->assign.value);
		if (!aggregate_value(s, stmt, t))
			return;
		t = sema_aggregate_read(s, t);
		convert(s, &stmt->assign.value, t);
	} else {
		t = sema_value(s, &stmt->assign.value);
	}
	if (t->kind == T_CONTEXT) {
		sema_diag(s, D_TYPE_MISMATCH, stmt->span,
			  "the context of a probe cannot be kept in a map");
		return;
	}
	map_value_join(s, m, &stmt->assign.value, t, stmt->span);
	target->type = m->map.value ? m->map.value : &type_error;
}

/* ---- aggregates ---- */

static bool literal_number(struct sema *s, const struct exprs *args, size_t i, const char *what,
			   const char *name, int64_t *out)
{
	const struct expr *e = args->at[i];

	if (e->kind != E_INT || e->num.negative || e->num.value > INT64_MAX) {
		sema_diag(s, D_ARG_LITERAL, e->span,
			  "%s(): %s must be a literal number that is not negative", name, what);
		return false;
	}
	*out = (int64_t)e->num.value;
	return true;
}

static void bounds_differ(struct sema *s, const struct map_state *m, struct span span)
{
	struct diag *d = sema_diag(s, D_AGGREGATE_BOUNDS, span,
				   "all uses of %s must have the same parameters", m->map.name);

	if (m->known)
		map_first_use(s, m, d);
	else
		sema_note(s, d, m->first_agg, "here they were others");
}

/* The first use in the program decides. */
static void bounds_set(struct map_state *m, struct span span)
{
	if (m->bits_known)
		return;
	m->bits_known = true;
	m->first_agg = span;
}

static void hist_params(struct sema *s, struct map_state *m, struct stmt *stmt)
{
	struct exprs *args = &stmt->aggregate.args;
	int64_t bits = 0;

	if (args->len > 1) {
		if (!literal_number(s, args, 1, "bits", "hist", &bits))
			return;
		if (bits > HIST_BITS_MAX) {
			sema_diag(s, D_ARG_VALUE, args->at[1]->span,
				  "hist(): bits must be 0 to %d, not %lld", HIST_BITS_MAX,
				  (long long)bits);
			return;
		}
	}
	if (!m->bits_known)
		m->map.bits = (uint32_t)bits;
	else if (m->map.bits != (uint32_t)bits)
		bounds_differ(s, m, stmt->span);
	bounds_set(m, stmt->span);
}

static bool lhist_valid(struct sema *s, const struct expr *e, int64_t min, int64_t max,
			int64_t step)
{
	if (step < 1)
		sema_diag(s, D_ARG_VALUE, e->span, "lhist(): the step must be at least 1");
	else if (min > max)
		sema_diag(s, D_ARG_VALUE, e->span,
			  "lhist(): min must be less than max (%lld and %lld are given)",
			  (long long)min, (long long)max);
	else if ((max - min) / step > LHIST_STEPS_MAX)
		sema_diag(s, D_ARG_VALUE, e->span,
			  "lhist(): %lld buckets are too many, there can be %d",
			  (long long)((max - min) / step), LHIST_STEPS_MAX);
	else if (max - min < step)
		sema_diag(s, D_ARG_VALUE, e->span,
			  "lhist(): step %lld is larger than the range %lld", (long long)step,
			  (long long)(max - min));
	else
		return true;
	return false;
}

static void lhist_params(struct sema *s, struct map_state *m, struct stmt *stmt)
{
	struct exprs *args = &stmt->aggregate.args;
	int64_t min, max, step;

	if (!literal_number(s, args, 1, "min", "lhist", &min) ||
	    !literal_number(s, args, 2, "max", "lhist", &max) ||
	    !literal_number(s, args, 3, "step", "lhist", &step))
		return;
	if (!lhist_valid(s, args->at[3], min, max, step))
		return;
	if (!m->bits_known) {
		m->map.min = min;
		m->map.max = max;
		m->map.step = step;
	} else if (m->map.min != min || m->map.max != max || m->map.step != step) {
		bounds_differ(s, m, stmt->span);
	}
	bounds_set(m, stmt->span);
}

static int tseries_agg(struct sema *s, const struct expr *e)
{
	static const char *const names[] = {
		[TSERIES_LAST] = "",   [TSERIES_AVG] = "avg", [TSERIES_MAX] = "max",
		[TSERIES_MIN] = "min", [TSERIES_SUM] = "sum",
	};

	for (int i = TSERIES_AVG; i <= TSERIES_SUM; i++)
		if (e->kind == E_STRING && str_equal(e->string, str_from(names[i])))
			return i;
	sema_diag(s, D_ARG_VALUE, e->span,
		  "tseries(): the last argument is \"avg\", \"max\", \"min\" or \"sum\"");
	return TSERIES_LAST;
}

static bool setting_is(struct sema *s, enum config_key key, const char *value)
{
	const char *setting = s->u->config_strings[key];

	return setting && strcmp(setting, value) == 0;
}

void sema_unstable(struct sema *s, enum config_key key, const char *what, struct span span)
{
	const char *name = config_key_name(key);
	struct diag *d;

	if (!s->final || s->unstable_said[key] || setting_is(s, key, "enable"))
		return;
	s->unstable_said[key] = true;
	if (setting_is(s, key, "error")) {
		sema_diag(s, D_UNSTABLE, span,
			  "%s is not enabled: set %s=enable in the config block", what, name);
		return;
	}
	d = sema_diag(s, D_UNSTABLE_USED, span, "%s may change in later versions", what);
	sema_hint(s, d, "config = { %s=enable } says that this is known", name);
}

#define TSERIES_INTERVALS_MAX 1000000

static void tseries_params(struct sema *s, struct map_state *m, struct stmt *stmt)
{
	struct exprs *args = &stmt->aggregate.args;
	int64_t interval, n;
	int agg = TSERIES_LAST;

	sema_unstable(s, CONFIG_unstable_tseries, "tseries()", stmt->span);
	if (!literal_number(s, args, 1, "interval", "tseries", &interval) ||
	    !literal_number(s, args, 2, "intervals", "tseries", &n))
		return;
	if (interval < 1 || n < 1 || n > TSERIES_INTERVALS_MAX) {
		sema_diag(s, D_ARG_VALUE, args->at[interval < 1 ? 1 : 2]->span,
			  "tseries(): the interval must be at least 1 ns, and there can be 1 to %d "
			  "intervals",
			  TSERIES_INTERVALS_MAX);
		return;
	}
	if (args->len > 3)
		agg = tseries_agg(s, args->at[3]);
	if (!m->bits_known) {
		m->map.interval = (uint64_t)interval;
		m->map.intervals = (uint64_t)n;
		m->map.agg = agg;
	} else if (m->map.interval != (uint64_t)interval || m->map.intervals != (uint64_t)n ||
		   m->map.agg != agg) {
		bounds_differ(s, m, stmt->span);
	}
	bounds_set(m, stmt->span);
}

static void params_check(struct sema *s, struct map_state *m, struct stmt *stmt, int kind)
{
	switch (kind) {
	case T_HIST:
		hist_params(s, m, stmt);
		break;
	case T_LHIST:
		lhist_params(s, m, stmt);
		break;
	case T_TSERIES:
		tseries_params(s, m, stmt);
		break;
	default:
		break;
	}
}

static bool aggregate_signed(int kind, const struct type *value)
{
	if (kind == T_COUNT || !value)
		return false;
	return kind == T_HIST || kind == T_LHIST || value->kind == T_BOOL || value->is_signed;
}

static bool aggregate_join(struct sema *s, struct map_state *m, const struct type *t,
			   struct span span)
{
	const struct type *cur = m->map.value;

	if (cur && cur->kind != T_ERROR) {
		if (cur->kind != t->kind) {
			value_mismatch(s, m, t, span);
			return false;
		}
		t = m->known ? cur : type_aggregate(s->ts, t->kind, cur->is_signed || t->is_signed);
	}
	if (cur != t) {
		m->map.value = t;
		s->changed = true;
	}
	return true;
}

void sema_aggregate(struct sema *s, struct stmt *stmt)
{
	const struct aggregate_row *row = &aggregate_rows[stmt->aggregate.agg];
	struct expr *target = stmt->aggregate.target;
	struct map_state *m = map_state(target->map.map);
	struct exprs *args = &stmt->aggregate.args;
	const struct type *types[SIGNATURE_ARGS_MAX] = {NULL};

	if (target->map.key)
		sema_map_key(s, m, &target->map.key);
	if (!check_args(s, row->name, aggregate_signature(s, stmt->aggregate.agg), args, types,
			stmt->span))
		return;
	aggregate_join(s, m,
		       type_aggregate(s->ts, (enum type_kind)row->type,
				      aggregate_signed(row->type, types[0])),
		       stmt->span);
	target->type = m->map.value ? m->map.value : &type_error;
	params_check(s, m, stmt, row->type);
	if (args->len && types[0]->kind != T_ERROR)
		convert(s, &args->at[0],
			type_int(s->ts, 8, types[0]->kind != T_BOOL && types[0]->is_signed));
	if (s->final && args->len > 1)
		args->len = 1; /* the parameters are the map's now */
}

/* ---- declarations ---- */

static const struct {
	const char *name;
	bool per_cpu;
} map_kinds[] = {
	{"hash", false},
	{"lruhash", false},
	{"percpuhash", true},
	{"percpulruhash", true},
};

/* A map of the session stays as large as it was made. */
static void decl_known_check(struct sema *s, const struct map *m, const struct map_spec *spec)
{
	const struct map_decl *decl = m->decl;

	if (decl->max_entries != spec->max_entries ||
	    spec->lru != (strstr(decl->kind, "lru") != NULL))
		diag_add(s->diags, D_MAP_KIND, decl->span,
			 "%s is a map of the session already, with room for %u elements; it keeps "
			 "its size",
			 m->name, spec->max_entries);
}

static void decl_check(struct sema *s, struct map *m)
{
	const struct map_decl *decl = m->decl;
	bool aggregate = m->value && type_is(m->value, TF_AGGREGATE);
	struct diag *d;

	if (map_state(m)->known) {
		decl_known_check(s, m, &map_state(m)->known->spec);
		return;
	}
	if (!decl->max_entries || decl->max_entries > MAP_ENTRIES_MAX)
		diag_add(s->diags, D_MAP_KIND, decl->span, "a map has room for 1 to %u elements",
			 MAP_ENTRIES_MAX);
	for (size_t i = 0; i < ARRAY_LEN(map_kinds); i++) {
		if (strcmp(map_kinds[i].name, decl->kind) != 0)
			continue;
		if (m->value && map_kinds[i].per_cpu != aggregate)
			diag_add(s->diags, D_MAP_KIND, decl->span,
				 "%s is declared as %s, but values of type %s are kept %s", m->name,
				 decl->kind, text_of(s, m->value),
				 aggregate ? "per CPU (percpuhash, percpulruhash)"
					   : "once (hash, lruhash)");
		return;
	}
	d = diag_add(s->diags, D_MAP_KIND, decl->kind_span, "there is no map type %s", decl->kind);
	diag_hint(s->diags, d, "there are hash, lruhash, percpuhash and percpulruhash");
}

void maps_check(struct sema *s)
{
	for (size_t i = 0; i < s->u->maps.len; i++) {
		struct map *m = s->u->maps.at[i];

		if (m->decl)
			decl_check(s, m);
		pin_check(s, m);
		if (m->decl && !map_state(m)->used && !s->u->session)
			diag_add(s->diags, D_UNUSED_MAP, m->decl->span, "%s is not used", m->name);
	}
}
