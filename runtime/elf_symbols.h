/* The symbols of one ELF file, sorted. */
#ifndef SONDE_RUNTIME_ELF_SYMBOLS_H
#define SONDE_RUNTIME_ELF_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

struct elf_symbols;

/*
 * Reads the symbols of the file that OPEN_PATH leads to; people know it as SHOWN_PATH, next to
 * which separate debug information is looked for. Never NULL; without symbols there is nothing to
 * find.
 */
struct elf_symbols *elf_symbols_new(const char *open_path, const char *shown_path);
void elf_symbols_free(struct elf_symbols *e);

/* The path it was made with. */
const char *elf_symbols_path(const struct elf_symbols *e);

/* Runs at its own addresses (ET_EXEC), not where the system puts it. */
bool elf_symbols_fixed(const struct elf_symbols *e);

/* The address, in the file's own terms, of what is loaded from file offset OFFSET. */
uint64_t elf_symbols_address(const struct elf_symbols *e, uint64_t offset);

/* Name of the symbol that contains ADDRESS and the distance to its start, or NULL. */
const char *elf_symbols_find(const struct elf_symbols *e, uint64_t address, uint64_t *offset);

#endif
