/*
 * Separate debug files: by the build id of the program below folders for all programs, and by the
 * name and checksum that the program has of it (.gnu_debuglink), beside it and below those folders.
 * As gdb does it, and with the search path of elfutils.
 */
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "lang/base/base.h"
#include "lang/base/str.h"
#include "probes/elf_file.h"

/* Entries with + are checked by their checksum; "" is the folder of the program. */
static const char *search_path = "+:+.debug:+/usr/lib/debug";

void elf_debug_path_use(const char *list)
{
	if (list)
		search_path = list;
}

struct folder {
	struct str name;
	bool check;
};

static struct folder folder_next(struct str *rest)
{
	struct folder f = {str_cut(rest, ':'), false};

	if (f.name.len && (f.name.at[0] == '+' || f.name.at[0] == '-')) {
		f.check = f.name.at[0] == '+';
		f.name = str_slice(f.name, 1, f.name.len);
	}
	return f;
}

/* Of programs in general, not beside the one in question. */
static bool is_absolute(const struct folder *f)
{
	return f->name.len && f->name.at[0] == '/';
}

/* ---- by build id ---- */

#define ID_MAX 64

/* ID gets its hex digits. */
static bool build_id_read(Elf *elf, char id[2 * ID_MAX + 1])
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
			const unsigned char *bytes = (const unsigned char *)data->d_buf + desc;

			if (note.n_type != NT_GNU_BUILD_ID || note.n_descsz < 2 ||
			    note.n_descsz > ID_MAX)
				continue;
			for (size_t i = 0; i < note.n_descsz; i++)
				snprintf(id + 2 * i, 3, "%02x", bytes[i]);
			return true;
		}
	}
	return false;
}

static bool open_by_id(Elf *elf, struct elf_file *out)
{
	struct str rest = str_from(search_path);
	char id[2 * ID_MAX + 1], path[PATH_MAX];

	if (!build_id_read(elf, id))
		return false;
	while (rest.at) {
		struct folder f = folder_next(&rest);

		if (!is_absolute(&f))
			continue;
		snprintf(path, sizeof(path), "%.*s/.build-id/%.2s/%s.debug", STR_ARG(f.name), id,
			 id + 2);
		if (!elf_file_open(out, path))
			return true;
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

struct link {
	char name[256];
	uint32_t crc;
	struct str program, folder; /* the program and the folder that it is in */
};

static bool open_checked(struct elf_file *f, const char *path, const struct link *l, bool check)
{
	/* A program may be its own debug file by name. */
	if (str_equal(str_from(path), l->program) || elf_file_open(f, path))
		return false;
	if (!check || file_has_crc(f->fd, l->crc))
		return true;
	elf_file_close(f);
	return false;
}

static bool open_in(const struct folder *f, const struct link *l, struct elf_file *out)
{
	char path[PATH_MAX];

	if (!is_absolute(f)) {
		snprintf(path, sizeof(path), "%.*s/%.*s%s%s", STR_ARG(l->folder), STR_ARG(f->name),
			 f->name.len ? "/" : "", l->name);
		return open_checked(out, path, l, f->check);
	}
	snprintf(path, sizeof(path), "%.*s%.*s/%s", STR_ARG(f->name), STR_ARG(l->folder), l->name);
	if (open_checked(out, path, l, f->check))
		return true;
	snprintf(path, sizeof(path), "%.*s/%s", STR_ARG(f->name), l->name);
	return open_checked(out, path, l, f->check);
}

static bool open_by_link(Elf *elf, const char *program, struct elf_file *out)
{
	const char *slash = strrchr(program, '/');
	struct str rest = str_from(search_path);
	struct link l = {.program = str_from(program)};

	if (!slash || !debuglink_read(elf, l.name, sizeof(l.name), &l.crc))
		return false;
	l.folder = str_slice(l.program, 0, (size_t)(slash - program));
	while (rest.at) {
		struct folder f = folder_next(&rest);

		if (open_in(&f, &l, out))
			return true;
	}
	return false;
}

bool elf_file_open_debug(const struct elf_file *code, const char *path, struct elf_file *out)
{
	return open_by_id(code->elf, out) || open_by_link(code->elf, path, out);
}
