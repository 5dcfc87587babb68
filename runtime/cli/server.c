/* Starting the serving compiler, and asking it. */
#include "runtime/cli/server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/cli/companion.h"
#include "runtime/cli/compiler.h"
#include "runtime/cli/serve.h"

bool compile_server_start(struct compile_server *s, const struct options *options)
{
	struct request request = {.name = "session", .source_fd = -1, .image_fd = -1};
	struct arena *a = arena_new();
	char path[PATH_MAX];
	int ends[2] = {-1, -1}, error = 0;

	*s = (struct compile_server){.socket = -1, .pid = -1};
	if (!companion_find("sonde-compile", path, sizeof(path))) {
		arena_free(a);
		return false;
	}
	/* Only our end is closed on exec. */
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) || fcntl(ends[0], F_SETFD, FD_CLOEXEC))
		error = errno;
	request.serve_fd = ends[1];
	request.options = *options;
	if (!error)
		error = posix_spawn(&s->pid, path, NULL, NULL, request_arguments(a, &request),
				    environ);
	if (ends[1] >= 0)
		close(ends[1]);
	arena_free(a);
	if (!error) {
		s->socket = ends[0];
		return true;
	}
	if (ends[0] >= 0)
		close(ends[0]);
	fprintf(stderr, "ERROR: cannot start the compiler %s: %s\n", path, strerror(error));
	return false;
}

void compile_server_stop(struct compile_server *s)
{
	if (s->socket >= 0)
		close(s->socket);
	s->socket = -1;
	if (s->pid > 0)
		waitpid(s->pid, NULL, 0);
	s->pid = -1;
}

/* The words and FDS as one message. */
static bool words_send(int to, char **words, const int *fds)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(SERVE_FDS * sizeof(int))];
	} control = {.room = {0}};
	struct buf text = {NULL, 0, 0};
	struct iovec part;
	struct msghdr message = {.msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	bool sent;

	for (; *words; words++)
		buf_add(&text, *words, strlen(*words) + 1);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(SERVE_FDS * sizeof(int));
	memcpy(CMSG_DATA(c), fds, SERVE_FDS * sizeof(int));
	part = (struct iovec){text.at, text.len};
	sent = text.len < SERVE_WORDS_MAX &&
	       sendmsg(to, &message, MSG_NOSIGNAL) == (ssize_t)text.len;
	buf_free(&text);
	return sent;
}

/* The compiler's answer. While it is waited for, the session goes on. */
static int answer_await(struct compile_server *s, serve_wait_fn *wait, void *arg)
{
	struct serve_began began = {0};
	struct serve_ended ended = {.status = -1};
	bool cancelled = false;

	if (recv(s->socket, &began, sizeof(began), 0) != sizeof(began))
		return -1;
	if (!wait(arg, s->socket)) {
		cancelled = true;
		if (began.pid > 1)
			kill(began.pid, SIGKILL);
	}
	if (recv(s->socket, &ended, sizeof(ended), 0) != sizeof(ended))
		return -1;
	if (cancelled && ended.status == 0)
		compile_server_verdict(s, false);
	return cancelled ? 128 + SIGINT : ended.status;
}

static void output_read(int fd, struct buf *messages)
{
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, buf_reserve(messages, 4096), 4096)) > 0)
		messages->len += (size_t)n;
}

static void failure_tell(int status, struct buf *messages)
{
	if (status == 128 + SIGINT)
		buf_puts(messages, "cancelled\n");
	else if (status > 128)
		buf_printf(
			messages,
			"ERROR: the compiler crashed (%s); nothing was attached\n"
			"HINT: this is a fault of sonde, not of what you typed: please report it\n",
			strsignal(status - 128));
	else if (status < 0)
		buf_puts(messages, "ERROR: the compiler has gone; leave the session and start it "
				   "again\n");
}

int compile_server_run(struct compile_server *s, const struct request *request, struct str prelude,
		       struct str text, serve_wait_fn *wait, void *arg, struct bytes *image,
		       struct buf *messages)
{
	static const char *const names[SERVE_FDS] = {"sonde-script", "sonde-prelude", "sonde-image",
						     "sonde-messages"};
	struct arena *a = arena_new();
	int fds[SERVE_FDS], status = -1;
	bool ready = true;

	for (size_t i = 0; i < SERVE_FDS; i++)
		ready &= (fds[i] = memfd_create(names[i], MFD_CLOEXEC)) >= 0;
	if (ready && text_pass(fds[SERVE_SOURCE], text) && text_pass(fds[SERVE_PRELUDE], prelude) &&
	    words_send(s->socket, request_arguments(a, request), fds))
		status = answer_await(s, wait, arg);
	if (ready)
		output_read(fds[SERVE_OUTPUT], messages);
	failure_tell(status, messages);
	if (status == 0 && !image_map(fds[SERVE_IMAGE], image)) {
		buf_puts(messages, "ERROR: the compiler ended without an image\n");
		compile_server_verdict(s, false);
		status = 2;
	}
	for (size_t i = 0; i < SERVE_FDS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	arena_free(a);
	return status;
}

void compile_server_verdict(struct compile_server *s, bool keep)
{
	struct serve_verdict verdict = {.what = keep ? SERVE_KEEP : SERVE_DROP};

	send(s->socket, &verdict, sizeof(verdict), MSG_NOSIGNAL);
}
