/*
 * Wildcards of attach points. Pure: no allocation, no system.
 *
 * After a star it is enough to remember the last one: what stands between two stars matches at its
 * first place, and a later place could only leave less for the rest. Alternatives are written out
 * into patterns without them, one after another; their number is bounded by the nesting.
 */
#include "probes/glob.h"

#include <string.h>

#define PATTERN_MAX 512 /* bytes of a pattern with alternatives */
#define GROUPS_MAX 4	/* of alternatives; more stand for themselves */
#define NOWHERE SIZE_MAX

/* Index of the bracket that ends the set at AT, or NOWHERE: a bracket is just a bracket. */
static size_t set_end(struct str p, size_t at)
{
	size_t i = at + 1;

	if (i < p.len && (p.at[i] == '!' || p.at[i] == '^'))
		i++;
	for (i++; i < p.len; i++) /* one at least, which may be a bracket */
		if (p.at[i] == ']')
			return i;
	return NOWHERE;
}

/* True when C is in the set from AT to END. */
static bool set_has(struct str p, size_t at, size_t end, char c)
{
	bool inverted = p.at[at + 1] == '!' || p.at[at + 1] == '^', found = false;

	for (size_t i = at + 1 + inverted; i < end; i++) {
		unsigned char lo = (unsigned char)p.at[i], hi = lo, x = (unsigned char)c;

		if (i + 2 < end && p.at[i + 1] == '-') {
			hi = (unsigned char)p.at[i + 2];
			i += 2;
		}
		found |= lo <= x && x <= hi;
	}
	return found != inverted;
}

/*
 * Length of what the part of the pattern at AT takes when it fits one byte C, or 0. Stars are not
 * for this function.
 */
static size_t one_fits(struct str p, size_t at, char c)
{
	size_t end;

	if (p.at[at] == '?')
		return 1;
	end = p.at[at] == '[' ? set_end(p, at) : NOWHERE;
	if (end != NOWHERE)
		return set_has(p, at, end, c) ? end + 1 - at : 0;
	return p.at[at] == c;
}

static bool flat_match(struct str pattern, struct str name)
{
	size_t p = 0, n = 0, retry_p = NOWHERE, retry_n = 0, step;

	while (n < name.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			retry_p = ++p;
			retry_n = n;
		} else if (p < pattern.len && (step = one_fits(pattern, p, name.at[n]))) {
			p += step;
			n++;
		} else if (retry_p != NOWHERE) {
			p = retry_p;
			n = ++retry_n;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.at[p] == '*')
		p++;
	return p == pattern.len;
}

/* The first group of alternatives, "{" to "}"; false: there is none. */
static bool group_find(struct str p, size_t *open, size_t *close)
{
	unsigned depth = 0;
	bool comma = false;

	for (size_t i = 0; i < p.len; i++) {
		if (p.at[i] == '{' && !depth++)
			*open = i;
		else if (p.at[i] == ',' && depth == 1)
			comma = true;
		else if (p.at[i] == '}' && depth && !--depth) {
			*close = i;
			if (comma)
				return true;
		}
	}
	return false;
}

/* Index behind the alternative that begins at AT: of its comma, or of the end of the group. */
static size_t alternative_end(struct str p, size_t at, size_t close)
{
	unsigned depth = 0;

	for (; at < close; at++) {
		if (p.at[at] == ',' && !depth)
			return at;
		depth += p.at[at] == '{';
		depth -= p.at[at] == '}' && depth;
	}
	return close;
}

static bool groups_match(struct str pattern, struct str name, unsigned groups)
{
	size_t open, close, tail, end;
	char text[PATTERN_MAX];

	if (!groups || pattern.len >= sizeof(text) || !group_find(pattern, &open, &close))
		return flat_match(pattern, name);
	tail = pattern.len - close - 1;
	for (size_t at = open + 1; at <= close; at = end + 1) {
		size_t len;

		end = alternative_end(pattern, at, close);
		len = end - at;
		memcpy(text, pattern.at, open);
		memcpy(text + open, pattern.at + at, len);
		memcpy(text + open + len, pattern.at + close + 1, tail);
		if (groups_match((struct str){text, open + len + tail}, name, groups - 1))
			return true;
	}
	return false;
}

bool glob_is_pattern(struct str s)
{
	size_t open, close;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '*' || s.at[i] == '?' ||
		    (s.at[i] == '[' && set_end(s, i) != NOWHERE))
			return true;
	}
	return group_find(s, &open, &close);
}

bool glob_match(struct str pattern, struct str name)
{
	return str_equal(pattern, name) || groups_match(pattern, name, GROUPS_MAX);
}
