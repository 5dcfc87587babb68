/*
 * Runs the commands of test cases. Output goes to memory files rather than pipes, so a process
 * that outlives the command cannot hold the runner up, and nothing blocks on a full pipe.
 */
#include "tests/runner/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define POLL_NS 2000000
/* The most that is kept of one stream. */
#define OUTPUT_MAX ((size_t)16 * 1024 * 1024)

double now_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void rest(void)
{
	nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
}

static void memory_read(int fd, struct buf *b)
{
	off_t size = lseek(fd, 0, SEEK_END);
	size_t want = size > 0 ? MIN((size_t)size, OUTPUT_MAX) : 0;
	ssize_t got;

	buf_clear(b);
	got = pread(fd, buf_reserve(b, want + 1), want, 0);
	if (got > 0)
		b->len = (size_t)got;
	b->at[b->len] = '\0';
}

/* The child's side: never returns. */
static void child_exec(const struct process *p, const char *command, int in, int out, int err)
{
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	for (size_t i = 0; p->env[i]; i += 2)
		setenv(p->env[i], p->env[i + 1], 1);
	signal(SIGPIPE, SIG_DFL);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int status_of(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return 128 + WTERMSIG(wait_status);
	return WEXITSTATUS(wait_status);
}

/* A running process and how far its steps are. */
struct run {
	struct process *p;
	pid_t pid;
	int out, err, null;
	size_t step;
	double started, step_began;
	pid_t activity; /* of a STEP_DURING; 0: none */
	bool failed;
	const char *why;
};

static bool output_has(struct run *r, const char *text)
{
	memory_read(r->out, &r->p->out);
	memory_read(r->err, &r->p->err);
	return strstr(r->p->out.at, text) || strstr(r->p->err.at, text);
}

static bool attached(struct run *r)
{
	return output_has(r, "Attached ") || strstr(r->p->out.at, "attached_probes");
}

static void step_done(struct run *r)
{
	r->step++;
	r->step_began = now_seconds();
}

static void activity_start(struct run *r, const char *command)
{
	r->activity = fork();
	if (r->activity == 0)
		child_exec(r->p, command, r->null, r->null, r->err);
	if (r->activity < 0)
		r->failed = true;
}

/* True when the step S has been done. */
static bool step_try(struct run *r, const struct step *s)
{
	int status;

	switch (s->kind) {
	case STEP_DURING:
		if (!r->activity && attached(r))
			activity_start(r, s->command);
		if (!r->activity || waitpid(r->activity, &status, WNOHANG) != r->activity)
			return false;
		r->activity = 0;
		return true;
	case STEP_AFTER:
		if (now_seconds() - r->step_began < s->seconds)
			return false;
		break;
	case STEP_WHEN:
		if (!output_has(r, s->command))
			return false;
		break;
	}
	kill(-r->pid, s->signal);
	return true;
}

static void steps_go_on(struct run *r)
{
	while (r->step < r->p->steps.len && step_try(r, &r->p->steps.at[r->step]))
		step_done(r);
}

static void run_wait(struct run *r)
{
	struct process *p = r->p;
	int status;

	for (;;) {
		if (waitpid(r->pid, &status, WNOHANG) == r->pid) {
			p->status = status_of(status);
			break;
		}
		if (now_seconds() - r->started > p->timeout) {
			p->timed_out = true;
			kill(-r->pid, SIGKILL);
			kill(r->pid, SIGKILL);
			waitpid(r->pid, &status, 0);
			p->status = status_of(status);
			break;
		}
		steps_go_on(r);
		rest();
	}
	p->seconds = now_seconds() - r->started;
	if (r->activity) {
		kill(-r->activity, SIGKILL);
		waitpid(r->activity, &status, 0);
		step_done(r);
	}
}

static int input_make(const struct process *p)
{
	int fd;

	if (!p->has_input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("stdin", MFD_CLOEXEC);
	if (fd < 0)
		return -1;
	if (write(fd, p->input.at, p->input.len) != (ssize_t)p->input.len)
		return -1;
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static const char *step_text(struct arena *a, const struct step *s)
{
	switch (s->kind) {
	case STEP_DURING:
		return arena_printf(a, "ended before its probes were attached, so '%s' did not run",
				    s->command);
	case STEP_AFTER:
		return arena_printf(a, "ended before signal %d could be sent", s->signal);
	case STEP_WHEN:
		return arena_printf(a, "ended without having said '%s'", s->command);
	}
	return "";
}

bool process_run(struct arena *a, struct process *p, const char **why)
{
	struct run r = {.p = p};
	int in = input_make(p);

	r.out = memfd_create("stdout", MFD_CLOEXEC);
	r.err = memfd_create("stderr", MFD_CLOEXEC);
	r.null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (in < 0 || r.out < 0 || r.err < 0 || r.null < 0) {
		*why = arena_printf(a, "cannot make files for its output: %s", strerror(errno));
		return false;
	}
	/* Both streams append: `2>&1` in a command must not overwrite. */
	fcntl(r.out, F_SETFL, O_APPEND);
	fcntl(r.err, F_SETFL, O_APPEND);
	r.started = r.step_began = now_seconds();
	r.pid = fork();
	if (r.pid == 0)
		child_exec(p, p->command, in, r.out, r.err);
	if (r.pid < 0) {
		*why = arena_printf(a, "cannot fork: %s", strerror(errno));
		return false;
	}
	run_wait(&r);
	memory_read(r.out, &p->out);
	memory_read(r.err, &p->err);
	close(in);
	close(r.out);
	close(r.err);
	close(r.null);
	if (!p->timed_out && r.step < p->steps.len) {
		*why = step_text(a, &p->steps.at[r.step]);
		return false;
	}
	return true;
}

void process_free(struct process *p)
{
	buf_free(&p->out);
	buf_free(&p->err);
}

/* Name and state of process PID: "sonde (S)". */
static void process_name(pid_t pid, char *to, size_t size)
{
	char path[64], line[256] = "", *end;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = '\0';
		fclose(f);
	}
	/* "PID (NAME) STATE ..." */
	end = strrchr(line, ')');
	if (end)
		end[1] = '\0';
	snprintf(to, size, "process %.60s", line);
}

/* A child of ours that still runs, or 0. */
static pid_t child_find(void)
{
	char path[64];
	int pid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fscanf(f, "%d", &pid) != 1)
		pid = 0;
	fclose(f);
	return pid;
}

bool orphans_wait(double seconds, char *who, size_t who_size)
{
	double until = now_seconds() + seconds;
	bool ok = true;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, NULL, WNOHANG);
		if (pid < 0)
			return ok;
		if (pid > 0)
			continue;
		if (now_seconds() > until && (pid = child_find())) {
			if (ok)
				process_name(pid, who, who_size);
			ok = false;
			kill(pid, SIGKILL);
		}
		rest();
	}
}
