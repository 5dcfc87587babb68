#include "runtime/cli/compiler.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/cli/companion.h"

bool text_pass(int fd, struct str text)
{
	while (text.len) {
		ssize_t n = write(fd, text.at, text.len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			text = str_slice(text, (size_t)n, text.len);
	}
	return true;
}

static void compiler_close(struct compiler *c)
{
	if (c->source_fd >= 0)
		close(c->source_fd);
	if (c->image_fd >= 0)
		close(c->image_fd);
	c->source_fd = c->image_fd = -1;
}

/*
 * LLVM allocates and frees small things by the million. With room for more of them in malloc's own
 * lists (tunables of the GNU C library) 10,000 statements take an eighth less time.
 */
#define TUNABLES "GLIBC_TUNABLES"

static char **compiler_environment(struct arena *a)
{
	static char more[] = TUNABLES "=glibc.malloc.tcache_count=2000";
	size_t n = 0;
	char **copy;

	while (environ[n])
		n++;
	copy = arena_array(a, char *, n + 2);
	memcpy(copy, environ, n * sizeof(*copy));
	if (!getenv(TUNABLES))
		copy[n] = more;
	return copy;
}

bool compiler_start(struct arena *a, struct request *request, struct str text, struct compiler *c)
{
	char path[PATH_MAX];
	int error;

	*c = (struct compiler){.pid = -1, .source_fd = -1, .image_fd = -1};
	if (!companion_find("sonde-compile", path, sizeof(path)))
		return false;
	/* Without MFD_CLOEXEC: both are for the child. */
	c->source_fd = memfd_create("sonde-script", 0);
	c->image_fd = memfd_create("sonde-image", 0);
	if (c->source_fd < 0 || c->image_fd < 0 || !text_pass(c->source_fd, text)) {
		fprintf(stderr, "ERROR: no memory for the compiler: %s\n", strerror(errno));
		compiler_close(c);
		return false;
	}
	request->source_fd = c->source_fd;
	request->image_fd = c->image_fd;
	error = posix_spawn(&c->pid, path, NULL, NULL, request_arguments(a, request),
			    compiler_environment(a));
	if (error) {
		fprintf(stderr, "ERROR: cannot start the compiler %s: %s\n", path, strerror(error));
		compiler_close(c);
		return false;
	}
	return true;
}

bool image_map(int fd, struct bytes *image)
{
	struct stat st;
	void *at;

	if (fstat(fd, &st) < 0 || st.st_size <= 0)
		return false;
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return false;
	*image = (struct bytes){at, (size_t)st.st_size};
	return true;
}

int compiler_finish(struct compiler *c, struct bytes *image)
{
	int status, result;

	while (waitpid(c->pid, &status, 0) < 0) {
		if (errno != EINTR) {
			fprintf(stderr, "ERROR: lost the compiler: %s\n", strerror(errno));
			compiler_close(c);
			return 2;
		}
	}
	if (WIFSIGNALED(status)) {
		fprintf(stderr,
			"ERROR: the compiler crashed (%s); nothing was attached\n"
			"HINT: this is a fault of sonde, not of your script: please report it with the script\n",
			strsignal(WTERMSIG(status)));
		result = 2;
	} else {
		result = WEXITSTATUS(status);
	}
	if (result == 0 && !image_map(c->image_fd, image)) {
		fputs("ERROR: the compiler ended without an image\n", stderr);
		result = 2;
	}
	compiler_close(c);
	return result;
}

void compiler_release(struct bytes *image)
{
	if (image->at)
		munmap((void *)(uintptr_t)image->at, image->len);
	*image = (struct bytes){NULL, 0};
}
