/*
 * Random scripts that are valid: everything in them is declared, typed and bounded, so neither the
 * checker nor the kernel has a reason to refuse one.
 */
#ifndef SONDE_TESTS_SCRIPTS_GRAMMAR_H
#define SONDE_TESTS_SCRIPTS_GRAMMAR_H

#include <stdint.h>
#include <stdio.h>

/*
 * Writes the script that SEED stands for to OUT. PROGRAM: a program with a function `twice`, or
 * NULL. FULL: with what only newer kernels have (loops over maps).
 */
void script_generate(FILE *out, uint64_t seed, const char *program, int full);

#endif
