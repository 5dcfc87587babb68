/*
 * Values as JSON. What has no form of its own in JSON (symbols, stacks, addresses) is the string
 * of its text.
 */
#include "lang/wire.h"
#include "runtime/out.h"
#include "runtime/value.h"
#include "runtime/value_packet.h"

/* Readers of JSON take numbers for doubles: an integer that is none exactly goes as a string. */
static bool double_exact(uint64_t value, bool is_signed)
{
	uint64_t magnitude = is_signed && (int64_t)value < 0 ? -value : value;

	if (!magnitude)
		return true;
	magnitude >>= __builtin_ctzll(magnitude);
	return magnitude < UINT64_C(1) << 53;
}

static void json_int(struct buf *out, uint64_t value, bool is_signed)
{
	bool quoted = !double_exact(value, is_signed);

	if (quoted)
		buf_char(out, '"');
	if (is_signed)
		text_signed(out, (int64_t)value);
	else
		text_unsigned(out, value);
	if (quoted)
		buf_char(out, '"');
}

static void json_text(struct names *n, struct value v, struct buf *out)
{
	struct buf text = {NULL, 0, 0};

	value_text(n, v, &text);
	json_string(out, (struct str){text.at, text.len});
	buf_free(&text);
}

static void json_members(struct names *n, struct value v, struct buf *out)
{
	uint32_t count = value_members(v);
	uint64_t scratch;

	buf_char(out, '[');
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			buf_char(out, ',');
		value_json(n, value_member(v, i, &scratch), out);
	}
	buf_char(out, ']');
}

static void json_object(struct names *n, struct value v, struct buf *out)
{
	uint32_t count = value_members(v);
	uint64_t scratch;

	buf_char(out, '{');
	for (uint32_t i = 0; i < count; i++) {
		const char *name = v.type->fields[i].name;

		if (i)
			buf_puts(out, ", ");
		json_string(out, str_from(name ? name : ""));
		buf_puts(out, ": ");
		value_json(n, value_member(v, i, &scratch), out);
	}
	buf_char(out, '}');
}

static void json_bytes(struct value v, struct buf *out)
{
	buf_char(out, '[');
	for (uint32_t i = 0; i < v.len; i++) {
		if (i)
			buf_char(out, ',');
		text_signed(out, (int8_t)v.at[i]);
	}
	buf_char(out, ']');
}

static void json_stats(struct value v, struct buf *out)
{
	struct wire_agg_avg stats;
	bool is_signed;
	uint64_t average = value_aggregate(v, &is_signed);

	memcpy(&stats, v.at, sizeof(stats));
	buf_puts(out, "{\"count\": ");
	json_int(out, stats.count, false);
	buf_puts(out, ", \"average\": ");
	json_int(out, average, is_signed);
	buf_puts(out, ", \"total\": ");
	json_int(out, stats.total, is_signed);
	buf_char(out, '}');
}

void value_json(struct names *n, struct value v, struct buf *out)
{
	bool is_signed;
	uint64_t word;

	switch (v.type->kind) {
	case T_INT:
	case T_ENUM:
	case T_POINTER:
		json_int(out, value_int(v), value_int_signed(v.type));
		return;
	case T_BUFFER:
		json_bytes(v, out);
		return;
	case T_ARRAY:
	case T_TUPLE:
		json_members(n, v, out);
		return;
	case T_STRUCT:
	case T_RECORD:
		json_object(n, v, out);
		return;
	case T_COUNT:
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
		word = value_aggregate(v, &is_signed);
		json_int(out, word, is_signed);
		return;
	case T_STATS:
		json_stats(v, out);
		return;
	case T_PACKET:
		packet_json(v, out);
		return;
	case T_STRING:
	case T_KSTACK:
	case T_USTACK:
	case T_KSYM:
	case T_USYM:
	case T_INET:
	case T_MAC:
	case T_USERNAME:
	case T_TIMESTAMP:
	case T_CGROUP_PATH:
		json_text(n, v, out);
		return;
	case T_ERROR:
	case T_NONE:
	case T_VOID:
	case T_BOOL:
	case T_HIST:
	case T_LHIST:
	case T_TSERIES:
	case T_STACK_MODE:
	case T_CONTEXT:
	case T_COUNT_OF_KINDS:
		value_text(n, v, out); /* true, false, null */
		return;
	}
}

void key_json(struct names *n, struct value v, struct buf *out)
{
	struct buf text = {NULL, 0, 0};
	size_t len = 0;

	key_text(n, v, &text);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] != ' ')
			text.at[len++] = text.at[i];
	}
	json_string(out, (struct str){text.at, len});
	buf_free(&text);
}
