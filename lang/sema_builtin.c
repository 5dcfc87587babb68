/*
 * Builtin variables: their types, where they exist, and the arguments of their call forms.
 */
#include "lang/cnames.h"
#include "lang/sema_local.h"

static const struct type *not_here(struct sema *s, const struct expr *e, const char *where)
{
	const char *name = builtin_rows[e->builtin.id].name;

	if (e->builtin.id == BUILTIN_arg)
		name = arena_printf(s->a, "arg%u", e->builtin.number);
	if (s->inst)
		sema_diag(s, D_NOT_HERE, e->span, "%s is not available in %s probes: %s", name,
			  probe_rows[s->inst->kind].name, where);
	else
		sema_diag(s, D_NOT_HERE, e->span, "%s is only available in probes", name);
	return &type_error;
}

const struct type *builtin_not_here(struct sema *s, const struct expr *e, const char *where)
{
	return not_here(s, e, where);
}

/* ---- bare words as arguments ---- */

static int word_find(const struct expr *e, const char *const *words)
{
	for (int i = 0; e->kind == E_IDENT && words[i]; i++)
		if (strcmp(words[i], e->ident) == 0)
			return i;
	return -1;
}

bool builtin_arg_count(struct sema *s, const struct expr *e, size_t max)
{
	if (e->builtin.args.len <= max)
		return true;
	sema_diag(s, D_ARG_COUNT, e->span, "%s() takes up to %zu argument%s, not %zu",
		  builtin_rows[e->builtin.id].name, max, max == 1 ? "" : "s", e->builtin.args.len);
	return false;
}

static const char *const clock_words[] = {
	[CLOCK_BOOT_NS] = "boot",
	[CLOCK_MONOTONIC_NS] = "monotonic",
	[CLOCK_TAI_NS] = "tai",
	[CLOCK_SW_TAI_NS] = "sw_tai",
	NULL,
};

/* pid() and tid() count in the tracer's name space or in the initial one: mode 0 and 1. */
static const char *const namespace_words[] = {"curr_ns", "init", NULL};

static void word_arg(struct sema *s, struct expr *e, const char *const *words, const char *what)
{
	int mode;

	if (!e->builtin.args.len || !builtin_arg_count(s, e, 1))
		return;
	mode = word_find(e->builtin.args.at[0], words);
	if (mode >= 0)
		e->builtin.mode = mode;
	else
		sema_diag(s, D_ARG_VALUE, e->builtin.args.at[0]->span, "%s(): %s",
			  builtin_rows[e->builtin.id].name, what);
}

/* ---- stacks ---- */

#define STACK_LIMIT_DEFAULT 127
#define STACK_LIMIT_MAX 1024

static const char *const stack_words[] = {
	[STACK_BPFTRACE] = "bpftrace",
	[STACK_PERF] = "perf",
	[STACK_RAW] = "raw",
	[STACK_BUILD_ID] = "build_id",
	NULL,
};

static int stack_mode_default(struct sema *s, bool user)
{
	const char *setting = s->u->config_strings[CONFIG_stack_mode];

	for (int i = 0; setting && stack_words[i]; i++)
		if (strcmp(setting, stack_words[i]) == 0)
			return i == STACK_BUILD_ID && !user ? STACK_RAW : i;
	return STACK_BPFTRACE;
}

static void stack_mode_arg(struct sema *s, struct expr *e, const struct expr *arg, bool user)
{
	int mode = word_find(arg, stack_words);

	if (mode < 0 || (mode == STACK_BUILD_ID && !user)) {
		sema_diag(s, D_ARG_VALUE, arg->span,
			  "%s(): the mode of a stack is bpftrace, perf%s",
			  builtin_rows[e->builtin.id].name, user ? ", raw or build_id" : " or raw");
		return;
	}
	e->builtin.mode = mode;
}

static void stack_limit_arg(struct sema *s, struct expr *e, struct expr **slot)
{
	const struct expr *arg = *slot;

	sema_expr(s, slot);
	if (arg->kind != E_INT || arg->num.negative) {
		sema_diag(s, D_ARG_LITERAL, arg->span, "%s(): the limit must be a literal number",
			  builtin_rows[e->builtin.id].name);
		return;
	}
	if (arg->num.value > STACK_LIMIT_MAX) {
		sema_diag(s, D_ARG_VALUE, arg->span,
			  "%s(): a stack has at most %d frames, not %llu",
			  builtin_rows[e->builtin.id].name, STACK_LIMIT_MAX,
			  (unsigned long long)arg->num.value);
		return;
	}
	e->builtin.limit = (uint32_t)arg->num.value;
}

/*
 * Stacks are unwound in the kernel with tables of the processes in question, which must be known,
 * and by the rules of one architecture.
 */
static void unwinding_check(struct sema *s, const struct expr *e)
{
	const struct options *o = &s->u->options;
	struct diag *d;

	sema_unstable(s, CONFIG_unstable_dw_ustack, "dw_ustack", e->span);
	if (s->u->target && strcmp(s->u->target->arch, "x86_64") != 0) {
		d = sema_diag(s, D_MISSING_FEATURE, e->span, "dw_ustack is not possible on %s",
			      s->u->target->arch);
		sema_hint(s, d, "ustack follows frame pointers");
		return;
	}
	if (o->pid || o->command || o->unwinds)
		return;
	d = sema_diag(s, D_MISSING_FEATURE, e->span,
		      "dw_ustack must know the processes in advance");
	sema_hint(s, d, "name them with -p, -c or --dwarf-pid");
}

static const struct type *sema_stack(struct sema *s, struct expr *e)
{
	bool unwound = e->builtin.id == BUILTIN_dw_ustack;
	bool user = e->builtin.id == BUILTIN_ustack;
	struct exprs *args = &e->builtin.args;
	size_t next = 0;

	e->builtin.mode = stack_mode_default(s, user);
	e->builtin.limit = STACK_LIMIT_DEFAULT;
	if (builtin_arg_count(s, e, 2)) {
		if (args->len && (args->at[0]->kind == E_IDENT || args->len == 2))
			stack_mode_arg(s, e, args->at[next++], user);
		if (next < args->len)
			stack_limit_arg(s, e, &args->at[next]);
	}
	if (unwound)
		unwinding_check(s, e);
	if (s->final)
		args->len = 0;
	return type_stack(s->ts, user || unwound ? T_USTACK : T_KSTACK,
			  (enum stack_mode)e->builtin.mode, e->builtin.limit);
}

/* ---- the probe's context ---- */

static const struct type *kernel_struct(struct sema *s, const char *name)
{
	return unit_type_find(s->u, TAG_STRUCT, name);
}

/* A view is nowhere in memory: only its fields can be read. */
static bool is_whole_view(const struct sema *s, const struct expr *e)
{
	return s->inst && context_rows[s->inst->context].view && s->base != e;
}

static const struct type *sema_args(struct sema *s, struct expr *e)
{
	if (s->inst && s->inst->context == CTX_ITER)
		return not_here(s, e, "what it walks over is in ctx");
	if (!s->inst || !s->inst->args)
		return not_here(s, e, "its arguments have no names");
	if (is_whole_view(s, e))
		return not_here(s, e, "as a whole, only its fields are");
	return s->inst->args;
}

static const struct type *sema_argn(struct sema *s, struct expr *e)
{
	if (!s->inst)
		return not_here(s, e, "");
	if (!(probe_rows[s->inst->kind].flags & PF_ARGN))
		return not_here(s, e, "arguments by number are those of kprobes, uprobes and usdt");
	if (s->inst->operands && e->builtin.number >= s->inst->noperands) {
		sema_diag(s, D_NOT_HERE, e->span,
			  "arg%u does not exist: the probe has %u argument%s", e->builtin.number,
			  s->inst->noperands, s->inst->noperands == 1 ? "" : "s");
		return &type_error;
	}
	if (s->inst->context == CTX_REGS && !s->inst->operands && e->builtin.number > 5) {
		sema_diag(
			s, D_NOT_HERE, e->span,
			"arg%u is not in a register: arg0 to arg5 are, the others lie on the stack",
			e->builtin.number);
		return &type_error;
	}
	return type_int(s->ts, 8, false);
}

static const struct type *sema_retval(struct sema *s, struct expr *e)
{
	if (s->inst && (probe_rows[s->inst->kind].flags & PF_RETVAL))
		return s->inst->result ? s->inst->result : type_int(s->ts, 8, false);
	return not_here(s, e,
			s->inst && s->inst->kind == PROBE_tracepoint
				? "args.ret may be what is meant"
				: "only probes on the return of a function have it");
}

static const struct type *sema_ctx(struct sema *s, struct expr *e)
{
	enum context context = s->inst ? s->inst->context : CTX_NONE;
	const struct context_row *row = &context_rows[context];

	if (is_whole_view(s, e))
		return not_here(s, e, "as a whole, only its fields are");
	if (row->view || context == CTX_ITER)
		return s->inst->args ? type_context(s->ts, s->inst->args)
				     : not_here(s, e, "its type is unknown");
	if (row->type)
		return type_context(s->ts, kernel_struct(s, row->type));
	if (context == CTX_TRACEPOINT || context == CTX_SYSCALL_ENTER ||
	    context == CTX_SYSCALL_EXIT)
		return not_here(s, e, "use args instead");
	return not_here(s, e, "it has no context to read");
}

static const struct type *sema_func(struct sema *s, struct expr *e)
{
	enum context context = s->inst ? s->inst->context : CTX_NONE;

	if (context != CTX_REGS && (context != CTX_BTF || s->inst->verdicts))
		return not_here(s, e, "it is not about a function");
	return type_simple(probe_rows[s->inst->kind].flags & PF_USER ? T_USYM : T_KSYM);
}

/* Long enough for the name of every target. */
static const struct type *sema_probe(struct sema *s, struct expr *e)
{
	size_t longest = 0;

	if (!s->inst)
		return not_here(s, e, "");
	for (uint32_t i = 0; i < s->inst->ntargets; i++)
		longest = MAX(longest, strlen(s->inst->targets[i].name));
	if (!s->inst->ntargets)
		longest = strlen(s->inst->text);
	return type_string(s->ts, (uint32_t)longest + 1);
}

static const struct type *sema_probetype(struct sema *s, struct expr *e)
{
	const struct probe_row *row;

	if (!s->inst)
		return not_here(s, e, "");
	row = &probe_rows[s->inst->kind];
	e->kind = E_STRING;
	e->string = str_from(row->type_name ? row->type_name : row->name);
	return type_string(s->ts, (uint32_t)e->string.len + 1);
}

/* Known without looking where there are no registers. */
static const struct type *sema_usermode(struct sema *s, struct expr *e)
{
	enum context context = s->inst ? s->inst->context : CTX_NONE;
	const struct type *t = type_int(s->ts, 1, false);

	if (!s->final || context == CTX_REGS || context == CTX_PERF)
		return t;
	e->kind = E_INT;
	e->num.value = context == CTX_NONE;
	e->num.negative = false;
	return t;
}

static const struct type *sema_curtask(struct sema *s, struct expr *e)
{
	const struct type *task = kernel_struct(s, "task_struct");
	struct diag *d;

	if (task)
		return type_pointer(s->ts, task, AS_KERNEL);
	if (s->final) {
		d = diag_add(s->u->diags, D_MISSING_FEATURE, e->span,
			     "curtask needs the types of the kernel (BTF), which cannot be read");
		diag_hint(
			s->u->diags, d,
			"the kernel must be built with CONFIG_DEBUG_INFO_BTF; SONDE_BTF or BPFTRACE_BTF may "
			"name a file with its types");
	}
	return &type_error;
}

const struct type *sema_builtin(struct sema *s, struct expr *e)
{
	enum packet_header header = packet_header_of(e->builtin.id);

	if (header != PACKET_COUNT)
		return sema_packet(s, e, header);
	switch ((int)e->builtin.id) {
	case BUILTIN_kstack:
	case BUILTIN_ustack:
	case BUILTIN_dw_ustack:
		return sema_stack(s, e);
	case BUILTIN_args:
		return sema_args(s, e);
	case BUILTIN_arg:
		return sema_argn(s, e);
	case BUILTIN_retval:
		return sema_retval(s, e);
	case BUILTIN_ctx:
		return sema_ctx(s, e);
	case BUILTIN_func:
		return sema_func(s, e);
	case BUILTIN_probe:
		return sema_probe(s, e);
	case BUILTIN_probetype:
		return sema_probetype(s, e);
	case BUILTIN_curtask:
		return sema_curtask(s, e);
	case BUILTIN_usermode:
		return sema_usermode(s, e);
	case BUILTIN_payload:
		return sema_payload(s, e);
	case BUILTIN_nsecs:
		word_arg(s, e, clock_words, "there are boot, monotonic, tai and sw_tai");
		break;
	case BUILTIN_pid:
	case BUILTIN_tid:
		word_arg(s, e, namespace_words, "there are curr_ns and init");
		break;
	default:
		break;
	}
	return type_from_text(s, builtin_rows[e->builtin.id].type);
}
