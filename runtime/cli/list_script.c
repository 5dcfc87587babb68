/*
 * The first phases of the compiler, in this process: those that find out what attach points mean.
 */
#include "runtime/cli/list_script.h"

#include <stdio.h>

#include "lang/config.h"
#include "lang/import.h"
#include "lang/macro.h"
#include "lang/parse.h"
#include "probes/expand.h"
#include "probes/list.h"
#include "probes/target_host.h"

static bool script_expand(struct unit *u, const char *name, struct str text)
{
	static void (*const phases[])(struct unit * u) = {unit_config, unit_macros, unit_expand};

	if (!unit_parse(u, name, text))
		return false;
	unit_import(u, name);
	for (size_t i = 0; i < ARRAY_LEN(phases) && !diags_errors(u->diags); i++)
		phases[i](u);
	return !diags_errors(u->diags);
}

int script_list(const struct cli *cli, const char *name, struct str text)
{
	struct unit *u = unit_new(target_host_new(), &cli->compile);
	struct diag_style style = {.color = cli->run.color,
				   .no_warnings = cli->compile.no_warnings};
	struct buf messages = {0};
	bool ok = script_expand(u, name, text);

	diags_print(u->diags, &messages, style);
	fwrite(messages.at, 1, messages.len, stderr);
	buf_free(&messages);
	if (ok)
		probes_list_unit(u, cli->run.verbose, stdout);
	unit_free(u);
	return ok ? 0 : 1;
}
