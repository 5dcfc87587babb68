/*
 * Stacks: the kernel writes the frames where they are wanted.
 *
 *	kstack    u64 n | u64 ip[limit]
 *	ustack    u32 pid, u32 probe | u64 n | u64 ip[limit] or struct bpf_stack_build_id[limit]
 */
#include "codegen/cg.h"

#include <linux/bpf.h>

static uint32_t frame_size(const struct type *t)
{
	return t->mode == STACK_BUILD_ID ? sizeof(struct bpf_stack_build_id) : 8;
}

static LLVMValueRef stack_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			       bool exact)
{
	const struct type *t = v->type;
	bool user = t->kind == T_USTACK;
	uint32_t head = user ? 8 : 0, size = t->size - head - 8;
	uint64_t flags = (user ? BPF_F_USER_STACK : 0) |
			 (t->mode == STACK_BUILD_ID ? BPF_F_USER_BUILD_ID : 0);
	LLVMValueRef n, pid, failed;
	struct ir_if bad;

	if (exact)
		mem_zero(cg, dst, align, t->size);
	if (user) {
		pid = ir_shr(cg, current_pid_tgid(cg, false), ir_u64(cg, 32));
		ir_store(cg, ir_resize(cg, pid, cg->i32, false), dst, 4);
		ir_store(cg, ir_u32(cg, cg->fn->prog->inst->spec), ir_at(cg, dst, 4), 4);
	}
	n = cg_bpf(cg, BPF_get_stack, program_ctx(cg), ir_at(cg, dst, head + 8), ir_u64(cg, size),
		   ir_u64(cg, flags));
	failed = ir_cmp(cg, LLVMIntSLT, n, ir_u64(cg, 0));
	if (errors_wanted(cg, false)) {
		ir_if(cg, &bad, failed);
		error_report(cg, v->e->span, NULL,
			     user ? "Error reading ustack." : "Error reading kstack.", n);
		ir_end(cg, &bad);
	}
	n = ir_select(cg, failed, ir_u64(cg, 0), n);
	ir_store(cg, ir_udiv(cg, n, ir_u64(cg, frame_size(t))), ir_at(cg, dst, head), 8);
	return ir_u64(cg, t->size);
}

static struct val stack(const struct expr *e)
{
	return (struct val){.where = VAL_FILL, .type = e->type, .fill = stack_fill, .e = e};
}

struct val lower_builtin_kstack(struct cg *cg, const struct expr *e)
{
	(void)cg;
	return stack(e);
}

struct val lower_builtin_ustack(struct cg *cg, const struct expr *e)
{
	(void)cg;
	return stack(e);
}
