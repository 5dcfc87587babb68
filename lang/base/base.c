#include "lang/base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void bug_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "sonde: internal error at %s:%d: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("\nPlease report it with the script that caused it.\n", stderr);
	abort();
}

void out_of_memory(size_t wanted)
{
	fprintf(stderr, "sonde: out of memory (%zu bytes wanted)\n", wanted);
	_Exit(255);
}

void *array_grow(void *at, size_t len, size_t *cap, size_t size)
{
	if (len < *cap)
		return at;
	*cap = *cap ? *cap * 2 : 64;
	at = realloc(at, *cap * size);
	if (!at)
		out_of_memory(*cap * size);
	return at;
}
