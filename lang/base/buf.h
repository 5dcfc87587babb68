/*
 * Growable bytes on the heap, for text that is put together piece by piece: dumps, output lines.
 */
#ifndef SONDE_LANG_BASE_BUF_H
#define SONDE_LANG_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "lang/base/base.h"
#include "lang/base/str.h"

struct buf {
	char *at; /* NULL while empty; otherwise AT[LEN] is 0 */
	size_t len, cap;
};

void buf_free(struct buf *b); /* empty and usable again */
static inline void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->at)
		b->at[0] = '\0';
}

/* Room for SIZE more bytes (and a NUL); returns where they go. LEN is the caller's to move. */
char *buf_reserve(struct buf *b, size_t size);

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *c_string);
void buf_char(struct buf *b, char c);
void buf_fill(struct buf *b, char c, size_t times);
ATTR_PRINTF(2, 3) void buf_printf(struct buf *b, const char *fmt, ...);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);

#endif
