/*
 * Lists BPF programs and links by their ids (BPF_*_GET_NEXT_ID) and finds their holders through
 * the prog_id and link_id lines of /proc/PID/fdinfo.
 */
#include "tests/runner/attached.h"

#include <bpf/bpf.h>
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/runner/process.h"

static void ids_read(int (*next)(uint32_t, uint32_t *), uint32_t **ids, size_t *n)
{
	size_t cap = 0;
	uint32_t id = 0;

	*ids = NULL;
	*n = 0;
	while (next(id, &id) == 0) {
		if (*n == cap) {
			cap = cap ? cap * 2 : 64;
			*ids = realloc(*ids, cap * sizeof(**ids));
			if (!*ids)
				out_of_memory(cap * sizeof(**ids));
		}
		(*ids)[(*n)++] = id;
	}
}

void attached_read(struct attached *s)
{
	ids_read(bpf_prog_get_next_id, &s->programs, &s->nprograms);
	ids_read(bpf_link_get_next_id, &s->links, &s->nlinks);
}

void attached_free(struct attached *s)
{
	free(s->programs);
	free(s->links);
}

static bool ids_have(const uint32_t *ids, size_t n, uint32_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The parent of PID, 0 when it is gone. */
static int parent_of(int pid)
{
	char path[64], line[512];
	const char *end;
	int parent = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fgets(line, sizeof(line), f)) {
		end = strrchr(line, ')');
		if (!end || sscanf(end + 1, " %*c %d", &parent) != 1)
			parent = 0;
	}
	fclose(f);
	return parent;
}

static bool is_descendant(int pid)
{
	int self = (int)getpid();

	for (int depth = 0; pid > 1 && depth < 64; depth++) {
		if (pid == self)
			return true;
		pid = parent_of(pid);
	}
	return false;
}

/* Whether a descriptor of process PID holds the object: a line "FIELD:\tID" in its fdinfo. */
static bool process_holds(int pid, const char *field, uint32_t id)
{
	char path[300], line[256], wanted[64];
	struct dirent *e;
	bool found = false;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", pid);
	d = opendir(path);
	if (!d)
		return false;
	snprintf(wanted, sizeof(wanted), "%s:\t%u\n", field, id);
	while (!found && (e = readdir(d))) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%.32s", pid, e->d_name);
		f = isdigit((unsigned char)e->d_name[0]) ? fopen(path, "re") : NULL;
		if (!f)
			continue;
		while (!found && fgets(line, sizeof(line), f))
			found = strcmp(line, wanted) == 0;
		fclose(f);
	}
	closedir(d);
	return found;
}

/* Whether a process that has nothing to do with us holds the object. */
static bool held_by_others(const char *field, uint32_t id)
{
	DIR *d = opendir("/proc");
	bool held = false;
	struct dirent *e;

	if (!d)
		return false;
	while (!held && (e = readdir(d))) {
		int pid = atoi(e->d_name);

		held = pid > 0 && !is_descendant(pid) && process_holds(pid, field, id);
	}
	closedir(d);
	return held;
}

static void program_describe(uint32_t id, struct buf *to)
{
	struct bpf_prog_info info = {0};
	uint32_t size = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(id);

	if (fd < 0)
		return;
	if (bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
		buf_printf(to, "program %u (%s) is still loaded\n", id, info.name);
	close(fd);
}

static void find_new(const struct attached *before, struct buf *left)
{
	struct attached now;
	size_t links = 0;

	attached_read(&now);
	for (size_t i = 0; i < now.nlinks; i++) {
		uint32_t id = now.links[i];

		if (!ids_have(before->links, before->nlinks, id) && !held_by_others("link_id", id))
			links++;
	}
	if (links)
		buf_printf(left, "%zu links are still attached\n", links);
	for (size_t i = 0; i < now.nprograms; i++) {
		uint32_t id = now.programs[i];

		if (!ids_have(before->programs, before->nprograms, id) &&
		    !held_by_others("prog_id", id))
			program_describe(id, left);
	}
	attached_free(&now);
}

bool attached_nothing_new(const struct attached *before, double seconds, struct buf *left)
{
	double until = now_seconds() + seconds;

	for (;;) {
		buf_clear(left);
		find_new(before, left);
		if (!left->len)
			return true;
		if (now_seconds() > until)
			return false;
		nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	}
}
