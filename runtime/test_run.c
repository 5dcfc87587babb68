/*
 * Consumes the test and bench probes of a loaded program, produces the reports: text with the
 * colours of such tools, or a line of JSON for each.
 *
 * What a test prints is shown only when it fails. A test passes when its program returns 0, says no
 * errorf(), has no error in the kernel, and does not call exit() with a code.
 */
#include "runtime/test_run.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "runtime/runtime.h"

#define GREEN "\033[32m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

#define NAME_WIDTH 40 /* of a bench at least */
#define TIME_WIDTH 15
#define COUNT_WIDTH 10
/* An empty program takes less than the nanosecond that the kernel counts in: enough is enough. */
#define ITERATIONS_MAX 10000000u
/* The kernel wants a frame for programs of network devices: at least an Ethernet header. */
#define FRAME_SIZE 64

bool mode_wants(enum run_mode mode, enum probe_kind kind)
{
	if (kind == PROBE_test)
		return mode == RUN_TESTS;
	return kind != PROBE_bench || mode == RUN_BENCHES;
}

static const char *spec_name(const struct probe_spec *spec)
{
	return spec->ntargets && spec->targets[0].function ? spec->targets[0].function : spec->text;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- what tests print ---- */

void test_output_begin(struct runtime *rt)
{
	out_flush(&rt->out);
	rt->out.json = false;
	rt->out.hold = rt->out.capture = true;
}

void test_output_end(struct runtime *rt)
{
	struct buf *b = out_buf(&rt->out);

	buf_add(&rt->test_output, b->at, b->len);
	buf_clear(b);
	rt->out.json = rt->options->format == OUTPUT_JSON;
	rt->out.hold = rt->out.capture = false;
}

/* ---- tests ---- */

struct test {
	const char *name;
	uint64_t ns;
	uint32_t result; /* what the program returned */
	bool passed;
};

static void test_execute(struct runtime *rt, uint32_t index, struct test *t)
{
	LIBBPF_OPTS(bpf_test_run_opts, options);
	uint64_t faults = rt->faults, before;
	int error;

	rt->exited = false;
	rt->status = 0;
	test_output_begin(rt);
	before = now_ns();
	error = bpf_prog_test_run_opts(rt->loaded->programs[index], &options) ? errno : 0;
	t->ns = now_ns() - before;
	events_drain(rt);
	if (error)
		buf_printf(out_buf(&rt->out), "the kernel cannot run it: %s\n", strerror(error));
	t->result = options.retval;
	if (t->result)
		buf_printf(out_buf(&rt->out), "it returned %d\n", (int)t->result);
	if (rt->status)
		buf_printf(out_buf(&rt->out), "it ended with exit(%d)\n", rt->status);
	t->passed = !error && !t->result && !rt->status && rt->faults == faults;
	rt->exited = false;
	rt->status = 0;
	test_output_end(rt);
}

/* Lines of OUTPUT without the empty ones. */
static void output_show(struct buf *out, struct str output)
{
	while (output.at && output.len) {
		struct str line = str_cut(&output, '\n');

		if (!line.len)
			continue;
		buf_str(out, line);
		buf_char(out, '\n');
	}
}

static void duration_text(struct buf *out, uint64_t ns)
{
	static const struct {
		uint64_t ns;
		const char *name;
	} units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "μs"}, {1, "ns"}};
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(units) && ns < units[i].ns)
		i++;
	buf_printf(out, "(%llu %s)", (unsigned long long)(ns / units[i].ns), units[i].name);
}

static void test_report(struct runtime *rt, const struct test *t)
{
	struct str output = {rt->test_output.at ? rt->test_output.at : "", rt->test_output.len};
	struct buf *out = out_buf(&rt->out);

	if (!t->passed)
		output_show(out, output);
	buf_printf(out, "%s%s" PLAIN " %s ", t->passed ? GREEN : RED,
		   t->passed ? "[       OK ]" : "[  FAILED  ]", t->name);
	duration_text(out, t->ns);
	buf_char(out, '\n');
}

static void test_report_json(struct runtime *rt, const struct test *t)
{
	struct buf *out = out_buf(&rt->out);

	buf_puts(out, "{\"type\": \"test_result\", \"data\": {");
	json_string(out, str_from(t->name));
	buf_printf(out,
		   ": {\"duration\": %llu, \"passed\": %s, \"output\": ", (unsigned long long)t->ns,
		   t->passed ? "true" : "false");
	json_string(out, (struct str){rt->test_output.at ? rt->test_output.at : "",
				      rt->test_output.len});
	buf_puts(out, "}}}\n");
}

static const char *plural(uint32_t n)
{
	return n == 1 ? "test" : "tests";
}

static void summary(struct runtime *rt, const struct test *tests, uint32_t n, uint32_t failed)
{
	struct buf *out = out_buf(&rt->out);

	buf_printf(out, GREEN "[==========]" PLAIN " %u %s ran.\n", n, plural(n));
	buf_printf(out, GREEN "[  PASSED  ]" PLAIN " %u %s.\n", n - failed, plural(n - failed));
	if (!failed)
		return;
	buf_printf(out, RED "[  FAILED  ]" PLAIN " %u %s, listed below:\n", failed, plural(failed));
	for (uint32_t i = 0; i < n; i++) {
		if (!tests[i].passed)
			buf_printf(out, RED "[  FAILED  ]" PLAIN " %s\n", tests[i].name);
	}
}

static uint32_t kind_count(const struct program *p, enum probe_kind kind)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->nprobes; i++)
		n += p->probes[i].kind == kind;
	return n;
}

bool tests_run(struct runtime *rt)
{
	const struct program *p = rt->program;
	uint32_t count = kind_count(p, PROBE_test), done = 0, failed = 0;
	struct test *tests = arena_array(rt->arena, struct test, count + 1);
	bool json = rt->options->format == OUTPUT_JSON;

	if (!json)
		buf_printf(out_buf(&rt->out), GREEN "[==========]" PLAIN " Running %u tests.\n",
			   count);
	for (uint32_t i = 0; i < p->nprobes; i++) {
		struct test *t = &tests[done];

		if (p->probes[i].kind != PROBE_test)
			continue;
		t->name = spec_name(&p->probes[i]);
		if (!json)
			buf_printf(out_buf(&rt->out), GREEN "[ RUN      ]" PLAIN " %s\n", t->name);
		test_execute(rt, i, t);
		failed += !t->passed;
		done++;
		(json ? test_report_json : test_report)(rt, t);
		buf_clear(&rt->test_output);
		out_commit(&rt->out);
	}
	if (!json)
		summary(rt, tests, count, failed);
	return failed == 0;
}

/* ---- benches ---- */

/* By how much to repeat more after a run of TOTAL nanoseconds; 1: that was long enough. */
static uint32_t factor(uint64_t total)
{
	if (total < 1000)
		return 1000;
	if (total < 10000)
		return 100;
	if (total < 100000)
		return 10;
	return total < 1000000 ? 2 : 1;
}

static bool bench_execute(struct runtime *rt, uint32_t index, uint32_t *average,
			  uint32_t *iterations)
{
	unsigned char frame[FRAME_SIZE] = {0};

	for (uint64_t n = 1;; n = MIN(n * factor(n * *average), (uint64_t)ITERATIONS_MAX)) {
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame,
			    .data_size_in = sizeof(frame), .repeat = (int)n);

		if (bpf_prog_test_run_opts(rt->loaded->programs[index], &options)) {
			out_stderr_printf(&rt->out, "ERROR: cannot run the bench %s: %s\n",
					  spec_name(&rt->program->probes[index]), strerror(errno));
			return false;
		}
		events_drain(rt);
		*average = options.duration;
		*iterations = (uint32_t)n;
		if (factor(n * *average) == 1 || rt->exited || n == ITERATIONS_MAX)
			return true;
	}
}

static size_t name_width(const struct program *p)
{
	size_t width = NAME_WIDTH;

	for (uint32_t i = 0; i < p->nprobes; i++) {
		if (p->probes[i].kind == PROBE_bench)
			width = MAX(width, strlen(spec_name(&p->probes[i])));
	}
	return width;
}

static void bench_report(struct runtime *rt, const char *name, uint32_t average,
			 uint32_t iterations, size_t width)
{
	struct buf *out = out_buf(&rt->out);

	if (rt->out.json) {
		buf_puts(out, "{\"type\": \"benchmark_result\", \"data\": {");
		json_string(out, str_from(name));
		buf_printf(out, ": {\"average\": %u, \"iters\": %u}}}\n", average, iterations);
	} else {
		buf_printf(out, "%-*s%-*u%u\n", (int)width + 1, name, TIME_WIDTH, average,
			   iterations);
	}
	out_commit(&rt->out);
}

bool benches_run(struct runtime *rt)
{
	const struct program *p = rt->program;
	size_t width = name_width(p);
	bool ok = true;

	if (!rt->out.json) {
		buf_printf(out_buf(&rt->out), "%-*s%-*s%s\n", (int)width + 1, "Benchmark",
			   TIME_WIDTH, "Time(ns)", "Iterations");
		buf_fill(out_buf(&rt->out), '-', width + 1 + TIME_WIDTH + COUNT_WIDTH);
		buf_char(out_buf(&rt->out), '\n');
	}
	for (uint32_t i = 0; i < p->nprobes && !rt->exited; i++) {
		uint32_t average = 0, iterations = 1;

		if (p->probes[i].kind != PROBE_bench)
			continue;
		if (bench_execute(rt, i, &average, &iterations))
			bench_report(rt, spec_name(&p->probes[i]), average, iterations, width);
		else
			ok = false;
	}
	return ok;
}
