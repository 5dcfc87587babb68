/*
 * The call frame information of x86-64 programs (DWARF 5, 6.4; .eh_frame: Linux Standard
 * Base, 10.6). libdw cuts the section into entries and checks their bounds; the instructions are
 * run here, because the kernel needs a row for each stretch of code rather than an answer for one
 * address, and libdw would begin anew for each. Only what leads to the caller is kept: the CFA and
 * where the base pointer is. Most programs need no more.
 */
#include "runtime/cfi_rows.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "lang/base/base.h"
#include "probes/elf_file.h"

/* DWARF's numbers of registers: System V ABI for x86-64, figure 3.36. */
enum { REG_BP = 6, REG_SP = 7, REG_RETURN = 16 };

#define REMEMBERED_MAX 8

/* Bytes that are read one after another; what is behind the end reads as 0 and ends all. */
struct bytes_at {
	const uint8_t *at, *end;
};

struct state {
	enum unwind_kind kind;
	unsigned cfa_register;
	int64_t cfa_offset;
	bool bp_saved, bp_at_bp;
	int64_t bp_offset; /* from the CFA */
	bool outmost;
};

/* What the common part of several functions says. */
struct common {
	Dwarf_Off offset;
	uint64_t code_align;
	int64_t data_align;
	uint8_t encoding; /* of addresses */
	bool augmented, signal, usable;
	struct state initial;
};

struct reader {
	struct cfi_rows *rows;
	const uint8_t *data; /* of the section */
	uint64_t address;
	struct common common;
};

/* ---- numbers ---- */

static uint64_t fixed_read(struct bytes_at *b, size_t size)
{
	uint64_t value = 0;

	if ((size_t)(b->end - b->at) < size) {
		b->at = b->end;
		return 0;
	}
	memcpy(&value, b->at, size); /* both little endian */
	b->at += size;
	return value;
}

static uint64_t uleb_read(struct bytes_at *b)
{
	uint64_t value = 0;

	for (unsigned shift = 0; b->at < b->end; shift += 7) {
		uint8_t byte = *b->at++;

		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return value;
}

static int64_t sleb_read(struct bytes_at *b)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte = 0;

	while (b->at < b->end) {
		byte = *b->at++;
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
		if (!(byte & 0x80))
			break;
	}
	if (byte & 0x40 && shift < 64)
		value |= ~UINT64_C(0) << shift;
	return (int64_t)value;
}

/* An address, or with FORM the format alone (a length). Encodings: LSB, 10.5.1. */
static uint64_t encoded_read(const struct reader *r, struct bytes_at *b, uint8_t encoding,
			     bool form)
{
	uint64_t here = r->address + (uint64_t)(b->at - r->data), value;

	switch (encoding & 0x0f) {
	case DW_EH_PE_absptr:
	case DW_EH_PE_udata8:
	case DW_EH_PE_sdata8:
		value = fixed_read(b, 8);
		break;
	case DW_EH_PE_udata2:
		value = fixed_read(b, 2);
		break;
	case DW_EH_PE_sdata2:
		value = (uint64_t)(int64_t)(int16_t)fixed_read(b, 2);
		break;
	case DW_EH_PE_udata4:
		value = fixed_read(b, 4);
		break;
	case DW_EH_PE_sdata4:
		value = (uint64_t)(int64_t)(int32_t)fixed_read(b, 4);
		break;
	case DW_EH_PE_uleb128:
		value = uleb_read(b);
		break;
	case DW_EH_PE_sleb128:
		value = (uint64_t)sleb_read(b);
		break;
	default:
		b->at = b->end;
		return 0;
	}
	return !form && (encoding & 0x70) == DW_EH_PE_pcrel ? value + here : value;
}

/* ---- rows ---- */

static bool fits(int64_t words)
{
	const int64_t half = INT64_C(1) << (UNWIND_OFFSET_BITS - 1);

	return words >= -half && words < half;
}

static uint32_t rule_make(enum unwind_kind kind, int64_t words, uint32_t bp)
{
	uint32_t offset = (uint32_t)words & ((1u << UNWIND_OFFSET_BITS) - 1);

	return (uint32_t)kind | offset << UNWIND_OFFSET_SHIFT | bp << UNWIND_BP_SHIFT;
}

/* UNWIND_NONE where the function does something that rows cannot say. */
static uint32_t state_rule(const struct state *s)
{
	int64_t words = s->cfa_offset / 8;
	uint32_t bp = 0;

	if (s->outmost)
		return rule_make(UNWIND_OUTMOST, 0, 0);
	if (s->kind == UNWIND_PLT)
		return rule_make(UNWIND_PLT, s->cfa_offset, 0);
	if (s->kind == UNWIND_NONE || s->cfa_offset % 8 || !fits(words))
		return 0;
	if (s->bp_at_bp)
		bp = UNWIND_BP_AT_BP;
	else if (s->bp_saved && s->bp_offset < 0 && s->bp_offset % 8 == 0 &&
		 -s->bp_offset / 8 < UNWIND_BP_AT_BP)
		bp = (uint32_t)(-s->bp_offset / 8);
	else if (s->bp_saved)
		return 0;
	return rule_make(s->kind, words, bp);
}

static void row_add(struct cfi_rows *rows, uint64_t address, uint32_t rule)
{
	uint64_t pc = address - rows->base;

	if (pc > UINT32_MAX || rows->len == UNWIND_ROWS_MAX)
		return;
	rows->at = array_grow(rows->at, rows->len, &rows->cap, sizeof(*rows->at));
	rows->at[rows->len++] = (struct wire_unwind_row){(uint32_t)pc, rule};
}

/* ---- instructions: DWARF 5, 6.4.2 ---- */

struct run {
	const struct reader *r;
	struct bytes_at code;
	struct state state, remembered[REMEMBERED_MAX];
	unsigned depth;
	uint64_t pc, end; /* of the function; END 0: the common part */
	bool broken;
};

static void advance(struct run *run, uint64_t delta)
{
	delta *= run->r->common.code_align;
	if (!run->end || delta > run->end - run->pc) {
		run->broken = run->end != 0;
		return;
	}
	if (delta)
		row_add(run->r->rows, run->pc, state_rule(&run->state));
	run->pc += delta;
}

static void cfa_set(struct state *s, uint64_t reg, int64_t offset)
{
	s->kind = reg == REG_SP ? UNWIND_SP : reg == REG_BP ? UNWIND_BP : UNWIND_NONE;
	s->cfa_register = (unsigned)reg;
	s->cfa_offset = offset;
}

/*
 * Two expressions are in use: *(bp + offset), where the stack was aligned, and the one of linkers
 * for jumps to libraries: sp + 8 + (((ip & 15) >= N) << 3).
 */
static void cfa_expression(struct state *s, struct bytes_at block)
{
	static const uint8_t head[] = {DW_OP_breg7, 8, DW_OP_breg16, 0, DW_OP_lit15, DW_OP_and};
	static const uint8_t tail[] = {DW_OP_ge, DW_OP_lit3, DW_OP_shl, DW_OP_plus};
	size_t len = (size_t)(block.end - block.at);

	s->kind = UNWIND_NONE;
	if (len == sizeof(head) + 1 + sizeof(tail) && !memcmp(block.at, head, sizeof(head)) &&
	    !memcmp(block.at + sizeof(head) + 1, tail, sizeof(tail)) &&
	    block.at[sizeof(head)] >= DW_OP_lit0 && block.at[sizeof(head)] <= DW_OP_lit15) {
		s->kind = UNWIND_PLT;
		s->cfa_offset = block.at[sizeof(head)] - DW_OP_lit0;
	} else if (len >= 3 && block.at[0] == DW_OP_breg6) {
		block.at++;
		s->cfa_offset = sleb_read(&block);
		if (block.end - block.at == 1 && *block.at == DW_OP_deref)
			s->kind = UNWIND_BP_AT;
	}
}

static struct bytes_at block_read(struct bytes_at *b)
{
	uint64_t len = uleb_read(b);
	struct bytes_at block = {b->at, b->at};

	if (len <= (uint64_t)(b->end - b->at))
		block.end += len;
	else
		b->at = b->end;
	b->at = block.end > b->at ? block.end : b->at;
	return block;
}

static void saved_at(struct state *s, uint64_t reg, int64_t offset)
{
	if (reg == REG_RETURN)
		s->outmost = false;
	if (reg != REG_BP)
		return;
	s->bp_saved = true;
	s->bp_at_bp = false;
	s->bp_offset = offset;
}

/* REG is in a place that an expression says. */
static void saved_by(struct state *s, uint64_t reg, struct bytes_at block)
{
	static const uint8_t at_bp[] = {DW_OP_breg6, 0};

	if (reg != REG_BP)
		return;
	s->bp_at_bp = block.end - block.at == 2 && !memcmp(block.at, at_bp, sizeof(at_bp));
	s->bp_saved = !s->bp_at_bp;
	s->bp_offset = 0; /* not to be said in a row */
}

static void restored(struct run *run, uint64_t reg)
{
	const struct state *initial = &run->r->common.initial;

	if (reg == REG_RETURN)
		run->state.outmost = initial->outmost;
	if (reg != REG_BP)
		return;
	run->state.bp_saved = initial->bp_saved;
	run->state.bp_at_bp = initial->bp_at_bp;
	run->state.bp_offset = initial->bp_offset;
}

static void undefined(struct state *s, uint64_t reg)
{
	if (reg == REG_RETURN)
		s->outmost = true;
	if (reg == REG_BP)
		s->bp_saved = s->bp_at_bp = false;
}

static void state_stack(struct run *run, uint8_t op)
{
	if (op == DW_CFA_remember_state && run->depth < REMEMBERED_MAX)
		run->remembered[run->depth++] = run->state;
	else if (op == DW_CFA_restore_state && run->depth)
		run->state = run->remembered[--run->depth];
	else
		run->broken = true;
}

static void cfa_op(struct run *run, uint8_t op)
{
	int64_t align = run->r->common.data_align;
	struct state *s = &run->state;
	uint64_t reg;

	switch (op) {
	case DW_CFA_def_cfa:
		reg = uleb_read(&run->code);
		cfa_set(s, reg, (int64_t)uleb_read(&run->code));
		break;
	case DW_CFA_def_cfa_sf:
		reg = uleb_read(&run->code);
		cfa_set(s, reg, sleb_read(&run->code) * align);
		break;
	case DW_CFA_def_cfa_register:
		cfa_set(s, uleb_read(&run->code), s->cfa_offset);
		break;
	case DW_CFA_def_cfa_offset:
		cfa_set(s, s->cfa_register, (int64_t)uleb_read(&run->code));
		break;
	case DW_CFA_def_cfa_offset_sf:
		cfa_set(s, s->cfa_register, sleb_read(&run->code) * align);
		break;
	default:
		cfa_expression(s, block_read(&run->code));
		break;
	}
}

static void register_op(struct run *run, uint8_t op)
{
	uint64_t reg = uleb_read(&run->code);
	int64_t align = run->r->common.data_align;
	struct state *s = &run->state;

	switch (op) {
	case DW_CFA_offset_extended:
		saved_at(s, reg, (int64_t)uleb_read(&run->code) * align);
		break;
	case DW_CFA_offset_extended_sf:
		saved_at(s, reg, sleb_read(&run->code) * align);
		break;
	case DW_CFA_GNU_negative_offset_extended:
		saved_at(s, reg, -(int64_t)uleb_read(&run->code) * align);
		break;
	case DW_CFA_restore_extended:
		restored(run, reg);
		break;
	case DW_CFA_expression:
		saved_by(s, reg, block_read(&run->code));
		break;
	case DW_CFA_val_expression:
		saved_by(s, reg, (struct bytes_at){NULL, NULL});
		block_read(&run->code);
		break;
	case DW_CFA_val_offset:
	case DW_CFA_val_offset_sf:
	case DW_CFA_register:
		saved_by(s, reg, (struct bytes_at){NULL, NULL});
		uleb_read(&run->code);
		break;
	default: /* undefined, same_value */
		undefined(s, op == DW_CFA_undefined || reg == REG_BP ? reg : UINT64_MAX);
		break;
	}
}

static void op_run(struct run *run)
{
	uint8_t op = (uint8_t)fixed_read(&run->code, 1), low = op & 0x3f;
	int64_t align = run->r->common.data_align;

	switch (op & 0xc0) {
	case DW_CFA_advance_loc:
		advance(run, low);
		return;
	case DW_CFA_offset:
		saved_at(&run->state, low, (int64_t)uleb_read(&run->code) * align);
		return;
	case DW_CFA_restore:
		restored(run, low);
		return;
	default:
		break;
	}
	switch (op) {
	case DW_CFA_nop:
		break;
	case DW_CFA_set_loc:
		run->broken = true; /* no compiler for x86-64 writes it */
		break;
	case DW_CFA_advance_loc1:
		advance(run, fixed_read(&run->code, 1));
		break;
	case DW_CFA_advance_loc2:
		advance(run, fixed_read(&run->code, 2));
		break;
	case DW_CFA_advance_loc4:
		advance(run, fixed_read(&run->code, 4));
		break;
	case DW_CFA_remember_state:
	case DW_CFA_restore_state:
		state_stack(run, op);
		break;
	case DW_CFA_def_cfa:
	case DW_CFA_def_cfa_sf:
	case DW_CFA_def_cfa_register:
	case DW_CFA_def_cfa_offset:
	case DW_CFA_def_cfa_offset_sf:
	case DW_CFA_def_cfa_expression:
		cfa_op(run, op);
		break;
	case DW_CFA_GNU_args_size:
		uleb_read(&run->code);
		break;
	case DW_CFA_offset_extended:
	case DW_CFA_offset_extended_sf:
	case DW_CFA_GNU_negative_offset_extended:
	case DW_CFA_restore_extended:
	case DW_CFA_expression:
	case DW_CFA_val_expression:
	case DW_CFA_val_offset:
	case DW_CFA_val_offset_sf:
	case DW_CFA_register:
	case DW_CFA_undefined:
	case DW_CFA_same_value:
		register_op(run, op);
		break;
	default:
		run->broken = true;
		break;
	}
}

static void run_all(struct run *run)
{
	while (run->code.at < run->code.end && !run->broken)
		op_run(run);
}

/* ---- entries ---- */

/* "zPLR": what is in the augmentation data, in that order. */
static void augmentation_read(struct reader *r, const Dwarf_CIE *cie)
{
	struct bytes_at data = {cie->augmentation_data,
				cie->augmentation_data + cie->augmentation_data_size};

	if (cie->augmentation[0] == 'z')
		r->common.augmented = true;
	else if (cie->augmentation[0])
		r->common.usable = false;
	for (const char *c = cie->augmentation; *c; c++) {
		switch (*c) {
		case 'P':
			encoded_read(r, &data, (uint8_t)fixed_read(&data, 1), false);
			break;
		case 'L':
			fixed_read(&data, 1);
			break;
		case 'R':
			r->common.encoding = (uint8_t)fixed_read(&data, 1);
			break;
		case 'S':
			r->common.signal = true;
			break;
		default:
			break;
		}
	}
}

static void common_read(struct reader *r, Dwarf_Off offset, const Dwarf_CIE *cie)
{
	struct run run = {.r = r};

	r->common = (struct common){
		.offset = offset,
		.code_align = cie->code_alignment_factor,
		.data_align = cie->data_alignment_factor,
		.usable = cie->return_address_register == REG_RETURN,
	};
	augmentation_read(r, cie);
	run.code = (struct bytes_at){cie->initial_instructions, cie->initial_instructions_end};
	run_all(&run);
	r->common.initial = run.state;
	r->common.usable &= !run.broken;
}

static void function_read(struct reader *r, const Dwarf_FDE *fde)
{
	struct run run = {.r = r, .code = {fde->start, fde->end}, .state = r->common.initial};
	uint64_t begin = encoded_read(r, &run.code, r->common.encoding, false);
	uint64_t len = encoded_read(r, &run.code, r->common.encoding, true);

	if (!len || begin < r->rows->base || len > UINT32_MAX)
		return;
	run.pc = begin;
	run.end = begin + len;
	if (r->common.augmented)
		block_read(&run.code);
	if (r->common.signal) {
		row_add(r->rows, begin, rule_make(UNWIND_SIGNAL, 0, 0));
	} else {
		run_all(&run);
		row_add(r->rows, run.pc, run.broken ? 0 : state_rule(&run.state));
	}
	row_add(r->rows, begin + len, 0);
}

static void entries_read(struct reader *r, const unsigned char *ident, Elf_Data *data)
{
	Dwarf_Off at = 0, next;
	Dwarf_CFI_Entry entry;
	int result;

	r->common.offset = UINT64_MAX;
	while ((result = dwarf_next_cfi(ident, data, true, at, &next, &entry)) <= 0 && next > at) {
		Dwarf_CFI_Entry common;
		Dwarf_Off behind;

		at = next;
		if (result < 0 || dwarf_cfi_cie_p(&entry))
			continue;
		if (entry.fde.CIE_pointer != r->common.offset) {
			if (dwarf_next_cfi(ident, data, true, entry.fde.CIE_pointer, &behind,
					   &common) != 0 ||
			    !dwarf_cfi_cie_p(&common))
				continue;
			common_read(r, entry.fde.CIE_pointer, &common.cie);
		}
		if (r->common.usable)
			function_read(r, &entry.fde);
	}
}

/* ---- all of them ---- */

/* A function that begins where another ends: the end comes first. */
static int row_compare(const void *left, const void *right)
{
	const struct wire_unwind_row *a = left, *b = right;

	if (a->pc != b->pc)
		return a->pc < b->pc ? -1 : 1;
	return (a->rule != 0) - (b->rule != 0);
}

/* Of rows for one address the last; rows that say the same as the one before are left out. */
static void rows_reduce(struct cfi_rows *rows)
{
	size_t kept = 0;

	qsort(rows->at, rows->len, sizeof(*rows->at), row_compare);
	for (size_t i = 0; i < rows->len; i++) {
		if (kept && rows->at[kept - 1].pc == rows->at[i].pc)
			kept--;
		if (kept && rows->at[kept - 1].rule == rows->at[i].rule)
			continue;
		rows->at[kept++] = rows->at[i];
	}
	rows->len = kept;
}

/* The lowest address that is loaded. */
static bool base_find(Elf *elf, uint64_t *base)
{
	size_t count;
	GElf_Phdr h;

	*base = UINT64_MAX;
	if (elf_getphdrnum(elf, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (gelf_getphdr(elf, (int)i, &h) && h.p_type == PT_LOAD)
			*base = MIN(*base, h.p_vaddr);
	}
	return *base != UINT64_MAX;
}

bool cfi_rows_read(struct cfi_rows *rows, Elf *elf)
{
	Elf_Scn *section = elf_section(elf, ".eh_frame");
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	struct reader r = {.rows = rows};
	GElf_Ehdr header;
	GElf_Shdr place;

	*rows = (struct cfi_rows){NULL, 0, 0, 0};
	if (!data || !data->d_buf || !gelf_getehdr(elf, &header) || header.e_machine != EM_X86_64 ||
	    header.e_ident[EI_CLASS] != ELFCLASS64 || !gelf_getshdr(section, &place) ||
	    !base_find(elf, &rows->base))
		return false;
	r.data = data->d_buf;
	r.address = place.sh_addr;
	entries_read(&r, header.e_ident, data);
	if (rows->len)
		rows_reduce(rows);
	return rows->len != 0;
}

void cfi_rows_free(struct cfi_rows *rows)
{
	free(rows->at);
	*rows = (struct cfi_rows){NULL, 0, 0, 0};
}
