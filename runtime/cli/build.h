/*
 * sonde build: tools and objects of scripts, for this machine and others. What its files share.
 */
#ifndef SONDE_RUNTIME_CLI_BUILD_H
#define SONDE_RUNTIME_CLI_BUILD_H

#include "lang/bundle.h"
#include "runtime/cli/request.h"

struct build {
	struct arena *arena;
	struct request request; /* what is asked of the compiler each time */
	struct str text;	/* of the script */
	const char *output;
	bool jit; /* --emit jit */
};

/*
 * Compiles the script for every set of features that makes a difference; B gets the variants. 0, or
 * the exit status; what was wrong has been told.
 */
int build_variants(struct build *build, struct bundle *b);

/* One compilation without the features of the bit set WITHOUT. As compiler_finish. */
int build_compile(struct build *build, uint32_t without, struct bytes *image);

/* Writes the executable of B to build->output. The exit status. */
int build_tool(struct build *build, const struct bundle *b);

/* Loads IMAGE and prints what the kernel's JIT made of its programs. The exit status. */
int build_jit(struct build *build, struct bytes image);

#endif
