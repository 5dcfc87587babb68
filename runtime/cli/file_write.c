#include "runtime/cli/file_write.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fd_write_all(int fd, const struct buf *text)
{
	size_t at = 0;

	while (at < text->len) {
		ssize_t n = write(fd, text->at + at, text->len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

bool file_replace(struct arena *a, const char *file, const struct buf *text, mode_t mode)
{
	char *real = realpath(file, NULL), *next;
	const char *path = real ? real : file;
	struct stat st = {.st_mode = mode, .st_uid = geteuid(), .st_gid = getegid()};
	bool ok = false;
	int fd;

	if (real)
		stat(real, &st);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like others */
	next = arena_printf(a, "%s.XXXXXX", path);
	fd = mkstemp(next);
	if (fd >= 0) {
		ok = fd_write_all(fd, text) && fchmod(fd, st.st_mode & 07777) == 0 &&
		     (fchown(fd, st.st_uid, st.st_gid) == 0 || errno == EPERM);
		ok = close(fd) == 0 && ok;
		ok = ok && rename(next, path) == 0;
	}
	if (!ok) {
		fprintf(stderr, "ERROR: cannot write %s: %s\n", file, strerror(errno));
		if (fd >= 0)
			unlink(next);
	}
	free(real);
	return ok;
}
