/*
 * A thin layer over LLVM-C in our terms: integers, memory, structured branches. Nothing above it
 * names basic blocks or LLVM's instruction kinds.
 */
#ifndef SONDE_CODEGEN_IR_H
#define SONDE_CODEGEN_IR_H

#include <llvm-c/Core.h>

#include <stdbool.h>
#include <stdint.h>

struct cg;

LLVMTypeRef ir_int_type(struct cg *cg, uint32_t bytes);
LLVMValueRef ir_u64(struct cg *cg, uint64_t value);
LLVMValueRef ir_u32(struct cg *cg, uint32_t value);
LLVMValueRef ir_bool(struct cg *cg, bool value);
LLVMValueRef ir_const(LLVMTypeRef type, uint64_t value);
LLVMValueRef ir_null(struct cg *cg);

LLVMValueRef ir_add(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_sub(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_mul(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_udiv(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_urem(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_and(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_or(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_xor(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_shl(struct cg *cg, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_shr(struct cg *cg, LLVMValueRef a, LLVMValueRef b); /* logical */
LLVMValueRef ir_sar(struct cg *cg, LLVMValueRef a, LLVMValueRef b); /* arithmetic */
LLVMValueRef ir_cmp(struct cg *cg, LLVMIntPredicate p, LLVMValueRef a, LLVMValueRef b);
LLVMValueRef ir_is_zero(struct cg *cg, LLVMValueRef a); /* also of pointers */
LLVMValueRef ir_not_zero(struct cg *cg, LLVMValueRef a);
LLVMValueRef ir_not(struct cg *cg, LLVMValueRef boolean);
LLVMValueRef ir_select(struct cg *cg, LLVMValueRef c, LLVMValueRef a, LLVMValueRef b);

/* To an integer type of another width; extends by IS_SIGNED. */
LLVMValueRef ir_resize(struct cg *cg, LLVMValueRef v, LLVMTypeRef to, bool is_signed);
LLVMValueRef ir_widen(struct cg *cg, LLVMValueRef v, bool is_signed); /* to 64 bits */
LLVMValueRef ir_to_int(struct cg *cg, LLVMValueRef pointer);	      /* 64 bits */
LLVMValueRef ir_to_pointer(struct cg *cg, LLVMValueRef address);

/* POINTER plus OFFSET bytes. */
LLVMValueRef ir_at(struct cg *cg, LLVMValueRef pointer, uint64_t offset);
LLVMValueRef ir_at_index(struct cg *cg, LLVMValueRef pointer, LLVMValueRef offset);
LLVMValueRef ir_load(struct cg *cg, LLVMTypeRef type, LLVMValueRef from, uint32_t align);
LLVMValueRef ir_load_volatile(struct cg *cg, LLVMTypeRef type, LLVMValueRef from);
/*
 * From a context: the verifier refuses computed addresses there, and LLVM makes one load with such
 * an address of two in the arms of an if, volatile or not. So it does not get to see the load.
 */
LLVMValueRef ir_load_fixed(struct cg *cg, LLVMTypeRef type, LLVMValueRef context, uint64_t offset);
void ir_store(struct cg *cg, LLVMValueRef v, LLVMValueRef to, uint32_t align);
void ir_store_volatile(struct cg *cg, LLVMValueRef v, LLVMValueRef to);

/* A zero-initialised scalar the optimiser turns into registers: its address must not leave. */
LLVMValueRef ir_local(struct cg *cg, LLVMTypeRef type);
/* The same, with the value left open: every path stores before it loads. */
LLVMValueRef ir_local_raw(struct cg *cg, LLVMTypeRef type);

/* *TO += V without a result: a plain atomic add, which every supported kernel has. */
void ir_atomic_add(struct cg *cg, LLVMValueRef to, LLVMValueRef v);
/* With the old value as result; the kernel must have FEATURE_atomic_fetch. */
LLVMValueRef ir_atomic_fetch_add(struct cg *cg, LLVMValueRef to, LLVMValueRef v);
LLVMValueRef ir_atomic_exchange(struct cg *cg, LLVMValueRef to, LLVMValueRef v);
LLVMValueRef ir_atomic_compare_exchange(struct cg *cg, LLVMValueRef to, LLVMValueRef expected,
					LLVMValueRef v);

/*
 * V (64 bits), or MAX if it is larger as an unsigned number. Written as one compare and one move
 * on one register which LLVM cannot look into, so the verifier always sees the bound.
 */
LLVMValueRef ir_bound(struct cg *cg, LLVMValueRef v, uint32_t max);

/* V with its bytes in reverse order. */
LLVMValueRef ir_bswap(struct cg *cg, LLVMValueRef v);
/* From the order of the network to the machine's. */
LLVMValueRef ir_from_network(struct cg *cg, LLVMValueRef v);

/*
 * The same value, of which LLVM knows nothing any more. Keeps it from moving address arithmetic
 * above a null check, which the verifier refuses.
 */
LLVMValueRef ir_opaque(struct cg *cg, LLVMValueRef v);

/*
 * A copy of V (64 bits) of which the verifier forgets that it is one: what a comparison teaches it
 * about the copy it does not know of V, so behind the branches there is one state and not two. An
 * operation other than an addition cuts that tie (adjust_reg_min_max_vals).
 */
LLVMValueRef ir_unlinked(struct cg *cg, LLVMValueRef v);

/*
 * V (64 bits), of which the verifier knows nothing any more, not even that it is a constant: the
 * difference of two pointers, which is added, is a number it does not know.
 */
LLVMValueRef ir_unknown(struct cg *cg, LLVMValueRef v);

/*
 * if (c) { ... } else { ... }. Each arm is a region (memory.c): what is cached or claimed inside
 * an arm ends with it.
 */
struct ir_if {
	LLVMBasicBlockRef otherwise, end;
	bool has_else;
};

void ir_if(struct cg *cg, struct ir_if *i, LLVMValueRef c);
void ir_else(struct cg *cg, struct ir_if *i);
void ir_end(struct cg *cg, struct ir_if *i);

/* A loop: ir_loop(); ... ir_loop_while(c); body ... ir_loop_end(). The body is a region. */
struct ir_loop {
	LLVMBasicBlockRef head, body, end;
};

void ir_loop(struct cg *cg, struct ir_loop *l);
void ir_loop_while(struct cg *cg, struct ir_loop *l, LLVMValueRef c);
void ir_loop_end(struct cg *cg, struct ir_loop *l);

LLVMBasicBlockRef ir_block(struct cg *cg, const char *name);
/* Ends the current block with a jump; what follows up to the next ir_begin is dead code. */
void ir_jump(struct cg *cg, LLVMBasicBlockRef to);
/* Continues in BLOCK, with a jump to it where the current block has no end yet. */
void ir_begin(struct cg *cg, LLVMBasicBlockRef block);

#endif
