/*
 * The kernel waits for running programs when the last descriptor of a perf tracepoint or a uprobe
 * is closed (70 to 120 ms each). Whoever closes last waits, so a forked process keeps copies open
 * until we are gone. It keeps nothing else: no terminal, no pipe, no file of the caller's.
 */
#include "runtime/reaper.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Our exit takes milliseconds; a parent that is stopped or stuck must not keep this process. */
#define PARENT_WAIT_MS 10000

/* Links and perf events, by what the kernel calls their descriptors. */
static bool is_attachment(const char *target)
{
	return strcmp(target, "anon_inode:[perf_event]") == 0 ||
	       strcmp(target, "anon_inode:bpf_link") == 0 ||
	       strcmp(target, "anon_inode:bpf-raw-tracepoint") == 0;
}

static void others_close(int parent)
{
	DIR *dir = opendir("/proc/self/fd");
	char path[64], target[64];
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		int fd = atoi(entry->d_name);
		ssize_t len;

		if (fd <= 2 || fd == dirfd(dir) || fd == parent)
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		len = readlink(path, target, sizeof(target) - 1);
		target[len < 0 ? 0 : len] = '\0';
		if (!is_attachment(target))
			close(fd);
	}
	if (dir)
		closedir(dir);
}

static void reaper_main(int parent)
{
	struct pollfd wait = {.fd = parent, .events = POLLIN};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	others_close(parent);
	if (chdir("/"))
		_exit(1);
	poll(&wait, 1, PARENT_WAIT_MS);
	_exit(0); /* closes them */
}

bool reaper_start(void)
{
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0);
	pid_t pid;

	if (self < 0)
		return false;
	pid = fork();
	if (pid == 0)
		reaper_main(self);
	close(self);
	return pid > 0;
}
