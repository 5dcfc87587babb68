/*
 * Where the parameters of a function are when it begins. Debug information of optimized code says
 * it; else the calling convention does: integers and pointers take registers in their order,
 * floating point numbers take others, large structs lie on the stack.
 */
#include <elf.h>
#include <string.h>

#include "lang/base/vec.h"
#include "probes/dwarf_convert.h"

#define FLATTEN_DEPTH 8

/*
 * Numbers that DWARF gives the registers for integer arguments, in their order: the psABI documents
 * of each architecture.
 */
struct convention {
	unsigned machine;
	unsigned registers;
	unsigned char number[8];
	bool result_takes_first; /* address for a result in memory */
	bool large_by_reference; /* structs that fit no two registers; else they lie on the stack */
};

static const struct convention conventions[] = {
	{EM_X86_64, 6, {5, 4, 1, 2, 8, 9}, true, false},
	{EM_AARCH64, 8, {0, 1, 2, 3, 4, 5, 6, 7}, false, true},
	{EM_RISCV, 8, {10, 11, 12, 13, 14, 15, 16, 17}, true, true},
	{EM_S390, 5, {2, 3, 4, 5, 6}, true, true},
	{EM_PPC64, 8, {3, 4, 5, 6, 7, 8, 9, 10}, true, false},
};

static const struct convention *convention_find(unsigned machine)
{
	for (size_t i = 0; i < ARRAY_LEN(conventions); i++) {
		if (conventions[i].machine == machine)
			return &conventions[i];
	}
	return NULL;
}

/* How a type travels. */
enum travel { BY_REGISTERS, BY_FLOAT, BY_MIXED, BY_MEMORY };

struct passing {
	enum travel travel;
	unsigned words; /* BY_REGISTERS and BY_MIXED: integer registers it takes */
	uint64_t size;
};

/* Marks in WORDS what each 8 bytes hold: 1 integers, 2 floating point. */
static void words_mark(Dwarf_Die *of, uint64_t at, unsigned depth, unsigned char words[2]);

static void word_mark(uint64_t at, uint64_t size, unsigned char mark, unsigned char words[2])
{
	for (uint64_t i = at / 8; i < 2 && i * 8 < at + size; i++)
		words[i] |= mark;
}

static void members_mark(Dwarf_Die *type, uint64_t at, unsigned depth, unsigned char words[2])
{
	Dwarf_Die die;

	if (!depth || !die_child(type, &die))
		return;
	do {
		uint64_t offset = 0;

		if ((dwarf_tag(&die) != DW_TAG_member && dwarf_tag(&die) != DW_TAG_inheritance) ||
		    die_flag(&die, DW_AT_external))
			continue;
		if (!die_number(&die, DW_AT_data_member_location, &offset) &&
		    die_number(&die, DW_AT_data_bit_offset, &offset))
			offset /= 8;
		if (offset < 16)
			words_mark(&die, at + offset, depth - 1, words);
	} while (die_next(&die));
}

static void words_mark(Dwarf_Die *of, uint64_t at, unsigned depth, unsigned char words[2])
{
	uint64_t size = 0, encoding = 0;
	Dwarf_Die type;
	Dwarf_Word bytes;

	if (at >= 16 || !die_type(of, &type) || !die_strip(&type))
		return;
	switch (dwarf_tag(&type)) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		members_mark(&type, at, depth, words);
		return;
	case DW_TAG_array_type:
		if (dwarf_aggregate_size(&type, &bytes) == 0 && bytes <= 16 && depth) {
			unsigned char inner[2] = {0, 0};

			words_mark(&type, 0, depth - 1, inner);
			word_mark(at, bytes, inner[0], words);
		}
		return;
	default:
		size = 8;
		die_number(&type, DW_AT_byte_size, &size);
		die_number(&type, DW_AT_encoding, &encoding);
		word_mark(at, size,
			  dwarf_tag(&type) == DW_TAG_base_type && (encoding == DW_ATE_float ||
								   encoding == DW_ATE_complex_float)
				  ? 2
				  : 1,
			  words);
	}
}

static bool is_aggregate(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
	       tag == DW_TAG_union_type || tag == DW_TAG_array_type;
}

/* DIE: a parameter, or a function for its result. */
static struct passing passing_of(const struct convention *c, Dwarf_Die *die)
{
	struct passing p = {.travel = BY_REGISTERS, .words = 1, .size = 8};
	unsigned char words[2] = {0, 0};
	uint64_t convention = 0;
	Dwarf_Die type;
	Dwarf_Word size;

	if (!die_type(die, &type) || !die_strip(&type))
		return p;
	/* C++ objects with constructors travel by their address. */
	if (is_aggregate(dwarf_tag(&type)) &&
	    die_number(&type, DW_AT_calling_convention, &convention) &&
	    convention == DW_CC_pass_by_reference)
		return (struct passing){BY_MEMORY, 1, 0};
	if (dwarf_tag(&type) == DW_TAG_pointer_type || dwarf_aggregate_size(&type, &size))
		return p;
	p.size = size;
	if (size > 16)
		return (struct passing){BY_MEMORY, c->large_by_reference, size};
	words_mark(die, 0, FLATTEN_DEPTH, words);
	p.words = (words[0] & 1) + (words[1] & 1);
	if (!p.words && (words[0] | words[1]))
		p.travel = BY_FLOAT;
	else if (size > 8 && p.words != 2)
		p.travel = BY_MIXED;
	return p;
}

/* ---- parameters ---- */

struct parameters {
	struct dwarf_types *dt;
	struct debuginfo *file;
	const struct convention *convention;
	Dwarf_Addr entry;
	bool rewritten; /* the compiler made another signature of it: foo.isra.0 */
	unsigned next;	/* integer register that the next parameter takes */
	struct parameter_fields VEC(struct field) fields, hidden;
};

/* The argument register in which DIE is when the function begins, as debug information has it. */
static bool recorded_register(const struct parameters *p, Dwarf_Die *die, unsigned *number)
{
	Dwarf_Attribute attribute;
	size_t lengths[1];
	Dwarf_Op *ops[1];
	unsigned reg;

	if (!dwarf_attr(die, DW_AT_location, &attribute) ||
	    dwarf_getlocation_addr(&attribute, p->entry, ops, lengths, 1) != 1 || lengths[0] != 1)
		return false;
	if (ops[0]->atom >= DW_OP_reg0 && ops[0]->atom <= DW_OP_reg31)
		reg = ops[0]->atom - DW_OP_reg0;
	else
		return false;
	for (unsigned i = 0; i < p->convention->registers; i++) {
		if (p->convention->number[i] == reg) {
			*number = i;
			return true;
		}
	}
	return false;
}

static const char *out_of_reach(const struct parameters *p, Dwarf_Die *die,
				const struct passing *passing, unsigned *number)
{
	*number = p->next;
	if (dwarf_hasattr(die, DW_AT_const_value))
		return "is a constant in this copy of the function";
	if (!p->convention)
		return "is passed in a way that is not known for this machine";
	if (recorded_register(p, die, number))
		return NULL;
	if (p->rewritten)
		return "lies at no recorded place: the compiler changed the function's parameters";
	switch (passing->travel) {
	case BY_FLOAT:
	case BY_MIXED:
		return "is passed in a floating point register";
	case BY_MEMORY:
		return "is passed in memory, not in a register";
	case BY_REGISTERS:
		break;
	}
	if (p->next + passing->words > p->convention->registers)
		return "is passed on the stack, not in a register";
	return NULL;
}

static void parameter_add(struct parameters *p, Dwarf_Die *die)
{
	struct passing passing = {BY_REGISTERS, 1, 8};
	const char *name = die_name(die), *reason;
	struct field f = {0};
	unsigned number;

	if (p->convention)
		passing = passing_of(p->convention, die);
	reason = out_of_reach(p, die, &passing, &number);
	if (!dwarf_hasattr(die, DW_AT_const_value) && p->convention &&
	    number + passing.words <= p->convention->registers && passing.travel != BY_FLOAT)
		p->next = number + passing.words;
	if (!name)
		return;
	f.name = dwarf_name(p->dt, name);
	f.type = dwarf_type_of(p->dt, p->file, die);
	if (f.type->kind == T_ERROR || f.type->kind == T_VOID) {
		f.type = type_int(dwarf_table(p->dt), 8, false);
		reason = reason ? reason : "has a type that has no value";
	}
	f.offset = 8 * number;
	f.tag = reason;
	if (reason)
		vec_push(dwarf_arena(p->dt), &p->hidden, f);
	else
		vec_push(dwarf_arena(p->dt), &p->fields, f);
}

static const struct type *fields_type(struct parameters *p, const struct parameter_fields *fields,
				      const char *name)
{
	struct type *t = type_struct_new(dwarf_table(p->dt), dwarf_name(p->dt, name), false);

	t->fields = fields->at;
	t->nfields = (uint32_t)fields->len;
	t->size = 8 * (p->convention ? p->convention->registers : 1);
	t->align = 8;
	t->complete = true;
	return t;
}

static const struct type *arguments_of(struct dwarf_types *dt, struct debuginfo *d,
				       Dwarf_Die *function, const struct binary_symbol *symbol,
				       const struct type **hidden)
{
	struct parameters p = {
		.dt = dt,
		.file = d,
		.convention = convention_find(debuginfo_machine(d)),
		.entry = symbol->address,
		.rewritten = strstr(symbol->name, ".isra.") || strstr(symbol->name, ".constprop."),
	};
	struct passing result;
	Dwarf_Die die;

	if (p.convention && p.convention->result_takes_first) {
		result = passing_of(p.convention, function);
		p.next = result.travel == BY_MEMORY;
	}
	if (die_child(function, &die)) {
		do {
			if (dwarf_tag(&die) == DW_TAG_formal_parameter)
				parameter_add(&p, &die);
		} while (die_next(&die));
	}
	*hidden = fields_type(&p, &p.hidden, symbol->name);
	return fields_type(&p, &p.fields, symbol->name);
}

const struct type *dwarf_arguments(struct dwarf_types *dt, const char *path,
				   const struct binary_symbol *function, const struct type **hidden,
				   const char **error)
{
	struct debuginfo *d = dwarf_types_file(dt, path, error);
	Dwarf_Die die;

	if (!d)
		return NULL;
	if (!debuginfo_function(d, function->address, &die)) {
		*error = "its debug information does not describe the function";
		return NULL;
	}
	return arguments_of(dt, d, &die, function, hidden);
}
