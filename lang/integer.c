/*
 * Integers as people write them; the rules are those of the language manual, section 1.3.
 */
#include "lang/integer.h"

#include <stdio.h>

#include "lang/base/base.h"

static bool wrong(struct integer *out, const char *why)
{
	snprintf(out->why, sizeof(out->why), "%s", why);
	return false;
}

static bool too_large(struct integer *out, uint64_t max)
{
	out->overflow = true;
	snprintf(out->why, sizeof(out->why), "number out of range: the largest value here is %llu",
		 (unsigned long long)max);
	return false;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

/* Digits of BASE at the start of S, with underscores between them; S moves behind them. */
static bool digits_read(struct str *s, unsigned base, struct integer *out)
{
	size_t n = 0;
	size_t digits = 0;
	uint64_t value = 0;

	for (; n < s->len; n++) {
		int digit = digit_value(s->at[n]);

		if (s->at[n] == '_')
			continue;
		if (digit >= (int)base)
			break;
		digits++;
		if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit, &value))
			return too_large(out, UINT64_MAX);
	}
	if (n && s->at[n - 1] == '_')
		return wrong(out, "an integer cannot end with an underscore");
	if (!digits)
		return wrong(out, "digits are missing in this integer");
	out->value = value;
	*s = str_slice(*s, n, s->len);
	return true;
}

/* The exponent of 5e3; S is behind the e. */
static bool exponent_apply(struct str *s, struct integer *out)
{
	struct integer exponent = {0};

	if (out->value < 1 || out->value > 9)
		return wrong(out, "the number before 'e' must be one digit from 1 to 9, as in 5e3");
	if (!s->len || s->at[0] < '1' || s->at[0] > '9')
		return wrong(out, "the exponent after 'e' must be a number from 1 on");
	if (!digits_read(s, 10, &exponent)) {
		memcpy(out->why, exponent.why, sizeof(out->why));
		return false;
	}
	if (exponent.value > 19)
		return too_large(out, UINT64_MAX);
	for (uint64_t i = 0; i < exponent.value; i++)
		if (__builtin_mul_overflow(out->value, (uint64_t)10, &out->value))
			return too_large(out, UINT64_MAX);
	return true;
}

static bool suffix_apply(struct str suffix, struct integer *out)
{
	static const struct {
		const char *name;
		uint64_t factor; /* 0: MAX bounds the value */
		uint64_t max;
	} suffixes[] = {
		{"u", 0, UINT32_MAX},  {"l", 0, INT64_MAX},	{"ll", 0, INT64_MAX},
		{"ul", 0, UINT64_MAX}, {"ull", 0, UINT64_MAX},	{"ns", 1, 0},
		{"us", 1000, 0},       {"ms", 1000000, 0},	{"s", 1000000000, 0},
		{"m", 60000000000, 0}, {"h", 3600000000000, 0}, {"d", 86400000000000, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		if (!str_equal(suffix, str_from(suffixes[i].name)))
			continue;
		if (!suffixes[i].factor)
			return out->value <= suffixes[i].max || too_large(out, suffixes[i].max);
		out->duration = true;
		return !__builtin_mul_overflow(out->value, suffixes[i].factor, &out->value) ||
		       too_large(out, UINT64_MAX);
	}
	snprintf(out->why, sizeof(out->why), "unknown integer suffix '%.*s'",
		 (int)MIN(suffix.len, (size_t)40), suffix.at);
	return false;
}

static bool decimal_read(struct str *s, struct integer *out)
{
	bool octal = false;

	if (s->at[0] == '0') {
		size_t next = 1;

		while (next < s->len && s->at[next] == '_')
			next++;
		octal = next < s->len && s->at[next] >= '0' && s->at[next] <= '9';
	}
	if (!digits_read(s, octal ? 8 : 10, out))
		return false;
	if (octal && s->len && s->at[0] >= '8' && s->at[0] <= '9')
		return wrong(out, "an integer that begins with 0 is octal: its digits are 0 to 7");
	if (s->len && (s->at[0] == 'e' || s->at[0] == 'E')) {
		*s = str_slice(*s, 1, s->len);
		if (!exponent_apply(s, out))
			return false;
	}
	return !s->len || suffix_apply(*s, out);
}

static bool prefixed(struct str s, char letter)
{
	return s.len >= 2 && s.at[0] == '0' && (s.at[1] | 0x20) == letter;
}

static bool based_read(struct str s, unsigned base, struct integer *out)
{
	s = str_slice(s, 2, s.len);
	if (!digits_read(&s, base, out))
		return false;
	if (s.len) {
		snprintf(out->why, sizeof(out->why), "unknown integer suffix '%.*s'",
			 (int)MIN(s.len, (size_t)40), s.at);
		return false;
	}
	return true;
}

bool integer_parse(struct str text, bool source, struct integer *out)
{
	bool minus = !source && text.len && text.at[0] == '-';
	bool ok;

	*out = (struct integer){0};
	if (minus)
		text = str_slice(text, 1, text.len);
	if (!text.len || text.at[0] < '0' || text.at[0] > '9')
		return wrong(out, "an integer begins with a digit");
	if (prefixed(text, 'x'))
		ok = based_read(text, 16, out);
	else if (prefixed(text, 'b') && !source)
		ok = based_read(text, 2, out);
	else
		ok = decimal_read(&text, out);
	if (!ok || !minus || !out->value)
		return ok;
	if (out->value > (uint64_t)INT64_MAX + 1)
		return wrong(out,
			     "number out of range: the smallest value is -9223372036854775808");
	out->value = -out->value;
	out->negative = true;
	return true;
}
