/* Which of the two is wanted. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "check/check.h"

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && strcmp(argv[1], "check") == 0)
		return check_main(argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "lsp") == 0)
		return lsp_main(argc - 1, argv + 1);
	fputs("sonde-check is started by sonde: sonde check, sonde lsp\n", stderr);
	return 1;
}
