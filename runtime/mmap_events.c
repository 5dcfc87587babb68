/*
 * perf_event_open(2): an event that never counts (PERF_COUNT_SW_DUMMY) on each CPU, whose ring gets
 * the records MMAP2, FORK and EXIT. Its cost is where code is mapped, not where events are traced.
 *
 * Records of one CPU are in order, those of several are not; each carries its time.
 */
#include "runtime/mmap_events.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lang/base/base.h"

/* Per CPU: a thousand records, of which a start of a program makes about ten. */
#define RING_SIZE (128u << 10)
#define RECORD_MAX 65536u

struct cpu_ring {
	struct perf_event_mmap_page *page;
	unsigned char *data;
};

struct mmap_events {
	struct user_files *files;
	struct processes *all;
	struct cpu_ring *rings;
	int *fds;
	size_t len;
	size_t page_size, data_size;
	uint64_t lost;
	unsigned char record[RECORD_MAX]; /* one that goes over the end of its ring */
};

/* ---- opening ---- */

static int event_open(int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_DUMMY,
		.exclude_kernel = 1,
		.mmap = 1,
		.mmap2 = 1,
		.task = 1,
		.sample_type = PERF_SAMPLE_TIME,
		.sample_id_all = 1,
		.use_clockid = 1,
		.clockid = CLOCK_MONOTONIC,
		/* At once: what is mapped may be gone soon. */
		.watermark = 1,
		.wakeup_watermark = 1,
	};

	return (int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* False: errno says why. A CPU that is switched off is left out. */
static bool cpu_add(struct mmap_events *e, int cpu)
{
	int fd = event_open(cpu);
	struct cpu_ring *ring = &e->rings[e->len];
	void *at;

	if (fd < 0)
		return errno == ENODEV || errno == ENXIO;
	at = mmap(NULL, e->page_size + e->data_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED) {
		close(fd);
		return false;
	}
	ring->page = at;
	ring->data = (unsigned char *)at + e->page_size;
	e->fds[e->len++] = fd;
	return true;
}

struct mmap_events *mmap_events_open(struct user_files *files, struct processes *all)
{
	int ncpus = (int)MAX(sysconf(_SC_NPROCESSORS_CONF), 1L), error;
	struct mmap_events *e = calloc(1, sizeof(*e));

	if (!e || !(e->rings = calloc((size_t)ncpus, sizeof(*e->rings))) ||
	    !(e->fds = calloc((size_t)ncpus, sizeof(*e->fds))))
		out_of_memory((size_t)ncpus * sizeof(*e->rings));
	e->files = files;
	e->all = all;
	e->page_size = (size_t)sysconf(_SC_PAGESIZE);
	e->data_size = MAX((size_t)RING_SIZE, e->page_size);
	for (int cpu = 0; cpu < ncpus; cpu++) {
		if (cpu_add(e, cpu))
			continue;
		error = errno;
		mmap_events_close(e);
		errno = error;
		return NULL;
	}
	return e;
}

void mmap_events_close(struct mmap_events *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->len; i++) {
		munmap(e->rings[i].page, e->page_size + e->data_size);
		close(e->fds[i]);
	}
	free(e->rings);
	free(e->fds);
	free(e);
}

const int *mmap_events_fds(const struct mmap_events *e, size_t *n)
{
	*n = e->len;
	return e->fds;
}

uint64_t mmap_events_lost(const struct mmap_events *e)
{
	return e->lost;
}

/* ---- records: include/uapi/linux/perf_event.h, enum perf_event_type ---- */

struct mmap2_record {
	struct perf_event_header header;
	uint32_t pid, tid;
	uint64_t begin, len, page_offset;
	uint32_t major, minor;
	uint64_t inode, generation;
	uint32_t protection, flags;
	char path[];
};

struct task_record {
	struct perf_event_header header;
	uint32_t pid, parent, tid, parent_tid;
	uint64_t time;
};

struct lost_record {
	struct perf_event_header header;
	uint64_t id, lost;
};

/* What sample_id_all puts behind each record: the time alone. */
static uint64_t record_time(const unsigned char *at, size_t size)
{
	uint64_t time;

	memcpy(&time, at + size - sizeof(time), sizeof(time));
	return time;
}

static void mmap2_handle(struct mmap_events *e, const unsigned char *at, size_t size)
{
	const struct mmap2_record *r = (const void *)at;
	struct mapping m;
	struct file_place place;

	if (size < sizeof(*r) + 16 || !memchr(r->path, '\0', size - sizeof(*r) - 8))
		return;
	m = (struct mapping){.begin = r->begin,
			     .end = r->begin + r->len,
			     .offset = r->page_offset,
			     .made = record_time(at, size)};
	/* "//anon" is what the kernel calls memory without a file. */
	if ((r->path[0] == '/' && r->path[1] != '/') || strcmp(r->path, "[vdso]") == 0) {
		m.file =
			user_file_get(e->files, &(struct file_identity){.major = r->major,
									.minor = r->minor,
									.inode = r->inode,
									.generation = r->generation,
									.path = r->path});
		place = (struct file_place){r->pid, m.begin, m.end};
		if (m.file)
			user_file_hold(e->files, m.file, &place);
	}
	processes_mapped(e->all, r->pid, &m);
}

/* Threads are not of interest: they have the mappings of their process. */
static void task_handle(struct mmap_events *e, const unsigned char *at, size_t size)
{
	const struct task_record *r = (const void *)at;

	if (size < sizeof(*r))
		return;
	if (r->header.type == PERF_RECORD_FORK && r->pid != r->parent)
		processes_forked(e->all, r->pid, r->parent, r->time);
	else if (r->header.type == PERF_RECORD_EXIT && r->pid == r->tid)
		processes_exited(e->all, r->pid, r->time);
}

static void record_handle(struct mmap_events *e, const unsigned char *at)
{
	const struct perf_event_header *header = (const void *)at;

	switch (header->type) {
	case PERF_RECORD_MMAP2:
		mmap2_handle(e, at, header->size);
		break;
	case PERF_RECORD_FORK:
	case PERF_RECORD_EXIT:
		task_handle(e, at, header->size);
		break;
	case PERF_RECORD_LOST:
		if (header->size >= sizeof(struct lost_record))
			e->lost += ((const struct lost_record *)(const void *)at)->lost;
		break;
	default:
		break;
	}
}

/* The record at position AT, in one piece. NULL: it is broken. */
static const unsigned char *record_at(struct mmap_events *e, const struct cpu_ring *ring,
				      uint64_t at, uint64_t head)
{
	size_t from = at & (e->data_size - 1), first = e->data_size - from;
	struct perf_event_header header;

	memcpy(&header, ring->data + from, sizeof(header)); /* 8 bytes, aligned to 8 */
	if (header.size < sizeof(header) || header.size > head - at)
		return NULL;
	if (header.size <= first)
		return ring->data + from;
	memcpy(e->record, ring->data + from, first);
	memcpy(e->record + first, ring->data, header.size - first);
	return e->record;
}

static void ring_read(struct mmap_events *e, const struct cpu_ring *ring)
{
	uint64_t head = __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE);
	uint64_t at = ring->page->data_tail;

	while (at < head) {
		const unsigned char *record = record_at(e, ring, at, head);

		if (!record) {
			at = head;
			break;
		}
		record_handle(e, record);
		at += ((const struct perf_event_header *)(const void *)record)->size;
	}
	__atomic_store_n(&ring->page->data_tail, at, __ATOMIC_RELEASE);
}

void mmap_events_read(struct mmap_events *e)
{
	for (size_t i = 0; i < e->len; i++)
		ring_read(e, &e->rings[i]);
}
