/*
 * skboutput(): packets to user space, from where they go into pcap files.
 *
 * The kernel itself appends the packet to what a program sends, but only into perf buffers: the map
 * "packets". A sample there is
 *
 *	struct wire_event | struct wire_capture | the first bytes of the packet
 *
 * No more than the packet has is asked for, because the kernel refuses that as a whole, and no more
 * than fits into a sample, whose size has 16 bits.
 */
#include "codegen/cg.h"

#include <linux/bpf.h>
#include <stddef.h>

#define CAPTURE_MAX 65000 /* with the headers of the sample less than 65,536 */

struct wire_sample {
	struct wire_event event;
	struct wire_capture capture;
};

/* Bytes of the packet that a view is of. */
static LLVMValueRef view_length(struct cg *cg)
{
	LLVMValueRef ctx = program_ctx(cg), data, end;

	if (context_rows[cg->fn->prog->inst->context].packet == PACKET_BUFFER)
		return ir_widen(cg,
				ir_load_fixed(cg, cg->i32, ctx, offsetof(struct __sk_buff, len)),
				false);
	data = ir_load_volatile(cg, cg->i32, ir_at(cg, ctx, offsetof(struct xdp_md, data)));
	end = ir_load_volatile(cg, cg->i32, ir_at(cg, ctx, offsetof(struct xdp_md, data_end)));
	return ir_sub(cg, ir_widen(cg, end, false), ir_widen(cg, data, false));
}

/* Bytes of the packet behind POINTER; WANTED where its type does not say. */
static LLVMValueRef buffer_length(struct cg *cg, const struct type *type, LLVMValueRef pointer,
				  LLVMValueRef wanted)
{
	struct target *t = cg->u->target;
	const struct type *buffer = type->elem;
	const struct field *len;
	LLVMValueRef where;
	uint32_t offset = 0;

	if (type->kind != T_POINTER || buffer->kind != T_STRUCT ||
	    !t->ops->type_complete(t, cg->u->types, (struct type *)buffer) ||
	    !(len = type_field(buffer, "len", &offset)))
		return wanted;
	where = relocates(cg, buffer) ? relocated_field(cg, buffer, len, offset, FIELD_BYTE_OFFSET)
				      : ir_u64(cg, offset);
	return ir_widen(
		cg,
		ir_load_volatile(cg, cg->i32, ir_at_index(cg, ir_to_pointer(cg, pointer), where)),
		false);
}

static void put(struct cg *cg, LLVMValueRef at, LLVMTypeRef type, size_t offset, LLVMValueRef v)
{
	ir_store(cg, ir_resize(cg, v, type, false), ir_at(cg, at, offset),
		 LLVMGetIntTypeWidth(type) / 8);
}

/* Sends the packet behind POINTER, of LENGTH bytes. Returns the kernel's result. */
static LLVMValueRef capture_send(struct cg *cg, const struct expr *e, enum bpfcall call,
				 LLVMValueRef pointer, LLVMValueRef length, LLVMValueRef wanted,
				 LLVMValueRef skip)
{
	size_t base = offsetof(struct wire_sample, capture);
	LLVMValueRef at = mem_stack(cg, sizeof(struct wire_sample)), n, flags, result;
	struct ir_if lost;

	n = ir_select(cg, ir_cmp(cg, LLVMIntULT, length, wanted), length, wanted);
	n = ir_bound(cg, n, CAPTURE_MAX);
	put(cg, at, cg->i32, offsetof(struct wire_event, record),
	    ir_u64(cg, record_index(cg, e->call.record)));
	put(cg, at, cg->i32, offsetof(struct wire_event, probe),
	    ir_u64(cg, cg->fn->prog->inst->spec));
	put(cg, at, cg->i64, base + offsetof(struct wire_capture, boot_ns),
	    cg_bpf(cg, BPF_ktime_get_boot_ns));
	put(cg, at, cg->i32, base + offsetof(struct wire_capture, length), length);
	put(cg, at, cg->i32, base + offsetof(struct wire_capture, captured), n);
	put(cg, at, cg->i64, base + offsetof(struct wire_capture, skip), skip);
	flags = ir_or(cg, ir_shl(cg, n, ir_u64(cg, 32)), ir_u64(cg, BPF_F_CURRENT_CPU));
	result = cg_bpf(cg, call, pointer, cg->packets_map, flags, at,
			ir_u64(cg, sizeof(struct wire_sample)));
	ir_if(cg, &lost, ir_cmp(cg, LLVMIntSLT, result, ir_u64(cg, 0)));
	lost_event(cg);
	ir_end(cg, &lost);
	return result;
}

static struct val refuse(struct cg *cg, const struct expr *e)
{
	struct diag *d = diag_add(cg->u->diags, D_NOT_HERE, e->call.args.at[1]->span,
				  "skboutput() takes a packet that the kernel knows as one");

	diag_hint(cg->u->diags, d,
		  "an argument such as args.skb in fentry, fexit and rawtracepoint, or a member of "
		  "it; ctx in xdp, tc and cgroup_skb");
	return val_zero(cg, e->type);
}

struct val lower_fn_skboutput(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	const struct expr *packet = args->at[1];
	const struct instance *inst = cg->fn->prog->inst;
	bool view = context_rows[inst->context].packet != PACKET_NONE;
	LLVMValueRef wanted, skip, result = ir_local(cg, cg->i64);
	struct mem_mark mark = mem_mark(cg);
	struct typed_chain chain;

	if (view && (packet->kind != E_BUILTIN || packet->builtin.id != BUILTIN_ctx))
		return refuse(cg, e);
	wanted = cg_scalar64(cg, args->at[2]);
	skip = cg_scalar64(cg, args->at[3]);
	if (view) {
		ir_store(cg,
			 capture_send(cg, e, BPF_perf_event_output, ir_to_int(cg, program_ctx(cg)),
				      view_length(cg), wanted, skip),
			 result, 8);
	} else if (typed_begin(cg, packet, &chain)) {
		ir_store(cg,
			 capture_send(cg, e, BPF_skb_output, chain.pointer,
				      buffer_length(cg, packet->type, chain.pointer, wanted),
				      wanted, skip),
			 result, 8);
		typed_end(cg, &chain);
	} else {
		return refuse(cg, e);
	}
	mem_release(cg, mark);
	return val_direct(ir_resize(cg, ir_load(cg, cg->i64, result, 8), cg->i32, false), e->type);
}
