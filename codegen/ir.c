/*
 * Consumes requests in our terms, produces LLVM instructions at the builder's position. Every
 * pointer is LLVM's opaque `ptr`; remote addresses are 64-bit integers.
 */
#include "codegen/ir.h"

#include "codegen/cg.h"

LLVMTypeRef ir_int_type(struct cg *cg, uint32_t bytes)
{
	switch (bytes) {
	case 1:
		return cg->i8;
	case 2:
		return cg->i16;
	case 4:
		return cg->i32;
	case 8:
		return cg->i64;
	default:
		bug("an integer of %u bytes", bytes);
	}
}

LLVMValueRef ir_const(LLVMTypeRef type, uint64_t value)
{
	return LLVMConstInt(type, value, 0);
}

LLVMValueRef ir_u64(struct cg *cg, uint64_t value)
{
	return LLVMConstInt(cg->i64, value, 0);
}

LLVMValueRef ir_u32(struct cg *cg, uint32_t value)
{
	return LLVMConstInt(cg->i32, value, 0);
}

LLVMValueRef ir_bool(struct cg *cg, bool value)
{
	return LLVMConstInt(cg->i1, value, 0);
}

LLVMValueRef ir_null(struct cg *cg)
{
	return LLVMConstPointerNull(cg->ptr);
}

LLVMValueRef ir_add(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildAdd(cg->b, a, b, "");
}

LLVMValueRef ir_sub(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildSub(cg->b, a, b, "");
}

LLVMValueRef ir_mul(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildMul(cg->b, a, b, "");
}

LLVMValueRef ir_udiv(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildUDiv(cg->b, a, b, "");
}

LLVMValueRef ir_urem(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildURem(cg->b, a, b, "");
}

LLVMValueRef ir_and(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildAnd(cg->b, a, b, "");
}

LLVMValueRef ir_or(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildOr(cg->b, a, b, "");
}

LLVMValueRef ir_xor(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildXor(cg->b, a, b, "");
}

/* A shift by the width or more is undefined in LLVM, so the count is cut as the CPU does it. */
static LLVMValueRef shift_count(struct cg *cg, LLVMValueRef count)
{
	LLVMTypeRef type = LLVMTypeOf(count);

	return ir_and(cg, count, LLVMConstInt(type, LLVMGetIntTypeWidth(type) - 1, 0));
}

LLVMValueRef ir_shl(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildShl(cg->b, a, shift_count(cg, b), "");
}

LLVMValueRef ir_shr(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildLShr(cg->b, a, shift_count(cg, b), "");
}

LLVMValueRef ir_sar(struct cg *cg, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildAShr(cg->b, a, shift_count(cg, b), "");
}

LLVMValueRef ir_cmp(struct cg *cg, LLVMIntPredicate p, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildICmp(cg->b, p, a, b, "");
}

LLVMValueRef ir_is_zero(struct cg *cg, LLVMValueRef a)
{
	return LLVMBuildICmp(cg->b, LLVMIntEQ, a, LLVMConstNull(LLVMTypeOf(a)), "");
}

LLVMValueRef ir_not_zero(struct cg *cg, LLVMValueRef a)
{
	return LLVMBuildICmp(cg->b, LLVMIntNE, a, LLVMConstNull(LLVMTypeOf(a)), "");
}

LLVMValueRef ir_not(struct cg *cg, LLVMValueRef boolean)
{
	return LLVMBuildNot(cg->b, boolean, "");
}

LLVMValueRef ir_select(struct cg *cg, LLVMValueRef c, LLVMValueRef a, LLVMValueRef b)
{
	return LLVMBuildSelect(cg->b, c, a, b, "");
}

LLVMValueRef ir_resize(struct cg *cg, LLVMValueRef v, LLVMTypeRef to, bool is_signed)
{
	unsigned have = LLVMGetIntTypeWidth(LLVMTypeOf(v)), want = LLVMGetIntTypeWidth(to);

	if (have == want)
		return v;
	if (have > want)
		return LLVMBuildTrunc(cg->b, v, to, "");
	return is_signed && have > 1 ? LLVMBuildSExt(cg->b, v, to, "")
				     : LLVMBuildZExt(cg->b, v, to, "");
}

LLVMValueRef ir_widen(struct cg *cg, LLVMValueRef v, bool is_signed)
{
	return ir_resize(cg, v, cg->i64, is_signed);
}

LLVMValueRef ir_to_int(struct cg *cg, LLVMValueRef pointer)
{
	return LLVMBuildPtrToInt(cg->b, pointer, cg->i64, "");
}

LLVMValueRef ir_to_pointer(struct cg *cg, LLVMValueRef address)
{
	return LLVMBuildIntToPtr(cg->b, address, cg->ptr, "");
}

LLVMValueRef ir_at(struct cg *cg, LLVMValueRef pointer, uint64_t offset)
{
	if (!offset)
		return pointer;
	return ir_at_index(cg, pointer, ir_u64(cg, offset));
}

LLVMValueRef ir_at_index(struct cg *cg, LLVMValueRef pointer, LLVMValueRef offset)
{
	return LLVMBuildGEP2(cg->b, cg->i8, pointer, &offset, 1, "");
}

LLVMValueRef ir_load(struct cg *cg, LLVMTypeRef type, LLVMValueRef from, uint32_t align)
{
	LLVMValueRef v = LLVMBuildLoad2(cg->b, type, from, "");

	LLVMSetAlignment(v, MAX(1u, align));
	return v;
}

LLVMValueRef ir_load_volatile(struct cg *cg, LLVMTypeRef type, LLVMValueRef from)
{
	LLVMValueRef v = LLVMBuildLoad2(cg->b, type, from, "");

	LLVMSetVolatile(v, 1);
	return v;
}

void ir_store(struct cg *cg, LLVMValueRef v, LLVMValueRef to, uint32_t align)
{
	LLVMSetAlignment(LLVMBuildStore(cg->b, v, to), MAX(1u, align));
}

void ir_store_volatile(struct cg *cg, LLVMValueRef v, LLVMValueRef to)
{
	LLVMSetVolatile(LLVMBuildStore(cg->b, v, to), 1);
}

/* Allocas stand in a block of their own at the head of the function, so that loops do not repeat
 * them. */
LLVMValueRef ir_local_raw(struct cg *cg, LLVMTypeRef type)
{
	LLVMBasicBlockRef here = LLVMGetInsertBlock(cg->b);
	LLVMValueRef slot;

	LLVMPositionBuilderAtEnd(cg->b, cg->fn->entry);
	slot = LLVMBuildAlloca(cg->b, type, "");
	if (LLVMGetTypeKind(type) != LLVMPointerTypeKind)
		LLVMSetAlignment(slot, 8);
	LLVMPositionBuilderAtEnd(cg->b, here);
	return slot;
}

LLVMValueRef ir_local(struct cg *cg, LLVMTypeRef type)
{
	LLVMValueRef slot = ir_local_raw(cg, type);

	LLVMBuildStore(cg->b, LLVMConstNull(type), slot);
	return slot;
}

void ir_atomic_add(struct cg *cg, LLVMValueRef to, LLVMValueRef v)
{
	LLVMBuildAtomicRMW(cg->b, LLVMAtomicRMWBinOpAdd, to, v, LLVMAtomicOrderingMonotonic, 0);
}

LLVMValueRef ir_atomic_fetch_add(struct cg *cg, LLVMValueRef to, LLVMValueRef v)
{
	return LLVMBuildAtomicRMW(cg->b, LLVMAtomicRMWBinOpAdd, to, v,
				  LLVMAtomicOrderingSequentiallyConsistent, 0);
}

LLVMValueRef ir_atomic_exchange(struct cg *cg, LLVMValueRef to, LLVMValueRef v)
{
	return LLVMBuildAtomicRMW(cg->b, LLVMAtomicRMWBinOpXchg, to, v,
				  LLVMAtomicOrderingSequentiallyConsistent, 0);
}

LLVMValueRef ir_atomic_compare_exchange(struct cg *cg, LLVMValueRef to, LLVMValueRef expected,
					LLVMValueRef v)
{
	LLVMValueRef pair = LLVMBuildAtomicCmpXchg(cg->b, to, expected, v,
						   LLVMAtomicOrderingSequentiallyConsistent,
						   LLVMAtomicOrderingSequentiallyConsistent, 0);

	return LLVMBuildExtractValue(cg->b, pair, 0, "");
}

static LLVMValueRef assembly(struct cg *cg, const char *text, const char *constraints,
			     LLVMValueRef v)
{
	LLVMTypeRef type = LLVMTypeOf(v);
	LLVMTypeRef shape = LLVMFunctionType(type, &type, 1, 0);
	LLVMValueRef code = LLVMGetInlineAsm(shape, text, strlen(text), constraints,
					     strlen(constraints), 1, 0, LLVMInlineAsmDialectATT, 0);

	return LLVMBuildCall2(cg->b, shape, code, &v, 1, "");
}

LLVMValueRef ir_from_network(struct cg *cg, LLVMValueRef v)
{
	return cg->arch->big_endian ? v : ir_bswap(cg, v);
}

LLVMValueRef ir_load_fixed(struct cg *cg, LLVMTypeRef type, LLVMValueRef context, uint64_t offset)
{
	LLVMTypeRef shape = LLVMFunctionType(cg->i64, &cg->ptr, 1, 0);
	LLVMValueRef code, v;
	char text[64];

	snprintf(text, sizeof(text), "$0 = *(u%u *)($1 + %u)", LLVMGetIntTypeWidth(type),
		 (unsigned)offset);
	code = LLVMGetInlineAsm(shape, text, strlen(text), "=r,r", 4, 1, 0, LLVMInlineAsmDialectATT,
				0);
	v = LLVMBuildCall2(cg->b, shape, code, &context, 1, "");
	return ir_resize(cg, v, type, false);
}

LLVMValueRef ir_bound(struct cg *cg, LLVMValueRef v, uint32_t max)
{
	char text[64];

	if (max > INT32_MAX)
		bug("bound %u is no immediate", max);
	snprintf(text, sizeof(text), "if $0 <= %u goto +1\n$0 = %u", max, max);
	return assembly(cg, text, "=r,0", v);
}

LLVMValueRef ir_opaque(struct cg *cg, LLVMValueRef v)
{
	return assembly(cg, "", "=r,0", v);
}

LLVMValueRef ir_unlinked(struct cg *cg, LLVMValueRef v)
{
	return assembly(cg, "$0 ^= 0", "=r,0", v);
}

LLVMValueRef ir_unknown(struct cg *cg, LLVMValueRef v)
{
	LLVMTypeRef shape = LLVMFunctionType(cg->i64, NULL, 0, 0);
	static const char text[] = "$0 = r10\n$0 -= r10";
	LLVMValueRef code = LLVMGetInlineAsm(shape, text, sizeof(text) - 1, "=r", 2, 1, 0,
					     LLVMInlineAsmDialectATT, 0);

	return ir_add(cg, v, LLVMBuildCall2(cg->b, shape, code, NULL, 0, ""));
}

LLVMBasicBlockRef ir_block(struct cg *cg, const char *name)
{
	return LLVMAppendBasicBlockInContext(cg->llvm, cg->fn->function, name);
}

void ir_jump(struct cg *cg, LLVMBasicBlockRef to)
{
	LLVMBuildBr(cg->b, to);
	LLVMPositionBuilderAtEnd(cg->b, ir_block(cg, "dead"));
}

void ir_begin(struct cg *cg, LLVMBasicBlockRef block)
{
	if (!LLVMGetBasicBlockTerminator(LLVMGetInsertBlock(cg->b)))
		LLVMBuildBr(cg->b, block);
	LLVMMoveBasicBlockAfter(block, LLVMGetInsertBlock(cg->b));
	LLVMPositionBuilderAtEnd(cg->b, block);
}

void ir_if(struct cg *cg, struct ir_if *i, LLVMValueRef c)
{
	LLVMBasicBlockRef then = ir_block(cg, "then");

	i->otherwise = ir_block(cg, "else");
	i->end = ir_block(cg, "end");
	i->has_else = false;
	LLVMBuildCondBr(cg->b, c, then, i->otherwise);
	LLVMMoveBasicBlockAfter(then, LLVMGetInsertBlock(cg->b));
	LLVMPositionBuilderAtEnd(cg->b, then);
	region_enter(cg);
}

void ir_else(struct cg *cg, struct ir_if *i)
{
	region_leave(cg);
	LLVMBuildBr(cg->b, i->end);
	LLVMMoveBasicBlockAfter(i->otherwise, LLVMGetInsertBlock(cg->b));
	LLVMPositionBuilderAtEnd(cg->b, i->otherwise);
	i->has_else = true;
	region_enter(cg);
}

void ir_end(struct cg *cg, struct ir_if *i)
{
	if (!i->has_else)
		ir_else(cg, i);
	region_leave(cg);
	ir_begin(cg, i->end);
}

void ir_loop(struct cg *cg, struct ir_loop *l)
{
	l->head = ir_block(cg, "loop");
	l->body = ir_block(cg, "body");
	l->end = ir_block(cg, "done");
	ir_begin(cg, l->head);
	region_enter(cg);
}

void ir_loop_while(struct cg *cg, struct ir_loop *l, LLVMValueRef c)
{
	if (cg->fn->region->claimed)
		bug("the condition of a loop claims scratch memory");
	LLVMBuildCondBr(cg->b, c, l->body, l->end);
	LLVMMoveBasicBlockAfter(l->body, LLVMGetInsertBlock(cg->b));
	LLVMPositionBuilderAtEnd(cg->b, l->body);
}

void ir_loop_end(struct cg *cg, struct ir_loop *l)
{
	region_leave(cg);
	LLVMBuildBr(cg->b, l->head);
	LLVMMoveBasicBlockAfter(l->end, LLVMGetInsertBlock(cg->b));
	LLVMPositionBuilderAtEnd(cg->b, l->end);
}

LLVMValueRef ir_bswap(struct cg *cg, LLVMValueRef v)
{
	static const char name[] = "llvm.bswap";
	unsigned id = LLVMLookupIntrinsicID(name, sizeof(name) - 1);
	LLVMTypeRef type = LLVMTypeOf(v), shape;
	LLVMValueRef function;

	if (LLVMGetIntTypeWidth(type) == 8)
		return v;
	function = LLVMGetIntrinsicDeclaration(cg->module, id, &type, 1);
	shape = LLVMIntrinsicGetType(cg->llvm, id, &type, 1);
	return LLVMBuildCall2(cg->b, shape, function, &v, 1, "");
}
