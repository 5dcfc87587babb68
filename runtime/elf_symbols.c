/*
 * In: an ELF file, and where it was stripped the file with its debug information or the symbols
 * that are packed into it (.gnu_debugdata). Out: its symbols in the order of their addresses,
 * copied, so that no file stays open or mapped. Addresses in debug files are those of the file they
 * belong to.
 */
#include "runtime/elf_symbols.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "lang/base/buf.h"
#include "probes/elf_debugdata.h"
#include "probes/elf_file.h"

/* Of a broken file every symbol may have a name of megabytes. */
#define NAMES_MAX (512u << 20)

struct symbol {
	uint64_t address, size;
	uint32_t name; /* offset in names */
};

struct segment {
	uint64_t address, offset, size;
};

struct elf_symbols {
	char *path;
	bool fixed;
	struct symbol *symbols;
	size_t nsymbols, cap;
	struct segment *segments;
	size_t nsegments, segments_cap;
	struct buf names;
};

static void symbols_read(struct elf_symbols *e, Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
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
		e->symbols = array_grow(e->symbols, e->nsymbols, &e->cap, sizeof(*e->symbols));
		e->symbols[e->nsymbols++] = (struct symbol){.address = sym.st_value,
							    .size = sym.st_size,
							    .name = (uint32_t)e->names.len};
		buf_add(&e->names, name, strlen(name) + 1);
		if (e->names.len > NAMES_MAX)
			return;
	}
}

static void segments_read(struct elf_symbols *e, Elf *elf)
{
	size_t count = 0;
	GElf_Phdr header;

	if (elf_getphdrnum(elf, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, (int)i, &header) || header.p_type != PT_LOAD)
			continue;
		e->segments = array_grow(e->segments, e->nsegments, &e->segments_cap,
					 sizeof(*e->segments));
		e->segments[e->nsegments++] = (struct segment){.address = header.p_vaddr,
							       .offset = header.p_offset,
							       .size = header.p_filesz};
	}
}

/* True when ELF has a full symbol table. */
static bool sections_read(struct elf_symbols *e, Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	bool full = false;

	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			continue;
		if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM)
			symbols_read(e, elf, section, &header);
		full |= header.sh_type == SHT_SYMTAB;
	}
	return full;
}

/* The symbols of a file that was stripped: in another file, or packed into it. */
static void stripped_read(struct elf_symbols *e, const struct elf_file *file)
{
	struct elf_file separate = {-1, NULL};
	struct buf image = {NULL, 0, 0};
	Elf *elf;

	if (elf_file_open_debug(file, e->path, &separate)) {
		sections_read(e, separate.elf);
		elf_file_close(&separate);
	} else if (elf_debugdata(file->elf, &image)) {
		elf = elf_memory(image.at, image.len);
		if (elf && elf_kind(elf) == ELF_K_ELF)
			sections_read(e, elf);
		elf_end(elf);
	}
	buf_free(&image);
}

static int symbol_compare(const void *left, const void *right)
{
	const struct symbol *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

static void symbols_sort(struct elf_symbols *e)
{
	if (e->nsymbols)
		qsort(e->symbols, e->nsymbols, sizeof(*e->symbols), symbol_compare);
}

struct elf_symbols *elf_symbols_new(const char *path)
{
	struct elf_symbols *e = calloc(1, sizeof(*e));

	if (!e || !(e->path = strdup(path)))
		out_of_memory(sizeof(*e));
	return e;
}

static bool head_read(struct elf_symbols *e, Elf *elf)
{
	GElf_Ehdr header;

	if (!elf || !gelf_getehdr(elf, &header))
		return false;
	e->fixed = header.e_type == ET_EXEC;
	segments_read(e, elf);
	return true;
}

void elf_symbols_read(struct elf_symbols *e, int fd)
{
	struct elf_file file;

	if (elf_file_open_fd(&file, fd))
		return;
	if (head_read(e, file.elf) && !sections_read(e, file.elf))
		stripped_read(e, &file);
	elf_file_close(&file);
	symbols_sort(e);
}

void elf_symbols_read_image(struct elf_symbols *e, char *image, size_t len)
{
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_memory(image, len);
	if (head_read(e, elf))
		sections_read(e, elf);
	elf_end(elf);
	symbols_sort(e);
}

void elf_symbols_free(struct elf_symbols *e)
{
	free(e->path);
	free(e->symbols);
	free(e->segments);
	buf_free(&e->names);
	free(e);
}

bool elf_symbols_fixed(const struct elf_symbols *e)
{
	return e->fixed;
}

uint64_t elf_symbols_address(const struct elf_symbols *e, uint64_t offset)
{
	for (size_t i = 0; i < e->nsegments; i++) {
		const struct segment *s = &e->segments[i];

		if (offset >= s->offset && offset - s->offset < s->size)
			return s->address + (offset - s->offset);
	}
	return offset;
}

/* Of several names of one address the one that looks least internal: "read", not "__GI_read". */
static const struct symbol *alias_choose(const struct elf_symbols *e, const struct symbol *last)
{
	const struct symbol *best = last;
	size_t best_marks = strspn(e->names.at + last->name, "_");

	for (const struct symbol *s = last; s > e->symbols && s[-1].address == last->address; s--) {
		size_t marks = strspn(e->names.at + s[-1].name, "_");

		if (marks <= best_marks) {
			best = s - 1;
			best_marks = marks;
		}
	}
	return best;
}

/* How many symbols that begin later may lie inside of the one that is wanted. */
#define INSIDE_MAX 16

const char *elf_symbols_find(const struct elf_symbols *e, uint64_t address, uint64_t *offset)
{
	size_t low = 0, high = e->nsymbols;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (e->symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = low; i > 0 && low - i < INSIDE_MAX; i--) {
		const struct symbol *s = &e->symbols[i - 1];

		if (s->size && address - s->address >= s->size)
			continue;
		s = alias_choose(e, s);
		*offset = address - s->address;
		return e->names.at + s->name;
	}
	return NULL;
}
