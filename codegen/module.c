/*
 * From a planned unit to the bytes of an object: sets LLVM up, has every instance generated, runs
 * the passes, emits. One LLVM context per unit, disposed of at the end.
 *
 * Must hold before: unit_plan ran without errors. After: u->program is final and encoded in the
 * object's section ".sonde".
 */
#include "codegen/codegen.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/ErrorHandling.h>
#include <llvm-c/Support.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdio.h>
#include <stdlib.h>

#include "codegen/cg.h"

/*
 * Half the time of default<O2> for the same code on the scripts measured, and none of these passes
 * turns a loop into a call of memset, which BPF has not.
 */
#define PASSES "function(sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg)"

void function_begin(struct cg *cg, struct fn *fn, const char *name, LLVMTypeRef result,
		    LLVMTypeRef *params, unsigned nparams, struct span span)
{
	unsigned nounwind = LLVMGetEnumAttributeKindForName("nounwind", 8);
	LLVMTypeRef type = LLVMFunctionType(result, params, nparams, 0);
	LLVMBasicBlockRef body;
	uint32_t depth = 0;

	for (const struct fn *f = fn; f; f = f->outer)
		depth++;
	fn->prog->frames = MAX(fn->prog->frames, depth);
	fn->previous = cg->fn;
	fn->previous_block = LLVMGetInsertBlock(cg->b);
	fn->previous_position = cg->position;
	fn->function = LLVMAddFunction(cg->module, name, type);
	if (!fn->is_program && !fn->global_words)
		LLVMSetLinkage(fn->function, LLVMInternalLinkage);
	/* Without it the object gets an .eh_frame, which libbpf complains about. */
	LLVMAddAttributeAtIndex(fn->function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
				LLVMCreateEnumAttribute(cg->llvm, nounwind, 0));
	cg->fn = fn;
	fn->entry = ir_block(cg, "entry");
	body = ir_block(cg, "body");
	fn->exit = ir_block(cg, "exit");
	debug_function(cg, fn, name, span);
	cg->position = (struct position){NULL, SPAN_NONE};
	LLVMPositionBuilderAtEnd(cg->b, body);
	debug_at(cg, span);
	if (result != cg->nothing)
		fn->result = ir_local_raw(cg, result);
	region_enter(cg);
}

/* The frame at its real size, and what every callback expects in it. */
static void frame_finish(struct cg *cg, struct fn *fn)
{
	uint32_t words = fn->prog->frame_size / 8;
	LLVMValueRef frame;

	if (!fn->frame || fn->outer)
		return;
	frame = ir_local_raw(cg, LLVMArrayType2(cg->i64, words));
	LLVMReplaceAllUsesWith(fn->frame, frame);
	LLVMInstructionEraseFromParent(fn->frame);
	fn->frame = frame;
	LLVMPositionBuilderAtEnd(cg->b, fn->entry);
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, frame, FRAME_RETURNED), 8);
	if (fn->ctx)
		ir_store(cg, fn->ctx, ir_at(cg, frame, FRAME_CTX), 8);
}

void function_end(struct cg *cg, struct fn *fn)
{
	LLVMBasicBlockRef body = LLVMGetNextBasicBlock(fn->entry);

	region_leave(cg);
	ir_begin(cg, fn->exit);
	if (fn->result)
		LLVMBuildRet(cg->b, ir_load(cg, LLVMGetAllocatedType(fn->result), fn->result, 8));
	else
		LLVMBuildRetVoid(cg->b);
	LLVMMoveBasicBlockAfter(fn->exit, LLVMGetLastBasicBlock(fn->function));
	frame_finish(cg, fn);
	LLVMPositionBuilderAtEnd(cg->b, fn->entry);
	if (fn->result)
		LLVMBuildStore(cg->b, LLVMConstNull(LLVMGetAllocatedType(fn->result)), fn->result);
	LLVMBuildBr(cg->b, body);
	cg->fn = fn->previous;
	if (fn->previous_block)
		LLVMPositionBuilderAtEnd(cg->b, fn->previous_block);
	debug_restore(cg, fn->previous_position);
}

/* Remarks and warnings are for people who work on this compiler; errors end the compilation. */
static void diagnostic(LLVMDiagnosticInfoRef info, void *arg)
{
	struct cg *cg = arg;
	char *text;

	if (LLVMGetDiagInfoSeverity(info) != LLVMDSError || cg->failed)
		return;
	text = LLVMGetDiagInfoDescription(info);
	diag_add(cg->u->diags, D_BACKEND, SPAN_NONE, "no code for this script: %s", text);
	LLVMDisposeMessage(text);
	cg->failed = true;
}

/*
 * LLVM's own switches are the process's. These keep it from moving arithmetic behind a call or a
 * branch, and loads in front of all arithmetic: what waits meanwhile waits on the stack, and 512
 * bytes of it are soon gone. Blocks stay in the order they were made in: the verifier wants the way
 * back to the head of a loop to be a jump (check_cfg), and LLVM would rather fall through to it.
 */
static void llvm_switches(void)
{
	static const char *const switches[] = {
		"sonde",
		"-instcombine-code-sinking=false",
		"-disable-machine-sink",
		"-pre-RA-sched=source",
		"-disable-block-placement",
	};
	static bool done;

	if (!done)
		LLVMParseCommandLineOptions(ARRAY_LEN(switches), switches, NULL);
	done = true;
}

/*
 * What LLVM gives up on without a way back: above all jumps of more than 32,767 instructions, which
 * BPF has not. There is no unit to report to any more.
 */
static void fatal(const char *reason)
{
	fprintf(stderr,
		"ERROR: no code for this script: %s\n"
		"HINT: a probe that is too long can be split: several probes on one event run in order\n",
		reason);
	_Exit(1);
}

static void llvm_begin(struct cg *cg)
{
	const char *triple = cg->arch->big_endian ? "bpfeb" : "bpfel";
	LLVMTargetRef target;
	char *layout, *error = NULL;

	llvm_switches();
	LLVMInstallFatalErrorHandler(fatal);
	LLVMInitializeBPFTargetInfo();
	LLVMInitializeBPFTarget();
	LLVMInitializeBPFTargetMC();
	LLVMInitializeBPFAsmPrinter();
	LLVMInitializeBPFAsmParser();
	cg->llvm = LLVMContextCreate();
	LLVMContextSetDiagnosticHandler(cg->llvm, diagnostic, cg);
	cg->module = LLVMModuleCreateWithNameInContext("sonde", cg->llvm);
	cg->b = LLVMCreateBuilderInContext(cg->llvm);
	if (LLVMGetTargetFromTriple(triple, &target, &error))
		bug("LLVM has no target %s: %s", triple, error);
	cg->machine = LLVMCreateTargetMachine(target, triple, "v3", "", LLVMCodeGenLevelDefault,
					      LLVMRelocDefault, LLVMCodeModelDefault);
	cg->layout = LLVMCreateTargetDataLayout(cg->machine);
	layout = LLVMCopyStringRepOfTargetData(cg->layout);
	LLVMSetDataLayout(cg->module, layout);
	LLVMSetTarget(cg->module, triple);
	LLVMDisposeMessage(layout);
	cg->i1 = LLVMInt1TypeInContext(cg->llvm);
	cg->i8 = LLVMInt8TypeInContext(cg->llvm);
	cg->i16 = LLVMInt16TypeInContext(cg->llvm);
	cg->i32 = LLVMInt32TypeInContext(cg->llvm);
	cg->i64 = LLVMInt64TypeInContext(cg->llvm);
	cg->ptr = LLVMPointerTypeInContext(cg->llvm, 0);
	cg->nothing = LLVMVoidTypeInContext(cg->llvm);
}

static void llvm_end(struct cg *cg)
{
	if (cg->di)
		LLVMDisposeDIBuilder(cg->di);
	LLVMDisposeBuilder(cg->b);
	LLVMDisposeModule(cg->module);
	LLVMDisposeTargetData(cg->layout);
	LLVMDisposeTargetMachine(cg->machine);
	LLVMContextDispose(cg->llvm);
}

bool cg_has(struct cg *cg, enum feature f)
{
	if (!cg->features[f])
		cg->features[f] = unit_feature(cg->u, f) ? 1 : -1;
	return cg->features[f] > 0;
}

static void dump(struct cg *cg, struct buf *out)
{
	char *text;

	if (!out)
		return;
	text = LLVMPrintModuleToString(cg->module);
	buf_puts(out, text);
	LLVMDisposeMessage(text);
}

/* What we built must be sound; checked where somebody looks, because it costs as much as a pass. */
static void verify(struct cg *cg)
{
	char *text = NULL;

	if (LLVMVerifyModule(cg->module, LLVMReturnStatusAction, &text))
		bug("invalid LLVM module: %s", text);
	LLVMDisposeMessage(text);
}

static bool optimise(struct cg *cg)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMErrorRef error = LLVMRunPasses(cg->module, PASSES, cg->machine, options);

	LLVMDisposePassBuilderOptions(options);
	if (error)
		bug("pass list refused: %s", LLVMGetErrorMessage(error));
	return !cg->failed;
}

static void section_bytes(struct cg *cg, const char *name, const char *section, const void *bytes,
			  size_t len)
{
	LLVMValueRef value = LLVMConstStringInContext2(cg->llvm, bytes, len, 1);
	LLVMValueRef global = LLVMAddGlobal(cg->module, LLVMTypeOf(value), name);

	LLVMSetInitializer(global, value);
	LLVMSetGlobalConstant(global, 1);
	LLVMSetSection(global, section);
	LLVMSetAlignment(global, 1);
}

static bool emit(struct cg *cg)
{
	LLVMMemoryBufferRef out;
	char *error = NULL, *copy;
	size_t size;

	if (LLVMTargetMachineEmitToMemoryBuffer(cg->machine, cg->module, LLVMObjectFile, &error,
						&out)) {
		diag_add(cg->u->diags, D_BACKEND, SPAN_NONE, "no code for this script: %s", error);
		LLVMDisposeMessage(error);
		return false;
	}
	size = LLVMGetBufferSize(out);
	copy = arena_alloc(cg->arena, size);
	memcpy(copy, LLVMGetBufferStart(out), size);
	LLVMDisposeMemoryBuffer(out);
	debug_finish(cg, copy, size);
	cg->p->object = (struct bytes){copy, size};
	return !cg->failed;
}

/* Of a copy: emission changes what it emits. */
static void assemble(struct cg *cg, struct buf *out)
{
	LLVMModuleRef copy = LLVMCloneModule(cg->module);
	LLVMMemoryBufferRef text;
	char *error = NULL;

	if (LLVMTargetMachineEmitToMemoryBuffer(cg->machine, copy, LLVMAssemblyFile, &error,
						&text)) {
		diag_add(cg->u->diags, D_BACKEND, SPAN_NONE, "no code for this script: %s", error);
		LLVMDisposeMessage(error);
	} else {
		buf_add(out, LLVMGetBufferStart(text), LLVMGetBufferSize(text));
		LLVMDisposeMemoryBuffer(text);
	}
	LLVMDisposeModule(copy);
}

static void generate(struct cg *cg)
{
	const char *license = cg->p->config_strings[CONFIG_license];
	struct bytes image;

	for (size_t i = 0; i < cg->u->instances.len; i++)
		cg->outlines |= outline_wanted(cg->u->instances.at[i]);
	debug_begin(cg);
	errors_begin(cg);
	maps_begin(cg);
	for (size_t i = 0; i < cg->u->instances.len; i++)
		cg_probe(cg, cg->u->instances.at[i]);
	changes_end(cg);
	errors_end(cg);
	maps_end(cg);
	debug_end(cg);
	section_bytes(cg, "LICENSE", "license", license, strlen(license) + 1);
	cg->p->features = cg->u->features;
	cg->p->arch = cg->arch->name;
	cg->p->layouts = cg->layouts.at;
	cg->p->nlayouts = (uint32_t)cg->layouts.len;
	if (cg->u->options.object)
		return;
	image = program_encode(cg->arena, cg->p);
	section_bytes(cg, "program_image", ".sonde", image.at, image.len);
}

bool unit_codegen(struct unit *u, const struct codegen_dumps *dumps)
{
	size_t errors = diags_errors(u->diags);
	struct cg cg = {.u = u, .p = u->program, .arena = u->arena};
	bool ok;

	cg.arch = arch_find(u->target->arch);
	if (!cg.arch) {
		diag_add(u->diags, D_BACKEND, SPAN_NONE, "the registers of %s are not known",
			 u->target->arch);
		return false;
	}
	llvm_begin(&cg);
	generate(&cg);
	ok = diags_errors(u->diags) == errors;
	if (dumps)
		dump(&cg, dumps->ir);
	if (dumps && (dumps->verify || dumps->ir || dumps->ir_opt))
		verify(&cg);
	if (ok)
		relocations_lower(&cg);
	ok = ok && optimise(&cg);
	if (dumps)
		dump(&cg, dumps->ir_opt);
	if (ok && dumps && dumps->assembly)
		assemble(&cg, dumps->assembly);
	ok = ok && emit(&cg);
	llvm_end(&cg);
	return ok && diags_errors(u->diags) == errors;
}
