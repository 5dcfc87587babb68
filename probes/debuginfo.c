/*
 * Opening debug information, finding functions in it, and walking its entries in bounds. Consumes
 * files of any content; produces entries that libdw has checked to lie inside their sections.
 */
#include "probes/debuginfo.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "probes/elf_file.h"

/* Instances of definitions of declarations: three in a row in what compilers write. */
#define ORIGINS_MAX 8
/* typedef of const of typedef ... */
#define STRIP_MAX 64
/* Namespaces and classes around a function. */
#define SCOPE_MAX 12

struct debuginfo {
	struct elf_file code, separate;
	Dwarf *dwarf;
	unsigned machine;
};

static bool has_debug_sections(Elf *elf)
{
	return elf_has_section(elf, ".debug_info") || elf_has_section(elf, ".zdebug_info");
}

/* ERROR: of opening the code, which was found at PATH. */
static const char *debuginfo_read(struct debuginfo *d, const char *error, const char *path)
{
	Elf *elf = d->code.elf;
	GElf_Ehdr header;

	if (error)
		return error;
	if (gelf_getehdr(elf, &header))
		d->machine = header.e_machine;
	if (!has_debug_sections(elf)) {
		if (!elf_file_open_debug(&d->code, path, &d->separate))
			return "it has no debug information, nor is there a separate file with it";
		elf = d->separate.elf;
	}
	d->dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
	return d->dwarf ? NULL : dwarf_errmsg(-1);
}

static struct debuginfo *debuginfo_new(void)
{
	struct debuginfo *d = calloc(1, sizeof(*d));

	if (!d)
		out_of_memory(sizeof(*d));
	d->code.fd = d->separate.fd = -1;
	return d;
}

struct debuginfo *debuginfo_open(const char *path, const char **error)
{
	struct debuginfo *d = debuginfo_new();

	*error = debuginfo_read(d, elf_file_open(&d->code, path), path);
	if (!*error)
		return d;
	debuginfo_free(d);
	return NULL;
}

struct debuginfo *debuginfo_open_fd(int fd, const char *path, const char **error)
{
	struct debuginfo *d = debuginfo_new();

	*error = debuginfo_read(d, elf_file_open_fd(&d->code, fd), path);
	if (!*error)
		return d;
	debuginfo_free(d);
	return NULL;
}

void debuginfo_free(struct debuginfo *d)
{
	if (!d)
		return;
	dwarf_end(d->dwarf);
	if (d->separate.elf)
		elf_file_close(&d->separate);
	if (d->code.elf)
		elf_file_close(&d->code);
	free(d);
}

Dwarf *debuginfo_dwarf(const struct debuginfo *d)
{
	return d->dwarf;
}

unsigned debuginfo_machine(const struct debuginfo *d)
{
	return d->machine;
}

bool debuginfo_unit(struct debuginfo *d, struct unit_walk *walk, Dwarf_Die *unit)
{
	for (;;) {
		Dwarf_Off at = walk->next;
		size_t header;

		if (dwarf_nextcu(d->dwarf, at, &walk->next, &header, NULL, NULL, NULL) != 0 ||
		    walk->next <= at)
			return false;
		if (dwarf_offdie(d->dwarf, at + header, unit))
			return true;
	}
}

/* ---- functions ---- */

static bool is_scope(int tag)
{
	return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_class_type ||
	       tag == DW_TAG_structure_type;
}

/* The function at ADDRESS beside FIRST, or in the namespaces and classes there. */
static bool function_among(Dwarf_Die *first, uint64_t address, unsigned depth, Dwarf_Die *out)
{
	Dwarf_Die die = *first, child;

	do {
		int tag = dwarf_tag(&die);
		Dwarf_Addr low;

		if (tag == DW_TAG_subprogram && dwarf_lowpc(&die, &low) == 0 && low == address) {
			*out = die;
			return true;
		}
		if (depth && is_scope(tag) && die_child(&die, &child) &&
		    function_among(&child, address, depth - 1, out))
			return true;
	} while (die_next(&die));
	return false;
}

static bool function_in_unit(Dwarf_Die *unit, uint64_t address, Dwarf_Die *out)
{
	Dwarf_Die child;

	return die_child(unit, &child) && function_among(&child, address, SCOPE_MAX, out);
}

static bool inlined_in_unit(Dwarf_Die *unit, struct str name)
{
	Dwarf_Die die;
	uint64_t how;

	if (!die_child(unit, &die))
		return false;
	do {
		const char *found;

		if (dwarf_tag(&die) != DW_TAG_subprogram || !die_number(&die, DW_AT_inline, &how) ||
		    (how != DW_INL_inlined && how != DW_INL_declared_inlined))
			continue;
		found = die_name(&die);
		if (found && str_equal(str_from(found), name))
			return true;
	} while (die_next(&die));
	return false;
}

bool debuginfo_is_inlined(struct debuginfo *d, struct str name)
{
	struct unit_walk walk = {0};
	Dwarf_Die unit;

	while (debuginfo_unit(d, &walk, &unit))
		if (inlined_in_unit(&unit, name))
			return true;
	return false;
}

/* Most files have a table of addresses; without one the units themselves are asked. */
bool debuginfo_function(struct debuginfo *d, uint64_t address, Dwarf_Die *function)
{
	struct unit_walk walk = {0};
	Dwarf_Aranges *ranges;
	Dwarf_Arange *range;
	Dwarf_Die unit;
	Dwarf_Off off;
	size_t n;

	if (dwarf_getaranges(d->dwarf, &ranges, &n) == 0 &&
	    (range = dwarf_getarange_addr(ranges, address)) &&
	    dwarf_getarangeinfo(range, NULL, NULL, &off) == 0 &&
	    dwarf_offdie(d->dwarf, off, &unit) && function_in_unit(&unit, address, function))
		return true;
	while (debuginfo_unit(d, &walk, &unit)) {
		if (dwarf_haspc(&unit, address) > 0 && function_in_unit(&unit, address, function))
			return true;
	}
	return false;
}

/* ---- entries ---- */

bool die_reference(Dwarf_Die *die, unsigned name, Dwarf_Die *out)
{
	Dwarf_Attribute attribute;

	return die_attribute(die, name, &attribute) && dwarf_formref_die(&attribute, out);
}

bool die_attribute(Dwarf_Die *die, unsigned name, Dwarf_Attribute *out)
{
	Dwarf_Die at = *die;

	for (unsigned steps = 0; steps < ORIGINS_MAX; steps++) {
		Dwarf_Attribute origin;
		Dwarf_Die next;

		if (dwarf_attr(&at, name, out))
			return true;
		/* Where an entry lies in the code is its own affair. */
		if (name == DW_AT_sibling || name == DW_AT_declaration ||
		    (!dwarf_attr(&at, DW_AT_abstract_origin, &origin) &&
		     !dwarf_attr(&at, DW_AT_specification, &origin) &&
		     !dwarf_attr(&at, DW_AT_signature, &origin)) ||
		    !dwarf_formref_die(&origin, &next))
			return false;
		at = next;
	}
	return false;
}

bool die_flag(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	bool flag = false;

	return die_attribute(die, name, &attribute) && dwarf_formflag(&attribute, &flag) == 0 &&
	       flag;
}

bool die_number(Dwarf_Die *die, unsigned name, uint64_t *value)
{
	Dwarf_Attribute attribute;
	Dwarf_Word word;

	if (!die_attribute(die, name, &attribute) || dwarf_formudata(&attribute, &word))
		return false;
	*value = word;
	return true;
}

const char *die_name(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;

	return die_attribute(die, DW_AT_name, &attribute) ? dwarf_formstring(&attribute) : NULL;
}

bool die_child(Dwarf_Die *die, Dwarf_Die *child)
{
	return dwarf_child(die, child) == 0;
}

/* An entry may say itself where the next one is: only forward, or the walk would never end. */
bool die_next(Dwarf_Die *die)
{
	Dwarf_Die next;

	if (dwarf_siblingof(die, &next) != 0 || dwarf_dieoffset(&next) <= dwarf_dieoffset(die))
		return false;
	*die = next;
	return true;
}

bool die_type(Dwarf_Die *die, Dwarf_Die *type)
{
	return die_reference(die, DW_AT_type, type);
}

bool die_strip(Dwarf_Die *type)
{
	for (unsigned steps = 0; steps < STRIP_MAX; steps++) {
		switch (dwarf_tag(type)) {
		case DW_TAG_typedef:
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
		case DW_TAG_restrict_type:
		case DW_TAG_atomic_type:
		case DW_TAG_immutable_type:
		case DW_TAG_packed_type: {
			Dwarf_Die to;

			if (!die_type(type, &to))
				return false;
			*type = to;
			break;
		}
		default:
			return true;
		}
	}
	return false;
}
