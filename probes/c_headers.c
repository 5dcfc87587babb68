/*
 * Finding headers as the C front end does: the folders of the options, those of the environment,
 * the kernel's, the system's.
 */
#include "probes/c_headers.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "probes/clang_api.h"

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct kernel_headers kernel_headers_find(struct arena *a)
{
	const char *source = getenv("BPFTRACE_KERNEL_SOURCE");
	const char *build = getenv("BPFTRACE_KERNEL_BUILD");
	static const struct {
		const char *machine, *arch;
	} archs[] = {{"x86_64", "x86"},	     {"aarch64", "arm64"}, {"s390x", "s390"},
		     {"ppc64le", "powerpc"}, {"riscv64", "riscv"}, {"loongarch64", "loongarch"}};
	struct kernel_headers k = {0};
	struct utsname host;

	uname(&host);
	k.arch = arena_strdup(a, str_from(host.machine));
	for (size_t i = 0; i < ARRAY_LEN(archs); i++)
		if (strcmp(archs[i].machine, host.machine) == 0)
			k.arch = archs[i].arch;
	if (!source && !build) {
		source = arena_printf(a, "/lib/modules/%s/source", host.release);
		build = arena_printf(a, "/lib/modules/%s/build", host.release);
	}
	if (build && !is_folder(build))
		build = NULL;
	if (source && !is_folder(source))
		source = NULL;
	k.source = source ? source : build;
	k.build = build ? build : source;
	return k;
}

/* The order of the kernel's own Makefile. */
const char *kernel_headers_folder(struct arena *a, const struct kernel_headers *k, unsigned i)
{
	static const struct {
		bool build, arch;
		const char *path;
	} rows[] = {
		{false, true, "include"},	{true, true, "include/generated"},
		{false, false, "include"},	{true, false, "include"},
		{false, true, "include/uapi"},	{true, true, "include/generated/uapi"},
		{false, false, "include/uapi"}, {true, false, "include/generated/uapi"},
	};
	const char *root;

	if (!k->source || i >= ARRAY_LEN(rows))
		return NULL;
	root = rows[i].build ? k->build : k->source;
	return rows[i].arch ? arena_printf(a, "%s/arch/%s/%s", root, k->arch, rows[i].path)
			    : arena_printf(a, "%s/%s", root, rows[i].path);
}

static bool holds(struct arena *a, const char *folder, struct str name)
{
	return access(arena_printf(a, "%s/%.*s", folder, STR_ARG(name)), R_OK) == 0;
}

/* Folders of an environment variable, separated by colons. */
static bool path_holds(struct arena *a, const char *variable, struct str name)
{
	const char *value = getenv(variable);
	struct str rest = {value, value ? strlen(value) : 0};

	while (rest.at) {
		struct str folder = str_cut(&rest, ':');

		if (folder.len && holds(a, arena_strdup(a, folder), name))
			return true;
	}
	return false;
}

static bool system_holds(struct arena *a, struct str name)
{
	struct utsname host;

	uname(&host);
	return holds(a, "/usr/local/include", name) || holds(a, "/usr/include", name) ||
	       holds(a, arena_printf(a, "/usr/include/%s-linux-gnu", host.machine), name);
}

bool c_header_exists(struct target *t, struct unit *u, struct str name)
{
	const char *const *dirs = u->options.include_dirs, *folder;
	struct kernel_headers k = kernel_headers_find(u->arena);
	bool found;

	(void)t;
	found = path_holds(u->arena, "CPATH", name) || path_holds(u->arena, "C_INCLUDE_PATH", name);
	for (size_t i = 0; !found && dirs && dirs[i]; i++)
		found = holds(u->arena, dirs[i], name);
	for (unsigned i = 0; !found && (folder = kernel_headers_folder(u->arena, &k, i)); i++)
		found = holds(u->arena, folder, name);
	return (found || system_holds(u->arena, name)) && clang_api_open();
}
