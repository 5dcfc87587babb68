/*
 * A stack names its process by its number only. So of one number everything is kept: what the
 * process mapped, what its parent had mapped when it was forked, and what a process before it had
 * that had the same number; the newest mapping of an address counts. Where programs and libraries
 * lie differs from process to process, so old mappings hardly ever answer for new ones.
 */
#include "runtime/processes.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lang/base/base.h"

#define BUCKETS 4096u
/* Processes that have ended and are remembered: some 500 bytes each. */
#define ENDED_MAX 16384
#define MAPPINGS_MAX 8192
/* A process is asked for its mappings at most so often, and all of them for so long in one go. */
#define READ_GAP_NS UINT64_C(200000000)
#define SCAN_NS UINT64_C(3000000)
/* Children of children that never called exec. */
#define GENERATIONS_MAX 16

struct process {
	struct process *next;		/* in the bucket */
	struct process *ended_next;	/* in the list of ended ones */
	uint32_t pid, parent;		/* parent 0: not known, or it did not fork it */
	uint64_t changes;		/* mappings it is known to have made */
	uint64_t forked, exited, asked; /* 0: not; ASKED: when its mappings were read */
	struct mapping *mappings;	/* oldest first */
	uint32_t len;
	size_t cap;
	bool ended_listed;
};

struct processes {
	struct user_files *files;
	struct process *buckets[BUCKETS];
	struct process *ended, **ended_tail;
	size_t nended;
	uint64_t forgotten;
	DIR *scan;
	bool scanned;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

struct processes *processes_new(struct user_files *files)
{
	struct processes *all = calloc(1, sizeof(*all));

	if (!all)
		out_of_memory(sizeof(*all));
	all->files = files;
	all->ended_tail = &all->ended;
	return all;
}

static void process_free(struct process *p)
{
	free(p->mappings);
	free(p);
}

void processes_forget(struct processes *all)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct process *p = all->buckets[i], *next; p; p = next) {
			next = p->next;
			process_free(p);
		}
		all->buckets[i] = NULL;
	}
	all->ended = NULL;
	all->ended_tail = &all->ended;
	all->nended = 0;
}

void processes_free(struct processes *all)
{
	if (!all)
		return;
	processes_forget(all);
	if (all->scan)
		closedir(all->scan);
	free(all);
}

uint64_t processes_forgotten(const struct processes *all)
{
	return all->forgotten;
}

/* ---- one process ---- */

static struct process *process_find(const struct processes *all, uint32_t pid)
{
	struct process *p = all->buckets[pid % BUCKETS];

	while (p && p->pid != pid)
		p = p->next;
	return p;
}

static struct process *process_get(struct processes *all, uint32_t pid)
{
	struct process *p = process_find(all, pid);

	if (p)
		return p;
	p = calloc(1, sizeof(*p));
	if (!p)
		out_of_memory(sizeof(*p));
	p->pid = pid;
	p->next = all->buckets[pid % BUCKETS];
	all->buckets[pid % BUCKETS] = p;
	return p;
}

/* Records of several CPUs come in any order, so its number may be that of a new process already. */
static bool process_lives(const struct process *p)
{
	return p->exited <= p->forked;
}

static void process_remove(struct processes *all, struct process *p)
{
	struct process **at = &all->buckets[p->pid % BUCKETS];

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	process_free(p);
}

/* Forgets those that ended first; a number that is in use again is not forgotten. */
static void ended_limit(struct processes *all)
{
	while (all->nended > ENDED_MAX) {
		struct process *p = all->ended;

		all->ended = p->ended_next;
		if (!all->ended)
			all->ended_tail = &all->ended;
		all->nended--;
		p->ended_listed = false;
		if (process_lives(p))
			continue;
		all->forgotten += p->len > 0;
		process_remove(all, p);
	}
}

static bool overlaps(const struct mapping *a, const struct mapping *b)
{
	return a->begin < b->end && b->begin < a->end;
}

static bool same_place(const struct mapping *a, const struct mapping *b)
{
	return a->begin == b->begin && a->end == b->end && a->offset == b->offset &&
	       a->file == b->file;
}

/* What lies at the place of M since, NULL: nothing. */
static struct mapping *newest_over(const struct process *p, const struct mapping *m)
{
	for (uint32_t i = p->len; i-- > 0;) {
		if (overlaps(&p->mappings[i], m))
			return &p->mappings[i];
	}
	return NULL;
}

/*
 * Code without a file only matters where that of a file was before. A mapping may have been read in
 * /proc before its record came, which knows the time.
 */
static void mapping_add(struct process *p, const struct mapping *m)
{
	struct mapping *over = newest_over(p, m);
	uint32_t at;

	if (over && same_place(over, m)) {
		over->made = MIN(over->made, m->made);
		return;
	}
	if (!over && !m->file)
		return;
	if (p->len == MAPPINGS_MAX) {
		p->len /= 2;
		memmove(p->mappings, p->mappings + p->len, p->len * sizeof(*p->mappings));
	}
	p->mappings = array_grow(p->mappings, p->len, &p->cap, sizeof(*p->mappings));
	for (at = p->len; at > 0 && p->mappings[at - 1].made > m->made; at--)
		p->mappings[at] = p->mappings[at - 1];
	p->mappings[at] = *m;
	p->len++;
}

/* ---- what the kernel reports ---- */

void processes_mapped(struct processes *all, uint32_t pid, const struct mapping *m)
{
	struct process *p = process_get(all, pid);

	p->changes++;
	mapping_add(p, m);
}

uint64_t processes_changes(const struct processes *all, uint32_t pid)
{
	const struct process *p = process_find(all, pid);

	return p ? p->changes : 0;
}

void processes_forked(struct processes *all, uint32_t pid, uint32_t parent, uint64_t when)
{
	struct process *p = process_get(all, pid);

	p->parent = parent;
	p->forked = when;
	p->asked = 0;
}

/* Most processes of most systems have ended long ago when the trace does. */
static void mappings_shrink(struct process *p)
{
	struct mapping *fitting;

	if (!p->len)
		return;
	fitting = realloc(p->mappings, p->len * sizeof(*p->mappings));
	if (!fitting)
		return;
	p->mappings = fitting;
	p->cap = p->len;
}

void processes_exited(struct processes *all, uint32_t pid, uint64_t when)
{
	struct process *p = process_find(all, pid);

	if (!p)
		return;
	p->exited = when;
	mappings_shrink(p);
	if (p->ended_listed)
		return;
	p->ended_listed = true;
	p->ended_next = NULL;
	*all->ended_tail = p;
	all->ended_tail = &p->ended_next;
	all->nended++;
	ended_limit(all);
}

/* ---- /proc ---- */

/* "7f00...-7f01... r-xp 00026000 08:01 1234   /usr/lib/libc.so.6" */
static bool line_read(struct user_files *files, char *line, struct mapping *m)
{
	static const char deleted[] = " (deleted)";
	unsigned long long begin, end, offset, inode;
	unsigned dev_major, dev_minor;
	char mode[8], *path;
	size_t len;
	int at = 0;

	if (sscanf(line, "%llx-%llx %7s %llx %x:%x %llu %n", &begin, &end, mode, &offset,
		   &dev_major, &dev_minor, &inode, &at) < 7 ||
	    !at || !strchr(mode, 'x'))
		return false;
	path = line + at;
	len = strlen(path);
	if (len >= sizeof(deleted) && strcmp(path + len - sizeof(deleted) + 1, deleted) == 0)
		path[len - sizeof(deleted) + 1] = '\0';
	*m = (struct mapping){.begin = begin, .end = end, .offset = offset, .made = now_ns()};
	if (path[0] == '/' || strcmp(path, "[vdso]") == 0)
		m->file = user_file_get(files, &(struct file_identity){.major = dev_major,
								       .minor = dev_minor,
								       .inode = inode,
								       .path = path});
	return true;
}

bool process_mappings(struct user_files *files, uint32_t pid,
		      void (*visit)(const struct mapping *m, void *arg), void *arg)
{
	char path[64], *line = NULL;
	bool some = false;
	struct mapping m;
	size_t room = 0;
	ssize_t len;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/maps", pid);
	file = fopen(path, "re");
	if (!file && errno == ENOENT)
		errno = ESRCH;
	if (!file)
		return false;
	errno = ESRCH; /* a process that has ended has an empty file */
	while ((len = getline(&line, &room, file)) > 0) {
		some = true;
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (line_read(files, line, &m))
			visit(&m, arg);
	}
	free(line);
	fclose(file);
	return some;
}

struct reading {
	struct processes *all;
	uint32_t pid;
};

static void mapping_visit(const struct mapping *m, void *arg)
{
	struct reading *r = arg;

	mapping_add(process_get(r->all, r->pid), m);
}

bool processes_read(struct processes *all, uint32_t pid)
{
	struct reading r = {all, pid};

	if (!process_mappings(all->files, pid, mapping_visit, &r))
		return false;
	process_get(all, pid)->asked = now_ns();
	return true;
}

bool processes_scan(struct processes *all)
{
	uint64_t began = now_ns();
	struct dirent *entry;

	if (all->scanned)
		return false;
	if (!all->scan)
		all->scan = opendir("/proc");
	while (all->scan && (entry = readdir(all->scan))) {
		unsigned long pid = strtoul(entry->d_name, NULL, 10);
		const struct process *p = process_find(all, (uint32_t)pid);

		if (pid && pid <= UINT32_MAX && (!p || !p->asked))
			processes_read(all, (uint32_t)pid);
		if (now_ns() - began > SCAN_NS)
			return true;
	}
	if (all->scan)
		closedir(all->scan);
	all->scan = NULL;
	all->scanned = true;
	return false;
}

/* ---- looking up ---- */

static const struct mapping *mapping_find(const struct process *p, uint64_t address, uint64_t until)
{
	for (uint32_t i = p->len; i-- > 0;) {
		const struct mapping *m = &p->mappings[i];

		if (address >= m->begin && address < m->end && m->made <= until)
			return m;
	}
	return NULL;
}

const struct mapping *processes_known(const struct processes *all, uint32_t pid, uint64_t address)
{
	uint64_t until = UINT64_MAX;

	for (int i = 0; pid && i < GENERATIONS_MAX; i++) {
		const struct process *p = process_find(all, pid);
		const struct mapping *m = p ? mapping_find(p, address, until) : NULL;

		if (m || !p)
			return m;
		until = MIN(until, p->forked);
		pid = p->parent;
	}
	return NULL;
}

const struct mapping *processes_find(struct processes *all, uint32_t pid, uint64_t address)
{
	const struct mapping *m = processes_known(all, pid, address);
	const struct process *p;

	if (m)
		return m;
	p = process_find(all, pid);
	if (p && (!process_lives(p) || now_ns() - p->asked < READ_GAP_NS))
		return NULL;
	return processes_read(all, pid) ? processes_known(all, pid, address) : NULL;
}
