/*
 * Output of iterators. What an iterator's program writes comes out of the descriptor that runs it,
 * so nothing of it is lost, whatever the size.
 *
 * When sonde reads it, it is a stream of records: u64 length, then the record as in the data ring.
 * A pinned iterator is read by anybody (cat), so there printf makes text in the kernel, with what
 * the kernel's own formats can do.
 */
#include "codegen/cg.h"
#include "lang/format.h"

/* What bpf_seq_printf takes: MAX_BPRINTF_VARARGS of the kernel. */
#define ARGS_MAX 12

bool iter_is_pinned(const struct instance *inst)
{
	return inst->method == METHOD_iter && inst->ntargets && inst->targets[0].module;
}

/* ctx->meta->seq: the first words of struct bpf_iter__x and struct bpf_iter_meta. */
static LLVMValueRef seq_file(struct cg *cg)
{
	LLVMValueRef meta = ir_load_volatile(cg, cg->i64, program_ctx(cg));

	return ir_load_volatile(cg, cg->i64, ir_to_pointer(cg, meta));
}

/* At the end of the walk the program runs once more, with nothing to look at. */
void iter_enter(struct cg *cg, const struct instance *inst)
{
	const struct field *f = inst->args->nfields > 1 ? &inst->args->fields[1] : NULL;

	if (f && f->type->kind == T_STRUCT && f->type->nfields)
		f = &f->type->fields[0];
	if (f && f->type->kind == T_POINTER)
		leave_unless(cg, ir_not_zero(cg, ir_load_volatile(cg, cg->i64,
								  ir_at(cg, program_ctx(cg), 8))));
}

void iter_send(struct cg *cg, LLVMValueRef base, LLVMValueRef len)
{
	struct mem_mark mark = mem_mark(cg);
	LLVMValueRef seq = seq_file(cg), head = mem_stack(cg, 8);

	ir_store(cg, len, head, 8);
	cg_bpf(cg, BPF_seq_write, seq, head, ir_u32(cg, 8));
	cg_bpf(cg, BPF_seq_write, seq_file(cg), base, ir_resize(cg, len, cg->i32, false));
	mem_release(cg, mark);
}

/* ---- paths ---- */

/* bpf_d_path wants a pointer of which the verifier knows the type and that it is not NULL. */
LLVMValueRef iter_path(struct cg *cg, const struct expr *e, LLVMValueRef dst, uint32_t size)
{
	LLVMValueRef result = ir_local(cg, cg->i64), n;
	struct typed_chain chain;

	if (!typed_begin(cg, e, &chain)) {
		diag_add(cg->u->diags, D_NOT_HERE, e->span,
			 "path() in an iterator takes a member of what ctx points at, such as "
			 "ctx.file->f_path");
		return ir_u64(cg, 0);
	}
	n = cg_bpf(cg, BPF_d_path, chain.pointer, dst, ir_u32(cg, size));
	n = ir_select(cg, ir_cmp(cg, LLVMIntSLT, n, ir_u64(cg, 0)), ir_u64(cg, 0), n);
	ir_store(cg, ir_bound(cg, n, size), result, 8);
	typed_end(cg, &chain);
	return ir_bound(cg, ir_load(cg, cg->i64, result, 8), size);
}

/* ---- printf of pinned iterators ---- */

struct text {
	struct cg *cg;
	struct buf format;
	LLVMValueRef args[ARGS_MAX];
	size_t n;
	struct span span;
	bool failed;
};

static void text_refuse(struct text *t, struct span span, const char *what)
{
	struct diags *diags = t->cg->u->diags;

	if (!t->failed)
		diag_hint(diags, diag_add(diags, D_NOT_HERE, span, "%s in a pinned iterator", what),
			  "the kernel makes its text; without the pin everything can be printed");
	t->failed = true;
}

static void text_arg(struct text *t, LLVMValueRef value)
{
	if (t->n == ARGS_MAX)
		text_refuse(t, t->span, "printf takes at most 12 values");
	else
		t->args[t->n++] = value;
}

/* The kernel refuses formats with other than plain bytes; a string may hold any. */
static void text_plain(struct text *t, struct str piece)
{
	bool plain = true;

	for (size_t i = 0; i < piece.len; i++)
		plain &= (piece.at[i] >= ' ' && piece.at[i] < 127) || piece.at[i] == '\n' ||
			 piece.at[i] == '\t';
	if (!plain) {
		const char *copy = arena_strdup(t->cg->arena, piece);

		buf_puts(&t->format, "%s");
		text_arg(t, ir_to_int(t->cg, rodata_bytes(t->cg, copy, piece.len + 1)));
		return;
	}
	for (size_t i = 0; i < piece.len; i++) {
		if (piece.at[i] == '%')
			buf_char(&t->format, '%');
		buf_char(&t->format, piece.at[i]);
	}
}

static void text_flags(struct text *t, const struct format_piece *p)
{
	buf_char(&t->format, '%');
	if (p->left)
		buf_char(&t->format, '-');
	if (p->plus)
		buf_char(&t->format, '+');
	if (p->zero)
		buf_char(&t->format, '0');
	if (p->width)
		buf_printf(&t->format, "%u", MIN(p->width, 99u));
}

/* An integer cut to BITS and extended again, as the conversion reads it. */
static void text_number(struct text *t, const struct format_piece *p, const struct expr *arg,
			const char *conversion)
{
	LLVMValueRef v = cg_scalar64(t->cg, arg);
	bool is_signed = p->conv == CONV_INT;

	if (p->bits && p->bits < 64)
		v = ir_widen(t->cg, ir_resize(t->cg, v, ir_int_type(t->cg, p->bits / 8), false),
			     is_signed);
	if (p->alternative && (p->conv == CONV_HEX || p->conv == CONV_HEX_UP))
		buf_puts(&t->format, "0x");
	text_flags(t, p);
	buf_puts(&t->format, conversion);
	text_arg(t, v);
}

static void text_string(struct text *t, const struct format_piece *p, const struct expr *arg)
{
	struct cg *cg = t->cg;
	struct val v;
	uint32_t align;

	if (type_in_register(arg->type) && arg->type->kind == T_INT) {
		struct format_piece number = *p;

		number.conv = arg->type->is_signed ? CONV_INT : CONV_UINT;
		text_number(t, &number, arg, arg->type->is_signed ? "lld" : "llu");
		return;
	}
	if (arg->type->kind != T_STRING) {
		text_refuse(t, arg->span, "only numbers and strings can be printed");
		return;
	}
	v = cg_expr(cg, arg);
	text_flags(t, p);
	buf_char(&t->format, 's');
	text_arg(t, ir_to_int(cg, val_bytes(cg, &v, false, &align)));
}

static void text_char(struct text *t, const struct format_piece *p, const struct expr *arg)
{
	struct cg *cg = t->cg;
	LLVMValueRef at = mem_stack(cg, 8);

	ir_store(cg, ir_and(cg, cg_scalar64(cg, arg), ir_u64(cg, 0xff)), at, 8);
	text_flags(t, p);
	buf_char(&t->format, 's');
	text_arg(t, ir_to_int(cg, at));
}

static void text_value(struct text *t, const struct format_piece *p, const struct expr *arg)
{
	switch (p->conv) {
	case CONV_INT:
		text_number(t, p, arg, "lld");
		break;
	case CONV_UINT:
		text_number(t, p, arg, "llu");
		break;
	case CONV_HEX:
	case CONV_HEX_UP:
		text_number(t, p, arg, p->conv == CONV_HEX ? "llx" : "llX");
		break;
	case CONV_POINTER:
		buf_puts(&t->format, "0x");
		text_number(t, p, arg, "llx");
		break;
	case CONV_CHAR:
		text_char(t, p, arg);
		break;
	case CONV_STRING:
		text_string(t, p, arg);
		break;
	case CONV_TEXT:
	case CONV_OCTAL:
	case CONV_BYTES:
	case CONV_BYTES_X:
	case CONV_BYTES_H:
	case CONV_GFP:
	case CONV_REJECTED:
		text_refuse(t, arg->span, "only numbers and strings can be printed");
		break;
	}
}

void iter_printf(struct cg *cg, const struct record *r, const struct exprs *args)
{
	struct text t = {.cg = cg, .span = args->at[0]->span};
	struct str rest = {r->format, r->format_len};
	struct format_piece piece;
	LLVMValueRef values;
	size_t next = 1;

	if (r->action != ACT_printf) {
		text_refuse(&t, t.span, "only printf() has an output");
		return;
	}
	while (format_next(&rest, &piece)) {
		if (piece.conv == CONV_TEXT)
			text_plain(&t, piece.text);
		else if (next < args->len)
			text_value(&t, &piece, args->at[next++]);
	}
	values = mem_stack(cg, 8 * MAX((uint32_t)t.n, 1u));
	for (size_t i = 0; i < t.n; i++)
		ir_store(cg, t.args[i], ir_at(cg, values, 8 * i), 8);
	cg_bpf(cg, BPF_seq_printf, seq_file(cg),
	       rodata_bytes(cg, t.format.at ? t.format.at : "", t.format.len + 1),
	       ir_u32(cg, (uint32_t)t.format.len + 1), t.n ? values : ir_null(cg),
	       ir_u32(cg, 8 * (uint32_t)t.n));
	buf_free(&t.format);
}
