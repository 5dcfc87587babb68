/*
 * Index over BTF. The pass checks that every type lies inside the section and that every name
 * offset it will hand out lies inside the strings, remembers where each type begins, and chains
 * types by the offset of their name. A name is searched in the string section first: BTF strings
 * are unique, so one offset stands for a name and no string is hashed.
 */
#include "probes/btf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/base.h"
#include "probes/tracefs.h"

#define BTF_LIMIT (256u << 20)

struct btf_index {
	char *bytes;
	size_t mapped; /* length of BYTES when they are a mapping; 0: they are malloc'd */
	const char *types;
	uint32_t types_len;
	const char *strings;
	uint32_t strings_len;
	uint32_t first, end;   /* numbers of types */
	uint32_t first_string; /* offset of the own strings: length of the base's */
	uint32_t *offsets;     /* [id - first]: where the type begins */
	uint32_t *next;	       /* [id - first]: next with the same hash, as id; 0 ends */
	uint32_t *heads;       /* [hash]: id */
	uint32_t mask;
	const struct btf_index *base;
};

static uint32_t name_hash(const struct btf_index *b, uint32_t name)
{
	return (name * 0x9e3779b1u >> 8) & b->mask;
}

/* Bytes of the array behind a type; UINT32_MAX for an unknown kind. */
static uint32_t tail_size(const struct btf_type *t)
{
	uint32_t n = btf_type_vlen(t);

	switch (btf_type_kind(t)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case 17: /* DECL_TAG */
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return n * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return n * sizeof(struct btf_enum);
	case SONDE_BTF_KIND_ENUM64:
		return n * 12;
	case BTF_KIND_FUNC_PROTO:
		return n * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return n * sizeof(struct btf_var_secinfo);
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case SONDE_BTF_KIND_TYPE_TAG:
		return 0;
	default:
		return UINT32_MAX;
	}
}

/* Number of types, or -1 when they do not end where the section ends. */
static int64_t types_count(const char *types, uint32_t len)
{
	uint32_t at = 0;
	int64_t n = 0;

	while (at < len) {
		const struct btf_type *t = (const void *)(types + at);
		uint32_t tail;

		if (len - at < sizeof(*t))
			return -1;
		tail = tail_size(t);
		if (tail > len - at - sizeof(*t))
			return -1;
		at += (uint32_t)sizeof(*t) + tail;
		n++;
	}
	return n;
}

static void types_index(struct btf_index *b)
{
	uint32_t at = 0;

	for (uint32_t id = b->first; id < b->end; id++) {
		const struct btf_type *t = (const void *)(b->types + at);
		uint32_t slot = id - b->first, hash;

		b->offsets[slot] = at;
		at += (uint32_t)sizeof(*t) + tail_size(t);
		if (!t->name_off)
			continue;
		/* At the head: the last one with a name comes first, walks below look for the
		 * least. */
		hash = name_hash(b, t->name_off);
		b->next[slot] = b->heads[hash];
		b->heads[hash] = id;
	}
}

/* Checks the header and finds the sections. */
static const char *sections_find(struct btf_index *b, size_t len)
{
	const struct btf_header *h = (const void *)b->bytes;
	uint64_t room;

	if (len < sizeof(*h) || h->magic != BTF_MAGIC || h->version != BTF_VERSION)
		return "the data are not type information this program knows";
	if (h->hdr_len < sizeof(*h) || h->hdr_len > len)
		return "the header of the type information is damaged";
	room = len - h->hdr_len;
	if ((uint64_t)h->type_off + h->type_len > room ||
	    (uint64_t)h->str_off + h->str_len > room || h->type_off % 4 || h->hdr_len % 4 ||
	    !h->str_len)
		return "the sections of the type information lie outside it";
	b->types = b->bytes + h->hdr_len + h->type_off;
	b->types_len = h->type_len;
	b->strings = b->bytes + h->hdr_len + h->str_off;
	b->strings_len = h->str_len;
	if (b->strings[b->strings_len - 1])
		return "the names in the type information have no end";
	return NULL;
}

static const char *index_fill(struct btf_index *b, size_t len)
{
	const char *error = sections_find(b, len);
	uint32_t buckets = 1024;
	int64_t n;

	if (error)
		return error;
	n = types_count(b->types, b->types_len);
	if (n < 0 || n > UINT32_MAX / 4)
		return "a type in the type information is damaged or of an unknown kind";
	b->first = b->base ? b->base->end : 1;
	b->first_string = b->base ? b->base->first_string + b->base->strings_len : 0;
	b->end = b->first + (uint32_t)n;
	while (buckets < (uint64_t)n && buckets < 1u << 20)
		buckets *= 2;
	b->mask = buckets - 1;
	b->offsets = malloc(((size_t)n + 1) * sizeof(uint32_t));
	b->next = calloc((size_t)n + 1, sizeof(uint32_t));
	b->heads = calloc(buckets, sizeof(uint32_t));
	if (!b->offsets || !b->next || !b->heads)
		out_of_memory((size_t)n * 8);
	types_index(b);
	return NULL;
}

static struct btf_index *index_make(char *bytes, size_t len, size_t mapped,
				    const struct btf_index *base, const char **error)
{
	struct btf_index *b = calloc(1, sizeof(*b));

	if (!b)
		out_of_memory(sizeof(*b));
	b->bytes = bytes;
	b->mapped = mapped;
	b->base = base;
	*error = index_fill(b, len);
	if (*error) {
		btf_index_free(b);
		return NULL;
	}
	return b;
}

struct btf_index *btf_index_new(char *bytes, size_t len, const struct btf_index *base,
				const char **error)
{
	return index_make(bytes, len, 0, base, error);
}

/* The kernel's own copy, without reading it (6.16). NULL: the file cannot be mapped. */
static char *file_map(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *at = MAP_FAILED;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size < BTF_LIMIT) {
		*len = (size_t)st.st_size;
		at = mmap(NULL, *len, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	return at == MAP_FAILED ? NULL : at;
}

const char *btf_kernel_path(void)
{
	const char *path = getenv("SONDE_BTF");

	if (!path || !*path)
		path = getenv("BPFTRACE_BTF");
	return path && *path ? path : "/sys/kernel/btf/vmlinux";
}

struct btf_index *btf_index_load(const char *path, const struct btf_index *base, const char **error)
{
	size_t len;
	bool is_kernel = str_starts(str_from(path), STR("/sys/kernel/btf/"));
	char *bytes = is_kernel ? file_map(path, &len) : NULL;

	if (bytes)
		return index_make(bytes, len, len, base, error);
	bytes = btf_of_elf(path, &len, error);
	if (!bytes && *error)
		return NULL;
	if (!bytes)
		bytes = file_read(path, BTF_LIMIT, &len);
	if (bytes)
		return btf_index_new(bytes, len, base, error);
	*error = errno == ENOENT ? "this kernel has no type information (CONFIG_DEBUG_INFO_BTF)"
				 : strerror(errno);
	return NULL;
}

void btf_index_free(struct btf_index *b)
{
	if (!b)
		return;
	if (b->mapped)
		munmap(b->bytes, b->mapped);
	else
		free(b->bytes);
	free(b->offsets);
	free(b->next);
	free(b->heads);
	free(b);
}

uint32_t btf_index_first(const struct btf_index *b)
{
	return b->first;
}

uint32_t btf_index_end(const struct btf_index *b)
{
	return b->end;
}

const struct btf_type *btf_index_type(const struct btf_index *b, uint32_t id)
{
	while (b && id < b->first)
		b = b->base;
	if (!b || !id || id >= b->end)
		return NULL;
	return (const void *)(b->types + b->offsets[id - b->first]);
}

const char *btf_index_string(const struct btf_index *b, uint32_t offset)
{
	while (b && offset < b->first_string)
		b = b->base;
	if (!b || offset - b->first_string >= b->strings_len)
		return "";
	return b->strings + (offset - b->first_string);
}

#define NO_STRING UINT32_MAX

/*
 * Offset of the next NAME in B's own strings from FROM on (an offset of theirs), or NO_STRING. The
 * kernel's begin with the empty string, those of a module with its first name.
 */
static uint32_t string_find(const struct btf_index *b, struct str name, uint32_t from)
{
	const char *at = b->strings + from, *end = b->strings + b->strings_len;

	if (!name.len)
		return NO_STRING;
	while (at < end && (at = memmem(at, (size_t)(end - at), name.at, name.len))) {
		if ((at == b->strings || !at[-1]) && at + name.len < end && !at[name.len])
			return (uint32_t)(at - b->strings);
		at++;
	}
	return NO_STRING;
}

/* Least number of a type of KIND of B itself (not its base) with the name at offset NAME. */
static uint32_t find_by_offset(const struct btf_index *b, unsigned kind, uint32_t name)
{
	uint32_t found = 0;

	for (uint32_t id = b->heads[name_hash(b, name)]; id; id = b->next[id - b->first]) {
		const struct btf_type *t = btf_index_type(b, id);

		if (t->name_off == name && btf_type_kind(t) == kind)
			found = id;
	}
	return found;
}

uint32_t btf_index_find(const struct btf_index *b, unsigned kind, struct str name)
{
	for (const struct btf_index *strings = b; strings; strings = strings->base) {
		uint32_t offset = string_find(strings, name, 0);

		for (; offset != NO_STRING; offset = string_find(strings, name, offset + 1)) {
			const struct btf_index *types = b;

			for (; types && types->first_string >= strings->first_string;
			     types = types->base) {
				uint32_t id =
					find_by_offset(types, kind, strings->first_string + offset);

				if (id)
					return id;
			}
		}
	}
	return 0;
}

static bool enumerator_in(const struct btf_index *b, uint32_t name, uint32_t *id,
			  uint32_t *position)
{
	for (uint32_t i = b->first; i < b->end; i++) {
		const struct btf_type *t = btf_index_type(b, i);
		unsigned kind = btf_type_kind(t);

		if (kind != BTF_KIND_ENUM && kind != SONDE_BTF_KIND_ENUM64)
			continue;
		for (uint32_t k = 0; k < btf_type_vlen(t); k++) {
			if (btf_enumerator_name(t, k) != name)
				continue;
			*id = i;
			*position = k;
			return true;
		}
	}
	return false;
}

bool btf_index_enumerator(const struct btf_index *b, struct str name, uint32_t *id,
			  uint32_t *position)
{
	for (const struct btf_index *strings = b; strings; strings = strings->base) {
		uint32_t offset = string_find(strings, name, 0);

		for (const struct btf_index *types = b;
		     offset != NO_STRING && types && types->first_string >= strings->first_string;
		     types = types->base) {
			if (enumerator_in(types, strings->first_string + offset, id, position))
				return true;
		}
	}
	return false;
}

uint32_t btf_index_strip(const struct btf_index *b, uint32_t id)
{
	for (unsigned steps = 0; steps < 64; steps++) {
		const struct btf_type *t = btf_index_type(b, id);

		switch (t ? btf_type_kind(t) : 0) {
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case SONDE_BTF_KIND_TYPE_TAG:
			id = t->type;
			break;
		default:
			return id;
		}
	}
	return 0;
}

/* struct btf_enum64 of newer headers: name, low half, high half. */
static const uint32_t *enum64_words(const struct btf_type *t, uint32_t position)
{
	return (const uint32_t *)(t + 1) + 3 * (size_t)position;
}

uint64_t btf_enumerator_value(const struct btf_type *t, uint32_t position)
{
	const struct btf_enum *values = (const void *)(t + 1);

	if (btf_type_kind(t) == SONDE_BTF_KIND_ENUM64) {
		const uint32_t *words = enum64_words(t, position);

		return words[1] | (uint64_t)words[2] << 32;
	}
	if (btf_type_kind_flag(t))
		return (uint64_t)(int64_t)values[position].val;
	return (uint32_t)values[position].val;
}

uint32_t btf_enumerator_name(const struct btf_type *t, uint32_t position)
{
	const struct btf_enum *values = (const void *)(t + 1);

	if (btf_type_kind(t) == SONDE_BTF_KIND_ENUM64)
		return enum64_words(t, position)[0];
	return values[position].name_off;
}
