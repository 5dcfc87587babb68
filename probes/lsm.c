/*
 * lsm: the hooks at which security modules decide. A hook is a function bpf_lsm_NAME in the
 * kernel's types, whose parameters are the arguments; a word behind them has what was decided so
 * far.
 */
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/btf_types.h"
#include "probes/glob.h"
#include "probes/program_kind.h"
#include "probes/source.h"
#include "probes/target_host.h"

#define PREFIX "bpf_lsm_"

struct hook_names VEC(const char *);

static int name_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Hooks whose names match PATTERN, sorted. */
static struct hook_names hooks_find(struct arena *a, const struct btf_index *b, struct str pattern)
{
	struct hook_names found = {0};

	for (uint32_t id = btf_index_first(b); id < btf_index_end(b); id++) {
		const struct btf_type *t = btf_index_type(b, id);
		const char *name = btf_index_string(b, t->name_off);

		if (btf_type_kind(t) != BTF_KIND_FUNC || strncmp(name, PREFIX, sizeof(PREFIX) - 1))
			continue;
		name += sizeof(PREFIX) - 1;
		if (glob_match(pattern, str_from(name)))
			vec_push(a, &found, name);
	}
	if (found.len)
		qsort(found.at, found.len, sizeof(*found.at), name_compare);
	return found;
}

/* The number of the prototype of hook NAME; 0: there is no such hook. */
static uint32_t hook_proto(const struct btf_index *b, const char *name)
{
	char function[160];
	const struct btf_type *t;

	snprintf(function, sizeof(function), PREFIX "%.120s", name);
	t = btf_index_type(b, btf_index_find(b, BTF_KIND_FUNC, str_from(function)));
	return t ? t->type : 0;
}

/* The parameters, and `ret` behind them. */
static const struct type *hook_args(struct expansion *x, uint32_t proto, const struct match *m)
{
	struct arena *a = x->u->arena;
	const struct type *t = btf_types_parameters(target_types(x->u->target, x->u->types, a),
						    proto, 0, arena_printf(a, "_lsm_%s", m->hook));
	struct field *fields;
	struct type *with;

	if (!t || !m->result)
		return t;
	fields = arena_array(a, struct field, t->nfields + 1);
	if (t->nfields)
		memcpy(fields, t->fields, t->nfields * sizeof(*fields));
	fields[t->nfields] = (struct field){.name = intern_c(x->u->names, "ret"),
					    .type = m->result,
					    .offset = m->result_word * 8};
	with = type_struct_new(x->u->types, t->name, false);
	with->fields = fields;
	with->nfields = t->nfields + 1;
	with->size = t->size + 8;
	with->align = 8;
	with->complete = true;
	return with;
}

static void hook_add(struct expansion *x, const struct btf_index *b, const char *name)
{
	struct arena *a = x->u->arena;
	uint32_t proto = hook_proto(b, name);
	const struct btf_type *t = btf_index_type(b, proto);
	struct match m = {
		.target = {.name = arena_printf(a, "lsm:%s", name), .function = name},
		.method = METHOD_lsm,
		.context = CTX_BTF,
		.hook = name,
	};

	if (!t || btf_type_kind(t) != BTF_KIND_FUNC_PROTO)
		return;
	m.result_word =
		btf_types_words(target_types(x->u->target, x->u->types, x->u->arena), proto);
	if (t->type)
		m.result = type_int(x->u->types, 4, true);
	else
		m.verdicts = VERDICTS_notice;
	if (x->uses->args)
		m.args = hook_args(x, proto, &m);
	expansion_add(x, m);
}

/*
 * Hooks that this kernel gives no program to: a pattern leaves them out. Some are disabled (since
 * 6.12), and before 6.0 none may have a struct among its parameters.
 */
static bool hook_is_refused(const struct btf_index *b, const char *name)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	char function[160], log[1024];
	struct program_kind kind = program_kind(METHOD_lsm, name);

	snprintf(function, sizeof(function), PREFIX "%.120s", name);
	kind.function = function;
	/* bpf_lsm_verify_prog() of bpf_lsm.c, btf_distill_func_proto() of btf.c */
	return !program_kind_loads(&kind, b, insns, ARRAY_LEN(insns), log, sizeof(log)) &&
	       (strstr(log, "attach_btf_id") || strstr(log, "is unsupported"));
}

static void lsm_expand(struct expansion *x)
{
	struct str name = attach_point_part(&x->fields, "hook");
	const struct btf_index *b = target_btf(x->u->target);
	struct hook_names found;
	struct diag *d;

	if (!b) {
		d = expansion_error(x, D_PROBE_SYSTEM, "lsm needs the types of the kernel");
		diag_hint(x->u->diags, d,
			  "/sys/kernel/btf/vmlinux is missing: CONFIG_DEBUG_INFO_BTF is off");
		return;
	}
	found = hooks_find(x->u->arena, b, name);
	for (size_t i = 0; i < found.len; i++)
		if (!glob_is_pattern(name) || !hook_is_refused(b, found.at[i]))
			hook_add(x, b, found.at[i]);
	if (found.len || attach_point_is_pattern(&x->fields))
		return;
	found = hooks_find(x->u->arena, b, STR("*"));
	if (!found.len) {
		d = expansion_error(x, D_PROBE_SYSTEM,
				    "this kernel has no hooks for programs (CONFIG_BPF_LSM)");
		diag_hint(x->u->diags, d, "kprobe:security_%.*s sees the same calls",
			  STR_ARG(name));
		return;
	}
	vec_push(x->u->arena, &found, NULL);
	expansion_missing(x, diag_nearest(name, found.at), "the kernel has no LSM hook %.*s",
			  STR_ARG(name));
}

/* ---- listing ---- */

static void lsm_list(struct listing *l)
{
	struct hook_names found;

	if (!listing_types(l))
		return;
	found = hooks_find(l->arena, l->btf, attach_point_pattern(&l->pattern, "hook"));
	for (size_t i = 0; i < found.len; i++)
		listing_add(l, "%s", found.at[i]);
	l->sorted = true;
}

static void lsm_describe(struct listing *l, const char *line, struct buf *out)
{
	uint32_t proto = listing_types(l) ? hook_proto(l->btf, line) : 0;
	const struct btf_type *t = btf_index_type(l->btf, proto);

	if (!proto || !t)
		return;
	btf_parameters(l->btf, proto, 0, out);
	if (t->type)
		buf_puts(out, "    int ret\n");
}

const struct probe_source lsm_source = {
	.expand = lsm_expand,
	.list = lsm_list,
	.describe = lsm_describe,
};
