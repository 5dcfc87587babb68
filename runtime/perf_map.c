/*
 * In: text files that a process writes about itself, lines of "START SIZE NAME" in hex (the
 * kernel's tools/perf/Documentation/jit-interface.txt). Out: names. The file grows while the
 * process runs, and its later lines count; it may be in the process's own /tmp, where the process
 * has the number it has there. Anyone may write such a file: only regular ones of bounded size that
 * belong to the process's user or to root are read.
 */
#include "runtime/perf_map.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lang/base/buf.h"

#define FILE_MAX_BYTES (256u << 20)
#define MAPS_MAX 4096
#define READ_GAP_NS UINT64_C(200000000)
#define BUCKETS 256u

struct entry {
	uint64_t begin, size;
	uint32_t name; /* index in names, which is the order of the lines */
};

struct perf_map {
	struct perf_map *next;
	uint32_t pid;
	uint64_t asked, read; /* when it was looked at; how many bytes of it are known */
	char path[64];
	struct entry *entries;
	size_t len, cap;
	char **names;
	size_t nnames, names_cap;
};

struct perf_maps {
	struct perf_map *buckets[BUCKETS];
	size_t len;
};

struct perf_maps *perf_maps_new(void)
{
	struct perf_maps *all = calloc(1, sizeof(*all));

	if (!all)
		out_of_memory(sizeof(*all));
	return all;
}

void perf_maps_free(struct perf_maps *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct perf_map *m = all->buckets[i], *next; m; m = next) {
			next = m->next;
			for (size_t n = 0; n < m->nnames; n++)
				free(m->names[n]);
			free(m->names);
			free(m->entries);
			free(m);
		}
	}
	free(all);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* ---- the file ---- */

/* The number that PID has in the innermost of its namespaces; PID itself when that is not known. */
static uint32_t pid_inside(uint32_t pid)
{
	char path[64], *line = NULL;
	size_t room = 0;
	uint32_t inside = pid;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	file = fopen(path, "re");
	if (!file)
		return pid;
	while (getline(&line, &room, file) > 0) {
		const char *last = strncmp(line, "NSpid:", 6) == 0 ? strrchr(line, '\t') : NULL;

		if (last)
			inside = (uint32_t)strtoul(last, NULL, 10);
	}
	free(line);
	fclose(file);
	return inside;
}

static bool is_trusted(int fd, uint32_t pid)
{
	struct stat file, process;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u", pid);
	if (fstat(fd, &file) || !S_ISREG(file.st_mode) || file.st_size > (off_t)FILE_MAX_BYTES)
		return false;
	return file.st_uid == 0 || file.st_uid == geteuid() ||
	       (stat(path, &process) == 0 && process.st_uid == file.st_uid);
}

static int map_open(const struct perf_map *m)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY, fd;
	char path[96];

	snprintf(path, sizeof(path), "/proc/%u/root/tmp/perf-%u.map", m->pid, pid_inside(m->pid));
	fd = open(path, flags);
	if (fd < 0)
		fd = open(m->path, flags);
	if (fd >= 0 && is_trusted(fd, m->pid))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static void line_add(struct perf_map *m, char *line)
{
	char *end;
	uint64_t begin = strtoull(line, &end, 16), size;
	char *name;

	if (end == line || *end != ' ')
		return;
	size = strtoull(end, &name, 16);
	if (name == end || *name != ' ' || !name[1] || m->nnames == UINT32_MAX)
		return;
	m->names = array_grow(m->names, m->nnames, &m->names_cap, sizeof(*m->names));
	m->entries = array_grow(m->entries, m->len, &m->cap, sizeof(*m->entries));
	m->names[m->nnames] = strdup(name + 1);
	if (!m->names[m->nnames])
		out_of_memory(strlen(name));
	m->entries[m->len++] = (struct entry){begin, size, (uint32_t)m->nnames++};
}

static int entry_compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

/* Whole lines behind what is known already: the last one may still be in the making. */
static void map_read(struct perf_map *m)
{
	int fd = map_open(m);
	FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;
	char *line = NULL;
	size_t room = 0, known = m->len;
	ssize_t len;

	if (!file) {
		if (fd >= 0)
			close(fd);
		return;
	}
	if (fseeko(file, (off_t)m->read, SEEK_SET) == 0) {
		while (m->read < FILE_MAX_BYTES && (len = getline(&line, &room, file)) > 0 &&
		       line[len - 1] == '\n') {
			line[len - 1] = '\0';
			m->read += (uint64_t)len;
			line_add(m, line);
		}
	}
	free(line);
	fclose(file);
	if (m->len > known)
		qsort(m->entries, m->len, sizeof(*m->entries), entry_compare);
}

/* ---- looking up ---- */

static struct perf_map *map_get(struct perf_maps *all, uint32_t pid)
{
	struct perf_map *m = all->buckets[pid % BUCKETS];

	while (m && m->pid != pid)
		m = m->next;
	if (m || all->len == MAPS_MAX)
		return m;
	m = calloc(1, sizeof(*m));
	if (!m)
		out_of_memory(sizeof(*m));
	m->pid = pid;
	snprintf(m->path, sizeof(m->path), "/tmp/perf-%u.map", pid);
	m->next = all->buckets[pid % BUCKETS];
	all->buckets[pid % BUCKETS] = m;
	all->len++;
	return m;
}

/* The last line that is about ADDRESS: of those that begin there or before. */
static const struct entry *entry_find(const struct perf_map *m, uint64_t address)
{
	size_t low = 0, high = m->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->entries[middle].begin <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || address - m->entries[low - 1].begin >= m->entries[low - 1].size)
		return NULL;
	return &m->entries[low - 1];
}

const char *perf_maps_find(struct perf_maps *all, uint32_t pid, uint64_t address, uint64_t *offset,
			   const char **path)
{
	struct perf_map *m = map_get(all, pid);
	const struct entry *entry;
	uint64_t now = now_ns();

	if (!m)
		return NULL;
	/* Code is made anew at the place of other code: what is known is not enough. */
	if (now - m->asked > READ_GAP_NS) {
		m->asked = now;
		map_read(m);
	}
	entry = entry_find(m, address);
	if (!entry)
		return NULL;
	*offset = address - entry->begin;
	*path = m->path;
	return m->names[entry->name];
}
