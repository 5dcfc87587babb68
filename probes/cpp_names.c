/*
 * Demangling is done by libiberty, which bounds its own recursion; longer names than compilers
 * write are left alone.
 */
#include "probes/cpp_names.h"

#include <libiberty/demangle.h>
#include <stdlib.h>

#include "probes/glob.h"

#define NAME_MAX_BYTES 4096

/* To be freed; NULL: it is not mangled. */
static char *demangle(const char *name, int options)
{
	if (name[0] != '_' || strnlen(name, NAME_MAX_BYTES) == NAME_MAX_BYTES)
		return NULL;
	return cplus_demangle(name, DMGL_AUTO | options);
}

bool cpp_functions(struct arena *a, const char *path, struct str pattern,
		   struct binary_symbols *out, const char **error)
{
	int options = str_find_char(pattern, '(') >= 0 ? DMGL_PARAMS | DMGL_ANSI : 0;
	struct binary_symbols all = {0};

	if (!binary_functions(a, path, STR("_*"), &all, error))
		return false;
	for (size_t i = 0; i < all.len; i++) {
		char *plain = demangle(all.at[i].name, options);

		if (plain && glob_match(pattern, str_from(plain)))
			vec_push(a, out, all.at[i]);
		free(plain);
	}
	return true;
}

const char *cpp_name(struct arena *a, const char *name)
{
	char *plain = demangle(name, DMGL_PARAMS | DMGL_ANSI);
	const char *copy = plain ? arena_strdup(a, str_from(plain)) : name;

	free(plain);
	return copy;
}
