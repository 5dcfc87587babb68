/* The verifier's refusals in the script's terms. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <unistd.h>

#include "runtime/load.h"

static const struct probe_spec spec = {.text = "begin",
				       .program = "begin_1",
				       .place = {"stdin", 3, 1, 3, 6, "BEGIN { }", NULL, 0}};
static struct buf out;

static int teardown(void **state)
{
	(void)state;
	buf_free(&out);
	return 0;
}

static const char *explain(const char *log, int error, bool verbose)
{
	buf_clear(&out);
	verifier_explain(&spec, error, log, verbose, &out);
	return out.at;
}

static void the_line_and_the_cause(void **state)
{
	(void)state;
	/* Linux 6.10 and later name the place. */
	assert_string_equal(
		explain("0: R1=ctx() R10=fp0\n"
			"; $x = 1; @ stdin:1\n"
			"0: (b7) r6 = 1                        ; R6_w=1\n"
			"; print($p.x); @ stdin:2\n"
			"1: (79) r1 = *(u64 *)(r6 +0)\n"
			"R6 invalid mem access 'scalar'\n"
			"processed 2 insns (limit 1000000) max_states_per_insn 0\n",
			EACCES, false),
		"stdin:2: ERROR: Error loading BPF program for begin_1. Error code: -13 "
		"(Permission denied). Use -v for full kernel error log.\n"
		"print($p.x);\n"
		"memory is read that the kernel does not allow to read directly: "
		"R6 invalid mem access 'scalar'\n");
}

static void older_kernels_give_the_text_only(void **state)
{
	(void)state;
	assert_string_equal(
		explain("; signal(9)\n"
			"5: (85) call bpf_send_signal#109\n"
			"unknown func bpf_send_signal#109\n"
			"processed 6 insns\n",
			EINVAL, false),
		"stdin:3: ERROR: Error loading BPF program for begin_1. Error code: -22 "
		"(Invalid argument). Use -v for full kernel error log.\n"
		"signal(9)\n"
		"this probe type may not call this helper, or the kernel lacks it: "
		"unknown func bpf_send_signal#109\n");
}

static void unknown_causes_are_quoted(void **state)
{
	(void)state;
	assert_non_null(strstr(
		explain("; x\n1: (95) exit\nsomething new\nprocessed 1 insns\n", EINVAL, false),
		"the kernel says: something new\n"));
}

static void the_whole_log_with_v(void **state)
{
	(void)state;
	assert_non_null(strstr(explain("; x\n1: (95) exit\nsomething new", EINVAL, true),
			       "1: (95) exit\nsomething new\n"));
}

static void logs_may_be_empty(void **state)
{
	(void)state;
	assert_non_null(strstr(explain("", EPERM, true), geteuid() ? "CAP_BPF" : "even to root"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_and_the_cause),
		cmocka_unit_test(older_kernels_give_the_text_only),
		cmocka_unit_test(unknown_causes_are_quoted),
		cmocka_unit_test(the_whole_log_with_v),
		cmocka_unit_test(logs_may_be_empty),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
