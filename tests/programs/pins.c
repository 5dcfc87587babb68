/*
 * A program that shares pinned maps with scripts, through bpf(2) alone:
 *
 *	pins get NAME KEY         prints the u64 at a u64 key
 *	pins set NAME KEY VALUE
 *	pins make NAME            pins a map of its own: u32 keys, u64 values, room for 10
 *	pins btf NAME             writes the types of the map to standard output
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FOLDER "/sys/fs/bpf/sonde"

static int bpf(int command, union bpf_attr *attr)
{
	long result = syscall(SYS_bpf, command, attr, sizeof(*attr));

	if (result < 0) {
		perror("bpf");
		exit(1);
	}
	return (int)result;
}

static int pin_open(const char *name)
{
	union bpf_attr attr;
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", FOLDER, name);
	memset(&attr, 0, sizeof(attr));
	attr.pathname = (uintptr_t)path;
	return bpf(BPF_OBJ_GET, &attr);
}

static void element(int command, int map, uint64_t *key, uint64_t *value)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)map;
	attr.key = (uintptr_t)key;
	attr.value = (uintptr_t)value;
	bpf(command, &attr);
}

/* int u32; int u64: what the kernel needs to know of the map. */
static int types_load(void)
{
	static const char strings[] = "\0u32\0u64";
	struct {
		struct btf_header header;
		struct {
			struct btf_type type;
			uint32_t encoding;
		} types[2];
		char strings[sizeof(strings)];
	} raw = {
		.header = {.magic = BTF_MAGIC,
			   .version = BTF_VERSION,
			   .hdr_len = sizeof(struct btf_header),
			   .type_len = sizeof(raw.types),
			   .str_off = sizeof(raw.types),
			   .str_len = sizeof(strings)},
		.types = {{{.name_off = 1, .info = BTF_KIND_INT << 24, .size = 4}, 32},
			  {{.name_off = 5, .info = BTF_KIND_INT << 24, .size = 8}, 64}},
	};
	union bpf_attr attr;

	memcpy(raw.strings, strings, sizeof(strings));
	memset(&attr, 0, sizeof(attr));
	attr.btf = (uintptr_t)&raw;
	attr.btf_size = (uint32_t)(sizeof(raw.header) + sizeof(raw.types) + sizeof(strings));
	return bpf(BPF_BTF_LOAD, &attr);
}

static void make(const char *name)
{
	union bpf_attr attr;
	char path[256];
	int types = types_load(), map;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_HASH;
	attr.key_size = 4;
	attr.value_size = 8;
	attr.max_entries = 10;
	attr.btf_fd = (uint32_t)types;
	attr.btf_key_type_id = 1;
	attr.btf_value_type_id = 2;
	map = bpf(BPF_MAP_CREATE, &attr);
	mkdir(FOLDER, 0700);
	snprintf(path, sizeof(path), "%s/%s", FOLDER, name);
	memset(&attr, 0, sizeof(attr));
	attr.pathname = (uintptr_t)path;
	attr.bpf_fd = (uint32_t)map;
	bpf(BPF_OBJ_PIN, &attr);
}

static void info_get(int fd, void *info, size_t size)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info = (uintptr_t)info;
	attr.info.info_len = (uint32_t)size;
	bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

static void types_write(int map)
{
	static char bytes[65536];
	struct bpf_map_info info = {0};
	struct bpf_btf_info types = {.btf = (uintptr_t)bytes, .btf_size = sizeof(bytes)};
	union bpf_attr attr;

	info_get(map, &info, sizeof(info));
	memset(&attr, 0, sizeof(attr));
	attr.btf_id = info.btf_id;
	info_get(bpf(BPF_BTF_GET_FD_BY_ID, &attr), &types, sizeof(types));
	fwrite(bytes, 1, types.btf_size, stdout);
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";
	uint64_t key = argc > 3 ? strtoull(argv[3], NULL, 0) : 0;
	uint64_t value = argc > 4 ? strtoull(argv[4], NULL, 0) : 0;

	if (strcmp(what, "make") == 0) {
		make(argv[2]);
	} else if (strcmp(what, "set") == 0) {
		element(BPF_MAP_UPDATE_ELEM, pin_open(argv[2]), &key, &value);
	} else if (strcmp(what, "get") == 0) {
		element(BPF_MAP_LOOKUP_ELEM, pin_open(argv[2]), &key, &value);
		printf("%llu\n", (unsigned long long)value);
	} else if (strcmp(what, "btf") == 0) {
		types_write(pin_open(argv[2]));
	} else {
		fprintf(stderr, "see the head of %s.c\n", argv[0]);
		return 1;
	}
	return 0;
}
