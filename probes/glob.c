/*
 * Wildcards of attach points. Pure: no allocation, no system.
 *
 * After a star it is enough to remember the last one: what stands between two stars matches at its
 * first place, and a later place could only leave less for the rest.
 */
#include "probes/glob.h"

bool glob_is_pattern(struct str s)
{
	return str_find_char(s, '*') >= 0 ||
	       (str_find_char(s, '[') >= 0 && str_find_char(s, ']') >= 0);
}

bool glob_match(struct str pattern, struct str name)
{
	size_t p = 0, n = 0, retry_p = SIZE_MAX, retry_n = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			retry_p = ++p;
			retry_n = n;
		} else if (p < pattern.len && pattern.at[p] == name.at[n]) {
			p++;
			n++;
		} else if (retry_p != SIZE_MAX) {
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
