/*
 * Portable programs meet a kernel: fields, sizes and enumerators get the values that they have
 * here.
 */
#ifndef SONDE_PROBES_RELOCATE_H
#define SONDE_PROBES_RELOCATE_H

#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/program.h"

/*
 * Makes P->object a copy (in A) whose CO-RE relocations are resolved by the types of this kernel
 * and its modules; libbpf finds none left. Reads no types where there is nothing to resolve. False:
 * MESSAGE has been given lines that say what this kernel has not, and where the script needs it.
 */
bool program_relocate(struct arena *a, struct program *p, struct buf *message);

#endif
