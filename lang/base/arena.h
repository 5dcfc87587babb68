/*
 * Bump allocator. A compile unit owns one arena; everything made by lang, codegen and expansion
 * lives there and dies with it. Functions named x_make(arena, ...) return memory of the arena,
 * x_new(...) returns an object that x_free must release.
 */
#ifndef SONDE_LANG_BASE_ARENA_H
#define SONDE_LANG_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "lang/base/base.h"
#include "lang/base/str.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL is fine */

/* SIZE zeroed bytes, aligned for any object. Never NULL. */
void *arena_alloc(struct arena *a, size_t size);

#define arena_make(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc_array((a), (n), sizeof(type)))
void *arena_alloc_array(struct arena *a, size_t n, size_t size); /* n * size may not overflow */

/* NUL-terminated copies. */
char *arena_strdup(struct arena *a, struct str s);
ATTR_PRINTF(2, 3) char *arena_printf(struct arena *a, const char *fmt, ...);
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

/* Bytes handed out so far, for tests and limits. */
size_t arena_used(const struct arena *a);

#endif
