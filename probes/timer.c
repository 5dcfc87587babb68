/*
 * interval and profile: a period or a frequency. interval programs are run by the tracer's timer,
 * profile programs by a clock event on every CPU.
 */
#include "probes/glob.h"
#include "probes/source.h"

#define NS_PER_S 1000000000u
#define PERIOD_MIN_NS 1000u

struct unit_of_time {
	const char *name;
	uint64_t ns;
};

static const struct unit_of_time units[] = {
	{"s", NS_PER_S},
	{"ms", 1000000},
	{"us", 1000},
};

static bool unit_error(struct expansion *x, struct str unit)
{
	struct diag *d = expansion_error(x, D_PROBE_VALUE, "'%.*s' is no unit of time",
					 (int)MIN(unit.len, 40u), unit.at);

	diag_hint(x->u->diags, d, "the units are hz, s, ms and us");
	return false;
}

static bool value_error(struct expansion *x, struct str count)
{
	expansion_error(x, D_PROBE_VALUE, "%s: '%.*s' is no positive integer",
			probe_rows[x->fields.kind].name, (int)MIN(count.len, 40u), count.at);
	return false;
}

static bool period_check(struct expansion *x)
{
	struct diag *d;

	if (x->period_ns >= PERIOD_MIN_NS && x->period_ns <= INT64_MAX)
		return true;
	d = expansion_error(x, D_PROBE_VALUE, "a period of %llu ns is too %s",
			    (unsigned long long)x->period_ns,
			    x->period_ns < PERIOD_MIN_NS ? "short" : "long");
	diag_hint(x->u->diags, d, "the shortest is 1us; %s:s:1 or %s:1s fires once a second",
		  probe_rows[x->fields.kind].name, probe_rows[x->fields.kind].name);
	return false;
}

/* Sets period_ns, and frequency for hz. False: a diagnostic was added. */
static bool rate_read(struct expansion *x)
{
	struct str unit = attach_point_part(&x->fields, "unit");
	struct str count = attach_point_part(&x->fields, "count");
	uint64_t value;
	enum number_kind kind = attach_number(count, &value);

	if (!unit.at) {
		if (kind != NUMBER_DURATION && kind != NUMBER_PLAIN)
			return value_error(x, count);
		x->period_ns = value / 1000 * 1000; /* whole microseconds */
		if (value < PERIOD_MIN_NS)
			x->period_ns = value;
		return period_check(x);
	}
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (!str_equal(unit, str_from(units[i].name)))
			continue;
		if (kind != NUMBER_PLAIN || !value)
			return value_error(x, count);
		if (__builtin_mul_overflow(value, units[i].ns, &x->period_ns))
			x->period_ns = UINT64_MAX;
		return period_check(x);
	}
	if (!str_equal(unit, STR("hz")))
		return unit_error(x, unit);
	if (kind != NUMBER_PLAIN || !value)
		return value_error(x, count);
	x->frequency = value;
	x->period_ns = NS_PER_S / value;
	return period_check(x);
}

static void timer_expand(struct expansion *x, enum attach_method method, enum context context)
{
	if (!rate_read(x))
		return;
	expansion_add(x, (struct match){
				 .target = {.name = expansion_name(x)},
				 .method = method,
				 .context = context,
			 });
}

static void interval_expand(struct expansion *x)
{
	timer_expand(x, METHOD_run, CTX_NONE);
}

static void profile_expand(struct expansion *x)
{
	timer_expand(x, METHOD_perf, CTX_PERF);
}

static void timer_list(struct listing *l)
{
	static const char *const names[] = {"hz", "ms", "s", "us"};
	struct str pattern = attach_point_pattern(&l->pattern, "unit");

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (glob_match(pattern, str_from(names[i])))
			listing_add(l, "%s:", names[i]);
	}
}

const struct probe_source interval_source = {.expand = interval_expand, .list = timer_list};
const struct probe_source profile_source = {.expand = profile_expand, .list = timer_list};
