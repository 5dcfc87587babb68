#include "lang/base/intern.h"

struct slot {
	uint64_t hash;
	const char *name;
	size_t len;
};

struct interner {
	struct arena *arena;
	struct slot *slots; /* open addressing, at most half full */
	size_t nslots, used;
};

static uint64_t hash_bytes(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * 0x100000001b3u;
	return h;
}

struct interner *interner_make(struct arena *a)
{
	struct interner *in = arena_make(a, struct interner);

	in->arena = a;
	in->nslots = 256;
	in->slots = arena_array(a, struct slot, in->nslots);
	return in;
}

static struct slot *slot_find(struct slot *slots, size_t nslots, uint64_t hash, struct str s)
{
	size_t i = hash & (nslots - 1);

	while (slots[i].name) {
		struct str there = {slots[i].name, slots[i].len};

		if (slots[i].hash == hash && str_equal(there, s))
			break;
		i = (i + 1) & (nslots - 1);
	}
	return &slots[i];
}

static void grow(struct interner *in)
{
	size_t nslots = in->nslots * 2;
	struct slot *slots = arena_array(in->arena, struct slot, nslots);

	for (size_t i = 0; i < in->nslots; i++) {
		struct slot old = in->slots[i];

		if (old.name)
			*slot_find(slots, nslots, old.hash, (struct str){old.name, old.len}) = old;
	}
	in->slots = slots;
	in->nslots = nslots;
}

const char *intern(struct interner *in, struct str s)
{
	uint64_t hash = hash_bytes(s);
	struct slot *slot = slot_find(in->slots, in->nslots, hash, s);

	if (slot->name)
		return slot->name;
	if (++in->used * 2 > in->nslots) {
		grow(in);
		slot = slot_find(in->slots, in->nslots, hash, s);
	}
	*slot = (struct slot){hash, arena_strdup(in->arena, s), s.len};
	return slot->name;
}

const char *intern_c(struct interner *in, const char *c_string)
{
	return intern(in, str_from(c_string));
}
