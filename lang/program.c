/*
 * What can be computed from a program, and the program as text, for tests and `-d plan`: one line
 * per thing, in the order of the tables.
 */
#include "lang/program.h"

#include "lang/buckets.h"

uint64_t aggregate_size(const struct map_spec *m, bool whole)
{
	switch ((int)m->value->kind) {
	case T_COUNT:
		return sizeof(struct wire_agg_count);
	case T_SUM:
		return sizeof(struct wire_agg_sum);
	case T_MIN:
	case T_MAX:
		return sizeof(struct wire_agg_extreme);
	case T_AVG:
	case T_STATS:
		return sizeof(struct wire_agg_avg);
	case T_HIST:
		return 8 * (uint64_t)(whole ? hist_bucket_count(m->bits) : 1);
	case T_LHIST:
		return 8 * (uint64_t)(whole ? lhist_bucket_count(m->min, m->max, m->step) : 1);
	case T_TSERIES:
		return sizeof(struct wire_agg_tseries) * (whole ? m->intervals : 1);
	default:
		return 0;
	}
}

/* ---- the program as text ---- */

static const char *const storage_names[] = {
	[STORE_GLOBAL] = "global",
	[STORE_CELL] = "cell",
	[STORE_HASH] = "hash",
};

static const char *const take_names[TAKE_COUNT] = {
	[TAKE_CLEAR] = "and clear",
	[TAKE_ZERO] = "and zero",
	[TAKE_DONE] = "by print",
};

static void dump_params(const struct map_spec *m, struct buf *out)
{
	switch ((int)m->value->kind) {
	case T_HIST:
		buf_printf(out, " bits=%u", m->bits);
		break;
	case T_LHIST:
		buf_printf(out, " min=%lld max=%lld step=%lld", (long long)m->min,
			   (long long)m->max, (long long)m->step);
		break;
	case T_TSERIES:
		buf_printf(out, " interval=%llu intervals=%llu agg=%u",
			   (unsigned long long)m->interval, (unsigned long long)m->intervals,
			   m->agg);
		break;
	default:
		break;
	}
}

static void dump_map(const struct map_spec *m, struct buf *out)
{
	buf_printf(out, "map %s %s", m->name, storage_names[m->storage]);
	if (m->key) {
		buf_puts(out, " key=");
		type_name(m->key, out);
	}
	buf_puts(out, " value=");
	type_name(m->value, out);
	dump_params(m, out);
	if (m->storage == STORE_HASH)
		buf_printf(out, " bpf=%s sizes=%u:%u entries=%u%s%s%s%s%s", m->bpf_name,
			   m->key_size, m->value_size, m->max_entries, m->per_cpu ? " per_cpu" : "",
			   m->lru ? " lru" : "", m->bank_name ? " banks" : "",
			   m->pin ? " pinned=" : "", m->pin ? m->pin : "");
	else
		buf_printf(out, " offset=%u size=%u", m->offset, m->value_size);
	buf_char(out, '\n');
}

static void dump_escaped(struct str text, struct buf *out)
{
	buf_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (c == '\n')
			buf_puts(out, "\\n");
		else if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < 32 || c > 126)
			buf_printf(out, "\\x%02x", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '"');
}

static void dump_fields(const struct record *r, struct buf *out)
{
	buf_puts(out, " (");
	for (uint32_t i = 0; i < r->nfields; i++) {
		if (i)
			buf_puts(out, ", ");
		type_name(r->fields[i].type, out);
		buf_printf(out, "@%u%s", r->fields[i].offset, r->fields[i].variable ? "+tail" : "");
	}
	buf_printf(out, ") size=%u", r->fixed_size);
}

static void dump_record(const struct program *p, const struct record *r, struct buf *out)
{
	buf_printf(out, "record %s", action_rows[r->action].name);
	if (r->format) {
		buf_char(out, ' ');
		dump_escaped((struct str){r->format, r->format_len}, out);
	}
	if (r->nfields)
		dump_fields(r, out);
	if (r->action == ACT_print_map || r->action == ACT_clear || r->action == ACT_zero)
		buf_printf(out, " %s", r->map < p->nmaps ? p->maps[r->map].name : "?");
	if (r->take != TAKE_NONE)
		buf_printf(out, " %s", take_names[r->take]);
	if (r->top || r->divisor)
		buf_printf(out, " top=%u div=%u", r->top, r->divisor);
	if (r->link_type)
		buf_printf(out, " link=%u", r->link_type);
	if (r->helper || r->message)
		buf_printf(out, " %s%s", r->helper ? r->helper : r->message,
			   r->verbose_only ? " verbose_only" : "");
	buf_printf(out, " at %u:%u\n", r->place.line, r->place.col);
}

static void dump_probe(const struct probe_spec *s, struct buf *out)
{
	buf_printf(out, "probe %s %s %s as %s", probe_rows[s->kind].name,
		   method_rows[s->method].name, s->text, s->program);
	if (s->period_ns)
		buf_printf(out, " period=%llu", (unsigned long long)s->period_ns);
	if (s->frequency)
		buf_printf(out, " frequency=%llu", (unsigned long long)s->frequency);
	if (s->count)
		buf_printf(out, " count=%llu", (unsigned long long)s->count);
	buf_printf(out, " lost=%u\n", s->lost_offset);
	for (uint32_t i = 0; i < s->ntargets; i++)
		buf_printf(out, "  target %u %s\n", s->first_identity + i, s->targets[i].name);
}

void program_dump(const struct program *p, struct buf *out)
{
	for (uint32_t i = 0; i < p->nmaps; i++)
		dump_map(&p->maps[i], out);
	for (uint32_t i = 0; i < p->nrecords; i++)
		dump_record(p, &p->records[i], out);
	for (uint32_t i = 0; i < p->nprobes; i++)
		dump_probe(&p->probes[i], out);
	for (uint32_t i = 0; i < p->nstrings; i++) {
		buf_puts(out, "string ");
		dump_escaped(str_from(p->strings[i]), out);
		buf_char(out, '\n');
	}
	buf_printf(out, "memory globals=%u cells=%u scratch=%ux%u\n", p->globals_size,
		   p->cells_size, p->scratch_size, p->scratch_slots);
}
