/*
 * Maps that outlive their script: `let @m = hash(1000) pinned("NAME")`. Here is what can be said of
 * them without a kernel: what they may be called, what may be in them, whether two are the same.
 *
 * Layout, which is a promise to other programs: keys and values lie as lang/type.h says, keys of
 * aggregations with buckets are followed by a u64 bucket (lang/buckets.h), a map without keys has
 * the u64 key 0. Aggregations are per-CPU maps of the structs in lang/wire.def.
 */
#ifndef SONDE_LANG_PIN_H
#define SONDE_LANG_PIN_H

#include "lang/program.h"

struct map;

#define PIN_NAME_MAX 64 /* bytes */

/* Letters, digits, _ and -: bpffs keeps dots to itself (bpf_lookup in kernel/bpf/inode.c). */
bool pin_name_valid(struct str name);

/* Whether M is declared so. */
bool map_is_pinned(const struct map *m);

/*
 * The part of T that means something only to the script it came from (a text of the script, a
 * process that may be gone), or whose members are not known. NULL: there is none.
 */
const struct type *pin_type_unfit(const struct type *t);

/* "percpuhash(100), keys uint64, values hist_t(3)" */
void pin_describe(const struct map_spec *m, struct buf *out);

/* Whether programs made for one can work on the other. */
bool pin_same(const struct map_spec *a, const struct map_spec *b);

#endif
