#include "lang/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK_SIZE (32 * 1024)
#define ALIGNMENT 16

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
	struct block *blocks; /* the first one is being filled */
	size_t used;
};

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		out_of_memory(sizeof(*a));
	return a;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

/*
 * Blocks come from malloc and are zeroed piece by piece, so that a small script touches few pages.
 * A request of its own size class (larger than a block) gets a block of its own behind the
 * current one, which stays in use.
 */
static struct block *block_add(struct arena *a, size_t size)
{
	size_t wanted = MAX(size, (size_t)BLOCK_SIZE);
	struct block *b = malloc(sizeof(*b) + wanted);

	if (!b)
		out_of_memory(wanted);
	b->size = wanted;
	b->used = 0;
	if (size > BLOCK_SIZE && a->blocks) {
		b->next = a->blocks->next;
		a->blocks->next = b;
	} else {
		b->next = a->blocks;
		a->blocks = b;
	}
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct block *b = a->blocks;
	void *p;

	if (size > SIZE_MAX - 2 * BLOCK_SIZE)
		out_of_memory(size);
	size = ROUND_UP(MAX(size, (size_t)1), (size_t)ALIGNMENT);
	if (!b || b->size - b->used < size)
		b = block_add(a, size);
	p = b->bytes + b->used;
	b->used += size;
	a->used += size;
	return memset(p, 0, size);
}

void *arena_alloc_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		out_of_memory(SIZE_MAX);
	return arena_alloc(a, n * size);
}

char *arena_strdup(struct arena *a, struct str s)
{
	char *copy = arena_alloc(a, s.len + 1);

	if (s.len)
		memcpy(copy, s.at, s.len);
	return copy;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		bug("bad format: %s", fmt);
	text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return text;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
