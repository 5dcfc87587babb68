/*
 * An ELF file open for reading, and the separate file that has its debug information.
 */
#ifndef SONDE_PROBES_ELF_FILE_H
#define SONDE_PROBES_ELF_FILE_H

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

struct elf_file {
	int fd;
	Elf *elf; /* NULL: not open */
};

/* NULL, or why the file cannot be read; then nothing is open. */
const char *elf_file_open(struct elf_file *f, const char *path);
/* The same for a file that is open; FD stays the caller's. */
const char *elf_file_open_fd(struct elf_file *f, int fd);
void elf_file_close(struct elf_file *f);

/* libelf's view of FD, which may be cut off while it is read: what is gone is zeros then. */
Elf *elf_begin_mapped(int fd);

/* ---- debug_file.c ---- */

/*
 * Opens the separate debug file of CODE, which is at PATH: by its build id, or by the name and
 * checksum in .gnu_debuglink, in the folders of the search path. False: there is none.
 */
bool elf_file_open_debug(const struct elf_file *code, const char *path, struct elf_file *out);

/* NULL: no such section. */
Elf_Scn *elf_section(Elf *elf, const char *name);

/*
 * From now on LIST is where debug files are looked for: folders with ':' between them, relative
 * ones beside the program, the checksum being that of the program's link where a + stands in front.
 * It must stay. NULL: nothing changes.
 */
void elf_debug_path_use(const char *list);

/* ---- elf_file.c ---- */

/* True when there is a section NAME with bytes in it. */
bool elf_has_section(Elf *elf, const char *name);

/* Place in the file of ADDRESS, in a segment with all of FLAGS (PF_X ...). */
bool elf_offset(Elf *elf, uint64_t address, uint32_t flags, uint64_t *offset);

#endif
