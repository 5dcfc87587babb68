/*
 * fentry and fexit: functions of the kernel by trampolines, with typed arguments. The kernel's
 * types tell what exists and what it takes; each function has a program of its own, which the
 * kernel checks against the prototype.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probes/bpf_programs.h"
#include "probes/btf.h"
#include "probes/btf_list.h"
#include "probes/btf_types.h"
#include "probes/functions.h"
#include "probes/glob.h"
#include "probes/modules.h"
#include "probes/source.h"
#include "probes/target_host.h"

/* More parameters than this the trampolines of no architecture pass on. */
#define PARAMETERS_MAX 12

static void function_add(struct expansion *x, const struct module_types *in, uint32_t id,
			 struct str name)
{
	uint32_t proto = btf_index_type(in->btf, id)->type;
	const struct btf_type *t = btf_index_type(in->btf, proto);
	struct arena *a = x->u->arena;
	struct match m = {
		.target = {.module = in->name, .function = arena_strdup(a, name)},
		.method = METHOD_fentry,
		.context = CTX_BTF,
	};

	if (!t || btf_type_kind(t) != BTF_KIND_FUNC_PROTO || btf_type_vlen(t) > PARAMETERS_MAX)
		return;
	m.target.name = arena_printf(a, "%s:%s:%s", probe_rows[x->fields.kind].name, in->name,
				     m.target.function);
	if (x->uses->args)
		m.args = btf_types_parameters(in->types, proto, 0,
					      arena_printf(a, "_fentry_%s", m.target.function));
	m.result_word = btf_types_words(in->types, proto);
	if (probe_rows[x->fields.kind].flags & PF_RETVAL)
		m.result = btf_types_convert(in->types, t->type);
	if (m.result &&
	    (m.result->kind == T_ERROR || m.result->kind == T_VOID || m.result->size > 8))
		m.result = NULL;
	expansion_add(x, m);
}

struct in_modules VEC(const struct module_types *);

static bool is_own_function(const struct btf_index *b, struct str name, uint32_t *id)
{
	*id = btf_index_find(b, BTF_KIND_FUNC, name);
	return *id >= btf_index_first(b);
}

static void single_expand(struct expansion *x, const struct in_modules *in, struct str name)
{
	uint32_t id;
	struct diag *d;

	for (size_t i = 0; i < in->len; i++) {
		if (is_own_function(in->at[i]->btf, name, &id))
			function_add(x, in->at[i], id, name);
	}
	if (!x->matches.len)
		expansion_no_function(x, name);
	if (x->matches.len < 2)
		return;
	d = expansion_error(x, D_PROBE_MISSING, "several modules have a function %.*s",
			    STR_ARG(name));
	diag_hint(x->u->diags, d, "name the module: %s or %s", x->matches.at[0].target.name,
		  x->matches.at[1].target.name);
}

struct typed_function {
	const char *name;
	uint32_t id;
};

struct typed_functions VEC(struct typed_function);

static int typed_compare(const void *a, const void *b)
{
	const struct typed_function *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->id > y->id) - (x->id < y->id);
}

/*
 * What both the types and the list of traceable functions have and PATTERN matches, sorted. Both
 * lists are sorted and walked side by side: looking fifty thousand names up would take seconds.
 */
static bool typed_functions_find(struct arena *a, const char *module, const struct btf_index *b,
				 struct str pattern, struct typed_functions *out)
{
	struct functions traceable = {0};
	struct typed_functions typed = {0};

	if (!functions_find(a, str_from(module), pattern, &traceable))
		return false;
	for (uint32_t id = btf_index_first(b); id < btf_index_end(b); id++) {
		const struct btf_type *t = btf_index_type(b, id);
		const char *name = btf_index_string(b, t->name_off);

		if (btf_type_kind(t) == BTF_KIND_FUNC && glob_match(pattern, str_from(name)))
			vec_push(a, &typed, (struct typed_function){name, id});
	}
	if (typed.len)
		qsort(typed.at, typed.len, sizeof(*typed.at), typed_compare);
	for (size_t i = 0, k = 0; i < traceable.len && k < typed.len;) {
		int order = strcmp(traceable.at[i].name.at, typed.at[k].name);

		if (order == 0)
			vec_push(a, out, typed.at[k]);
		i += order <= 0;
		k += order >= 0;
	}
	return true;
}

static void pattern_expand(struct expansion *x, const struct module_types *in, struct str pattern)
{
	struct typed_functions found = {0};

	if (!typed_functions_find(x->u->arena, in->name, in->btf, pattern, &found)) {
		expansion_error(x, D_PROBE_SYSTEM,
				"the list of kernel functions cannot be read: %s", strerror(errno));
		return;
	}
	for (size_t i = 0; i < found.len; i++)
		function_add(x, in, found.at[i].id, str_from(found.at[i].name));
}

static void modules_add(struct expansion *x, struct str pattern, struct in_modules *out)
{
	struct module_names names = {0};
	const struct module_types *m;
	const char *error;

	modules_find(x->u->arena, pattern, &names);
	for (size_t i = 0; i < names.len; i++) {
		m = target_module(x->u->target, x->u->types, names.at[i], &error);
		if (m)
			vec_push(x->u->arena, out, m);
	}
}

/* One module by its name. False: a diagnostic says why it cannot be used. */
static bool module_add(struct expansion *x, struct str name, struct in_modules *out)
{
	const char *error;
	const struct module_types *m =
		target_module(x->u->target, x->u->types, arena_strdup(x->u->arena, name), &error);
	struct diag *d;

	if (m) {
		vec_push(x->u->arena, out, m);
		return true;
	}
	d = expansion_error(x, D_PROBE_SYSTEM, "the types of module %.*s cannot be used: %s",
			    STR_ARG(name), error);
	diag_hint(x->u->diags, d, "kprobe:%.*s:%.*s works without types", STR_ARG(name),
		  STR_ARG(attach_point_part(&x->fields, "function")));
	return false;
}

/* ---- BPF programs ---- */

/* False: a diagnostic was added. */
static bool program_id(struct expansion *x, uint32_t *id)
{
	struct str text = attach_point_part(&x->fields, "id");
	uint64_t number = 0;

	*id = 0;
	if (!text.at || (text.len == 1 && text.at[0] == '*'))
		return true;
	if (attach_number(text, &number) == NUMBER_PLAIN && number && number <= UINT32_MAX) {
		*id = (uint32_t)number;
		return true;
	}
	expansion_error(x, D_PROBE_VALUE, "'%.*s' is no number of a BPF program",
			(int)MIN(text.len, 40u), text.at);
	return false;
}

/*
 * What a program gets depends on its kind, and where its result lies on whether the kernel believed
 * its types, which only the kernel knows: neither is for the script.
 */
static void programs_expand(struct expansion *x)
{
	struct str name = attach_point_part(&x->fields, "function");
	const char *provider = probe_rows[x->fields.kind].name;
	struct bpf_program_names found = {0};
	struct arena *a = x->u->arena;
	uint32_t id;

	if (!program_id(x, &id))
		return;
	if (x->uses->args || x->uses->retval) {
		expansion_error(x, D_PROBE_SYSTEM,
				"arguments and results of BPF programs are not known here");
		return;
	}
	if (!bpf_programs_find(a, name, id, &found)) {
		expansion_error(x, D_PROBE_SYSTEM, "the BPF programs cannot be listed: %s",
				strerror(errno));
		return;
	}
	for (size_t i = 0; i < found.len; i++)
		expansion_add(x, (struct match){
					 .target = {.name = arena_printf(a, "%s:bpf:%u:%s",
									 provider, found.at[i].id,
									 found.at[i].name),
						    .module = "bpf",
						    .function = found.at[i].name,
						    .address = found.at[i].id},
					 .method = METHOD_fentry,
					 .context = CTX_BTF,
				 });
	if (!found.len)
		expansion_missing(x, NULL, "no BPF program %.*s with types is loaded",
				  STR_ARG(name));
}

/* Locks that maps and ring buffers take: a program on them may come to wait for itself. */
static void danger_check(struct expansion *x, struct str name)
{
	static const char *const locks[] = {
		"_raw_spin_lock",
		"_raw_spin_lock_irqsave",
		"_raw_spin_unlock",
		"_raw_spin_unlock_irqrestore",
		"_raw_spin_trylock",
		"queued_spin_lock_slowpath",
		"native_queued_spin_lock_slowpath",
	};
	struct diag *d;

	for (size_t i = 0; i < ARRAY_LEN(locks); i++) {
		if (!str_equal(name, str_from(locks[i])))
			continue;
		d = diag_add(x->u->diags, D_PROBE_DANGEROUS, x->span,
			     "BPF programs use %s themselves: some of its calls are missed",
			     locks[i]);
		diag_hint(x->u->diags, d,
			  "the kernel keeps a program from running inside of itself; how often it "
			  "did stands at the end");
	}
}

static void fentry_expand(struct expansion *x)
{
	struct str module = attach_point_part(&x->fields, "module");
	struct str name = attach_point_part(&x->fields, "function");
	struct module_types kernel = {
		.name = "vmlinux",
		.btf = target_btf(x->u->target),
		.types = target_types(x->u->target, x->u->types, x->u->arena),
	};
	bool is_kernel = !module.at || glob_match(module, STR("vmlinux"));
	struct in_modules in = {0};
	struct diag *d;
	uint32_t id;

	if (str_equal(module, STR("bpf"))) {
		programs_expand(x);
		return;
	}
	if (attach_point_part(&x->fields, "id").at) {
		expansion_error(x, D_PROBE_SYNTAX, "only BPF programs have numbers: %s:bpf:ID:name",
				probe_rows[x->fields.kind].name);
		return;
	}
	danger_check(x, name);
	if (!kernel.btf) {
		d = expansion_error(x, D_PROBE_SYSTEM, "%s needs the types of the kernel",
				    probe_rows[x->fields.kind].name);
		diag_hint(x->u->diags, d,
			  "/sys/kernel/btf/vmlinux is missing: CONFIG_DEBUG_INFO_BTF is off");
		return;
	}
	if (is_kernel)
		vec_push(x->u->arena, &in, &kernel);
	/* Reading the types of all modules takes a while: a name the kernel has is the kernel's. */
	if (module.at && glob_is_pattern(module))
		modules_add(x, module, &in);
	else if (module.at && !is_kernel && !module_add(x, module, &in))
		return;
	else if (!module.at && (glob_is_pattern(name) || !is_own_function(kernel.btf, name, &id)))
		modules_add(x, STR("*"), &in);
	if (!glob_is_pattern(name)) {
		single_expand(x, &in, name);
		return;
	}
	for (size_t i = 0; i < in.len && !x->failed; i++)
		pattern_expand(x, in.at[i], name);
}

/* ---- listing ---- */

/* The types of MODULE, kept until another one's are wanted. */
static const struct btf_index *module_types(struct listing *l, const char *module)
{
	const char *error;

	if (strcmp(module, "vmlinux") == 0)
		return l->btf;
	if (!l->module || strcmp(l->module, module) != 0) {
		btf_index_free(l->module_btf);
		l->module = module;
		l->module_btf = module_btf_load(module, l->btf, &error);
	}
	return l->module_btf;
}

static void module_list(struct listing *l, const char *module)
{
	const struct btf_index *b = module_types(l, module);
	struct typed_functions found = {0};

	if (!b)
		return;
	typed_functions_find(l->arena, module, b, attach_point_pattern(&l->pattern, "function"),
			     &found);
	for (size_t i = 0; i < found.len; i++)
		listing_add(l, "%s:%s", module, found.at[i].name);
}

static void programs_list(struct listing *l)
{
	struct bpf_program_names found = {0};

	bpf_programs_find(l->arena, attach_point_pattern(&l->pattern, "function"), 0, &found);
	for (size_t i = 0; i < found.len; i++)
		listing_add(l, "bpf:%u:%s", found.at[i].id, found.at[i].name);
}

static void fentry_list(struct listing *l)
{
	struct str pattern = attach_point_pattern(&l->pattern, "module");
	struct module_names names = {0};

	if (str_equal(pattern, STR("bpf"))) {
		programs_list(l);
		return;
	}
	if (!listing_types(l))
		return;
	if (glob_match(pattern, STR("vmlinux")))
		module_list(l, "vmlinux");
	modules_find(l->arena, pattern, &names);
	for (size_t i = 0; i < names.len; i++)
		module_list(l, names.at[i]);
	l->sorted = names.len == 0;
}

/* The prototype of the function of LINE, "module:function". NULL: not known. */
static const struct btf_type *function_proto(struct listing *l, const char *line, uint32_t *id,
					     const struct btf_index **in)
{
	const char *name = strchr(line, ':');
	const struct btf_type *t;

	if (!name || !listing_types(l))
		return NULL;
	*in = module_types(l, arena_strdup(l->arena, (struct str){line, (size_t)(name - line)}));
	if (!*in)
		return NULL;
	t = btf_index_type(*in, btf_index_find(*in, BTF_KIND_FUNC, str_from(name + 1)));
	if (!t)
		return NULL;
	*id = t->type;
	return btf_index_type(*in, t->type);
}

static void fentry_describe(struct listing *l, const char *line, struct buf *out)
{
	const struct btf_index *b;
	uint32_t id;

	if (function_proto(l, line, &id, &b))
		btf_parameters(b, id, 0, out);
}

static void fexit_describe(struct listing *l, const char *line, struct buf *out)
{
	const struct btf_index *b;
	uint32_t id;
	const struct btf_type *proto = function_proto(l, line, &id, &b);

	fentry_describe(l, line, out);
	if (!proto || !proto->type)
		return;
	buf_puts(out, "    ");
	btf_declaration(b, proto->type, "", 0, out);
	buf_puts(out, " retval\n");
}

/* The same functions; the row says when the program runs and that it has a result. */
const struct probe_source fexit_source = {
	.expand = fentry_expand,
	.list = fentry_list,
	.describe = fexit_describe,
};

const struct probe_source fentry_source = {
	.expand = fentry_expand,
	.list = fentry_list,
	.describe = fentry_describe,
};
