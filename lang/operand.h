/*
 * Where an argument is when a statically placed probe (USDT) is hit: the operand that the compiler
 * of the traced program wrote down for it.
 */
#ifndef SONDE_LANG_OPERAND_H
#define SONDE_LANG_OPERAND_H

#include <stdbool.h>
#include <stdint.h>

enum operand_kind {
	OPERAND_UNKNOWN,  /* in a form that is not understood; TEXT has it */
	OPERAND_CONSTANT, /* VALUE */
	OPERAND_REGISTER, /* BASE, from bit SHIFT on */
	OPERAND_MEMORY,	  /* at BASE + INDEX * SCALE + VALUE; either register may be NULL */
};

struct operand {
	enum operand_kind kind;
	uint8_t size; /* 1, 2, 4, 8 bytes, extended to 64 bits by its sign */
	bool is_signed;
	const char *base, *index; /* as struct pt_regs has them: "ax", "r0" */
	uint8_t shift, scale;
	int64_t value;
	const char *symbol; /* MEMORY in the file's data: VALUE bytes behind it; the finder of the
			     * probe turns it into a distance from the instruction pointer. NULL:
			     * none */
	const char *text;   /* as written: "-4@-12(%rbp)" */
};

#endif
