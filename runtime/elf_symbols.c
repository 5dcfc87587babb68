/*
 * In: an ELF file, and the files with debug information that it points at. Out: its symbols in the
 * order of their addresses, copied, so that no file stays open or mapped.
 *
 * Separate debug information is where gdb looks for it: by build id below /usr/lib/debug/.build-id,
 * by the name in .gnu_debuglink (whose checksum must fit) next to the file, in .debug next to it
 * and below /usr/lib/debug. Its addresses are those of the file it belongs to.
 */
#include "runtime/elf_symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "lang/base/buf.h"

#define DEBUG_ROOT "/usr/lib/debug"

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

/* What one file says of where its debug information is. */
struct debug_hint {
	char build_id[2 * 64 + 1]; /* hex digits; empty: none */
	char link[256];		   /* file name; empty: none */
	uint32_t link_crc;
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

static void build_id_read(Elf_Data *data, struct debug_hint *hint)
{
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while (data && (at = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
		const unsigned char *bytes = (const unsigned char *)data->d_buf + desc;

		if (note.n_type != NT_GNU_BUILD_ID || note.n_descsz * 2 >= sizeof(hint->build_id))
			continue;
		for (size_t i = 0; i < note.n_descsz; i++)
			snprintf(hint->build_id + 2 * i, 3, "%02x", bytes[i]);
		return;
	}
}

/* A file name with its NUL, padded to four bytes, and the CRC-32 of that file. */
static void debug_link_read(const Elf_Data *data, struct debug_hint *hint)
{
	const char *text = data ? data->d_buf : NULL;
	size_t len = text ? strnlen(text, data->d_size) : 0;
	size_t crc_at = ROUND_UP(len + 1, (size_t)4);

	if (!len || len >= sizeof(hint->link) || memchr(text, '/', len) ||
	    crc_at + sizeof(hint->link_crc) > data->d_size)
		return;
	memcpy(hint->link, text, len + 1);
	memcpy(&hint->link_crc, text + crc_at, sizeof(hint->link_crc));
}

/* True when ELF has a full symbol table; HINT, if not NULL, gets what it says of others. */
static bool sections_read(struct elf_symbols *e, Elf *elf, struct debug_hint *hint)
{
	Elf_Scn *section = NULL;
	size_t names = 0;
	GElf_Shdr header;
	bool full = false;

	elf_getshdrstrndx(elf, &names);
	while ((section = elf_nextscn(elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM)
			symbols_read(e, elf, section, &header);
		else if (hint && header.sh_type == SHT_NOTE)
			build_id_read(elf_getdata(section, NULL), hint);
		else if (hint && name && strcmp(name, ".gnu_debuglink") == 0)
			debug_link_read(elf_getdata(section, NULL), hint);
		full |= header.sh_type == SHT_SYMTAB;
	}
	return full;
}

static bool file_read(struct elf_symbols *e, int fd, struct debug_hint *hint)
{
	Elf *elf;
	GElf_Ehdr header;
	bool full = false;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && gelf_getehdr(elf, &header)) {
		if (hint) {
			e->fixed = header.e_type == ET_EXEC;
			segments_read(e, elf);
		}
		full = sections_read(e, elf, hint);
	}
	elf_end(elf);
	return full;
}

static bool crc_fits(int fd, uint32_t wanted)
{
	unsigned char bytes[16384];
	uLong crc = crc32(0, NULL, 0);
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		crc = crc32(crc, bytes, (uInt)n);
	return n == 0 && (uint32_t)crc == wanted;
}

/* Reads the debug file PATH, whose checksum must be *CRC if that is given. False: it is none. */
static bool debug_file_read(struct elf_symbols *e, const char *path, const uint32_t *crc)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool fits;

	if (fd < 0)
		return false;
	fits = !crc || crc_fits(fd, *crc);
	if (fits)
		file_read(e, fd, NULL);
	close(fd);
	return fits;
}

static void debug_find(struct elf_symbols *e, const struct debug_hint *hint)
{
	const char *slash = strrchr(e->path, '/');
	int dir = slash ? (int)(slash - e->path) : 0;
	const char *id = hint->build_id;
	char path[PATH_MAX];

	if (strlen(id) > 2) {
		snprintf(path, sizeof(path), DEBUG_ROOT "/.build-id/%.2s/%s.debug", id, id + 2);
		if (debug_file_read(e, path, NULL))
			return;
	}
	if (!hint->link[0])
		return;
	snprintf(path, sizeof(path), "%.*s/%s", dir, e->path, hint->link);
	if (debug_file_read(e, path, &hint->link_crc))
		return;
	snprintf(path, sizeof(path), "%.*s/.debug/%s", dir, e->path, hint->link);
	if (debug_file_read(e, path, &hint->link_crc))
		return;
	snprintf(path, sizeof(path), DEBUG_ROOT "%.*s/%s", dir, e->path, hint->link);
	debug_file_read(e, path, &hint->link_crc);
}

static int symbol_compare(const void *left, const void *right)
{
	const struct symbol *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

struct elf_symbols *elf_symbols_new(const char *open_path, const char *shown_path)
{
	struct elf_symbols *e = calloc(1, sizeof(*e));
	struct debug_hint hint = {.link_crc = 0};
	int fd = open(open_path, O_RDONLY | O_CLOEXEC);

	if (!e || !(e->path = strdup(shown_path)))
		out_of_memory(sizeof(*e));
	if (fd >= 0) {
		if (!file_read(e, fd, &hint))
			debug_find(e, &hint);
		close(fd);
	}
	if (e->nsymbols)
		qsort(e->symbols, e->nsymbols, sizeof(*e->symbols), symbol_compare);
	return e;
}

void elf_symbols_free(struct elf_symbols *e)
{
	free(e->path);
	free(e->symbols);
	free(e->segments);
	buf_free(&e->names);
	free(e);
}

const char *elf_symbols_path(const struct elf_symbols *e)
{
	return e->path;
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

const char *elf_symbols_find(const struct elf_symbols *e, uint64_t address, uint64_t *offset)
{
	size_t low = 0, high = e->nsymbols;
	const struct symbol *s;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (e->symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	s = alias_choose(e, &e->symbols[low - 1]);
	if (s->size && address - s->address >= s->size)
		return NULL;
	*offset = address - s->address;
	return e->names.at + s->name;
}
