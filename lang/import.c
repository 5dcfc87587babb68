/*
 * Imports: files in, one script out.
 *
 * What is imported runs as root with the rest. So a file is refused that somebody may have put
 * there whom nobody named: everybody may write to it, or to its folder, or it belongs to another
 * user than root, us and the one whose folder it is in (who could replace it anyway, and whose
 * folder the script names). Rights are read from what was opened, not from its name.
 */
#include "lang/import.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/base/read.h"
#include "lang/parse.h"
#include "lang/ptrmap.h"

/* Imports of imports. */
#define DEPTH_MAX 32
/* In all; a folder with more is no library of scripts. */
#define FILES_MAX 1000
/* Of one file: what the parser accepts at most. */
#define FILE_MAX_BYTES (4u * 1024 * 1024)

struct importer {
	struct unit *u;
	struct arena *a;
	struct ptrmap seen; /* real paths, interned */
	unsigned files, depth;
	bool failed; /* enough: stop */
};

struct names VEC(char *);

static void script_complete(struct importer *im, struct script *script, const char *folder);

static struct diag *report(struct importer *im, struct span span, const char *fmt, const char *path)
{
	return diag_add(im->u->diags, D_IMPORT, span, fmt, path);
}

static void errno_report(struct importer *im, struct span span, const char *path)
{
	diag_add(im->u->diags, D_IMPORT, span, "cannot import %s: %s", path, strerror(errno));
}

/* ---- putting scripts together ---- */

#define APPEND(a, to, from)                                  \
	do {                                                 \
		for (size_t i_ = 0; i_ < (from)->len; i_++)  \
			vec_push((a), (to), (from)->at[i_]); \
	} while (0)

/* All declarations of FROM behind those of TO. Only the root script has a config block. */
static void script_append(struct arena *a, struct script *to, const struct script *from)
{
	APPEND(a, &to->c_decls, &from->c_decls);
	APPEND(a, &to->maps, &from->maps);
	APPEND(a, &to->probes, &from->probes);
	APPEND(a, &to->macros, &from->macros);
	APPEND(a, &to->fns, &from->fns);
}

/* ---- files ---- */

/* The folder part of PATH, "." without one. */
static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return arena_strdup(a, (struct str){path, slash == path ? 1 : (size_t)(slash - path)});
}

/* Why the file at PATH, which ST is about, is not to be trusted; NULL: it is. */
static const char *distrust(struct importer *im, const char *path, const struct stat *st)
{
	struct stat folder;

	if (st->st_mode & S_IWOTH)
		return "everybody may write to it";
	if (stat(folder_of(im->a, path), &folder) < 0)
		return "its folder cannot be looked at";
	if (folder.st_mode & S_IWOTH && !(folder.st_mode & S_ISVTX))
		return "everybody may write to its folder";
	if (st->st_uid != 0 && st->st_uid != geteuid() && st->st_uid != folder.st_uid)
		return "it belongs to neither root, nor you, nor the owner of its folder";
	return NULL;
}

/* False: refused or unreadable, and said so. */
static bool trusted_read(struct importer *im, struct span span, const char *path, struct str *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const char *why = NULL;
	struct stat st;
	bool ok = false;

	if (fd < 0 || fstat(fd, &st) < 0) {
		errno_report(im, span, path);
	} else if (!S_ISREG(st.st_mode)) {
		report(im, span, "%s is no file that can be imported", path);
	} else if ((why = distrust(im, path, &st))) {
		struct diag *d =
			diag_add(im->u->diags, D_IMPORT, span, "%s is not imported: %s", path, why);

		if (st.st_mode & S_IWOTH)
			diag_hint(im->u->diags, d, "chmod o-w %s", path);
		else
			diag_hint(im->u->diags, d, "chown root %s, if you trust what is in it",
				  path);
	} else {
		ok = fd_read_all(im->a, fd, FILE_MAX_BYTES, text);
		if (!ok)
			errno_report(im, span, path);
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

/* True the first time that this file or folder is met. */
static bool first_time(struct importer *im, const char *path)
{
	char real[PATH_MAX];
	const char *name;

	if (!realpath(path, real))
		return true; /* opening it will tell */
	name = intern_c(im->u->names, real);
	if (ptrmap_get(&im->seen, name))
		return false;
	ptrmap_set(im->a, &im->seen, name, im);
	return true;
}

static void script_import(struct importer *im, struct script *into, struct span span,
			  const char *path)
{
	struct script *root = im->u->script, *script = arena_make(im->a, struct script);
	struct str text;

	if (!trusted_read(im, span, path, &text))
		return;
	im->u->script = script;
	if (unit_parse(im->u, path, text)) {
		if (script->has_config)
			report(im, span, "%s has a config block, which only the script itself may",
			       path);
		script_complete(im, script, folder_of(im->a, path));
	}
	im->u->script = root;
	script_append(im->a, into, script);
}

static void header_import(struct importer *im, struct script *into, struct span span,
			  const char *path)
{
	char real[PATH_MAX];
	struct c_decl decl = {.span = span};
	struct str ignored;

	if (!trusted_read(im, span, path, &ignored))
		return;
	if (!realpath(path, real) || strpbrk(real, "\"\n\\")) {
		report(im, span, "a header cannot be imported under the name %s", path);
		return;
	}
	decl.text = str_from(arena_printf(im->a, "#include \"%s\"", real));
	vec_push(im->a, &into->c_decls, decl);
}

/* Functions of C for BPF: the target has the compiler and can read objects. */
static void object_import(struct importer *im, struct span span, const char *path, bool is_source)
{
	struct target *t = im->u->target;
	struct str bytes;

	if (!trusted_read(im, span, path, &bytes))
		return;
	if (t && t->ops->c_object)
		t->ops->c_object(t, im->u, span, arena_strdup(im->a, str_from(path)), bytes,
				 is_source);
	else
		report(im, span, "%s cannot be imported here: there is no compiler of C", path);
}

/* ---- folders ---- */

static bool is_importable(const char *name)
{
	struct str s = str_from(name);

	return str_ends(s, STR(".bt")) || str_ends(s, STR(".h"));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void path_import(struct importer *im, struct script *into, struct span span,
			const char *path);

/* Every importable file directly in it, by name. */
static void folder_import(struct importer *im, struct script *into, struct span span,
			  const char *path)
{
	DIR *dir = opendir(path);
	struct names names = {0};
	struct stat st;

	if (!dir || fstat(dirfd(dir), &st) < 0) {
		errno_report(im, span, path);
	} else if (st.st_mode & S_IWOTH) {
		diag_hint(im->u->diags,
			  report(im, span,
				 "nothing of %s is imported: everybody may write to that folder",
				 path),
			  "chmod o-w %s", path);
	} else {
		for (struct dirent *e; (e = readdir(dir)) && names.len < FILES_MAX;)
			if (is_importable(e->d_name) && e->d_name[0] != '.')
				vec_push(im->a, &names,
					 arena_printf(im->a, "%s/%s", path, e->d_name));
	}
	if (dir)
		closedir(dir);
	if (names.len)
		qsort(names.at, names.len, sizeof(*names.at), by_name);
	for (size_t i = 0; i < names.len && !im->failed; i++) {
		const char *why = stat(names.at[i], &st) < 0 || S_ISDIR(st.st_mode)
					  ? NULL
					  : distrust(im, names.at[i], &st);

		if (why)
			diag_add(im->u->diags, D_IMPORT_SKIPPED, span, "%s is left out: %s",
				 names.at[i], why);
		else
			path_import(im, into, span, names.at[i]);
	}
}

/* ---- paths ---- */

static void path_import(struct importer *im, struct script *into, struct span span,
			const char *path)
{
	struct str name = str_from(path);
	struct diag *d;
	struct stat st;

	if (stat(path, &st) < 0) {
		d = report(im, span, "there is nothing to import at %s", path);
		diag_hint(im->u->diags, d,
			  "paths are relative to the folder of the script that imports");
		return;
	}
	if (!first_time(im, path))
		return;
	if (im->depth == DEPTH_MAX || ++im->files > FILES_MAX) {
		report(im, span, "too many imports at %s", path);
		im->failed = true;
	} else if (S_ISDIR(st.st_mode)) {
		folder_import(im, into, span, path);
	} else if (str_ends(name, STR(".bt"))) {
		script_import(im, into, span, path);
	} else if (str_ends(name, STR(".h"))) {
		header_import(im, into, span, path);
	} else if (str_ends(name, STR(".bpf.c"))) {
		object_import(im, span, path, true);
	} else if (str_ends(name, STR(".bpf.o"))) {
		object_import(im, span, path, false);
	} else {
		d = report(im, span, "%s cannot be imported", path);
		diag_hint(im->u->diags, d,
			  "scripts end in .bt, C headers in .h, C for BPF in .bpf.c, objects of it "
			  "in .bpf.o");
	}
}

/* The library is part of the language here: there is nothing to read. */
static bool is_library(struct str path)
{
	return str_starts(path, STR("stdlib/")) || str_equal(path, STR("stdlib"));
}

/* The checker says so where they may not. */
static bool blocks_may_import(const struct unit *u)
{
	const char *setting = u->config_strings[CONFIG_unstable_import_statement];

	return setting && strcmp(setting, "error") != 0;
}

/* Puts what SCRIPT, a file in FOLDER, imports in front of its own declarations. */
static void script_complete(struct importer *im, struct script *script, const char *folder)
{
	struct script before = {.has_config = false}, own = *script;

	im->depth++;
	for (size_t i = 0; i < own.imports.len && !im->failed; i++) {
		const struct import_decl *import = &own.imports.at[i];
		struct str path = import->path;

		if (is_library(path) || (import->in_block && !blocks_may_import(im->u)))
			continue;
		if (!path.len || memchr(path.at, 0, path.len))
			diag_add(im->u->diags, D_IMPORT, import->span, "an import needs a path");
		else if (path.at[0] == '/' || strcmp(folder, ".") == 0)
			path_import(im, &before, import->span, arena_strdup(im->a, path));
		else
			path_import(im, &before, import->span,
				    arena_printf(im->a, "%s/%.*s", folder, STR_ARG(path)));
	}
	im->depth--;
	if (!own.imports.len)
		return;
	script_append(im->a, &before, &own);
	before.config = own.config;
	before.has_config = own.has_config;
	before.imports = own.imports;
	*script = before;
}

void unit_import(struct unit *u, const char *name)
{
	struct importer im = {.u = u, .a = u->arena};

	if (!u->script->imports.len)
		return;
	first_time(&im, name);
	script_complete(&im, u->script, folder_of(u->arena, name));
}
