/*
 * Finding and opening libclang.
 */
#include "probes/clang_api.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "lang/base/base.h"

#define NEWEST 24
#define OLDEST 11

static void *library_open(void)
{
	/* Debian has the first two names, other distributions the rest. */
	static const char *const names[] = {"libclang-%d.so.1", "libclang-%d.so.%d",
					    "libclang.so.%d", "libclang.so.%d.1"};
	char name[64];
	void *library;

	for (int version = NEWEST; version >= OLDEST; version--) {
		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
#endif
			snprintf(name, sizeof(name), names[i], version, version);
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
			library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
			if (library)
				return library;
		}
	}
	library = dlopen("libclang.so.1", RTLD_NOW | RTLD_LOCAL);
	return library ? library : dlopen("libclang.so", RTLD_NOW | RTLD_LOCAL);
}

/* POSIX lets a data pointer hold a function's address; ISO C only lets its bytes be copied. */
static bool function_find(void *library, const char *name, void *to)
{
	void *at = dlsym(library, name);

	memcpy(to, &at, sizeof(at));
	return at != NULL;
}

const struct clang_api *clang_api_open(void)
{
	static struct clang_api api;
	static bool tried, ok;
	void *library;

	if (tried)
		return ok ? &api : NULL;
	tried = true;
	library = library_open();
	if (!library)
		return NULL;
	ok = true;
#define CLANG_FIND(result, name, parameters) \
	ok = ok && function_find(library, "clang_" #name, &api.name);
	CLANG_FUNCTIONS(CLANG_FIND)
#undef CLANG_FIND
	return ok ? &api : NULL;
}
