/* The symbols of one ELF file, sorted. */
#ifndef SONDE_RUNTIME_ELF_SYMBOLS_H
#define SONDE_RUNTIME_ELF_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_symbols;

/* Empty. People know the file as PATH, next to which separate debug information is looked for. */
struct elf_symbols *elf_symbols_new(const char *path);
void elf_symbols_free(struct elf_symbols *e);

/* Reads the file open as FD, which stays the caller's; what is no ELF file has no symbols. */
void elf_symbols_read(struct elf_symbols *e, int fd);
/* The same for an image in memory, which is not changed. */
void elf_symbols_read_image(struct elf_symbols *e, char *image, size_t len);

/* Runs at its own addresses (ET_EXEC), not where the system puts it. */
bool elf_symbols_fixed(const struct elf_symbols *e);

/* The address, in the file's own terms, of what is loaded from file offset OFFSET. */
uint64_t elf_symbols_address(const struct elf_symbols *e, uint64_t offset);

/*
 * Name of the symbol that contains ADDRESS and the distance to its start, or NULL. The name stays
 * where it is until elf_symbols_free.
 */
const char *elf_symbols_find(const struct elf_symbols *e, uint64_t address, uint64_t *offset);

#endif
