#include "probes/pin.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "probes/btf.h"
#include "probes/pin_types.h"

#define BPFFS "/sys/fs/bpf"
#define KERNEL_NAME_MAX 15 /* BPF_OBJ_NAME_LEN without the NUL */

/* ---- the folder ---- */

bool pin_folder_check(struct buf *why)
{
	struct statfs fs;
	struct stat st;

	if (statfs(BPFFS, &fs) < 0 || fs.f_type != BPF_FS_MAGIC) {
		buf_puts(why, "the BPF file system is not mounted at " BPFFS "\n"
			      "HINT: mount -t bpf bpf " BPFFS "\n");
		return false;
	}
	if (mkdir(PIN_FOLDER, 0700) < 0 && errno != EEXIST) {
		buf_printf(why, "cannot make the folder %s: %s\n", PIN_FOLDER, strerror(errno));
		if (errno == EACCES || errno == EPERM)
			buf_puts(why, "HINT: pinned maps need root\n");
		return false;
	}
	if (lstat(PIN_FOLDER, &st) < 0 || !S_ISDIR(st.st_mode)) {
		buf_printf(why, "%s is no folder\n", PIN_FOLDER);
		return false;
	}
	return true;
}

/* ---- what is pinned ---- */

/* Descriptors of maps, programs and links look alike but for their names in /proc. */
static bool is_map(int fd)
{
	char path[64], to[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, to, sizeof(to) - 1);
	to[MAX(n, (ssize_t)0)] = '\0';
	return strcmp(to, "anon_inode:bpf-map") == 0;
}

static bool kind_read(const struct bpf_map_info *info, struct map_spec *m)
{
	switch (info->type) {
	case BPF_MAP_TYPE_HASH:
		break;
	case BPF_MAP_TYPE_LRU_HASH:
		m->lru = true;
		break;
	case BPF_MAP_TYPE_PERCPU_HASH:
		m->per_cpu = true;
		break;
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
		m->lru = m->per_cpu = true;
		break;
	default:
		return false;
	}
	m->storage = STORE_HASH;
	m->key_size = info->key_size;
	m->value_size = info->value_size;
	m->max_entries = info->max_entries;
	return true;
}

/* The kernel's copy of the types of a map. NULL: WHY says why not. */
static struct btf_index *btf_of(uint32_t id, struct buf *why)
{
	struct bpf_btf_info info = {0};
	uint32_t len = sizeof(info);
	int fd = bpf_btf_get_fd_by_id(id);
	struct btf_index *index = NULL;
	const char *error = strerror(errno);
	char *bytes;

	if (fd < 0) {
		buf_printf(why, "does not show its types: %s", error);
		if (errno == EPERM)
			buf_puts(why, " (this needs the capability CAP_SYS_ADMIN)");
		return NULL;
	}
	if (bpf_obj_get_info_by_fd(fd, &info, &len) == 0 && info.btf_size) {
		bytes = malloc(info.btf_size);
		if (!bytes)
			out_of_memory(info.btf_size);
		info = (struct bpf_btf_info){.btf = (uintptr_t)bytes, .btf_size = info.btf_size};
		len = sizeof(info);
		if (bpf_obj_get_info_by_fd(fd, &info, &len) == 0)
			index = btf_index_new(bytes, info.btf_size, NULL, &error);
		else
			free(bytes);
	}
	close(fd);
	if (!index)
		buf_printf(why, "does not show its types: %s", error);
	return index;
}

static bool map_read(struct arena *a, struct types *ts, int fd, const char *name,
		     struct map_spec *m, struct buf *why)
{
	struct bpf_map_info info = {0};
	uint32_t len = sizeof(info);
	struct btf_index *index;
	const char *error = NULL;
	bool ok;

	*m = (struct map_spec){.name = arena_printf(a, "@%s", name), .bpf_name = name, .pin = name};
	if (!is_map(fd) || bpf_obj_get_info_by_fd(fd, &info, &len) < 0) {
		buf_puts(why, "is no map");
		return false;
	}
	if (!kind_read(&info, m)) {
		buf_printf(why, "is a map of a kind that scripts do not have (%u)", info.type);
		return false;
	}
	if (info.map_flags) {
		buf_printf(why, "is a map with flags that scripts do not have (0x%x)",
			   info.map_flags);
		return false;
	}
	if (!info.btf_id || !info.btf_key_type_id || !info.btf_value_type_id) {
		buf_puts(why, "is a map without types (BTF)");
		return false;
	}
	index = btf_of(info.btf_id, why);
	if (!index)
		return false;
	ok = pin_types_read(a, ts, index, info.btf_key_type_id, info.btf_value_type_id, m, &error);
	btf_index_free(index);
	if (!ok)
		buf_printf(why, "cannot be used: %s", error);
	return ok;
}

static void path_of(const char *name, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", PIN_FOLDER, name);
}

enum pin_found pin_open(struct arena *a, struct types *ts, const char *name, int *fd,
			struct map_spec *m, struct buf *why)
{
	char path[PATH_MAX];
	struct stat st;

	path_of(name, path);
	if (lstat(path, &st) < 0) {
		if (errno == ENOENT)
			return PIN_ABSENT;
		buf_printf(why, "cannot be looked at: %s", strerror(errno));
		return PIN_REFUSED;
	}
	if (!S_ISREG(st.st_mode)) {
		buf_puts(why, S_ISLNK(st.st_mode)   ? "is a symbolic link"
			      : S_ISDIR(st.st_mode) ? "is a folder"
						    : "is no map");
		return PIN_REFUSED;
	}
	*fd = bpf_obj_get(path);
	if (*fd < 0 && errno == ENOENT)
		return PIN_ABSENT; /* it has just been removed */
	if (*fd < 0) {
		buf_printf(why, "cannot be opened: %s", strerror(errno));
		return PIN_REFUSED;
	}
	if (map_read(a, ts, *fd, name, m, why))
		return PIN_THERE;
	close(*fd);
	*fd = -1;
	return PIN_REFUSED;
}

/* ---- new ones ---- */

static enum bpf_map_type map_type(const struct map_spec *m)
{
	if (m->lru)
		return m->per_cpu ? BPF_MAP_TYPE_LRU_PERCPU_HASH : BPF_MAP_TYPE_LRU_HASH;
	return m->per_cpu ? BPF_MAP_TYPE_PERCPU_HASH : BPF_MAP_TYPE_HASH;
}

static int map_create(const struct map_spec *m, const struct btf *btf, uint32_t key, uint32_t value)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .btf_fd = (uint32_t)btf__fd(btf),
		    .btf_key_type_id = key, .btf_value_type_id = value);
	char name[KERNEL_NAME_MAX + 1];

	snprintf(name, sizeof(name), "sonde_%s", m->pin);
	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	return bpf_map_create(map_type(m), name, m->key_size, m->value_size, m->max_entries,
			      &options);
}

int pin_create(const struct map_spec *m)
{
	struct btf *btf = btf__new_empty();
	char path[PATH_MAX];
	uint32_t key, value;
	int fd = -1, error;

	if (!btf)
		return -1;
	if (pin_types_add(btf, m, &key, &value) && btf__load_into_kernel(btf) == 0)
		fd = map_create(m, btf, key, value);
	error = errno;
	btf__free(btf);
	path_of(m->pin, path);
	if (fd >= 0 && bpf_obj_pin(fd, path) < 0) {
		error = errno;
		close(fd);
		fd = -1;
	}
	errno = error;
	return fd;
}
