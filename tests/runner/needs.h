/*
 * What a case asks of the machine, and whether it has it.
 */
#ifndef SONDE_TESTS_RUNNER_NEEDS_H
#define SONDE_TESTS_RUNNER_NEEDS_H

#include "tests/runner/case.h"

/*
 * Whether all words of NEEDS hold. Otherwise *REASON (in A) says what is missing. A word that
 * means nothing is an error in the case: *BAD is set.
 */
bool needs_met(struct arena *a, struct str needs, const char **reason, bool *bad);

/* Cases that take a lot of computing say `native`: false on an emulated machine. */
extern bool needs_native;

/* Where the traced programs are, for `traced:NAME`. FOLDER must stay alive. */
void needs_programs_use(const char *folder);

#endif
