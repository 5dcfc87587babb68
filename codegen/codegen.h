/*
 * Checked instances and a planned program in; BPF ELF bytes out.
 */
#ifndef SONDE_CODEGEN_CODEGEN_H
#define SONDE_CODEGEN_CODEGEN_H

#include "lang/unit.h"

/* What -d and --emit want to see on the way; NULL members are not wanted. */
struct codegen_dumps {
	struct buf *ir;	      /* LLVM IR before optimisation */
	struct buf *ir_opt;   /* after */
	struct buf *assembly; /* BPF as LLVM writes it, with the script's lines */
	bool verify;	      /* check what was generated, which costs as much as a pass */
};

/*
 * Sets u->program->object (in the unit's arena; the section ".sonde" holds the encoded program)
 * and what only codegen knows of the program (scratch_size). False: a diagnostic was added.
 */
bool unit_codegen(struct unit *u, const struct codegen_dumps *dumps);

/* OBJECT, which unit_codegen made, instruction by instruction. */
void object_disassemble(struct bytes object, struct buf *out);

#endif
