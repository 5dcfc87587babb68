/*
 * Line tables. One line of source becomes many rows: it is taken up again by the scheduler of the
 * compiler, and exists once for every place that a function is inlined at. A probe belongs on the
 * first instruction of each.
 */
#include "probes/dwarf_lines.h"

#include <stdlib.h>
#include <string.h>

#include "probes/debuginfo.h"

/* Blocks and inlined functions inside each other. */
#define SCOPE_DEPTH 64

struct line_hit {
	uint64_t address;
	const void *scope; /* entry of the function or inlined function it lies in */
};

struct line_hits VEC(struct line_hit);

/* ---- where an address lies ---- */

static bool may_hold_code(int tag)
{
	switch (tag) {
	case DW_TAG_subprogram:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_lexical_block:
	case DW_TAG_try_block:
	case DW_TAG_catch_block:
		return true;
	default:
		return false;
	}
}

static bool is_scope(int tag)
{
	return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_class_type ||
	       tag == DW_TAG_structure_type;
}

/* The innermost function around ADDRESS beside FIRST; OUTER when there is none. */
static const void *scope_among(Dwarf_Die *first, uint64_t address, const void *outer,
			       unsigned depth)
{
	Dwarf_Die die = *first, child;

	do {
		int tag = dwarf_tag(&die);
		const void *found = outer;

		if (may_hold_code(tag)) {
			if (dwarf_haspc(&die, address) <= 0)
				continue;
			if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine)
				found = die.addr;
			if (depth && die_child(&die, &child))
				found = scope_among(&child, address, found, depth - 1);
			return found;
		}
		if (depth && is_scope(tag) && die_child(&die, &child)) {
			found = scope_among(&child, address, outer, depth - 1);
			if (found != outer)
				return found;
		}
	} while (die_next(&die));
	return outer;
}

static const void *scope_of(Dwarf_Die *unit, uint64_t address)
{
	Dwarf_Die child;

	return die_child(unit, &child) ? scope_among(&child, address, NULL, SCOPE_DEPTH) : NULL;
}

/* ---- rows ---- */

/* "src/main.c" names ".../src/main.c", not ".../xsrc/main.c". */
static bool file_matches(struct str wanted, const char *path)
{
	struct str whole = str_from(path);

	while (str_starts(wanted, STR("./")))
		wanted = str_slice(wanted, 2, wanted.len);
	if (!str_ends(whole, wanted))
		return false;
	return whole.len == wanted.len || wanted.at[0] == '/' ||
	       whole.at[whole.len - wanted.len - 1] == '/';
}

static bool column_matches(const struct line_search *s, Dwarf_Line *row)
{
	int column;

	return !s->column ||
	       (dwarf_linecol(row, &column) == 0 && column > 0 && (unsigned)column == s->column);
}

static void row_visit(struct arena *a, struct line_search *s, Dwarf_Die *unit, Dwarf_Line *row,
		      struct line_hits *hits)
{
	bool begins = false, ends = false;
	const char *path;
	Dwarf_Addr address;
	int line;

	if (dwarf_lineno(row, &line) || line <= 0 || (unsigned)line < s->line ||
	    dwarf_linebeginstatement(row, &begins) || !begins ||
	    dwarf_lineendsequence(row, &ends) || ends)
		return;
	if ((unsigned)line > s->line && s->file_known && s->next_line &&
	    (unsigned)line >= s->next_line)
		return;
	path = dwarf_linesrc(row, NULL, NULL);
	if (!path || !file_matches(s->file, path))
		return;
	s->file_known = true;
	if ((unsigned)line > s->line) {
		s->next_line = s->next_line ? MIN(s->next_line, (unsigned)line) : (unsigned)line;
		return;
	}
	if (!column_matches(s, row) || dwarf_lineaddr(row, &address))
		return;
	vec_push(a, hits, (struct line_hit){address, scope_of(unit, address)});
}

static bool unit_has_file(Dwarf_Die *unit, struct str file)
{
	Dwarf_Files *files;
	size_t n;

	if (dwarf_getsrcfiles(unit, &files, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *path = dwarf_filesrc(files, i, NULL, NULL);

		if (path && file_matches(file, path))
			return true;
	}
	return false;
}

static int hit_compare(const void *a, const void *b)
{
	const struct line_hit *x = a, *y = b;

	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	return (x->address > y->address) - (x->address < y->address);
}

static int address_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The first address of each function. */
static void hits_reduce(struct arena *a, struct line_hits *hits, struct line_search *s)
{
	size_t kept = 0;

	if (!hits->len)
		return;
	qsort(hits->at, hits->len, sizeof(*hits->at), hit_compare);
	for (size_t i = 0; i < hits->len; i++) {
		if (!i || hits->at[i].scope != hits->at[i - 1].scope)
			vec_push(a, &s->found, hits->at[i].address);
	}
	qsort(s->found.at, s->found.len, sizeof(*s->found.at), address_compare);
	for (size_t i = 1; i < s->found.len; i++) {
		if (s->found.at[i] != s->found.at[kept])
			s->found.at[++kept] = s->found.at[i];
	}
	s->found.len = kept + 1;
}

void debuginfo_lines(struct debuginfo *d, struct arena *a, struct line_search *s)
{
	struct line_hits hits = {0};
	struct unit_walk walk = {0};
	Dwarf_Lines *lines;
	Dwarf_Die unit;
	size_t n;

	while (debuginfo_unit(d, &walk, &unit)) {
		if (!unit_has_file(&unit, s->file))
			continue;
		s->file_known = true;
		if (dwarf_getsrclines(&unit, &lines, &n))
			continue;
		for (size_t i = 0; i < n; i++)
			row_visit(a, s, &unit, dwarf_onesrcline(lines, i), &hits);
	}
	hits_reduce(a, &hits, s);
}

bool debuginfo_line_begins(struct debuginfo *d, uint64_t address)
{
	struct unit_walk walk = {0};
	Dwarf_Die unit;

	while (debuginfo_unit(d, &walk, &unit)) {
		Dwarf_Line *row;
		Dwarf_Addr at;

		if (dwarf_haspc(&unit, address) <= 0)
			continue;
		row = dwarf_getsrc_die(&unit, address);
		if (row && dwarf_lineaddr(row, &at) == 0 && at == address)
			return true;
	}
	return false;
}
