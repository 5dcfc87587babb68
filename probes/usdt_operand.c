/*
 * Operands of x86-64 (AT&T syntax) and arm64. Consumes text from a file, which may be anything;
 * what does not fit the grammar becomes OPERAND_UNKNOWN.
 */
#include "probes/usdt_operand.h"

#include <elf.h>
#include <stdlib.h>

/* Takes PREFIX from *TEXT when it begins with it. */
static bool take(struct str *text, const char *prefix)
{
	struct str p = str_from(prefix);

	if (!str_starts(*text, p))
		return false;
	*text = str_slice(*text, p.len, text->len);
	return true;
}

/* An integer with a sign, decimal, octal or hexadecimal. */
static bool take_number(struct str *text, int64_t *value)
{
	char room[32], *end;
	size_t n = MIN(text->len, sizeof(room) - 1);

	memcpy(room, text->at, n);
	room[n] = '\0';
	if (room[0] != '-' && room[0] != '+' && (room[0] < '0' || room[0] > '9'))
		return false;
	*value = room[0] == '-' ? (int64_t)strtoll(room, &end, 0)
				: (int64_t)strtoull(room, &end, 0);
	if (end == room)
		return false;
	*text = str_slice(*text, (size_t)(end - room), text->len);
	return true;
}

/* The characters of a register's name. */
static struct str take_word(struct str *text)
{
	size_t n = 0;
	struct str word;

	while (n < text->len && ((text->at[n] >= 'a' && text->at[n] <= 'z') ||
				 (text->at[n] >= '0' && text->at[n] <= '9')))
		n++;
	word = str_slice(*text, 0, n);
	*text = str_slice(*text, n, text->len);
	return word;
}

/* ---- x86-64 ---- */

static const struct x86_register {
	const char *name; /* of pt_regs */
	const char *spelled[4];
	const char *second_byte;
} x86_registers[] = {
	{"ax", {"rax", "eax", "ax", "al"}, "ah"},
	{"bx", {"rbx", "ebx", "bx", "bl"}, "bh"},
	{"cx", {"rcx", "ecx", "cx", "cl"}, "ch"},
	{"dx", {"rdx", "edx", "dx", "dl"}, "dh"},
	{"si", {"rsi", "esi", "si", "sil"}, NULL},
	{"di", {"rdi", "edi", "di", "dil"}, NULL},
	{"bp", {"rbp", "ebp", "bp", "bpl"}, NULL},
	{"sp", {"rsp", "esp", "sp", "spl"}, NULL},
	{"r8", {"r8", "r8d", "r8w", "r8b"}, NULL},
	{"r9", {"r9", "r9d", "r9w", "r9b"}, NULL},
	{"r10", {"r10", "r10d", "r10w", "r10b"}, NULL},
	{"r11", {"r11", "r11d", "r11w", "r11b"}, NULL},
	{"r12", {"r12", "r12d", "r12w", "r12b"}, NULL},
	{"r13", {"r13", "r13d", "r13w", "r13b"}, NULL},
	{"r14", {"r14", "r14d", "r14w", "r14b"}, NULL},
	{"r15", {"r15", "r15d", "r15w", "r15b"}, NULL},
	{"ip", {"rip", "eip", "ip", "rip"}, NULL},
};

/* "%eax"; SHIFT may be NULL where a byte register makes no sense. */
static const char *x86_register(struct str *text, uint8_t *shift)
{
	struct str word;

	if (!take(text, "%"))
		return NULL;
	word = take_word(text);
	for (size_t i = 0; i < ARRAY_LEN(x86_registers); i++) {
		const struct x86_register *r = &x86_registers[i];

		for (unsigned k = 0; k < ARRAY_LEN(r->spelled); k++) {
			if (str_equal(word, str_from(r->spelled[k])))
				return r->name;
		}
		if (shift && r->second_byte && str_equal(word, str_from(r->second_byte))) {
			*shift = 8;
			return r->name;
		}
	}
	return NULL;
}

/* "(%rbp)", "(%rax,%rbx,8)", "(,%rbx,8)" */
static bool x86_memory(struct str *text, struct operand *o)
{
	int64_t scale = 1;

	if (!take(text, "("))
		return false;
	if (!str_starts(*text, STR(",")) && !(o->base = x86_register(text, NULL)))
		return false;
	if (take(text, ",")) {
		if (!(o->index = x86_register(text, NULL)))
			return false;
		if (take(text, ",") &&
		    (!take_number(text, &scale) || scale < 1 || scale > 8 || (scale & (scale - 1))))
			return false;
	}
	o->scale = (uint8_t)scale;
	o->kind = OPERAND_MEMORY;
	return take(text, ")");
}

/* "name(%rip)", "8+name(%rip)", "name+8(%rip)": what lies in the program's own data. */
static bool x86_symbol(struct arena *a, struct str *text, struct operand *o)
{
	int64_t offset = 0, more = 0;
	size_t n = 0;

	if (take_number(text, &offset) && !take(text, "+"))
		return false;
	while (n < text->len && text->at[n] != '+' && text->at[n] != '-' && text->at[n] != '(')
		n++;
	if (!n)
		return false;
	o->symbol = arena_strdup(a, str_slice(*text, 0, n));
	*text = str_slice(*text, n, text->len);
	if (!str_starts(*text, STR("(")) && !take_number(text, &more))
		return false;
	o->value = (int64_t)((uint64_t)offset + (uint64_t)more);
	o->kind = OPERAND_MEMORY;
	o->base = "ip";
	return take(text, "(%rip)");
}

static bool x86_operand(struct arena *a, struct str *text, struct operand *o)
{
	struct str whole = *text;

	if (take(text, "$")) {
		o->kind = OPERAND_CONSTANT;
		return take_number(text, &o->value);
	}
	if (str_starts(*text, STR("%"))) {
		o->kind = OPERAND_REGISTER;
		o->base = x86_register(text, &o->shift);
		return o->base != NULL;
	}
	if (take_number(text, &o->value) && !text->len) {
		o->kind = OPERAND_MEMORY; /* an address */
		return true;
	}
	if (x86_memory(text, o))
		return true;
	*text = whole;
	return str_ends(whole, STR("(%rip)")) && x86_symbol(a, text, o);
}

/* ---- arm64 ---- */

static const char *arm64_register(struct arena *a, struct str *text)
{
	struct str word = take_word(text), number = str_slice(word, 1, word.len);
	int64_t n;

	if (str_equal(word, STR("sp")))
		return "sp";
	if (word.len < 2 || (word.at[0] != 'x' && word.at[0] != 'w') || number.at[0] > '9' ||
	    !take_number(&number, &n) || number.len || n > 30)
		return NULL;
	return arena_printf(a, "r%d", (int)n);
}

/* "x0", "[sp, 8]", "[x1]", "5" */
static bool arm64_operand(struct arena *a, struct str *text, struct operand *o)
{
	if (take(text, "[")) {
		o->kind = OPERAND_MEMORY;
		o->scale = 1;
		o->base = arm64_register(a, text);
		if (!o->base)
			return false;
		if (take(text, ",")) {
			*text = str_trim(*text);
			take(text, "#");
			if (!take_number(text, &o->value))
				return false;
		}
		return take(text, "]");
	}
	if (take_number(text, &o->value)) {
		o->kind = OPERAND_CONSTANT;
		return true;
	}
	o->kind = OPERAND_REGISTER;
	o->base = arm64_register(a, text);
	return o->base != NULL;
}

/* ---- the list ---- */

/* "-4@" and what follows. Without a size it is a word. */
static bool operand_parse(struct arena *a, unsigned machine, struct str text, struct operand *o)
{
	struct str rest = text;
	int64_t size = 8;
	bool known;

	if (take_number(&rest, &size) && take(&rest, "@")) {
		text = rest;
	} else {
		size = 8;
		if (str_find_char(text, '@') >= 0)
			return false; /* "8f@": a floating point number */
	}
	o->is_signed = size < 0;
	size = size < 0 ? -size : size;
	if (size != 1 && size != 2 && size != 4 && size != 8)
		return false;
	o->size = (uint8_t)size;
	switch (machine) {
	case EM_X86_64:
		known = x86_operand(a, &text, o);
		break;
	case EM_AARCH64:
		known = arm64_operand(a, &text, o);
		break;
	default:
		return false;
	}
	return known && !text.len;
}

/* Where the operand at the beginning of TEXT ends: at a space that stands in no brackets. */
static size_t operand_end(struct str text)
{
	unsigned depth = 0;
	size_t i;

	for (i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == ' ' && !depth)
			break;
		depth += c == '[' || c == '(';
		depth -= (c == ']' || c == ')') && depth;
	}
	return i;
}

unsigned usdt_operands(struct arena *a, unsigned machine, struct str text,
		       struct operand out[USDT_OPERANDS_MAX])
{
	unsigned n = 0;

	for (text = str_trim(text); text.len && n < USDT_OPERANDS_MAX; text = str_trim(text)) {
		size_t end = operand_end(text);
		struct str one = str_slice(text, 0, end);
		struct operand *o = &out[n++];

		*o = (struct operand){.kind = OPERAND_UNKNOWN};
		if (!operand_parse(a, machine, one, o))
			*o = (struct operand){.kind = OPERAND_UNKNOWN};
		o->text = arena_strdup(a, one);
		text = str_slice(text, end, text.len);
	}
	return n;
}

static bool name_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool operand_equal(const struct operand *a, const struct operand *b)
{
	return a->kind == b->kind && a->size == b->size && a->is_signed == b->is_signed &&
	       a->shift == b->shift && a->scale == b->scale && a->value == b->value &&
	       name_equal(a->base, b->base) && name_equal(a->index, b->index);
}
