/* Values as people read them: what print() and %s show. One function per kind of type. */
#include <arpa/inet.h>
#include <sys/socket.h>

#include "lang/wire.h"
#include "runtime/value.h"
#include "runtime/value_packet.h"

/* Digits are made two at a time: printing numbers is most of what a busy trace does. */
void text_unsigned(struct buf *out, uint64_t value)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char digits[20];
	size_t at = sizeof(digits);

	while (value >= 100) {
		at -= 2;
		memcpy(digits + at, pairs + 2 * (value % 100), 2);
		value /= 100;
	}
	if (value >= 10) {
		at -= 2;
		memcpy(digits + at, pairs + 2 * value, 2);
	} else {
		digits[--at] = (char)('0' + value);
	}
	buf_add(out, digits + at, sizeof(digits) - at);
}

void text_signed(struct buf *out, int64_t value)
{
	if (value < 0)
		buf_char(out, '-');
	text_unsigned(out, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void text_hex(struct buf *out, uint64_t value)
{
	char digits[16];
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[value & 15];
		value >>= 4;
	} while (value);
	buf_add(out, digits + at, sizeof(digits) - at);
}

void text_bytes(struct buf *out, const unsigned char *at, size_t len)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		char escape[4] = {'\\', 'x', hex[at[i] >> 4], hex[at[i] & 15]};

		if (at[i] >= 32 && at[i] <= 126)
			buf_char(out, (char)at[i]);
		else
			buf_add(out, escape, sizeof(escape));
	}
}

static uint64_t word_at(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static uint32_t half_at(const unsigned char *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

typedef void text_fn(struct names *n, struct value v, struct buf *out);

/* Kinds that no program can print: the checker refuses them. */
static void text_none(struct names *n, struct value v, struct buf *out)
{
	(void)n;
	(void)v;
	buf_puts(out, "null");
}

#define text_ERROR text_none
#define text_NONE text_none
#define text_VOID text_none
#define text_STACK_MODE text_none
#define text_CONTEXT text_none
/* Only whole maps of these are printed: see map_print. */
#define text_HIST text_none
#define text_LHIST text_none
#define text_TSERIES text_none

static void text_INT(struct names *n, struct value v, struct buf *out)
{
	(void)n;
	if (v.type->is_signed)
		text_signed(out, (int64_t)value_int(v));
	else
		text_unsigned(out, value_int(v));
}

static void text_BOOL(struct names *n, struct value v, struct buf *out)
{
	(void)n;
	buf_puts(out, value_int(v) ? "true" : "false");
}

static void text_ENUM(struct names *n, struct value v, struct buf *out)
{
	uint64_t value = value_int(v);
	uint64_t mask = v.type->size < 8 ? (UINT64_C(1) << 8 * v.type->size) - 1 : UINT64_MAX;

	for (uint32_t i = 0; i < v.type->nenumerators; i++) {
		if (((v.type->enumerators[i].value ^ value) & mask) == 0 &&
		    v.type->enumerators[i].name) {
			buf_puts(out, v.type->enumerators[i].name);
			return;
		}
	}
	text_INT(n, v, out);
}

static void text_POINTER(struct names *n, struct value v, struct buf *out)
{
	(void)n;
	buf_add(out, "0x", 2);
	text_hex(out, value_int(v));
}

static void text_STRING(struct names *n, struct value v, struct buf *out)
{
	bool cut;

	buf_str(out, value_string(v, &cut));
	if (cut)
		buf_str(out, names_trailer(n));
}

static void text_BUFFER(struct names *n, struct value v, struct buf *out)
{
	(void)n;
	text_bytes(out, v.at, v.len);
}

static void text_members(struct names *n, struct value v, const char *separator, struct buf *out)
{
	uint32_t count = value_members(v);
	size_t len = strlen(separator);
	uint64_t scratch;

	for (uint32_t i = 0; i < count; i++) {
		if (i)
			buf_add(out, separator, len);
		value_text(n, value_member(v, i, &scratch), out);
	}
}

static void text_ARRAY(struct names *n, struct value v, struct buf *out)
{
	buf_char(out, '[');
	text_members(n, v, ",", out);
	buf_char(out, ']');
}

static void text_TUPLE(struct names *n, struct value v, struct buf *out)
{
	buf_char(out, '(');
	text_members(n, v, ", ", out);
	buf_char(out, ')');
}

static void text_RECORD(struct names *n, struct value v, struct buf *out)
{
	uint32_t count = value_members(v);
	uint64_t scratch;

	if (!count) {
		buf_puts(out, "{}");
		return;
	}
	buf_puts(out, "{ ");
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			buf_puts(out, ", ");
		buf_char(out, '.');
		buf_puts(out, v.type->fields[i].name ? v.type->fields[i].name : "");
		buf_puts(out, " = ");
		value_text(n, value_member(v, i, &scratch), out);
	}
	buf_puts(out, " }");
}

#define text_STRUCT text_RECORD

static void text_KSTACK(struct names *n, struct value v, struct buf *out)
{
	stack_text(n, v.type, v.at, out);
}

#define text_USTACK text_KSTACK

static void text_KSYM(struct names *n, struct value v, struct buf *out)
{
	names_ksym(n, word_at(v.at), SYMBOL_PLAIN, out);
}

static void text_USYM(struct names *n, struct value v, struct buf *out)
{
	const struct user_address address = {
		.address = word_at(v.at), .pid = half_at(v.at + 8), .probe = half_at(v.at + 12)};

	names_usym(n, &address, SYMBOL_PLAIN, out);
}

void text_address(struct buf *out, int family, const unsigned char *at)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (inet_ntop(family, at, text, sizeof(text)))
		buf_puts(out, text);
}

static void text_INET(struct names *n, struct value v, struct buf *out)
{
	(void)n;
	text_address(out, word_at(v.at) == AF_INET6 ? AF_INET6 : AF_INET, v.at + 8);
}

void text_mac(struct buf *out, const unsigned char *at)
{
	static const char hex[] = "0123456789ABCDEF";

	for (int i = 0; i < 6; i++) {
		if (i)
			buf_char(out, ':');
		buf_char(out, hex[at[i] >> 4]);
		buf_char(out, hex[at[i] & 15]);
	}
}

static void text_MAC(struct names *n, struct value v, struct buf *out)
{
	(void)n;
	text_mac(out, v.at);
}

static void text_USERNAME(struct names *n, struct value v, struct buf *out)
{
	names_user(n, word_at(v.at), out);
}

static void text_TIMESTAMP(struct names *n, struct value v, struct buf *out)
{
	names_time(n, half_at(v.at), half_at(v.at + 4), word_at(v.at + 8), out);
}

static void text_CGROUP_PATH(struct names *n, struct value v, struct buf *out)
{
	names_cgroup(n, word_at(v.at), word_at(v.at + 8), out);
}

static void text_PACKET(struct names *n, struct value v, struct buf *out)
{
	(void)n;
	packet_text(v, out);
}

static void text_AGGREGATE(struct names *n, struct value v, struct buf *out)
{
	bool is_signed;
	uint64_t value = value_aggregate(v, &is_signed);

	(void)n;
	if (is_signed)
		text_signed(out, (int64_t)value);
	else
		text_unsigned(out, value);
}

#define text_COUNT text_AGGREGATE
#define text_SUM text_AGGREGATE
#define text_MIN text_AGGREGATE
#define text_MAX text_AGGREGATE
#define text_AVG text_AGGREGATE

static void text_STATS(struct names *n, struct value v, struct buf *out)
{
	struct wire_agg_avg stats;

	memcpy(&stats, v.at, sizeof(stats));
	buf_puts(out, "{ .count = ");
	text_unsigned(out, stats.count);
	buf_puts(out, ", .average = ");
	text_AGGREGATE(n, v, out);
	buf_puts(out, ", .total = ");
	if (v.type->is_signed)
		text_signed(out, (int64_t)stats.total);
	else
		text_unsigned(out, stats.total);
	buf_puts(out, " }");
}

static text_fn *const text_of[T_COUNT_OF_KINDS] = {
#define TYPE(id, flags) [T_##id] = text_##id,
#include "lang/types.def"
#undef TYPE
};

void value_text(struct names *n, struct value v, struct buf *out)
{
	text_of[v.type->kind](n, v, out);
}

void key_text(struct names *n, struct value v, struct buf *out)
{
	size_t from = out->len;

	value_text(n, v, out);
	if (out->len - from < 2 || out->at[from] != '(' || out->at[out->len - 1] != ')')
		return;
	memmove(out->at + from, out->at + from + 1, out->len - from - 2);
	out->len -= 2;
	out->at[out->len] = '\0';
}
