/* C for BPF through clang, which is found where commands are. Its messages go to the terminal. */
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lang/base/read.h"
#include "probes/c_object.h"

static const char *const compilers[] = {"clang",    "clang-22", "clang-21", "clang-20", "clang-19",
					"clang-18", "clang-17", "clang-16", "clang-15", "clang-14"};

struct arguments VEC(const char *);

/* As headers for BPF programs call them (bpf_tracing.h of libbpf). */
static const struct {
	const char *machine, *name;
} architectures[] = {{"x86_64", "x86"},		  {"aarch64", "arm64"},	  {"riscv64", "riscv"},
		     {"s390x", "s390"},		  {"ppc64le", "powerpc"}, {"ppc64", "powerpc"},
		     {"loongarch64", "loongarch"}};

static const char *compiler_find(struct arena *a)
{
	const char *path = getenv("PATH");

	for (size_t i = 0; path && i < ARRAY_LEN(compilers); i++) {
		struct str rest = str_from(path);

		while (rest.at) {
			struct str folder = str_cut(&rest, ':');
			const char *file =
				arena_printf(a, "%.*s/%s", STR_ARG(folder), compilers[i]);

			if (folder.len && folder.at[0] == '/' && access(file, X_OK) == 0)
				return file;
		}
	}
	return NULL;
}

static void arguments_fill(struct unit *u, const char *path, struct arguments *list)
{
	static const char *const fixed[] = {"-O2",	"-g", "-target", "bpf",
					    "-mcpu=v3", "-c", "-o",	 "-"};
	struct arena *a = u->arena;

	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		vec_push(a, list, fixed[i]);
	for (size_t i = 0; i < ARRAY_LEN(architectures); i++)
		if (strcmp(u->target->arch, architectures[i].machine) == 0)
			vec_push(a, list,
				 arena_printf(a, "-D__TARGET_ARCH_%s", architectures[i].name));
	for (size_t i = 0; u->options.include_dirs && u->options.include_dirs[i]; i++)
		vec_push(a, list, arena_printf(a, "-I%s", u->options.include_dirs[i]));
	/* Where Debian has the <asm> headers, which clang finds only for its own machine. */
	vec_push(a, list, "-idirafter");
	vec_push(a, list, arena_printf(a, "/usr/include/%s-linux-gnu", u->target->arch));
	vec_push(a, list, path);
	vec_push(a, list, NULL);
}

/* The compiler's exit status, -1 when it could not be run. */
static int compiler_run(const char *compiler, const struct arguments *list, int output)
{
	posix_spawn_file_actions_t files;
	int status = -1, error;
	pid_t pid;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	error = posix_spawn(&pid, compiler, &files, NULL, (char *const *)(uintptr_t)list->at,
			    environ);
	posix_spawn_file_actions_destroy(&files);
	if (error) {
		errno = error;
		return -1;
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

bool c_compile(struct unit *u, struct span span, const char *path, struct str *object)
{
	const char *compiler = compiler_find(u->arena);
	struct arguments list = {0};
	int fd, status;
	bool ok;

	if (!compiler) {
		diag_hint(u->diags,
			  diag_add(u->diags, D_IMPORT, span,
				   "%s cannot be imported: there is no clang to compile it", path),
			  "install clang (package clang), or compile it elsewhere and import the "
			  ".bpf.o");
		u->bad_environment = true;
		return false;
	}
	fd = memfd_create("sonde-c", MFD_CLOEXEC);
	vec_push(u->arena, &list, compiler);
	arguments_fill(u, path, &list);
	status = fd < 0 ? -1 : compiler_run(compiler, &list, fd);
	ok = status == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
	     fd_read_all(u->arena, fd, SOURCE_MAX, object);
	if (status > 0)
		diag_add(u->diags, D_IMPORT, span,
			 "%s does not compile: what clang says stands above", path);
	else if (!ok)
		diag_add(u->diags, D_IMPORT, span, "%s cannot be compiled with %s: %s", path,
			 compiler, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}
