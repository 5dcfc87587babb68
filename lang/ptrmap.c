#include "lang/ptrmap.h"

static struct ptrmap_slot *slot_find(struct ptrmap_slot *slots, size_t nslots, const void *key)
{
	size_t i = ((uintptr_t)key >> 3) * 0x9e3779b97f4a7c15u >> 20 & (nslots - 1);

	while (slots[i].key && slots[i].key != key)
		i = (i + 1) & (nslots - 1);
	return &slots[i];
}

void *ptrmap_get(const struct ptrmap *m, const void *key)
{
	return m->nslots ? slot_find(m->slots, m->nslots, key)->value : NULL;
}

static void grow(struct arena *a, struct ptrmap *m)
{
	size_t nslots = m->nslots ? m->nslots * 2 : 32;
	struct ptrmap_slot *slots = arena_array(a, struct ptrmap_slot, nslots);

	for (size_t i = 0; i < m->nslots; i++)
		if (m->slots[i].key)
			*slot_find(slots, nslots, m->slots[i].key) = m->slots[i];
	m->slots = slots;
	m->nslots = nslots;
}

void ptrmap_set(struct arena *a, struct ptrmap *m, const void *key, void *value)
{
	struct ptrmap_slot *slot;

	if (m->used * 2 >= m->nslots)
		grow(a, m);
	slot = slot_find(m->slots, m->nslots, key);
	if (!slot->key) {
		slot->key = key;
		m->used++;
	}
	slot->value = value;
}
