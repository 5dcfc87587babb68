/*
 * The executable of a tool: this one without symbols and debug information, and the bundle behind
 * it. The same script, options and sonde give the same bytes.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "runtime/cli/build.h"
#include "runtime/cli/file_write.h"

#define RUNTIME_MAX (256u << 20) /* a sanitized one is large */

static bool self_read(struct arena *a, struct str *self)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && fd_read_all(a, fd, RUNTIME_MAX, self);

	if (!ok)
		fprintf(stderr, "ERROR: cannot read the runtime, /proc/self/exe: %s\n",
			strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Cuts off what is not loaded: sections that only linkers and debuggers read, and their table. */
static bool self_strip(struct str *self)
{
	char *bytes = (char *)(uintptr_t)self->at;
	Elf64_Ehdr *header = (void *)bytes;
	size_t end = sizeof(*header);

	if (self->len < sizeof(*header) || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
	    header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_phoff > self->len ||
	    (self->len - header->e_phoff) / sizeof(Elf64_Phdr) < header->e_phnum)
		return false;
	for (unsigned i = 0; i < header->e_phnum; i++) {
		const Elf64_Phdr *p =
			(const void *)(bytes + header->e_phoff + (size_t)i * sizeof(Elf64_Phdr));

		end = MAX(end, (size_t)(p->p_offset + p->p_filesz));
	}
	end = MAX(end, (size_t)(header->e_phoff + (size_t)header->e_phnum * sizeof(Elf64_Phdr)));
	if (end > self->len)
		return false;
	header->e_shoff = 0;
	header->e_shnum = header->e_shstrndx = 0;
	self->len = end;
	return true;
}

int build_tool(struct build *build, const struct bundle *b)
{
	struct buf out = {0};
	struct str self;
	bool ok;

	if (!self_read(build->arena, &self))
		return 2;
	if (!self_strip(&self)) {
		fputs("ERROR: the runtime, /proc/self/exe, is no executable of 64 bits\n", stderr);
		return 2;
	}
	buf_str(&out, self);
	buf_fill(&out, '\0', ROUND_UP(out.len, (size_t)16) - out.len);
	bundle_encode(b, &out);
	ok = file_replace(build->arena, build->output, &out, 0755);
	buf_free(&out);
	return ok ? 0 : 1;
}
