/*
 * Instructions of x86-64 by their length. Pure.
 */
#ifndef SONDE_PROBES_X86_INSTRUCTION_H
#define SONDE_PROBES_X86_INSTRUCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the instruction at the beginning of CODE, or 0: it is cut off, or not known. */
size_t x86_instruction_length(const uint8_t *code, size_t len, bool *is_return);

#endif
