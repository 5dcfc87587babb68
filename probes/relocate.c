/*
 * CO-RE relocations by our own index of the kernel's types: a fraction of a millisecond for each
 * and 3 ms for the index, where libbpf reads all types for 20 ms. The format is that of
 * include/uapi/linux/bpf.h (struct bpf_core_relo) and Documentation/bpf/btf.rst; of what can be
 * expressed there codegen/relocate.c makes types, enumerators, and one named field of a struct.
 *
 * The object is data from outside: every offset is checked before it is followed.
 */
#include "probes/relocate.h"

#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "lang/image.h"
#include "probes/btf.h"
#include "probes/modules.h"

#define DEPTH_MAX 16 /* anonymous structs within each other */
#define PROBLEMS_MAX 8

/* enum bpf_core_relo_kind, which older headers lack. */
enum relocation_kind {
	RELO_BYTE_OFFSET = 0,
	RELO_BYTE_SIZE = 1,
	RELO_EXISTS = 2,
	RELO_SHIFT_UP = 4,
	RELO_SHIFT_DOWN = 5,
	RELO_TYPE_SIZE = 9,
	RELO_ENUM_VALUE = 11,
};

/* struct btf_ext_header of libbpf; only the parts that are there by all of its versions. */
struct ext_header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t header_len, func_off, func_len, line_off, line_len, core_off, core_len;
};

struct relocation {
	uint32_t insn_off, type, access, kind; /* struct bpf_core_relo */
};

struct line {
	uint32_t insn_off, file, text, line_col; /* struct bpf_line_info */
};

/* A type of the kernel or of one of its modules. */
struct found_type {
	const struct btf_index *btf;
	uint32_t id;
};

struct member {
	const struct btf_index *btf;
	uint32_t type, bit, bit_size; /* bit_size 0: not a bit-field */
};

struct relocator {
	struct arena *arena;
	struct buf *message;
	struct bytes object;
	unsigned char *ext; /* section .BTF.ext, behind the header's length */
	struct ext_header header;
	struct btf_index *local, *kernel;
	struct module_indexes VEC(struct btf_index *) modules;
	bool modules_read;
	struct problems VEC(const char *) problems;
	/* Where the relocation at hand is. */
	struct str section;
	const struct relocation *relocation;
};

/* ---- what the object says ---- */

static const char *local_string(const struct relocator *r, uint32_t offset)
{
	return btf_index_string(r->local, offset);
}

/*
 * One part of .BTF.ext is: u32 size of a record, then for each section of code { u32 name, u32 n, n
 * records }. Calls VISIT for each record, of which at least NEED bytes are there; stops at what is
 * damaged.
 */
static void records_walk(struct relocator *r, uint32_t off, uint32_t len, uint32_t need,
			 void (*visit)(struct relocator *r, const char *section, const void *record,
				       void *arg),
			 void *arg)
{
	const unsigned char *at = r->ext + off, *end = at + len;
	uint32_t size, head[2];

	if (len < 4)
		return;
	memcpy(&size, at, 4);
	at += 4;
	if (size < need)
		return;
	while ((size_t)(end - at) >= sizeof(head)) {
		memcpy(head, at, sizeof(head));
		at += sizeof(head);
		if ((size_t)(end - at) / size < head[1])
			return;
		for (uint32_t i = 0; i < head[1]; i++, at += size)
			visit(r, local_string(r, head[0]), at, arg);
	}
}

struct line_search {
	struct line found;
	bool any;
};

static void line_visit(struct relocator *r, const char *section, const void *record, void *arg)
{
	struct line_search *s = arg;
	struct line line;

	memcpy(&line, record, sizeof(line));
	if (!str_equal(str_from(section), r->section) ||
	    (s->any && s->found.insn_off >= r->relocation->insn_off))
		return;
	s->found = line;
	s->any = true;
}

/*
 * "x.bt:3:5: " of the instruction at hand. LLVM gives it no line of its own: it is that of the next
 * one, which uses it. Empty: nobody knows.
 */
static const char *place_of(struct relocator *r)
{
	struct line_search s = {.any = false};

	if (r->relocation)
		records_walk(r, r->header.line_off, r->header.line_len, sizeof(struct line),
			     line_visit, &s);
	if (!s.any)
		return "";
	return arena_printf(r->arena, "%s:%u:%u: ", local_string(r, s.found.file),
			    s.found.line_col >> 10, s.found.line_col & 0x3ff);
}

/* ---- what is wrong ---- */

ATTR_PRINTF(2, 3) static void problem(struct relocator *r, const char *format, ...)
{
	struct utsname kernel;
	const char *text, *whole;
	va_list ap;

	va_start(ap, format);
	text = arena_vprintf(r->arena, format, ap);
	va_end(ap);
	uname(&kernel);
	whole = arena_printf(r->arena, "%sERROR: on this kernel (%s) %s\n", place_of(r),
			     kernel.release, text);
	for (size_t i = 0; i < r->problems.len; i++)
		if (strcmp(r->problems.at[i], whole) == 0)
			return;
	vec_push(r->arena, &r->problems, whole);
	if (r->problems.len <= PROBLEMS_MAX)
		buf_puts(r->message, whole);
}

/* ---- types here ---- */

static void modules_open(struct relocator *r)
{
	struct module_names names = {0};
	const char *error;

	r->modules_read = true;
	modules_find(r->arena, STR("*"), &names);
	for (size_t i = 0; i < names.len; i++) {
		struct btf_index *b = module_btf_load(names.at[i], r->kernel, &error);

		if (b)
			vec_push(r->arena, &r->modules, b);
	}
}

static bool type_find(struct relocator *r, unsigned kind, struct str name, struct found_type *out)
{
	out->btf = r->kernel;
	out->id = btf_index_find(r->kernel, kind, name);
	if (out->id)
		return true;
	if (!r->modules_read)
		modules_open(r);
	for (size_t i = 0; i < r->modules.len; i++) {
		out->btf = r->modules.at[i];
		out->id = btf_index_find(out->btf, kind, name);
		if (out->id)
			return true;
	}
	return false;
}

/* An enum of some values may have become one of 64 bits. */
static bool type_here(struct relocator *r, const struct btf_type *local, struct found_type *out)
{
	struct str name = str_from(local_string(r, local->name_off));
	unsigned kind = btf_type_kind(local);

	if (type_find(r, kind, name, out))
		return true;
	if (kind == BTF_KIND_ENUM)
		return type_find(r, SONDE_BTF_KIND_ENUM64, name, out);
	return kind == SONDE_BTF_KIND_ENUM64 && type_find(r, BTF_KIND_ENUM, name, out);
}

static const char *kind_word(const struct btf_type *t)
{
	switch (btf_type_kind(t)) {
	case BTF_KIND_STRUCT:
		return "struct ";
	case BTF_KIND_UNION:
		return "union ";
	case BTF_KIND_ENUM:
	case SONDE_BTF_KIND_ENUM64:
		return "enum ";
	default:
		return "";
	}
}

/* "struct task_struct" */
static const char *type_words(struct relocator *r, const struct btf_type *local)
{
	return arena_printf(r->arena, "%s%s", kind_word(local), local_string(r, local->name_off));
}

static bool is_composite(const struct btf_type *t)
{
	return t && (btf_type_kind(t) == BTF_KIND_STRUCT || btf_type_kind(t) == BTF_KIND_UNION);
}

static void member_read(const struct btf_index *b, const struct btf_type *s, uint32_t i,
			struct member *out)
{
	const struct btf_member *m = (const struct btf_member *)(const void *)(s + 1) + i;
	bool packed = btf_type_kind_flag(s);

	*out = (struct member){
		.btf = b,
		.type = m->type,
		.bit = packed ? BTF_MEMBER_BIT_OFFSET(m->offset) : m->offset,
		.bit_size = packed ? BTF_MEMBER_BITFIELD_SIZE(m->offset) : 0,
	};
}

static const char *member_name(const struct btf_index *b, const struct btf_type *s, uint32_t i)
{
	const struct btf_member *m = (const struct btf_member *)(const void *)(s + 1) + i;

	return btf_index_string(b, m->name_off);
}

/* The member NAME of struct ID, also of nameless structs in it. */
static bool member_find(const struct btf_index *b, uint32_t id, const char *name, unsigned depth,
			struct member *out)
{
	const struct btf_type *s = btf_index_type(b, btf_index_strip(b, id));
	struct member outer;

	if (!is_composite(s) || depth > DEPTH_MAX)
		return false;
	for (uint32_t i = 0; i < btf_type_vlen(s); i++) {
		const char *here = member_name(b, s, i);

		member_read(b, s, i, &outer);
		if (strcmp(here, name) == 0) {
			*out = outer;
			return true;
		}
		if (here[0] || !member_find(b, outer.type, name, depth + 1, out))
			continue;
		out->bit += outer.bit;
		return true;
	}
	return false;
}

/* Bytes of a type; 0: it has no size of its own. */
static uint64_t type_bytes(const struct btf_index *b, uint32_t id)
{
	uint64_t count = 1;

	for (unsigned i = 0; i < DEPTH_MAX; i++) {
		const struct btf_type *t = btf_index_type(b, btf_index_strip(b, id));
		const struct btf_array *array;

		if (!t)
			return 0;
		switch (btf_type_kind(t)) {
		case BTF_KIND_PTR:
			return count * 8;
		case BTF_KIND_ARRAY:
			array = (const void *)(t + 1);
			count *= array->nelems;
			id = array->type;
			break;
		case BTF_KIND_INT:
		case BTF_KIND_ENUM:
		case SONDE_BTF_KIND_ENUM64:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_FLOAT:
			return count * t->size;
		default:
			return 0;
		}
	}
	return 0;
}

/* ---- fields ---- */

/* The word that a member is read from: its bytes, as few as hold it, and where they begin. */
struct member_word {
	uint64_t byte, size, bit, bits;
};

static bool member_word_find(const struct member *m, struct member_word *p)
{
	uint64_t size = type_bytes(m->btf, m->type);

	p->bit = m->bit;
	p->bits = m->bit_size ? m->bit_size : size * 8;
	p->size = size;
	p->byte = m->bit / 8;
	if (!m->bit_size)
		return true;
	if (!size || size > 8)
		return false;
	p->byte = p->bit / 8 / p->size * p->size;
	while (p->bit + p->bits - p->byte * 8 > p->size * 8) {
		if (p->size >= 8)
			return false;
		p->size *= 2;
		p->byte = p->bit / 8 / p->size * p->size;
	}
	return true;
}

static uint64_t shift_up(const struct member_word *p)
{
	static const uint16_t order = 1;
	uint64_t first = p->bit - p->byte * 8;

	return *(const uint8_t *)&order ? 64 - (first + p->bits) : (8 - p->size) * 8 + first;
}

/* Whether code for LOCAL reads HERE rightly. */
static bool member_fits(struct relocator *r, const struct btf_type *s, const char *name,
			const struct member *local, const struct member *here)
{
	const struct btf_type *a =
		btf_index_type(local->btf, btf_index_strip(local->btf, local->type));
	const struct btf_type *b =
		btf_index_type(here->btf, btf_index_strip(here->btf, here->type));
	uint64_t had = type_bytes(local->btf, local->type), has = type_bytes(here->btf, here->type);

	if (local->bit_size)
		return true; /* whatever it is here, it is read by its own size */
	if (here->bit_size) {
		problem(r, "field \"%s\" of %s is a bit-field; the tool was built for a whole one",
			name, type_words(r, s));
		return false;
	}
	if (is_composite(a) && is_composite(b))
		return true;
	if (is_composite(a) != is_composite(b)) {
		problem(r, "field \"%s\" of %s is %s; the tool was built for the opposite", name,
			type_words(r, s), is_composite(b) ? "a struct" : "no struct");
		return false;
	}
	if (a && btf_type_kind(a) == BTF_KIND_ARRAY ? has < had : has != had) {
		problem(r,
			"field \"%s\" of %s has %llu bytes; the tool was built for %llu, on a kernel "
			"where it has so many",
			name, type_words(r, s), (unsigned long long)has, (unsigned long long)had);
		return false;
	}
	return true;
}

/*
 * The field of a struct with one member, or of a nameless struct in it: "0:0", "0:0:0". *LOCAL is
 * as it was described, *HERE as it is; the result is its name, NULL: the object makes no sense.
 * *THERE: this kernel has it.
 */
static const char *member_follow(struct relocator *r, const struct btf_type *s,
				 struct found_type found, struct member *local, struct member *here,
				 bool *there)
{
	const char *access = local_string(r, r->relocation->access), *name = NULL;
	uint32_t bit = 0;

	*there = found.id != 0;
	if (*access++ != '0')
		return NULL;
	for (; strncmp(access, ":0", 2) == 0; access += 2) {
		if (!is_composite(s) || !btf_type_vlen(s))
			return NULL;
		member_read(r->local, s, 0, local);
		name = member_name(r->local, s, 0);
		s = btf_index_type(r->local, btf_index_strip(r->local, local->type));
		*there = *there && member_find(found.btf, found.id, name, 0, here);
		if (!*there)
			continue;
		bit = here->bit += bit;
		found.id = here->type;
	}
	return *access ? NULL : name;
}

/* ---- one relocation ---- */

struct guarded {
	const struct relocation *relocation;
	bool found;
};

static void guard_visit(struct relocator *r, const char *section, const void *record, void *arg)
{
	struct guarded *g = arg;
	struct relocation other;

	(void)section;
	(void)r;
	memcpy(&other, record, sizeof(other));
	if (other.kind == RELO_EXISTS && other.type == g->relocation->type &&
	    other.access == g->relocation->access)
		g->found = true;
}

/* The program asks whether there is such a field before it looks at it. */
static bool is_guarded(struct relocator *r)
{
	struct guarded g = {.relocation = r->relocation};

	records_walk(r, r->header.core_off, r->header.core_len, sizeof(struct relocation),
		     guard_visit, &g);
	return g.found;
}

static bool field_value(struct relocator *r, const struct btf_type *named, const struct btf_type *s,
			uint64_t *value)
{
	struct member local, here;
	struct found_type found;
	struct member_word word;
	const char *name;
	bool there;

	type_here(r, named, &found);
	name = member_follow(r, s, found, &local, &here, &there);
	if (!name) {
		problem(r, "a relocation makes no sense: the tool is damaged");
		return false;
	}
	if (r->relocation->kind == RELO_EXISTS) {
		*value = there;
		return true;
	}
	if (!there && is_guarded(r)) {
		*value = 0;
		return true;
	}
	if (!there) {
		if (found.id)
			problem(r, "%s has no field \"%s\"", type_words(r, named), name);
		else
			problem(r, "there is no %s", type_words(r, named));
		return false;
	}
	if (!member_fits(r, named, name, &local, &here))
		return false;
	if (!member_word_find(&here, &word)) {
		problem(r, "field \"%s\" of %s cannot be read", name, type_words(r, named));
		return false;
	}
	switch (r->relocation->kind) {
	case RELO_BYTE_OFFSET:
		*value = word.byte;
		return true;
	case RELO_BYTE_SIZE:
		*value = word.size;
		return true;
	case RELO_SHIFT_UP:
		*value = shift_up(&word);
		return true;
	default:
		*value = 64 - word.bits;
		return true;
	}
}

static bool enumerator_value(struct relocator *r, const struct btf_type *e, uint64_t *value)
{
	const struct btf_type *here;
	struct found_type found;
	const char *name;

	if (!btf_type_vlen(e)) {
		problem(r, "a relocation makes no sense: the tool is damaged");
		return false;
	}
	name = local_string(r, btf_enumerator_name(e, 0));
	if (!type_here(r, e, &found)) {
		problem(r, "there is no %s", type_words(r, e));
		return false;
	}
	here = btf_index_type(found.btf, found.id);
	for (uint32_t i = 0; i < btf_type_vlen(here); i++) {
		if (strcmp(btf_index_string(found.btf, btf_enumerator_name(here, i)), name) == 0) {
			*value = btf_enumerator_value(here, i);
			return true;
		}
	}
	problem(r, "%s has no \"%s\"", type_words(r, e), name);
	return false;
}

static bool relocation_value(struct relocator *r, uint64_t *value)
{
	const struct relocation *relocation = r->relocation;
	const struct btf_type *named = btf_index_type(r->local, relocation->type);
	const struct btf_type *t =
		btf_index_type(r->local, btf_index_strip(r->local, relocation->type));
	struct found_type found;

	if (!named || !t) {
		problem(r, "a relocation names no type: the tool is damaged");
		return false;
	}
	switch (relocation->kind) {
	case RELO_BYTE_OFFSET:
	case RELO_BYTE_SIZE:
	case RELO_EXISTS:
	case RELO_SHIFT_UP:
	case RELO_SHIFT_DOWN:
		return field_value(r, named, t, value);
	case RELO_ENUM_VALUE:
		return enumerator_value(r, t, value);
	case RELO_TYPE_SIZE:
		if (type_here(r, named, &found)) {
			*value = type_bytes(found.btf, found.id);
			return true;
		}
		problem(r, "there is no %s", type_words(r, named));
		return false;
	default:
		problem(r, "a relocation is of an unknown kind: the tool is damaged");
		return false;
	}
}

/* ---- instructions ---- */

/* Where the number of an instruction is depends on what it does. */
static bool instruction_patch(struct bpf_insn *insn, size_t left, uint64_t value)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		if (BPF_SRC(insn->code) != BPF_K || value > INT32_MAX)
			return false;
		insn->imm = (int32_t)value;
		return true;
	case BPF_LDX:
	case BPF_ST:
	case BPF_STX:
		if (value > INT16_MAX)
			return false;
		insn->off = (int16_t)value;
		return true;
	default:
		if (insn->code != (BPF_LD | BPF_IMM | BPF_DW) || left < 2)
			return false;
		insn[0].imm = (int32_t)(uint32_t)value;
		insn[1].imm = (int32_t)(uint32_t)(value >> 32);
		return true;
	}
}

static void relocation_visit(struct relocator *r, const char *section, const void *record,
			     void *arg)
{
	struct bytes code = image_section(r->object, section);
	struct relocation relocation;
	uint64_t value;

	(void)arg;
	memcpy(&relocation, record, sizeof(relocation));
	r->relocation = &relocation;
	r->section = str_from(section);
	if (relocation.insn_off % sizeof(struct bpf_insn) || relocation.insn_off >= code.len ||
	    code.len - relocation.insn_off < sizeof(struct bpf_insn) ||
	    (uintptr_t)code.at % sizeof(struct bpf_insn)) {
		problem(r, "a relocation is outside of its program: the tool is damaged");
	} else if (relocation_value(r, &value)) {
		struct bpf_insn *insn = (void *)((uintptr_t)code.at + relocation.insn_off);

		if (!instruction_patch(insn,
				       (code.len - relocation.insn_off) / sizeof(struct bpf_insn),
				       value))
			problem(r, "a relocation has no place for %llu", (unsigned long long)value);
	}
	r->relocation = NULL;
}

/*
 * Objects that a script imports may have relocations of all forms, which libbpf knows. It resolves
 * all or none, so one that is not of our making leaves it all of them.
 */
static void form_visit(struct relocator *r, const char *section, const void *record, void *arg)
{
	static const unsigned ours = 1u << RELO_BYTE_OFFSET | 1u << RELO_BYTE_SIZE |
				     1u << RELO_EXISTS | 1u << RELO_SHIFT_UP |
				     1u << RELO_SHIFT_DOWN | 1u << RELO_TYPE_SIZE |
				     1u << RELO_ENUM_VALUE;
	struct relocation relocation;
	const struct btf_type *t;
	const char *access;
	bool *foreign = arg;

	(void)section;
	memcpy(&relocation, record, sizeof(relocation));
	access = local_string(r, relocation.access);
	t = btf_index_type(r->local, relocation.type);
	if (relocation.kind >= 32 || !(ours >> relocation.kind & 1) || *access++ != '0')
		*foreign = true;
	while (strncmp(access, ":0", 2) == 0)
		access += 2;
	/* One member by our form; a flavour is another name for the same type. */
	if (*access || (t && strstr(local_string(r, t->name_off), "___")) ||
	    (is_composite(t) && btf_type_vlen(t) > 1))
		*foreign = true;
}

static bool is_foreign(struct relocator *r)
{
	bool foreign = false;

	records_walk(r, r->header.core_off, r->header.core_len, sizeof(struct relocation),
		     form_visit, &foreign);
	return foreign;
}

/* ---- whole structs ---- */

static void layout_check(struct relocator *r, const struct type *t)
{
	const unsigned kinds[] = {t->is_union ? BTF_KIND_UNION : BTF_KIND_STRUCT, BTF_KIND_TYPEDEF};
	struct found_type found = {NULL, 0};
	bool same;

	for (size_t i = 0; i < ARRAY_LEN(kinds) && !found.id; i++)
		type_find(r, kinds[i], str_from(t->name), &found);
	if (!found.id) {
		problem(r, "there is no struct %s", t->name);
		return;
	}
	same = type_bytes(found.btf, found.id) == t->size;
	for (uint32_t i = 0; same && i < t->nfields; i++) {
		const struct field *f = &t->fields[i];
		struct member m;

		same = !f->name ||
		       (member_find(found.btf, found.id, f->name, 0, &m) &&
			m.bit == f->offset * 8 + f->bit_offset && m.bit_size == f->bit_size);
	}
	if (!same)
		problem(r,
			"struct %s is not laid out as where the tool was built, which copies it as a "
			"whole",
			t->name);
}

/* ---- the object ---- */

static bool part_inside(uint32_t off, uint32_t len, size_t room)
{
	return off <= room && len <= room - off;
}

/* Finds the types of the object and what belongs to them. False: there are none. */
static bool object_open(struct relocator *r)
{
	struct bytes btf = image_section(r->object, ".BTF");
	struct bytes ext = image_section(r->object, ".BTF.ext");
	const char *error;
	size_t room;
	char *copy;

	if (!btf.len || ext.len < sizeof(r->header))
		return false;
	memcpy(&r->header, ext.at, sizeof(r->header));
	if (r->header.magic != BTF_MAGIC || r->header.header_len < sizeof(r->header) ||
	    r->header.header_len > ext.len)
		return false;
	room = ext.len - r->header.header_len;
	if (!part_inside(r->header.core_off, r->header.core_len, room) ||
	    !part_inside(r->header.line_off, r->header.line_len, room))
		return false;
	r->ext = (unsigned char *)(uintptr_t)ext.at + r->header.header_len;
	copy = malloc(btf.len);
	if (!copy)
		out_of_memory(btf.len);
	memcpy(copy, btf.at, btf.len);
	r->local = btf_index_new(copy, btf.len, NULL, &error);
	return r->local != NULL;
}

/* What is done here libbpf shall not do again. */
static void object_close(struct relocator *r, bool foreign)
{
	unsigned char *header = (unsigned char *)(uintptr_t)image_section(r->object, ".BTF.ext").at;

	if (!foreign)
		memset(header + offsetof(struct ext_header, core_len), 0,
		       sizeof(r->header.core_len));
	for (size_t i = 0; i < r->modules.len; i++)
		btf_index_free(r->modules.at[i]);
	btf_index_free(r->kernel);
	btf_index_free(r->local);
}

bool program_relocate(struct arena *a, struct program *p, struct buf *message)
{
	struct relocator r = {.arena = a, .message = message};
	char *copy = arena_alloc(a, p->object.len);
	bool foreign = false;
	const char *error;

	memcpy(copy, p->object.at, p->object.len);
	p->object.at = copy;
	r.object = p->object;
	if (!object_open(&r)) {
		buf_puts(message, "ERROR: the tool is damaged: its program has no types\n");
		btf_index_free(r.local);
		return false;
	}
	if (r.header.core_len || p->nlayouts) {
		r.kernel = btf_index_load(btf_kernel_path(), NULL, &error);
		if (!r.kernel) {
			buf_printf(message,
				   "ERROR: the tool looks at structs of the kernel, but: %s\n",
				   error);
			btf_index_free(r.local);
			return false;
		}
		foreign = is_foreign(&r);
		if (!foreign)
			records_walk(&r, r.header.core_off, r.header.core_len,
				     sizeof(struct relocation), relocation_visit, NULL);
		for (uint32_t i = 0; i < p->nlayouts; i++)
			layout_check(&r, p->layouts[i]);
	}
	object_close(&r, foreign);
	if (r.problems.len > PROBLEMS_MAX)
		buf_printf(message, "... and %zu more\n", r.problems.len - PROBLEMS_MAX);
	return r.problems.len == 0;
}
