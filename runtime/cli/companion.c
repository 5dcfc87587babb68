/* Finding sonde-compile and sonde-check. */
#include "runtime/cli/companion.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang/base/base.h"
#include "runtime/cli/subcommand.h"

bool companion_find(const char *name, char *path, size_t size)
{
	static const char *const places[] = {"", "../libexec/sonde/"};
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len < 0)
		return false;
	self[len] = '\0';
	*(strrchr(self, '/') + 1) = '\0';
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		int n = snprintf(path, size, "%s%s%s", self, places[i], name);

		if (n > 0 && (size_t)n < size && access(path, X_OK) == 0)
			return true;
	}
	fprintf(stderr,
		"ERROR: %s is missing: it is neither in %s nor in %s../libexec/sonde\n"
		"HINT: install all of sonde's executables; without them only compiled images run\n",
		name, self, self);
	return false;
}

/* ARGV[0] is the subcommand, which the companion gets as its first argument. */
static int check_run(int argc, char **argv)
{
	char path[PATH_MAX];
	const char **words;

	if (!companion_find("sonde-check", path, sizeof(path)))
		return 2;
	words = calloc((size_t)argc + 2, sizeof(*words));
	if (!words)
		out_of_memory((size_t)argc * sizeof(*words));
	words[0] = "sonde-check";
	memcpy(words + 1, argv, (size_t)argc * sizeof(*words));
	execv(path, (char **)words);
	fprintf(stderr, "ERROR: cannot start %s: %s\n", path, strerror(errno));
	free(words);
	return 2;
}

int subcommand_check(int argc, char **argv)
{
	return check_run(argc, argv);
}

int subcommand_lsp(int argc, char **argv)
{
	return check_run(argc, argv);
}
