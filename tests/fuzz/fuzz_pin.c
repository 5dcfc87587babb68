/* Any bytes as the types of a pinned map: every type as its key and as its value. */
#include <stdlib.h>
#include <string.h>

#include "probes/btf.h"
#include "probes/pin.h"
#include "probes/pin_types.h"
#include "tests/fuzz/fuzz.h"

#define TYPES_MAX 60

static uint32_t size_of(const struct btf_index *b, uint32_t id)
{
	const struct btf_type *t = btf_index_type(b, btf_index_strip(b, id));
	struct btf_array array;

	if (!t)
		return 8;
	if (btf_type_kind(t) != BTF_KIND_ARRAY)
		return t->size;
	memcpy(&array, t + 1, sizeof(array));
	t = btf_index_type(b, btf_index_strip(b, array.type));
	return t ? t->size * array.nelems : 8;
}

static void spec_read(const struct btf_index *b, uint32_t key, uint32_t value, bool per_cpu)
{
	struct arena *a = arena_new();
	struct types *ts = types_make(a, interner_make(a));
	struct map_spec m = {.name = "@m",
			     .bpf_name = "AT_m",
			     .pin = "m",
			     .storage = STORE_HASH,
			     .per_cpu = per_cpu,
			     .key_size = size_of(b, key),
			     .value_size = size_of(b, value),
			     .max_entries = 1};
	struct buf text = {0};
	const char *error;

	if (pin_types_read(a, ts, b, key, value, &m, &error)) {
		pin_describe(&m, &text);
		if (!pin_same(&m, &m))
			abort();
	}
	buf_free(&text);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size + 1);
	struct btf_index *b;
	const char *error;
	uint32_t end;

	if (!bytes)
		return 0;
	memcpy(bytes, data, size);
	b = btf_index_new(bytes, size, NULL, &error);
	if (!b)
		return 0;
	end = btf_index_end(b) < TYPES_MAX ? btf_index_end(b) : TYPES_MAX;
	for (uint32_t id = 0; id <= end; id++) {
		spec_read(b, 1, id, false);
		spec_read(b, 1, id, true);
		spec_read(b, id, 1, false);
		spec_read(b, id, end - 1, true);
	}
	btf_index_free(b);
	return 0;
}
