#include "runtime/bank.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "lang/program.h"

static bool bank_put(int bank, int map)
{
	const uint32_t index = 0;

	return bpf_map_update_elem(bank, &index, &map, BPF_ANY) == 0;
}

/* Maps for one array need not have the same number of entries, so the pattern has the fewest. */
int bank_shape(struct bpf_object *object, const struct map_spec *m)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, m->bpf_name);
	struct bpf_map *bank = bpf_object__find_map_by_name(object, m->bank_name);
	LIBBPF_OPTS(bpf_map_create_opts, options);
	int fd;

	if (!map || !bank)
		return -1;
	options.map_flags = bpf_map__map_flags(map);
	fd = bpf_map_create(bpf_map__type(map), NULL, bpf_map__key_size(map),
			    bpf_map__value_size(map), 1, &options);
	if (fd >= 0)
		bpf_map__set_inner_map_fd(bank, fd);
	return fd;
}

int bank_open(int bank, int map)
{
	struct bpf_map_info info = {0};
	uint32_t len = sizeof(info);
	LIBBPF_OPTS(bpf_map_create_opts, options);

	if (bpf_obj_get_info_by_fd(map, &info, &len) || !bank_put(bank, map))
		return -1;
	options.map_flags = info.map_flags;
	return bpf_map_create((enum bpf_map_type)info.type, info.name, info.key_size,
			      info.value_size, info.max_entries, &options);
}

bool bank_flip(int bank, int *map, int *spare)
{
	int old = *map;

	if (!bank_put(bank, *spare))
		return false;
	*map = *spare;
	*spare = old;
	return true;
}
