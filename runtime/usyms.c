/*
 * An address of a process leads over its mappings to a file and there to a symbol; code without a
 * file may have a name in the process's perf map.
 */
#include "runtime/usyms.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lang/base/base.h"
#include "runtime/mmap_events.h"
#include "runtime/perf_map.h"
#include "runtime/processes.h"
#include "runtime/unwind.h"
#include "runtime/user_files.h"

struct usyms {
	bool keep;
	uint64_t looked_ns; /* when new mappings were looked for, to a few milliseconds */
	struct user_files *files;
	struct processes *processes;
	struct perf_maps *perf_maps;
	struct mmap_events *events; /* NULL: nothing is watched */
	struct unwind *unwind;	    /* NULL: no stacks are unwound in the kernel */
};

struct usyms *usyms_new(bool keep, bool lines)
{
	struct usyms *u = calloc(1, sizeof(*u));

	if (!u)
		out_of_memory(sizeof(*u));
	u->keep = keep;
	u->files = user_files_new(lines);
	u->processes = processes_new(u->files);
	u->perf_maps = perf_maps_new();
	return u;
}

void usyms_free(struct usyms *u)
{
	if (!u)
		return;
	mmap_events_close(u->events);
	unwind_free(u->unwind);
	perf_maps_free(u->perf_maps);
	processes_free(u->processes);
	user_files_free(u->files);
	free(u);
}

/* ---- noting ---- */

static struct unwind *unwind_get(struct usyms *u, const struct loaded *l)
{
	if (!u->unwind)
		u->unwind = unwind_new(l, u->files, u->processes);
	return u->unwind;
}

bool usyms_unwind(struct usyms *u, const struct loaded *l, uint32_t pid, struct buf *error)
{
	return unwind_process(unwind_get(u, l), pid, error);
}

void usyms_unwind_later(struct usyms *u, const struct loaded *l, uint32_t pid)
{
	unwind_expect(unwind_get(u, l), pid);
}

bool usyms_watch(struct usyms *u)
{
	if (!u->keep)
		return true;
	u->events = mmap_events_open(u->files, u->processes);
	return u->events != NULL;
}

const int *usyms_fds(const struct usyms *u, size_t *n)
{
	*n = 0;
	return u->events ? mmap_events_fds(u->events, n) : NULL;
}

void usyms_read(struct usyms *u)
{
	if (u->events)
		mmap_events_read(u->events);
	if (u->unwind)
		unwind_update(u->unwind);
}

void usyms_process_seen(struct usyms *u, uint32_t pid)
{
	if (u->keep)
		processes_read(u->processes, pid);
}

bool usyms_scan(struct usyms *u)
{
	return u->keep && processes_scan(u->processes);
}

uint64_t usyms_lost(const struct usyms *u)
{
	return u->events ? mmap_events_lost(u->events) : 0;
}

uint64_t usyms_forgotten(const struct usyms *u)
{
	return processes_forgotten(u->processes);
}

/* ---- looking up ---- */

/*
 * A call that never returns may be the last thing in its function; what is behind it begins the
 * next one. A signal handler returns to the very beginning of __restore_rt, which nothing has
 * called.
 */
static const char *caller_find(const struct elf_symbols *symbols, uint64_t address,
			       uint64_t *offset, const char *name)
{
	uint64_t before;
	const char *caller;

	if ((name && (*offset || strcmp(name, "__restore_rt") == 0)) || !address)
		return name;
	caller = elf_symbols_find(symbols, address - 1, &before);
	if (!caller)
		return name;
	*offset = before + 1;
	return caller;
}

static void file_find(struct usyms *u, uint32_t pid, const struct mapping *m, uint64_t address,
		      bool return_address, struct usym *found)
{
	const struct file_place place = {pid, m->begin, m->end};
	const struct elf_symbols *symbols = user_file_symbols(u->files, m->file, &place);

	found->module = user_file_path(m->file);
	found->file = m->file;
	found->address = elf_symbols_address(symbols, address - m->begin + m->offset);
	found->name = elf_symbols_find(symbols, found->address, &found->offset);
	if (return_address)
		found->name = caller_find(symbols, found->address, &found->offset, found->name);
}

/*
 * A printed map has hundreds of thousands of frames, and there is a ring per CPU: they are looked
 * into now and then, and where nothing is known of an address.
 */
static const struct mapping *mapping_find(struct usyms *u, uint32_t pid, uint64_t address)
{
	const struct mapping *m;
	struct timespec t;
	uint64_t now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	now = (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
	if (now != u->looked_ns)
		usyms_read(u);
	u->looked_ns = now;
	m = processes_known(u->processes, pid, address);
	if (m)
		return m;
	usyms_read(u);
	return processes_find(u->processes, pid, address);
}

bool usyms_find(struct usyms *u, uint32_t pid, uint64_t address, bool return_address,
		struct usym *found)
{
	const struct mapping *m;

	*found = (struct usym){.name = NULL};
	if (!u->keep)
		processes_forget(u->processes);
	m = mapping_find(u, pid, address);
	if (m && m->file)
		file_find(u, pid, m, address, return_address, found);
	if (!found->name)
		found->name =
			perf_maps_find(u->perf_maps, pid, address, &found->offset, &found->module);
	return found->module != NULL;
}

bool usyms_find_in(struct usyms *u, const char *path, uint64_t address, struct usym *found)
{
	struct user_file *f = user_file_at(u->files, path);
	const struct elf_symbols *symbols = f ? user_file_symbols(u->files, f, NULL) : NULL;

	*found = (struct usym){.name = NULL};
	if (!symbols || !elf_symbols_fixed(symbols))
		return false;
	found->name = elf_symbols_find(symbols, address, &found->offset);
	found->module = user_file_path(f);
	found->file = f;
	found->address = address;
	return found->name != NULL;
}
