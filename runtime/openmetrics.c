/*
 * A family of metrics per map: its type follows from the type of the map's value, its labels are
 * the parts of the key, its help is what the script's comments say.
 */
#include "runtime/openmetrics.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "lang/buckets.h"
#include "runtime/markup.h"

enum family_type { GAUGE, COUNTER, SUMMARY, HISTOGRAM, INFO };

static const char *const type_names[] = {"gauge", "counter", "summary", "histogram", "info"};
/* What the names of a type's samples end with: no other family may be called like that. */
static const char *const suffixes[] = {"", "_total", "_count", "_sum", "_bucket", "_info"};

struct family {
	const char *name;
	enum family_type type;
	const char *help;
	uint32_t map;
	/* Histograms: the largest bucket that was ever counted in, and whether the lowest was. */
	uint64_t last;
	bool negative;
	uint64_t cut; /* series left out of this scrape */
};

struct openmetrics {
	struct runtime *rt;
	struct arena *arena;
	struct family *families; /* one per map */
	const char *kernel, *script;
	double started; /* seconds since 1970 */
};

/* ---- families ---- */

static bool is_number(const struct type *t)
{
	return type_is(t, TF_INTEGER);
}

static bool has_members(const struct type *t)
{
	return t->kind == T_TUPLE || t->kind == T_RECORD || t->kind == T_STRUCT ||
	       t->kind == T_ARRAY;
}

/* All of whose members are numbers: each becomes a sample of its own. */
static bool is_numbers(const struct type *t)
{
	if (t->kind == T_ARRAY)
		return t->elem && is_number(t->elem);
	for (uint32_t i = 0; i < t->nfields; i++) {
		if (!t->fields[i].type || !is_number(t->fields[i].type))
			return false;
	}
	return has_members(t) && t->nfields;
}

static enum family_type family_type(const struct type *t)
{
	if (t->kind == T_COUNT || (t->kind == T_SUM && !t->is_signed))
		return COUNTER;
	if (t->kind == T_HIST || t->kind == T_LHIST)
		return HISTOGRAM;
	if (t->kind == T_STATS)
		return SUMMARY;
	if (type_is(t, TF_AGGREGATE) || is_number(t) || is_numbers(t))
		return GAUGE;
	return INFO;
}

/* "a" and "a_total" would share a name of a sample. */
static bool names_clash(const char *a, const char *b)
{
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		size_t len = strlen(a);

		if (strncmp(a, b, len) == 0 && strcmp(b + len, suffixes[i]) == 0)
			return true;
	}
	return false;
}

static bool name_taken(const struct openmetrics *om, uint32_t n, const char *name)
{
	static const char *const ours[] = {"sonde_info", "sonde_lost_events", "sonde_cut_series",
					   "sonde_start_time_seconds"};

	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		if (names_clash(ours[i], name) || names_clash(name, ours[i]))
			return true;
	}
	for (uint32_t i = 0; i < n; i++) {
		if (names_clash(om->families[i].name, name) ||
		    names_clash(name, om->families[i].name))
			return true;
	}
	return false;
}

/* "@reads" is sonde_reads; "@" is sonde_map; a name that is taken gets a number. */
static const char *family_name(struct openmetrics *om, uint32_t map)
{
	const char *own = om->rt->program->maps[map].name + 1;
	struct str base = *own ? str_from(own) : STR("map");
	const char *name;

	/* The suffix of a counter is put there by the format. */
	if (str_ends(base, STR("_total")) && base.len > 6)
		base.len -= 6;
	name = arena_printf(om->arena, "sonde_%.*s", STR_ARG(base));
	for (unsigned i = 2; name_taken(om, map, name); i++)
		name = arena_printf(om->arena, "sonde_%.*s_%u", STR_ARG(base), i);
	return name;
}

struct openmetrics *openmetrics_new(struct runtime *rt)
{
	struct arena *a = arena_new();
	struct openmetrics *om = arena_make(a, struct openmetrics);
	const char *script = rt->options->script_name;
	struct utsname system = {.release = ""};
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	uname(&system);
	om->rt = rt;
	om->arena = a;
	om->started = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
	om->kernel = arena_strdup(a, str_from(system.release));
	om->script = script ? script : "";
	om->families = arena_array(a, struct family, rt->program->nmaps);
	for (uint32_t i = 0; i < rt->program->nmaps; i++) {
		const struct map_spec *m = &rt->program->maps[i];

		om->families[i] = (struct family){
			.type = family_type(m->value),
			.help = m->doc ? m->doc : arena_printf(a, "Map %s", m->name),
			.map = i};
		om->families[i].name = family_name(om, i);
	}
	return om;
}

void openmetrics_free(struct openmetrics *om)
{
	if (om)
		arena_free(om->arena);
}

/* ---- text ---- */

/* Between quotes, or as help. */
static void escaped_text(struct buf *out, struct str s)
{
	size_t from = out->len, count;
	char *at;

	utf8_text(out, s);
	for (count = 0, at = out->at + from; at < out->at + out->len; at++)
		count += *at == '\\' || *at == '"' || *at == '\n';
	if (!count)
		return;
	buf_reserve(out, count);
	for (at = out->at + (out->len += count) - 1; count; at--) {
		char c = at[-(ptrdiff_t)count];

		*at = c == '\n' ? 'n' : c;
		if (c == '\\' || c == '"' || c == '\n') {
			*--at = '\\';
			count--;
		}
	}
	out->at[out->len] = '\0';
}

static void label_add(struct buf *labels, struct str name, struct str value)
{
	if (labels->len)
		buf_char(labels, ',');
	buf_str(labels, name);
	buf_puts(labels, "=\"");
	escaped_text(labels, value);
	buf_char(labels, '"');
}

/* "le" and "quantile" are the format's, names that begin with "__" Prometheus'. */
static void label_name(const struct map_spec *m, uint32_t part, struct buf *out)
{
	const char *name = part < m->nkey_names ? m->key_names[part] : NULL;

	if (m->key->kind == T_RECORD && m->key->fields[part].name)
		name = m->key->fields[part].name;
	if (!name) {
		buf_printf(out, "k%u", part);
		return;
	}
	while (*name == '_')
		name++;
	if (!*name || isdigit((unsigned char)*name))
		buf_char(out, 'k');
	buf_puts(out, name);
	if (strcmp(name, "le") == 0 || strcmp(name, "quantile") == 0)
		buf_char(out, '_');
}

/* The labels of ROW's key, without braces. */
static void key_labels(const struct openmetrics *om, const struct map_spec *m,
		       const struct map_row *row, struct buf *labels)
{
	bool parts = row->key && (m->key->kind == T_TUPLE || m->key->kind == T_RECORD);
	struct buf name = {NULL, 0, 0}, text = {NULL, 0, 0};
	uint32_t count = !row->key ? 0 : parts ? m->key->nfields : 1;
	struct value key = row->key ? value_at(m->key, row->key) : (struct value){NULL, NULL, 0, 0};
	uint64_t scratch;

	buf_clear(labels);
	for (uint32_t i = 0; i < count; i++) {
		buf_clear(&name);
		buf_clear(&text);
		label_name(m, i, &name);
		value_text(om->rt->names, parts ? value_member(key, i, &scratch) : key, &text);
		label_add(labels, (struct str){name.at, name.len},
			  str_trim((struct str){text.at ? text.at : "", text.len}));
	}
	buf_free(&name);
	buf_free(&text);
}

static void family_head(struct buf *out, const char *name, enum family_type type, const char *help)
{
	buf_printf(out, "# TYPE %s %s\n# HELP %s ", name, type_names[type], name);
	escaped_text(out, str_from(help));
	buf_char(out, '\n');
}

/* Name, suffix, labels and a space. MORE is one more label, with its quotes, or NULL. */
static void sample_head(struct buf *out, const struct family *f, const char *suffix,
			const struct buf *labels, const char *more)
{
	buf_puts(out, f->name);
	buf_puts(out, suffix);
	if (labels->len || more) {
		buf_char(out, '{');
		buf_add(out, labels->at ? labels->at : "", labels->len);
		if (labels->len && more)
			buf_char(out, ',');
		buf_puts(out, more ? more : "");
		buf_char(out, '}');
	}
	buf_char(out, ' ');
}

static void sample(struct buf *out, const struct family *f, const char *suffix,
		   const struct buf *labels, uint64_t value, bool is_signed)
{
	sample_head(out, f, suffix, labels, NULL);
	if (is_signed)
		text_signed(out, (int64_t)value);
	else
		text_unsigned(out, value);
	buf_char(out, '\n');
}

/* ---- histograms: cumulative, bounds are the largest value of a bucket ---- */

/* A bound as a float: readers of the format tell it from an integer. */
static void bucket_sample(struct buf *out, const struct family *f, const struct buf *labels,
			  double bound, uint64_t count)
{
	char more[48], number[32];

	snprintf(number, sizeof(number), "%.17g", bound);
	snprintf(more, sizeof(more), "le=\"%s%s\"", number, strpbrk(number, ".e") ? "" : ".0");
	sample_head(out, f, "_bucket", labels, more);
	text_unsigned(out, count);
	buf_char(out, '\n');
}

/* The index of the bucket that ends with the value 2^POWER - 1. */
static uint32_t power_bucket(uint32_t bits, unsigned power)
{
	return hist_bucket_index(bits, (int64_t)((UINT64_C(1) << power) - 1));
}

/* How many bounds below infinity a row of M has. */
static uint64_t bounds_count(const struct map_spec *m, const struct family *f)
{
	uint64_t count = 0;

	if (m->value->kind == T_LHIST)
		return lhist_bucket_count(m->min, m->max, m->step) - 1;
	while (count < 63 && power_bucket(m->bits, (unsigned)count) < f->last)
		count++;
	return count + 1 + f->negative;
}

/* The last bucket below bound I, and the bound. */
static uint64_t bound_at(const struct map_spec *m, const struct family *f, uint64_t i,
			 double *bound)
{
	if (m->value->kind == T_LHIST) {
		*bound = i ? (double)(lhist_bucket_low(m->min, m->step, (uint32_t)i) + m->step - 1)
			   : (double)(m->min - 1);
		return i;
	}
	if (f->negative && !i) {
		*bound = -1;
		return 0;
	}
	i -= f->negative;
	*bound = (double)((UINT64_C(1) << i) - 1);
	return power_bucket(m->bits, (unsigned)i);
}

static void histogram_samples(struct buf *out, const struct map_spec *m, const struct family *f,
			      const struct map_row *row, const struct buf *labels)
{
	uint64_t bounds = bounds_count(m, f), sum = 0;
	size_t next = 0;
	double bound;

	for (uint64_t i = 0; i < bounds; i++) {
		uint64_t last = bound_at(m, f, i, &bound);

		while (next < row->nbuckets && row->buckets[next].index <= last)
			sum += row->buckets[next++].value;
		bucket_sample(out, f, labels, bound, sum);
	}
	while (next < row->nbuckets)
		sum += row->buckets[next++].value;
	sample_head(out, f, "_bucket", labels, "le=\"+Inf\"");
	text_unsigned(out, sum);
	buf_char(out, '\n');
	sample(out, f, "_count", labels, sum, false);
}

/* Bounds appear when values do, and stay. */
static void histogram_grow(const struct map_rows *rows, struct family *f)
{
	for (size_t i = 0; i < rows->len; i++) {
		for (size_t b = 0; b < rows->at[i].nbuckets; b++) {
			const struct bucket *bucket = &rows->at[i].buckets[b];

			if (!bucket->value)
				continue;
			f->last = MAX(f->last, bucket->index);
			f->negative |= bucket->index == 0;
		}
	}
}

/* ---- rows ---- */

static void member_samples(struct buf *out, const struct family *f, struct value v,
			   struct buf *labels)
{
	size_t len = labels->len;
	uint64_t scratch;

	for (uint32_t i = 0; i < value_members(v); i++) {
		const char *name = v.type->kind == T_ARRAY ? NULL : v.type->fields[i].name;
		struct value member = value_member(v, i, &scratch);
		char number[16];

		snprintf(number, sizeof(number), "%u", i);
		label_add(labels, STR("member"), str_from(name ? name : number));
		sample(out, f, "", labels, value_int(member), value_int_signed(member.type));
		labels->len = len;
	}
}

static void info_sample(const struct openmetrics *om, struct buf *out, const struct family *f,
			struct value v, struct buf *labels)
{
	struct buf text = {NULL, 0, 0};

	value_text(om->rt->names, v, &text);
	label_add(labels, STR("value"), str_trim((struct str){text.at ? text.at : "", text.len}));
	sample(out, f, "_info", labels, 1, false);
	buf_free(&text);
}

static void row_samples(const struct openmetrics *om, struct buf *out, const struct family *f,
			const struct map_row *row, struct buf *labels)
{
	const struct map_spec *m = &om->rt->program->maps[f->map];
	struct value v = {.type = m->value, .at = row->value, .len = m->value->size};
	struct wire_agg_avg stats;
	bool is_signed = value_int_signed(m->value);
	uint64_t number = 0;

	key_labels(om, m, row, labels);
	if (f->type == HISTOGRAM) {
		histogram_samples(out, m, f, row, labels);
	} else if (f->type == SUMMARY) {
		memcpy(&stats, row->value, sizeof(stats));
		sample(out, f, "_count", labels, stats.count, false);
		sample(out, f, "_sum", labels, stats.total, m->value->is_signed);
	} else if (m->value->kind == T_TSERIES) {
		if (tseries_newest(m, row, &number))
			sample(out, f, "", labels, number, m->value->is_signed);
	} else if (type_is(m->value, TF_AGGREGATE)) {
		number = value_aggregate(v, &is_signed);
		sample(out, f, f->type == COUNTER ? "_total" : "", labels, number, is_signed);
	} else if (is_number(m->value)) {
		sample(out, f, "", labels, value_int(v), is_signed);
	} else if (f->type == GAUGE) {
		member_samples(out, f, value_at(m->value, row->value), labels);
	} else {
		info_sample(om, out, f, value_at(m->value, row->value), labels);
	}
}

static uint64_t row_series(const struct map_spec *m, const struct family *f)
{
	if (f->type == HISTOGRAM)
		return bounds_count(m, f) + 2;
	if (f->type == SUMMARY)
		return 2;
	return f->type == GAUGE && has_members(m->value) ? MAX(m->value->nfields, m->value->count)
							 : 1;
}

/* A map as it is in one scrape. */
struct scraped {
	struct map_rows rows;
	uint64_t each;	 /* series of a row */
	uint64_t wanted; /* series of all rows */
	uint64_t granted;
	bool settled;
};

static void scraped_read(struct openmetrics *om, struct family *f, struct scraped *s)
{
	const struct map_spec *m = &om->rt->program->maps[f->map];

	map_read(&om->rt->maps, f->map, &s->rows);
	if (f->type == HISTOGRAM)
		histogram_grow(&s->rows, f);
	s->each = row_series(m, f);
	s->wanted = s->each * s->rows.len;
}

/* Small maps get all they want; what they leave is shared by the large ones. */
static void series_grant(struct scraped *all, uint32_t count)
{
	uint64_t room = OPENMETRICS_SERIES_MAX;

	for (uint32_t left = count; left; left--) {
		struct scraped *least = NULL;

		for (uint32_t i = 0; i < count; i++) {
			if (!all[i].settled && (!least || all[i].wanted < least->wanted))
				least = &all[i];
		}
		least->granted = MIN(least->wanted, room / left);
		least->settled = true;
		room -= least->granted;
	}
}

/* Rows are sorted: the last ones are the largest, and stay. */
static void family_text(const struct openmetrics *om, struct family *f, const struct scraped *s,
			struct buf *out)
{
	size_t kept = (size_t)(s->granted / s->each);
	struct buf labels = {NULL, 0, 0};

	f->cut = (s->rows.len - kept) * s->each;
	family_head(out, f->name, f->type, f->help);
	for (size_t i = s->rows.len - kept; i < s->rows.len; i++)
		row_samples(om, out, f, &s->rows.at[i], &labels);
	buf_free(&labels);
}

static void own_families(const struct openmetrics *om, struct buf *out)
{
	struct buf labels = {NULL, 0, 0};

	family_head(out, "sonde", INFO, "The tracer, its script and its kernel.");
	label_add(&labels, STR("version"), STR(SONDE_VERSION));
	label_add(&labels, STR("kernel"), str_from(om->kernel));
	label_add(&labels, STR("script"), str_from(om->script));
	buf_printf(out, "sonde_info{%s} 1\n", labels.at);
	family_head(out, "sonde_start_time_seconds", GAUGE, "When the trace began, since 1970.");
	buf_printf(out, "sonde_start_time_seconds %.3f\n", om->started);
	family_head(out, "sonde_lost_events", COUNTER,
		    "Events whose output found no room on its way to user space.");
	buf_printf(out, "sonde_lost_events_total %llu\n",
		   (unsigned long long)events_lost_count(om->rt));
	buf_free(&labels);
}

static void cut_family(const struct openmetrics *om, struct buf *out)
{
	struct buf labels = {NULL, 0, 0};

	family_head(out, "sonde_cut_series", GAUGE,
		    "Series that were left out because a scrape holds no more than 10000.");
	for (uint32_t i = 0; i < om->rt->program->nmaps; i++) {
		buf_clear(&labels);
		label_add(&labels, STR("map"), str_from(om->rt->program->maps[i].name));
		buf_printf(out, "sonde_cut_series{%s} %llu\n", labels.at,
			   (unsigned long long)om->families[i].cut);
	}
	buf_free(&labels);
}

uint64_t openmetrics_text(struct openmetrics *om, struct buf *out)
{
	uint32_t count = om->rt->program->nmaps;
	struct scraped *all = calloc(count + 1, sizeof(*all));
	uint64_t cut = 0;

	if (!all)
		out_of_memory(count * sizeof(*all));
	for (uint32_t i = 0; i < count; i++)
		scraped_read(om, &om->families[i], &all[i]);
	series_grant(all, count);
	own_families(om, out);
	for (uint32_t i = 0; i < count; i++) {
		family_text(om, &om->families[i], &all[i], out);
		cut += om->families[i].cut;
		map_rows_free(&all[i].rows);
	}
	cut_family(om, out);
	buf_puts(out, "# EOF\n");
	free(all);
	return cut;
}
