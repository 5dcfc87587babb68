/*
 * ELF files. libelf checks the bounds of what it hands out; what the
 * bytes say (names, sizes) is not trusted.
 */
#include "probes/elf_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/base.h"

/* Takes over FD; -1: errno says why. */
static const char *elf_file_begin(struct elf_file *f, int fd)
{
	struct stat st;

	elf_version(EV_CURRENT);
	f->elf = NULL;
	f->fd = fd;
	if (f->fd < 0)
		return strerror(errno);
	if (fstat(f->fd, &st) == 0 && S_ISREG(st.st_mode))
		f->elf = elf_begin(f->fd, ELF_C_READ_MMAP_PRIVATE, NULL);
	if (f->elf && elf_kind(f->elf) == ELF_K_ELF)
		return NULL;
	elf_file_close(f);
	return "it is no ELF file";
}

const char *elf_file_open(struct elf_file *f, const char *path)
{
	return elf_file_begin(f, open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

const char *elf_file_open_fd(struct elf_file *f, int fd)
{
	return elf_file_begin(f, fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

void elf_file_close(struct elf_file *f)
{
	elf_end(f->elf);
	close(f->fd);
	f->elf = NULL;
	f->fd = -1;
}

Elf_Scn *elf_section(Elf *elf, const char *name)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *found;

		if (!gelf_getshdr(section, &header))
			continue;
		found = elf_strptr(elf, names, header.sh_name);
		if (found && strcmp(found, name) == 0)
			return section;
	}
	return NULL;
}

bool elf_has_section(Elf *elf, const char *name)
{
	Elf_Scn *section = elf_section(elf, name);
	GElf_Shdr header;

	return section && gelf_getshdr(section, &header) && header.sh_type != SHT_NOBITS &&
	       header.sh_size;
}

bool elf_offset(Elf *elf, uint64_t address, uint32_t flags, uint64_t *offset)
{
	size_t count;

	if (elf_getphdrnum(elf, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr h;

		if (!gelf_getphdr(elf, (int)i, &h) || h.p_type != PT_LOAD ||
		    (h.p_flags & flags) != flags)
			continue;
		if (address >= h.p_vaddr && address - h.p_vaddr < h.p_filesz) {
			*offset = address - h.p_vaddr + h.p_offset;
			return true;
		}
	}
	return false;
}
