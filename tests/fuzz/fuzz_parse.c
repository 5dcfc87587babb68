/* Any bytes as a script: scanner, parser, printing of the diagnostics, dump of the tree. */
#include "lang/ast_dump.h"
#include "lang/parse.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unit *u = unit_new(NULL, &(struct options){0});
	const char *text = arena_strdup(u->arena, (struct str){(const char *)data, size});
	struct buf out = {0};

	if (unit_parse(u, "fuzz", (struct str){text, size}))
		script_dump(u->script, &out);
	diags_print(u->diags, &out, (struct diag_style){.color = size % 2 == 0});
	buf_free(&out);
	unit_free(u);
	return 0;
}
