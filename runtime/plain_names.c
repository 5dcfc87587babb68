/*
 * libiberty demangles, with a bound on its recursion; longer names than compilers write are left
 * alone. A table from the address of a name to its plain form keeps what was worked out.
 */
#include "runtime/plain_names.h"

#include <libiberty/demangle.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lang/base/base.h"

#define NAME_MAX_BYTES 4096
#define SLOTS_FIRST 256

struct slot {
	const char *name; /* NULL: free */
	char *plain;	  /* NULL: the name is plain */
};

struct plain_names {
	struct slot *slots; /* a power of two of them */
	size_t cap, len;
};

struct plain_names *plain_names_new(void)
{
	struct plain_names *p = calloc(1, sizeof(*p));

	if (!p)
		out_of_memory(sizeof(*p));
	return p;
}

void plain_names_free(struct plain_names *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->cap; i++)
		free(p->slots[i].plain);
	free(p->slots);
	free(p);
}

/* Where NAME is, or where it goes. */
static struct slot *slot_find(struct slot *slots, size_t cap, const char *name)
{
	size_t at = (size_t)(((uint64_t)(uintptr_t)name * UINT64_C(0x9e3779b97f4a7c15)) >> 20);

	for (;; at++) {
		struct slot *s = &slots[at & (cap - 1)];

		if (!s->name || s->name == name)
			return s;
	}
}

static void grow(struct plain_names *p)
{
	size_t cap = MAX(p->cap * 2, (size_t)SLOTS_FIRST);
	struct slot *slots = calloc(cap, sizeof(*slots));

	if (!slots)
		out_of_memory(cap * sizeof(*slots));
	for (size_t i = 0; i < p->cap; i++) {
		if (p->slots[i].name)
			*slot_find(slots, cap, p->slots[i].name) = p->slots[i];
	}
	free(p->slots);
	p->slots = slots;
	p->cap = cap;
}

static bool is_mangled(const char *name)
{
	return name[0] == '_' && (name[1] == 'Z' || name[1] == 'R' || name[1] == 'D') &&
	       strnlen(name, NAME_MAX_BYTES) < NAME_MAX_BYTES;
}

const char *plain_name(struct plain_names *p, const char *name)
{
	struct slot *s;

	if (!is_mangled(name))
		return name;
	if (p->len * 2 >= p->cap)
		grow(p);
	s = slot_find(p->slots, p->cap, name);
	if (!s->name) {
		s->name = name;
		s->plain = cplus_demangle(name, DMGL_PARAMS | DMGL_ANSI | DMGL_AUTO);
		p->len++;
	}
	return s->plain ? s->plain : name;
}
