/* system(): a shell with its output on a pipe. Its signals are those a program starts with. */
#include "runtime/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

static int shell_spawn(const char *command, int output, pid_t *pid)
{
	const char *const argv[] = {"sh", "-c", command, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int error;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
	error = posix_spawn(pid, "/bin/sh", &files, &attributes, (char *const *)(uintptr_t)argv,
			    environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error;
}

int command_run(const char *command, struct buf *output)
{
	int ends[2], status = 0, error;
	ssize_t n;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return 127;
	error = shell_spawn(command, ends[1], &pid);
	close(ends[1]);
	while (!error) {
		n = read(ends[0], buf_reserve(output, 4096), 4096);
		if (n > 0)
			output->len += (size_t)n;
		else if (n == 0 || errno != EINTR)
			break;
	}
	close(ends[0]);
	if (error)
		return 127;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
