/*
 * test and bench probes: programs that --test and --bench run, and the reports on them.
 */
#ifndef SONDE_RUNTIME_TEST_RUN_H
#define SONDE_RUNTIME_TEST_RUN_H

#include "lang/tables.h"
#include "runtime/run.h"

struct runtime;

/* True when MODE has a use for probes of KIND: tests and benches run in their own mode only. */
bool mode_wants(enum run_mode mode, enum probe_kind kind);

/*
 * From here on what programs print is kept for the report on the next test. Called before the begin
 * probes run; test_output_end ends it, and what was printed counts for the first test.
 */
void test_output_begin(struct runtime *rt);
void test_output_end(struct runtime *rt);

/* Runs the test probes in source order and reports. True: all passed. */
bool tests_run(struct runtime *rt);

/* Runs the bench probes often enough to be measured. False: the kernel could not run one. */
bool benches_run(struct runtime *rt);

#endif
