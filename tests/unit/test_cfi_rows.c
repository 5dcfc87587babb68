/* Rows for unwinding: each must say what libdw says of the same address. */
#include "tests/unit/unit.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>

#include "probes/elf_file.h"
#include "runtime/cfi_rows.h"

#define SAMPLES 4000

/* The CFA as libdw has it: register and offset; false where it is something else. */
static bool cfa_of(Dwarf_CFI *cfi, uint64_t address, unsigned *reg, int64_t *offset)
{
	Dwarf_Frame *frame;
	Dwarf_Op *ops;
	bool simple = false;
	size_t n;

	if (dwarf_cfi_addrframe(cfi, address, &frame))
		return false;
	if (dwarf_frame_cfa(frame, &ops, &n) == 0 && n == 1) {
		if (ops[0].atom == DW_OP_bregx) {
			*reg = (unsigned)ops[0].number;
			*offset = (int64_t)ops[0].number2;
			simple = true;
		} else if (ops[0].atom >= DW_OP_breg0 && ops[0].atom <= DW_OP_breg31) {
			*reg = ops[0].atom - DW_OP_breg0;
			*offset = (int64_t)ops[0].number;
			simple = true;
		}
	}
	free(frame);
	return simple;
}

static int64_t row_offset(uint32_t rule)
{
	return (int64_t)((int32_t)(rule << (32 - UNWIND_OFFSET_SHIFT - UNWIND_OFFSET_BITS)) >>
			 (32 - UNWIND_OFFSET_BITS)) *
	       8;
}

/* Returns how many rows could be compared. */
static size_t rows_compare(const char *path)
{
	struct elf_file file;
	struct cfi_rows rows;
	size_t compared = 0, step;
	Dwarf_CFI *cfi;

	if (elf_file_open(&file, path))
		return 0;
	assert_true(cfi_rows_read(&rows, file.elf));
	cfi = dwarf_getcfi_elf(file.elf);
	assert_non_null(cfi);
	step = 1 + rows.len / SAMPLES;
	for (size_t i = 0; i < rows.len; i += step) {
		uint32_t rule = rows.at[i].rule, kind = rule & 7;
		int64_t offset = 0;
		unsigned reg = 0;

		assert_true(!i || rows.at[i].pc > rows.at[i - 1].pc);
		if (kind != UNWIND_SP && kind != UNWIND_BP)
			continue;
		assert_true(cfa_of(cfi, rows.base + rows.at[i].pc, &reg, &offset));
		assert_int_equal(reg, kind == UNWIND_SP ? 7 : 6);
		assert_int_equal(offset, row_offset(rule));
		compared++;
	}
	dwarf_cfi_end(cfi);
	cfi_rows_free(&rows);
	elf_file_close(&file);
	return compared;
}

static void rows_are_those_of_libdw(void **state)
{
	static const char *const libraries[] = {"/lib/x86_64-linux-gnu/libc.so.6", "/bin/sh",
						"/lib64/libc.so.6"};
	size_t compared = 0;

	(void)state;
#if !defined(__x86_64__)
	skip();
#endif
	compared += rows_compare("/proc/self/exe");
	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
		compared += rows_compare(libraries[i]);
	assert_true(compared > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_those_of_libdw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
