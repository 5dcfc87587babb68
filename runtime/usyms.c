/*
 * Two caches: files (by device and inode) with their sorted symbols, processes with their mappings.
 * The mappings of a living process are read again when an address is in none of them (dlopen, JIT).
 */
#include "runtime/usyms.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/buf.h"

#define FILES_MAX 4096
#define PROCESSES_MAX 4096

struct symbol {
	uint64_t address, size;
	uint32_t name; /* offset in names */
};

struct segment {
	uint64_t address, offset, size;
};

struct file {
	struct file *next;
	char *path;
	dev_t device;
	ino_t inode;
	bool fixed; /* ET_EXEC: runs at its own addresses */
	struct symbol *symbols;
	size_t nsymbols, cap;
	struct segment *segments;
	size_t nsegments;
	struct buf names;
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

static void file_free(struct file *f)
{
	free(f->path);
	free(f->symbols);
	free(f->segments);
	buf_free(&f->names);
	free(f);
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
		file_free(f);
	}
	free(u);
}

/* A bigger copy of AT for LEN + 1 items of SIZE bytes when LEN reached *CAP. */
static void *array_grow(void *at, size_t len, size_t *cap, size_t size)
{
	if (len < *cap)
		return at;
	*cap = *cap ? *cap * 2 : 64;
	at = realloc(at, *cap * size);
	if (!at)
		out_of_memory(*cap * size);
	return at;
}

/* ---- files ---- */

static void symbols_read(struct file *f, Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym sym;

	if (!data || !header->sh_entsize)
		return;
	for (int i = 0; gelf_getsym(data, i, &sym); i++) {
		int type = GELF_ST_TYPE(sym.st_info);
		const char *name;

		if (sym.st_shndx == SHN_UNDEF || !sym.st_value || type == STT_SECTION ||
		    type == STT_FILE || type == STT_TLS)
			continue;
		name = elf_strptr(elf, header->sh_link, sym.st_name);
		if (!name || !*name || *name == '$') /* $x, $d: marks of ARM code */
			continue;
		f->symbols = array_grow(f->symbols, f->nsymbols, &f->cap, sizeof(*f->symbols));
		f->symbols[f->nsymbols++] = (struct symbol){.address = sym.st_value,
							    .size = sym.st_size,
							    .name = (uint32_t)f->names.len};
		buf_add(&f->names, name, strlen(name) + 1);
	}
}

static void segments_read(struct file *f, Elf *elf)
{
	size_t count = 0, cap = 0;
	GElf_Phdr header;

	if (elf_getphdrnum(elf, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &header) || header.p_type != PT_LOAD)
			continue;
		f->segments = array_grow(f->segments, f->nsegments, &cap, sizeof(*f->segments));
		f->segments[f->nsegments++] = (struct segment){.address = header.p_vaddr,
							       .offset = header.p_offset,
							       .size = header.p_filesz};
	}
}

/* Of several symbols at one address the one that comes first stays first: .symtab is read first. */
static int symbol_compare(const void *left, const void *right)
{
	const struct symbol *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

/* The hex digits of the build id of ELF, or an empty string. */
static void build_id_read(Elf *elf, char *text, size_t size)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	text[0] = '\0';
	while ((section = elf_nextscn(elf, section))) {
		Elf_Data *data;
		size_t at = 0, name, desc;
		GElf_Nhdr note;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_NOTE)
			continue;
		data = elf_getdata(section, NULL);
		while (data && (at = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
			const unsigned char *bytes = (const unsigned char *)data->d_buf + desc;

			if (note.n_type != NT_GNU_BUILD_ID || note.n_descsz * 2 + 1 > size)
				continue;
			for (size_t i = 0; i < note.n_descsz; i++)
				snprintf(text + 2 * i, 3, "%02x", bytes[i]);
			return;
		}
	}
}

/* Symbol tables of the ELF file at PATH; ID gets its build id when it is not NULL. */
static bool tables_read(struct file *f, const char *path, char *id, size_t id_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Ehdr ehdr;
	bool full = false;
	Elf *elf;

	if (fd < 0)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && gelf_getehdr(elf, &ehdr)) {
		while ((section = elf_nextscn(elf, section))) {
			if (!gelf_getshdr(section, &header))
				continue;
			if (header.sh_type == SHT_SYMTAB)
				full = true;
			if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM)
				symbols_read(f, elf, section, &header);
		}
		if (id) {
			f->fixed = ehdr.e_type == ET_EXEC;
			segments_read(f, elf);
			build_id_read(elf, id, id_size);
		}
	}
	elf_end(elf);
	close(fd);
	return full;
}

/*
 * Symbols of a stripped file may be in a file of their own, found by its build id. Its addresses
 * are those of the file it belongs to.
 */
static void file_read(struct file *f, const char *path)
{
	char id[2 * 64 + 1] = "", debug[PATH_MAX];

	if (!tables_read(f, path, id, sizeof(id)) && strlen(id) > 2) {
		snprintf(debug, sizeof(debug), "/usr/lib/debug/.build-id/%.2s/%s.debug", id,
			 id + 2);
		tables_read(f, debug, NULL, 0);
	}
	if (f->nsymbols)
		qsort(f->symbols, f->nsymbols, sizeof(*f->symbols), symbol_compare);
}

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
	if (!f || !(f->path = strdup(shown_path)))
		out_of_memory(sizeof(*f));
	f->device = st.st_dev;
	f->inode = st.st_ino;
	file_read(f, open_path);
	f->next = u->files;
	u->files = f;
	u->nfiles++;
	return f;
}

static bool file_find(const struct file *f, uint64_t address, struct usym *found)
{
	size_t low = 0, high = f->nsymbols;
	const struct symbol *s;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return false;
	s = &f->symbols[low - 1];
	while (s > f->symbols && s[-1].address == s->address)
		s--;
	if (s->size && address - s->address >= s->size)
		return false;
	found->name = f->names.at + s->name;
	found->offset = address - s->address;
	return true;
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

/* The address in the file's own terms for what is loaded from OFFSET. */
static uint64_t file_address(const struct file *f, uint64_t offset)
{
	for (size_t i = 0; i < f->nsegments; i++) {
		const struct segment *s = &f->segments[i];

		if (offset >= s->offset && offset - s->offset < s->size)
			return s->address + (offset - s->offset);
	}
	return offset;
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
		file_find(f, file_address(f, found->file_offset), found);
	return true;
}

bool usyms_find_in(struct usyms *u, const char *path, uint64_t address, struct usym *found)
{
	struct file *f = file_get(u, path, path);

	*found = (struct usym){.name = NULL};
	if (!f || !f->fixed || !file_find(f, address, found))
		return false;
	found->module = f->path;
	return true;
}

void usyms_process_seen(struct usyms *u, uint32_t pid)
{
	if (u->keep)
		process_get(u, pid);
}
