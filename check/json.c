/* JSON strings and UTF-8. */
#include "check/json.h"

#include "lang/base/buf.h"

/* Well-formed sequences only (The Unicode Standard, table 3-7). */
size_t utf8_char(struct str text, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)text.at[0];
	size_t n = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	if (!n || n > text.len || first > 0xf4)
		return 0;
	*code = n == 1 ? first : first & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if ((c & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (c & 0x3f);
	}
	if (*code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return n;
}

struct json_object *json_text(struct str text)
{
	struct json_object *string;
	struct buf clean = {0};
	uint32_t code;

	for (size_t i = 0; i < text.len;) {
		size_t n = utf8_char(str_slice(text, i, text.len), &code);

		if (n)
			buf_add(&clean, text.at + i, n);
		else
			buf_puts(&clean, "\xef\xbf\xbd");
		i += n ? n : 1;
	}
	string = json_object_new_string_len(clean.len ? clean.at : "", (int)clean.len);
	buf_free(&clean);
	return string;
}

void json_add_text(struct json_object *to, const char *key, const char *text)
{
	json_object_object_add(to, key, json_text(str_from(text)));
}

void json_add_int(struct json_object *to, const char *key, int64_t n)
{
	json_object_object_add(to, key, json_object_new_int64(n));
}
