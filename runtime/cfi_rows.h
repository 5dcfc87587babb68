/* How to leave each function of an ELF file, as rows for unwinding in the kernel (lang/unwind.h).
 */
#ifndef SONDE_RUNTIME_CFI_ROWS_H
#define SONDE_RUNTIME_CFI_ROWS_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lang/unwind.h"

struct cfi_rows {
	struct wire_unwind_row *at; /* sorted; PC counts from BASE */
	size_t len, cap;
	uint64_t base; /* address in the file's own terms */
};

/*
 * Reads .eh_frame. False: there is none, or nothing can be made of it. What is broken is left out:
 * stacks through it end.
 */
bool cfi_rows_read(struct cfi_rows *rows, Elf *elf);
void cfi_rows_free(struct cfi_rows *rows);

#endif
