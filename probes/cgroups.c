/*
 * The cgroup file system: where it is mounted (/proc/self/mounts) and which directories it has.
 */
#include "probes/cgroups.h"

#include <dirent.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "probes/glob.h"

#define DEPTH_MAX 32

/* Where version 2 is mounted; NULL: nowhere. */
static const char *cgroup_root(struct arena *a)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	const char *root = NULL;
	const struct mntent *m;

	while (mounts && !root && (m = getmntent(mounts)))
		if (strcmp(m->mnt_type, "cgroup2") == 0)
			root = arena_strdup(a, str_from(m->mnt_dir));
	if (mounts)
		endmntent(mounts);
	return root;
}

static bool is_cgroup(const char *path)
{
	struct statfs fs;
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && statfs(path, &fs) == 0 &&
	       fs.f_type == CGROUP2_SUPER_MAGIC;
}

static bool is_below(const char *root, const char *path)
{
	size_t len = strlen(root);

	return strncmp(path, root, len) == 0 && (path[len] == '/' || !path[len]);
}

/* PATH below ROOT or as it is; NULL: there is no such cgroup. */
static const char *cgroup_resolve(struct arena *a, const char *root, struct str path)
{
	const char *as_is = arena_strdup(a, path), *below;

	if (root && !is_below(root, as_is)) {
		struct str rest = path;

		while (rest.len && rest.at[0] == '/')
			rest = str_slice(rest, 1, rest.len);
		below = arena_printf(a, "%s%s%.*s", root, rest.len ? "/" : "", STR_ARG(rest));
		if (is_cgroup(below))
			return below;
	}
	return path.len && path.at[0] == '/' && is_cgroup(as_is) ? as_is : NULL;
}

const char *cgroup_short(struct arena *a, const char *path)
{
	const char *root = cgroup_root(a);

	if (!root || !is_below(root, path))
		return path;
	path += strlen(root);
	while (*path == '/')
		path++;
	return *path ? path : "/";
}

/* ---- walking ---- */

struct walk {
	struct arena *arena;
	const char *root;
	struct str pattern;
	struct cgroup_paths *out;
};

static void walk(struct walk *w, const char *below, unsigned depth)
{
	DIR *dir = opendir(arena_printf(w->arena, "%s/%s", w->root, below));
	const struct dirent *entry;

	if (glob_match(w->pattern, str_from(*below ? below : "/")))
		vec_push(w->arena, w->out, *below ? below : "/");
	while (dir && depth < DEPTH_MAX && (entry = readdir(dir))) {
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			walk(w,
			     arena_printf(w->arena, "%s%s%s", below, *below ? "/" : "",
					  entry->d_name),
			     depth + 1);
	}
	if (dir)
		closedir(dir);
}

static int path_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Those that match PATTERN, relative to the root, which is "/"; sorted. */
static struct cgroup_paths cgroups_find(struct arena *a, struct str pattern)
{
	struct cgroup_paths found = {0};
	struct walk w = {.arena = a, .root = cgroup_root(a), .pattern = pattern, .out = &found};

	if (w.root)
		walk(&w, "", 0);
	if (found.len)
		qsort(found.at, found.len, sizeof(*found.at), path_compare);
	return found;
}

struct cgroup_paths cgroups_list(struct listing *l)
{
	struct str path = attach_point_part(&l->pattern, "path");

	return cgroups_find(l->arena, path.len ? path : STR("/"));
}

/* ---- attach points ---- */

static void not_mounted(struct expansion *x)
{
	struct diag *d = expansion_error(x, D_PROBE_SYSTEM,
					 "%s needs cgroups of version 2, which are not mounted",
					 probe_rows[x->fields.kind].name);

	diag_hint(x->u->diags, d,
		  "mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 none "
		  "/sys/fs/cgroup/unified");
}

static void cgroup_missing(struct expansion *x, struct str path)
{
	struct cgroup_paths all = cgroups_find(x->u->arena, STR("*"));

	vec_push(x->u->arena, &all, NULL);
	expansion_missing(x, diag_nearest(path, all.at), "there is no cgroup %.*s",
			  (int)MIN(path.len, 200u), path.at);
}

struct cgroup_paths cgroups_expand(struct expansion *x)
{
	struct str path = attach_point_part(&x->fields, "path");
	struct arena *a = x->u->arena;
	const char *root = cgroup_root(a), *one;
	struct cgroup_paths found = {0}, names;

	if (attach_point_is_pattern(&x->fields) && glob_is_pattern(path)) {
		names = cgroups_find(a, path);
		for (size_t i = 0; i < names.len; i++)
			vec_push(a, &found, cgroup_resolve(a, root, str_from(names.at[i])));
		return found;
	}
	one = cgroup_resolve(a, root, path);
	if (one)
		vec_push(a, &found, one);
	else if (!root)
		not_mounted(x);
	else
		cgroup_missing(x, path);
	return found;
}
