/*
 * What -d shows of loading: the words of libbpf, and what the verifier went through.
 */
#ifndef SONDE_RUNTIME_LOAD_DEBUG_H
#define SONDE_RUNTIME_LOAD_DEBUG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct bpf_object;

/* One line of libbpf, to standard output. */
void libbpf_show(const char *format, va_list ap);

/* The logs of the verifier, one for each program of an object that is about to be loaded. */
struct verifier_logs;

/* Each has room for SIZE bytes; what does not fit makes loading fail with ENOSPC. */
struct verifier_logs *verifier_logs_ask(struct bpf_object *object, size_t size);

/*
 * Prints them, unless ERROR is -ENOSPC and there will be another attempt; LOG, of SIZE bytes, gets
 * the one of the program that was refused, if one was. Frees them. NULL is fine.
 */
void verifier_logs_show(struct verifier_logs *v, int error, char *log, size_t size);

#endif
