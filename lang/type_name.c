/*
 * Types as messages and typeinfo() spell them. The spelling of a type that can be written in a
 * script is the one the type syntax reads.
 */
#include "lang/packet.h"

static const char *const stack_modes[] = {
	[STACK_BPFTRACE] = "bpftrace",
	[STACK_PERF] = "perf",
	[STACK_RAW] = "raw",
	[STACK_BUILD_ID] = "build_id",
};

/* Kinds whose name needs nothing but the kind; aggregates get a "u" when unsigned. */
static const char *const plain_names[T_COUNT_OF_KINDS] = {
	[T_ERROR] = "<error>",
	[T_NONE] = "none",
	[T_VOID] = "void",
	[T_BOOL] = "bool",
	[T_KSYM] = "ksym_t",
	[T_USYM] = "usym_t",
	[T_INET] = "inet[24]",
	[T_MAC] = "mac_address",
	[T_USERNAME] = "username_t",
	[T_TIMESTAMP] = "timestamp",
	[T_CGROUP_PATH] = "cgroup_path_t",
	[T_COUNT] = "count_t",
	[T_SUM] = "sum_t",
	[T_MIN] = "min_t",
	[T_MAX] = "max_t",
	[T_AVG] = "avg_t",
	[T_STATS] = "stats_t",
	[T_HIST] = "hist_t",
	[T_LHIST] = "lhist_t",
	[T_TSERIES] = "tseries_t",
	[T_STACK_MODE] = "stack_mode",
};

/* Names of nested types double with every level: a longer one than this is cut. */
#define NAME_MAX_LENGTH 4000

static void members_name(const struct type *t, struct buf *out)
{
	bool record = t->kind == T_RECORD;

	buf_puts(out, record ? "record { " : "(");
	for (uint32_t i = 0; i < t->nfields; i++) {
		if (i)
			buf_puts(out, record ? ", " : ",");
		if (out->len > NAME_MAX_LENGTH) {
			buf_puts(out, "...");
			break;
		}
		if (record)
			buf_printf(out, ".%s = ", t->fields[i].name);
		type_name(t->fields[i].type, out);
	}
	buf_puts(out, record ? " }" : ")");
}

static void tagged_name(const char *tag, const struct type *t, struct buf *out)
{
	if (t->name)
		buf_printf(out, "%s %s", tag, t->name);
	else
		buf_printf(out, "%s {...}", tag);
}

static bool unsigned_aggregate(const struct type *t)
{
	switch ((int)t->kind) {
	case T_SUM:
	case T_MIN:
	case T_MAX:
	case T_AVG:
	case T_STATS:
		return !t->is_signed;
	default:
		return false;
	}
}

void type_name(const struct type *t, struct buf *out)
{
	switch ((int)t->kind) {
	case T_INT:
		buf_printf(out, "%sint%u", t->is_signed ? "" : "u", t->size * 8);
		break;
	case T_ENUM:
		tagged_name("enum", t, out);
		break;
	case T_POINTER:
		if (t->elem)
			type_name(t->elem, out);
		else
			buf_puts(out, "void");
		buf_puts(out, " *");
		break;
	case T_STRING:
		buf_printf(out, "string[%u]", t->count);
		break;
	case T_BUFFER:
		buf_printf(out, "buffer[%u]", t->size);
		break;
	case T_ARRAY:
		type_name(t->elem, out);
		if (t->count)
			buf_printf(out, "[%u]", t->count);
		else
			buf_puts(out, "[]");
		break;
	case T_STRUCT:
		tagged_name(t->is_union ? "union" : "struct", t, out);
		break;
	case T_TUPLE:
	case T_RECORD:
		members_name(t, out);
		break;
	case T_KSTACK:
	case T_USTACK:
		buf_printf(out, "%cstack_%s_%u", t->kind == T_KSTACK ? 'k' : 'u',
			   stack_modes[t->mode], t->count);
		break;
	case T_PACKET:
		buf_printf(out, "%s header", packet_header_rows[t->count].name);
		break;
	case T_CONTEXT:
		if (t->elem) {
			type_name(t->elem, out);
			buf_puts(out, " *");
		} else {
			buf_puts(out, "context");
		}
		break;
	default:
		if (unsigned_aggregate(t))
			buf_char(out, 'u');
		buf_puts(out, plain_names[t->kind]);
		break;
	}
}

const char *type_text(struct arena *a, const struct type *t)
{
	struct buf name = {0};
	const char *text;

	type_name(t, &name);
	text = arena_strdup(a, (struct str){name.at, name.len});
	buf_free(&name);
	return text;
}
