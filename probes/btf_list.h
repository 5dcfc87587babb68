/*
 * Kernel types as C text.
 */
#ifndef SONDE_PROBES_BTF_LIST_H
#define SONDE_PROBES_BTF_LIST_H

#include <stdbool.h>
#include <stdio.h>

#include "lang/base/buf.h"
#include "lang/base/str.h"
#include "probes/btf.h"

/* "struct x*": prints matching types; VERBOSE: their definitions. *PROBLEM: set when they cannot be
 * read. */
void btf_list(struct str pattern, bool verbose, FILE *out, const char **problem);

/*
 * The declaration of NAME with type ID: "struct task_struct *prev", "char comm[16]"; an empty name
 * gives the type alone. Anonymous structs are written out at depth INDENT.
 */
void btf_declaration(const struct btf_index *b, uint32_t id, const char *name, unsigned indent,
		     struct buf *out);

/* The parameters of prototype PROTO from the FIRST on, a line each: "    struct file * file". */
void btf_parameters(const struct btf_index *b, uint32_t proto, uint32_t first, struct buf *out);

#endif
