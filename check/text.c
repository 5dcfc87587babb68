/* UTF-8 to UTF-16 and back, line by line; URIs. */
#include "check/text.h"

#include <string.h>

#include "lang/base/buf.h"

/* True when a line ends behind the byte at I. */
static bool ends_line(struct str text, size_t i)
{
	return text.at[i] == '\n' ||
	       (text.at[i] == '\r' && (i + 1 == text.len || text.at[i + 1] != '\n'));
}

struct lines lines_of(struct arena *a, struct str text)
{
	struct lines l = {.text = text, .n = 1};

	for (size_t i = 0; i < text.len; i++)
		l.n += ends_line(text, i);
	l.starts = arena_array(a, size_t, l.n);
	l.n = 1;
	for (size_t i = 0; i < text.len; i++)
		if (ends_line(text, i))
			l.starts[l.n++] = i + 1;
	return l;
}

/* Where the line's last character ends. */
static size_t line_end(const struct lines *l, size_t line)
{
	size_t end = line + 1 < l->n ? l->starts[line + 1] : l->text.len;

	while (end > l->starts[line] &&
	       (l->text.at[end - 1] == '\n' || l->text.at[end - 1] == '\r'))
		end--;
	return end;
}

/* Bytes of the character at AT, and its units of UTF-16. What is no UTF-8 counts byte by byte. */
static size_t character(struct str text, size_t at, unsigned *units)
{
	uint32_t code = 0;
	size_t n = utf8_char(str_slice(text, at, text.len), &code);

	*units = code >= 0x10000 ? 2 : 1;
	return n ? n : 1;
}

size_t lines_offset(const struct lines *l, struct position p)
{
	size_t at, end;
	int64_t seen = 0;
	unsigned units;

	if (p.line < 0)
		return 0;
	if ((uint64_t)p.line >= l->n)
		return l->text.len;
	at = l->starts[p.line];
	end = line_end(l, (size_t)p.line);
	while (at < end && seen < p.character) {
		at += character(l->text, at, &units);
		seen += units;
	}
	return MIN(at, end);
}

struct position lines_position(const struct lines *l, size_t offset)
{
	size_t lo = 0, hi = l->n, at;
	struct position p;
	unsigned units;

	offset = MIN(offset, l->text.len);
	while (hi - lo > 1) {
		size_t mid = (lo + hi) / 2;

		if (l->starts[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	p = (struct position){(int64_t)lo, 0};
	for (at = l->starts[lo]; at < offset; p.character += units)
		at += character(l->text, at, &units);
	return p;
}

static struct json_object *position_json(struct position p)
{
	struct json_object *o = json_object_new_object();

	json_add_int(o, "line", p.line);
	json_add_int(o, "character", p.character);
	return o;
}

struct json_object *lines_range(const struct lines *l, size_t from, size_t to)
{
	struct json_object *range = json_object_new_object();

	json_object_object_add(range, "start", position_json(lines_position(l, from)));
	json_object_object_add(range, "end", position_json(lines_position(l, MAX(from, to))));
	return range;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *uri_path(struct arena *a, const char *uri)
{
	static const char scheme[] = "file://";
	char *path, *to;

	if (strncmp(uri, scheme, sizeof(scheme) - 1) != 0)
		return NULL;
	uri += sizeof(scheme) - 1;
	path = to = arena_alloc(a, strlen(uri) + 1);
	while (*uri) {
		if (*uri == '%' && hex(uri[1]) >= 0 && hex(uri[2]) >= 0) {
			*to++ = (char)(hex(uri[1]) << 4 | hex(uri[2]));
			uri += 3;
		} else {
			*to++ = *uri++;
		}
	}
	return path[0] == '/' && strlen(path) == (size_t)(to - path) ? path : NULL;
}

char *path_uri(struct arena *a, const char *path)
{
	static const char plain[] = "/-._~";
	struct buf b = {0};
	char *uri;

	buf_puts(&b, "file://");
	for (; *path; path++) {
		char c = *path;

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    strchr(plain, c))
			buf_char(&b, c);
		else
			buf_printf(&b, "%%%02X", (unsigned char)c);
	}
	uri = arena_strdup(a, (struct str){b.at, b.len});
	buf_free(&b);
	return uri;
}
