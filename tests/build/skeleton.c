/*
 * Loads and attaches the object of object.bt by the skeleton that bpftool made of it, causes
 * events, and reads its maps by their names and with their types.
 */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "object.skel.h"

/* Whether the value of MAP is a struct or a number of SIZE bytes in its BTF. */
static int value_is(const struct object *o, const struct bpf_map *map, unsigned size)
{
	const struct btf *btf = bpf_object__btf(o->obj);

	return btf__resolve_size(btf, bpf_map__btf_value_type_id(map)) == size;
}

int main(void)
{
	struct object *o = object__open_and_load();
	unsigned long long counts[512] = {0}, sum = 0, total = 0, zero = 0;
	struct {
		char comm[16];
		unsigned pid;
	} key = {{0}, 0}, empty = {{0}, 0};
	unsigned last = 0;

	if (!o || object__attach(o)) {
		fprintf(stderr, "the object cannot be loaded and attached\n");
		return 1;
	}
	for (int i = 0; i < 100; i++)
		syscall(SYS_getppid);
	usleep(20000); /* a switch of tasks */
	bpf_map__lookup_elem(o->maps.last, &zero, sizeof(zero), &last, sizeof(last), 0);
	bpf_map__lookup_elem(o->maps.total, &zero, sizeof(zero), &total, sizeof(total), 0);
	memcpy(key.comm, "skeleton", 8);
	key.pid = (unsigned)getpid();
	if (bpf_map_lookup_elem(bpf_map__fd(o->maps.calls), &key, counts))
		printf("no such key\n");
	for (int i = 0; i < libbpf_num_possible_cpus(); i++)
		sum += counts[i];
	printf("calls %llu\n", sum);
	printf("total %s\n", total >= 100 ? "enough" : "too few");
	printf("last %s\n", last ? "somebody" : "nobody");
	printf("types %d %d %d\n", value_is(o, o->maps.calls, 8), value_is(o, o->maps.last, 4),
	       value_is(o, o->maps.parent, 4));
	printf("parents %s\n",
	       bpf_map_get_next_key(bpf_map__fd(o->maps.parent), NULL, &empty) ? "none" : "some");
	object__destroy(o);
	return 0;
}
