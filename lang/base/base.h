/*
 * Small things every file uses: array lengths, attributes, and the one way to say "we are wrong".
 */
#ifndef SONDE_LANG_BASE_BASE_H
#define SONDE_LANG_BASE_BASE_H

#include <stddef.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#define ATTR_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define ATTR_NORETURN __attribute__((noreturn))

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* X rounded up to a multiple of TO, which is a power of two. */
#define ROUND_UP(x, to) (((x) + (to)-1) & ~((__typeof__(x))(to)-1))

/*
 * A state that no input can reach. Prints file, line and text, and aborts, so that a fuzzer or a
 * core dump finds it. Never use it for anything a script or a system can cause.
 */
#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
ATTR_NORETURN ATTR_PRINTF(3, 4) void bug_at(const char *file, int line, const char *fmt, ...);

/* Memory ran out: one line on stderr, exit status 255. Allocators here never return NULL. */
ATTR_NORETURN void out_of_memory(size_t wanted);

/* AT, a heap array of *CAP items of SIZE bytes, or a bigger copy when LEN reached *CAP. */
void *array_grow(void *at, size_t len, size_t *cap, size_t size);

#endif
