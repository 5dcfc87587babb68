/* BPF programs that are loaded, by the names of their functions. */
#ifndef SONDE_PROBES_BPF_PROGRAMS_H
#define SONDE_PROBES_BPF_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/base/vec.h"

struct bpf_program_name {
	const char *name;
	uint32_t id;
};

struct bpf_program_names VEC(struct bpf_program_name);

/*
 * Programs that can be traced (they have types, and trace no programs themselves) whose names match
 * PATTERN, in A, sorted; ID: only that one, 0: all. False: errno says why they cannot be asked for.
 */
bool bpf_programs_find(struct arena *a, struct str pattern, uint32_t id,
		       struct bpf_program_names *out);

#endif
