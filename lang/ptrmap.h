/*
 * A hash table from interned names (or any pointer) to pointers. Setting a value to NULL removes
 * it; NULL keys do not exist.
 */
#ifndef SONDE_LANG_PTRMAP_H
#define SONDE_LANG_PTRMAP_H

#include "lang/base/arena.h"

struct ptrmap_slot {
	const void *key;
	void *value;
};

/* All zero is an empty table. */
struct ptrmap {
	struct ptrmap_slot *slots;
	size_t nslots, used;
};

void *ptrmap_get(const struct ptrmap *m, const void *key); /* NULL: not there */
void ptrmap_set(struct arena *a, struct ptrmap *m, const void *key, void *value);

#endif
