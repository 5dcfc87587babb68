/*
 * A cgroup's id is the file handle of its directory (kernfs), so the kernel finds the path: no
 * directory is searched. Handles of this form exist since Linux 5.5.
 */
#include "runtime/cgroup.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILEID_KERNFS 0xfe /* enum fid_type of the kernel's exportfs.h */

/* The path of cgroup ID below the mount point ROOT, or false. */
static bool path_find(const char *root, uint64_t id, char *path, size_t size)
{
	struct {
		struct file_handle head;
		uint64_t id;
	} handle = {.head = {.handle_bytes = sizeof(id), .handle_type = FILEID_KERNFS}};
	size_t root_len = strlen(root);
	char link[64];
	ssize_t len;
	int mount, fd;

	memcpy(handle.head.f_handle, &id, sizeof(id));
	mount = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (mount < 0)
		return false;
	fd = open_by_handle_at(mount, &handle.head, O_PATH | O_CLOEXEC);
	close(mount);
	if (fd < 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, size - 1);
	close(fd);
	if (len < 0 || (size_t)len < root_len || memcmp(path, root, root_len) != 0)
		return false;
	path[len] = '\0';
	memmove(path, path + root_len, (size_t)len - root_len + 1);
	if (!path[0])
		strcpy(path, "/");
	return true;
}

void cgroup_path(uint64_t id, const char *filter, struct buf *out)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	const struct mntent *m;
	char path[4096];
	bool any = false;

	if (!mounts)
		return;
	while ((m = getmntent(mounts))) {
		const char *slash = strrchr(m->mnt_dir, '/');
		const char *name = slash ? slash + 1 : m->mnt_dir;

		if (strcmp(m->mnt_type, "cgroup2") == 0)
			name = "unified";
		else if (strcmp(m->mnt_type, "cgroup") != 0)
			continue;
		if (*filter && fnmatch(filter, name, 0) != 0)
			continue;
		if (!path_find(m->mnt_dir, id, path, sizeof(path)))
			continue;
		if (any)
			buf_char(out, ',');
		buf_puts(out, name);
		buf_char(out, ':');
		buf_puts(out, path);
		any = true;
	}
	endmntent(mounts);
}
