/* Any bytes as type information of a kernel, and as an ELF file with functions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "probes/binary.h"
#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/btf_types.h"
#include "tests/fuzz/fuzz.h"

static struct btf_index *given(void *arg)
{
	return arg;
}

static void types_walk(struct arena *a, struct btf_index *b)
{
	struct types *ts = types_make(a, interner_make(a));
	struct btf_types *bt = btf_types_make(a, ts, given, b);
	uint32_t id, position;
	struct buf out = {0};

	for (id = btf_index_first(b); id < btf_index_end(b); id++) {
		const struct type *t = btf_types_convert(bt, id);

		if (t->kind == T_STRUCT)
			btf_types_complete(bt, (struct type *)t);
		btf_types_parameters(bt, id, 0, "args");
		btf_declaration(b, id, "name", 0, &out);
		btf_index_find(b, BTF_KIND_STRUCT,
			       str_from(btf_index_string(b, btf_index_type(b, id)->name_off)));
	}
	btf_index_enumerator(b, STR("RED"), &id, &position);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	char *bytes = malloc(size + 1), path[64];
	int fd = memfd_create("elf", MFD_CLOEXEC);
	struct binary_symbols symbols = {0};
	const char *error;
	struct btf_index *b;

	if (!bytes || fd < 0)
		return 0;
	memcpy(bytes, data, size);
	b = btf_index_new(bytes, size, NULL, &error);
	if (b)
		types_walk(a, b);
	btf_index_free(b);
	if (write(fd, data, size) == (ssize_t)size) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		binary_functions(a, path, STR("*"), &symbols, &error);
	}
	close(fd);
	arena_free(a);
	return 0;
}
