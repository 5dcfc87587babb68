/* Any bytes as a script in its canonical layout, which must be the layout of itself. */
#include <stdlib.h>
#include <string.h>

#include "lang/layout.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unit *u = unit_new(NULL, &(struct options){0});
	struct unit *again = unit_new(NULL, &(struct options){0});
	struct str text = {arena_strdup(u->arena, (struct str){(const char *)data, size}), size};
	struct buf once = {0}, twice = {0};

	if (script_layout(u, "fuzz", text, &once)) {
		text = (struct str){once.at ? once.at : "", once.len};
		if (!script_layout(again, "again", text, &twice) || twice.len != once.len ||
		    (once.len && memcmp(once.at, twice.at, once.len) != 0))
			bug("the layout of a layout is another");
	}
	buf_free(&once);
	buf_free(&twice);
	unit_free(again);
	unit_free(u);
	return 0;
}
