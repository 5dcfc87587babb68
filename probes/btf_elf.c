/* BTF that is a section of an ELF file: of vmlinux, and of modules. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang/base/base.h"
#include "probes/btf.h"
#include "probes/elf_file.h"

static bool is_elf(const char *path)
{
	char magic[4] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, magic, sizeof(magic)) : 0;

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)sizeof(magic) && memcmp(magic, "\177ELF", sizeof(magic)) == 0;
}

char *btf_of_elf(const char *path, size_t *len, const char **error)
{
	struct elf_file f;
	Elf_Scn *section;
	Elf_Data *data;
	char *bytes = NULL;

	*error = NULL;
	if (!is_elf(path))
		return NULL;
	*error = elf_file_open(&f, path);
	if (*error)
		return NULL;
	section = elf_section(f.elf, ".BTF");
	data = section ? elf_rawdata(section, NULL) : NULL;
	if (data && data->d_buf && data->d_size) {
		bytes = malloc(data->d_size);
		if (!bytes)
			out_of_memory(data->d_size);
		memcpy(bytes, data->d_buf, data->d_size);
		*len = data->d_size;
	} else {
		*error = "the ELF file has no section .BTF";
	}
	elf_file_close(&f);
	return bytes;
}
