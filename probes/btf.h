/*
 * An index over BTF (the type information of kernels and modules): one pass over the types, names
 * found through their unique place in the string section. Format: Documentation/bpf/btf.rst.
 *
 * The bytes are checked when the index is made: every type and name it hands out lies inside them.
 * What types refer to (numbers of other types) is not, since references may be circular; use
 * btf_index_type, which answers NULL for a number that does not exist, and bound recursion.
 */
#ifndef SONDE_PROBES_BTF_H
#define SONDE_PROBES_BTF_H

#include <linux/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lang/base/str.h"

/* Kinds that the oldest supported build headers may lack. */
#define SONDE_BTF_KIND_TYPE_TAG 18
#define SONDE_BTF_KIND_ENUM64 19

struct btf_index;

/*
 * Takes over BYTES (malloc'd). BASE: types of the kernel that a module's refer to, or NULL; it must
 * live longer. NULL: the bytes are no BTF; *ERROR says why.
 */
struct btf_index *btf_index_new(char *bytes, size_t len, const struct btf_index *base,
				const char **error);

/*
 * Where the types of the kernel are read from: the file that SONDE_BTF or BPFTRACE_BTF names, else
 * that of the running kernel.
 */
const char *btf_kernel_path(void);

/*
 * The section .BTF of the ELF file PATH (a vmlinux), malloc'd. NULL: *ERROR says why not; *ERROR is
 * NULL when the file is none.
 */
char *btf_of_elf(const char *path, size_t *len, const char **error);

/* Types of a kernel: raw, or an ELF file with them. NULL: *ERROR says what is missing. */
struct btf_index *btf_index_load(const char *path, const struct btf_index *base,
				 const char **error);

void btf_index_free(struct btf_index *b); /* NULL is fine */

/* Numbers of types run from btf_index_first (1 for the kernel) to below btf_index_end. */
uint32_t btf_index_first(const struct btf_index *b);
uint32_t btf_index_end(const struct btf_index *b);

/* NULL for 0 (void) and numbers that do not exist. Its array (members ...) lies behind it. */
const struct btf_type *btf_index_type(const struct btf_index *b, uint32_t id);

/* "" when there is none. */
const char *btf_index_string(const struct btf_index *b, uint32_t offset);

/* Number of the first type of KIND (BTF_KIND_STRUCT ...) called NAME; 0: none. */
uint32_t btf_index_find(const struct btf_index *b, unsigned kind, struct str name);

/* The enum and the position in it of the enumerator NAME. False: none. */
bool btf_index_enumerator(const struct btf_index *b, struct str name, uint32_t *id,
			  uint32_t *position);

/* Follows typedef, const, volatile, restrict and type tags, at most 64 of them. */
uint32_t btf_index_strip(const struct btf_index *b, uint32_t id);

static inline unsigned btf_type_kind(const struct btf_type *t)
{
	return t->info >> 24 & 0x1f;
}

static inline uint32_t btf_type_vlen(const struct btf_type *t)
{
	return t->info & 0xffff;
}

static inline bool btf_type_kind_flag(const struct btf_type *t)
{
	return t->info >> 31;
}

/* Value of enumerator POSITION of an enum or enum64, as the 64 bits of an expression. */
uint64_t btf_enumerator_value(const struct btf_type *t, uint32_t position);
uint32_t btf_enumerator_name(const struct btf_type *t, uint32_t position);

#endif
