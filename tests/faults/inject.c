/*
 * Preloaded into sonde and sonde-compile by faults.c: makes one call of a kind fail.
 *
 * SONDE_FAULT is "PROGRAM KIND ERRNO NTH NOTES": in processes of that name the NTH call of KIND (a
 * row of kinds.def) fails with ERRNO, and from there on all of them when a + follows the number.
 * Without it (NTH 0) nothing fails. NOTES is a file: a line "failed KIND NTH CALLER" is added to it
 * when that happened, and "calls PROGRAM KIND COUNT" for each kind when a process ends.
 *
 * Allocations of other libraries are those of the C library's public functions: the programs
 * link it dynamically and everything else statically.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/bpf.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum kind {
#define KIND(id, ...) KIND_##id,
#include "tests/faults/kinds.def"
#undef KIND
	KIND_COUNT
};

static const char *const kind_names[] = {
#define KIND(id, ...) #id,
#include "tests/faults/kinds.def"
#undef KIND
};

static struct {
	bool on, stays; /* ON: this is the program; STAYS: all later calls fail, too */
	enum kind kind;
	int error;
	unsigned long nth, calls[KIND_COUNT];
	char notes[256];
	uintptr_t begin, end; /* the program itself */
} fault;

/* The C library's own functions, found when the program starts. */
static struct {
	long (*syscall)(long, ...);
	int (*open)(const char *, int, ...);
	int (*openat)(int, const char *, int, ...);
	FILE *(*fopen)(const char *, const char *);
	DIR *(*opendir)(const char *);
	void *(*mmap)(void *, size_t, int, int, int, off_t);
	int (*epoll_create1)(int);
	int (*epoll_ctl)(int, int, int, struct epoll_event *);
	int (*epoll_wait)(int, struct epoll_event *, int, int);
	int (*poll)(struct pollfd *, nfds_t, int);
	ssize_t (*write)(int, const void *, size_t);
	ssize_t (*read)(int, void *, size_t);
	pid_t (*fork)(void);
	int (*posix_spawn)(pid_t *, const char *, const posix_spawn_file_actions_t *,
			   const posix_spawnattr_t *, char *const *, char *const *);
	pid_t (*waitpid)(pid_t, int *, int);
	int (*memfd_create)(const char *, unsigned);
	int (*socket)(int, int, int);
	int (*pipe2)(int[2], int);
	int (*timerfd_create)(int, int);
	int (*signalfd)(int, const sigset_t *, int);
	int (*eventfd)(unsigned, int);
	int (*fcntl)(int, int, ...);
	int (*ioctl)(int, unsigned long, ...);
	void (*_exit)(int);
} real;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *at, size_t size);
extern void *__libc_memalign(size_t align, size_t size);

/* ---- notes ---- */

static void note(const char *text, size_t len)
{
	int fd = (int)real.syscall(SYS_openat, AT_FDCWD, fault.notes,
				   O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return;
	real.syscall(SYS_write, fd, text, len);
	real.syscall(SYS_close, fd);
}

static void calls_note(void)
{
	char line[128];

	if (!fault.on)
		return;
	for (int i = 0; i < KIND_COUNT; i++) {
		int len = snprintf(line, sizeof(line), "calls %s %s %lu\n",
				   program_invocation_short_name, kind_names[i], fault.calls[i]);

		if (fault.calls[i] && len > 0)
			note(line, (size_t)len);
	}
}

/* The first object is the program. */
static int program_find(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	(void)arg;
	fault.begin = info->dlpi_addr + info->dlpi_phdr[0].p_vaddr;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		uintptr_t end = info->dlpi_addr + p->p_vaddr + p->p_memsz;

		if (p->p_type == PT_LOAD && end > fault.end)
			fault.end = end;
	}
	return 1;
}

/* Calls of a shared library (--metrics) are not ours; memory is everybody's. */
static bool is_ours(enum kind kind, const void *caller)
{
	uintptr_t at = (uintptr_t)caller;

	return kind == KIND_memory || (at >= fault.begin && at < fault.end);
}

/* Whether this call of KIND fails; errno says how. CALLER helps to find where it stands. */
static bool fails(enum kind kind, const void *caller)
{
	unsigned long call;
	char line[128];
	int len;

	if (!fault.on || !is_ours(kind, caller))
		return false;
	call = __atomic_add_fetch(&fault.calls[kind], 1, __ATOMIC_RELAXED);
	if (kind != fault.kind || !fault.nth ||
	    (call != fault.nth && !(fault.stays && call > fault.nth)))
		return false;
	len = snprintf(line, sizeof(line), "failed %s %lu %p\n", kind_names[kind], call, caller);
	note(line, (size_t)len);
	errno = fault.error;
	return true;
}

#define FAILS(kind) fails(KIND_##kind, __builtin_return_address(0))

/* Functions are no objects in C; dlsym(3) shows this way. */
#define FIND(name) *(void **)&real.name = dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void fault_begin(void)
{
	const char *spec = getenv("SONDE_FAULT");
	char program[64], kind[32], plus = 0;

	FIND(syscall), FIND(open), FIND(openat), FIND(fopen), FIND(opendir), FIND(mmap);
	FIND(epoll_create1), FIND(epoll_ctl), FIND(epoll_wait), FIND(poll), FIND(write);
	FIND(read), FIND(fork), FIND(posix_spawn), FIND(waitpid), FIND(memfd_create), FIND(socket);
	FIND(pipe2), FIND(timerfd_create), FIND(signalfd), FIND(eventfd), FIND(fcntl), FIND(ioctl);
	FIND(_exit);
	if (!spec ||
	    sscanf(spec, "%63s %31s %d %255s %lu%c", program, kind, &fault.error, fault.notes,
		   &fault.nth, &plus) < 5 ||
	    strcmp(program, program_invocation_short_name) != 0)
		return;
	fault.stays = plus == '+';
	for (int i = 0; i < KIND_COUNT; i++)
		if (strcmp(kind, kind_names[i]) == 0)
			fault.kind = (enum kind)i;
	dl_iterate_phdr(program_find, NULL);
	fault.on = true;
}

__attribute__((destructor)) static void fault_end(void)
{
	calls_note();
}

EXPORT void _exit(int status)
{
	calls_note();
	real._exit(status);
	__builtin_unreachable();
}

/* ---- memory ---- */

EXPORT void *malloc(size_t size)
{
	return FAILS(memory) ? NULL : __libc_malloc(size);
}

EXPORT void *calloc(size_t n, size_t size)
{
	return FAILS(memory) ? NULL : __libc_calloc(n, size);
}

EXPORT void *realloc(void *at, size_t size)
{
	return FAILS(memory) ? NULL : __libc_realloc(at, size);
}

EXPORT void *reallocarray(void *at, size_t n, size_t size)
{
	return FAILS(memory) ? NULL : __libc_realloc(at, n * size);
}

EXPORT void *aligned_alloc(size_t align, size_t size)
{
	return FAILS(memory) ? NULL : __libc_memalign(align, size);
}

EXPORT int posix_memalign(void **at, size_t align, size_t size)
{
	*at = FAILS(memory) ? NULL : __libc_memalign(align, size);
	return *at ? 0 : ENOMEM;
}

EXPORT void *mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	return FAILS(mmap) ? MAP_FAILED : real.mmap(at, len, prot, flags, fd, offset);
}

EXPORT void *mmap64(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	return FAILS(mmap) ? MAP_FAILED : real.mmap(at, len, prot, flags, fd, offset);
}

/* ---- system calls without a function ---- */

static enum kind bpf_kind(long command)
{
	switch (command) {
	case BPF_MAP_CREATE:
		return KIND_map_create;
	case BPF_PROG_LOAD:
		return KIND_prog_load;
	case BPF_LINK_CREATE:
	case BPF_RAW_TRACEPOINT_OPEN:
		return KIND_link_create;
	default:
		return KIND_bpf;
	}
}

EXPORT long syscall(long number, ...)
{
	const void *caller = __builtin_return_address(0);
	enum kind kind = KIND_COUNT;
	long a[6];
	va_list ap;

	va_start(ap, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	if (number == SYS_bpf)
		kind = bpf_kind(a[0]);
	else if (number == SYS_perf_event_open)
		kind = KIND_perf_event_open;
	else if (number == SYS_pidfd_open)
		kind = KIND_descriptor;
	if (kind != KIND_COUNT && fails(kind, caller))
		return -1;
	return real.syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* ---- files ---- */

/* The optional last argument of open and openat. */
#define MODE(last)                                   \
	({                                           \
		va_list ap_;                         \
		mode_t mode_;                        \
		va_start(ap_, last);                 \
		mode_ = (mode_t)va_arg(ap_, mode_t); \
		va_end(ap_);                         \
		mode_;                               \
	})

EXPORT int open(const char *path, int flags, ...)
{
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? MODE(flags) : 0;

	return FAILS(open) ? -1 : real.open(path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...)
{
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? MODE(flags) : 0;

	return FAILS(open) ? -1 : real.open(path, flags, mode);
}

EXPORT int openat(int at, const char *path, int flags, ...)
{
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? MODE(flags) : 0;

	return FAILS(open) ? -1 : real.openat(at, path, flags, mode);
}

EXPORT FILE *fopen(const char *path, const char *mode)
{
	return FAILS(open) ? NULL : real.fopen(path, mode);
}

EXPORT FILE *fopen64(const char *path, const char *mode)
{
	return FAILS(open) ? NULL : real.fopen(path, mode);
}

EXPORT DIR *opendir(const char *path)
{
	return FAILS(open) ? NULL : real.opendir(path);
}

/* What fails on standard error cannot be told, so only the rest does. */
EXPORT ssize_t write(int fd, const void *bytes, size_t len)
{
	return fd != STDERR_FILENO && FAILS(write) ? -1 : real.write(fd, bytes, len);
}

EXPORT ssize_t read(int fd, void *bytes, size_t len)
{
	return FAILS(read) ? -1 : real.read(fd, bytes, len);
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	long arg;

	va_start(ap, request);
	arg = va_arg(ap, long);
	va_end(ap);
	return FAILS(ioctl) ? -1 : real.ioctl(fd, request, arg);
}

EXPORT int fcntl(int fd, int command, ...)
{
	va_list ap;
	long arg;

	va_start(ap, command);
	arg = va_arg(ap, long);
	va_end(ap);
	if ((command == F_DUPFD_CLOEXEC || command == F_DUPFD) && FAILS(descriptor))
		return -1;
	return real.fcntl(fd, command, arg);
}

EXPORT int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));

/* ---- waiting ---- */

EXPORT int epoll_create1(int flags)
{
	return FAILS(epoll) ? -1 : real.epoll_create1(flags);
}

EXPORT int epoll_ctl(int epoll, int op, int fd, struct epoll_event *event)
{
	return FAILS(epoll) ? -1 : real.epoll_ctl(epoll, op, fd, event);
}

EXPORT int epoll_wait(int epoll, struct epoll_event *events, int max, int timeout)
{
	return FAILS(epoll_wait) ? -1 : real.epoll_wait(epoll, events, max, timeout);
}

EXPORT int poll(struct pollfd *fds, nfds_t n, int timeout)
{
	return FAILS(poll) ? -1 : real.poll(fds, n, timeout);
}

EXPORT pid_t waitpid(pid_t pid, int *status, int options)
{
	return FAILS(wait) ? -1 : real.waitpid(pid, status, options);
}

/* ---- processes and descriptors ---- */

EXPORT pid_t fork(void)
{
	return FAILS(fork) ? -1 : real.fork();
}

EXPORT int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
		       const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
	return FAILS(spawn) ? fault.error : real.posix_spawn(pid, path, actions, attr, argv, envp);
}

EXPORT int memfd_create(const char *name, unsigned flags)
{
	return FAILS(memfd) ? -1 : real.memfd_create(name, flags);
}

EXPORT int socket(int domain, int type, int protocol)
{
	return FAILS(socket) ? -1 : real.socket(domain, type, protocol);
}

EXPORT int pipe2(int ends[2], int flags)
{
	return FAILS(pipe) ? -1 : real.pipe2(ends, flags);
}

EXPORT int timerfd_create(int clock, int flags)
{
	return FAILS(descriptor) ? -1 : real.timerfd_create(clock, flags);
}

EXPORT int signalfd(int fd, const sigset_t *mask, int flags)
{
	return FAILS(descriptor) ? -1 : real.signalfd(fd, mask, flags);
}

EXPORT int eventfd(unsigned value, int flags)
{
	return FAILS(descriptor) ? -1 : real.eventfd(value, flags);
}
