/*
 * Typed growable arrays in an arena: a struct with members at, len, cap.
 *
 *	struct ints VEC(int);
 *	vec_push(arena, &v, 42);
 *
 * Growing doubles and copies; old storage stays in the arena until it is freed.
 */
#ifndef SONDE_LANG_BASE_VEC_H
#define SONDE_LANG_BASE_VEC_H

#include "lang/base/arena.h"

#define VEC(type)                \
	{                        \
		type *at;        \
		size_t len, cap; \
	}

#define vec_push(arena, v, ...)                                                            \
	do {                                                                               \
		if ((v)->len == (v)->cap)                                                  \
			(v)->at = vec_grow((arena), (v)->at, &(v)->cap, sizeof(*(v)->at)); \
		(v)->at[(v)->len++] = (__VA_ARGS__);                                       \
	} while (0)

#define vec_last(v) ((v)->at[(v)->len - 1])

/* A copy of AT with twice the room (at least 4); *CAP is updated. */
void *vec_grow(struct arena *a, const void *at, size_t *cap, size_t item_size);

#endif
