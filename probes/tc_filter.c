/*
 * clsact and its filters through libbpf's netlink. The discipline is made where it is missing and
 * removed with the last filter of ours, unless it was there before or others use it, too.
 *
 * The guard is a forked process that makes the filter, waits for the end of ours and removes what
 * we did not. It is the guard that makes it, so that there is no moment at which a SIGKILL for us
 * leaves a filter that nobody looks after. It has no terminal, no pipe and no file of ours.
 */
#include "probes/tc_filter.h"

#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lang/base/base.h"

struct tc_filter {
	struct tc_filter *next;	     /* in the caller's list */
	struct tc_filter *next_live; /* in the list of all */
	int index;
	bool egress, made_clsact;
	uint32_t handle, priority, program; /* the program's id tells our filter from others' */
	pid_t guard;
};

/* All of this process. */
static struct tc_filter *live;

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

	return f->handle && bpf_tc_query(&hook, &at) == 0 && at.prog_id == f->program;
}

/* Reads answers of the kernel up to the end. True: a filter is among them. */
static bool dump_has_filter(int fd)
{
	char answer[8192] __attribute__((aligned(NLMSG_ALIGNTO)));

	for (;;) {
		ssize_t n = recv(fd, answer, sizeof(answer), 0);
		struct nlmsghdr *m = (struct nlmsghdr *)(void *)answer;

		if (n <= 0)
			return true; /* not known: better nothing is removed */
		for (uint32_t rest = (uint32_t)n; NLMSG_OK(m, rest); m = NLMSG_NEXT(m, rest)) {
			if (m->nlmsg_type == RTM_NEWTFILTER)
				return true;
			if (m->nlmsg_type == NLMSG_DONE || m->nlmsg_type == NLMSG_ERROR)
				return false;
		}
	}
}

/* Whether anybody has a filter in a direction of interface INDEX. */
static bool direction_is_used(int index, uint32_t minor)
{
	struct {
		struct nlmsghdr head;
		struct tcmsg body;
	} ask = {
		.head = {.nlmsg_len = sizeof(ask),
			 .nlmsg_type = RTM_GETTFILTER,
			 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		.body = {.tcm_family = AF_UNSPEC,
			 .tcm_ifindex = index,
			 .tcm_parent = TC_H_MAKE(TC_H_CLSACT, minor)},
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	bool used = true;

	if (fd < 0)
		return true;
	if (send(fd, &ask, sizeof(ask), 0) == (ssize_t)sizeof(ask))
		used = dump_has_filter(fd);
	close(fd);
	return used;
}

/* Takes the discipline away that we made, unless others use it by now. */
static void clsact_remove(const struct tc_filter *f)
{
	struct bpf_tc_hook hook = hook_of(f);

	if (direction_is_used(f->index, TC_H_MIN_INGRESS) ||
	    direction_is_used(f->index, TC_H_MIN_EGRESS))
		return;
	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	bpf_tc_hook_destroy(&hook);
}

static void filter_remove(const struct tc_filter *f)
{
	struct bpf_tc_hook hook = hook_of(f);
	LIBBPF_OPTS(bpf_tc_opts, at, .handle = f->handle, .priority = f->priority);

	if (filter_is_ours(f))
		bpf_tc_detach(&hook, &at);
	if (f->made_clsact)
		clsact_remove(f);
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

/* The priority that our last filter on the hook has; 0: we have none. */
static uint32_t priority_used(int index, bool egress)
{
	uint32_t last = 0;

	for (const struct tc_filter *f = live; f; f = f->next_live)
		if (f->index == index && f->egress == egress)
			last = MAX(last, f->priority);
	return last;
}

#define PLACES 16 /* that filters of others may have taken */

/*
 * Filters run by priority, and the kernel gives a new one the first place: ours shall run in the
 * order in which they came.
 */
static int filter_place(const struct bpf_tc_hook *hook, uint32_t after, struct bpf_tc_opts *at)
{
	int error = -EEXIST;

	for (uint32_t i = 1; i <= PLACES && error; i++) {
		at->handle = 0;
		at->priority = after ? after + i : 0;
		error = bpf_tc_attach(hook, at);
		if (!after)
			break;
	}
	return error;
}

/* Whether a filter of ours made the discipline of interface INDEX; then all of them look after it.
 */
static bool clsact_is_ours(int index)
{
	for (const struct tc_filter *f = live; f; f = f->next_live)
		if (f->index == index && f->made_clsact)
			return true;
	return false;
}

/* Makes the discipline and the filter. 0, or a negative errno with nothing left. */
static int filter_make(struct tc_filter *f, int prog_fd)
{
	LIBBPF_OPTS(bpf_tc_opts, at, .prog_fd = prog_fd);
	struct bpf_tc_hook hook = hook_of(f);
	int error = bpf_tc_hook_create(&hook);

	f->made_clsact = !error || clsact_is_ours(f->index);
	if (!error || error == -EEXIST)
		error = filter_place(&hook, priority_used(f->index, f->egress), &at);
	if (error) {
		filter_remove(f);
		return error;
	}
	f->handle = at.handle;
	f->priority = at.priority;
	f->program = at.prog_id;
	return 0;
}

/* What the guard tells us of the filter. */
struct made {
	int error;
	struct tc_filter filter;
};

static void guard_main(struct made *made, int prog_fd, int report, int parent)
{
	struct pollfd wait = {.fd = parent, .events = POLLIN};
	bool told;
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_IGN);
	setsid();
	made->error = filter_make(&made->filter, prog_fd);
	told = write(report, made, sizeof(*made)) == sizeof(*made);
	if (made->error)
		_exit(0);
	files_close(parent);
	if (told && chdir("/") == 0)
		while (poll(&wait, 1, -1) < 0 && errno == EINTR)
			;
	filter_remove(&made->filter);
	_exit(0);
}

static bool made_read(int fd, struct made *made)
{
	ssize_t n;

	while ((n = read(fd, made, sizeof(*made))) < 0 && errno == EINTR)
		;
	return n == sizeof(*made);
}

/* Starts the guard of F, which fills in the rest of it. 0, or a negative errno. */
static int guard_start(struct tc_filter *f, int prog_fd)
{
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0), report[2], error;
	struct made made = {.filter = *f};
	pid_t guard;

	if (self < 0)
		return -errno;
	if (pipe2(report, O_CLOEXEC)) {
		error = -errno;
		close(self);
		return error;
	}
	guard = fork();
	if (guard == 0) {
		close(report[0]);
		guard_main(&made, prog_fd, report[1], self);
	}
	error = guard < 0 ? -errno : 0;
	close(self);
	close(report[1]);
	if (!error && !made_read(report[0], &made)) {
		error = -EIO; /* the filter is there or not; the guard removes it when we end */
	} else if (!error) {
		error = made.error;
		*f = made.filter;
		f->guard = guard;
		if (error)
			waitpid(guard, NULL, 0);
	}
	close(report[0]);
	return error;
}

int tc_filter_add(struct tc_filter **list, int index, bool egress, int prog_fd)
{
	struct tc_filter *f = calloc(1, sizeof(*f));
	int error;

	if (!f)
		out_of_memory(sizeof(*f));
	f->index = index;
	f->egress = egress;
	error = guard_start(f, prog_fd);
	if (error) {
		free(f);
		return error;
	}
	f->next = *list;
	*list = f;
	f->next_live = live;
	live = f;
	return 0;
}

static void live_forget(const struct tc_filter *f)
{
	struct tc_filter **at = &live;

	while (*at != f)
		at = &(*at)->next_live;
	*at = f->next_live;
}

void tc_filters_remove(struct tc_filter **list)
{
	while (*list) {
		struct tc_filter *f = *list;

		*list = f->next;
		live_forget(f);
		filter_remove(f);
		kill(f->guard, SIGKILL);
		waitpid(f->guard, NULL, 0);
		free(f);
	}
}
