/*
 * Kernel symbols, compact: addresses in one array, names in one text, 12 bytes and a name for each.
 * Aliases of an address are dropped, the global one wins.
 */
#include "runtime/ksyms.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/base/buf.h"

struct symbol {
	uint32_t high, low; /* halves, so that a symbol takes 12 bytes */
	uint32_t name;	    /* offset in names */
};

struct ksyms {
	struct symbol *at;
	size_t len, cap;
	struct buf names;
	bool read;
};

static uint64_t symbol_address(const struct symbol *s)
{
	return (uint64_t)s->high << 32 | s->low;
}

struct ksyms *ksyms_new(void)
{
	struct ksyms *k = calloc(1, sizeof(*k));

	if (!k)
		out_of_memory(sizeof(*k));
	return k;
}

void ksyms_free(struct ksyms *k)
{
	if (!k)
		return;
	free(k->at);
	buf_free(&k->names);
	free(k);
}

static void symbol_add(struct ksyms *k, uint64_t address, const char *name)
{
	if (k->len == k->cap) {
		k->cap = k->cap ? k->cap + k->cap / 2 : 16384;
		k->at = realloc(k->at, k->cap * sizeof(*k->at));
		if (!k->at)
			out_of_memory(k->cap * sizeof(*k->at));
	}
	k->at[k->len++] = (struct symbol){.high = (uint32_t)(address >> 32),
					  .low = (uint32_t)address,
					  .name = (uint32_t)k->names.len};
	buf_add(&k->names, name, strlen(name) + 1);
}

/* The file lists locals and globals mixed; a symbol is told from its predecessor by the name. */
static int symbol_compare(const void *left, const void *right)
{
	const struct symbol *a = left, *b = right;
	uint64_t x = symbol_address(a), y = symbol_address(b);

	if (x != y)
		return x < y ? -1 : 1;
	return a->name < b->name ? -1 : 1;
}

static void symbols_read(struct ksyms *k)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	unsigned long long address, last = 0;
	char kind, name[512];
	bool last_global = false;
	size_t kept = 0;

	k->len = 0;
	buf_clear(&k->names);
	if (!file)
		return;
	while (fscanf(file, "%llx %c %511s%*[^\n]", &address, &kind, name) == 3) {
		bool global = kind >= 'A' && kind <= 'Z';

		/* Absolute symbols are offsets into per-CPU memory; 0 is a hidden address. */
		if (!address || kind == 'A' || kind == 'a')
			continue;
		if (address == last && (last_global || !global))
			continue;
		if (address == last)
			k->len--;
		symbol_add(k, address, name);
		last = address;
		last_global = global;
	}
	fclose(file);
	if (k->len)
		qsort(k->at, k->len, sizeof(*k->at), symbol_compare);
	for (size_t i = 0; i < k->len; i++) {
		if (!kept || symbol_address(&k->at[kept - 1]) != symbol_address(&k->at[i]))
			k->at[kept++] = k->at[i];
	}
	k->len = kept;
}

static const struct symbol *symbol_before(const struct ksyms *k, uint64_t address)
{
	size_t low = 0, high = k->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbol_address(&k->at[middle]) <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &k->at[low - 1] : NULL;
}

const char *ksyms_find(struct ksyms *k, uint64_t address, uint64_t *offset)
{
	const struct symbol *s;

	/* Kernel addresses are in the upper half on every architecture with such a split. */
	if (address >> 63 == 0)
		return NULL;
	if (!k->read) {
		k->read = true;
		symbols_read(k);
	}
	s = symbol_before(k, address);
	if (!s)
		return NULL;
	*offset = address - symbol_address(s);
	return k->names.at + s->name;
}
