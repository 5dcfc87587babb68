/*
 * In: identities from mmap records and /proc/PID/maps. Out: symbols.
 *
 * A mapping's device is that of the inode, which on btrfs and overlayfs is another one than stat(2)
 * shows; the inode number is the same. So a path counts as the file when its inode number fits.
 */
#include "runtime/user_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lang/base/base.h"
#include "probes/elf_file.h"
#include "runtime/source_lines.h"

#define FILES_MAX 16384
#define HELD_MAX 384
#define VDSO "[vdso]"
#define BUCKETS 1024u

struct user_file {
	struct user_file *next;
	struct file_identity id;
	char *path;
	int fd; /* -1: not held */
	struct elf_symbols *symbols;
	struct source_lines *lines; /* NULL: not wanted, or there are none */
};

struct user_files {
	struct user_file *buckets[BUCKETS];
	size_t len, held;
	bool lines;
	dev_t root, tmp; /* file systems that are not unmounted while we run */
};

struct user_files *user_files_new(bool lines)
{
	struct user_files *u = calloc(1, sizeof(*u));
	struct stat st;

	if (!u)
		out_of_memory(sizeof(*u));
	u->lines = lines;
	if (stat("/", &st) == 0)
		u->root = st.st_dev;
	if (stat("/tmp", &st) == 0)
		u->tmp = st.st_dev;
	return u;
}

void user_files_free(struct user_files *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct user_file *f = u->buckets[i], *next; f; f = next) {
			next = f->next;
			if (f->fd >= 0)
				close(f->fd);
			if (f->symbols)
				elf_symbols_free(f->symbols);
			source_lines_free(f->lines);
			free(f->path);
			free(f);
		}
	}
	free(u);
}

static bool identity_fits(const struct user_file *f, const struct file_identity *id)
{
	return f->id.inode == id->inode && f->id.major == id->major && f->id.minor == id->minor &&
	       (f->id.generation == id->generation || !f->id.generation || !id->generation) &&
	       strcmp(f->path, id->path) == 0;
}

struct user_file *user_file_get(struct user_files *u, const struct file_identity *id)
{
	struct user_file **bucket = &u->buckets[(id->inode ^ id->minor) % BUCKETS], *f;

	for (f = *bucket; f; f = f->next) {
		if (identity_fits(f, id))
			return f;
	}
	if (u->len == FILES_MAX)
		return NULL;
	f = calloc(1, sizeof(*f));
	if (!f || !(f->path = strdup(id->path)))
		out_of_memory(sizeof(*f));
	f->id = *id;
	f->id.path = f->path;
	f->fd = -1;
	f->next = *bucket;
	*bucket = f;
	u->len++;
	return f;
}

struct user_file *user_file_at(struct user_files *u, const char *path)
{
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return NULL;
	return user_file_get(u, &(struct file_identity){.major = major(st.st_dev),
							.minor = minor(st.st_dev),
							.inode = st.st_ino,
							.path = path});
}

const char *user_file_path(const struct user_file *f)
{
	return f->path;
}

/* ---- ways to a file ---- */

static int regular_open(const char *path, uint64_t inode)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (!inode || st.st_ino == inode))
		return fd;
	close(fd);
	return -1;
}

/* By the mapping itself, by the root of its process, by our own root; -1: no way leads there. */
static int file_open(const struct user_file *f, const struct file_place *place)
{
	char path[PATH_MAX];
	int fd;

	if (place && place->pid) {
		snprintf(path, sizeof(path), "/proc/%u/map_files/%llx-%llx", place->pid,
			 (unsigned long long)place->begin, (unsigned long long)place->end);
		fd = regular_open(path, f->id.inode);
		if (fd >= 0)
			return fd;
		snprintf(path, sizeof(path), "/proc/%u/root%s", place->pid, f->path);
		fd = regular_open(path, f->id.inode);
		if (fd >= 0)
			return fd;
	}
	return regular_open(f->path, f->id.inode);
}

void user_file_hold(struct user_files *u, struct user_file *f, const struct file_place *place)
{
	struct stat mapped, named;
	bool stays, reachable;
	int fd;

	if (f->fd >= 0 || f->symbols || f->path[0] != '/' || u->held == HELD_MAX)
		return;
	fd = file_open(f, place);
	if (fd < 0)
		return;
	stays = fstat(fd, &mapped) == 0 && (mapped.st_dev == u->root || mapped.st_dev == u->tmp);
	reachable = stat(f->path, &named) == 0 && named.st_ino == mapped.st_ino &&
		    named.st_dev == mapped.st_dev;
	if (!stays && reachable) {
		close(fd);
		return;
	}
	f->fd = fd;
	u->held++;
}

/*
 * The vDSO is the same code in all processes of our kind, and no file: our own is read. Its length
 * is that of all up to the table of sections, which is last in what linkers write.
 */
static char *vdso_image(size_t *len)
{
	char *image = (char *)getauxval(AT_SYSINFO_EHDR); /* NOLINT: an address */
	Elf64_Ehdr header;

	if (!image)
		return NULL;
	memcpy(&header, image, sizeof(header));
	*len = header.e_shoff + (size_t)header.e_shnum * header.e_shentsize;
	return header.e_ident[EI_CLASS] == ELFCLASS64 ? image : NULL;
}

struct elf_symbols *user_file_symbols(struct user_files *u, struct user_file *f,
				      const struct file_place *place)
{
	int fd = f->fd;
	char *image;
	size_t len;

	if (f->symbols)
		return f->symbols;
	f->symbols = elf_symbols_new(f->path);
	if (strcmp(f->path, VDSO) == 0) {
		image = vdso_image(&len);
		if (image)
			elf_symbols_read_image(f->symbols, image, len);
		return f->symbols;
	}
	if (f->path[0] != '/')
		return f->symbols;
	if (fd < 0)
		fd = file_open(f, place);
	if (fd >= 0) {
		elf_symbols_read(f->symbols, fd);
		if (u->lines)
			f->lines = source_lines_new(fd, f->path);
		close(fd);
	}
	if (f->fd >= 0)
		u->held--;
	f->fd = -1;
	return f->symbols;
}

Elf *user_file_elf(const struct user_file *f, const struct file_place *place, int *fd)
{
	char path[64];
	size_t len;
	char *image;

	elf_version(EV_CURRENT);
	*fd = -1;
	if (strcmp(f->path, VDSO) == 0) {
		image = vdso_image(&len);
		return image ? elf_memory(image, len) : NULL;
	}
	/* Another description of what is held: both are read. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", f->fd);
	if (f->path[0] == '/')
		*fd = f->fd >= 0 ? regular_open(path, 0) : file_open(f, place);
	return *fd >= 0 ? elf_begin_mapped(*fd) : NULL;
}

size_t user_file_frames(struct user_file *f, uint64_t address, const struct source_frame **frames)
{
	return f->lines ? source_lines_find(f->lines, address, frames) : 0;
}
