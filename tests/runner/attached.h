/*
 * What BPF objects are attached or loaded, to see that a test leaves nothing behind.
 */
#ifndef SONDE_TESTS_RUNNER_ATTACHED_H
#define SONDE_TESTS_RUNNER_ATTACHED_H

#include <stdint.h>

#include "lang/base/buf.h"

/* Identifiers of all programs and links of the system. */
struct attached {
	uint32_t *programs, *links;
	size_t nprograms, nlinks;
};

void attached_read(struct attached *s);
void attached_free(struct attached *s);

/*
 * Waits up to SECONDS until every program and link that is not in BEFORE is gone or is held by a
 * process that is not a descendant of this one (somebody else's). False: LEFT says what stayed.
 */
bool attached_nothing_new(const struct attached *before, double seconds, struct buf *left);

#endif
