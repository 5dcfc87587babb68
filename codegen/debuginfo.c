/*
 * Debug info that LLVM turns into BTF: a function record per function (the kernel wants all or
 * none), line info per instruction so that the verifier's words can be shown at the script's own
 * line, and map definitions in the form libbpf reads (".maps" variables whose members are
 * pointers to arrays: the number of elements is the value).
 */
#include "codegen/cg.h"

static LLVMMetadataRef file_of(struct cg *cg, const struct source *source)
{
	const char *name = source ? source->name : "sonde";
	LLVMMetadataRef file;

	for (size_t i = 0; i < cg->files.len; i++)
		if (cg->files.at[i].source == source)
			return cg->files.at[i].file;
	file = LLVMDIBuilderCreateFile(cg->di, name, strlen(name), "", 0);
	vec_push(cg->arena, &cg->files, (struct file_scope){source, file});
	return file;
}

void debug_begin(struct cg *cg)
{
	LLVMMetadataRef version;
	static const char producer[] = "sonde";

	cg->di = LLVMCreateDIBuilder(cg->module);
	version = LLVMValueAsMetadata(ir_u32(cg, LLVMDebugMetadataVersion()));
	LLVMAddModuleFlag(cg->module, LLVMModuleFlagBehaviorWarning, "Debug Info Version", 18,
			  version);
	/* Line tables are all that is made of it as DWARF; BTF does not depend on the kind. */
	cg->di_unit = LLVMDIBuilderCreateCompileUnit(
		cg->di, LLVMDWARFSourceLanguageC, file_of(cg, NULL), producer, sizeof(producer) - 1,
		1, "", 0, 0, "", 0, LLVMDWARFEmissionLineTablesOnly, 0, 0, 0, "", 0, "", 0);
	cg->di_int = LLVMDIBuilderCreateBasicType(cg->di, "int", 3, 32, 5 /* DW_ATE_signed */, 0);
	/* int f(void) for all: parameters would need names, and the kernel does not ask for them.
	 */
	cg->di_signature =
		LLVMDIBuilderCreateSubroutineType(cg->di, file_of(cg, NULL), &cg->di_int, 1, 0);
}

void debug_end(struct cg *cg)
{
	LLVMDIBuilderFinalize(cg->di);
}

void debug_function(struct cg *cg, struct fn *fn, const char *name, struct span span)
{
	struct place place = source_place(cg->u->sources, span);
	size_t len = strlen(name);

	fn->source = place.source;
	fn->scope = LLVMDIBuilderCreateFunction(
		cg->di, file_of(cg, place.source), name, len, "", 0, file_of(cg, place.source),
		place.line, cg->di_signature, !fn->is_program, 1, place.line, 0, 1);
	LLVMSetSubprogram(fn->function, fn->scope);
}

struct position debug_at(struct cg *cg, struct span span)
{
	struct position before = cg->position;
	LLVMMetadataRef scope = cg->fn->scope;
	struct place place;

	if (!span.hi && before.location)
		return before;
	place = source_place(cg->u->sources, span);
	if (place.source && place.source != cg->fn->source)
		scope = LLVMDIBuilderCreateLexicalBlockFile(cg->di, scope,
							    file_of(cg, place.source), 0);
	debug_restore(cg, (struct position){LLVMDIBuilderCreateDebugLocation(
						    cg->llvm, place.line, place.col, scope, NULL),
					    span});
	return before;
}

void debug_restore(struct cg *cg, struct position position)
{
	cg->position = position;
	LLVMSetCurrentDebugLocation2(cg->b, position.location);
}

/* int (*name)[value] */
static LLVMMetadataRef attr_type(struct cg *cg, uint32_t value)
{
	LLVMMetadataRef range = LLVMDIBuilderGetOrCreateSubrange(cg->di, 0, value);
	LLVMMetadataRef array = LLVMDIBuilderCreateArrayType(cg->di, (uint64_t)value * 32, 0,
							     cg->di_int, &range, 1);

	return LLVMDIBuilderCreatePointerType(cg->di, array, 64, 0, 0, "", 0);
}

static void variable_describe(struct cg *cg, LLVMValueRef variable, const char *name,
			      LLVMMetadataRef type)
{
	LLVMMetadataRef expression = LLVMDIBuilderCreateExpression(cg->di, NULL, 0), described;

	described = LLVMDIBuilderCreateGlobalVariableExpression(
		cg->di, cg->di_unit, name, strlen(name), "", 0, file_of(cg, NULL), 0, type, 0,
		expression, NULL, 0);
	LLVMGlobalSetMetadata(variable, LLVMGetMDKindIDInContext(cg->llvm, "dbg", 3), described);
}

void debug_words(struct cg *cg, LLVMValueRef variable, const char *name, uint32_t words)
{
	LLVMMetadataRef range = LLVMDIBuilderGetOrCreateSubrange(cg->di, 0, words);
	LLVMMetadataRef word =
		LLVMDIBuilderCreateBasicType(cg->di, "u64", 3, 64, 7 /* DW_ATE_unsigned */, 0);

	variable_describe(
		cg, variable, name,
		LLVMDIBuilderCreateArrayType(cg->di, (uint64_t)words * 64, 0, word, &range, 1));
}

void debug_map(struct cg *cg, LLVMValueRef map, const char *name, const struct map_attr *attrs,
	       unsigned n)
{
	LLVMMetadataRef file = file_of(cg, NULL), members[8], type;

	for (unsigned i = 0; i < n; i++)
		members[i] = LLVMDIBuilderCreateMemberType(
			cg->di, file, attrs[i].name, strlen(attrs[i].name), file, 0, 64, 0,
			(uint64_t)i * 64, 0, attr_type(cg, attrs[i].value));
	type = LLVMDIBuilderCreateStructType(cg->di, file, "", 0, file, 0, (uint64_t)n * 64, 0, 0,
					     NULL, members, n, 0, NULL, "", 0);
	variable_describe(cg, map, name, type);
}

LLVMMetadataRef debug_struct_pointer(struct cg *cg, const char *name)
{
	LLVMMetadataRef file = file_of(cg, NULL);
	LLVMMetadataRef type = LLVMDIBuilderCreateStructType(
		cg->di, file, name, strlen(name), file, 0, 0, 0, 0, NULL, NULL, 0, 0, NULL, "", 0);

	return LLVMDIBuilderCreatePointerType(cg->di, type, 64, 0, 0, "", 0);
}

void debug_extern(struct cg *cg, LLVMValueRef function, const char *name, LLVMMetadataRef *types,
		  unsigned n)
{
	LLVMMetadataRef file = file_of(cg, NULL), type;

	type = LLVMDIBuilderCreateSubroutineType(cg->di, file, types, n, 0);
	LLVMSetSubprogram(function,
			  LLVMDIBuilderCreateFunction(cg->di, file, name, strlen(name), "", 0, file,
						      0, type, 0, 0, 0, 0, 1));
}
