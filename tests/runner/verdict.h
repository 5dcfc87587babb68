/*
 * The outcome of one case, and the functions that find it.
 */
#ifndef SONDE_TESTS_RUNNER_VERDICT_H
#define SONDE_TESTS_RUNNER_VERDICT_H

#include "tests/runner/case.h"

/* Where things are: absolute paths. */
struct places {
	const char *sonde;     /* the program under test */
	const char *tests;     /* the folder tests/ */
	const char *programs;  /* traced programs, built */
	const char *keep_json; /* file that gets every line of JSON that sonde prints; NULL: none */
	double slowness;       /* factor on all times: emulated machines are slow */
};

struct verdict {
	struct buf report;  /* what is wrong, for people; empty: passed */
	struct buf blessed; /* the items the case should have instead of its expectations */
};

/* A command is run and its output compared. */
void command_judge(struct arena *a, const struct test_case *c, const struct places *p,
		   struct verdict *v);

/* Text to tree or to typed tree, in this process. */
void script_judge(struct arena *a, const struct test_case *c, const struct places *p,
		  struct verdict *v);

/*
 * Compares the value of KEY with ACTUAL when the case has the key; a difference goes to the
 * report. What ACTUAL is goes to the blessed items.
 */
void dump_judge(struct arena *a, const struct test_case *c, enum case_key key, struct str actual,
		struct verdict *v);

#endif
