/*
 * A command that is to be looked at when its program and libraries are mapped and nothing of it has
 * run yet: ptrace(2) stops it behind execve, where the loader of libraries begins, and from there
 * at the entry of the program, where a breakpoint is put for a moment.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runtime/child.h"

/* A loader that takes longer waits for something: the command goes on without us. */
#define WAIT_STEP_NS 100000
#define WAIT_STEPS 50000

bool child_hold(struct child *c)
{
	return ptrace(PTRACE_SEIZE, c->pid, NULL, PTRACE_O_TRACEEXEC) == 0;
}

/* Lets it run to its next stop. False: it has ended, or it takes too long. */
static bool stop_wait(const struct child *c, int *status)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_NS};

	for (int i = 0; i < WAIT_STEPS; i++) {
		siginfo_t info = {.si_pid = 0};

		/* An end is left for the loop to see. */
		if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WSTOPPED | WNOHANG | WNOWAIT))
			return false;
		if (info.si_pid && info.si_code != CLD_STOPPED && info.si_code != CLD_TRAPPED)
			return false;
		if (info.si_pid)
			return waitpid(c->pid, status, WNOHANG) == c->pid && WIFSTOPPED(*status);
		nanosleep(&step, NULL);
	}
	return false;
}

static bool is_exec(int status)
{
	return status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8);
}

/* Lets it go on from a stop; a signal of its own is delivered. */
static void stop_leave(const struct child *c, int status)
{
	long signal = status >> 16 ? 0 : WSTOPSIG(status);

	ptrace(PTRACE_CONT, c->pid, NULL, signal);
}

#if defined(__x86_64__)

static uint64_t entry_find(const struct child *c)
{
	uint64_t entry = 0;
	Elf64_auxv_t item;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/auxv", (int)c->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	while (read(fd, &item, sizeof(item)) == sizeof(item) && item.a_type != AT_NULL) {
		if (item.a_type == AT_ENTRY)
			entry = item.a_un.a_val;
	}
	close(fd);
	return entry;
}

/* At the breakpoint: as if it had never been there. */
static void breakpoint_leave(const struct child *c, uint64_t entry, long word)
{
	struct user_regs_struct registers;

	ptrace(PTRACE_POKETEXT, c->pid, (void *)(uintptr_t)entry, (void *)word);
	if (ptrace(PTRACE_GETREGS, c->pid, NULL, &registers) || registers.rip != entry + 1)
		return;
	registers.rip = entry;
	ptrace(PTRACE_SETREGS, c->pid, NULL, &registers);
}

bool child_reach_entry(const struct child *c)
{
	uint64_t entry = entry_find(c);
	long word, with_int3;
	int status;

	errno = 0;
	word = ptrace(PTRACE_PEEKTEXT, c->pid, (void *)(uintptr_t)entry, NULL);
	with_int3 = (word & ~0xffL) | 0xcc;
	/* A probe may be there already. */
	if (errno || word == with_int3 ||
	    ptrace(PTRACE_POKETEXT, c->pid, (void *)(uintptr_t)entry, (void *)with_int3))
		return true;
	ptrace(PTRACE_CONT, c->pid, NULL, NULL);
	while (stop_wait(c, &status)) {
		if (!(status >> 16) && WSTOPSIG(status) == SIGTRAP) {
			breakpoint_leave(c, entry, word);
			return true;
		}
		stop_leave(c, status);
	}
	if (kill(c->pid, 0) || ptrace(PTRACE_INTERRUPT, c->pid, NULL, NULL) ||
	    !stop_wait(c, &status))
		return false;
	breakpoint_leave(c, entry, word);
	return true;
}

#else

bool child_reach_entry(const struct child *c)
{
	(void)c;
	return true;
}

#endif

bool child_reach_exec(const struct child *c)
{
	int status;

	while (stop_wait(c, &status)) {
		if (is_exec(status))
			return true;
		stop_leave(c, status);
	}
	return false;
}

void child_release(const struct child *c)
{
	ptrace(PTRACE_DETACH, c->pid, NULL, NULL);
}
