/*
 * A JSON recogniser: reads, keeps nothing.
 */
#include "tests/runner/json.h"

#include <ctype.h>

#define DEPTH_MAX 100

struct scan {
	const char *at, *end;
	unsigned depth;
};

static bool value(struct scan *s);

static void space(struct scan *s)
{
	while (s->at < s->end && strchr(" \t\n\r", *s->at))
		s->at++;
}

static bool take(struct scan *s, char c)
{
	space(s);
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

static bool escape(struct scan *s)
{
	if (s->at == s->end)
		return false;
	if (*s->at != 'u')
		return *s->at && strchr("\"\\/bfnrt", *s->at++);
	s->at++;
	for (int i = 0; i < 4; i++, s->at++)
		if (s->at == s->end || !isxdigit((unsigned char)*s->at))
			return false;
	return true;
}

static bool string(struct scan *s)
{
	if (!take(s, '"'))
		return false;
	while (s->at < s->end && *s->at != '"') {
		unsigned char c = (unsigned char)*s->at++;

		if (c < 0x20 || (c == '\\' && !escape(s)))
			return false;
	}
	return s->at < s->end && *s->at++ == '"';
}

static bool digits(struct scan *s)
{
	const char *from = s->at;

	while (s->at < s->end && isdigit((unsigned char)*s->at))
		s->at++;
	return s->at > from;
}

static bool number(struct scan *s)
{
	if (s->at < s->end && *s->at == '-')
		s->at++;
	if (s->at < s->end && *s->at == '0')
		s->at++;
	else if (!digits(s))
		return false;
	if (s->at < s->end && *s->at == '.') {
		s->at++;
		if (!digits(s))
			return false;
	}
	if (s->at < s->end && (*s->at == 'e' || *s->at == 'E')) {
		s->at++;
		if (s->at < s->end && (*s->at == '+' || *s->at == '-'))
			s->at++;
		return digits(s);
	}
	return true;
}

static bool word(struct scan *s, struct str w)
{
	if ((size_t)(s->end - s->at) < w.len || memcmp(s->at, w.at, w.len) != 0)
		return false;
	s->at += w.len;
	return true;
}

/* Members of an object or items of an array up to CLOSE; the opening bracket is taken. */
static bool members(struct scan *s, char close, bool keys)
{
	if (take(s, close))
		return true;
	do {
		space(s);
		if (keys && (!string(s) || !take(s, ':')))
			return false;
		if (!value(s))
			return false;
	} while (take(s, ','));
	return take(s, close);
}

static bool value(struct scan *s)
{
	bool ok;

	space(s);
	if (s->at == s->end || s->depth > DEPTH_MAX)
		return false;
	s->depth++;
	if (take(s, '{'))
		ok = members(s, '}', true);
	else if (take(s, '['))
		ok = members(s, ']', false);
	else if (*s->at == '"')
		ok = string(s);
	else
		ok = word(s, STR("true")) || word(s, STR("false")) || word(s, STR("null")) ||
		     number(s);
	s->depth--;
	return ok;
}

bool json_valid(struct str text)
{
	struct scan s = {.at = text.at, .end = text.at + text.len};

	if (!value(&s))
		return false;
	space(&s);
	return s.at == s.end;
}
