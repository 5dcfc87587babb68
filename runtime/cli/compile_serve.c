/* sonde-compile --serve: see serve.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lang/session.h"
#include "probes/target_host.h"
#include "runtime/cli/compile.h"
#include "runtime/cli/serve.h"

/* Touches what every unit needs: the kernel's types, LLVM's tables and passes. */
static const char warm_text[] =
	"begin { @warm[comm, pid] = count(); @warmer = str(uptr(pid)); printf(\"%s %d\", comm, pid); }";

struct server {
	int socket;
	struct unit *unit; /* the last one that was kept */
};

struct words_received {
	char words[SERVE_WORDS_MAX];
	char *argv[SERVE_WORDS_MAX / 2];
	int argc;
	int fds[SERVE_FDS];
};

static void fds_close(struct words_received *r)
{
	for (size_t i = 0; i < SERVE_FDS; i++)
		if (r->fds[i] >= 0)
			close(r->fds[i]);
}

/* A message that is no request has no words: a verdict on what was cancelled. False: the end. */
static bool words_receive(int from, struct words_received *r)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(r->fds))];
	} control;
	struct iovec text = {r->words, sizeof(r->words) - 1};
	struct msghdr message = {.msg_iov = &text,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	r->argc = 0;
	c = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (!c)
		return n > 0;
	if (c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof(r->fds)))
		return false;
	memcpy(r->fds, CMSG_DATA(c), sizeof(r->fds));
	r->words[n] = '\0';
	for (char *at = r->words; at < r->words + n; at += strlen(at) + 1)
		r->argv[r->argc++] = at;
	r->argv[r->argc] = NULL;
	return true;
}

static void message_send(int to, const void *message, size_t size)
{
	while (send(to, message, size, MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

static int request_run(struct server *s, struct words_received *r, struct unit **u)
{
	struct arena *a = s->unit->arena;
	struct request request;
	const char *bad;

	dup2(r->fds[SERVE_OUTPUT], STDOUT_FILENO);
	dup2(r->fds[SERVE_OUTPUT], STDERR_FILENO);
	if (!request_parse(a, r->argc, r->argv, &request, &bad)) {
		fprintf(stderr, "ERROR: sonde-compile does not understand '%s'\n", bad);
		return 2;
	}
	request.source_fd = r->fds[SERVE_SOURCE];
	request.prelude_fd = r->fds[SERVE_PRELUDE];
	request.image_fd = r->fds[SERVE_IMAGE];
	*u = unit_next(s->unit, &request.options);
	return compilation_run(&request, *u);
}

/* In the fork. Returns when it is to serve from now on: TELL has told its parent. */
static void request_serve(struct server *s, struct words_received *r, int tell)
{
	struct serve_began began = {.pid = (int32_t)getpid()};
	struct serve_ended ended;
	struct serve_verdict verdict = {0};
	struct unit *u = NULL;

	message_send(s->socket, &began, sizeof(began));
	ended.status = request_run(s, r, &u);
	if (ended.status)
		_exit(ended.status);
	message_send(s->socket, &ended, sizeof(ended));
	/* From here on the parent may not answer for us. */
	if (write(tell, "", 1) != 1)
		_exit(1);
	while (recv(s->socket, &verdict, sizeof(verdict), 0) < 0 && errno == EINTR)
		;
	if (verdict.what != SERVE_KEEP)
		_exit(0);
	session_commit(u);
	s->unit = u;
	if (write(tell, "", 1) != 1)
		_exit(1);
}

/* In the parent. Returns when the fork is gone without having been kept. */
static void fork_await(struct server *s, pid_t pid, int told)
{
	struct serve_ended ended;
	int status = 0, said = 0;
	char byte;

	while (read(told, &byte, 1) == 1)
		if (++said == 2)
			_exit(0);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (said)
		return;
	ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	message_send(s->socket, &ended, sizeof(ended));
}

/* There is no process for a request. */
static void request_refuse(struct server *s)
{
	struct serve_began began = {0};
	struct serve_ended ended = {.status = 2};

	fprintf(stderr, "ERROR: no process for the compiler: %s\n", strerror(errno));
	message_send(s->socket, &began, sizeof(began));
	message_send(s->socket, &ended, sizeof(ended));
}

static void request_fork(struct server *s, struct words_received *r)
{
	int told[2];
	pid_t pid;

	if (pipe(told) < 0) {
		request_refuse(s);
		return;
	}
	pid = fork();
	if (pid == 0) {
		close(told[0]);
		request_serve(s, r, told[1]);
		close(told[1]);
		return;
	}
	close(told[1]);
	if (pid > 0)
		fork_await(s, pid, told[0]);
	else
		request_refuse(s);
	close(told[0]);
}

static void warm_up(const struct unit *first)
{
	struct request request = {.name = "warm", .image_fd = -1};
	int fd = memfd_create("sonde-warm", MFD_CLOEXEC);

	target_btf(first->target);
	request.source_fd = fd;
	if (fd >= 0 && write(fd, warm_text, sizeof(warm_text) - 1) > 0)
		compilation_run(&request, unit_next(first, &first->options));
	close(fd);
}

int compile_serve(const struct request *request, struct unit *u)
{
	static struct words_received received;
	struct server s = {.socket = request->serve_fd, .unit = u};

	u->session = arena_make(u->arena, struct session);
	u->session->arena = u->arena;
	warm_up(u);
	while (words_receive(s.socket, &received)) {
		if (!received.argc)
			continue;
		request_fork(&s, &received);
		fds_close(&received);
	}
	_exit(0);
}
