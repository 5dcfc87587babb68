/*
 * In: bytes that claim to be an image. Out: the program in them. Every offset of the file is
 * checked against its length before it is followed; headers are copied out, so the bytes need no
 * alignment. The layout is that of elf(5).
 */
#include "lang/image.h"

#include <elf.h>

/* An object as it is read: numbers of its headers are in the order of the traced machine. */
struct object {
	struct bytes elf;
	bool swapped; /* that is not the order of this one */
};

/* Copies SIZE bytes at OFFSET; false: they are not all there. */
static bool elf_copy(struct bytes elf, uint64_t offset, void *to, size_t size)
{
	if (offset > elf.len || elf.len - offset < size)
		return false;
	memcpy(to, (const unsigned char *)elf.at + offset, size);
	return true;
}

/* Turns the bytes of a member around. */
#define MEMBER_SWAP(member)                                                       \
	((member) = sizeof(member) == 2	  ? __builtin_bswap16((uint16_t)(member)) \
		    : sizeof(member) == 4 ? __builtin_bswap32((uint32_t)(member)) \
					  : __builtin_bswap64(member))

static bool elf_header(struct object *o, Elf64_Ehdr *header)
{
	static const uint16_t order = ELFDATA2LSB;
	bool little = *(const unsigned char *)&order;

	if (!elf_copy(o->elf, 0, header, sizeof(*header)) ||
	    memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
	    header->e_ident[EI_CLASS] != ELFCLASS64 ||
	    (header->e_ident[EI_DATA] != ELFDATA2LSB && header->e_ident[EI_DATA] != ELFDATA2MSB))
		return false;
	o->swapped = (header->e_ident[EI_DATA] == ELFDATA2LSB) != little;
	if (o->swapped) {
		MEMBER_SWAP(header->e_shoff);
		MEMBER_SWAP(header->e_shentsize);
		MEMBER_SWAP(header->e_shnum);
		MEMBER_SWAP(header->e_shstrndx);
	}
	return header->e_shentsize == sizeof(Elf64_Shdr);
}

static bool elf_section(const struct object *o, const Elf64_Ehdr *header, unsigned i,
			Elf64_Shdr *section)
{
	uint64_t skip = (uint64_t)i * sizeof(*section);

	if (i >= header->e_shnum || header->e_shoff > o->elf.len ||
	    !elf_copy(o->elf, header->e_shoff + skip, section, sizeof(*section)))
		return false;
	if (o->swapped) {
		MEMBER_SWAP(section->sh_name);
		MEMBER_SWAP(section->sh_type);
		MEMBER_SWAP(section->sh_offset);
		MEMBER_SWAP(section->sh_size);
	}
	return true;
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
	struct object o = {.elf = elf};
	size_t len = strlen(name) + 1;
	struct bytes names;
	Elf64_Shdr section;
	Elf64_Ehdr header;

	if (!elf_header(&o, &header) || !elf_section(&o, &header, header.e_shstrndx, &section))
		return (struct bytes){NULL, 0};
	names = elf_content(elf, &section);
	for (unsigned i = 0; i < header.e_shnum; i++) {
		if (!elf_section(&o, &header, i, &section))
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
