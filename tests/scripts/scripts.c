/*
 * scripts [--seed N] [--count N] [--older] [--print] SONDE [PROGRAM]: valid random scripts,
 * compiled, loaded, attached and ended. One that is refused, crashes or hangs is printed. With
 * --print only the script of the seed is written. Last line: N passed, N failed, 0 skipped.
 */
#include "tests/scripts/grammar.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS_MAX 60 /* a script takes less than one */
#define SHOWN_MAX 5

static char folder[] = "/tmp/sonde-scripts-XXXXXX";
static char script_path[64], err_path[64];

static void redirect(int fd, const char *path)
{
	int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (to < 0 || dup2(to, fd) < 0)
		_exit(126);
}

/* The exit status; 128 + the signal that ended it. */
static int script_run(const char *sonde)
{
	pid_t child = fork();
	int status;

	if (child < 0) {
		perror("scripts: fork");
		exit(2);
	}
	if (child == 0) {
		redirect(1, "/dev/null");
		redirect(2, err_path);
		alarm(SECONDS_MAX);
		execl(sonde, sonde, "-q", "--dry-run", script_path, (char *)NULL);
		_exit(127);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Shows what the run says from its first error on, or its end. True if there is one. */
static bool error_show(bool show)
{
	static char text[1 << 18];
	FILE *in = fopen(err_path, "re");
	size_t n = in ? fread(text, 1, sizeof(text) - 1, in) : 0;
	const char *at;

	text[n] = '\0';
	if (in)
		fclose(in);
	at = strstr(text, "ERROR");
	while (at && at > text && at[-1] != '\n')
		at--;
	if (show)
		printf("%.1500s\n", at ? at : n > 500 ? text + n - 500 : text);
	return at != NULL;
}

static void script_write(uint64_t seed, const char *program, bool older)
{
	FILE *out = fopen(script_path, "we");

	if (!out) {
		fprintf(stderr, "scripts: %s: %s\n", script_path, strerror(errno));
		exit(2);
	}
	script_generate(out, seed, program, !older);
	fclose(out);
}

int main(int argc, char **argv)
{
	uint64_t seed = (uint64_t)time(NULL) * 100000;
	const char *sonde = NULL, *program = NULL;
	unsigned count = 300, failed = 0;
	bool older = false, print = false;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
			seed = strtoull(argv[++i], NULL, 0);
		else if (strcmp(argv[i], "--count") == 0 && i + 1 < argc)
			count = (unsigned)strtoul(argv[++i], NULL, 0);
		else if (strcmp(argv[i], "--older") == 0)
			older = true;
		else if (strcmp(argv[i], "--print") == 0)
			print = true;
		else if (!sonde)
			sonde = argv[i];
		else
			program = argv[i];
	}
	if (print) {
		script_generate(stdout, seed, program ? program : sonde, !older);
		return 0;
	}
	if (!sonde || !mkdtemp(folder)) {
		fputs("usage: scripts [--seed N] [--count N] [--older] SONDE [PROGRAM]\n", stderr);
		return 2;
	}
	snprintf(script_path, sizeof(script_path), "%s/script.bt", folder);
	snprintf(err_path, sizeof(err_path), "%s/err", folder);
	printf("seeds from %" PRIu64 "\n", seed);
	for (unsigned i = 0; i < count; i++) {
		int status;

		script_write(seed + i, program, older);
		status = script_run(sonde);
		if (status == 0 && !error_show(false))
			continue;
		if (failed++ < SHOWN_MAX) {
			printf("REFUSED: --seed %" PRIu64 " --print: status %d\n", seed + i,
			       status);
			error_show(true);
		}
		fflush(stdout);
	}
	unlink(script_path);
	unlink(err_path);
	rmdir(folder);
	printf("%u passed, %u failed, 0 skipped\n", count - failed, failed);
	return failed != 0;
}
