/*
 * In: bytes that claim to be an image. Out: the program in them. Every offset of the file is
 * checked against its length before it is followed; headers are copied out, so the bytes need no
 * alignment. The layout is that of elf(5).
 */
#include "lang/image.h"

#include <elf.h>

/* Copies SIZE bytes at OFFSET; false: they are not all there. */
static bool elf_copy(struct bytes elf, uint64_t offset, void *to, size_t size)
{
	if (offset > elf.len || elf.len - offset < size)
		return false;
	memcpy(to, (const unsigned char *)elf.at + offset, size);
	return true;
}

static bool elf_header(struct bytes elf, Elf64_Ehdr *header)
{
	return elf_copy(elf, 0, header, sizeof(*header)) &&
	       memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
	       header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB &&
	       header->e_shentsize == sizeof(Elf64_Shdr);
}

static bool elf_section(struct bytes elf, const Elf64_Ehdr *header, unsigned i, Elf64_Shdr *section)
{
	uint64_t skip = (uint64_t)i * sizeof(*section);

	if (i >= header->e_shnum || header->e_shoff > elf.len)
		return false;
	return elf_copy(elf, header->e_shoff + skip, section, sizeof(*section));
}

static struct bytes elf_content(struct bytes elf, const Elf64_Shdr *section)
{
	if (section->sh_type == SHT_NOBITS || section->sh_offset > elf.len ||
	    elf.len - section->sh_offset < section->sh_size)
		return (struct bytes){NULL, 0};
	return (struct bytes){(const unsigned char *)elf.at + section->sh_offset,
			      (size_t)section->sh_size};
}

struct bytes image_section(struct bytes elf, const char *name)
{
	size_t len = strlen(name) + 1;
	struct bytes names;
	Elf64_Shdr section;
	Elf64_Ehdr header;

	if (!elf_header(elf, &header) || !elf_section(elf, &header, header.e_shstrndx, &section))
		return (struct bytes){NULL, 0};
	names = elf_content(elf, &section);
	for (unsigned i = 0; i < header.e_shnum; i++) {
		if (!elf_section(elf, &header, i, &section))
			break;
		if (section.sh_name < names.len && names.len - section.sh_name >= len &&
		    memcmp((const char *)names.at + section.sh_name, name, len) == 0)
			return elf_content(elf, &section);
	}
	return (struct bytes){NULL, 0};
}

struct program *image_read(struct arena *a, struct bytes elf, const char **error)
{
	struct bytes section = image_section(elf, IMAGE_SECTION);
	struct program *p;

	if (!section.at) {
		*error = "this is no compiled script: it has no section " IMAGE_SECTION;
		return NULL;
	}
	p = program_decode(a, section, error);
	if (p)
		p->object = elf;
	return p;
}
