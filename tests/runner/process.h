/*
 * A command, run with its output kept, while steps happen: activity to trace, signals.
 */
#ifndef SONDE_TESTS_RUNNER_PROCESS_H
#define SONDE_TESTS_RUNNER_PROCESS_H

#include <sys/types.h>

#include "lang/base/buf.h"
#include "lang/base/vec.h"

enum step_kind {
	STEP_DURING, /* wait until the probes are attached, then run COMMAND to its end */
	STEP_AFTER,  /* SECONDS after the step before, send SIGNAL */
	STEP_WHEN    /* when COMMAND stands somewhere in the output, send SIGNAL */
};

struct step {
	enum step_kind kind;
	const char *command;
	double seconds;
	int signal;
};

struct steps VEC(struct step);

struct process {
	/* In: what to run. */
	const char *command;	/* for sh -c */
	const char *const *env; /* name, value, ..., NULL; added to ours */
	struct str input;	/* standard input; none: /dev/null */
	bool has_input;
	struct steps steps;
	double timeout; /* seconds */

	/* Out. */
	int status; /* as a shell has it: 128 + signal number */
	bool timed_out;
	double seconds;
	struct buf out, err;
};

/*
 * Runs P in a session of its own and waits for its end. False: it could not be started, or a step
 * waited for something that did not come; *WHY (in A) says what.
 */
bool process_run(struct arena *a, struct process *p, const char **why);

void process_free(struct process *p);

double now_seconds(void);

/*
 * Processes that P left behind are ours to adopt (PR_SET_CHILD_SUBREAPER is on): waits for them.
 * False: after SECONDS one was still there; WHO has its name, and it and all like it were killed.
 */
bool orphans_wait(double seconds, char *who, size_t who_size);

#endif
