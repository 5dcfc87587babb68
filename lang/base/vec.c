#include "lang/base/vec.h"

void *vec_grow(struct arena *a, const void *at, size_t *cap, size_t item_size)
{
	size_t room = *cap ? *cap * 2 : 4;
	void *grown = arena_alloc_array(a, room, item_size);

	if (*cap)
		memcpy(grown, at, *cap * item_size);
	*cap = room;
	return grown;
}
