#include "probes/c_object.h"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stdlib.h>

#include "lang/c_function.h"
#include "probes/btf.h"
#include "probes/btf_types.h"
#include "probes/object_edit.h"
#include "probes/target_host.h"

#define TEXT ".text"   /* where functions are that programs call */
#define POINTERS_MAX 4 /* of pointers to pointers */
#define SECTIONS_MAX 64

struct reading {
	struct unit *u;
	const char *path;
	struct object_edit o;
	struct btf_index *index;
	struct btf_types *types;
};

static const struct btf_type *stripped(const struct reading *r, uint32_t id)
{
	return btf_index_type(r->index, btf_index_strip(r->index, id));
}

/* ---- what gcc writes otherwise than clang ---- */

static struct btf_type *type_at(struct btf *btf, uint32_t id)
{
	return (struct btf_type *)(uintptr_t)btf__type_by_id(btf, id);
}

/* The symbol of the function NAME that the object has itself. */
static bool function_symbol(const struct object_edit *o, const char *wanted, GElf_Sym *symbol)
{
	const char *name;

	for (size_t i = 0; i < object_symbols(o); i++)
		if (object_symbol(o, i, symbol, &name) && strcmp(name, wanted) == 0)
			return GELF_ST_TYPE(symbol->st_info) == STT_FUNC;
	return false;
}

/*
 * gcc 12 calls all functions static. Among them are those that are only called through pointers and
 * the kernel's, some without a name: they become names of types. And it says of char that it is
 * signed and a character, of which the kernel takes one (btf_int_check_meta).
 */
static void types_mend(struct object_edit *o)
{
	int unnamed = btf__add_str(o->btf, "unnamed");
	GElf_Sym symbol;

	for (uint32_t id = 1; id < btf__type_cnt(o->btf); id++) {
		struct btf_type *t = type_at(o->btf, id);
		uint32_t *encoding = (uint32_t *)(t + 1);

		if (btf_is_int(t) && (btf_int_encoding(t) & BTF_INT_SIGNED))
			*encoding = (*encoding & 0x00ffffffu) | BTF_INT_SIGNED << 24;
		if (!btf_is_func(t) || btf_vlen(t) == BTF_FUNC_EXTERN)
			continue;
		if (!t->name_off && unnamed > 0)
			t->name_off = (uint32_t)unnamed;
		if (!function_symbol(o, object_type_name(o->btf, t->name_off), &symbol))
			t->info = BTF_KIND_TYPEDEF << 24;
		else
			t->info = BTF_KIND_FUNC << 24 |
				  (GELF_ST_BIND(symbol.st_info) == STB_GLOBAL ? BTF_FUNC_GLOBAL
									      : BTF_FUNC_STATIC);
	}
}

/* Records of .BTF.ext (struct bpf_func_info, struct bpf_line_info), offsets in bytes. */
struct function_info {
	uint32_t offset, type;
};

struct line_info {
	uint32_t offset, file, text, line_column;
};

struct function_infos VEC(struct function_info);

static int by_offset(const void *a, const void *b)
{
	const struct function_info *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static struct function_infos functions_of(struct arena *a, const struct object_edit *o,
					  size_t section)
{
	struct function_infos found = {0};
	const char *name;
	GElf_Sym symbol;
	int id;

	for (size_t i = 0; i < object_symbols(o); i++) {
		if (!object_symbol(o, i, &symbol, &name) || symbol.st_shndx != section ||
		    GELF_ST_TYPE(symbol.st_info) != STT_FUNC)
			continue;
		id = btf__find_by_name_kind(o->btf, name, BTF_KIND_FUNC);
		if (id > 0)
			vec_push(a, &found,
				 ((struct function_info){(uint32_t)symbol.st_value, (uint32_t)id}));
	}
	if (found.len)
		qsort(found.at, found.len, sizeof(*found.at), by_offset);
	return found;
}

static uint32_t string_add(struct object_edit *o, const char *text)
{
	int offset = btf__add_str(o->btf, text);

	return offset > 0 ? (uint32_t)offset : 0;
}

/* Which function begins where in SECTION, and for each a line that has its name. */
static void section_describe(struct reading *r, size_t section, struct buf *functions,
			     struct buf *lines)
{
	struct function_infos found = functions_of(r->u->arena, &r->o, section);
	uint32_t head[2] = {0, (uint32_t)found.len};

	if (!found.len)
		return;
	head[0] = string_add(&r->o, object_section_name(&r->o, section));
	buf_add(functions, head, sizeof(head));
	buf_add(functions, found.at, found.len * sizeof(*found.at));
	buf_add(lines, head, sizeof(head));
	for (size_t i = 0; i < found.len; i++) {
		const struct btf_type *t = type_at(r->o.btf, found.at[i].type);
		const char *name = object_type_name(r->o.btf, t->name_off);
		struct line_info line = {.offset = found.at[i].offset};

		line.text = string_add(&r->o, arena_printf(r->u->arena, "%s()", name));
		line.file = string_add(&r->o, r->path);
		buf_add(lines, &line, sizeof(line));
	}
}

/* The header of .BTF.ext: Documentation/bpf/btf.rst. */
struct ext_header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t header_len, functions_off, functions_len, lines_off, lines_len, core_off, core_len;
};

/* .BTF.ext of HEADER with FUNCTIONS and LINES in front of the CORE_LEN bytes at CORE. */
static void ext_write(struct reading *r, struct ext_header header, const struct buf *functions,
		      const struct buf *lines, const char *core)
{
	struct buf out = {0};
	char *bytes;

	header.header_len = sizeof(header);
	header.functions_off = 0;
	header.functions_len = header.lines_off = (uint32_t)functions->len;
	header.lines_len = (uint32_t)lines->len;
	header.core_off = header.lines_off + header.lines_len;
	buf_add(&out, &header, sizeof(header));
	buf_add(&out, functions->at, functions->len);
	buf_add(&out, lines->at, lines->len);
	buf_add(&out, core, header.core_len);
	bytes = arena_alloc(r->u->arena, out.len);
	memcpy(bytes, out.at, out.len);
	object_section_set(r->o.types_ext, bytes, out.len);
	buf_free(&out);
}

/*
 * gcc 12 says neither where functions begin nor where their lines are, and libbpf joins no such
 * functions with programs of which that is known.
 */
static void functions_mend(struct reading *r)
{
	Elf_Data *data = r->o.types_ext ? elf_getdata(r->o.types_ext, NULL) : NULL;
	const uint32_t function_size = sizeof(struct function_info);
	const uint32_t line_size = sizeof(struct line_info);
	struct buf functions = {0}, lines = {0};
	struct ext_header header = {0};
	size_t core_at;

	if (!data || !data->d_buf || data->d_size < sizeof(header))
		return;
	memcpy(&header, data->d_buf, sizeof(header));
	core_at = (size_t)header.header_len + header.core_off;
	if (header.functions_len > 4 || header.lines_len > 4 ||
	    header.header_len < sizeof(header) || core_at + header.core_len > data->d_size)
		return;
	buf_add(&functions, &function_size, sizeof(function_size));
	buf_add(&lines, &line_size, sizeof(line_size));
	for (size_t i = 1; i < SECTIONS_MAX; i++)
		section_describe(r, i, &functions, &lines);
	if (functions.len > sizeof(function_size))
		ext_write(r, header, &functions, &lines, (char *)data->d_buf + core_at);
	buf_free(&functions);
	buf_free(&lines);
}

/* The linker compares the flags of the sections that it joins, and ours is of a constant. */
static void license_mend(struct object_edit *o)
{
	GElf_Shdr header;

	for (size_t i = 1; i < SECTIONS_MAX; i++) {
		Elf_Scn *s = strcmp(object_section_name(o, i), "license") == 0
				     ? elf_getscn(o->elf, i)
				     : NULL;

		if (s && gelf_getshdr(s, &header)) {
			header.sh_flags = SHF_ALLOC;
			gelf_update_shdr(s, &header);
		}
	}
}

/* ---- types of parameters and results ---- */

/* Whether the type can be said again in the script's object (c_link.c). */
static bool pointee_known(const struct reading *r, uint32_t id)
{
	const struct btf_type *t;

	for (unsigned i = 0; i < POINTERS_MAX; i++) {
		id = btf_index_strip(r->index, id);
		t = btf_index_type(r->index, id);
		if (!t)
			return id == 0;
		switch (btf_type_kind(t)) {
		case BTF_KIND_INT:
		case BTF_KIND_ENUM:
		case SONDE_BTF_KIND_ENUM64:
			return true;
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_FWD:
			return t->name_off != 0;
		case BTF_KIND_PTR:
			id = t->type;
			break;
		default:
			return false;
		}
	}
	return false;
}

/* C may name but a few members of a struct of the kernel: libbpf finds their places. */
static bool members_are_of(const struct type *own, const struct type *theirs)
{
	for (uint32_t i = 0; i < own->nfields; i++)
		if (own->fields[i].name && !type_field(theirs, own->fields[i].name, NULL))
			return false;
	return true;
}

/*
 * The kernel's struct, if it has one of that name with these members, or the object's own if it has
 * none. If it is another one, scripts could not tell the two apart: such pointers are addresses.
 */
static const struct type *pointee(struct reading *r, const struct btf_type *t,
				  const struct type *own)
{
	struct target *target = r->u->target;
	bool is_forward = btf_type_kind(t) == BTF_KIND_FWD;
	const struct type *theirs;

	if (!own || own->kind != T_STRUCT)
		return own;
	theirs = own->name
			 ? target->ops->type_find(target, r->u->types,
						  own->is_union ? TAG_UNION : TAG_STRUCT, own->name)
			 : NULL;
	if (theirs && !theirs->complete)
		target->ops->type_complete(target, r->u->types, (struct type *)(uintptr_t)theirs);
	if (!is_forward)
		btf_types_complete(r->types, (struct type *)(uintptr_t)own);
	if (!theirs || !theirs->complete)
		return own;
	return is_forward || members_are_of(own, theirs) ? theirs : NULL;
}

static uint32_t room_of(const struct btf_type *t)
{
	switch (btf_type_kind(t)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return t->size;
	case BTF_KIND_INT:
	case BTF_KIND_ENUM:
		return t->size > 1 ? t->size : 0; /* bytes: a text of any length */
	case BTF_KIND_PTR:
		return 8;
	default:
		return 0;
	}
}

/* NULL: scripts have no such values. */
static const struct type *value_type(struct reading *r, uint32_t id, uint32_t *room)
{
	const struct btf_type *t = stripped(r, id), *to;
	const struct type *type;

	*room = 0;
	if (!t)
		return NULL;
	if (btf_type_kind(t) != BTF_KIND_PTR) {
		type = btf_types_convert(r->types, id);
		return type->kind == T_INT || type->kind == T_BOOL || type->kind == T_ENUM ? type
											   : NULL;
	}
	if (!pointee_known(r, t->type))
		return NULL;
	to = stripped(r, t->type);
	if (!to)
		return type_pointer(r->u->types, NULL, AS_KERNEL);
	*room = room_of(to);
	return type_pointer(r->u->types, pointee(r, to, btf_types_convert(r->types, t->type)),
			    AS_KERNEL);
}

static void parameters_read(struct reading *r, const struct btf_type *proto, struct c_function *f)
{
	const struct btf_param *params = (const struct btf_param *)(proto + 1);
	uint32_t room;

	f->nparams = btf_type_vlen(proto);
	if (f->nparams > C_FUNCTION_PARAMS_MAX) {
		f->refusal = "it has more than five parameters";
		return;
	}
	for (uint32_t i = 0; i < f->nparams; i++) {
		const char *name = btf_index_string(r->index, params[i].name_off);

		f->params[i].name = arena_strdup(r->u->arena, str_from(name));
		f->params[i].type = value_type(r, params[i].type, &f->params[i].room);
		if (!f->params[i].type)
			f->refusal = "a parameter is neither a number nor a pointer to one or to a "
				     "struct that has a name";
	}
	f->result = !btf_index_strip(r->index, proto->type) ? &type_void
							    : value_type(r, proto->type, &room);
	if (!f->result)
		f->refusal = "its result is neither a number nor a pointer to one or to a struct "
			     "that has a name";
}

/* ---- code ---- */

/*
 * Bytes of stack below the frame's end that any instruction of CODE mentions: memory at r10 - n, or
 * a copy of r10 that n is taken off. Counted twice where functions call others.
 */
static uint32_t stack_find(const struct bpf_insn *code, size_t n)
{
	int deepest = 0;
	bool calls = false;

	for (size_t i = 0; i < n; i++) {
		const struct bpf_insn *insn = &code[i];
		int kind = BPF_CLASS(insn->code);

		if ((kind == BPF_LDX && insn->src_reg == BPF_REG_10) ||
		    ((kind == BPF_ST || kind == BPF_STX) && insn->dst_reg == BPF_REG_10))
			deepest = MIN(deepest, (int)insn->off);
		if (insn->code == (BPF_ALU64 | BPF_ADD | BPF_K) && i &&
		    code[i - 1].code == (BPF_ALU64 | BPF_MOV | BPF_X) &&
		    code[i - 1].src_reg == BPF_REG_10)
			deepest = MIN(deepest, (int)MAX(insn->imm, -512));
		calls |= insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg == BPF_PSEUDO_CALL;
	}
	return (uint32_t)-deepest * (calls ? 2 : 1);
}

static uint32_t object_stack(const struct object_edit *o)
{
	for (size_t i = 1; i < SECTIONS_MAX; i++) {
		Elf_Data *data;

		if (strcmp(object_section_name(o, i), TEXT) != 0)
			continue;
		data = elf_getdata(elf_getscn(o->elf, i), NULL);
		return data && data->d_buf
			       ? stack_find(data->d_buf, data->d_size / sizeof(struct bpf_insn))
			       : 0;
	}
	return 0;
}

/* ---- functions ---- */

static void function_add(struct reading *r, const char *name, uint32_t id, uint32_t stack)
{
	const struct btf_type *t = btf_index_type(r->index, id);
	const struct btf_type *proto = t ? btf_index_type(r->index, t->type) : NULL;
	struct c_function *f = arena_make(r->u->arena, struct c_function);

	if (!proto || btf_type_kind(proto) != BTF_KIND_FUNC_PROTO)
		return;
	*f = (struct c_function){
		.name = intern_c(r->u->names, name), .path = r->path, .stack = stack};
	parameters_read(r, proto, f);
	vec_push(r->u->arena, &r->u->c_functions, f);
}

/*
 * Global functions can be called. Hidden ones are verified where they are called, with what is
 * known of the arguments there; otherwise the kernel would verify them alone, and knows less.
 */
static void functions_read(struct reading *r)
{
	uint32_t stack = object_stack(&r->o);
	GElf_Sym symbol;
	const char *name;
	int id;

	for (size_t i = 0; i < object_symbols(&r->o); i++) {
		if (!object_symbol(&r->o, i, &symbol, &name) ||
		    GELF_ST_TYPE(symbol.st_info) != STT_FUNC ||
		    GELF_ST_BIND(symbol.st_info) == STB_LOCAL ||
		    strcmp(object_section_name(&r->o, symbol.st_shndx), TEXT) != 0)
			continue;
		id = btf__find_by_name_kind(r->o.btf, name, BTF_KIND_FUNC);
		if (id <= 0)
			continue;
		function_add(r, name, (uint32_t)id, stack);
		symbol.st_other = STV_HIDDEN;
		object_symbol_set(&r->o, i, &symbol);
	}
}

static struct btf_index *index_given(void *arg)
{
	return arg;
}

static bool object_read(struct reading *r, struct span span, const char **error)
{
	struct bytes result;
	uint32_t size;
	const void *raw;
	char *copy;

	types_mend(&r->o);
	functions_mend(r);
	license_mend(&r->o);
	raw = btf__raw_data(r->o.btf, &size);
	copy = raw ? malloc(size) : NULL;
	if (!copy)
		return false;
	memcpy(copy, raw, size);
	r->index = btf_index_new(copy, size, NULL, error);
	if (!r->index)
		return false;
	r->types = btf_types_make(r->u->arena, r->u->types, index_given, r->index);
	target_keep(r->u->target, r->index);
	functions_read(r);
	result = object_write(&r->o, r->u->arena);
	*error = "it cannot be written again";
	if (result.at)
		vec_push(r->u->arena, &r->u->c_objects, ((struct c_object){r->path, span, result}));
	return result.at != NULL;
}

void c_object_import(struct target *t, struct unit *u, struct span span, const char *path,
		     struct str bytes, bool is_source)
{
	struct reading r = {.u = u, .path = path};
	const char *error;

	(void)t;
	if (is_source && !c_compile(u, span, path, &bytes))
		return;
	if (object_open(&r.o, (struct bytes){bytes.at, bytes.len}, &error)) {
		if (object_read(&r, span, &error)) {
			object_close(&r.o);
			return;
		}
		object_close(&r.o);
	}
	diag_add(u->diags, D_IMPORT, span, "%s cannot be imported: %s", path, error);
}
