/*
 * Facts about the kernel's types that are settled when a portable program is loaded: where fields
 * lie, how large types are, what enumerators stand for. LLVM makes CO-RE relocations of them
 * (struct bpf_core_relo of the kernel's bpf.h, section .BTF.ext), which probes/relocate.c or libbpf
 * resolves. What is used of a type is described by name: a struct with the one field in question,
 * or with a nameless struct that has it.
 *
 * Without options.portable all of this are constants of the target's types.
 */
#include "codegen/cg.h"

#include <llvm-c/Transforms/PassBuilder.h>

/* Kinds of type and enumerator relocations as LLVM's BPF target numbers them (BTF.h, BPFCORE.h). */
#define TYPE_INFO_SIZE 1
#define ENUM_INFO_VALUE 1

/* A field, and where it is in the struct before it. */
struct field_step {
	const struct field *field;
	uint32_t offset;
};

struct relocation_type {
	const struct type *type;
	const char *member; /* the fields on the way, or the enumerator; NULL: the type alone */
	LLVMMetadataRef described;
};

bool relocates(const struct cg *cg, const struct type *t)
{
	return cg->u->options.portable && t && t->btf_id && t->name &&
	       (t->kind == T_STRUCT || t->kind == T_ENUM);
}

/* ---- types as debug information ---- */

static LLVMMetadataRef basic(struct cg *cg, const char *name, uint32_t size, unsigned encoding)
{
	return LLVMDIBuilderCreateBasicType(cg->di, name, strlen(name), (uint64_t)size * 8,
					    encoding, 0);
}

static LLVMMetadataRef array_of(struct cg *cg, LLVMMetadataRef elem, uint32_t size, uint32_t count)
{
	LLVMMetadataRef range = LLVMDIBuilderGetOrCreateSubrange(cg->di, 0, count);

	return LLVMDIBuilderCreateArrayType(cg->di, (uint64_t)size * 8, 0, elem, &range, 1);
}

static LLVMMetadataRef enum_of(struct cg *cg, const char *name, const struct type *t,
			       LLVMMetadataRef *values, unsigned n)
{
	LLVMMetadataRef as = basic(cg, t->is_signed ? "int" : "unsigned int", t->size,
				   t->is_signed ? DWARF_SIGNED : DWARF_UNSIGNED);

	return LLVMDIBuilderCreateEnumerationType(cg->di, debug_file(cg), name, strlen(name),
						  debug_file(cg), 0, (uint64_t)t->size * 8, 0,
						  values, n, as);
}

static LLVMMetadataRef struct_of(struct cg *cg, const char *name, const struct type *t,
				 LLVMMetadataRef *members, unsigned n)
{
	uint64_t bits = (uint64_t)t->size * 8;

	if (t->is_union)
		return LLVMDIBuilderCreateUnionType(cg->di, debug_file(cg), name, strlen(name),
						    debug_file(cg), 0, bits, 0, 0, members, n, 0,
						    "", 0);
	return LLVMDIBuilderCreateStructType(cg->di, debug_file(cg), name, strlen(name),
					     debug_file(cg), 0, bits, 0, 0, NULL, members, n, 0,
					     NULL, "", 0);
}

/* Of members only the kind counts (bpf_core_fields_are_compat of libbpf), and the size. */
static LLVMMetadataRef member_type(struct cg *cg, const struct type *t)
{
	switch ((int)t->kind) {
	case T_ENUM:
		return enum_of(cg, "", t, NULL, 0);
	case T_POINTER:
		return LLVMDIBuilderCreatePointerType(cg->di, NULL, 64, 0, 0, "", 0);
	case T_STRING:
		return array_of(cg, basic(cg, "char", 1, DWARF_SIGNED_CHAR), t->size, t->size);
	case T_ARRAY:
		return array_of(cg, member_type(cg, t->elem), t->size, t->count);
	case T_STRUCT:
		return struct_of(cg, "", t, NULL, 0);
	default:
		return basic(cg, t->is_signed ? "int" : "unsigned int", t->size,
			     t->is_signed ? DWARF_SIGNED : DWARF_UNSIGNED);
	}
}

static LLVMMetadataRef member_of(struct cg *cg, const struct field *f, uint32_t offset,
				 LLVMMetadataRef type)
{
	uint64_t bits = (uint64_t)offset * 8 + f->bit_offset, storage = (uint64_t)f->type->size * 8;
	LLVMMetadataRef file = debug_file(cg);

	if (f->bit_size)
		return LLVMDIBuilderCreateBitFieldMemberType(cg->di, file, f->name, strlen(f->name),
							     file, 0, f->bit_size, bits,
							     bits / storage * storage, 0, type);
	return LLVMDIBuilderCreateMemberType(cg->di, file, f->name, strlen(f->name), file, 0,
					     storage, 0, bits, 0, type);
}

static LLVMMetadataRef described_find(struct cg *cg, const struct type *t, const char *member)
{
	for (size_t i = 0; i < cg->relocation_types.len; i++) {
		const struct relocation_type *r = cg->relocation_types.at[i];

		if (r->type == t && (r->member == member ||
				     (r->member && member && strcmp(r->member, member) == 0)))
			return r->described;
	}
	return NULL;
}

static LLVMMetadataRef described_add(struct cg *cg, const struct type *t, const char *member,
				     LLVMMetadataRef described)
{
	struct relocation_type *r = arena_make(cg->arena, struct relocation_type);

	*r = (struct relocation_type){t, member, described};
	vec_push(cg->arena, &cg->relocation_types, r);
	return described;
}

/* "in6_u.u6_addr8": what the type of STEPS is known by. */
static const char *path_text(struct cg *cg, const struct field_step *steps, unsigned n)
{
	const char *text = n ? steps[0].field->name : NULL;

	for (unsigned i = 1; i < n; i++)
		text = arena_printf(cg->arena, "%s.%s", text, steps[i].field->name);
	return text;
}

/* Struct T with the one member that STEPS begin with, or with none. */
static LLVMMetadataRef struct_describe(struct cg *cg, const struct type *t,
				       const struct field_step *steps, unsigned n)
{
	const char *path = path_text(cg, steps, n);
	LLVMMetadataRef known = described_find(cg, t, path), described, m = NULL;

	if (known)
		return known;
	if (n > 1)
		m = member_of(cg, steps[0].field, steps[0].offset,
			      struct_describe(cg, steps[0].field->type, steps + 1, n - 1));
	else if (n)
		m = member_of(cg, steps[0].field, steps[0].offset,
			      member_type(cg, steps[0].field->type));
	described = struct_of(cg, t->by_typedef || !t->name ? "" : t->name, t, &m, n ? 1 : 0);
	if (t->by_typedef)
		described = LLVMDIBuilderCreateTypedef(cg->di, described, t->name, strlen(t->name),
						       debug_file(cg), 0, debug_file(cg), 0);
	return described_add(cg, t, path, described);
}

/* ---- what LLVM makes relocations of ---- */

static LLVMValueRef intrinsic_call(struct cg *cg, const char *name, LLVMTypeRef *overloads,
				   size_t noverloads, LLVMValueRef *args, unsigned n)
{
	unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
	LLVMValueRef f = LLVMGetIntrinsicDeclaration(cg->module, id, overloads, noverloads);

	return LLVMBuildCall2(cg->b, LLVMGlobalGetValueType(f), f, args, n, "");
}

static void access_describe(struct cg *cg, LLVMValueRef call, LLVMMetadataRef described)
{
	LLVMSetMetadata(call, LLVMGetMDKindIDInContext(cg->llvm, "llvm.preserve.access.index", 26),
			LLVMMetadataAsValue(cg->llvm, described));
}

static LLVMValueRef relocated_path(struct cg *cg, const struct type *t,
				   const struct field_step *steps, unsigned n, enum field_fact fact)
{
	unsigned elementtype = LLVMGetEnumAttributeKindForName("elementtype", 11);
	LLVMTypeRef overloads[2] = {cg->ptr, cg->ptr};
	LLVMTypeRef one = LLVMStructTypeInContext(cg->llvm, &cg->i8, 1, 0);
	LLVMValueRef at = LLVMConstNull(cg->ptr), info[2];

	for (unsigned i = 0; i < n; i++) {
		LLVMValueRef access[3] = {at, ir_u32(cg, 0), ir_u32(cg, 0)};

		at = intrinsic_call(cg, "llvm.preserve.struct.access.index", overloads, 2, access,
				    3);
		LLVMAddCallSiteAttribute(at, 1,
					 LLVMCreateTypeAttribute(cg->llvm, elementtype, one));
		access_describe(cg, at, struct_describe(cg, t, steps + i, n - i));
		t = steps[i].field->type;
	}
	info[0] = at;
	info[1] = ir_u64(cg, fact);
	cg->relocated = true;
	return ir_widen(cg,
			intrinsic_call(cg, "llvm.bpf.preserve.field.info", overloads, 1, info, 2),
			false);
}

LLVMValueRef relocated_field(struct cg *cg, const struct type *t, const struct field *f,
			     uint32_t offset, enum field_fact fact)
{
	const struct field_step step = {f, offset};

	return relocated_path(cg, t, &step, 1, fact);
}

LLVMValueRef type_size(struct cg *cg, const struct type *t)
{
	LLVMValueRef args[2] = {ir_u32(cg, cg->relocation_number++), ir_u64(cg, TYPE_INFO_SIZE)};
	LLVMValueRef call;

	if (t->kind == T_ARRAY && relocates(cg, t->elem))
		return ir_mul(cg, type_size(cg, t->elem), ir_u64(cg, t->count));
	if (!relocates(cg, t) || t->kind != T_STRUCT)
		return ir_u64(cg, t->size);
	call = intrinsic_call(cg, "llvm.bpf.preserve.type.info", NULL, 0, args, 2);
	access_describe(cg, call, struct_describe(cg, t, NULL, 0));
	cg->relocated = true;
	return ir_widen(cg, call, false);
}

static LLVMValueRef enumerator_value(struct cg *cg, const struct kernel_value *k, uint64_t value)
{
	const char *text = arena_printf(cg->arena, "%s:%lld", k->name, (long long)value);
	LLVMMetadataRef described = described_find(cg, k->type, k->name), e;
	LLVMValueRef args[3] = {ir_u32(cg, cg->relocation_number++), NULL,
				ir_u64(cg, ENUM_INFO_VALUE)};
	LLVMValueRef call;

	if (!described) {
		e = LLVMDIBuilderCreateEnumerator(cg->di, k->name, strlen(k->name), (int64_t)value,
						  !k->type->is_signed);
		described = described_add(cg, k->type, k->name,
					  enum_of(cg, k->type->name, k->type, &e, 1));
	}
	args[1] = LLVMBuildGlobalString(cg->b, text, "enumerator");
	vec_push(cg->arena, &cg->relocation_texts, args[1]);
	call = intrinsic_call(cg, "llvm.bpf.preserve.enum.value", NULL, 0, args, 3);
	access_describe(cg, call, described);
	cg->relocated = true;
	return call;
}

LLVMValueRef kernel_number(struct cg *cg, const struct kernel_value *k, uint64_t value)
{
	LLVMValueRef sum = NULL, part;

	if (!cg->u->options.portable)
		return NULL;
	for (; k; k = k->next) {
		uint32_t offset;
		const struct field *f;

		if (!relocates(cg, k->type))
			return NULL;
		switch (k->fact) {
		case KERNEL_ENUMERATOR:
			return enumerator_value(cg, k, value);
		case KERNEL_SIZE:
			return type_size(cg, k->type);
		case KERNEL_OFFSET:
			f = type_field(k->type, k->name, &offset);
			if (!f)
				return NULL;
			part = relocated_field(cg, k->type, f, offset, FIELD_BYTE_OFFSET);
			sum = sum ? ir_add(cg, sum, part) : part;
			break;
		}
	}
	return sum;
}

/* ---- fields ---- */

static const struct type *struct_behind(const struct type *t)
{
	return t->kind == T_POINTER || t->kind == T_CONTEXT ? t->elem : t;
}

const struct expr *field_root(const struct expr *e)
{
	const struct expr *base = e->field.base;

	while (base->type->kind == T_STRUCT && !base->type->name && base->kind == E_FIELD &&
	       base->field.name)
		base = base->field.base;
	return base;
}

uint32_t field_way(const struct expr *e)
{
	const struct expr *root = field_root(e);
	uint32_t offset = 0;

	for (e = e->field.base; e != root; e = e->field.base)
		offset += e->field.offset;
	return offset;
}

#define STEPS_MAX 8

/* The steps from field_root(E) to E, the first one first. */
static unsigned steps_of(const struct expr *e, struct field_step steps[STEPS_MAX])
{
	const struct expr *root = field_root(e);
	unsigned n = 0, k;

	for (const struct expr *at = e; at != root; at = at->field.base)
		n++;
	if (n > STEPS_MAX)
		return 0;
	k = n;
	for (const struct expr *at = e; at != root; at = at->field.base)
		steps[--k] = (struct field_step){at->field.field, at->field.offset};
	return n;
}

static LLVMValueRef fact_of(struct cg *cg, const struct expr *e, enum field_fact fact)
{
	struct field_step steps[STEPS_MAX];
	unsigned n = steps_of(e, steps);

	if (!n)
		bug("a field in more than %d structs without names", STEPS_MAX);
	return relocated_path(cg, struct_behind(field_root(e)->type), steps, n, fact);
}

LLVMValueRef field_offset(struct cg *cg, const struct expr *e)
{
	const struct type *in = struct_behind(field_root(e)->type);

	if (!e->field.name || !relocates(cg, in) || in->kind != T_STRUCT)
		return ir_u64(cg, field_way(e) + e->field.offset);
	return fact_of(cg, e, FIELD_BYTE_OFFSET);
}

bool field_relocates(struct cg *cg, const struct expr *e, const struct val *root)
{
	const struct type *in = struct_behind(field_root(e)->type);
	struct field_step steps[STEPS_MAX];

	if (root->where != VAL_REMOTE || !e->field.name || !cg->u->options.portable ||
	    in->kind != T_STRUCT || !in->btf_id)
		return false;
	if (in->name && steps_of(e, steps))
		return true;
	diag_add(
		cg->u->diags, D_BACKEND, e->span,
		"the struct that has \"%s\" has no name: where the field is on other kernels cannot be "
		"found out",
		e->field.name);
	return false;
}

/* As few bytes as hold it, at the end of a word; then shifted to its end and back. */
struct val relocated_bit_field(struct cg *cg, const struct expr *e, const struct val *root)
{
	struct mem_mark mark = mem_mark(cg);
	LLVMValueRef slot = mem_stack(cg, 8), size, v;

	ir_store(cg, ir_u64(cg, 0), slot, 8);
	size = ir_bound(cg, fact_of(cg, e, FIELD_BYTE_SIZE), 8);
	v = ir_add(cg, root->v, fact_of(cg, e, FIELD_BYTE_OFFSET));
	mem_read_sized(cg, root->space, slot, size, v, e->span);
	v = ir_load(cg, cg->i64, slot, 8);
	mem_release(cg, mark);
	v = ir_shl(cg, v, fact_of(cg, e, FIELD_SHIFT_UP));
	v = ir_shr(cg, v, fact_of(cg, e, FIELD_SHIFT_DOWN));
	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

/* ---- whole structs ---- */

void layout_note(struct cg *cg, const struct type *t)
{
	while (t->kind == T_ARRAY && t->elem)
		t = t->elem;
	if (!relocates(cg, t) || t->kind != T_STRUCT)
		return;
	for (size_t i = 0; i < cg->layouts.len; i++)
		if (cg->layouts.at[i] == t)
			return;
	vec_push(cg->arena, &cg->layouts, t);
}

/* ---- the pass ---- */

/*
 * The BPF target turns the calls above into loads of constants at the start of its pipelines; the
 * one that does nothing else runs before ours.
 */
void relocations_lower(struct cg *cg)
{
	LLVMPassBuilderOptionsRef options;
	LLVMErrorRef error;

	if (!cg->relocated)
		return;
	options = LLVMCreatePassBuilderOptions();
	error = LLVMRunPasses(cg->module, "default<O0>", cg->machine, options);
	LLVMDisposePassBuilderOptions(options);
	if (error)
		bug("pass list refused: %s", LLVMGetErrorMessage(error));
	for (size_t i = 0; i < cg->relocation_texts.len; i++)
		if (!LLVMGetFirstUse(cg->relocation_texts.at[i]))
			LLVMDeleteGlobal(cg->relocation_texts.at[i]);
}
