/* Any bytes as a program with debug information and USDT probes. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lang/base/intern.h"
#include "probes/binary.h"
#include "probes/debuginfo.h"
#include "probes/dwarf_lines.h"
#include "probes/dwarf_types.h"
#include "probes/usdt_notes.h"
#include "probes/usdt_operand.h"
#include "tests/fuzz/fuzz.h"

#define FUNCTIONS_MAX 32
#define DEPTH 4

/* What a script could reach: fields of fields, through pointers. */
static void type_visit(struct dwarf_types *dt, const struct type *t, unsigned depth)
{
	while (t && (t->kind == T_POINTER || t->kind == T_ARRAY))
		t = t->elem;
	if (!t || t->kind != T_STRUCT || !depth)
		return;
	if (dwarf_types_has(dt, t))
		dwarf_types_complete(dt, (struct type *)t);
	for (uint32_t i = 0; i < t->nfields && i < 16; i++)
		type_visit(dt, t->fields[i].type, depth - 1);
}

static void lines_visit(struct arena *a, struct debuginfo *d)
{
	struct line_search search = {.file = STR("arguments.c"), .line = 40};

	if (!d)
		return;
	debuginfo_lines(d, a, &search);
	for (size_t i = 0; i < search.found.len && i < FUNCTIONS_MAX; i++)
		debuginfo_line_begins(d, search.found.at[i]);
}

static void notes_visit(struct arena *a, const char *path)
{
	struct operand operands[USDT_OPERANDS_MAX];
	struct usdt_notes notes = {0};
	const char *error;

	usdt_notes_find(a, path, STR("*"), STR("*"), &notes, &error);
	for (size_t i = 0; i < notes.len; i++)
		usdt_operands(a, notes.at[i].machine, str_from(notes.at[i].arguments), operands);
}

static void functions_visit(struct arena *a, const char *path)
{
	struct dwarf_types *dt = dwarf_types_make(a, types_make(a, interner_make(a)));
	struct binary_symbols symbols = {0};
	const struct type *hidden;
	struct debuginfo *d;
	struct buf out = {0};
	const char *error;

	binary_functions(a, path, STR("*"), &symbols, &error);
	d = dwarf_types_file(dt, path, &error);
	for (size_t i = 0; d && i < symbols.len && i < FUNCTIONS_MAX; i++) {
		type_visit(dt, dwarf_arguments(dt, path, &symbols.at[i], &hidden, &error), DEPTH);
		debuginfo_parameters(d, symbols.at[i].address, &out);
		buf_clear(&out);
	}
	lines_visit(a, d);
	buf_free(&out);
	dwarf_types_close(dt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("elf", MFD_CLOEXEC);
	struct arena *a = arena_new();
	char path[64];

	if (fd >= 0 && write(fd, data, size) == (ssize_t)size) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		functions_visit(a, path);
		notes_visit(a, path);
	}
	if (fd >= 0)
		close(fd);
	arena_free(a);
	return 0;
}
