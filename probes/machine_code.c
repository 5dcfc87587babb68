/*
 * Consumes the bytes of a function, produces the places of its instructions. All instructions
 * before a place have to be understood: one of unknown length would put breakpoints into the middle
 * of others.
 */
#include "probes/machine_code.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/elf_file.h"
#include "probes/x86_instruction.h"

#define FUNCTION_MAX (16u << 20)
#define ARM64_RET 0xd65f03c0u

static bool is_go(const char *path)
{
	struct elf_file f;
	bool found;

	if (elf_file_open(&f, path))
		return false;
	found = elf_has_section(f.elf, ".gopclntab") || elf_has_section(f.elf, ".go.buildinfo");
	elf_file_close(&f);
	return found;
}

/* The linker of Go marks its own code; without the marks all of the file may be Go's. */
bool go_code_find(const char *path, struct go_code *out)
{
	struct binary_symbol from, to;
	bool fixed;

	*out = (struct go_code){0, 0};
	if (!is_go(path))
		return false;
	*out = (struct go_code){0, UINT64_MAX};
	if (binary_symbol_find(path, "runtime.text", &from, &fixed) &&
	    binary_symbol_find(path, "runtime.etext", &to, &fixed))
		*out = (struct go_code){from.address, to.address};
	return true;
}

static const char *x86_returns(struct arena *a, const uint8_t *code, size_t len, uint64_t base,
			       struct offsets *out)
{
	bool is_return;
	size_t n;

	for (size_t at = 0; at < len; at += n) {
		n = x86_instruction_length(code + at, len - at, &is_return);
		if (!n)
			return "it has an instruction of unknown length";
		if (is_return)
			vec_push(a, out, base + at);
	}
	return NULL;
}

static const char *arm64_returns(struct arena *a, const uint8_t *code, size_t len, uint64_t base,
				 struct offsets *out)
{
	for (size_t at = 0; at + 4 <= len; at += 4) {
		uint32_t word = (uint32_t)code[at] | (uint32_t)code[at + 1] << 8 |
				(uint32_t)code[at + 2] << 16 | (uint32_t)code[at + 3] << 24;

		if (word == ARM64_RET)
			vec_push(a, out, base + at);
	}
	return NULL;
}

static unsigned machine_of(const char *path)
{
	struct elf_file f;
	GElf_Ehdr header;
	unsigned machine = EM_NONE;

	if (elf_file_open(&f, path))
		return EM_NONE;
	if (gelf_getehdr(f.elf, &header))
		machine = header.e_machine;
	elf_file_close(&f);
	return machine;
}

/* To be freed; NULL: the file has not so many bytes. */
static uint8_t *code_read(const char *path, const struct binary_symbol *s)
{
	uint8_t *code = malloc(s->size);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool whole = false;

	if (!code)
		out_of_memory(s->size);
	if (fd >= 0) {
		whole = pread(fd, code, s->size, (off_t)s->offset) == (ssize_t)s->size;
		close(fd);
	}
	if (!whole) {
		free(code);
		code = NULL;
	}
	return code;
}

bool function_returns(struct arena *a, const char *path, const struct binary_symbol *s,
		      struct offsets *out, const char **error)
{
	unsigned machine = machine_of(path);
	uint8_t *code = NULL;

	*error = NULL;
	if (!s->size || s->size > FUNCTION_MAX)
		*error = "its symbol does not say where it ends";
	else if (machine != EM_X86_64 && machine != EM_AARCH64)
		*error = "its instructions are not known";
	else if (!(code = code_read(path, s)))
		*error = "its code cannot be read";
	else
		*error = (machine == EM_X86_64 ? x86_returns : arm64_returns)(a, code, s->size,
									      s->offset, out);
	free(code);
	if (!*error && !out->len)
		*error = "it has no return instruction: it never returns, or goes on as another "
			 "function";
	return !*error;
}

static enum code_place_kind x86_place(const uint8_t *code, size_t len, uint64_t offset,
				      uint64_t *next)
{
	bool is_return;
	size_t at = 0, n;

	for (; at < len && at < offset; at += n) {
		n = x86_instruction_length(code + at, len - at, &is_return);
		if (!n)
			return PLACE_UNKNOWN;
	}
	*next = at;
	return at == offset && at < len ? PLACE_BEGINS : PLACE_INSIDE;
}

enum code_place_kind function_place(const char *path, const struct binary_symbol *s,
				    uint64_t offset, uint64_t *next)
{
	unsigned machine = machine_of(path);
	enum code_place_kind place = PLACE_UNKNOWN;
	uint8_t *code;

	if (!s->size || s->size > FUNCTION_MAX)
		return PLACE_UNKNOWN;
	if (machine == EM_AARCH64) {
		*next = ROUND_UP(offset, 4);
		return offset % 4 || offset >= s->size ? PLACE_INSIDE : PLACE_BEGINS;
	}
	if (machine != EM_X86_64 || !(code = code_read(path, s)))
		return PLACE_UNKNOWN;
	place = x86_place(code, s->size, offset, next);
	free(code);
	return place;
}
