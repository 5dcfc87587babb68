/*
 * clsact and its filters through libbpf's netlink. The discipline is made where it is missing and
 * removed with the last filter of ours, unless it was there before.
 *
 * The guard is a forked process that waits for the end of ours and removes what we did not. It has
 * no terminal, no pipe and no file of ours.
 */
#include "probes/tc_filter.h"

#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lang/base/base.h"

struct tc_filter {
	struct tc_filter *next;
	int index;
	bool egress, made_clsact;
	uint32_t handle, priority, program; /* the program's id tells our filter from others' */
	pid_t guard;
};

static struct bpf_tc_hook hook_of(const struct tc_filter *f)
{
	return (struct bpf_tc_hook){.sz = sizeof(struct bpf_tc_hook),
				    .ifindex = f->index,
				    .attach_point = f->egress ? BPF_TC_EGRESS : BPF_TC_INGRESS};
}

/* Whether the filter at our place is still ours. */
static bool filter_is_ours(const struct tc_filter *f)
{
	struct bpf_tc_hook hook = hook_of(f);
	LIBBPF_OPTS(bpf_tc_opts, at, .handle = f->handle, .priority = f->priority);

	return bpf_tc_query(&hook, &at) == 0 && at.prog_id == f->program;
}

static void filter_remove(const struct tc_filter *f)
{
	struct bpf_tc_hook hook = hook_of(f);
	LIBBPF_OPTS(bpf_tc_opts, at, .handle = f->handle, .priority = f->priority);

	if (filter_is_ours(f))
		bpf_tc_detach(&hook, &at);
	if (f->made_clsact) {
		hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
		bpf_tc_hook_destroy(&hook);
	}
}

static void files_close(int keep)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	/* The descriptors of programs and links must not outlive the tracer. */
	for (int fd = 3; fd < keep; fd++)
		close(fd);
	syscall(SYS_close_range, keep + 1, ~0u, 0);
}

static void guard_main(const struct tc_filter *f, int parent)
{
	struct pollfd wait = {.fd = parent, .events = POLLIN};
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	files_close(parent);
	if (chdir("/") == 0)
		while (poll(&wait, 1, -1) < 0 && errno == EINTR)
			;
	filter_remove(f);
	_exit(0);
}

/* False: no process watches, so the filter could stay behind. */
static bool guard_start(struct tc_filter *f)
{
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0);

	if (self < 0)
		return false;
	f->guard = fork();
	if (f->guard == 0)
		guard_main(f, self);
	close(self);
	return f->guard > 0;
}

int tc_filter_add(struct tc_filter **list, int index, bool egress, int prog_fd)
{
	struct tc_filter *f = calloc(1, sizeof(*f));
	LIBBPF_OPTS(bpf_tc_opts, at, .prog_fd = prog_fd);
	struct bpf_tc_hook hook;
	int error;

	if (!f)
		out_of_memory(sizeof(*f));
	f->index = index;
	f->egress = egress;
	hook = hook_of(f);
	error = bpf_tc_hook_create(&hook);
	f->made_clsact = !error;
	if (!error || error == -EEXIST)
		error = bpf_tc_attach(&hook, &at);
	if (error) {
		if (f->made_clsact)
			filter_remove(f);
		free(f);
		return error;
	}
	f->handle = at.handle;
	f->priority = at.priority;
	f->program = at.prog_id;
	if (!guard_start(f)) {
		error = -errno;
		filter_remove(f);
		free(f);
		return error;
	}
	f->next = *list;
	*list = f;
	return 0;
}

void tc_filters_remove(struct tc_filter **list)
{
	while (*list) {
		struct tc_filter *f = *list;

		*list = f->next;
		filter_remove(f);
		kill(f->guard, SIGKILL);
		waitpid(f->guard, NULL, 0);
		free(f);
	}
}
