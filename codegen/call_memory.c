/*
 * Functions on memory and on values made of bytes: buffers, addresses of machines, texts that are
 * known when the script is compiled.
 */
#include "codegen/cg.h"

#include <arpa/inet.h>

struct val words_val(struct cg *cg, const struct type *type, LLVMValueRef first,
		     LLVMValueRef second)
{
	LLVMValueRef at = mem_alloc(cg, MAX(type->size, 16u));

	ir_store(cg, first, at, 8);
	if (second)
		ir_store(cg, second, ir_at(cg, at, 8), 8);
	return val_local(at, type, 8);
}

/* ---- buf ---- */

/* V: the address; V2: how many bytes. */
static LLVMValueRef buffer_tail(struct cg *cg, const struct val *v, LLVMValueRef dst)
{
	LLVMValueRef n = ir_bound(cg, v->v2, v->type->count);

	mem_read_sized(cg, v->space, dst, n, v->v, v->e->span);
	return n;
}

static LLVMValueRef buffer_fill(struct cg *cg, const struct val *v, LLVMValueRef dst,
				uint32_t align, bool exact)
{
	LLVMValueRef n;

	if (exact)
		mem_zero(cg, dst, align, v->type->size);
	n = ir_bound(cg, v->v2, v->type->count);
	ir_store(cg, ir_resize(cg, n, cg->i32, false), dst, MIN(align, 4u));
	mem_read_sized(cg, v->space, ir_at(cg, dst, 4), n, v->v, v->e->span);
	return ir_add(cg, n, ir_u64(cg, 4));
}

struct val lower_fn_buf(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	const struct expr *from = args->at[0];
	struct val v = {.where = VAL_FILL,
			.type = e->type,
			.fill = buffer_fill,
			.tail = buffer_tail,
			.e = e};
	struct val data;

	if (from->type->kind == T_BUFFER) {
		/* Behind the length. */
		data = cg_expr(cg, from);
		data = val_member(cg, &data, 4,
				  type_array(cg->u->types, type_int(cg->u->types, 1, false),
					     from->type->count));
		v.v = val_address(cg, &data, &v.space);
	} else {
		v.v = cg_address(cg, from, &v.space);
	}
	v.v2 = args->len > 1 ? cg_scalar64(cg, args->at[1]) : ir_u64(cg, e->type->count);
	return v;
}

/* ---- bytes in other clothes ---- */

struct val lower_fn_macaddr(struct cg *cg, const struct expr *e)
{
	const struct expr *arg = e->call.args.at[0];
	enum addr_space space;
	struct val v;

	if (!type_in_register(arg->type)) {
		v = cg_expr(cg, arg);
		return val_member(cg, &v, 0, e->type);
	}
	v = val_remote(cg_address(cg, arg, &space), AS_NONE, e->type);
	v.space = space;
	v.e = e;
	return v;
}

/* u64 family, 16 bytes of address, unused ones zero. */
struct val lower_fn_ntop(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	const struct expr *arg = args->at[args->len - 1];
	LLVMValueRef at = mem_alloc(cg, e->type->size), family;
	bool is_number = type_in_register(arg->type);
	uint32_t size = is_number ? 4 : MIN(arg->type->size, 16u);
	struct val v = cg_expr(cg, arg);

	family = ir_u64(cg, size == 16 ? AF_INET6 : AF_INET);
	if (args->len > 1)
		family = cg_scalar64(cg, args->at[0]);
	ir_store(cg, family, at, 8);
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, at, 8), 8);
	ir_store(cg, ir_u64(cg, 0), ir_at(cg, at, 16), 8);
	if (is_number)
		ir_store(cg, ir_resize(cg, val_scalar(cg, &v), cg->i32, false), ir_at(cg, at, 8),
			 4);
	else
		val_store(cg, &v, ir_at(cg, at, 8), 8, true);
	return val_local(at, e->type, 8);
}

struct val lower_fn_pton(struct cg *cg, const struct expr *e)
{
	const struct expr *text = e->call.args.at[0];
	int family = e->type->size == 16 ? AF_INET6 : AF_INET;
	unsigned char bytes[16] = {0};

	if (inet_pton(family, text->string.at, bytes) != 1)
		diag_add(cg->u->diags, D_BACKEND, text->span, "\"%s\" is no IPv4 or IPv6 address",
			 text->string.at);
	return val_local(rodata_bytes(cg, bytes, sizeof(bytes)), e->type, 8);
}

/* As T_INET lies in memory: u64 family, 16 bytes of address. */
#define INET_WORDS 3

/* 8 bytes as the number that the traced machine loads from them. */
static uint64_t word_in_memory(const struct cg *cg, const unsigned char *bytes)
{
	uint64_t word = 0;

	for (unsigned i = 0; i < 8; i++)
		word |= (uint64_t)bytes[i] << 8 * (cg->arch->big_endian ? 7 - i : i);
	return word;
}

/* The bits that count are the same, and the family is. */
struct val lower_fn_in_subnet(struct cg *cg, const struct expr *e)
{
	const struct expr *subnet = e->call.args.at[1];
	struct val address = cg_expr(cg, e->call.args.at[0]);
	const char *text = subnet->string.at, *slash = strchr(text, '/');
	struct {
		uint64_t family;
		unsigned char bytes[16];
	} want = {0}, mask = {.family = UINT64_MAX};
	uint64_t wanted[INET_WORDS], masks[INET_WORDS];
	LLVMValueRef at, differ = ir_u64(cg, 0), word;
	uint32_t align;

	want.family = strchr(text, ':') ? AF_INET6 : AF_INET;
	text = arena_strdup(cg->arena, str_slice(subnet->string, 0, (size_t)(slash - text)));
	inet_pton((int)want.family, text, want.bytes);
	for (int bit = 0; bit < e->call.number; bit++)
		mask.bytes[bit / 8] |= (unsigned char)(0x80 >> bit % 8);
	wanted[0] = want.family;
	masks[0] = mask.family;
	for (uint32_t i = 1; i < INET_WORDS; i++) {
		wanted[i] = word_in_memory(cg, want.bytes + 8 * (i - 1));
		masks[i] = word_in_memory(cg, mask.bytes + 8 * (i - 1));
	}
	at = val_bytes(cg, &address, true, &align);
	for (uint32_t i = 0; i < INET_WORDS; i++) {
		word = ir_load(cg, cg->i64, ir_at(cg, at, (uint64_t)i * 8), MIN(align, 8u));
		word = ir_and(cg, ir_xor(cg, word, ir_u64(cg, wanted[i])), ir_u64(cg, masks[i]));
		differ = ir_or(cg, differ, word);
	}
	return val_direct(ir_is_zero(cg, differ), e->type);
}

struct val lower_fn_bswap(struct cg *cg, const struct expr *e)
{
	LLVMTypeRef type = ir_int_type(cg, e->type->size);

	return val_direct(
		ir_bswap(cg, ir_resize(cg, cg_scalar(cg, e->call.args.at[0]), type, false)),
		e->type);
}

/* ---- tables of texts ---- */

/*
 * A table of texts by number, each in as many bytes as the type has, with OTHER behind the last
 * for numbers that have none.
 */
static struct val text_at(struct cg *cg, const struct expr *e, LLVMValueRef number,
			  const char *const *texts, uint32_t n, const char *other)
{
	uint32_t width = e->type->size;
	char *table = arena_alloc(cg->arena, (size_t)(n + 1) * width);
	LLVMValueRef at;

	for (uint32_t i = 0; i <= n; i++) {
		const char *text = i < n && texts[i] ? texts[i] : other;

		memcpy(table + (size_t)i * width, text, MIN(strlen(text), (size_t)width - 1));
	}
	number = ir_bound(cg, number, n);
	at = ir_at_index(cg, rodata_bytes(cg, table, (size_t)(n + 1) * width),
			 ir_mul(cg, number, ir_u64(cg, width)));
	return val_local(at, e->type, MIN(8u, width & -width));
}

#define ERRNO_END 134
#define SIGNAL_END 65
#define SYSCALL_END 512

struct val lower_fn_strerror(struct cg *cg, const struct expr *e)
{
	LLVMValueRef n = cg_scalar64(cg, e->call.args.at[0]), zero = ir_u64(cg, 0);
	const char *texts[ERRNO_END];

	for (int i = 0; i < ERRNO_END; i++)
		texts[i] = strerrordesc_np(i);
	n = ir_select(cg, ir_cmp(cg, LLVMIntSLT, n, zero), ir_sub(cg, zero, n), n);
	return text_at(cg, e, n, texts, ERRNO_END, "Unknown error");
}

struct val lower_fn_signal_name(struct cg *cg, const struct expr *e)
{
	LLVMValueRef n = cg_scalar64(cg, e->call.args.at[0]);
	const char *texts[SIGNAL_END];

	for (int i = 0; i < SIGNAL_END; i++)
		texts[i] = sigdescr_np(i);
	return text_at(cg, e, n, texts, SIGNAL_END, "N/A");
}

struct val lower_fn_syscall_name(struct cg *cg, const struct expr *e)
{
	LLVMValueRef n = cg_scalar64(cg, e->call.args.at[0]);
	struct target *t = cg->u->target;
	const char *texts[SYSCALL_END] = {0};

	for (unsigned i = 0; t->ops->syscall_name && i < SYSCALL_END; i++)
		texts[i] = t->ops->syscall_name(t, i);
	return text_at(cg, e, n, texts, SYSCALL_END, "Unknown syscall");
}

/* ---- texts that user space makes ---- */

/* Index of TEXT in program.strings. */
static uint32_t string_index(struct cg *cg, const char *text)
{
	struct program *p = cg->p;
	const char **more;

	for (uint32_t i = 0; i < p->nstrings; i++)
		if (!strcmp(p->strings[i], text))
			return i;
	more = arena_array(cg->arena, const char *, p->nstrings + 1);
	for (uint32_t i = 0; i < p->nstrings; i++)
		more[i] = p->strings[i];
	more[p->nstrings] = text;
	p->strings = more;
	return p->nstrings++;
}

static uint64_t clock_of(const struct expr *e)
{
	while (e->kind == E_CAST)
		e = e->cast.arg;
	if (e->kind == E_BUILTIN && e->builtin.id == BUILTIN_nsecs)
		return (uint64_t)e->builtin.mode;
	return CLOCK_BOOT_NS;
}

/* u32 format, u32 clock, u64 ns */
struct val lower_fn_strftime(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	LLVMValueRef at = mem_alloc(cg, e->type->size);
	LLVMValueRef ns = cg_scalar64(cg, args->at[1]);
	uint32_t format = string_index(cg, args->at[0]->string.at);

	ir_store(cg, ir_u32(cg, format), at, 8);
	ir_store(cg, ir_u32(cg, (uint32_t)clock_of(args->at[1])), ir_at(cg, at, 4), 4);
	ir_store(cg, ns, ir_at(cg, at, 8), 8);
	return val_local(at, e->type, 8);
}

/* u64 filter, u64 id */
struct val lower_fn_cgroup_path(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	const char *filter = args->len > 1 ? args->at[1]->string.at : "";

	return words_val(cg, e->type, ir_u64(cg, string_index(cg, filter)),
			 cg_scalar64(cg, args->at[0]));
}

/* ---- writing, kernel objects ---- */

/* What a pointer points at is read first; everything else is written as it is. */
/* E is the address of a variable: the kernel may as well take the bytes from there. */
static const struct variable *variable_pointed(const struct expr *e)
{
	while (e->kind == E_CAST)
		e = e->cast.arg;
	if (e->kind != E_ADDRESS || e->address->kind != E_VAR)
		return NULL;
	return e->address->var.var;
}

struct val lower_fn_write_user(struct cg *cg, const struct expr *e)
{
	const struct exprs *args = &e->call.args;
	enum addr_space space, from_space;
	LLVMValueRef to = cg_address(cg, args->at[0], &space), from, result;
	uint64_t n = MIN(arg_literal(args, 2, 0), cg->p->config[CONFIG_max_strlen]);
	const struct variable *var = variable_pointed(args->at[1]);
	struct val v = var ? val_local(variable_at(cg, var), var->type, 8)
			   : cg_expr(cg, args->at[1]);
	uint32_t align;

	if (v.type->kind == T_POINTER && !var) {
		from_space = v.type->space;
		from = val_scalar(cg, &v);
		v = val_remote(
			from, from_space,
			type_array(cg->u->types, type_int(cg->u->types, 1, false), (uint32_t)n));
		v.e = e;
	}
	n = MIN(n, (uint64_t)v.type->size);
	if (var) {
		from = v.v;
	} else if (type_in_register(v.type)) {
		from = mem_stack(cg, 8);
		val_store(cg, &v, from, 8, true);
	} else {
		from = val_bytes(cg, &v, true, &align);
	}
	result = cg_bpf(cg, BPF_probe_write_user, to, from, ir_u64(cg, n));
	return val_direct(ir_is_zero(cg, result), e->type);
}

static LLVMValueRef path_fill(struct cg *cg, const struct val *v, LLVMValueRef dst, uint32_t align,
			      bool exact)
{
	LLVMValueRef n;

	if (exact)
		mem_zero(cg, dst, align, v->type->size);
	else
		ir_store(cg, ir_const(cg->i8, 0), dst, 1);
	if (cg->fn->prog->inst->context == CTX_ITER)
		return iter_path(cg, v->e->call.args.at[0], dst, v->type->size);
	n = cg_bpf(cg, BPF_d_path, v->v, dst, ir_u32(cg, v->type->size));
	bpf_check(cg, BPF_d_path, n, v->e->span);
	n = ir_select(cg, ir_cmp(cg, LLVMIntSLT, n, ir_u64(cg, 0)), ir_u64(cg, 0), n);
	return ir_bound(cg, n, v->type->size);
}

struct val lower_fn_path(struct cg *cg, const struct expr *e)
{
	struct val v = {.where = VAL_FILL, .type = e->type, .fill = path_fill, .e = e};
	enum addr_space space;

	if (cg->fn->prog->inst->context != CTX_ITER)
		v.v = cg_address(cg, e->call.args.at[0], &space);
	return v;
}
