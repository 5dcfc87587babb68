/*
 * Kernel symbols, compact: addresses in one array, names in one text, 12 bytes and a name for each.
 * Aliases of an address are dropped, the global one wins.
 */
#include "runtime/ksyms.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* The alias of an address that is kept: what came last and what was kept so far. */
struct reading {
	uint64_t last;
	bool last_global;
};

static const char *hex_read(const char *at, uint64_t *value)
{
	*value = 0;
	for (;; at++) {
		unsigned digit = (unsigned char)*at;

		if (digit >= '0' && digit <= '9')
			digit -= '0';
		else if (digit >= 'a' && digit <= 'f')
			digit -= 'a' - 10;
		else
			return at;
		*value = *value << 4 | digit;
	}
}

/*
 * "ffffffff81000000 T _stext", for modules with "\t[name]" behind. Ends at NUL. Left out: absolute
 * symbols, which are offsets into per-CPU memory; hidden addresses, which are 0; and the padding in
 * front of functions (__pfx_), half of the file, where nothing runs.
 */
static void line_read(struct ksyms *k, struct reading *r, char *line)
{
	uint64_t address;
	const char *at = hex_read(line, &address);
	char kind, *name, *end;
	bool global;

	if (at[0] != ' ' || !at[1] || at[2] != ' ')
		return;
	kind = at[1];
	name = line + (at + 3 - line);
	end = strpbrk(name, "\t ");
	if (end)
		*end = '\0';
	global = kind >= 'A' && kind <= 'Z';
	if (!address || kind == 'A' || kind == 'a' || strncmp(name, "__pfx_", 6) == 0)
		return;
	if (address == r->last && (r->last_global || !global))
		return;
	if (address == r->last)
		k->len--;
	symbol_add(k, address, name);
	r->last = address;
	r->last_global = global;
}

/* Splits the first LEN bytes of TEXT into lines; returns how many bytes they were. */
static size_t lines_read(struct ksyms *k, struct reading *r, char *text, size_t len)
{
	size_t done = 0;

	for (;;) {
		char *end = memchr(text + done, '\n', len - done);

		if (!end)
			return done;
		*end = '\0';
		line_read(k, r, text + done);
		done = (size_t)(end - text) + 1;
	}
}

static void symbols_sort(struct ksyms *k)
{
	size_t kept = 0;

	if (k->len)
		qsort(k->at, k->len, sizeof(*k->at), symbol_compare);
	for (size_t i = 0; i < k->len; i++) {
		if (!kept || symbol_address(&k->at[kept - 1]) != symbol_address(&k->at[i]))
			k->at[kept++] = k->at[i];
	}
	k->len = kept;
}

static void symbols_read(struct ksyms *k)
{
	int fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);
	struct reading r = {0, false};
	size_t len = 0, done;
	char text[16384];
	ssize_t n;

	if (fd < 0)
		return;
	while ((n = read(fd, text + len, sizeof(text) - len)) > 0) {
		len += (size_t)n;
		done = lines_read(k, &r, text, len);
		if (!done && len == sizeof(text))
			break; /* no line is that long */
		memmove(text, text + done, len - done);
		len -= done;
	}
	close(fd);
	symbols_sort(k);
}

void ksyms_prepare(struct ksyms *k)
{
	if (k->read)
		return;
	k->read = true;
	symbols_read(k);
}

bool ksyms_hidden(const struct ksyms *k)
{
	return k->read && !k->len;
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
	ksyms_prepare(k);
	s = symbol_before(k, address);
	if (!s)
		return NULL;
	*offset = address - symbol_address(s);
	return k->names.at + s->name;
}
