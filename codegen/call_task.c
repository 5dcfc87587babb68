/*
 * Builtins about the running task, the CPU and time.
 */
#include "codegen/cg.h"

#include <signal.h>
#include <stddef.h>
#include <strings.h>

static struct val number(struct cg *cg, const struct expr *e, LLVMValueRef v)
{
	return val_direct(ir_resize(cg, v, type_register(cg, e->type), false), e->type);
}

struct val lower_builtin_pid(struct cg *cg, const struct expr *e)
{
	LLVMValueRef both = current_pid_tgid(cg, e->builtin.mode != 0);

	return number(cg, e, ir_shr(cg, both, ir_u64(cg, 32)));
}

struct val lower_builtin_tid(struct cg *cg, const struct expr *e)
{
	LLVMValueRef both = current_pid_tgid(cg, e->builtin.mode != 0);

	return number(cg, e, ir_resize(cg, both, cg->i32, false));
}

static LLVMValueRef uid_gid(struct cg *cg)
{
	LLVMValueRef both = cached(cg, CACHE_UID_GID);

	return both ? both : cache_put(cg, CACHE_UID_GID, cg_bpf(cg, BPF_get_current_uid_gid));
}

struct val lower_builtin_uid(struct cg *cg, const struct expr *e)
{
	return number(cg, e, ir_resize(cg, uid_gid(cg), cg->i32, false));
}

struct val lower_builtin_gid(struct cg *cg, const struct expr *e)
{
	return number(cg, e, ir_shr(cg, uid_gid(cg), ir_u64(cg, 32)));
}

/* Some kernels (5.19) leave the bytes behind the name as they were. */
static LLVMValueRef comm_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			      bool exact)
{
	if (exact)
		mem_zero(cg, dst, align, v->type->size);
	cg_bpf(cg, BPF_get_current_comm, dst, ir_u32(cg, v->type->size));
	return ir_u64(cg, v->type->size);
}

struct val lower_builtin_comm(struct cg *cg, const struct expr *e)
{
	(void)cg;
	return (struct val){.where = VAL_FILL, .type = e->type, .fill = comm_fill, .e = e};
}

/*
 * comm(pid). The kernel hands out a counted reference, which has to be given back; nothing between
 * may leave the program.
 */
struct val lower_fn_comm(struct cg *cg, const struct expr *e)
{
	static const char message[] = "There is no process with this pid.";
	struct target *t = cg->u->target;
	const struct type *task_type =
		t->ops->type_find(t, cg->u->types, TAG_STRUCT, "task_struct");
	LLVMValueRef task, at, pid = cg_scalar64(cg, e->call.args.at[0]);
	const struct field *comm = NULL;
	LLVMValueRef where;
	uint32_t offset = 0;
	struct ir_if found;

	if (!task_type || !t->ops->type_complete(t, cg->u->types, (struct type *)task_type) ||
	    !(comm = type_field(task_type, "comm", &offset))) {
		diag_add(cg->u->diags, D_MISSING_FEATURE, e->span,
			 "comm(): the types of this kernel have no task_struct.comm");
		return val_zero(cg, e->type);
	}
	at = mem_alloc(cg, e->type->size);
	mem_zero(cg, at, 8, e->type->size);
	task = kfunc_call(cg, KFUNC_bpf_task_from_pid, ir_resize(cg, pid, cg->i32, false));
	ir_if(cg, &found, ir_not_zero(cg, task));
	task = ir_opaque(cg, task);
	where = relocates(cg, task_type)
			? relocated_field(cg, task_type, comm, offset, FIELD_BYTE_OFFSET)
			: ir_u64(cg, offset);
	mem_read(cg, AS_KERNEL, at, e->type->size, ir_add(cg, ir_to_int(cg, task), where), e->span);
	kfunc_call(cg, KFUNC_bpf_task_release, task);
	ir_else(cg, &found);
	if (errors_wanted(cg, false))
		error_report(cg, e->span, NULL, message, ir_u64(cg, 0));
	mem_copy(cg, at, 8, rodata_bytes(cg, "N/A", 4), 4, 4);
	ir_end(cg, &found);
	return val_local(at, e->type, 8);
}

struct val lower_builtin_cpu(struct cg *cg, const struct expr *e)
{
	return number(cg, e, cpu_number(cg));
}

struct val lower_builtin_ncpus(struct cg *cg, const struct expr *e)
{
	return number(cg, e, config_u32(cg, offsetof(struct wire_load_config, ncpus)));
}

static LLVMValueRef boot_to_tai(struct cg *cg)
{
	return config_u64(cg, offsetof(struct wire_load_config, boot_to_tai_ns));
}

struct val lower_builtin_nsecs(struct cg *cg, const struct expr *e)
{
	switch ((enum clock_mode)e->builtin.mode) {
	case CLOCK_BOOT_NS:
		return number(cg, e, cg_bpf(cg, BPF_ktime_get_boot_ns));
	case CLOCK_MONOTONIC_NS:
		return number(cg, e, cg_bpf(cg, BPF_ktime_get_ns));
	case CLOCK_TAI_NS:
		if (cg_has(cg, FEATURE_ktime_tai))
			return number(cg, e, cg_bpf(cg, BPF_ktime_get_tai_ns));
		break; /* the difference of the two clocks hardly moves during a trace */
	case CLOCK_SW_TAI_NS:
		break;
	}
	return number(cg, e, ir_add(cg, cg_bpf(cg, BPF_ktime_get_boot_ns), boot_to_tai(cg)));
}

struct val lower_builtin_elapsed(struct cg *cg, const struct expr *e)
{
	LLVMValueRef start = config_u64(cg, offsetof(struct wire_load_config, start_boot_ns));

	return number(cg, e, ir_sub(cg, cg_bpf(cg, BPF_ktime_get_boot_ns), start));
}

struct val lower_builtin_rand(struct cg *cg, const struct expr *e)
{
	LLVMValueRef v = cg_bpf(cg, BPF_get_prandom_u32);

	return number(cg, e, ir_resize(cg, v, cg->i32, false));
}

struct val lower_builtin_cgroup(struct cg *cg, const struct expr *e)
{
	return number(cg, e, cg_bpf(cg, BPF_get_current_cgroup_id));
}

struct val lower_builtin_curtask(struct cg *cg, const struct expr *e)
{
	LLVMValueRef task = cached(cg, CACHE_TASK);

	if (!task)
		task = cache_put(cg, CACHE_TASK, cg_bpf(cg, BPF_get_current_task));
	return number(cg, e, task);
}

struct val lower_builtin_numaid(struct cg *cg, const struct expr *e)
{
	return number(cg, e, cg_bpf(cg, BPF_get_numa_node_id));
}

struct val lower_builtin_jiffies(struct cg *cg, const struct expr *e)
{
	return number(cg, e, cg_bpf(cg, BPF_jiffies64));
}

struct val lower_builtin_cpid(struct cg *cg, const struct expr *e)
{
	return number(cg, e, config_u64(cg, offsetof(struct wire_load_config, child_pid)));
}

/* ---- signals ---- */

/* The number of a signal named in the script, in any case, with or without SIG. */
static int signal_number(const char *name)
{
	if (!strncasecmp(name, "SIG", 3))
		name += 3;
	for (int i = 1; i < NSIG; i++) {
		const char *known = sigabbrev_np(i);

		if (known && !strcasecmp(known, name))
			return i;
	}
	return 0;
}

static struct val send_signal(struct cg *cg, const struct expr *e, enum bpfcall call)
{
	const struct expr *arg = e->call.args.at[0];
	LLVMValueRef which, result;

	if (arg->kind == E_STRING) {
		int signal = signal_number(arg->string.at);

		if (!signal)
			diag_add(cg->u->diags, D_BACKEND, arg->span, "there is no signal \"%s\"",
				 arg->string.at);
		which = ir_u64(cg, (uint64_t)signal);
	} else {
		which = cg_scalar64(cg, arg);
	}
	result = cg_bpf(cg, call, which);
	bpf_check(cg, call, result, e->span);
	return val_none();
}

struct val lower_fn_signal(struct cg *cg, const struct expr *e)
{
	return send_signal(cg, e, BPF_send_signal);
}

struct val lower_fn_signal_thread(struct cg *cg, const struct expr *e)
{
	return send_signal(cg, e, BPF_send_signal_thread);
}
