/* Any bytes as a program whose symbols and call frames are wanted. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "probes/elf_file.h"
#include "runtime/cfi_rows.h"
#include "runtime/elf_symbols.h"
#include "runtime/plain_names.h"
#include "runtime/source_lines.h"
#include "tests/fuzz/fuzz.h"

static void rows_visit(int fd)
{
	struct elf_file file;
	struct cfi_rows rows;

	if (elf_file_open_fd(&file, fd))
		return;
	cfi_rows_read(&rows, file.elf);
	cfi_rows_free(&rows);
	elf_file_close(&file);
}

static void symbols_visit(int fd)
{
	struct elf_symbols *e = elf_symbols_new("/nonexistent/program");
	struct plain_names *plain = plain_names_new();
	const struct source_frame *frames;
	struct source_lines *lines;
	uint64_t offset;

	elf_symbols_read(e, fd);
	lines = source_lines_new(fd, "/nonexistent/program");
	for (uint64_t at = 0; at < 0x8000; at += 64) {
		const char *name = elf_symbols_find(e, elf_symbols_address(e, at), &offset);

		if (name)
			plain_name(plain, name);
		if (lines)
			source_lines_find(lines, elf_symbols_address(e, at), &frames);
	}
	source_lines_free(lines);
	plain_names_free(plain);
	elf_symbols_free(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("elf", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, data, size) == (ssize_t)size)
		symbols_visit(fd);
	if (fd >= 0)
		rows_visit(fd);
	if (fd >= 0)
		close(fd);
	return 0;
}
