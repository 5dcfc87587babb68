/*
 * The arguments of a USDT probe as assemblers write operands: "-4@%eax 8@16(%rbp) 1@$5". Pure.
 * https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation
 */
#ifndef SONDE_PROBES_USDT_OPERAND_H
#define SONDE_PROBES_USDT_OPERAND_H

#include "lang/base/arena.h"
#include "lang/base/str.h"
#include "lang/operand.h"

#define USDT_OPERANDS_MAX 12

/*
 * The operands in TEXT for MACHINE (e_machine of the file), in A. Those that are not understood
 * are OPERAND_UNKNOWN. Returns their number.
 */
unsigned usdt_operands(struct arena *a, unsigned machine, struct str text,
		       struct operand out[USDT_OPERANDS_MAX]);

/* True when both mean the same. */
bool operand_equal(const struct operand *a, const struct operand *b);

#endif
