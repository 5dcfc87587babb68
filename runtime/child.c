/*
 * The child exists before the programs are loaded, so that its pid can be a constant in them, and
 * waits at a pipe. A second pipe, closed by a successful exec, brings back the errno of a failed
 * one.
 */
#include "runtime/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lang/base/str.h"

#define ARGS_MAX 4096

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* The file that NAME means to a shell; the caller frees it. NULL: there is none. */
static char *program_find(const char *name)
{
	const char *variable = getenv("PATH");
	struct str rest = str_from(variable ? variable : "/usr/bin:/bin");
	char *path = NULL;

	if (strchr(name, '/'))
		return is_program(name) ? strdup(name) : NULL;
	while (rest.at) {
		struct str dir = str_cut(&rest, ':');

		if (asprintf(&path, "%.*s/%s", STR_ARG(dir.len ? dir : STR(".")), name) < 0)
			return NULL;
		if (is_program(path))
			return path;
		free(path);
	}
	return NULL;
}

/* Cuts TEXT into words; there is no quoting. */
static void words_split(char *text, char *words[ARGS_MAX + 1])
{
	size_t n = 0;
	char *state = NULL;

	for (char *word = strtok_r(text, " ", &state); word && n < ARGS_MAX;
	     word = strtok_r(NULL, " ", &state))
		words[n++] = word;
	words[n] = NULL;
}

static void child_main(const char *path, char *const *words, int gate, int report, pid_t parent)
{
	sigset_t none;
	char go;
	ssize_t n;
	int error;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	while ((n = read(gate, &go, 1)) < 0 && errno == EINTR)
		;
	if (n != 1 || getppid() != parent)
		_exit(1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	execv(path, words);
	error = errno;
	if (write(report, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

static bool child_fork(struct child *c, const char *path, char *const *words)
{
	int gate[2], report[2];
	pid_t parent = getpid();

	if (pipe2(gate, O_CLOEXEC))
		return false;
	if (pipe2(report, O_CLOEXEC)) {
		close(gate[0]);
		close(gate[1]);
		return false;
	}
	c->pid = fork();
	if (c->pid == 0) {
		close(gate[1]);
		close(report[0]);
		child_main(path, words, gate[0], report[1], parent);
	}
	close(gate[0]);
	close(report[1]);
	c->gate = gate[1];
	c->report = report[0];
	if (c->pid < 0) {
		close(c->gate);
		close(c->report);
		c->pid = 0;
		return false;
	}
	c->pidfd = (int)syscall(SYS_pidfd_open, c->pid, 0);
	if (c->pidfd < 0) {
		child_end(c);
		return false;
	}
	return true;
}

bool child_start(struct child *c, const char *command, struct buf *message)
{
	char *text = strdup(command), *path = NULL, *words[ARGS_MAX + 1];
	bool started = false;

	*c = (struct child){.pidfd = -1, .gate = -1, .report = -1};
	if (!text)
		out_of_memory(strlen(command));
	words_split(text, words);
	if (words[0])
		path = program_find(words[0]);
	if (!path)
		buf_printf(
			message,
			"ERROR: Failed to fork child: Path '%s' does not exist or is not executable\n",
			words[0] ? words[0] : "");
	else if (!(started = child_fork(c, path, words)))
		buf_printf(message, "ERROR: Failed to fork child: %s\n", strerror(errno));
	free(path);
	free(text);
	return started;
}

bool child_go(struct child *c, struct buf *message)
{
	int error = 0;
	ssize_t n;

	if (write(c->gate, "", 1) != 1) {
		buf_printf(message, "ERROR: Failed to start the command: %s\n", strerror(errno));
		return false;
	}
	close(c->gate);
	c->gate = -1;
	while ((n = read(c->report, &error, sizeof(error))) < 0 && errno == EINTR)
		;
	close(c->report);
	c->report = -1;
	if (n != sizeof(error))
		return true;
	buf_printf(message, "ERROR: Failed to start the command: %s\n", strerror(error));
	return false;
}

void child_end(struct child *c)
{
	if (!c->pid)
		return;
	/* Without a byte the end of the gate means: do not begin. */
	if (c->gate >= 0) {
		close(c->gate);
		waitpid(c->pid, NULL, 0);
	} else if (waitpid(c->pid, NULL, WNOHANG) == 0) {
		/* Not waited for, so the pid is still its own. */
		kill(c->pid, SIGTERM);
	}
	if (c->pidfd >= 0)
		close(c->pidfd);
	if (c->report >= 0)
		close(c->report);
	*c = (struct child){.pidfd = -1, .gate = -1, .report = -1};
}
