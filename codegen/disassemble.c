/* The instructions of an object as text: what the loader will find in its sections of code. */
#include "codegen/codegen.h"

#include <elf.h>
#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>

#include "lang/image.h"

#define INSTRUCTION_SIZE 8

struct section_table {
	struct bytes elf;
	Elf64_Ehdr header;
};

static const Elf64_Shdr *section_at(const struct section_table *t, unsigned i)
{
	const unsigned char *base = t->elf.at;

	return (const void *)(base + t->header.e_shoff + (size_t)i * sizeof(Elf64_Shdr));
}

static const char *text_at(const struct section_table *t, unsigned section, uint32_t offset)
{
	return (const char *)t->elf.at + section_at(t, section)->sh_offset + offset;
}

/* The function that begins at OFFSET of SECTION; NULL: none does. */
static const char *function_at(const struct section_table *t, unsigned section, uint64_t offset)
{
	for (unsigned i = 0; i < t->header.e_shnum; i++) {
		const Elf64_Shdr *s = section_at(t, i);
		const Elf64_Sym *symbols = (const void *)((const char *)t->elf.at + s->sh_offset);

		if (s->sh_type != SHT_SYMTAB)
			continue;
		for (size_t k = 0; k < s->sh_size / sizeof(*symbols); k++)
			if (symbols[k].st_shndx == section && symbols[k].st_value == offset &&
			    ELF64_ST_TYPE(symbols[k].st_info) == STT_FUNC)
				return text_at(t, s->sh_link, symbols[k].st_name);
	}
	return NULL;
}

static void section_print(const struct section_table *t, unsigned index, LLVMDisasmContextRef llvm,
			  struct buf *out)
{
	const Elf64_Shdr *s = section_at(t, index);
	unsigned char *code = (unsigned char *)(uintptr_t)text_at(t, index, 0);
	uint64_t at = 0;

	buf_printf(out, "section %s\n", text_at(t, t->header.e_shstrndx, s->sh_name));
	while (at < s->sh_size) {
		const char *name = function_at(t, index, at);
		char text[256] = "";
		size_t n = LLVMDisasmInstruction(llvm, code + at, s->sh_size - at, at, text,
						 sizeof(text));

		if (name)
			buf_printf(out, "%s:\n", name);
		buf_printf(out, "%6llu:%s\n", (unsigned long long)(at / INSTRUCTION_SIZE),
			   n ? text : "\t(no instruction)");
		at += n ? n : INSTRUCTION_SIZE;
	}
	buf_char(out, '\n');
}

void object_disassemble(struct bytes object, struct buf *out)
{
	struct section_table t = {.elf = object};
	LLVMDisasmContextRef llvm;

	LLVMInitializeBPFTargetInfo();
	LLVMInitializeBPFTargetMC();
	LLVMInitializeBPFDisassembler();
	memcpy(&t.header, object.at, sizeof(t.header));
	llvm = LLVMCreateDisasm(t.header.e_ident[EI_DATA] == ELFDATA2MSB ? "bpfeb" : "bpfel", NULL,
				0, NULL, NULL);
	if (!llvm)
		bug("LLVM has no disassembler for BPF");
	for (unsigned i = 0; i < t.header.e_shnum; i++)
		if (section_at(&t, i)->sh_flags & SHF_EXECINSTR && section_at(&t, i)->sh_size)
			section_print(&t, i, llvm, out);
	LLVMDisasmDispose(llvm);
}
