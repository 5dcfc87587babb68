/*
 * Any bytes as a script, all the way to the plan on the make-believe system; what comes out is
 * encoded and decoded again. FUZZ_TESTS names the folder tests/ when it is not below here.
 */
#include <stdlib.h>

#include "lang/ast_dump.h"
#include "lang/cdefs.h"
#include "lang/config.h"
#include "lang/fold.h"
#include "lang/macro.h"
#include "lang/parse.h"
#include "lang/plan.h"
#include "lang/sema.h"
#include "probes/expand.h"
#include "tests/fixture.h"
#include "tests/fuzz/fuzz.h"

static void (*const steps[])(struct unit *u) = {
	unit_config, unit_c, unit_macros, unit_expand, unit_fold, unit_check, unit_plan,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *tests = getenv("FUZZ_TESTS");
	struct unit *u =
		unit_new(fixture_target_new(tests ? tests : "tests"), &(struct options){0});
	const char *text = arena_strdup(u->arena, (struct str){(const char *)data, size}), *error;
	struct buf out = {0};

	unit_parse(u, "fuzz", (struct str){text, size});
	for (size_t i = 0; i < ARRAY_LEN(steps) && !diags_errors(u->diags); i++)
		steps[i](u);
	if (!diags_errors(u->diags)) {
		struct bytes image = program_encode(u->arena, u->program);

		program_dump(u->program, &out);
		if (!program_decode(u->arena, image, &error))
			bug("what was encoded is not decoded: %s", error);
	}
	diags_print(u->diags, &out, (struct diag_style){0});
	buf_free(&out);
	unit_free(u);
	return 0;
}
