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
		"R6 invalid mem access 'scalar'\n"
		"HINT: kptr($p) or uptr($p) says whose memory it is; then it is read by a "
		"helper\n");
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
		"unknown func bpf_send_signal#109\n"
		"HINT: sonde --info shows what this kernel has; another probe type may be allowed "
		"it\n");
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

/* Each cause of the catalogue with a message of kernel/bpf/verifier.c that means it. */
static const struct {
	const char *part, *message;
} samples[] = {
	{"program of this type cannot use helper",
	 "program of this type cannot use helper bpf_override_return#58"},
	{"cannot call GPL-restricted function",
	 "cannot call GPL-restricted function from non-GPL compatible program"},
	{"unknown func", "unknown func bpf_send_signal#109"},
	{"calling kernel function", "calling kernel function bpf_task_from_pid is not allowed"},
	{"At program exit the register R0",
	 "At program exit the register R0 has smin=5 smax=5 should have been in [0, 1]"},
	{"At async callback the register R0",
	 "At async callback the register R0 has unknown scalar value should have been in [0, 0]"},
	{"BPF program is too large", "BPF program is too large. Processed 1000001 insn"},
	{"is too complex", "The sequence of 8193 jumps is too complex."},
	{"too many subprograms", "too many subprograms"},
	{"jump out of range", "jump out of range from insn 5 to 70000"},
	{"stack size", "combined stack size of 3 calls is 544. Too large"},
	{"frames is too deep", "the call stack of 9 frames is too deep !"},
	{"infinite loop detected", "infinite loop detected at insn 17"},
	{"back-edge", "back-edge from insn 12 to 4"},
	{"mem_or_null", "R0 invalid mem access 'mem_or_null'"},
	{"map_value_or_null", "R0 invalid mem access 'map_value_or_null'"},
	{"ptr_or_null", "R1 invalid mem access 'ptr_or_null_'"},
	{"trusted_ptr_", "R1 type=scalar expected=ptr_, trusted_ptr_, rcu_ptr_"},
	{"is expected", "R1 is of type proto but sock_common is expected"},
	{"invalid bpf_context access", "invalid bpf_context access off=200 size=8"},
	{"dereference of modified ctx ptr", "dereference of modified ctx ptr R1 off=8 disallowed"},
	{"invalid access to packet",
	 "invalid access to packet, off=14 size=4, R1(id=0,off=14,r=0)"},
	{"invalid access to map value", "invalid access to map value, value_size=16 off=16 size=8"},
	{"min value is negative",
	 "R2 min value is negative, either use unsigned or 'var &= const'"},
	{"outside of the allowed memory range",
	 "R1 max value is outside of the allowed memory range"},
	{"unbounded memory access",
	 "R2 unbounded memory access, use 'var &= const' or 'if (var < const)'"},
	{"zero-sized read", "R2 invalid zero-sized read: u64=[0,16]"},
	{"beyond struct", "access beyond struct sk_buff at off 500 size 8"},
	{"from stack", "invalid read from stack off -520+0 size 8"},
	{"invalid stack type", "invalid stack type R2 off=-600 access_size=8"},
	{"pointer arithmetic", "R1 pointer arithmetic with *= operator prohibited"},
	{"pointer operation prohibited", "R3 32-bit pointer operation prohibited"},
	{"cannot write into", "R1 cannot write into rdonly_mem"},
	{"invalid mem access", "R6 invalid mem access 'scalar'"},
	{"reference has not been acquired", "R1 reference has not been acquired before"},
	{"Unreleased reference", "Unreleased reference id=3 alloc_insn=12"},
	{"is not a struct", "func 'vfs_read' arg1 type INT is not a struct"},
	{"is not a function", "attach_btf_id 120 is not a function"},
	{"verifier bug", "verifier bug: No program to jit at insn 223 (subprog < 0)"},
};

struct row {
	const char *part, *cause, *remedy;
};

static const struct row rows[] = {
#define REFUSAL(part, cause, remedy) {part, cause, remedy},
#include "runtime/verifier.def"
#undef REFUSAL
};

static const struct row *row_find(const char *part)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (!strcmp(rows[i].part, part))
			return &rows[i];
	return NULL;
}

static void the_whole_catalogue(void **state)
{
	char log[512], wanted[512];

	(void)state;
	assert_int_equal(ARRAY_LEN(rows), ARRAY_LEN(samples));
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		const struct row *row = row_find(samples[i].part);
		const char *text;

		assert_non_null(row);
		snprintf(log, sizeof(log),
			 "0: R1=ctx() R10=fp0\n; the line; @ x.bt:7\n0: (b7) r6 = 1\n%s\n"
			 "processed 2 insns (limit 1000000)\n",
			 samples[i].message);
		text = explain(log, EACCES, false);
		assert_non_null(strstr(text, "x.bt:7: ERROR: "));
		assert_non_null(strstr(text, "\nthe line;\n"));
		snprintf(wanted, sizeof(wanted), "\n%s: %s\n", row->cause, samples[i].message);
		assert_non_null(strstr(text, wanted));
		if (!row->remedy)
			continue;
		snprintf(wanted, sizeof(wanted), "\nHINT: %s\n", row->remedy);
		assert_non_null(strstr(text, wanted));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_and_the_cause),
		cmocka_unit_test(older_kernels_give_the_text_only),
		cmocka_unit_test(unknown_causes_are_quoted),
		cmocka_unit_test(the_whole_log_with_v),
		cmocka_unit_test(logs_may_be_empty),
		cmocka_unit_test(the_whole_catalogue),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
