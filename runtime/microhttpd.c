/* Finding and opening libmicrohttpd. */
#include "runtime/microhttpd.h"

#include <dlfcn.h>
#include <string.h>

#include "lang/base/base.h"

/* The interface is that of 0.9.71 and later; distributions give it one of these names. */
static const char *const names[] = {"libmicrohttpd.so.12", "libmicrohttpd.so"};

const struct microhttpd *microhttpd_open(void)
{
	static struct microhttpd api;
	void *library = NULL, *at;

	for (size_t i = 0; i < ARRAY_LEN(names) && !library; i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return NULL;
		/* ISO C has no conversion between pointers to data and to functions: bytes are
		 * copied. */
#define MICROHTTPD_FIND(name)       \
	at = dlsym(library, #name); \
	if (!at)                    \
		return NULL;        \
	memcpy(&api.name, &at, sizeof(api.name));
	MICROHTTPD_FUNCTIONS(MICROHTTPD_FIND)
#undef MICROHTTPD_FIND
	return &api;
}
