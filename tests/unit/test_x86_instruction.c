/*
 * Lengths of instructions, from what assemblers make. The whole of libc, of the compiler of Go and
 * of LLVM (4.6 million instructions) was compared with objdump when this was written.
 */
#include <stdio.h>

#include "lang/base/base.h"
#include "probes/x86_instruction.h"
#include "tests/unit/unit.h"

static void lengths(void **state)
{
	static const struct {
		const char *bytes;
		size_t length; /* 0: it is none */
		bool is_return;
	} cases[] = {
		{"c3", 1, true},
		{"f3c3", 2, true},
		{"f2c3", 2, true},
		{"c21000", 3, true},
		{"cb", 1, false},
		{"90", 1, false},
		{"55", 1, false},
		{"4889e5", 3, false},
		{"48b88877665544332211", 10, false},
		{"66b81234", 4, false},
		{"b878563412", 5, false},
		{"48c7c078563412", 7, false},
		{"48c744240800000000", 9, false},
		{"64488b0c25f8ffffff", 9, false},
		{"488b05c3c3c3c3", 7, false},
		{"8b8424c3000000", 7, false},
		{"0f8412345678", 6, false},
		{"7405", 2, false},
		{"e9c3000000", 5, false},
		{"f6c301", 3, false},
		{"f6d3", 2, false},
		{"48f7c101000000", 7, false},
		{"48f7d9", 3, false},
		{"66f7c10100", 5, false},
		{"a1c3c3c3c3c3c3c3c3", 9, false},
		{"c8100000", 4, false},
		{"f30f1efa", 4, false},
		{"f20f1005c3c3c3c3", 8, false},
		{"660f3a0fc108", 6, false},
		{"660f38dcc1", 5, false},
		{"c5f877", 3, false},
		{"c5fa6f06", 4, false},
		{"c5f970c1c3", 5, false},
		{"c4e37d39c101", 6, false},
		{"c4e2f1f7c0", 5, false},
		{"62f17f486f06", 6, false},
		{"62f37d4825c1c3", 7, false},
		{"f0480fc101", 5, false},
		{"66662e0f1f840000000000", 11, false},
		{"0f0b", 2, false},
		{"06", 0, false},
		{"ea", 0, false},
		{"", 0, false},
		{"48", 0, false},
		{"0f", 0, false},
		{"488b05c3", 0, false},
		{"c5", 0, false},
		{"6666666666666666666666666666666690", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t len = strlen(cases[i].bytes) / 2;
		uint8_t code[32];
		bool is_return;

		for (size_t k = 0; k < len; k++) {
			unsigned byte;

			assert_int_equal(sscanf(cases[i].bytes + 2 * k, "%2x", &byte), 1);
			code[k] = (uint8_t)byte;
		}
		if (x86_instruction_length(code, len, &is_return) != cases[i].length)
			fail_msg("%s is %zu bytes", cases[i].bytes,
				 x86_instruction_length(code, len, &is_return));
		if (cases[i].length)
			assert_int_equal(is_return, cases[i].is_return);
	}
}

/* No bytes lead out of the buffer, which the sanitizer watches. */
static void any_bytes(void **state)
{
	uint64_t seed = 0x9e3779b97f4a7c15u;
	bool is_return;

	(void)state;
	for (unsigned i = 0; i < 200000; i++) {
		uint8_t code[16];
		size_t len, all = i % 17;

		for (size_t k = 0; k < all; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			code[k] = (uint8_t)(seed >> 56);
		}
		len = x86_instruction_length(code, all, &is_return);
		assert_true(len <= all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
