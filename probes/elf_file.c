/*
 * ELF files and their separate debug files. libelf checks the bounds of what it hands out; what the
 * bytes say (names, sizes) is not trusted.
 */
#include "probes/elf_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "lang/base/base.h"

#define DEBUG_ROOT "/usr/lib/debug"

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

/* ---- by build id ---- */

static bool build_id_path(const unsigned char *id, size_t len, char *path, size_t size)
{
	int n = snprintf(path, size, DEBUG_ROOT "/.build-id/%02x/", id[0]);

	for (size_t i = 1; i < len; i++)
		n += snprintf(path + n, size - (size_t)n, "%02x", id[i]);
	snprintf(path + n, size - (size_t)n, ".debug");
	return true;
}

/* PATH has room for an id of 64 bytes. False: it has no build id. */
static bool debug_path_by_id(Elf *elf, char *path, size_t size)
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
			if (note.n_type == NT_GNU_BUILD_ID && note.n_descsz >= 2 &&
			    note.n_descsz <= 64)
				return build_id_path((const unsigned char *)data->d_buf + desc,
						     note.n_descsz, path, size);
		}
	}
	return false;
}

/* ---- by .gnu_debuglink: a name with its NUL, padded to four bytes, and a CRC-32 ---- */

static bool debuglink_read(Elf *elf, char *name, size_t size, uint32_t *crc)
{
	Elf_Scn *section = elf_section(elf, ".gnu_debuglink");
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	size_t len, at;

	if (!data || !data->d_buf)
		return false;
	len = strnlen(data->d_buf, data->d_size);
	at = ROUND_UP(len + 1, (size_t)4);
	if (!len || len >= size || at + 4 > data->d_size)
		return false;
	memcpy(name, data->d_buf, len + 1);
	memcpy(crc, (const char *)data->d_buf + at, 4);
	/* A name, not a path out of the folders that are searched. */
	return !strchr(name, '/');
}

static bool file_has_crc(int fd, uint32_t wanted)
{
	unsigned char room[65536];
	uLong crc = crc32(0, NULL, 0);
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, room, sizeof(room), at)) > 0) {
		crc = crc32(crc, room, (uInt)n);
		at += n;
	}
	return n == 0 && (uint32_t)crc == wanted;
}

static bool open_with_crc(struct elf_file *f, const char *path, uint32_t crc)
{
	if (elf_file_open(f, path))
		return false;
	if (file_has_crc(f->fd, crc))
		return true;
	elf_file_close(f);
	return false;
}

static bool open_by_link(Elf *elf, const char *path, struct elf_file *out)
{
	static const char *const forms[] = {"%.*s/%s", "%.*s/.debug/%s", DEBUG_ROOT "%.*s/%s"};
	const char *slash = strrchr(path, '/');
	char name[256], found[PATH_MAX];
	uint32_t crc;

	if (!slash || !debuglink_read(elf, name, sizeof(name), &crc))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		int n;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		n = snprintf(found, sizeof(found), forms[i], (int)(slash - path), path, name);
#pragma GCC diagnostic pop
		if (n > 0 && (size_t)n < sizeof(found) && strcmp(found, path) != 0 &&
		    open_with_crc(out, found, crc))
			return true;
	}
	return false;
}

bool elf_file_open_debug(const struct elf_file *code, const char *path, struct elf_file *out)
{
	char found[256];

	if (debug_path_by_id(code->elf, found, sizeof(found)) && !elf_file_open(out, found))
		return true;
	return open_by_link(code->elf, path, out);
}
