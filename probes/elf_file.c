/*
 * ELF files. libelf checks the bounds of what it hands out; what the
 * bytes say (names, sizes) is not trusted.
 */
#include "probes/elf_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/base.h"

/*
 * Whose file it is may cut it off while we read it; what is mapped then ends with SIGBUS. Zeros
 * take the place of what is gone: libelf and its users check what they read.
 */
static void gone_page_replace(int signal_number, siginfo_t *info, void *context)
{
	static const size_t page = 4096; /* at least; where pages are larger, mmap(2) says so */
	uintptr_t at = (uintptr_t)info->si_addr & ~(uintptr_t)(page - 1);
	int saved = errno;

	(void)context;
	if (info->si_code != BUS_ADRERR ||
	    mmap((void *)at, page, PROT_READ | PROT_WRITE, /* NOLINT: an address */
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		signal(signal_number, SIG_DFL);
	errno = saved;
}

Elf *elf_begin_mapped(int fd)
{
	static bool ready;
	struct sigaction action = {.sa_sigaction = gone_page_replace, .sa_flags = SA_SIGINFO};

	if (!ready)
		ready = sigaction(SIGBUS, &action, NULL) == 0;
	elf_version(EV_CURRENT);
	return elf_begin(fd, ELF_C_READ_MMAP_PRIVATE, NULL);
}

/* Takes over FD; -1: errno says why. */
static const char *elf_file_begin(struct elf_file *f, int fd)
{
	struct stat st;

	f->elf = NULL;
	f->fd = fd;
	if (f->fd < 0)
		return strerror(errno);
	if (fstat(f->fd, &st) == 0 && S_ISREG(st.st_mode))
		f->elf = elf_begin_mapped(f->fd);
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
