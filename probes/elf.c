/*
 * Functions of ELF files, read with libelf, which checks the bounds of what it hands out.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/binary.h"
#include "probes/glob.h"

struct elf_file {
	int fd;
	Elf *elf;
};

static const char *elf_file_open(struct elf_file *f, const char *path)
{
	elf_version(EV_CURRENT);
	f->elf = NULL;
	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0)
		return strerror(errno);
	f->elf = elf_begin(f->fd, ELF_C_READ_MMAP, NULL);
	if (f->elf && elf_kind(f->elf) == ELF_K_ELF)
		return NULL;
	elf_end(f->elf);
	close(f->fd);
	return "it is no ELF file";
}

static void elf_file_close(struct elf_file *f)
{
	elf_end(f->elf);
	close(f->fd);
}

static bool offset_of(Elf *elf, uint64_t address, uint64_t *offset)
{
	size_t count;

	if (elf_getphdrnum(elf, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr h;

		if (!gelf_getphdr(elf, (int)i, &h) || h.p_type != PT_LOAD || !(h.p_flags & PF_X))
			continue;
		if (address >= h.p_vaddr && address - h.p_vaddr < h.p_filesz) {
			*offset = address - h.p_vaddr + h.p_offset;
			return true;
		}
	}
	return false;
}

bool binary_offset(const char *path, uint64_t address, uint64_t *offset)
{
	struct elf_file f;
	bool found;

	if (elf_file_open(&f, path))
		return false;
	found = offset_of(f.elf, address, offset);
	elf_file_close(&f);
	return found;
}

/* Functions in the tables of SYMBOLS; their places are those of CODE. */
static void symbols_collect(struct arena *a, Elf *symbols, Elf *code, struct str pattern,
			    struct binary_symbols *out)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(symbols, section))) {
		GElf_Shdr header;
		Elf_Data *data;
		GElf_Sym sym;

		if (!gelf_getshdr(section, &header) ||
		    (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM))
			continue;
		data = elf_getdata(section, NULL);
		for (int i = 0; data && gelf_getsym(data, i, &sym); i++) {
			unsigned char type = GELF_ST_TYPE(sym.st_info);
			struct binary_symbol s = {.address = sym.st_value, .size = sym.st_size};
			const char *name;

			if ((type != STT_FUNC && type != STT_GNU_IFUNC) || !sym.st_value ||
			    sym.st_shndx == SHN_UNDEF)
				continue;
			name = elf_strptr(symbols, header.sh_link, sym.st_name);
			if (!name || !name[0] || !glob_match(pattern, str_from(name)) ||
			    !offset_of(code, s.address, &s.offset))
				continue;
			s.name = arena_strdup(a, str_from(name));
			vec_push(a, out, s);
		}
	}
}

/* "/usr/lib/debug/.build-id/ab/cdef....debug" for the file; false: it has no build id. */
static bool debug_path(Elf *elf, char *path, size_t size)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		size_t at = 0, name, desc;
		GElf_Shdr header;
		GElf_Nhdr note;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_NOTE)
			continue;
		data = elf_getdata(section, NULL);
		while (data && (at = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
			const unsigned char *id = (const unsigned char *)data->d_buf + desc;
			int n;

			if (note.n_type != NT_GNU_BUILD_ID || note.n_descsz < 2 ||
			    note.n_descsz > 64)
				continue;
			n = snprintf(path, size, "/usr/lib/debug/.build-id/%02x/", id[0]);
			for (unsigned i = 1; i < note.n_descsz; i++)
				n += snprintf(path + n, size - (size_t)n, "%02x", id[i]);
			snprintf(path + n, size - (size_t)n, ".debug");
			return true;
		}
	}
	return false;
}

static int symbol_compare(const void *a, const void *b)
{
	const struct binary_symbol *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static void sort_unique(struct binary_symbols *s)
{
	size_t kept = 0;

	if (!s->len)
		return;
	qsort(s->at, s->len, sizeof(*s->at), symbol_compare);
	for (size_t i = 1; i < s->len; i++) {
		if (strcmp(s->at[i].name, s->at[kept].name) != 0)
			s->at[++kept] = s->at[i];
	}
	s->len = kept + 1;
}

bool binary_functions(struct arena *a, const char *path, struct str pattern,
		      struct binary_symbols *out, const char **error)
{
	struct elf_file f, debug;
	char name[256];

	*error = elf_file_open(&f, path);
	if (*error)
		return false;
	symbols_collect(a, f.elf, f.elf, pattern, out);
	if ((!out->len || glob_is_pattern(pattern)) && debug_path(f.elf, name, sizeof(name)) &&
	    !elf_file_open(&debug, name)) {
		symbols_collect(a, debug.elf, f.elf, pattern, out);
		elf_file_close(&debug);
	}
	elf_file_close(&f);
	sort_unique(out);
	return true;
}
