/*
 * Finds binaries by name. The cache of the dynamic linker (/etc/ld.so.cache, format of glibc 2.1
 * and later) is read as data that may be damaged.
 */
#include "probes/binary.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probes/glob.h"
#include "probes/tracefs.h"

static void path_add(struct arena *a, struct paths *out, const char *path)
{
	for (size_t i = 0; i < out->len; i++) {
		if (strcmp(out->at[i], path) == 0)
			return;
	}
	vec_push(a, out, arena_strdup(a, str_from(path)));
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* ---- $PATH ---- */

static void search_path(struct arena *a, struct str name, struct paths *out)
{
	const char *list = getenv("PATH");
	struct str rest = str_from(list ? list : "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");

	while (rest.at) {
		struct str dir = str_cut(&rest, ':');
		char *path = arena_printf(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name));
		char real[PATH_MAX];

		if (dir.len && is_file(path) && access(path, X_OK) == 0 && realpath(path, real))
			path_add(a, out, real);
	}
}

/* ---- libraries ---- */

/* sysdeps/generic/dl-cache.h of glibc */
struct cache_header {
	char magic[20];
	uint32_t count, strings_len;
	uint32_t unused[5];
};

struct cache_entry {
	int32_t flags;
	uint32_t key, value, os_version;
	uint64_t hwcap;
};

#define CACHE_MAGIC "glibc-ld.so.cache1.1"

static bool is_same_class(const char *path)
{
	unsigned char ident[20] = {0};
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(ident, 1, sizeof(ident), f) : 0;

	if (f)
		fclose(f);
	return n == sizeof(ident) && memcmp(ident, "\177ELF", 4) == 0 &&
	       ident[4] == (sizeof(void *) == 8 ? 2 : 1);
}

/* "libc" is meant by "libc.so.6", "libssl.so.3" only by itself. */
static bool library_is_meant(struct str name, struct str soname)
{
	if (str_equal(name, soname))
		return true;
	return str_starts(soname, name) &&
	       str_starts(str_slice(soname, name.len, soname.len), STR(".so"));
}

static struct str cache_string(const char *cache, size_t len, uint32_t offset)
{
	size_t n = offset < len ? strnlen(cache + offset, len - offset) : 0;

	return (struct str){offset < len ? cache + offset : "", n};
}

static void search_libraries(struct arena *a, struct str name, struct paths *out)
{
	size_t len;
	char *file = file_read("/etc/ld.so.cache", 64u << 20, &len), *cache;
	struct cache_header header;

	cache = file ? memmem(file, len, CACHE_MAGIC, sizeof(CACHE_MAGIC) - 1) : NULL;
	if (cache)
		len -= (size_t)(cache - file);
	if (!cache || len < sizeof(header)) {
		free(file);
		return;
	}
	memcpy(&header, cache, sizeof(header));
	for (uint32_t i = 0; i < header.count && !out->len; i++) {
		size_t at = sizeof(header) + (size_t)i * sizeof(struct cache_entry);
		struct cache_entry entry;
		char *path;

		if (at + sizeof(entry) > len)
			break;
		memcpy(&entry, cache + at, sizeof(entry));
		if (!library_is_meant(name, cache_string(cache, len, entry.key)))
			continue;
		path = arena_strdup(a, cache_string(cache, len, entry.value));
		if (is_same_class(path)) {
			char real[PATH_MAX];

			path_add(a, out, realpath(path, real) ? real : path);
		}
	}
	free(file);
}

/* ---- mapped files ---- */

/* Lines of /proc/PID/maps: "from-to r-xp offset device inode   path". */
static void search_maps(struct arena *a, struct str pattern, uint32_t pid, struct paths *out)
{
	char name[64];
	size_t len;
	char *text;
	struct str rest;

	snprintf(name, sizeof(name), "/proc/%u/maps", pid);
	text = file_read(name, 64u << 20, &len);
	rest = (struct str){text, text ? len : 0};
	while (rest.at) {
		struct str line = str_cut(&rest, '\n'), copy = line, mode;
		ptrdiff_t slash = str_find_char(line, '/');

		str_cut(&copy, ' ');
		mode = str_cut(&copy, ' ');
		if (slash < 0 || mode.len < 3 || mode.at[2] != 'x')
			continue;
		line = str_slice(line, (size_t)slash, line.len);
		if (glob_match(pattern, line) && !str_ends(line, STR(" (deleted)")))
			path_add(a, out, arena_strdup(a, line));
	}
	free(text);
}

static void search_processes(struct arena *a, struct str pattern, uint32_t pid, struct paths *out)
{
	struct dirent *entry;
	DIR *dir;

	if (pid) {
		search_maps(a, pattern, pid, out);
		return;
	}
	dir = opendir("/proc");
	while (dir && (entry = readdir(dir))) {
		if (isdigit((unsigned char)entry->d_name[0]))
			search_maps(a, pattern, (uint32_t)strtoul(entry->d_name, NULL, 10), out);
	}
	if (dir)
		closedir(dir);
}

void binary_find(struct arena *a, struct str name, uint32_t pid, struct paths *out)
{
	char *path = arena_strdup(a, name), real[PATH_MAX];

	if (strlen(path) != name.len)
		return;
	if (glob_is_pattern(name) && !is_file(path)) {
		search_processes(a, name, pid, out);
	} else if (str_find_char(name, '/') >= 0) {
		if (is_file(path))
			path_add(a, out, path[0] != '/' && realpath(path, real) ? real : path);
	} else {
		search_path(a, name, out);
		if (!out->len && str_starts(name, STR("lib")))
			search_libraries(a, name, out);
		if (!out->len && is_file(path) && realpath(path, real))
			path_add(a, out, real);
	}
}

const char *binary_of_process(struct arena *a, uint32_t pid)
{
	char link[64], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%u/exe", pid);
	n = readlink(link, path, sizeof(path));
	return n > 0 ? arena_strdup(a, (struct str){path, (size_t)n}) : NULL;
}
