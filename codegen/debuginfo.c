/*
 * Debug info that LLVM turns into BTF: a function record per function (the kernel wants all or
 * none), line info per instruction so that the verifier's words can be shown at the script's own
 * line, and map definitions in the form libbpf reads (".maps" variables whose members are
 * pointers to arrays: the number of elements is the value).
 */
#include "codegen/cg.h"

#define NO_FILE '\1'

/*
 * LLVM reads the files that it finds by these names, for the text of each line, and compares each
 * text with all others: seconds for scripts of thousands of lines. Those get names by which it
 * finds nothing; debug_finish puts the real ones into the object.
 */
static const char *file_name(struct cg *cg, const struct source *source)
{
	char *name;

	if (!source)
		return "sonde";
	if (!cg->outlines || !source->name[0])
		return source->name;
	name = arena_printf(cg->arena, "%s", source->name);
	name[0] = NO_FILE;
	return name;
}

void debug_finish(struct cg *cg, void *object, size_t size)
{
	for (size_t i = 0; i < cg->files.len; i++) {
		const struct source *source = cg->files.at[i].source;
		const char *name = file_name(cg, source);
		char *at = object, *end = at + size;

		if (name[0] != NO_FILE)
			continue;
		while ((at = memmem(at, (size_t)(end - at), name, strlen(name) + 1)))
			*at++ = source->name[0];
	}
}

static LLVMMetadataRef file_of(struct cg *cg, const struct source *source)
{
	const char *name = file_name(cg, source);
	LLVMMetadataRef file;

	for (size_t i = 0; i < cg->files.len; i++)
		if (cg->files.at[i].source == source)
			return cg->files.at[i].file;
	file = LLVMDIBuilderCreateFile(cg->di, name, strlen(name), "", 0);
	vec_push(cg->arena, &cg->files, (struct file_scope){source, file});
	return file;
}

LLVMMetadataRef debug_file(struct cg *cg)
{
	return file_of(cg, NULL);
}

void debug_begin(struct cg *cg)
{
	LLVMMetadataRef version;
	static const char producer[] = "sonde";

	cg->di = LLVMCreateDIBuilder(cg->module);
	version = LLVMValueAsMetadata(ir_u32(cg, LLVMDebugMetadataVersion()));
	LLVMAddModuleFlag(cg->module, LLVMModuleFlagBehaviorWarning, "Debug Info Version", 18,
			  version);
	/*
	 * Line tables are all that is made of it as DWARF; BTF does not depend on the kind. But
	 * LLVM has names of parameters, which parts need, only beside full DWARF.
	 */
	cg->di_unit = LLVMDIBuilderCreateCompileUnit(
		cg->di, LLVMDWARFSourceLanguageC, file_of(cg, NULL), producer, sizeof(producer) - 1,
		1, "", 0, 0, "", 0,
		cg->outlines ? LLVMDWARFEmissionFull : LLVMDWARFEmissionLineTablesOnly, 0, 0, 0, "",
		0, "", 0);
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

/* u64 f(u64 ..., struct S *ctx): what a global function takes, the kernel reads from here. */
static LLVMMetadataRef global_signature(struct cg *cg, const struct fn *fn)
{
	LLVMMetadataRef word =
		LLVMDIBuilderCreateBasicType(cg->di, "u64", 3, 64, DWARF_UNSIGNED, 0);
	LLVMMetadataRef types[7] = {word};
	unsigned n = 1;

	while (n <= fn->global_words)
		types[n++] = word;
	if (fn->context_struct)
		types[n++] = debug_struct_pointer(cg, fn->context_struct);
	return LLVMDIBuilderCreateSubroutineType(cg->di, file_of(cg, NULL), types, n, 0);
}

/* The kernel wants names, too. */
static void global_parameters(struct cg *cg, const struct fn *fn)
{
	LLVMMetadataRef file = file_of(cg, NULL);
	LLVMMetadataRef type =
		LLVMDIBuilderCreateBasicType(cg->di, "u64", 3, 64, DWARF_UNSIGNED, 0);
	char name[16];

	for (unsigned i = 1; i <= fn->global_words; i++) {
		snprintf(name, sizeof(name), "word%u", i);
		LLVMDIBuilderCreateParameterVariable(cg->di, fn->scope, name, strlen(name), i, file,
						     0, type, 1, 0);
	}
	if (fn->context_struct)
		LLVMDIBuilderCreateParameterVariable(
			cg->di, fn->scope, "ctx", 3, fn->global_words + 1, file, 0,
			debug_struct_pointer(cg, fn->context_struct), 1, 0);
}

void debug_function(struct cg *cg, struct fn *fn, const char *name, struct span span)
{
	struct place place = source_place(cg->u->sources, span);
	size_t len = strlen(name);

	fn->source = place.source;
	fn->scope = LLVMDIBuilderCreateFunction(
		cg->di, file_of(cg, place.source), name, len, "", 0, file_of(cg, place.source),
		place.line, fn->global_words ? global_signature(cg, fn) : cg->di_signature,
		!fn->is_program && !fn->global_words, 1, place.line, 0, 1);
	LLVMSetSubprogram(fn->function, fn->scope);
	if (fn->global_words)
		global_parameters(cg, fn);
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
	LLVMMetadataRef word = LLVMDIBuilderCreateBasicType(cg->di, "unsigned long long", 18, 64,
							    DWARF_UNSIGNED, 0);

	variable_describe(
		cg, variable, name,
		LLVMDIBuilderCreateArrayType(cg->di, (uint64_t)words * 64, 0, word, &range, 1));
}

static LLVMMetadataRef attr_member(struct cg *cg, const char *name, unsigned i,
				   LLVMMetadataRef type)
{
	LLVMMetadataRef file = file_of(cg, NULL);

	return LLVMDIBuilderCreateMemberType(cg->di, file, name, strlen(name), file, 0, 64, 0,
					     (uint64_t)i * 64, 0, type);
}

static void map_describe(struct cg *cg, LLVMValueRef map, const char *name,
			 LLVMMetadataRef *members, unsigned n)
{
	LLVMMetadataRef file = file_of(cg, NULL), type;

	type = LLVMDIBuilderCreateStructType(cg->di, file, "", 0, file, 0, (uint64_t)n * 64, 0, 0,
					     NULL, members, n, 0, NULL, "", 0);
	variable_describe(cg, map, name, type);
}

void debug_map(struct cg *cg, LLVMValueRef map, const char *name, const struct map_attr *attrs,
	       unsigned n)
{
	LLVMMetadataRef members[8];

	for (unsigned i = 0; i < n; i++)
		members[i] = attr_member(cg, attrs[i].name, i, attr_type(cg, attrs[i].value));
	map_describe(cg, map, name, members, n);
}

/* T *name */
static LLVMMetadataRef pointer_to(struct cg *cg, LLVMMetadataRef type)
{
	return LLVMDIBuilderCreatePointerType(cg->di, type, 64, 0, 0, "", 0);
}

void debug_typed_map(struct cg *cg, LLVMValueRef map, const char *name, uint32_t type,
		     uint32_t entries, LLVMMetadataRef key, LLVMMetadataRef value)
{
	LLVMMetadataRef members[4] = {
		attr_member(cg, "type", 0, attr_type(cg, type)),
		attr_member(cg, "max_entries", 1, attr_type(cg, entries)),
		attr_member(cg, "key", 2, pointer_to(cg, key)),
		attr_member(cg, "value", 3, pointer_to(cg, value)),
	};

	map_describe(cg, map, name, members, 4);
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
