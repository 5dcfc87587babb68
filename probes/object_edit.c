#include "probes/object_edit.h"

#include <bpf/btf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/read.h"
#include "probes/btf.h"

static int memory_file(struct bytes bytes)
{
	int fd = memfd_create("sonde-object", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* libbpf believes what it reads, so the bytes are checked first. */
static struct btf *types_read(Elf_Scn *section, const char **error)
{
	Elf_Data *data = elf_getdata(section, NULL);
	struct btf_index *index;
	struct btf *btf = NULL;
	char *copy;

	*error = "its types (BTF) cannot be read";
	if (!data || !data->d_buf || !data->d_size)
		return NULL;
	copy = malloc(data->d_size);
	if (!copy)
		out_of_memory(data->d_size);
	memcpy(copy, data->d_buf, data->d_size);
	index = btf_index_new(copy, data->d_size, NULL, error);
	if (index)
		btf = btf__new(data->d_buf, (uint32_t)data->d_size);
	btf_index_free(index);
	return btf;
}

static bool sections_find(struct object_edit *o, const char **error)
{
	GElf_Shdr header;

	if (elf_getshdrstrndx(o->elf, &o->names) < 0)
		return false;
	for (Elf_Scn *s = NULL; (s = elf_nextscn(o->elf, s));) {
		const char *name;

		if (!gelf_getshdr(s, &header))
			return false;
		name = elf_strptr(o->elf, o->names, header.sh_name);
		if (!name)
			return false;
		if (header.sh_type == SHT_SYMTAB) {
			o->symbols = s;
			o->strings = header.sh_link;
		} else if (strcmp(name, ".BTF") == 0) {
			o->types = s;
		} else if (strcmp(name, ".BTF.ext") == 0) {
			o->types_ext = s;
		}
	}
	if (!o->symbols || !o->types)
		*error =
			"it has no symbols or no types (BTF): compile it with -g, or -gbtf for gcc";
	return o->symbols && o->types;
}

bool object_open(struct object_edit *o, struct bytes bytes, const char **error)
{
	GElf_Ehdr header;

	*o = (struct object_edit){.fd = memory_file(bytes)};
	*error = "it is no BPF object";
	elf_version(EV_CURRENT);
	o->elf = o->fd < 0 ? NULL : elf_begin(o->fd, ELF_C_RDWR, NULL);
	if (o->elf && elf_kind(o->elf) == ELF_K_ELF && gelf_getehdr(o->elf, &header) &&
	    header.e_machine == EM_BPF && header.e_type == ET_REL &&
	    header.e_ident[EI_CLASS] == ELFCLASS64 && sections_find(o, error))
		o->btf = types_read(o->types, error);
	if (o->btf)
		return true;
	object_close(o);
	return false;
}

void object_close(struct object_edit *o)
{
	btf__free(o->btf);
	if (o->elf)
		elf_end(o->elf);
	if (o->fd >= 0)
		close(o->fd);
	*o = (struct object_edit){.fd = -1};
}

const char *object_type_name(const struct btf *btf, uint32_t offset)
{
	const char *name = btf__name_by_offset(btf, offset);

	return name ? name : "";
}

size_t object_symbols(const struct object_edit *o)
{
	Elf_Data *data = elf_getdata(o->symbols, NULL);

	return data ? data->d_size / sizeof(Elf64_Sym) : 0;
}

bool object_symbol(const struct object_edit *o, size_t i, GElf_Sym *symbol, const char **name)
{
	if (!gelf_getsym(elf_getdata(o->symbols, NULL), (int)i, symbol))
		return false;
	*name = elf_strptr(o->elf, o->strings, symbol->st_name);
	return *name != NULL;
}

void object_symbol_set(struct object_edit *o, size_t i, const GElf_Sym *symbol)
{
	Elf_Data *data = elf_getdata(o->symbols, NULL);
	GElf_Sym copy = *symbol;

	gelf_update_sym(data, (int)i, &copy);
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
}

const char *object_section_name(const struct object_edit *o, size_t section)
{
	Elf_Scn *s = section < SHN_LORESERVE ? elf_getscn(o->elf, section) : NULL;
	GElf_Shdr header;
	const char *name = NULL;

	if (s && gelf_getshdr(s, &header))
		name = elf_strptr(o->elf, o->names, header.sh_name);
	return name ? name : "";
}

void object_section_set(Elf_Scn *section, void *bytes, size_t len)
{
	Elf_Data *data = elf_getdata(section, NULL);

	if (!data)
		return;
	data->d_buf = bytes;
	data->d_size = len;
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
}

struct bytes object_write(struct object_edit *o, struct arena *a)
{
	struct bytes result = {NULL, 0};
	uint32_t size = 0;
	const void *raw = btf__raw_data(o->btf, &size);
	void *copy = arena_alloc(a, size);
	struct str text;

	if (!raw)
		return result;
	memcpy(copy, raw, size);
	object_section_set(o->types, copy, size);
	if (elf_update(o->elf, ELF_C_WRITE) >= 0 && lseek(o->fd, 0, SEEK_SET) == 0 &&
	    fd_read_all(a, o->fd, SOURCE_MAX, &text))
		result = (struct bytes){text.at, text.len};
	elf_end(o->elf);
	o->elf = NULL;
	return result;
}
