/*
 * BPF objects (ELF) taken apart and put together again, as far as joining them needs: their symbols
 * and their types (BTF). Any bytes may come in; what is no BPF object is refused.
 */
#ifndef SONDE_PROBES_OBJECT_EDIT_H
#define SONDE_PROBES_OBJECT_EDIT_H

#include <gelf.h>

#include "lang/program.h"

struct btf;

struct object_edit {
	int fd; /* a file in memory: elfutils writes no others */
	Elf *elf;
	Elf_Scn *symbols, *types, *types_ext; /* .symtab, .BTF, .BTF.ext; NULL: there is none */
	size_t strings, names;		      /* numbers of the sections with their names */
	struct btf *btf;
};

/* False: *ERROR says why; otherwise for object_close. */
bool object_open(struct object_edit *o, struct bytes bytes, const char **error);
void object_close(struct object_edit *o);

/* The name of a type of BTF; "" when it has none, or none that is there. */
const char *object_type_name(const struct btf *btf, uint32_t offset);

/* How many symbols there are, and the one of number I. False: there is none. */
size_t object_symbols(const struct object_edit *o);
bool object_symbol(const struct object_edit *o, size_t i, GElf_Sym *symbol, const char **name);
void object_symbol_set(struct object_edit *o, size_t i, const GElf_Sym *symbol);

/* "" when there is no such section. */
const char *object_section_name(const struct object_edit *o, size_t section);

/* BYTES, which stay where they are until the object is closed, become the content of SECTION. */
void object_section_set(Elf_Scn *section, void *bytes, size_t len);

/* The object with what was changed in it, its types too. at is NULL: that failed. */
struct bytes object_write(struct object_edit *o, struct arena *a);

#endif
