/* What the kernel calls the kind of program behind a method of attaching. */
#ifndef SONDE_PROBES_PROGRAM_KIND_H
#define SONDE_PROBES_PROGRAM_KIND_H

#include "lang/tables.h"

struct bpf_insn;
struct btf_index;

struct program_kind {
	int type, attach;     /* enum bpf_prog_type, enum bpf_attach_type */
	const char *function; /* of the kernel's types, that the program is for; NULL: none */
};

/* HOOK as in struct instance. */
struct program_kind program_kind(enum attach_method method, const char *hook);

/*
 * Loads N instructions as a program of that kind and closes it again. TYPES, those of the kernel,
 * may be NULL for kinds without a function. False: the kernel refused it, and what it said is in
 * LOG.
 */
bool program_kind_loads(const struct program_kind *kind, const struct btf_index *types,
			const struct bpf_insn *insns, size_t n, char *log, size_t size);

#endif
