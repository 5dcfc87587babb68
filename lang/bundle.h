/*
 * A bundle: everything that makes a tool of a script (`sonde build`). It lies behind the runtime's
 * own executable, with a trailer at the very end by which the executable finds it.
 *
 * What a kernel may lack decides how code looks, so a bundle has variants: an image for each set of
 * features that makes a difference, or why there is none. The first one is for the newest kernels.
 */
#ifndef SONDE_LANG_BUNDLE_H
#define SONDE_LANG_BUNDLE_H

#include "lang/base/arena.h"
#include "lang/base/buf.h"
#include "lang/program.h"

struct bundle_variant {
	uint32_t features;  /* bit set of enum feature: what it relies on */
	struct bytes image; /* nothing: see REFUSAL */
	struct str refusal; /* whole lines: why the script cannot run without more features */
};

struct bundle {
	struct str name;   /* of the tool */
	struct str script; /* its text, for help and reports */
	struct bundle_variant *variants;
	uint32_t nvariants;
};

/* The bytes to be put behind the executable, the trailer included. */
void bundle_encode(const struct bundle *b, struct buf *out);

/* Bytes of a trailer, which end a file with a bundle. */
#define BUNDLE_TRAILER 16

/*
 * How many bytes at the end of a file belong to its bundle, the trailer included, by its last
 * BUNDLE_TRAILER bytes. 0: there is no bundle.
 */
uint64_t bundle_size(const void *trailer);

/*
 * The reverse of bundle_encode; texts and images point into BYTES, the array is in A. False: the
 * bytes are no whole bundle. The images are as untrusted as before.
 */
bool bundle_decode(struct arena *a, struct bytes bytes, struct bundle *b);

#endif
