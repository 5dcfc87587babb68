/* Symbols of the kernel, from /proc/kallsyms. */
#ifndef SONDE_RUNTIME_KSYMS_H
#define SONDE_RUNTIME_KSYMS_H

#include <stdbool.h>
#include <stdint.h>

struct ksyms;

/* Nothing is read before the first question. */
struct ksyms *ksyms_new(void);
void ksyms_free(struct ksyms *k); /* NULL is fine */

/*
 * Reads the symbols now (some 30 ms) rather than at the first question.
 */
void ksyms_prepare(struct ksyms *k);

/* They were read, and there was none: the kernel hides addresses from us (kptr_restrict). */
bool ksyms_hidden(const struct ksyms *k);

/*
 * Name of the symbol that contains or precedes ADDRESS, and the distance to it. NULL: there is
 * none, or addresses are hidden from this user. Valid until ksyms_free.
 */
const char *ksyms_find(struct ksyms *k, uint64_t address, uint64_t *offset);

#endif
