/* Escapes of SVG and HTML, and the check for UTF-8 that both need. */
#include "runtime/markup.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

size_t utf8_character(struct str s)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = (const unsigned char *)s.at;
	uint32_t code;
	size_t len;

	if (!s.len)
		return 0;
	if (at[0] < 0x80)
		return 1;
	len = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
	if (at[0] < 0xc2 || at[0] > 0xf4 || s.len < len)
		return 0;
	code = at[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	return code < least[len] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? 0 : len;
}

void utf8_text(struct buf *out, struct str s)
{
	while (s.len) {
		size_t len = utf8_character(s);

		if (len)
			buf_add(out, s.at, len);
		else
			buf_puts(out, REPLACEMENT);
		s = str_slice(s, len ? len : 1, s.len);
	}
}

/* What stands for the character C in XML; NULL: itself. */
static const char *xml_escape(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
		return NULL;
	default:
		return c < ' ' || c == 0x7f ? REPLACEMENT : NULL;
	}
}

/* U+FFFE and U+FFFF are no characters of XML. */
static bool xml_refuses(struct str s)
{
	return str_starts(s, STR("\xef\xbf\xbe")) || str_starts(s, STR("\xef\xbf\xbf"));
}

void xml_text(struct buf *out, struct str s)
{
	while (s.len) {
		size_t len = utf8_character(s);
		const char *escape = xml_escape((unsigned char)s.at[0]);

		if (!len || (len == 3 && xml_refuses(s)))
			escape = REPLACEMENT;
		if (escape)
			buf_puts(out, escape);
		else
			buf_add(out, s.at, len);
		s = str_slice(s, len ? len : 1, s.len);
	}
}

/* In JSON a "<" stands in strings only, where it may be written as an escape. */
void html_json(struct buf *out, struct str s)
{
	struct buf clean = {NULL, 0, 0};

	utf8_text(&clean, s);
	for (size_t i = 0; i < clean.len; i++) {
		if (clean.at[i] == '<')
			buf_puts(out, "\\u003c");
		else
			buf_char(out, clean.at[i]);
	}
	buf_free(&clean);
}
