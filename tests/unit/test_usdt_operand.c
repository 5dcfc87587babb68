/* Operands of USDT arguments, as assemblers write them. */
#include "probes/usdt_operand.h"

#include <elf.h>

#include "tests/unit/unit.h"

static struct operand one(struct arena *a, unsigned machine, const char *text)
{
	struct operand out[USDT_OPERANDS_MAX];

	assert_int_equal(usdt_operands(a, machine, str_from(text), out), 1);
	assert_string_equal(out[0].text, text);
	return out[0];
}

static void check(unsigned machine, const char *text, struct operand wanted)
{
	struct arena *a = arena_new();
	struct operand o = one(a, machine, text);

	if (!operand_equal(&o, &wanted))
		fail_msg("%s is understood as kind %d base %s value %lld", text, o.kind,
			 o.base ? o.base : "-", (long long)o.value);
	arena_free(a);
}

#define OPERAND(kind_, ...) ((struct operand){.kind = OPERAND_##kind_, __VA_ARGS__})

static void test_x86(void **state)
{
	(void)state;
	check(EM_X86_64, "-4@%eax", OPERAND(REGISTER, .size = 4, .is_signed = true, .base = "ax"));
	check(EM_X86_64, "8@%r10", OPERAND(REGISTER, .size = 8, .base = "r10"));
	check(EM_X86_64, "1@%ah", OPERAND(REGISTER, .size = 1, .base = "ax", .shift = 8));
	check(EM_X86_64, "2@%r9w", OPERAND(REGISTER, .size = 2, .base = "r9"));
	check(EM_X86_64, "-4@$-7", OPERAND(CONSTANT, .size = 4, .is_signed = true, .value = -7));
	check(EM_X86_64, "8@$0xffffffffffffffff", OPERAND(CONSTANT, .size = 8, .value = -1));
	check(EM_X86_64, "8@-16(%rbp)",
	      OPERAND(MEMORY, .size = 8, .base = "bp", .scale = 1, .value = -16));
	check(EM_X86_64, "4@(%rax,%rbx,8)",
	      OPERAND(MEMORY, .size = 4, .base = "ax", .index = "bx", .scale = 8));
	check(EM_X86_64, "4@24(,%rsi,4)",
	      OPERAND(MEMORY, .size = 4, .index = "si", .scale = 4, .value = 24));
	check(EM_X86_64, "%rdi", OPERAND(REGISTER, .size = 8, .base = "di"));
	check(EM_X86_64, "4@8+name(%rip)", OPERAND(MEMORY, .size = 4, .base = "ip", .value = 8));
	check(EM_X86_64, "4@name-8(%rip)", OPERAND(MEMORY, .size = 4, .base = "ip", .value = -8));
}

static void test_arm64(void **state)
{
	(void)state;
	check(EM_AARCH64, "-4@w3", OPERAND(REGISTER, .size = 4, .is_signed = true, .base = "r3"));
	check(EM_AARCH64, "8@[sp, 16]",
	      OPERAND(MEMORY, .size = 8, .base = "sp", .scale = 1, .value = 16));
	check(EM_AARCH64, "8@[x29]", OPERAND(MEMORY, .size = 8, .base = "r29", .scale = 1));
	check(EM_AARCH64, "8@5", OPERAND(CONSTANT, .size = 8, .value = 5));
}

static void test_nonsense(void **state)
{
	static const char *const texts[] = {
		"8f@%xmm0",
		"3@%eax",
		"8@",
		"@",
		"8@%",
		"8@%foo",
		"8@(",
		"8@(%rax",
		"8@(%rax,%rbx",
		"8@(%rax,%rbx,3)",
		"8@$",
		"8@(%ah)",
		"8@name",
		"8@(%rip)x",
		"8@%eax,",
		"8@8+(%rip)",
		"8@name++(%rip)",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		check(EM_X86_64, texts[i], OPERAND(UNKNOWN, 0));
	check(EM_AARCH64, "8@x31", OPERAND(UNKNOWN, 0));
	check(EM_AARCH64, "8@[x1", OPERAND(UNKNOWN, 0));
	check(EM_MIPS, "8@$5", OPERAND(UNKNOWN, 0));
}

static void test_list(void **state)
{
	struct operand out[USDT_OPERANDS_MAX];
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(usdt_operands(a, EM_AARCH64, STR("4@w0 8@[sp, 8]  1@3 "), out), 3);
	assert_string_equal(out[1].text, "8@[sp, 8]");
	assert_int_equal(usdt_operands(a, EM_X86_64, STR(""), out), 0);
	assert_int_equal(
		usdt_operands(a, EM_X86_64, STR("$1 $1 $1 $1 $1 $1 $1 $1 $1 $1 $1 $1 $1 $1"), out),
		USDT_OPERANDS_MAX);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x86),
		cmocka_unit_test(test_arm64),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
