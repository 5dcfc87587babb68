/*
 * /sys/kernel/btf has a file per loaded module that was built with types (5.11).
 */
#include "probes/modules.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/glob.h"

/* The folder of the kernel's own types. */
static struct str folder(void)
{
	struct str path = str_from(btf_kernel_path());
	size_t n = path.len;

	while (n && path.at[n - 1] != '/')
		n--;
	return str_slice(path, 0, n);
}

static int name_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void modules_find(struct arena *a, struct str pattern, struct module_names *out)
{
	struct str where = folder();
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%.*s", STR_ARG(where));
	dir = opendir(where.len ? path : ".");
	while (dir && (entry = readdir(dir))) {
		const char *name = entry->d_name;

		if (name[0] != '.' && strcmp(name, "vmlinux") != 0 &&
		    glob_match(pattern, str_from(name)))
			vec_push(a, out, arena_strdup(a, str_from(name)));
	}
	if (dir)
		closedir(dir);
	if (out->len)
		qsort(out->at, out->len, sizeof(*out->at), name_compare);
}

struct btf_index *module_btf_load(const char *name, const struct btf_index *base,
				  const char **error)
{
	struct str where = folder();
	char path[PATH_MAX];
	struct btf_index *b;

	if (strchr(name, '/')) {
		*error = "that is no name of a module";
		return NULL;
	}
	snprintf(path, sizeof(path), "%.*s%s", STR_ARG(where), name);
	b = btf_index_load(path, base, error);
	if (!b)
		*error = "it is not loaded, or was built without types";
	return b;
}
