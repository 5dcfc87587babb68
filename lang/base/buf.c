#include "lang/base/buf.h"

#include <stdio.h>
#include <stdlib.h>

void buf_free(struct buf *b)
{
	free(b->at);
	*b = (struct buf){NULL, 0, 0};
}

char *buf_reserve(struct buf *b, size_t size)
{
	if (b->cap - b->len <= size) {
		size_t cap = MAX(b->cap * 2, (size_t)64);

		while (cap - b->len <= size)
			cap *= 2;
		b->at = realloc(b->at, cap);
		if (!b->at)
			out_of_memory(cap);
		b->cap = cap;
	}
	return b->at + b->len;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
	char *to = buf_reserve(b, len);

	if (len)
		memcpy(to, bytes, len);
	b->len += len;
	b->at[b->len] = '\0';
}

void buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.at, s.len);
}

void buf_puts(struct buf *b, const char *c_string)
{
	buf_add(b, c_string, strlen(c_string));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_fill(struct buf *b, char c, size_t times)
{
	memset(buf_reserve(b, times), c, times);
	b->len += times;
	b->at[b->len] = '\0';
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		bug("bad format: %s", fmt);
	vsnprintf(buf_reserve(b, (size_t)len), (size_t)len + 1, fmt, ap);
	b->len += (size_t)len;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}
