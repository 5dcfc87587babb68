/*
 * An inlined function knows the place of its call, so each line belongs to the function outside of
 * it; the line table has the line of the innermost one.
 */
#include "probes/dwarf_frames.h"

#include "probes/debuginfo.h"

/* Blocks and inlined functions inside each other. */
#define DEPTH_MAX 64
#define CHAIN_MAX 32

struct chain {
	Dwarf_Die at[CHAIN_MAX]; /* outermost first */
	size_t len;
};

static bool is_scope(int tag)
{
	return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_class_type ||
	       tag == DW_TAG_structure_type;
}

static bool may_hold_code(int tag)
{
	return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine ||
	       tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
}

/* The functions around ADDRESS beside FIRST and inside of it. */
static bool chain_among(Dwarf_Die *first, uint64_t address, struct chain *chain, unsigned depth)
{
	Dwarf_Die die = *first, child;

	do {
		int tag = dwarf_tag(&die);

		if (is_scope(tag)) {
			if (depth && die_child(&die, &child) &&
			    chain_among(&child, address, chain, depth - 1))
				return true;
			continue;
		}
		if (!may_hold_code(tag) || dwarf_haspc(&die, address) <= 0)
			continue;
		if ((tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine) &&
		    chain->len < CHAIN_MAX)
			chain->at[chain->len++] = die;
		if (depth && die_child(&die, &child))
			chain_among(&child, address, chain, depth - 1);
		return true;
	} while (die_next(&die));
	return false;
}

static bool unit_find(struct debuginfo *d, uint64_t address, Dwarf_Die *unit)
{
	struct unit_walk walk = {0};

	if (dwarf_addrdie(debuginfo_dwarf(d), address, unit))
		return true;
	/* Not all compilers write a table of addresses. */
	while (debuginfo_unit(d, &walk, unit)) {
		if (dwarf_haspc(unit, address) > 0)
			return true;
	}
	return false;
}

static const char *function_name(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;

	if (die_attribute(die, DW_AT_linkage_name, &attribute) ||
	    die_attribute(die, DW_AT_MIPS_linkage_name, &attribute))
		return dwarf_formstring(&attribute);
	return die_name(die);
}

static void line_of_address(Dwarf_Die *unit, uint64_t address, struct source_frame *frame)
{
	Dwarf_Line *row = dwarf_getsrc_die(unit, address);
	int line;

	if (!row || dwarf_lineno(row, &line) || line <= 0)
		return;
	frame->line = (unsigned)line;
	frame->file = dwarf_linesrc(row, NULL, NULL);
}

/* Where INLINED was called. */
static void line_of_call(Dwarf_Die *unit, Dwarf_Die *inlined, struct source_frame *frame)
{
	uint64_t line, file;
	Dwarf_Files *files;
	size_t n;

	if (!die_number(inlined, DW_AT_call_line, &line) ||
	    !die_number(inlined, DW_AT_call_file, &file) || !line || line > UINT32_MAX ||
	    dwarf_getsrcfiles(unit, &files, &n) || file >= n)
		return;
	frame->line = (unsigned)line;
	frame->file = dwarf_filesrc(files, file, NULL, NULL);
}

size_t debuginfo_frames(struct debuginfo *d, uint64_t address, struct source_frame *frames,
			size_t max)
{
	struct chain chain = {.len = 0};
	Dwarf_Die unit, child;
	size_t n = 0;

	if (!max || !unit_find(d, address, &unit))
		return 0;
	frames[0] = (struct source_frame){NULL, NULL, 0};
	line_of_address(&unit, address, &frames[0]);
	if (die_child(&unit, &child))
		chain_among(&child, address, &chain, DEPTH_MAX);
	while (chain.len > n && n < max) {
		Dwarf_Die *die = &chain.at[chain.len - 1 - n];

		frames[n++].function = function_name(die);
		if (n == max || n == chain.len)
			break;
		frames[n] = (struct source_frame){NULL, NULL, 0};
		line_of_call(&unit, die, &frames[n]);
	}
	/* Without any function there is still a line, unless there is none either. */
	return n ? n : frames[0].line != 0;
}
