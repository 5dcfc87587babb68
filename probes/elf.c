/*
 * Functions of ELF files, read with libelf, which checks the bounds of what it hands out.
 */
#include <elf.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "probes/binary.h"
#include "probes/elf_file.h"
#include "probes/glob.h"

bool binary_offset(const char *path, uint64_t address, uint64_t *offset)
{
	struct elf_file f;
	bool found;

	if (elf_file_open(&f, path))
		return false;
	found = elf_offset(f.elf, address, PF_X, offset);
	elf_file_close(&f);
	return found;
}

static bool symbol_find(Elf *elf, const char *name, struct binary_symbol *out)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;
		GElf_Sym sym;

		if (!gelf_getshdr(section, &header) ||
		    (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM))
			continue;
		data = elf_getdata(section, NULL);
		for (int i = 0; data && gelf_getsym(data, i, &sym); i++) {
			const char *found = elf_strptr(elf, header.sh_link, sym.st_name);

			if (!found || strcmp(found, name) != 0 || sym.st_shndx == SHN_UNDEF ||
			    GELF_ST_TYPE(sym.st_info) == STT_TLS)
				continue;
			out->address = sym.st_value;
			out->size = sym.st_size;
			return true;
		}
	}
	return false;
}

bool binary_symbol_find(const char *path, const char *name, struct binary_symbol *out, bool *fixed)
{
	struct elf_file f, debug;
	GElf_Ehdr header;
	bool found;

	*out = (struct binary_symbol){.name = name};
	*fixed = false;
	if (elf_file_open(&f, path))
		return false;
	if (gelf_getehdr(f.elf, &header))
		*fixed = header.e_type == ET_EXEC;
	found = symbol_find(f.elf, name, out);
	if (!found && elf_file_open_debug(&f, path, &debug)) {
		found = symbol_find(debug.elf, name, out);
		elf_file_close(&debug);
	}
	elf_file_close(&f);
	return found;
}

bool binary_data(const char *path, const char *name, uint64_t *address)
{
	struct binary_symbol s;
	bool fixed, found = binary_symbol_find(path, name, &s, &fixed);

	*address = s.address;
	return found;
}

bool binary_address(const char *path, uint64_t offset, uint64_t *address)
{
	struct elf_file f;
	bool found = false;
	size_t count = 0;
	GElf_Phdr h;

	if (elf_file_open(&f, path))
		return false;
	if (elf_getphdrnum(f.elf, &count))
		count = 0;
	for (size_t i = 0; i < count && !found; i++) {
		if (!gelf_getphdr(f.elf, (int)i, &h) || h.p_type != PT_LOAD || !(h.p_flags & PF_X))
			continue;
		found = offset >= h.p_offset && offset - h.p_offset < h.p_filesz;
		*address = offset - h.p_offset + h.p_vaddr;
	}
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
			    !elf_offset(code, s.address, PF_X, &s.offset))
				continue;
			s.name = arena_strdup(a, str_from(name));
			vec_push(a, out, s);
		}
	}
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

	*error = elf_file_open(&f, path);
	if (*error)
		return false;
	symbols_collect(a, f.elf, f.elf, pattern, out);
	if ((!out->len || glob_is_pattern(pattern)) && elf_file_open_debug(&f, path, &debug)) {
		symbols_collect(a, debug.elf, f.elf, pattern, out);
		elf_file_close(&debug);
	}
	elf_file_close(&f);
	sort_unique(out);
	return true;
}
