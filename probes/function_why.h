/*
 * Why a function of the kernel cannot be probed, for people: asked only when it could not.
 */
#ifndef SONDE_PROBES_FUNCTION_WHY_H
#define SONDE_PROBES_FUNCTION_WHY_H

#include <stdbool.h>

#include "lang/base/str.h"

enum function_state {
	FUNCTION_UNKNOWN,     /* nobody has heard of it */
	FUNCTION_TRACEABLE,   /* nothing speaks against it */
	FUNCTION_NOTRACE,     /* it exists, and is not in the tracer's list */
	FUNCTION_BLACKLISTED, /* kprobes need it themselves */
	FUNCTION_VARIANT,     /* the compiler made another of it: f.isra.0 */
	FUNCTION_UNLOADED,    /* a module has it that is not loaded */
	FUNCTION_INLINED,     /* the compiler put it into its callers */
};

struct function_why {
	enum function_state state;
	char text[256]; /* a sentence part: "f is ..." */
	char hint[256]; /* empty: none */
};

/* PROVIDER is what the hints are about: "kprobe". */
void function_explain(const char *provider, struct str name, struct function_why *out);

/* What is known of a module that is not loaded: built in, there to be loaded, unknown. */
void module_explain(struct str name, struct function_why *out);

/* Where modules are described instead of /lib/modules/RELEASE; for tests. PATH must stay alive. */
void modules_folder_use(const char *path);

#endif
