/*
 * dw_ustack: user stacks of code without frame pointers. The program itself walks the stack, frame
 * by frame in a callback of bpf_loop: it looks up the range of code, then the row of its file that
 * says where the caller's frame is, and reads the return address there. So the result can be a key.
 *
 * Tables and their format: lang/unwind.h. x86-64 only: its registers and calling convention.
 *
 * The searches are callbacks, too: the verifier walks all ways through all rounds of a plain loop.
 * And numbers are in scratch memory, whose content it does not follow: what it knew of them would
 * be different in each frame and each round, and it would walk them all.
 */
#include "codegen/cg.h"

#include <linux/bpf.h>
#include <stddef.h>

#include "lang/unwind.h"

/* What the frames share: pointers on the stack ... */
enum { AT_NUMBERS = 0, AT_OUT = 8, AT_SPACE = 16, AT_TABLE = 24, AT_END = 32 };

/* ... and numbers in scratch memory. WORD and KEY are for the kernel to read and write. */
enum {
	AT_IP = 0,
	AT_SP = 8,
	AT_BP = 16,
	AT_CALLER = 24, /* 1: the address is that behind a call */
	AT_COUNT = 32,
	AT_PC = 40, /* what is searched for */
	AT_LOW = 48,
	AT_HIGH = 56,
	AT_RULE = 64,
	AT_KEY = 72,
	AT_WORD = 80,
	NUMBERS_END = 88,
};

#define RANGE_ROUNDS 10 /* log2(UNWIND_RANGES_MAX) + 1 */
#define ROW_ROUNDS 23	/* log2(UNWIND_ROWS_MAX) + 1 */
/* A base pointer further up the stack than this is none. */
#define FRAME_MAX (8u << 20)
/* struct ucontext of arch/x86/include/uapi/asm/ucontext.h: registers in uc_mcontext. */
#define SIGNAL_BP 120
#define SIGNAL_SP 160
#define SIGNAL_IP 168

struct walk {
	struct fn *fn;
	LLVMValueRef state, numbers;
	LLVMValueRef kind, rule, cfa; /* locals, 64 bits */
	uint32_t limit;
};

static LLVMValueRef get(struct cg *cg, const struct walk *w, uint32_t at)
{
	return ir_load(cg, cg->i64, ir_at(cg, w->numbers, at), 8);
}

static void set(struct cg *cg, const struct walk *w, uint32_t at, LLVMValueRef v)
{
	ir_store(cg, v, ir_at(cg, w->numbers, at), 8);
}

static LLVMValueRef pointer_get(struct cg *cg, const struct walk *w, uint32_t at)
{
	return ir_load(cg, cg->ptr, ir_at(cg, w->state, at), 8);
}

static LLVMValueRef local_get(struct cg *cg, LLVMValueRef local)
{
	return ir_load(cg, cg->i64, local, 8);
}

static void stop(struct cg *cg, const struct walk *w)
{
	ir_store(cg, ir_u64(cg, 1), w->fn->result, 8);
	ir_jump(cg, w->fn->exit);
}

static void frame_put(struct cg *cg, const struct walk *w, LLVMValueRef address)
{
	LLVMValueRef n = get(cg, w, AT_COUNT);
	LLVMValueRef out = pointer_get(cg, w, AT_OUT);
	LLVMValueRef index = ir_mul(cg, ir_bound(cg, n, w->limit - 1), ir_u64(cg, 8));

	ir_store(cg, address, ir_at_index(cg, out, index), 8);
	set(cg, w, AT_COUNT, ir_add(cg, n, ir_u64(cg, 1)));
}

/* Where C: the rest of the stack is not known, which its last frame shows where there is room. */
static void fail_if(struct cg *cg, const struct walk *w, LLVMValueRef c)
{
	struct ir_if bad, room;

	ir_if(cg, &bad, c);
	ir_if(cg, &room, ir_cmp(cg, LLVMIntULT, get(cg, w, AT_COUNT), ir_u64(cg, w->limit)));
	frame_put(cg, w, ir_u64(cg, UINT64_MAX));
	ir_end(cg, &room);
	stop(cg, w);
	ir_end(cg, &bad);
}

static LLVMValueRef word_read(struct cg *cg, const struct walk *w, LLVMValueRef address)
{
	LLVMValueRef n = cg_bpf(cg, BPF_probe_read_user, ir_at(cg, w->numbers, AT_WORD),
				ir_u64(cg, 8), address);

	fail_if(cg, w, ir_cmp(cg, LLVMIntNE, n, ir_u64(cg, 0)));
	return get(cg, w, AT_WORD);
}

/* ---- tables ---- */

/* Tells in code whether item MIDDLE is above AT_PC. */
typedef LLVMValueRef above_fn(struct cg *cg, const struct walk *w, LLVMValueRef middle);

/*
 * round(index, state): a round of a search by halves between AT_LOW and AT_HIGH, for the first item
 * that is ABOVE; 1 when it is found. MAX is a power of two less one.
 */
static LLVMValueRef round_function(struct cg *cg, const char *name, above_fn *above, uint32_t max)
{
	LLVMTypeRef types[] = {cg->i64, cg->ptr};
	LLVMValueRef low, high, middle;
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct walk w = {.fn = &fn};
	struct ir_if done, is_above;

	function_begin(cg, &fn, name, cg->i64, types, 2, SPAN_NONE);
	w.state = LLVMGetParam(fn.function, 1);
	w.numbers = pointer_get(cg, &w, AT_NUMBERS);
	low = get(cg, &w, AT_LOW);
	high = get(cg, &w, AT_HIGH);
	ir_if(cg, &done, ir_cmp(cg, LLVMIntUGE, low, high));
	stop(cg, &w);
	ir_end(cg, &done);
	middle = ir_and(cg, ir_shr(cg, ir_add(cg, low, high), ir_u64(cg, 1)), ir_u64(cg, max));
	ir_if(cg, &is_above, ir_not_zero(cg, above(cg, &w, middle)));
	set(cg, &w, AT_HIGH, middle);
	ir_else(cg, &is_above);
	set(cg, &w, AT_LOW, ir_add(cg, middle, ir_u64(cg, 1)));
	ir_end(cg, &is_above);
	function_end(cg, &fn);
	return fn.function;
}

static LLVMValueRef field32(struct cg *cg, LLVMValueRef at, size_t offset)
{
	return ir_widen(cg, ir_load(cg, cg->i32, ir_at(cg, at, offset), 4), false);
}

static LLVMValueRef range_at(struct cg *cg, LLVMValueRef space, LLVMValueRef index)
{
	LLVMValueRef offset = ir_mul(cg, index, ir_u64(cg, sizeof(struct wire_unwind_range)));

	return ir_at_index(cg, ir_at(cg, space, sizeof(struct wire_unwind_space)), offset);
}

static LLVMValueRef range_above(struct cg *cg, const struct walk *w, LLVMValueRef middle)
{
	LLVMValueRef range = range_at(cg, pointer_get(cg, w, AT_SPACE), middle);
	LLVMValueRef begin = ir_load(cg, cg->i64, range, 8);

	return ir_widen(cg, ir_cmp(cg, LLVMIntUGT, begin, get(cg, w, AT_PC)), false);
}

/* The rule of the last row that was not above stays in AT_RULE. */
static LLVMValueRef row_above(struct cg *cg, const struct walk *w, LLVMValueRef middle)
{
	LLVMValueRef key = ir_at(cg, w->numbers, AT_KEY), result = ir_local(cg, cg->i64), row, pc;
	struct ir_if there, below;

	ir_store(cg, ir_u64(cg, 1), result, 8);
	ir_store(cg, ir_resize(cg, middle, cg->i32, false), key, 4);
	row = cg_bpf(cg, BPF_map_lookup_elem, pointer_get(cg, w, AT_TABLE), key);
	ir_if(cg, &there, ir_not_zero(cg, row));
	pc = field32(cg, row, offsetof(struct wire_unwind_row, pc));
	ir_if(cg, &below, ir_cmp(cg, LLVMIntULE, pc, get(cg, w, AT_PC)));
	set(cg, w, AT_RULE, field32(cg, row, offsetof(struct wire_unwind_row, rule)));
	ir_store(cg, ir_u64(cg, 0), result, 8);
	ir_end(cg, &below);
	ir_end(cg, &there);
	return local_get(cg, result);
}

/* Ends with the index of the first item above AT_PC, of N, in AT_LOW. */
static void search(struct cg *cg, const struct walk *w, LLVMValueRef n, uint32_t rounds,
		   LLVMValueRef round)
{
	set(cg, w, AT_LOW, ir_u64(cg, 0));
	set(cg, w, AT_HIGH, n);
	cg_bpf(cg, BPF_loop, ir_u64(cg, rounds), round, w->state, ir_u64(cg, 0));
}

/* Leaves the rule for the address at hand in AT_RULE: 0, UNWIND_NONE, where there is none. */
static void rule_find(struct cg *cg, const struct walk *w)
{
	LLVMValueRef space = pointer_get(cg, w, AT_SPACE);
	LLVMValueRef pc = ir_sub(cg, get(cg, w, AT_IP), get(cg, w, AT_CALLER)), index, range, table;
	LLVMValueRef key = ir_at(cg, w->numbers, AT_KEY);
	struct ir_if some, inside, there;

	set(cg, w, AT_RULE, ir_u64(cg, 0));
	set(cg, w, AT_PC, pc);
	search(cg, w, field32(cg, space, offsetof(struct wire_unwind_space, len)), RANGE_ROUNDS,
	       cg->unwind_range_round);
	index = get(cg, w, AT_LOW);
	ir_if(cg, &some, ir_not_zero(cg, index));
	index = ir_and(cg, ir_sub(cg, index, ir_u64(cg, 1)), ir_u64(cg, UNWIND_RANGES_MAX - 1));
	range = range_at(cg, space, index);
	ir_if(cg, &inside,
	      ir_cmp(cg, LLVMIntULT, pc,
		     ir_load(cg, cg->i64, ir_at(cg, range, offsetof(struct wire_unwind_range, end)),
			     8)));
	ir_store(cg,
		 ir_load(cg, cg->i32, ir_at(cg, range, offsetof(struct wire_unwind_range, table)),
			 4),
		 key, 4);
	table = cg_bpf(cg, BPF_map_lookup_elem, cg->unwind_tables, key);
	ir_if(cg, &there, ir_not_zero(cg, table));
	ir_store(cg, table, ir_at(cg, w->state, AT_TABLE), 8);
	pc = ir_sub(cg, pc, ir_load(cg, cg->i64, range, 8));
	pc = ir_add(cg, pc, field32(cg, range, offsetof(struct wire_unwind_range, first)));
	set(cg, w, AT_PC, pc);
	search(cg, w, field32(cg, range, offsetof(struct wire_unwind_range, rows)), ROW_ROUNDS,
	       cg->unwind_row_round);
	ir_end(cg, &there);
	ir_end(cg, &inside);
	ir_end(cg, &some);
}

/* ---- a step ---- */

static LLVMValueRef kind_is(struct cg *cg, const struct walk *w, enum unwind_kind kind)
{
	return ir_cmp(cg, LLVMIntEQ, local_get(cg, w->kind), ir_u64(cg, kind));
}

/* The offset of the rule in bytes. */
static LLVMValueRef rule_offset(struct cg *cg, const struct walk *w)
{
	LLVMValueRef rule = local_get(cg, w->rule);

	rule = ir_shl(cg, rule, ir_u64(cg, 64 - UNWIND_OFFSET_SHIFT - UNWIND_OFFSET_BITS));
	rule = ir_sar(cg, rule, ir_u64(cg, 64 - UNWIND_OFFSET_BITS));
	return ir_mul(cg, rule, ir_u64(cg, 8));
}

/* Code that a signal has interrupted: no call, so the address is that of the next instruction. */
static void signal_step(struct cg *cg, const struct walk *w)
{
	LLVMValueRef sp = get(cg, w, AT_SP), bp, ip;
	struct ir_if is;

	ir_if(cg, &is, kind_is(cg, w, UNWIND_SIGNAL));
	bp = word_read(cg, w, ir_add(cg, sp, ir_u64(cg, SIGNAL_BP)));
	set(cg, w, AT_BP, bp);
	ip = word_read(cg, w, ir_add(cg, sp, ir_u64(cg, SIGNAL_IP)));
	set(cg, w, AT_IP, ip);
	sp = word_read(cg, w, ir_add(cg, sp, ir_u64(cg, SIGNAL_SP)));
	set(cg, w, AT_SP, sp);
	set(cg, w, AT_CALLER, ir_u64(cg, 0));
	ir_jump(cg, w->fn->exit);
	ir_end(cg, &is);
}

/* No rule: code with a frame pointer, as compilers at run time make it, or the end. */
static void pointer_step(struct cg *cg, const struct walk *w)
{
	LLVMValueRef bp = get(cg, w, AT_BP), sp = get(cg, w, AT_SP);
	struct ir_if is, end;

	ir_if(cg, &is, kind_is(cg, w, UNWIND_NONE));
	ir_if(cg, &end, ir_is_zero(cg, bp));
	stop(cg, w);
	ir_end(cg, &end);
	fail_if(cg, w, ir_cmp(cg, LLVMIntUGE, ir_sub(cg, bp, sp), ir_u64(cg, FRAME_MAX)));
	ir_store(cg, ir_add(cg, bp, ir_u64(cg, 16)), w->cfa, 8);
	ir_store(cg, ir_u64(cg, 2u << UNWIND_BP_SHIFT), w->rule, 8);
	ir_end(cg, &is);
}

static void cfa_find(struct cg *cg, const struct walk *w)
{
	LLVMValueRef sp = get(cg, w, AT_SP), bp = get(cg, w, AT_BP), at, later, words;
	LLVMValueRef offset = rule_offset(cg, w);
	struct ir_if is;

	ir_if(cg, &is, kind_is(cg, w, UNWIND_SP));
	ir_store(cg, ir_add(cg, sp, offset), w->cfa, 8);
	ir_end(cg, &is);
	ir_if(cg, &is, kind_is(cg, w, UNWIND_BP));
	ir_store(cg, ir_add(cg, bp, offset), w->cfa, 8);
	ir_end(cg, &is);
	ir_if(cg, &is, kind_is(cg, w, UNWIND_BP_AT));
	ir_store(cg, word_read(cg, w, ir_add(cg, bp, offset)), w->cfa, 8);
	ir_end(cg, &is);
	ir_if(cg, &is, kind_is(cg, w, UNWIND_PLT));
	at = ir_and(cg, get(cg, w, AT_IP), ir_u64(cg, 15));
	later = ir_cmp(cg, LLVMIntUGE, ir_mul(cg, at, ir_u64(cg, 8)), offset);
	words = ir_select(cg, later, ir_u64(cg, 16), ir_u64(cg, 8));
	ir_store(cg, ir_add(cg, sp, words), w->cfa, 8);
	ir_end(cg, &is);
}

/* From the CFA to the registers of the caller. */
static void caller_enter(struct cg *cg, const struct walk *w)
{
	LLVMValueRef cfa = local_get(cg, w->cfa), sp = get(cg, w, AT_SP), ip, saved, at;
	struct ir_if end, is_saved;

	fail_if(cg, w, ir_cmp(cg, LLVMIntULE, cfa, sp));
	ip = word_read(cg, w, ir_sub(cg, cfa, ir_u64(cg, 8)));
	ir_if(cg, &end, ir_is_zero(cg, ip));
	stop(cg, w);
	ir_end(cg, &end);
	set(cg, w, AT_IP, ip);
	saved = ir_shr(cg, local_get(cg, w->rule), ir_u64(cg, UNWIND_BP_SHIFT));
	ir_if(cg, &is_saved, ir_not_zero(cg, saved));
	at = ir_sub(cg, cfa, ir_mul(cg, saved, ir_u64(cg, 8)));
	at = ir_select(cg, ir_cmp(cg, LLVMIntEQ, saved, ir_u64(cg, UNWIND_BP_AT_BP)),
		       get(cg, w, AT_BP), at);
	set(cg, w, AT_BP, word_read(cg, w, at));
	ir_end(cg, &is_saved);
	set(cg, w, AT_SP, cfa);
	set(cg, w, AT_CALLER, ir_u64(cg, 1));
}

/* frame(index, state): puts one frame out and goes to its caller; 1 when there is no more. */
static LLVMValueRef frame_function(struct cg *cg, uint32_t limit)
{
	LLVMTypeRef types[] = {cg->i64, cg->ptr};
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	struct walk w = {.fn = &fn, .limit = limit};
	struct ir_if outmost;

	if (cg->unwind_frame && cg->unwind_limit == limit)
		return cg->unwind_frame;
	if (!cg->unwind_row_round) {
		cg->unwind_range_round = round_function(cg, "sonde_unwind_range", range_above,
							UNWIND_RANGES_MAX - 1);
		cg->unwind_row_round =
			round_function(cg, "sonde_unwind_row", row_above, UNWIND_ROWS_MAX - 1);
	}
	function_begin(cg, &fn, "sonde_unwind", cg->i64, types, 2, SPAN_NONE);
	w.state = LLVMGetParam(fn.function, 1);
	w.numbers = pointer_get(cg, &w, AT_NUMBERS);
	w.rule = ir_local(cg, cg->i64);
	w.kind = ir_local(cg, cg->i64);
	w.cfa = ir_local(cg, cg->i64);
	frame_put(cg, &w, get(cg, &w, AT_IP));
	rule_find(cg, &w);
	ir_store(cg, get(cg, &w, AT_RULE), w.rule, 8);
	ir_store(cg, ir_and(cg, local_get(cg, w.rule), ir_u64(cg, 7)), w.kind, 8);
	ir_if(cg, &outmost, kind_is(cg, &w, UNWIND_OUTMOST));
	stop(cg, &w);
	ir_end(cg, &outmost);
	signal_step(cg, &w);
	ir_store(cg, ir_u64(cg, 0), w.cfa, 8);
	cfa_find(cg, &w);
	pointer_step(cg, &w);
	caller_enter(cg, &w);
	function_end(cg, &fn);
	cg->unwind_limit = limit;
	return cg->unwind_frame = fn.function;
}

/* ---- dw_ustack ---- */

/* The register NAME of user space, from where the kernel saved it, into the state at TO. */
static void register_read(struct cg *cg, LLVMValueRef saved, const char *name, LLVMValueRef to)
{
	uint32_t offset = arch_register_find(cg->arch, name)->offset;

	cg_bpf(cg, BPF_probe_read_kernel, to, ir_u64(cg, 8), ir_at(cg, saved, offset));
}

static void stack_walk(struct cg *cg, const struct type *t, LLVMValueRef space, LLVMValueRef dst)
{
	LLVMValueRef state = mem_stack(cg, AT_END), numbers = mem_scratch(cg, NUMBERS_END), saved;

	saved = cg_bpf(cg, BPF_task_pt_regs, cg_bpf(cg, BPF_get_current_task_btf));
	register_read(cg, saved, "ip", ir_at(cg, numbers, AT_IP));
	register_read(cg, saved, "sp", ir_at(cg, numbers, AT_SP));
	register_read(cg, saved, "bp", ir_at(cg, numbers, AT_BP));
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, numbers, AT_CALLER), 8);
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, numbers, AT_COUNT), 8);
	ir_store(cg, numbers, ir_at(cg, state, AT_NUMBERS), 8);
	ir_store(cg, ir_at(cg, dst, 16), ir_at(cg, state, AT_OUT), 8);
	ir_store(cg, space, ir_at(cg, state, AT_SPACE), 8);
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, state, AT_TABLE), 8);
	cg_bpf(cg, BPF_loop, ir_u64(cg, t->count), frame_function(cg, t->count), state,
	       ir_u64(cg, 0));
	ir_store(cg, ir_load(cg, cg->i64, ir_at(cg, numbers, AT_COUNT), 8), ir_at(cg, dst, 8), 8);
}

static LLVMValueRef unwound_fill(struct cg *cg, const struct val *v, LLVMValueRef dst,
				 uint32_t align, bool exact)
{
	static const char nothing_known[] =
		"No DWARF unwind data available for this process. Use -p or --dwarf-pid to specify "
		"target PIDs.";
	struct mem_mark mark = mem_mark(cg);
	LLVMValueRef key = mem_stack(cg, 8), pid, space;
	struct ir_if known;

	if (exact)
		mem_zero(cg, dst, align, v->type->size);
	pid = ir_resize(cg, ir_shr(cg, current_pid_tgid(cg, false), ir_u64(cg, 32)), cg->i32,
			false);
	ir_store(cg, pid, dst, 4);
	ir_store(cg, ir_u32(cg, cg->fn->prog->inst->spec), ir_at(cg, dst, 4), 4);
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, dst, 8), 8);
	ir_store(cg, pid, key, 4);
	space = cg_bpf(cg, BPF_map_lookup_elem, cg->unwind_spaces, key);
	ir_if(cg, &known, ir_not_zero(cg, space));
	stack_walk(cg, v->type, space, dst);
	ir_else(cg, &known);
	if (errors_wanted(cg, false))
		error_report(cg, v->e->span, NULL, nothing_known, ir_u64(cg, 0));
	ir_end(cg, &known);
	mem_release(cg, mark);
	return ir_u64(cg, v->type->size);
}

struct val lower_builtin_dw_ustack(struct cg *cg, const struct expr *e)
{
	if (!cg_has(cg, FEATURE_bpf_loop))
		feature_missing(cg, e->span, FEATURE_bpf_loop, "unwinding stacks");
	unwind_maps(cg);
	/* Claimed now: where the stack is put out there may be no way back any more. */
	scratch_base(cg);
	return (struct val){.where = VAL_FILL, .type = e->type, .fill = unwound_fill, .e = e};
}
