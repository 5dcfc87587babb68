/*
 * What a program finds in its context, by kind: registers, a tracepoint's record, the arguments of
 * a system call, raw words. Also the filters at a program's start, which decide whether this event
 * is meant at all; they come in order of cost.
 */
#include "codegen/cg.h"

#include <stddef.h>

#define WORD 8

LLVMValueRef context_load(struct cg *cg, LLVMTypeRef type, uint64_t offset)
{
	struct mem_mark mark;
	LLVMValueRef at, v;

	if (!context_is_far(cg))
		return ir_load_fixed(cg, type, program_ctx(cg), offset);
	mark = mem_mark(cg);
	at = mem_stack(cg, 8);
	mem_read(cg, AS_KERNEL, at, LLVMGetIntTypeWidth(type) / 8,
		 ir_add(cg, context_address(cg), ir_u64(cg, offset)), SPAN_NONE);
	v = ir_load(cg, type, at, 8);
	mem_release(cg, mark);
	return v;
}

LLVMValueRef context_address(struct cg *cg)
{
	return context_is_far(cg) ? outline_context(cg) : ir_to_int(cg, program_ctx(cg));
}

/* Word INDEX of a raw context: struct bpf_raw_tracepoint_args and its kin. */
static LLVMValueRef context_word(struct cg *cg, uint32_t index)
{
	return context_load(cg, cg->i64, (uint64_t)index * WORD);
}

static const struct instance *instance_of(const struct cg *cg)
{
	return cg->fn->prog->inst;
}

enum addr_space context_space(const struct cg *cg)
{
	const struct instance *inst = instance_of(cg);
	unsigned flags = probe_rows[inst->kind].flags;

	if (inst->context == CTX_SYSCALL_ENTER || inst->context == CTX_SYSCALL_EXIT)
		return AS_USER;
	if (flags & (PF_USER | PF_USER_SPACE))
		return AS_USER;
	return flags & PF_KERNEL ? AS_KERNEL : AS_NONE;
}

/* ---- system calls ---- */

/*
 * The records of raw_syscalls:sys_enter and sys_exit (include/trace/events/syscalls.h): long id
 * behind the common fields, then the arguments or the result.
 */
#define RECORD_ID 1
#define RECORD_ARGS 2

static bool is_syscall_record(const struct cg *cg)
{
	return instance_of(cg)->method == METHOD_syscall_event;
}

/* Number of the system call. raw sys_enter hands it over; at exit it is still in the registers. */
static LLVMValueRef syscall_nr(struct cg *cg)
{
	const struct arch_register *r;
	struct val v;

	if (is_syscall_record(cg))
		return context_word(cg, RECORD_ID);
	if (instance_of(cg)->context == CTX_SYSCALL_ENTER)
		return context_word(cg, 1);
	if (!cg->arch->syscall_number)
		bug("%s has no register with the system call's number", cg->arch->name);
	r = arch_register_find(cg->arch, cg->arch->syscall_number);
	/* 32 bits, because on arm64 that is the member; where it is a register they are enough. */
	v = val_remote(ir_add(cg, context_word(cg, 0), ir_u64(cg, r->offset)), AS_KERNEL,
		       type_int(cg->u->types, 4, false));
	return ir_widen(cg, val_scalar(cg, &v), false);
}

void leave_unless(struct cg *cg, LLVMValueRef wanted)
{
	struct ir_if other;

	ir_if(cg, &other, ir_not(cg, wanted));
	regions_release(cg, NULL);
	ir_jump(cg, cg->fn->exit);
	ir_end(cg, &other);
}

/* Several calls: a table from number to target + 1 finds the target or 0. */
static void syscall_dispatch(struct cg *cg, const struct instance *inst, LLVMValueRef nr)
{
	uint64_t highest = 0;
	LLVMValueRef entry;
	uint16_t *table;

	for (uint32_t i = 0; i < inst->ntargets; i++)
		highest = MAX(highest, inst->targets[i].address);
	if (highest >= 65536)
		bug("system call number %llu", (unsigned long long)highest);
	table = arena_array(cg->arena, uint16_t, highest + 1);
	for (uint32_t i = 0; i < inst->ntargets; i++)
		table[inst->targets[i].address] = (uint16_t)(i + 1);
	leave_unless(cg, ir_cmp(cg, LLVMIntULE, nr, ir_u64(cg, highest)));
	nr = ir_bound(cg, nr, (uint32_t)highest);
	entry = ir_load(cg, cg->i16,
			ir_at_index(cg, rodata_u16(cg, table, highest + 1),
				    ir_mul(cg, nr, ir_u64(cg, sizeof(*table)))),
			sizeof(*table));
	leave_unless(cg, ir_not_zero(cg, entry));
	entry = ir_resize(cg, entry, cg->i64, false);
	cache_put(cg, CACHE_IDENTITY, ir_sub(cg, entry, ir_u64(cg, 1)));
}

/*
 * A 32-bit task on a 64-bit kernel uses other numbers, so the kernel leaves its calls out of the
 * per-syscall tracepoints (ARCH_TRACE_IGNORE_COMPAT_SYSCALLS) and so do we. The mark is in
 * thread_info, with which task_struct begins (CONFIG_THREAD_INFO_IN_TASK). Architectures without
 * a mark there, and kernels whose types have no such member, have no such tasks to tell apart or
 * no way to: then every call counts.
 */
static void syscall_native_only(struct cg *cg)
{
	struct target *t = cg->u->target;
	const struct type *info;
	const struct field *status;
	LLVMValueRef task, where;
	struct ir_if there;
	struct val v;
	uint32_t offset;
	bool relocated;

	if (!cg->arch->compat_status)
		return;
	info = t->ops->type_find(t, cg->u->types, TAG_STRUCT, "thread_info");
	if (!info || !t->ops->type_complete(t, cg->u->types, (struct type *)info))
		return;
	status = type_field(info, "status", &offset);
	if (!status)
		return;
	task = cache_put(cg, CACHE_TASK, cg_bpf(cg, BPF_get_current_task));
	relocated = relocates(cg, info);
	if (relocated)
		ir_if(cg, &there,
		      ir_not_zero(cg, relocated_field(cg, info, status, offset, FIELD_EXISTS)));
	where = relocated ? relocated_field(cg, info, status, offset, FIELD_BYTE_OFFSET)
			  : ir_u64(cg, offset);
	v = val_remote(ir_add(cg, task, where), AS_KERNEL, type_int(cg->u->types, 4, false));
	leave_unless(cg, ir_is_zero(cg, ir_and(cg, val_scalar(cg, &v),
					       ir_u32(cg, cg->arch->compat_status))));
	if (relocated)
		ir_end(cg, &there);
}

static void syscall_enter(struct cg *cg, const struct instance *inst)
{
	LLVMValueRef nr = cache_put(cg, CACHE_SYSCALL, syscall_nr(cg));

	if (inst->ntargets == 1)
		leave_unless(cg, ir_cmp(cg, LLVMIntEQ, nr, ir_u64(cg, inst->targets[0].address)));
	else
		syscall_dispatch(cg, inst, nr);
	syscall_native_only(cg);
}

struct range {
	struct cg *cg;
	uint32_t lo, hi;
};

static uint32_t syscall_register(const struct cg *cg, uint32_t number)
{
	const char *name = cg->arch->syscall_arguments[number];

	return arch_register_find(cg->arch, name)->offset;
}

static bool is_args(const struct expr *e)
{
	return e->kind == E_BUILTIN && e->builtin.id == BUILTIN_args;
}

static bool range_of_args(struct expr *e, void *arg)
{
	struct range *r = arg;
	uint32_t offset;

	if (e->kind == E_FIELD && is_args(e->field.base)) {
		offset = syscall_register(r->cg, e->field.offset / WORD);
		r->lo = MIN(r->lo, offset);
		r->hi = MAX(r->hi, offset + WORD);
	}
	return false;
}

/* All registers that the body's args lie in are copied at once where the first is wanted. */
static LLVMValueRef syscall_argument(struct cg *cg, uint32_t number)
{
	const struct instance *inst = instance_of(cg);
	struct range range = {.cg = cg, .lo = UINT32_MAX};
	LLVMValueRef copy = cached(cg, CACHE_REGS);
	struct prog *prog = cg->fn->prog;

	if (is_syscall_record(cg))
		return context_word(cg, RECORD_ARGS + number);
	expr_walk(inst->body, range_of_args, &range);
	if (!copy) {
		if (!prog->registers) {
			prog->registers =
				ir_local_raw(cg, LLVMArrayType2(cg->i8, range.hi - range.lo));
			prog->stack_used += range.hi - range.lo;
		}
		copy = prog->registers;
		mem_read(cg, AS_KERNEL, copy, range.hi - range.lo,
			 ir_add(cg, context_word(cg, 0), ir_u64(cg, range.lo)), SPAN_NONE);
		cache_put(cg, CACHE_REGS, copy);
	}
	return ir_load(cg, cg->i64, ir_at(cg, copy, syscall_register(cg, number) - range.lo), 8);
}

/* ---- entry ---- */

/* The processes that alone are meant, as u32: of -p and of -c; NULL: the event needs no filter. */
struct wanted_processes {
	LLVMValueRef traced, command;
};

/*
 * The kernel puts the breakpoint into other processes when somebody else probes the place, and then
 * calls return probes of perf events there too (uretprobe_dispatcher). Before 5.13 events of the
 * clock, counters and breakpoints go to children as well as to new threads.
 */
static struct wanted_processes processes_wanted(struct cg *cg, const struct instance *inst)
{
	const struct options *o = &cg->u->options;
	struct wanted_processes wanted = {NULL, NULL};
	bool leaks = inst->method == METHOD_uprobe || inst->method == METHOD_uretprobe ||
		     inst->method == METHOD_perf || inst->method == METHOD_watchpoint;

	if ((o->pid || o->portable) && inst->context != CTX_ITER &&
	    (leaks || probe_rows[inst->kind].flags & PF_KERNEL))
		wanted.traced = config_u32(cg, offsetof(struct wire_load_config, pid_filter));
	if ((o->command || o->portable) && leaks)
		wanted.command =
			ir_resize(cg, config_u64(cg, offsetof(struct wire_load_config, child_pid)),
				  cg->i32, false);
	return wanted;
}

/* Portable programs do not know whether somebody is meant; 0 is everybody. */
static void process_filter(struct cg *cg, LLVMValueRef wanted)
{
	LLVMValueRef pid;
	struct ir_if one;

	if (!wanted)
		return;
	if (cg->u->options.portable)
		ir_if(cg, &one, ir_not_zero(cg, wanted));
	pid = ir_shr(cg, current_pid_tgid(cg, false), ir_u64(cg, 32));
	leave_unless(cg, ir_cmp(cg, LLVMIntEQ, ir_resize(cg, pid, cg->i32, false), wanted));
	if (cg->u->options.portable)
		ir_end(cg, &one);
}

/* -p: probes about the kernel see all processes and filter; others attach to the process. */
static void pid_filter(struct cg *cg, const struct instance *inst)
{
	struct wanted_processes wanted = processes_wanted(cg, inst);

	process_filter(cg, wanted.traced);
	process_filter(cg, wanted.command);
}

/* After exit() or the end of the trace nothing counts any more: maps hold still while they print.
 */
static void stop_check(struct cg *cg, const struct instance *inst)
{
	LLVMValueRef word;

	/* Others run a pinned iterator when the trace is long over. */
	if (method_rows[inst->method].by_tracer || iter_is_pinned(inst) ||
	    cg->p->stop_offset == PROGRAM_NO_STOP)
		return;
	word = ir_load_volatile(cg, cg->i64, ir_at(cg, cg->globals, cg->p->stop_offset));
	leave_unless(cg, ir_is_zero(cg, word));
}

void context_enter(struct cg *cg)
{
	const struct instance *inst = instance_of(cg);

	stop_check(cg, inst);
	if (inst->context == CTX_SYSCALL_ENTER || inst->context == CTX_SYSCALL_EXIT)
		syscall_enter(cg, inst);
	pid_filter(cg, inst);
	if (inst->context == CTX_ITER)
		iter_enter(cg, inst);
	if (context_rows[inst->context].packet != PACKET_NONE)
		packet_enter(cg);
}

/* ---- arguments ---- */

LLVMValueRef context_register(struct cg *cg, const char *name, struct span span)
{
	const struct arch_register *r = arch_register_find(cg->arch, name);

	if (!r) {
		diag_add(cg->u->diags, D_BACKEND, span, "%s has no register '%s'", cg->arch->name,
			 name);
		return ir_u64(cg, 0);
	}
	return context_load(cg, cg->i64, r->offset);
}

/* Argument of a USDT probe, extended to a word. */
static LLVMValueRef context_operand(struct cg *cg, const struct operand *o, struct span span)
{
	const struct type *type = type_int(cg->u->types, o->size, o->is_signed);
	LLVMValueRef v = ir_u64(cg, (uint64_t)o->value);
	struct val remote;

	if (o->base && o->kind == OPERAND_REGISTER)
		v = ir_shr(cg, context_register(cg, o->base, span), ir_u64(cg, o->shift));
	else if (o->base)
		v = ir_add(cg, v, context_register(cg, o->base, span));
	if (o->index)
		v = ir_add(cg, v,
			   ir_mul(cg, context_register(cg, o->index, span), ir_u64(cg, o->scale)));
	if (o->kind == OPERAND_MEMORY) {
		remote = val_remote(v, AS_USER, type);
		v = val_scalar(cg, &remote);
	}
	return ir_resize(cg, ir_resize(cg, v, type_register(cg, type), false), cg->i64,
			 o->is_signed);
}

LLVMValueRef context_argument(struct cg *cg, uint32_t number, struct span span)
{
	const struct instance *inst = instance_of(cg);
	uint32_t n = 0;

	switch (inst->context) {
	case CTX_RAW:
	case CTX_BTF:
		return context_word(cg, number);
	case CTX_SYSCALL_ENTER:
		return syscall_argument(cg, number);
	case CTX_REGS:
		if (inst->operands)
			return context_operand(cg, &inst->operands[number], span);
		while (cg->arch->arguments[n] && n < number)
			n++;
		if (cg->arch->arguments[n])
			return context_register(cg, cg->arch->arguments[n], span);
		diag_add(cg->u->diags, D_BACKEND, span, "%s passes no argument %u in a register",
			 cg->arch->name, number);
		return ir_u64(cg, 0);
	case CTX_NONE:
	case CTX_TRACEPOINT:
	case CTX_SYSCALL_EXIT:
	case CTX_PERF:
	case CTX_ITER:
	case CTX_XDP:
	case CTX_SKB:
	case CTX_SOCK_ADDR:
	case CTX_SOCK:
	case CTX_SOCK_OPS:
	case CTX_COUNT:
		break;
	}
	bug("context %d has no arguments by number", inst->context);
}

LLVMValueRef context_result(struct cg *cg, struct span span)
{
	const struct instance *inst = instance_of(cg);

	if (inst->context == CTX_BTF)
		return context_word(cg, inst->result_word);
	return context_register(cg, cg->arch->result, span);
}

LLVMValueRef context_ip(struct cg *cg, struct span span)
{
	return context_register(cg, cg->arch->ip, span);
}

static struct val word_val(struct cg *cg, LLVMValueRef word, const struct type *type)
{
	return val_direct(ir_resize(cg, word, type_register(cg, type), false), type);
}

/* __data_loc: the low half is where the data lies in the record. */
static struct val data_loc(struct cg *cg, const struct expr *e)
{
	LLVMValueRef loc = context_load(cg, cg->i32, e->field.offset), address;

	loc = ir_resize(cg, ir_and(cg, loc, ir_u32(cg, 0xffff)), cg->i64, false);
	address = ir_add(cg, context_address(cg), loc);
	return val_direct(ir_resize(cg, address, type_register(cg, e->type), false), e->type);
}

/* The argument registers side by side in memory, as the struct of `args` counts them. */
struct val context_arguments(struct cg *cg, const struct type *type)
{
	LLVMValueRef at = mem_alloc(cg, MAX(type->size, 1u));

	for (uint32_t i = 0; i < type->size / WORD; i++)
		ir_store(cg, context_argument(cg, i, SPAN_NONE), ir_at(cg, at, (uint64_t)i * WORD),
			 WORD);
	return val_local(at, type, WORD);
}

bool context_is_view(const struct cg *cg)
{
	return context_rows[instance_of(cg)->context].view;
}

/* By words: the kernel rewrites each load, so there is no other way to the bytes. */
void context_copy(struct cg *cg, const struct val *v, LLVMValueRef dst)
{
	uint32_t piece = MIN(v->type->align ? v->type->align : 1u, 4u);

	for (uint32_t at = 0; at < v->type->size; at += piece)
		ir_store(cg,
			 ir_load_fixed(cg, ir_int_type(cg, piece), program_ctx(cg), v->offset + at),
			 ir_at(cg, dst, at), piece);
}

/* A number in the order of the network. */
static struct val big_endian(struct cg *cg, const struct expr *e)
{
	LLVMValueRef v =
		ir_load_fixed(cg, ir_int_type(cg, e->type->size), program_ctx(cg), e->field.offset);

	return val_direct(ir_from_network(cg, v), e->type);
}

struct val context_field(struct cg *cg, const struct expr *e)
{
	const struct instance *inst = instance_of(cg);
	uint32_t offset = e->field.offset;
	struct val v;

	if (e->field.field && e->field.field->flags & FIELD_BIG_ENDIAN)
		return big_endian(cg, e);
	switch (inst->context) {
	case CTX_SYSCALL_ENTER:
		return word_val(cg, syscall_argument(cg, offset / WORD), e->type);
	case CTX_SYSCALL_EXIT:
		return word_val(cg, context_word(cg, is_syscall_record(cg) ? RECORD_ARGS : 1),
				e->type);
	case CTX_RAW:
	case CTX_BTF:
		if (type_in_register(e->type))
			return word_val(cg, context_word(cg, offset / WORD), e->type);
		break;
	case CTX_REGS:
		if (type_in_register(e->type))
			return word_val(cg, context_argument(cg, offset / WORD, e->span), e->type);
		v = context_arguments(cg, inst->args);
		return val_member(cg, &v, offset, e->type);
	case CTX_TRACEPOINT:
		if (e->field.field && e->field.field->flags & FIELD_DATA_LOC)
			return data_loc(cg, e);
		break;
	case CTX_NONE:
	case CTX_PERF:
	case CTX_ITER:
	case CTX_XDP:
	case CTX_SKB:
	case CTX_SOCK_ADDR:
	case CTX_SOCK:
	case CTX_SOCK_OPS:
	case CTX_COUNT:
		break;
	}
	v = (struct val){.where = VAL_CONTEXT, .type = e->type, .offset = offset, .e = e};
	return v;
}

LLVMValueRef context_identity(struct cg *cg)
{
	const struct instance *inst = instance_of(cg);
	uint32_t first = cg->p->probes[inst->spec].first_identity;
	LLVMValueRef id = cached(cg, CACHE_IDENTITY);

	if (id)
		return id;
	if (inst->ntargets <= 1)
		return ir_u64(cg, 0);
	if (cg->fn->prog->part) {
		id = outline_identity(cg);
	} else if (cg->fn->outer) {
		id = ir_load(cg, cg->i64, frame_at(cg, FRAME_IDENTITY), 8);
	} else if (cg->fn->prog->user) {
		id = user_env(cg, ENV_IDENTITY);
	} else {
		id = cg_bpf(cg, BPF_get_attach_cookie, program_ctx(cg));
		id = ir_sub(cg, id, ir_u64(cg, first));
	}
	return cache_put(cg, CACHE_IDENTITY, id);
}

/* ---- the current task ---- */

/* In a PID namespace of its own the tracer sees other numbers than the kernel's. */
static LLVMValueRef ns_pid_tgid(struct cg *cg)
{
	LLVMValueRef ino = config_u64(cg, offsetof(struct wire_load_config, pidns_ino));
	LLVMValueRef dev, id = ir_local(cg, cg->i64), pair, pid, tgid;
	struct mem_mark mark = mem_mark(cg);
	struct ir_if own;

	ir_if(cg, &own, ir_is_zero(cg, ino));
	ir_store(cg, cg_bpf(cg, BPF_get_current_pid_tgid), id, 8);
	ir_else(cg, &own);
	/* struct bpf_pidns_info: u32 pid (the thread), u32 tgid */
	pair = mem_stack(cg, 8);
	ir_store(cg, ir_u64(cg, 0), pair, 8);
	dev = config_u64(cg, offsetof(struct wire_load_config, pidns_dev));
	cg_bpf(cg, BPF_get_ns_current_pid_tgid, dev, ino, pair, ir_u32(cg, 8));
	pid = ir_resize(cg, ir_load(cg, cg->i32, pair, 4), cg->i64, false);
	tgid = ir_resize(cg, ir_load(cg, cg->i32, ir_at(cg, pair, 4), 4), cg->i64, false);
	ir_store(cg, ir_or(cg, pid, ir_shl(cg, tgid, ir_u64(cg, 32))), id, 8);
	ir_end(cg, &own);
	mem_release(cg, mark);
	return ir_load(cg, cg->i64, id, 8);
}

LLVMValueRef current_pid_tgid(struct cg *cg, bool init_namespace)
{
	enum cache what = init_namespace ? CACHE_INIT_PID_TGID : CACHE_PID_TGID;
	LLVMValueRef id = cached(cg, what);

	if (id)
		return id;
	return cache_put(cg, what,
			 init_namespace ? cg_bpf(cg, BPF_get_current_pid_tgid) : ns_pid_tgid(cg));
}
