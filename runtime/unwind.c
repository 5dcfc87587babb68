/*
 * A table is made once per file, however many processes have it, and is a map of its own: files
 * differ in size by orders of magnitude. A process is one value, replaced as a whole.
 */
#include "runtime/unwind.h"

#include <bpf/bpf.h>
#include <elf.h>
#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/cfi_rows.h"

#define NO_TABLE UINT32_MAX

struct table {
	const struct user_file *file;
	uint32_t number; /* NO_TABLE: nothing is known of the file */
	uint32_t rows;
	uint64_t base;
	struct load_segment {
		uint64_t address, offset, size;
	} * segments;
	size_t nsegments, segments_cap;
};

struct traced {
	uint32_t pid;
	uint64_t changes; /* as processes_changes had it */
};

struct unwind {
	int spaces, tables_fd;
	struct user_files *files;
	struct processes *all;
	struct table *tables;
	size_t ntables, tables_cap;
	uint32_t next_number;
	struct traced *traced;
	size_t ntraced, traced_cap;
};

struct unwind *unwind_new(const struct loaded *l, struct user_files *files, struct processes *all)
{
	struct unwind *w = calloc(1, sizeof(*w));

	if (!w)
		out_of_memory(sizeof(*w));
	w->spaces = l->unwind_spaces;
	w->tables_fd = l->unwind_tables;
	w->files = files;
	w->all = all;
	return w;
}

void unwind_free(struct unwind *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->ntables; i++)
		free(w->tables[i].segments);
	free(w->tables);
	free(w->traced);
	free(w);
}

/* ---- files ---- */

/* Puts ROWS into a map in the kernel, number W->next_number. */
static bool rows_upload(struct unwind *w, const struct cfi_rows *rows)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), size = rows->len * sizeof(*rows->at);
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = UNWIND_ROWS_FLAGS);
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, sizeof(uint32_t), sizeof(*rows->at),
				(uint32_t)rows->len, &options);
	bool done = false;
	void *at;

	if (fd < 0 || w->next_number == UNWIND_TABLES_MAX)
		goto out;
	at = mmap(NULL, ROUND_UP(size, page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		goto out;
	memcpy(at, rows->at, size);
	munmap(at, ROUND_UP(size, page));
	done = bpf_map_update_elem(w->tables_fd, &w->next_number, &fd, BPF_ANY) == 0;
out:
	if (fd >= 0)
		close(fd);
	return done;
}

static void segments_read(struct table *t, Elf *elf)
{
	size_t count = 0;
	GElf_Phdr h;

	if (elf_getphdrnum(elf, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &h) || h.p_type != PT_LOAD)
			continue;
		t->segments = array_grow(t->segments, t->nsegments, &t->segments_cap,
					 sizeof(*t->segments));
		t->segments[t->nsegments++] =
			(struct load_segment){h.p_vaddr, h.p_offset, h.p_filesz};
	}
}

static void table_read(struct unwind *w, struct table *t, Elf *elf)
{
	struct cfi_rows rows;

	if (cfi_rows_read(&rows, elf) && rows_upload(w, &rows)) {
		t->number = w->next_number++;
		t->rows = (uint32_t)rows.len;
		t->base = rows.base;
		segments_read(t, elf);
	}
	cfi_rows_free(&rows);
}

static const struct table *table_get(struct unwind *w, struct user_file *file,
				     const struct file_place *place)
{
	struct table *t;
	Elf *elf;
	int fd;

	for (size_t i = 0; i < w->ntables; i++) {
		if (w->tables[i].file == file)
			return &w->tables[i];
	}
	w->tables = array_grow(w->tables, w->ntables, &w->tables_cap, sizeof(*w->tables));
	t = &w->tables[w->ntables++];
	*t = (struct table){.file = file, .number = NO_TABLE};
	elf = user_file_elf(file, place, &fd);
	if (elf)
		table_read(w, t, elf);
	elf_end(elf);
	if (fd >= 0)
		close(fd);
	return t;
}

/* The address, in the file's own terms, of what is loaded from OFFSET. */
static bool table_address(const struct table *t, uint64_t offset, uint64_t *address)
{
	for (size_t i = 0; i < t->nsegments; i++) {
		const struct load_segment *s = &t->segments[i];

		/* A mapping begins with the page that the segment begins in. */
		if (offset < s->offset + s->size && offset + 0x1000 > s->offset) {
			*address = s->address - s->offset + offset;
			return true;
		}
	}
	return false;
}

/* ---- processes ---- */

struct space {
	struct wire_unwind_space head;
	struct wire_unwind_range ranges[UNWIND_RANGES_MAX];
};

struct filling {
	struct unwind *w;
	uint32_t pid;
	struct space *space;
};

static void range_add(const struct mapping *m, void *arg)
{
	struct filling *f = arg;
	const struct file_place place = {f->pid, m->begin, m->end};
	const struct table *t;
	uint64_t address;

	if (!m->file || f->space->head.len == UNWIND_RANGES_MAX)
		return;
	t = table_get(f->w, m->file, &place);
	if (t->number == NO_TABLE || !table_address(t, m->offset, &address) ||
	    address - t->base > UINT32_MAX)
		return;
	f->space->ranges[f->space->head.len++] =
		(struct wire_unwind_range){.begin = m->begin,
					   .end = m->end,
					   .table = t->number,
					   .first = (uint32_t)(address - t->base),
					   .rows = t->rows};
}

static int range_compare(const void *left, const void *right)
{
	const struct wire_unwind_range *a = left, *b = right;

	return (a->begin > b->begin) - (a->begin < b->begin);
}

static bool space_write(struct unwind *w, uint32_t pid, struct space *space)
{
	struct filling f = {w, pid, space};

	memset(space, 0, sizeof(*space));
	if (!process_mappings(w->files, pid, range_add, &f))
		return false;
	qsort(space->ranges, space->head.len, sizeof(space->ranges[0]), range_compare);
	return bpf_map_update_elem(w->spaces, &pid, space, BPF_ANY) == 0;
}

void unwind_expect(struct unwind *w, uint32_t pid)
{
	struct space *space = calloc(1, sizeof(*space));

	if (!space)
		out_of_memory(sizeof(*space));
	bpf_map_update_elem(w->spaces, &pid, space, BPF_ANY);
	free(space);
}

static bool space_update(struct unwind *w, uint32_t pid)
{
	struct space *space = malloc(sizeof(*space));
	bool done;

	if (!space)
		out_of_memory(sizeof(*space));
	done = space_write(w, pid, space);
	free(space);
	return done;
}

bool unwind_process(struct unwind *w, uint32_t pid, struct buf *error)
{
	uint64_t changes = processes_changes(w->all, pid);

	for (size_t i = 0; i < w->ntraced; i++) {
		if (w->traced[i].pid == pid)
			return space_update(w, pid);
	}
	if (!space_update(w, pid)) {
		buf_printf(error, "stacks of process %u cannot be unwound: %s", pid,
			   strerror(errno));
		return false;
	}
	w->traced = array_grow(w->traced, w->ntraced, &w->traced_cap, sizeof(*w->traced));
	w->traced[w->ntraced++] = (struct traced){pid, changes};
	return true;
}

void unwind_update(struct unwind *w)
{
	for (size_t i = 0; i < w->ntraced; i++) {
		struct traced *t = &w->traced[i];
		uint64_t changes = processes_changes(w->all, t->pid);

		/* What has ended keeps its tables: its last stack may yet come. */
		if (changes != t->changes)
			space_update(w, t->pid);
		t->changes = changes;
	}
}
