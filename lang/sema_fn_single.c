/*
 * Functions with rules of their own, one by one; sema_fn.c calls them.
 */
#include <arpa/inet.h>
#include <string.h>

#include "lang/sema_local.h"

static const struct type *arg_error(struct sema *s, const struct expr *call, size_t i,
				    const char *what)
{
	sema_diag(s, D_ARG_VALUE, call->call.args.at[i]->span, "%s(): %s", call->call.name, what);
	return &type_error;
}

/* ---- memory ---- */

#define BUFFER_HEAD 4

/* buf(data[, n]): the room is n when that is a literal, else all that a buffer may have. */
const struct type *fn_buf(struct sema *s, struct expr *e, const struct type *data)
{
	uint64_t max = s->u->config[CONFIG_max_strlen] - BUFFER_HEAD;
	const struct expr *n = e->call.args.len > 1 ? e->call.args.at[1] : NULL;

	if (!n && data->kind != T_ARRAY) {
		sema_diag(s, D_ARG_COUNT, e->span,
			  "buf() needs a length for a value of type %s: only arrays have one",
			  text_of(s, data));
		return &type_error;
	}
	if (!n)
		return type_buffer(s->ts, (uint32_t)MIN(data->size, max));
	if (n->kind != E_INT)
		return type_buffer(s->ts, (uint32_t)max);
	if (n->num.negative)
		return arg_error(s, e, 1, "a length cannot be negative");
	if (n->num.value > max)
		sema_diag(
			s, D_SHORTENED, n->span,
			"a buffer of %llu bytes is too long: it is cut to %llu (config max_strlen)",
			(unsigned long long)n->num.value, (unsigned long long)max);
	return type_buffer(s->ts, (uint32_t)MIN(n->num.value, max));
}

#define DNS_HEADER 12
#define DNS_NAME_MAX 255 /* RFC 1035 */

/* As long as a name may be, or as what the message has room for. */
const struct type *fn_dns_name(struct sema *s, struct expr *e, const struct type *message)
{
	if (message->kind == T_ERROR)
		return message;
	if (message->count <= DNS_HEADER + 1)
		return arg_error(s, e, 0, "names begin behind the first 12 bytes of a message");
	return type_string(s->ts, MIN(message->count - DNS_HEADER, DNS_NAME_MAX + 1));
}

/* As wide as the value itself, so the argument keeps its type. */
const struct type *fn_bswap(struct sema *s, struct expr *e, const struct type *value)
{
	if (value->kind == T_ERROR)
		return value;
	if (value->kind != T_INT)
		return arg_error(s, e, 0, "only integers have an order of bytes to reverse");
	return type_int(s->ts, value->size, false);
}

const struct type *fn_path(struct sema *s, struct expr *e)
{
	const struct expr *n = e->call.args.len > 1 ? e->call.args.at[1] : NULL;
	uint64_t size = n ? n->num.value : s->u->config[CONFIG_max_strlen];

	if (!s->inst || (s->inst->context != CTX_BTF && s->inst->context != CTX_ITER)) {
		sema_diag(s, D_NOT_HERE, e->span,
			  "path() is only available in fentry, fexit and iter probes");
		return &type_error;
	}
	if (n && (n->num.negative || !size || size > s->u->config[CONFIG_max_strlen]))
		return arg_error(s, e, 1, "a size is from 1 to max_strlen");
	return type_string(s->ts, (uint32_t)size);
}

/* ---- addresses of networks ---- */

const struct type *fn_ntop(struct sema *s, struct expr *e, const struct type *const *types)
{
	size_t i = e->call.args.len - 1;
	const struct type *t = types[i];

	if (t->kind == T_ARRAY && t->size != 4 && t->size != 16)
		return arg_error(s, e, i, "an address is 4 or 16 bytes long");
	if (i == 1 && !is_integer(types[0]))
		return arg_error(s, e, 0, "the address family is an integer");
	return type_simple(T_INET);
}

const struct type *fn_pton(struct sema *s, struct expr *e)
{
	const char *text = arena_strdup(s->a, e->call.args.at[0]->string);
	unsigned char bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1)
		return type_array(s->ts, type_int(s->ts, 1, false), 4);
	if (inet_pton(AF_INET6, text, bytes) == 1)
		return type_array(s->ts, type_int(s->ts, 1, false), 16);
	return arg_error(s, e, 0, "this is no IPv4 or IPv6 address");
}

const struct type *fn_macaddr(struct sema *s, struct expr *e, const struct type *t)
{
	const struct expr *arg = e->call.args.at[0];

	while (arg->kind == E_CAST && !arg->cast.to)
		arg = arg->cast.arg;
	if (arg->kind == E_INT)
		return arg_error(s, e, 0, "a literal is no place in memory");
	if (t->kind == T_ARRAY && t->size < 6)
		return arg_error(s, e, 0, "a MAC address is 6 bytes long");
	return type_simple(T_MAC);
}

/* ---- time and cgroups ---- */

static bool is_clock(const struct expr *e, enum clock_mode mode)
{
	while (e->kind == E_CAST)
		e = e->cast.arg;
	return e->kind == E_BUILTIN && e->builtin.id == BUILTIN_nsecs &&
	       e->builtin.mode == (int)mode;
}

/* Only some clocks count from a point that is a time of day. */
const struct type *fn_strftime(struct sema *s, struct expr *e)
{
	const struct expr *time = e->call.args.at[1];

	if (is_clock(time, CLOCK_MONOTONIC_NS))
		return arg_error(s, e, 1,
				 "the monotonic clock stops when the machine sleeps: it is "
				 "no time of day");
	if (time->kind == E_INT && time->num.negative)
		return arg_error(s, e, 1, "a time cannot be negative");
	return type_simple(T_TIMESTAMP);
}

/* ---- signals ---- */

#define SIGNAL_MAX 64

static bool signal_matches(struct str name, int signal)
{
	const char *known = sigabbrev_np(signal);

	if (!known)
		return false;
	if (name.len &&
	    name.at[0] == 'S') /* "SIGKILL"; names that begin with S are taken as whole */
		return str_starts(name, STR("SIG")) &&
		       str_equal(str_slice(name, 3, name.len), str_from(known));
	return str_equal_nocase(name, str_from(known));
}

static int signal_by_name(struct str name)
{
	for (int i = 1; i <= SIGNAL_MAX; i++)
		if (signal_matches(name, i))
			return i;
	return 0;
}

static bool signal_possible(const struct instance *inst)
{
	return inst && inst->context != CTX_NONE && inst->context != CTX_ITER &&
	       !context_rows[inst->context].anybody;
}

/* A name becomes its number. */
const struct type *fn_signal(struct sema *s, struct expr *e)
{
	struct expr *arg = e->call.args.at[0];

	if (!signal_possible(s->inst))
		sema_diag(s, D_NOT_HERE, e->span, "%s() cannot be used in %s probes", e->call.name,
			  s->inst ? probe_rows[s->inst->kind].name : "such");
	if (arg->kind == E_STRING) {
		int number = signal_by_name(arg->string);

		if (!number)
			return arg_error(s, e, 0, "there is no signal of this name");
		arg = int_make(s, arg->span, (uint64_t)number);
		arg->type = type_int(s->ts, 8, true);
		replace(s, &e->call.args.at[0], arg);
	} else if (arg->kind == E_INT &&
		   (arg->num.negative || !arg->num.value || arg->num.value > SIGNAL_MAX)) {
		return arg_error(s, e, 0, "signals have numbers from 1 to 64");
	} else if (arg->type->kind == T_STRING) {
		return arg_error(s, e, 0, "a signal is a literal name or an integer");
	}
	return &type_void;
}

const struct type *fn_override(struct sema *s, struct expr *e)
{
	if (!s->inst || s->inst->kind != PROBE_kprobe)
		sema_diag(s, D_NOT_HERE, e->span, "override() can only be used in kprobes");
	return &type_void;
}

/* ---- registers ---- */

static bool has_registers(const struct instance *inst)
{
	return inst && (inst->context == CTX_REGS || inst->context == CTX_PERF);
}

static bool register_known(struct str name)
{
	static const char names[] = "r8 r9 r10 r11 r12 r13 r14 r15 ax bx cx dx si di bp sp ip pc "
				    "orig_rax flags cs ss";
	struct str rest = str_from(names), one;

	while (rest.at) {
		one = str_cut(&rest, ' ');
		if (str_equal(one, name))
			return true;
	}
	return false;
}

const struct type *fn_reg(struct sema *s, struct expr *e, const struct type *result)
{
	const struct expr *name = e->call.args.at[0];

	if (!has_registers(s->inst)) {
		sema_diag(s, D_NOT_HERE, e->span, "reg() cannot be used in %s probes",
			  s->inst ? probe_rows[s->inst->kind].name : "such");
		return result;
	}
	if (s->u->target && strcmp(s->u->target->arch, "x86_64") == 0 &&
	    !register_known(name->string))
		sema_diag(s, D_ARG_VALUE, name->span, "%s has no register \"%.*s\"",
			  s->u->target->arch, STR_ARG(name->string));
	return result;
}

/* ---- other processes, the probed program ---- */

bool kfunc_callable(const struct sema *s, const char *name)
{
	const struct target *target = s->u->target;

	return s->inst && target->ops->kfunc_allowed &&
	       target->ops->kfunc_allowed(s->u->target, name, s->inst->method);
}

const struct type *fn_comm(struct sema *s, const struct expr *e, const struct type *result)
{
	struct diag *d;

	if (!s->final || !s->inst || kfunc_callable(s, "bpf_task_from_pid"))
		return result;
	d = sema_diag(s, D_NOT_HERE, e->span,
		      "comm() of another process is not possible in %s probes",
		      probe_rows[s->inst->kind].name);
	sema_hint(s, d,
		  "it takes bpf_task_from_pid (Linux 6.2), which this kernel does not let programs "
		  "of this kind call");
	return result;
}

/* A pointer to an integer as large as the symbol; others are seen as words. */
const struct type *fn_uaddr(struct sema *s, struct expr *e)
{
	const char *name = arena_strdup(s->a, e->call.args.at[0]->string);
	const struct target_ops *ops = s->u->target->ops;
	struct user_symbol symbol = {.size = 8};
	uint32_t size = 8;

	if (!s->inst || !(probe_rows[s->inst->kind].flags & PF_USER)) {
		sema_diag(s, D_NOT_HERE, e->span,
			  "uaddr() is about a program: it is only available in uprobe, uretprobe "
			  "and usdt probes");
		return &type_error;
	}
	for (uint32_t i = s->inst->ntargets; i-- > 0;) {
		const struct probe_target *t = &s->inst->targets[i];

		if (ops->user_symbol &&
		    ops->user_symbol(s->u->target, t->module, name, t->address, &symbol))
			continue;
		sema_diag(s, D_SYMBOL, e->call.args.at[0]->span, "%s has no symbol \"%s\"",
			  t->module, name);
		return &type_error;
	}
	if (symbol.size == 1 || symbol.size == 2 || symbol.size == 4)
		size = (uint32_t)symbol.size;
	return type_pointer(s->ts, type_int(s->ts, size, false), AS_USER);
}

/* ---- debugf ---- */

#define DEBUGF_VALUES_MAX 3

void fn_debugf(struct sema *s, const struct expr *e)
{
	struct str format = e->call.args.len ? e->call.args.at[0]->string : STR("");
	struct format_piece piece;

	sema_diag(
		s, D_DEBUG_OUTPUT, e->span,
		"debugf() writes to a buffer that the whole system shares: use it for debugging only");
	if (e->call.args.len > DEBUGF_VALUES_MAX + 1)
		sema_diag(s, D_ARG_COUNT, e->span, "debugf() takes at most %d values",
			  DEBUGF_VALUES_MAX);
	while (format_next(&format, &piece))
		if (piece.conv != CONV_TEXT && !strchr("duxps", piece.letter))
			sema_diag(s, D_FORMAT, e->span,
				  "debugf() only knows %%d, %%u, %%x, %%p and %%s");
}
