/*
 * What the kernel's JIT made of a program, as text.
 */
#ifndef SONDE_RUNTIME_CLI_JIT_TEXT_H
#define SONDE_RUNTIME_CLI_JIT_TEXT_H

#include "lang/base/buf.h"

/*
 * Appends the machine code of PROGRAM, a file descriptor, to OUT, under a line with NAME and its
 * size in bytes. False: it could not be had, and OUT says why and what helps.
 */
bool jit_text(int program, const char *name, struct buf *out);

#endif
