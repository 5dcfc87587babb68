/* Finding commands in their table. */
#include "runtime/cli/subcommand.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name, *arguments, *doc;
	int (*run)(int argc, char **argv);
} subcommands[] = {
#define SUBCOMMAND(id, arguments, doc) {#id, arguments, doc, subcommand_##id},
#include "runtime/cli/subcommands.def"
#undef SUBCOMMAND
};

bool subcommand_run(int argc, char **argv, int *status)
{
	for (size_t i = 0; argc > 1 && i < sizeof(subcommands) / sizeof(*subcommands); i++) {
		if (strcmp(subcommands[i].name, argv[1]) == 0) {
			*status = subcommands[i].run(argc - 1, argv + 1);
			return true;
		}
	}
	return false;
}

void subcommands_usage(FILE *to)
{
	for (size_t i = 0; i < sizeof(subcommands) / sizeof(*subcommands); i++) {
		char left[64];

		snprintf(left, sizeof(left), "sonde %s %s", subcommands[i].name,
			 subcommands[i].arguments);
		fprintf(to, "  %-57s %s\n", left, subcommands[i].doc);
	}
}
