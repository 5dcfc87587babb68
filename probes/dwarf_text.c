/*
 * Types of debug information as C text, for listings: "const char* prompt".
 */
#include "probes/debuginfo.h"

/* Pointers to arrays of pointers ... */
#define TEXT_DEPTH 24

static void type_put(Dwarf_Die *die, unsigned depth, struct buf *out);

/* The type of DIE, "void" without one. */
static void type_of_put(Dwarf_Die *die, unsigned depth, struct buf *out)
{
	Dwarf_Die type;

	if (!die_type(die, &type))
		buf_puts(out, "void");
	else if (!depth)
		buf_puts(out, "...");
	else
		type_put(&type, depth - 1, out);
}

static void tagged_put(Dwarf_Die *die, const char *tag, struct buf *out)
{
	const char *name = die_name(die);

	buf_printf(out, "%s %s", tag, name ? name : "{...}");
}

static void array_put(Dwarf_Die *die, unsigned depth, struct buf *out)
{
	uint64_t count;
	Dwarf_Die range;

	type_of_put(die, depth, out);
	if (!die_child(die, &range))
		return;
	for (unsigned i = 0; i < TEXT_DEPTH; i++) {
		if (die_number(&range, DW_AT_count, &count))
			buf_printf(out, "[%llu]", (unsigned long long)count);
		else if (die_number(&range, DW_AT_upper_bound, &count))
			buf_printf(out, "[%llu]", (unsigned long long)count + 1);
		else
			buf_puts(out, "[]");
		if (!die_next(&range))
			return;
	}
}

static void function_put(Dwarf_Die *die, unsigned depth, struct buf *out)
{
	bool first = true;
	Dwarf_Die child;

	type_of_put(die, depth, out);
	buf_puts(out, " (");
	if (depth && die_child(die, &child)) {
		do {
			if (dwarf_tag(&child) != DW_TAG_formal_parameter)
				continue;
			if (!first)
				buf_puts(out, ", ");
			first = false;
			type_of_put(&child, depth / 2, out);
		} while (out->len < 4096 && die_next(&child));
	}
	buf_char(out, ')');
}

static void type_put(Dwarf_Die *die, unsigned depth, struct buf *out)
{
	const char *name = die_name(die);

	switch (dwarf_tag(die)) {
	case DW_TAG_pointer_type:
		type_of_put(die, depth, out);
		buf_char(out, '*');
		break;
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		type_of_put(die, depth, out);
		buf_puts(out, dwarf_tag(die) == DW_TAG_reference_type ? "&" : "&&");
		break;
	case DW_TAG_const_type:
		buf_puts(out, "const ");
		type_of_put(die, depth, out);
		break;
	case DW_TAG_volatile_type:
		buf_puts(out, "volatile ");
		type_of_put(die, depth, out);
		break;
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
		type_of_put(die, depth, out);
		break;
	case DW_TAG_structure_type:
		tagged_put(die, "struct", out);
		break;
	case DW_TAG_class_type:
		tagged_put(die, "class", out);
		break;
	case DW_TAG_union_type:
		tagged_put(die, "union", out);
		break;
	case DW_TAG_enumeration_type:
		tagged_put(die, "enum", out);
		break;
	case DW_TAG_array_type:
		array_put(die, depth, out);
		break;
	case DW_TAG_subroutine_type:
		function_put(die, depth, out);
		break;
	default:
		buf_puts(out, name ? name : "?");
		break;
	}
}

bool debuginfo_parameters(struct debuginfo *d, uint64_t address, struct buf *out)
{
	Dwarf_Die function, child;
	const char *name;

	if (!debuginfo_function(d, address, &function))
		return false;
	if (!die_child(&function, &child))
		return true;
	do {
		if (dwarf_tag(&child) == DW_TAG_unspecified_parameters)
			buf_puts(out, "    ...\n");
		if (dwarf_tag(&child) != DW_TAG_formal_parameter)
			continue;
		buf_puts(out, "    ");
		type_of_put(&child, TEXT_DEPTH, out);
		name = die_name(&child);
		buf_printf(out, "%s%s\n", name ? " " : "", name ? name : "");
	} while (die_next(&child));
	return true;
}
