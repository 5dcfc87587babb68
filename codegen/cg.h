/*
 * What the files of codegen share. Private to this folder.
 *
 * struct cg is the first parameter of everything; there are no globals, so two units can be in
 * work at once. A value of the script is a struct val, which says where it is, so that an address
 * is never mistaken for a value and nothing is copied before somebody wants the bytes.
 */
#ifndef SONDE_CODEGEN_CG_H
#define SONDE_CODEGEN_CG_H

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>

#include <stdio.h>
#include <string.h>

#include "codegen/arch.h"
#include "codegen/ir.h"
#include "lang/unit.h"

/* ---- values ---- */

enum val_where {
	VAL_DIRECT, /* V is the number; bool is i1, pointers are 64-bit integers */
	VAL_LOCAL,  /* V points at memory the program may load from: stack, scratch, map, .rodata */
	VAL_REMOTE, /* V is an address that only probe_read reaches, in SPACE */
	VAL_CONTEXT, /* OFFSET in the program's context, loaded directly */
	VAL_FILL,    /* bytes that FILL writes where they are wanted: comm, str(), stacks */
	VAL_NONE,    /* no value: void calls */
};

struct val {
	enum val_where where;
	const struct type *type;
	LLVMValueRef v;
	enum addr_space space; /* VAL_REMOTE */
	uint32_t offset;       /* VAL_CONTEXT */
	uint32_t size;	       /* VAL_LOCAL: bytes that may be read; the rest of the type is zero */
	uint32_t align;	       /* VAL_LOCAL: what is known of the pointer */
	bool loose;	       /* VAL_LOCAL: bytes behind the NUL of a string are not zero */
	/* VAL_FILL: writes type->size bytes to DST; EXACT: those behind the end are zero. Returns
	 * how many bytes count (64 bits, at most type->size). */
	LLVMValueRef (*fill)(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			     bool exact);
	/* VAL_FILL of a string or buffer: writes only the bytes that count and returns how many. */
	LLVMValueRef (*tail)(struct cg *cg, const struct val *v, LLVMValueRef dst);
	LLVMValueRef v2;
	const struct expr *e; /* what the value came from, for messages at run time */
};

/* ---- what is known of the code being generated ---- */

/* Things that do not change while a program runs and are worth keeping once computed. */
enum cache {
	CACHE_CPU,	/* u32 */
	CACHE_CELL,	/* pointer to this CPU's cells */
	CACHE_SCRATCH,	/* pointer to the claimed slot */
	CACHE_PID_TGID, /* u64, in the tracer's PID namespace */
	CACHE_INIT_PID_TGID,
	CACHE_UID_GID,
	CACHE_TASK,
	CACHE_IDENTITY, /* u64: which target fired */
	CACHE_SYSCALL,	/* u64: system call number */
	CACHE_REGS,	/* pointer to a local copy of the registers of a system call */
	CACHE_CALLBACK_CTX,
	CACHE_OUTLINE, /* the slot has what parts want to know (outline.c) */
	CACHE_COUNT
};

/*
 * A stretch of code that is entered at one place: a function, an arm of an if, the body of a loop.
 * What was cached on the way to an instruction is found in its region or one around it.
 */
struct region {
	struct region *up;
	LLVMValueRef cache[CACHE_COUNT];
	bool claimed; /* the scratch slot was claimed here and is given back here */
};

/* Where break and continue go. */
struct jump_target {
	struct jump_target *up;
	bool callback; /* the body is a function that the kernel calls */
	LLVMBasicBlockRef on_break, on_continue;
	struct region *outside;
};

struct stack_slot {
	LLVMValueRef at;
	uint32_t size;
	bool busy;
};

struct stack_slots VEC(struct stack_slot);

struct user_fn;
struct packet;
struct outline;
struct part;
struct change_fn;
struct relocation_type;

/* What a program, or a function of the script, and the callbacks of its loops have in common. */
struct prog {
	const struct instance *inst;
	uint32_t stack_used; /* bytes of memory on the stack, callbacks included */
	uint32_t scratch_at; /* next free byte of the scratch slot */
	bool callback_needs_scratch;
	bool frame_used;
	uint32_t frame_size;
	bool returns_in_loop;
	uint64_t default_result;
	uint32_t locals;	/* variables that may need a register or a stack slot now */
	uint32_t held;		/* operands that wait for the other one */
	LLVMValueRef registers; /* copy of those a system call's arguments lie in */
	struct user_fn *user;	/* this is a function of the script; NULL: the program itself */
	uint32_t chain;		/* functions on the longest way of calls, the program included */
	uint32_t frames;       /* functions on the longest way down from here, callbacks included */
	uint32_t scratch_peak; /* how far the scratch slot was used */
	bool callback_needs_ctx;
	struct packet *packet;	 /* NULL: the body asks nothing of one */
	struct outline *outline; /* its body is long: cut into parts; NULL: it is not */
	struct part *part;	 /* this is a part of such a body; NULL: the program itself */
};

/* What instructions belong to: for the debug info, and for messages. */
struct position {
	LLVMMetadataRef location;
	struct span span;
};

/* The function being generated. */
struct fn {
	struct fn *outer; /* of a callback: the function with the loop */
	struct prog *prog;
	LLVMValueRef function;
	LLVMValueRef ctx;   /* the program's context; NULL in callbacks */
	LLVMValueRef frame; /* memory shared by the program and its callbacks; NULL: not yet */
	LLVMBasicBlockRef entry, exit;
	LLVMValueRef result;
	struct region *region;
	struct jump_target *jump;
	struct stack_slots slots;
	LLVMMetadataRef scope; /* debug info */
	const struct source *source;
	bool is_program; /* visible to the loader; others are static */
	/* Not 0: a global function, verified by itself. It takes so many u64, and the context
	 * where CONTEXT_STRUCT says of what type that is. */
	unsigned global_words;
	const char *context_struct;
	/* what function_end goes back to */
	struct fn *previous;
	LLVMBasicBlockRef previous_block;
	struct position previous_position;
};

/* Where a variable lives. */
enum home_kind { HOME_LOCAL, HOME_FRAME, HOME_SCRATCH };

struct home {
	enum home_kind kind;
	bool counted; /* in prog.locals */
	LLVMValueRef local;
	uint32_t offset;
};

struct error_record {
	struct span span;
	const char *helper, *message;
	uint32_t record;
};

/* Functions of the kernel that are called by name. */
enum kfunc {
#define KFUNC(name, shape) KFUNC_##name,
#include "codegen/kfuncs.def"
#undef KFUNC
	KFUNC_COUNT
};

/* compare.c: compares a part of N bytes. */
struct compare_chunk {
	uint32_t n;
	LLVMValueRef function;
};

struct file_scope {
	const struct source *source;
	LLVMMetadataRef file;
};

enum bpfcall {
#define BPFCALL(name, ...) BPF_##name,
#include "codegen/bpfcalls.def"
#undef BPFCALL
	BPFCALL_COUNT
};

struct cg {
	struct unit *u;
	struct program *p;
	struct arena *arena;
	const struct arch *arch;

	LLVMContextRef llvm;
	LLVMModuleRef module;
	LLVMBuilderRef b;
	LLVMTargetMachineRef machine;
	LLVMTargetDataRef layout;
	LLVMTypeRef i1, i8, i16, i32, i64, ptr, nothing;
	signed char features[FEATURE_COUNT]; /* 1: there, -1: not, 0: not asked yet */
	bool failed;			     /* LLVM reported an error */

	struct fn *fn;

	/* maps.c */
	LLVMValueRef *insert_functions; /* by index of program.maps; see map_insert */
	LLVMValueRef *map_globals;	/* by index of program.maps; NULL for globals and cells */
	LLVMValueRef *bank_globals;	/* the same: arrays of the two maps, where there are two */
	LLVMValueRef *key_globals;	/* the same: hash to key, where keys are hashed */
	LLVMValueRef data_map, control_map, cells_map, scratch_map, globals, config, zeros,
		interfaces, packets_map, params;
	uint32_t zeros_size;
	uint32_t scratch_needed;
	bool outlines; /* some program is cut into parts: a slot in use says which it is */

	/* errors.c */
	struct record *planned_records; /* program.records as the plan made it */
	struct records VEC(struct record) records;
	struct error_records VEC(struct error_record) errors;
	LLVMValueRef report_function, lost_function, claim_function, extreme_functions[4];
	LLVMValueRef labels_function; /* call_dns.c */
	uint64_t compared;	      /* bytes of all comparisons so far */
	struct compare_chunks VEC(struct compare_chunk) chunks;
	LLVMValueRef hash_function, hist_function, compare_function, search_function,
		visit_function;
	LLVMValueRef unwind_spaces, unwind_tables; /* NULL: not wanted so far */
	LLVMValueRef unwind_range_round, unwind_row_round, unwind_frame;
	uint32_t unwind_limit; /* of unwind_frame */

	/* change.c: functions that change values of maps, made at the end */
	struct changes VEC(struct change_fn *) changes;

	LLVMValueRef kfuncs[KFUNC_COUNT]; /* kfunc.c: those declared so far */

	/* relocate.c */
	struct relocation_types VEC(struct relocation_type *) relocation_types;
	struct relocation_texts VEC(LLVMValueRef) relocation_texts;
	struct layouts VEC(const struct type *) layouts;
	uint32_t relocation_number;
	bool relocated; /* there is something for relocations_lower to do */

	/* variable.c */
	struct variables VEC(struct variable *) homes; /* variables that have one now */

	/* debuginfo.c */
	LLVMDIBuilderRef di;
	LLVMMetadataRef di_unit, di_int, di_signature;
	struct file_scopes VEC(struct file_scope) files;
	struct position position;
	signed char helpers[BPFCALL_COUNT]; /* 1: asked for the program of HELPERS_OF */
	const struct instance *helpers_of;
};

/* ---- module.c ---- */

/* Whether the target has F and the options allow it. Asked once, because the kernel is asked. */
bool cg_has(struct cg *cg, enum feature f);

/* A new static function of the module, entered: RESULT name(PARAMS). Ends with function_end. */
void function_begin(struct cg *cg, struct fn *fn, const char *name, LLVMTypeRef result,
		    LLVMTypeRef *params, unsigned nparams, struct span span);
void function_end(struct cg *cg, struct fn *fn);

/* ---- debuginfo.c ---- */

void debug_begin(struct cg *cg);
void debug_end(struct cg *cg);
/* The last touch to the bytes of the object. */
void debug_finish(struct cg *cg, void *object, size_t size);
/* What is made up here lies in this file. */
LLVMMetadataRef debug_file(struct cg *cg);
#define DWARF_SIGNED 5 /* DW_ATE_signed and its like */
#define DWARF_SIGNED_CHAR 6
#define DWARF_UNSIGNED 7
/* Gives FN's function its debug info; sets fn->scope and fn->source. */
void debug_function(struct cg *cg, struct fn *fn, const char *name, struct span span);
/* Instructions made from now on belong to SPAN. Returns what was current, for debug_restore. */
struct position debug_at(struct cg *cg, struct span span);
void debug_restore(struct cg *cg, struct position position);
/* BTF of a variable of WORDS u64: libbpf maps a section into user space only if it has some. */
void debug_words(struct cg *cg, LLVMValueRef variable, const char *name, uint32_t words);
/* struct NAME *, without members: for prototypes that only compare kinds. */
LLVMMetadataRef debug_struct_pointer(struct cg *cg, const char *name);
/* BTF of a function without a body: the result and the parameters. */
void debug_extern(struct cg *cg, LLVMValueRef function, const char *name, LLVMMetadataRef *types,
		  unsigned n);
/* BTF of a map for libbpf: (name, number) pairs as it reads them. */
struct map_attr {
	const char *name;
	uint32_t value;
};
void debug_map(struct cg *cg, LLVMValueRef map, const char *name, const struct map_attr *attrs,
	       unsigned n);
/* The same of one with types: TYPE and ENTRIES as the kernel has them. */
void debug_typed_map(struct cg *cg, LLVMValueRef map, const char *name, uint32_t type,
		     uint32_t entries, LLVMMetadataRef key, LLVMMetadataRef value);

/* ---- maps.c ---- */

void maps_begin(struct cg *cg);
void maps_end(struct cg *cg);
/* Makes the maps that unwinding needs (lang/unwind.h). */
void unwind_maps(struct cg *cg);
/* Pointer to a constant global in .rodata. */
LLVMValueRef rodata_bytes(struct cg *cg, const void *bytes, size_t len);
LLVMValueRef rodata_u16(struct cg *cg, const uint16_t *values, size_t n);
LLVMValueRef rodata_i64(struct cg *cg, const int64_t *values, size_t n);
/* Pointer to at least SIZE zero bytes. */
LLVMValueRef rodata_zeros(struct cg *cg, uint32_t size);
/* A member of struct wire_load_config, a constant for the verifier. */
LLVMValueRef config_u32(struct cg *cg, size_t offset);
LLVMValueRef config_u64(struct cg *cg, size_t offset);

/* ---- bpfcalls.c ---- */

/* Calls the kernel. Results are 64-bit integers or pointers. Nothing is checked. */
LLVMValueRef cg_bpf(struct cg *cg, enum bpfcall call, ...);
/* A negative RESULT of CALL is reported at SPAN, by the rules of the call's row. */
void bpf_check(struct cg *cg, enum bpfcall call, LLVMValueRef result, struct span span);
const char *bpfcall_name(enum bpfcall call);

/* ---- verdict.c ---- */

/* The result that changes nothing. */
LLVMValueRef verdict_otherwise(struct cg *cg);
/* E, a verdict or a negative errno, as the kernel wants it. */
LLVMValueRef verdict_value(struct cg *cg, const struct expr *e);
/* A verdict that was in memory: the verifier sees again what it can be. */
LLVMValueRef verdict_bounded(struct cg *cg, LLVMValueRef v);

/* ---- kfunc.c ---- */

/* The checker made sure that the program may call it. */
LLVMValueRef kfunc_call(struct cg *cg, enum kfunc kfunc, LLVMValueRef arg);

/* ---- errors.c ---- */

void errors_begin(struct cg *cg);
void errors_end(struct cg *cg); /* program.records and the size of the cells are final */

/*
 * Code that counts and sends a runtime_error record with VALUE (64 bits). HELPER or MESSAGE may be
 * NULL. Stands on a cold path: a call of one shared function.
 */
void error_report(struct cg *cg, struct span span, const char *helper, const char *message,
		  LLVMValueRef value);
/* The record that such a report has, and the report for a record that is known at run time. */
uint32_t error_record(struct cg *cg, struct span span, const char *helper, const char *message);
void error_report_record(struct cg *cg, LLVMValueRef record, LLVMValueRef probe,
			 LLVMValueRef value);
bool errors_wanted(const struct cg *cg, bool verbose_only);
/* A diagnostic: FEATURE is missing on the target, SPAN needs it. */
void feature_missing(struct cg *cg, struct span span, enum feature feature, const char *what);

/* ---- memory.c ---- */

void region_enter(struct cg *cg);
void region_leave(struct cg *cg); /* gives back what was claimed in it */
/* Gives back, in code, everything claimed in the regions inside UNTIL (for jumps out of them). */
void regions_release(struct cg *cg, const struct region *until);
LLVMValueRef cached(struct cg *cg, enum cache what); /* NULL: not in reach */
LLVMValueRef cache_put(struct cg *cg, enum cache what, LLVMValueRef v);

struct mem_mark {
	uint32_t scratch;
	uint64_t busy; /* bit set of stack slots */
};

/*
 * SIZE bytes, aligned to 8, on the stack where small and else in the program's scratch slot;
 * their content is open. They last until mem_release of a mark made before.
 */
LLVMValueRef mem_alloc(struct cg *cg, uint32_t size);
LLVMValueRef mem_scratch(struct cg *cg, uint32_t size);
struct mem_mark mem_mark(struct cg *cg);
void mem_release(struct cg *cg, struct mem_mark mark);
uint32_t scratch_reserve(struct cg *cg, uint32_t size); /* offset in the slot */
LLVMValueRef scratch_base(struct cg *cg);
/* At the start of a global function: the slot its caller claimed, by the slot's first word. */
LLVMValueRef scratch_of_slot(struct cg *cg, LLVMValueRef slot);
LLVMValueRef mem_stack(struct cg *cg, uint32_t size); /* whatever its size */

void mem_zero(struct cg *cg, LLVMValueRef dst, uint32_t align, uint32_t size);
void mem_copy(struct cg *cg, LLVMValueRef dst, uint32_t dst_align, LLVMValueRef src,
	      uint32_t src_align, uint32_t size);
/* SIZE bytes from ADDRESS (64 bits) of SPACE; zeros when that fails. */
void mem_read(struct cg *cg, enum addr_space space, LLVMValueRef dst, uint32_t size,
	      LLVMValueRef address, struct span span);
/* The same with a size of 64 bits that has a bound. */
void mem_read_sized(struct cg *cg, enum addr_space space, LLVMValueRef dst, LLVMValueRef size,
		    LLVMValueRef address, struct span span);
/* A string of at most SIZE bytes with its NUL. Returns its length with the NUL, 0 on failure. */
LLVMValueRef mem_read_string(struct cg *cg, enum addr_space space, LLVMValueRef dst,
			     LLVMValueRef size, uint32_t max, LLVMValueRef address,
			     struct span span);

LLVMValueRef cpu_number(struct cg *cg); /* u32 */
/* This CPU's cells plus OFFSET. */
LLVMValueRef cell_at(struct cg *cg, uint32_t offset);
void lost_event(struct cg *cg);

/* Memory shared with callbacks: fixed members, then captured variables. */
enum frame_member {
	FRAME_SCRATCH = 0,
	FRAME_CTX = 8,
	FRAME_RETURNED = 16,
	FRAME_RESULT = 24,
	FRAME_IDENTITY = 32,
	FRAME_MEMBERS = 40,
};
LLVMValueRef frame_at(struct cg *cg, uint32_t offset);
uint32_t frame_reserve(struct cg *cg, uint32_t size);
LLVMValueRef program_ctx(struct cg *cg); /* the context, also inside callbacks */

/* ---- typed.c ---- */

#define TYPED_CHAIN_MAX 4

/* Code that runs when no pointer on the way to POINTER (64 bits) is NULL. */
struct typed_chain {
	LLVMValueRef pointer;
	struct ir_if there[TYPED_CHAIN_MAX];
	unsigned depth;
};

/*
 * Loads E, a chain of members that begins at a typed context, so that the verifier knows what it
 * points at. False: it is no such chain, and nothing was begun.
 */
bool typed_begin(struct cg *cg, const struct expr *e, struct typed_chain *c);
void typed_end(struct cg *cg, struct typed_chain *c);

/* ---- value.c ---- */

struct val val_none(void);
struct val val_direct(LLVMValueRef v, const struct type *type);
struct val val_local(LLVMValueRef at, const struct type *type, uint32_t align);
struct val val_remote(LLVMValueRef address, enum addr_space space, const struct type *type);
struct val val_zero(struct cg *cg, const struct type *type);
bool type_in_register(const struct type *t);
LLVMTypeRef type_register(struct cg *cg, const struct type *t);
bool type_extends_signed(const struct type *t);

/* The number itself; for types that live in a register. */
LLVMValueRef val_scalar(struct cg *cg, const struct val *v);
/* Pointer to type->size bytes; *ALIGN gets what is known of it. EXACT as in val_store. */
LLVMValueRef val_bytes(struct cg *cg, const struct val *v, bool exact, uint32_t *align);
/* V as a VAL_LOCAL or VAL_DIRECT one that does not change any more. */
struct val val_settled(struct cg *cg, const struct val *v);
/*
 * Writes type->size bytes to DST. EXACT: two equal values give the same bytes, as keys and values
 * of maps need; otherwise what lies behind the end of a string is left open.
 */
void val_store(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align, bool exact);
/* A field of V: no memory is read yet. */
struct val val_member(struct cg *cg, const struct val *v, uint32_t offset, const struct type *type);
/* The address of a remote or local value's memory as a number, and its space. */
LLVMValueRef val_address(struct cg *cg, const struct val *v, enum addr_space *space);

/* ---- expr.c ---- */

struct val cg_expr(struct cg *cg, const struct expr *e);
/* Evaluates E straight into memory; as val_store. */
void cg_expr_into(struct cg *cg, const struct expr *e, LLVMValueRef dst, uint32_t align,
		  bool exact);
LLVMValueRef cg_scalar(struct cg *cg, const struct expr *e);
LLVMValueRef cg_scalar64(struct cg *cg, const struct expr *e); /* extended to 64 bits */
/* Address an expression stands for when a function reads memory through it, and its space. */
LLVMValueRef cg_address(struct cg *cg, const struct expr *e, enum addr_space *space);
/* The number a literal stands for, conversions looked through; FALLBACK where it is none. */
uint64_t expr_literal(const struct expr *e, uint64_t fallback);
uint64_t arg_literal(const struct exprs *args, size_t index, uint64_t fallback);
/* a op b in the semantics of the language; both are of TYPE. */
struct val binary_op(struct cg *cg, const struct expr *e, enum op op, LLVMValueRef a,
		     LLVMValueRef b, const struct type *type);

/* ---- cast.c ---- */

struct val cast_val(struct cg *cg, const struct expr *arg, const struct type *to);
struct val val_cast(struct cg *cg, struct val v, const struct type *to);

/* ---- compare.c ---- */

LLVMValueRef compare_bytes(struct cg *cg, const struct val *a, const struct val *b); /* equal? */
/* Equal in the first N bytes or up to a NUL. */
LLVMValueRef compare_strings(struct cg *cg, const struct val *a, const struct val *b, uint32_t n);

/* The difference of the first bytes that differ in N, or 0; STOP: a NUL in both ends it. */
LLVMValueRef compare_call(struct cg *cg, LLVMValueRef a, LLVMValueRef b, uint32_t n, bool stop,
			  struct span span);

/* ---- stmt.c ---- */

void cg_stmt(struct cg *cg, const struct stmt *s);
void cg_stmts(struct cg *cg, const struct stmts *list);
/* A block as a body: its variables and memory end with it. */
void cg_body(struct cg *cg, const struct expr *block);
void cg_return(struct cg *cg, LLVMValueRef result); /* result: 64 bits, or NULL */

void stmt_jump(struct cg *cg, bool is_break);
/* The variable that is born in S and outlives it; NULL: none, or it has a home. */
struct variable *stmt_newborn(const struct stmt *s);

/* ---- outline.c: long bodies in parts ---- */

/* Whether the body of INST is long. */
bool outline_wanted(const struct instance *inst);
/* Sets PROG->outline where it is. */
void outline_begin(struct cg *cg, struct prog *prog);
/* The statements of LIST, and N times the body of S, outside of parts. */
void outline_stmts(struct cg *cg, const struct stmts *list);
void outline_unroll(struct cg *cg, const struct stmt *s, uint64_t n);
/* Variables born here are in scratch memory, where every function of the program finds them. */
bool outline_shares(const struct prog *prog);
/* Ways out of a part, from outside of callbacks. */
void part_return(struct cg *cg, LLVMValueRef result);
void part_jump(struct cg *cg, bool is_break);
/* In a part that has only the address of the context; that address; which target fired. */
bool context_is_far(const struct cg *cg);
LLVMValueRef outline_context(struct cg *cg);
LLVMValueRef outline_identity(struct cg *cg);

/* ---- variable.c ---- */

/* Gives VAR memory. ZEROED: it may be read before it is assigned. */
void variable_home(struct cg *cg, struct variable *var, bool zeroed);
/* Variables that got a home after HOMES.len was COUNT have none any more. */
void variables_forget(struct cg *cg, size_t count);
/* A number for where all variables that have a home live, and where scratch memory is free. */
uint64_t variables_homes(const struct cg *cg);
/* VAR lives at AT, which is not written to. */
void variable_alias(struct cg *cg, struct variable *var, LLVMValueRef at);
LLVMValueRef variable_at(struct cg *cg, const struct variable *var);
struct val variable_get(struct cg *cg, const struct variable *var);
void variable_set(struct cg *cg, struct variable *var, const struct val *v);

/* ---- loop.c ---- */

void loop_range(struct cg *cg, const struct stmt *s);
void loop_map(struct cg *cg, const struct stmt *s);
void loop_while(struct cg *cg, const struct stmt *s);

/* ---- map.c ---- */

/* A hashed key in memory: two u64, the u64 bucket, then the key itself. */
#define HASH_SIZE 16
#define HASH_KEY_AT 24

const struct map_spec *map_spec_of(struct cg *cg, const struct map *map);
/*
 * The map for a call of the kernel. A map with banks is looked up, and where there is none, which
 * the verifier cannot rule out, this run of the program ends.
 */
LLVMValueRef map_global(struct cg *cg, const struct map *map);
/* Pointer to the key's bytes, with room for EXTRA more behind it. */
LLVMValueRef map_key(struct cg *cg, const struct map *map, const struct expr *key, uint32_t extra);
/*
 * The value in the map's memory, for changing it in place: of this CPU where the map is per CPU,
 * made from zeros where it is missing. Code between begin and end runs only if there is one, which
 * a full map may prevent.
 */
struct map_slot {
	LLVMValueRef at;
	bool conditional;
	struct ir_if found;
};
void map_slot_begin(struct cg *cg, struct map_slot *slot, const struct map *map,
		    const struct expr *key, struct span span);
/*
 * Zeros under KEY, which was not there, and where they are; NULL when the map is full, which is
 * reported as error RECORD (error_record) of the probe PROBE.
 */
LLVMValueRef map_insert(struct cg *cg, const struct map *map, LLVMValueRef key, LLVMValueRef record,
			LLVMValueRef probe);
/* The same with the bytes of the key (of hashes) or an offset into the cell (of cells). */
void map_slot_begin_at(struct cg *cg, struct map_slot *slot, const struct map *map,
		       LLVMValueRef key, LLVMValueRef offset, struct span span);
void map_slot_end(struct cg *cg, struct map_slot *slot);
/* How much memory the bytes of a key may take, and the key in the scratch slot, at *OFFSET. */
uint32_t map_key_room(struct cg *cg, const struct map *map, const struct expr *key);
LLVMValueRef map_key_scratch(struct cg *cg, const struct map *map, const struct expr *key,
			     bool bucket, uint32_t *offset);
/* Where the bucket's number stands in a key made with room for it. */
uint32_t bucket_offset(const struct map_spec *spec);
/* After KEY went into the map, or out of it: the same for the map of hashed keys. */
void key_remember(struct cg *cg, const struct map *map, LLVMValueRef key);
void key_forget(struct cg *cg, const struct map *map, LLVMValueRef key);
/* The element at KEY, or NULL in code. */
LLVMValueRef map_find(struct cg *cg, const struct map *map, LLVMValueRef key);
struct val map_get(struct cg *cg, const struct expr *e);
void map_set(struct cg *cg, const struct expr *target, const struct val *v, struct span span);
/* target op= value */
void map_update(struct cg *cg, const struct stmt *s);
struct val map_incdec(struct cg *cg, const struct expr *e);
/* Members of a scalar map in the globals. */
LLVMValueRef global_set_at(struct cg *cg, const struct map_spec *spec);
LLVMValueRef global_value_at(struct cg *cg, const struct map_spec *spec);

/* ---- change.c ---- */

/*
 * Changes the value at AT by X. WANTED: returns what was there before (64 bits), where the change
 * has such a thing.
 */
typedef LLVMValueRef change_apply(struct cg *cg, const struct map *map, LLVMValueRef at,
				  LLVMValueRef x, bool wanted);

struct change {
	const struct map *map;
	const struct expr *key;
	/* Of values with buckets: the number of one, of how many, and the bytes that each has. */
	LLVMValueRef bucket;
	uint32_t buckets, bucket_size;
	change_apply *apply;
	LLVMValueRef x;	  /* 64 bits */
	LLVMValueRef old; /* NULL, or a local that gets what was there */
	struct span span;
};

/* Makes the change to the value, which is made from zeros where it is missing. */
void map_change(struct cg *cg, const struct change *c);
void changes_end(struct cg *cg);

/* ---- agg.c, agg_read.c ---- */

void cg_aggregate(struct cg *cg, const struct stmt *s);
/*
 * The slot of one bucket: its number stands behind the key of hashes; for cells it is an element
 * of an array. Ends with map_slot_end.
 */
void bucket_begin(struct cg *cg, struct map_slot *slot, const struct change *c);
/* An aggregate as one integer over all CPUs. KEY: pointer to the key of a keyed map. */
LLVMValueRef aggregate_read(struct cg *cg, const struct map *map, LLVMValueRef key);
/* stats() as a value to print. */
struct val aggregate_get(struct cg *cg, const struct expr *map);
struct val aggregate_cast(struct cg *cg, const struct expr *map, const struct type *to);

typedef void lower_agg_fn(struct cg *cg, const struct stmt *s);
#define AGG(id, ...) lower_agg_fn lower_agg_##id;
#include "lang/aggregates.def"
#undef AGG

/* ---- context.c ---- */

/* Code at the start of a program: filters and dispatch. Jumps to exit where nothing is to do. */
void context_enter(struct cg *cg);
/* Ends this run of the program, releasing what it holds, unless WANTED. */
void leave_unless(struct cg *cg, LLVMValueRef wanted);

/* ---- iter.c ---- */

bool iter_is_pinned(const struct instance *inst);
void iter_enter(struct cg *cg, const struct instance *inst);
/* LEN bytes at BASE, a record, into the iterator's output. */
void iter_send(struct cg *cg, LLVMValueRef base, LLVMValueRef len);
/* bpf_d_path of E in an iterator: the length with its NUL, 0 when there is no such thing. */
LLVMValueRef iter_path(struct cg *cg, const struct expr *e, LLVMValueRef dst, uint32_t size);
/* Output of a pinned iterator: text. ARGS: those of the call. */
void iter_printf(struct cg *cg, const struct record *r, const struct exprs *args);

/* TYPE at OFFSET of the context; its address as a number. */
LLVMValueRef context_load(struct cg *cg, LLVMTypeRef type, uint64_t offset);
LLVMValueRef context_address(struct cg *cg);
struct val context_arguments(struct cg *cg, const struct type *type);
/* Whether loads from the context are rewritten by the kernel (contexts.def). */
bool context_is_view(const struct cg *cg);
/* The bytes of V, which is in such a context, to DST. */
void context_copy(struct cg *cg, const struct val *v, LLVMValueRef dst);
struct val context_field(struct cg *cg, const struct expr *e);
LLVMValueRef context_register(struct cg *cg, const char *name, struct span span);
LLVMValueRef context_argument(struct cg *cg, uint32_t number, struct span span);
LLVMValueRef context_result(struct cg *cg, struct span span);
LLVMValueRef context_ip(struct cg *cg, struct span span);
LLVMValueRef context_identity(struct cg *cg); /* u64, index in the targets of the instance */
enum addr_space context_space(const struct cg *cg);
LLVMValueRef current_pid_tgid(struct cg *cg, bool init_namespace);

/* ---- packet.c, packet_view.c ---- */

/* Code that takes the packet apart as far as the program's body asks about it. */
void packet_enter(struct cg *cg);
/* All that is known of the packet, saved at AT for a part of a long body, where it is found again.
 */
uint32_t packet_saved_size(void);
void packet_save(struct cg *cg, LLVMValueRef at);
void packet_restore(struct cg *cg, const struct packet *of, LLVMValueRef at);
struct val packet_field_val(struct cg *cg, const struct expr *e);
/* payload[number] without the bytes around it. False: E is something else. */
bool packet_payload_index(struct cg *cg, const struct expr *e, struct val *out);
/* Whether the packet has the header that VIEW, a builtin, is about; i1. */
LLVMValueRef packet_condition(struct cg *cg, const struct expr *view);

/* ---- user_fn.c: functions of the script ---- */

/* What the caller hands over in memory, where the function asks for it. */
enum env_member { ENV_SCRATCH, ENV_CTX, ENV_IDENTITY, ENV_RESULT, ENV_MEMBERS };

/* How much a function may put on the stack, which all of a chain of calls share. */
uint32_t stack_budget(const struct prog *prog, uint32_t alone);
uint32_t stack_locals(const struct prog *prog, uint32_t alone);
/* Generates the functions that INST calls and sets what PROG, its program, must know of them. */
void user_fns_generate(struct cg *cg, const struct instance *inst, struct prog *prog);
/* A chain of calls that the kernel would not follow is an error. */
void user_fns_check(struct cg *cg, const struct instance *inst, const struct prog *prog);
/* In a function of the script, not its callbacks: what its caller handed over, 64 bits. */
LLVMValueRef user_env(struct cg *cg, enum env_member what);
void user_return(struct cg *cg, const struct expr *value);
struct val cg_user_call(struct cg *cg, const struct expr *e);
/* Notes that FRAMES more are called from here. */
void frames_below(struct cg *cg, uint32_t frames);
/* The bytes of E, which lies in memory, aligned to 8 as functions expect them. */
LLVMValueRef argument_address(struct cg *cg, const struct expr *e);

/* ---- call_c.c: functions of imported objects ---- */

#define C_FUNCTION_FRAMES 2 /* what is thought of one and what it calls */

struct val cg_c_call(struct cg *cg, const struct expr *e);

/* ---- relocate.c ---- */

/* Numbers as BPF_CORE_FIELD_* of the kernel has them (enum bpf_core_relo_kind). */
enum field_fact {
	FIELD_BYTE_OFFSET = 0,
	FIELD_BYTE_SIZE = 1,
	FIELD_EXISTS = 2,
	FIELD_SHIFT_UP = 4,
	FIELD_SHIFT_DOWN = 5,
};

/* Whether facts about T, a struct or an enum, wait for the kernel that loads the program. */
bool relocates(const struct cg *cg, const struct type *t);
/* FACT of F, which is at OFFSET of T, a struct that relocates; 64 bits. */
LLVMValueRef relocated_field(struct cg *cg, const struct type *t, const struct field *f,
			     uint32_t offset, enum field_fact fact);
/* Bytes of T, 64 bits. */
LLVMValueRef type_size(struct cg *cg, const struct type *t);
/* What the literal VALUE that came from the kernel's types is there; NULL: VALUE itself. */
LLVMValueRef kernel_number(struct cg *cg, const struct kernel_value *k, uint64_t value);
/*
 * What the field E is taken from, through structs without names, which cannot be found by theirs;
 * how far from there the struct of E is here; where E is.
 */
const struct expr *field_root(const struct expr *e);
uint32_t field_way(const struct expr *e);
LLVMValueRef field_offset(struct cg *cg, const struct expr *e);
/* Whether E is taken from kernel memory ROOT, its root's, at an offset that relocates. */
bool field_relocates(struct cg *cg, const struct expr *e, const struct val *root);
struct val relocated_bit_field(struct cg *cg, const struct expr *e, const struct val *root);
/* A value of T is read as a whole: its layout must be the same wherever the program runs. */
void layout_note(struct cg *cg, const struct type *t);
void relocations_lower(struct cg *cg);

/* ---- object.c: plain objects (options.object) ---- */

/* The section of INST's program, whose method has FORM; says why it is not attached by that. */
const char *object_section(struct cg *cg, const struct instance *inst, const char *form);
/* MAP with the types of its keys and values. */
void object_map_define(struct cg *cg, LLVMValueRef map, const struct map_spec *s, uint32_t type);
/* Whether nobody would run INST; says so. */
bool object_leaves_out(struct cg *cg, const struct instance *inst);
/* Says what INST's body does that needs sonde. */
void object_notes(struct cg *cg, const struct instance *inst);

/* ---- probe.c ---- */

void cg_probe(struct cg *cg, const struct instance *inst);

/* ---- emit.c ---- */

/* Sends the record of a call with these values. */
void emit_record(struct cg *cg, const struct record *r, const struct val *values, size_t n);
/* The same for expressions, which are evaluated one by one where there are many. */
void emit_exprs(struct cg *cg, const struct record *r, const struct exprs *args, size_t first);
void emit_control(struct cg *cg, const struct record *r, LLVMValueRef value);
uint32_t record_index(struct cg *cg, const struct record *r);

/* ---- call_*.c ---- */

/* An address as ksym or usym, by the type of E. */
struct val symbol_val(struct cg *cg, const struct expr *e, LLVMValueRef address);
/* A value of small fixed size whose words of 64 bits are given. */
struct val words_val(struct cg *cg, const struct type *type, LLVMValueRef first,
		     LLVMValueRef second);

typedef struct val lower_fn(struct cg *cg, const struct expr *e);
#define FUNC(id, ...) lower_fn lower_fn_##id;
#include "lang/functions.def"
#undef FUNC
#define BUILTIN(id, ...) lower_fn lower_builtin_##id;
#include "lang/builtins.def"
#undef BUILTIN

#endif
