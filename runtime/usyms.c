/*
 * Two caches: files (by device and inode) with their sorted symbols, processes with their mappings.
 * The mappings of a living process are read again when an address is in none of them (dlopen, JIT).
 */
#include "runtime/usyms.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lang/base/base.h"
#include "runtime/elf_symbols.h"

#define FILES_MAX 4096
#define PROCESSES_MAX 4096

struct file {
	struct file *next;
	dev_t device;
	ino_t inode;
	struct elf_symbols *symbols;
};

struct mapping {
	uint64_t begin, end, offset;
	char *path;
	struct file *file; /* NULL until asked for */
	bool looked;
};

struct process {
	struct process *next;
	uint32_t pid;
	struct mapping *mappings;
	size_t len;
};

struct usyms {
	bool keep;
	struct file *files;
	struct process *processes;
	size_t nfiles, nprocesses;
};

struct usyms *usyms_new(bool keep)
{
	struct usyms *u = calloc(1, sizeof(*u));

	if (!u)
		out_of_memory(sizeof(*u));
	u->keep = keep;
	return u;
}

static void mappings_free(struct process *p)
{
	for (size_t i = 0; i < p->len; i++)
		free(p->mappings[i].path);
	free(p->mappings);
	p->mappings = NULL;
	p->len = 0;
}

static void processes_free(struct usyms *u)
{
	for (struct process *p = u->processes, *next; p; p = next) {
		next = p->next;
		mappings_free(p);
		free(p);
	}
	u->processes = NULL;
	u->nprocesses = 0;
}

void usyms_free(struct usyms *u)
{
	if (!u)
		return;
	processes_free(u);
	for (struct file *f = u->files, *next; f; f = next) {
		next = f->next;
		elf_symbols_free(f->symbols);
		free(f);
	}
	free(u);
}

/* ---- files ---- */

/* The file OPEN_PATH leads to, known to people as SHOWN_PATH. NULL: it cannot be read. */
static struct file *file_get(struct usyms *u, const char *open_path, const char *shown_path)
{
	struct file *f;
	struct stat st;

	if (stat(open_path, &st) || !S_ISREG(st.st_mode))
		return NULL;
	for (f = u->files; f; f = f->next) {
		if (f->device == st.st_dev && f->inode == st.st_ino)
			return f;
	}
	if (u->nfiles == FILES_MAX)
		return NULL;
	f = calloc(1, sizeof(*f));
	if (!f)
		out_of_memory(sizeof(*f));
	f->device = st.st_dev;
	f->inode = st.st_ino;
	f->symbols = elf_symbols_new(open_path, shown_path);
	f->next = u->files;
	u->files = f;
	u->nfiles++;
	return f;
}

/* ---- processes ---- */

static void mapping_add(struct process *p, size_t *cap, const char *line)
{
	unsigned long long begin, end, offset;
	char mode[8];
	int at = 0;

	if (sscanf(line, "%llx-%llx %7s %llx %*s %*s %n", &begin, &end, mode, &offset, &at) < 4 ||
	    !at || !strchr(mode, 'x'))
		return;
	p->mappings = array_grow(p->mappings, p->len, cap, sizeof(*p->mappings));
	p->mappings[p->len] = (struct mapping){.begin = begin, .end = end, .offset = offset};
	p->mappings[p->len].path = strdup(line + at);
	if (!p->mappings[p->len].path)
		out_of_memory(strlen(line));
	p->len++;
}

/* Replaces what is known of P by what it has now; keeps it when the process is gone. */
static void mappings_read(struct process *p)
{
	struct process fresh = {.pid = p->pid};
	char path[64], *line = NULL;
	size_t room = 0, cap = 0;
	ssize_t len;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/maps", p->pid);
	file = fopen(path, "re");
	if (!file)
		return;
	while ((len = getline(&line, &room, file)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		mapping_add(&fresh, &cap, line);
	}
	free(line);
	fclose(file);
	if (!fresh.len)
		return;
	mappings_free(p);
	p->mappings = fresh.mappings;
	p->len = fresh.len;
}

static struct process *process_get(struct usyms *u, uint32_t pid)
{
	struct process *p;

	if (!u->keep)
		processes_free(u);
	for (p = u->processes; p; p = p->next) {
		if (p->pid == pid)
			return p;
	}
	if (u->nprocesses == PROCESSES_MAX)
		processes_free(u);
	p = calloc(1, sizeof(*p));
	if (!p)
		out_of_memory(sizeof(*p));
	p->pid = pid;
	p->next = u->processes;
	u->processes = p;
	u->nprocesses++;
	mappings_read(p);
	return p;
}

static struct mapping *mapping_find(struct process *p, uint64_t address)
{
	for (size_t i = 0; i < p->len; i++) {
		if (address >= p->mappings[i].begin && address < p->mappings[i].end)
			return &p->mappings[i];
	}
	return NULL;
}

/*
 * The file behind a mapping: by map_files, which is right in other mount namespaces and for
 * replaced files, otherwise by its path.
 */
static struct file *mapping_file(struct usyms *u, const struct process *p, struct mapping *m)
{
	char path[PATH_MAX];

	if (m->looked || m->path[0] != '/')
		return m->file;
	m->looked = true;
	snprintf(path, sizeof(path), "/proc/%u/map_files/%llx-%llx", p->pid,
		 (unsigned long long)m->begin, (unsigned long long)m->end);
	m->file = file_get(u, path, m->path);
	if (!m->file) {
		snprintf(path, sizeof(path), "/proc/%u/root%s", p->pid, m->path);
		m->file = file_get(u, path, m->path);
	}
	if (!m->file)
		m->file = file_get(u, m->path, m->path);
	return m->file;
}

bool usyms_find(struct usyms *u, uint32_t pid, uint64_t address, struct usym *found)
{
	struct process *p = process_get(u, pid);
	struct mapping *m = mapping_find(p, address);
	struct file *f;

	*found = (struct usym){.name = NULL};
	if (!m) {
		mappings_read(p);
		m = mapping_find(p, address);
	}
	if (!m)
		return false;
	found->module = m->path;
	found->file_offset = address - m->begin + m->offset;
	f = mapping_file(u, p, m);
	if (f)
		found->name = elf_symbols_find(f->symbols,
					       elf_symbols_address(f->symbols, found->file_offset),
					       &found->offset);
	return true;
}

bool usyms_find_in(struct usyms *u, const char *path, uint64_t address, struct usym *found)
{
	struct file *f = file_get(u, path, path);

	*found = (struct usym){.name = NULL};
	if (!f || !elf_symbols_fixed(f->symbols))
		return false;
	found->name = elf_symbols_find(f->symbols, address, &found->offset);
	found->module = elf_symbols_path(f->symbols);
	return found->name != NULL;
}

void usyms_process_seen(struct usyms *u, uint32_t pid)
{
	if (u->keep)
		mappings_read(process_get(u, pid));
}
