/*
 * Any bytes as the text in an editor: places there and back, and what stands in front of a cursor,
 * closed, for cursors everywhere.
 */
#include <stdlib.h>

#include "check/cursor.h"
#include "check/text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str text = {arena_strdup(a, (struct str){(const char *)data, size}), size};
	struct lines lines = lines_of(a, text);
	size_t step = size / 64 + 1, from, to;

	for (size_t i = 0; i <= size; i += step) {
		struct position p = lines_position(&lines, i);
		size_t back = lines_offset(&lines, p);
		struct position again = lines_position(&lines, back);
		struct cursor c = cursor_at(text, i);
		struct buf out = {0};

		if (back > size || again.line > p.line || again.line < 0 || again.character < 0)
			bug("a place is another there and back");
		cursor_close(&c, &out);
		buf_free(&out);
		word_around(text, i, &from, &to);
		if (c.word > i || c.nopen > CURSOR_DEPTH_MAX || from > i || to > size)
			bug("a cursor outside of its text");
	}
	json_object_put(json_text(text));
	arena_free(a);
	return 0;
}
