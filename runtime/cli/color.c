/* Colors by what the environment and the terminal say. */
#include "runtime/cli/color.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool color_wanted(void)
{
	const char *text = getenv("SONDE_COLOR");

	if (!text)
		text = getenv("BPFTRACE_COLOR");
	if (text && !strcmp(text, "always"))
		return true;
	if (text && !strcmp(text, "never"))
		return false;
	if (text && strcmp(text, "auto"))
		fprintf(stderr,
			"WARNING: BPFTRACE_COLOR is '%s'; it may be auto, always or never\n", text);
	return isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
}
