#include "lang/base/str.h"

#include <strings.h>

#include "lang/base/base.h"

bool str_equal(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_equal_nocase(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || strncasecmp(a.at, b.at, a.len) == 0);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_equal(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

struct str str_slice(struct str s, size_t from, size_t to)
{
	to = MIN(to, s.len);
	from = MIN(from, to);
	return (struct str){s.at ? s.at + from : NULL, to - from};
}

ptrdiff_t str_find_char(struct str s, char c)
{
	const char *found = s.len ? memchr(s.at, c, s.len) : NULL;

	return found ? found - s.at : -1;
}

struct str str_cut(struct str *s, char separator)
{
	ptrdiff_t at = str_find_char(*s, separator);
	struct str head = *s;

	if (at < 0) {
		*s = (struct str){NULL, 0};
		return head;
	}
	head.len = (size_t)at;
	*s = str_slice(*s, (size_t)at + 1, s->len);
	return head;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.len && is_space(s.at[0]))
		s = str_slice(s, 1, s.len);
	while (s.len && is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

unsigned str_distance(struct str a, struct str b, unsigned limit)
{
	unsigned row[64];

	if (a.len >= ARRAY_LEN(row) || b.len >= ARRAY_LEN(row))
		return limit + 1;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned diagonal = row[0];
		unsigned best = row[0] = (unsigned)i;

		for (size_t j = 1; j <= b.len; j++) {
			unsigned change = diagonal + (a.at[i - 1] != b.at[j - 1]);

			diagonal = row[j];
			row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
			best = MIN(best, row[j]);
		}
		if (best > limit)
			return limit + 1;
	}
	return MIN(row[b.len], limit + 1);
}
