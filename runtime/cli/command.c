/* Finding commands in their table. */
#include "runtime/cli/command.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
#define COMMAND(id, doc) {#id, command_##id},
#include "runtime/cli/commands.def"
#undef COMMAND
};

bool command_run(int argc, char **argv, int *status)
{
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands); i++) {
		if (strcmp(commands[i].name, argv[1]) == 0) {
			*status = commands[i].run(argc - 1, argv + 1);
			return true;
		}
	}
	return false;
}
