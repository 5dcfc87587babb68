/*
 * Attach points to instances. Consumes u->script->probes, produces u->instances in source order.
 *
 * A source finds matches; here they are put together: matches that one program can serve become
 * the targets of one instance. The body cannot tell them apart when they have the same method and
 * context and the fields of `args` that it names lie at the same offsets with the same types; when
 * it asks for the name of its probe, the method must also be able to say which target fired.
 */
#include "probes/expand.h"

#include <stdio.h>
#include <string.h>

#include "probes/elf_file.h"
#include "probes/function_why.h"
#include "probes/functions.h"
#include "probes/glob.h"
#include "probes/source.h"
#include "probes/tracefs.h"
#include "probes/usdt_hoist.h"
#include "probes/usdt_operand.h"

const struct probe_source *const probe_sources[PROBE_COUNT] = {
#define PROBE(id, ...) [PROBE_##id] = &id##_source,
#include "lang/probes.def"
#undef PROBE
};

/* ---- what a body looks at ---- */

struct uses_walk {
	const struct unit *u;
	struct body_uses *uses;
	unsigned args_seen, args_as_base;
	struct fn_decls fns; /* functions of the script that are called */
};

static enum builtin_id builtin_of(const struct expr *e)
{
	if (e->kind == E_BUILTIN)
		return e->builtin.id;
	if (e->kind == E_IDENT)
		return builtin_find(str_from(e->ident));
	if (e->kind == E_CALL)
		return builtin_find(str_from(e->call.name));
	return BUILTIN_COUNT;
}

static void builtin_note(struct uses_walk *w, enum builtin_id id)
{
	w->args_seen += id == BUILTIN_args;
	w->uses->ctx |= id == BUILTIN_ctx;
	w->uses->kstack |= id == BUILTIN_kstack;
	w->uses->func |= id == BUILTIN_func;
	w->uses->probe |= id == BUILTIN_probe;
	w->uses->retval |= id == BUILTIN_retval;
}

static bool is_seen(const struct uses_walk *w, const struct fn_decl *fn)
{
	for (size_t i = 0; i < w->fns.len; i++)
		if (w->fns.at[i] == fn)
			return true;
	return false;
}

/* A function of the script does for the program whatever its body does. */
static void fn_note(struct uses_walk *w, const char *name)
{
	const struct script *script = w->u->script;

	for (size_t i = 0; i < script->fns.len; i++) {
		struct fn_decl *fn = script->fns.at[i];

		if (fn->name == name && !is_seen(w, fn))
			vec_push(w->u->arena, &w->fns, fn);
	}
}

static bool uses_visit(struct expr *e, void *arg)
{
	struct uses_walk *w = arg;
	uint32_t number;

	builtin_note(w, builtin_of(e));
	if (argument_number(e, &number))
		w->uses->numbers |= UINT64_C(1) << number;
	if (e->kind == E_CALL)
		fn_note(w, e->call.name);
	if (e->kind == E_CALL && str_equal(str_from(e->call.name), STR("reg")))
		w->uses->registers = true;
	if (e->kind == E_CALL && (str_equal(str_from(e->call.name), STR("skboutput")) ||
				  str_equal(str_from(e->call.name), STR("socket_cookie"))))
		w->uses->typed = true;
	if (e->kind == E_CALL && str_equal(str_from(e->call.name), STR("uaddr")))
		w->uses->probe = w->uses->distances =
			true; /* where the symbol lies depends on the target */
	if (e->kind == E_CALL && e->call.args.len && str_equal(str_from(e->call.name), STR("comm")))
		w->uses->kfuncs = true;
	if (e->kind == E_FIELD && e->field.name && builtin_of(e->field.base) == BUILTIN_args) {
		w->args_as_base++;
		vec_push(w->u->arena, &w->uses->fields, e->field.name);
	}
	return false;
}

static struct body_uses body_uses_find(const struct unit *u, const struct probe_decl *decl)
{
	struct body_uses uses = {0};
	struct uses_walk walk = {.u = u, .uses = &uses};

	if (decl->predicate)
		expr_walk(decl->predicate, uses_visit, &walk);
	expr_walk(decl->body, uses_visit, &walk);
	for (size_t i = 0; i < walk.fns.len; i++) /* grows meanwhile */
		expr_walk(walk.fns.at[i]->body, uses_visit, &walk);
	uses.args = walk.args_seen != 0;
	uses.args_whole = walk.args_seen > walk.args_as_base;
	return uses;
}

/* ---- services for sources ---- */

void expansion_add(struct expansion *x, struct match match)
{
	vec_push(x->u->arena, &x->matches, match);
}

const char *expansion_name(struct expansion *x)
{
	struct buf b = {0};
	char *name;

	attach_point_text(&x->fields, &b);
	name = arena_strdup(x->u->arena, (struct str){b.at, b.len});
	buf_free(&b);
	return name;
}

/* What must not be missing for probes of KIND to be found or missed for sure. */
static unsigned eyes_of(enum probe_kind kind)
{
	switch ((int)kind) {
	case PROBE_tracepoint:
		return BLIND_EVENTS;
	case PROBE_kprobe:
	case PROBE_kretprobe:
		return BLIND_FUNCTIONS;
	case PROBE_fentry:
	case PROBE_fexit:
	case PROBE_rawtracepoint:
		return BLIND_TYPES | BLIND_SYSTEM; /* modules have others */
	case PROBE_lsm:
	case PROBE_iter:
		return BLIND_TYPES;
	default:
		return BLIND_SYSTEM;
	}
}

static bool cannot_see(const struct expansion *x)
{
	return x->u->target->blind & eyes_of(x->fields.kind);
}

/* X cannot be found out here: that is said, and match_guess stands in for what it would match. */
static struct diag *guess_note(struct expansion *x, const char *text)
{
	x->failed = x->guess = true;
	if (x->u->target->blind & eyes_of(x->fields.kind) & BLIND_TYPES)
		return unit_blind_note(x->u, BLIND_TYPES);
	return diag_add(x->u->diags, D_UNKNOWN_HERE, x->span, "%s, as far as can be seen here",
			text);
}

struct diag *expansion_error(struct expansion *x, enum diag_tag tag, const char *fmt, ...)
{
	struct diag *d;
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(x->u->arena, fmt, ap);
	va_end(ap);
	if (tag == D_PROBE_SYSTEM && x->u->target->blind)
		return guess_note(x, text);
	d = diag_add(x->u->diags, tag, x->span, "%s", text);
	x->failed = true;
	return d;
}

static void missing_add(struct expansion *x, const char *hint, const char *text)
{
	const char *policy = x->u->config_strings[CONFIG_missing_probes];
	bool warn = policy && str_equal(str_from(policy), STR("warn"));
	struct diag *d;

	if (cannot_see(x)) {
		d = guess_note(x, text);
		if (hint)
			diag_hint(x->u->diags, d, "%s", hint);
		return;
	}
	x->failed = true;
	if (policy && str_equal(str_from(policy), STR("ignore")))
		return;
	if (warn) {
		d = diag_add(x->u->diags, D_PROBE_SKIPPED, x->span,
			     "%s; the attach point is left out", text);
	} else {
		d = diag_add(x->u->diags, D_PROBE_MISSING, x->span, "%s", text);
	}
	if (hint)
		diag_hint(x->u->diags, d, "%s", hint);
	else if (!warn)
		diag_hint(x->u->diags, d,
			  "config = { missing_probes = \"warn\" } leaves out what does not exist");
}

void expansion_missing(struct expansion *x, const char *near, const char *fmt, ...)
{
	const char *hint = near ? arena_printf(x->u->arena, "did you mean %s?", near) : NULL;
	va_list ap;

	va_start(ap, fmt);
	missing_add(x, hint, arena_vprintf(x->u->arena, fmt, ap));
	va_end(ap);
}

void expansion_no_function(struct expansion *x, struct str name)
{
	struct function_why why;
	const char *near;

	if (x->search) {
		x->failed = true;
		return;
	}
	function_explain(probe_rows[x->fields.kind].name, name, &why);
	near = why.state == FUNCTION_UNKNOWN ? functions_near(name) : NULL;
	if (near)
		snprintf(why.hint, sizeof(why.hint), "did you mean %.200s?", near);
	missing_add(x, why.hint[0] ? arena_strdup(x->u->arena, str_from(why.hint)) : NULL,
		    why.text);
}

void expansion_no_module(struct expansion *x, struct str name)
{
	struct function_why why;

	module_explain(name, &why);
	missing_add(x, why.hint[0] ? arena_strdup(x->u->arena, str_from(why.hint)) : NULL,
		    why.text);
}

bool expansion_returns_whole(struct expansion *x, struct str function)
{
	struct diag *d;

	if (!(probe_rows[x->fields.kind].flags & PF_RETURN) || str_find_char(function, '+') < 0)
		return true;
	d = expansion_error(x, D_PROBE_SYNTAX, "%s takes no offset: functions return as a whole",
			    probe_rows[x->fields.kind].name);
	diag_hint(x->u->diags, d, "without \"return\" in its name the probe may have one");
	return false;
}

/* ---- matches to instances ---- */

static bool field_is_used(const struct body_uses *uses, const char *name)
{
	if (uses->args_whole)
		return true;
	for (size_t i = 0; i < uses->fields.len; i++) {
		if (str_equal(str_from(uses->fields.at[i]), str_from(name)))
			return true;
	}
	return false;
}

static bool fields_equal(const struct field *a, const struct field *b)
{
	return a->offset == b->offset && a->type == b->type && a->flags == b->flags &&
	       a->bit_offset == b->bit_offset && a->bit_size == b->bit_size;
}

/* True when no used field of A is missing in B or lies elsewhere there. */
static bool layout_covers(const struct body_uses *uses, const struct type *a, const struct type *b)
{
	for (uint32_t i = 0; i < a->nfields; i++) {
		const struct field *f = &a->fields[i], *other;

		if (!f->name || !field_is_used(uses, f->name))
			continue;
		other = type_field(b, f->name, NULL);
		if (!other || !fields_equal(f, other))
			return false;
	}
	return true;
}

static bool layouts_equal(const struct body_uses *uses, const struct type *a, const struct type *b)
{
	if (a == b || !uses->args)
		return true;
	return a && b && layout_covers(uses, a, b) && layout_covers(uses, b, a);
}

/* True when every argN that the body has is at the same place in both. */
static bool operands_equal(const struct body_uses *uses, const struct instance *instance,
			   const struct match *m)
{
	for (uint32_t i = 0; i < 64 && instance->operands && uses->numbers >> i; i++) {
		if (!(uses->numbers >> i & 1))
			continue;
		if (i >= instance->noperands || i >= m->noperands ||
		    !operand_equal(&instance->operands[i], &m->operands[i]))
			return false;
	}
	return true;
}

/* True when a program attached by METHOD to several targets can tell which one fired. */
static bool method_identifies(struct unit *u, enum attach_method method)
{
	if (method == METHOD_syscall || method == METHOD_syscall_event)
		return true; /* by the number of the call */
	if (method_rows[method].anonymous)
		return false;
	return unit_feature(u, method == METHOD_raw_tp ? FEATURE_raw_tp_cookie
						       : FEATURE_attach_cookie);
}

/* Programs on trampolines are made for one function. */
static bool method_has_one_target(enum attach_method method)
{
	return method == METHOD_fentry || method == METHOD_lsm || method == METHOD_iter ||
	       method == METHOD_raw_tp_typed;
}

static enum verdict_set verdicts_of(const struct expansion *x, const struct match *m)
{
	return m->verdicts ? m->verdicts : probe_rows[x->fields.kind].verdicts;
}

static bool hooks_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool can_share(const struct expansion *x, const struct instance *instance,
		      const struct match *m)
{
	/* The section of a plain object's program has room for the name of one. */
	if (x->u->options.object && m->method != METHOD_syscall)
		return false;
	return !method_has_one_target(m->method) && instance->method == m->method &&
	       instance->context == m->context && instance->verdicts == verdicts_of(x, m) &&
	       hooks_equal(instance->hook, m->hook) &&
	       layouts_equal(x->uses, instance->args, m->args) &&
	       operands_equal(x->uses, instance, m) &&
	       (!instance->identity || method_identifies(x->u, m->method));
}

#define PROGRAM_NAME_MAX 127

/* "tracepoint_sched_sched_switch_2": what the kernel's and libbpf's messages call the program. */
static const char *program_name(struct unit *u, const char *text, size_t number)
{
	char *name = arena_printf(u->arena, "%s_%zu", text, number);
	uint64_t hash = 0xcbf29ce484222325u;

	for (char *at = name; *at; at++) {
		bool plain = (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
			     (*at >= 'A' && *at <= 'Z');

		hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
		if (!plain)
			*at = '_';
	}
	if (strlen(name) <= PROGRAM_NAME_MAX)
		return name;
	return arena_printf(u->arena, "%.*s_%016llx", PROGRAM_NAME_MAX - 17, name,
			    (unsigned long long)hash);
}

static enum late late_of(const struct expansion *x, const struct match *m)
{
	const struct body_uses *uses = x->uses;
	bool is_user = (probe_rows[x->fields.kind].flags & PF_USER) != 0;

	if (!x->u->options.portable || method_has_one_target(m->method) ||
	    method_rows[m->method].by_tracer || m->method == METHOD_syscall ||
	    m->method == METHOD_syscall_event)
		return LATE_NOTHING;
	if (is_user && (uses->args || uses->distances || m->operands))
		return LATE_SAME;
	if (is_user)
		return uses->probe ? LATE_NAMED : LATE_ALL;
	return attach_point_is_pattern(&x->fields) && !uses->args && !uses->probe ? LATE_ALL
										  : LATE_NOTHING;
}

/* Records of tracepoints are laid out by each kernel as it likes. */
static void late_fields_note(struct expansion *x, const struct match *m, struct instance *instance)
{
	struct arena *a = x->u->arena;

	if (!x->u->options.portable || m->method != METHOD_tracepoint || !x->uses->args || !m->args)
		return;
	instance->late_fields = arena_array(a, struct late_field, m->args->nfields + 1);
	for (uint32_t i = 0; i < m->args->nfields; i++) {
		const struct field *f = &m->args->fields[i];

		if (f->name && field_is_used(x->uses, f->name))
			instance->late_fields[instance->nlate_fields++] =
				(struct late_field){f->name, f->offset, f->type->size};
	}
}

static struct instance *instance_make(struct expansion *x, const struct match *m)
{
	struct instance *instance = arena_make(x->u->arena, struct instance);

	instance->decl = x->decl;
	instance->kind = x->fields.kind;
	instance->method = m->method;
	instance->context = m->context;
	instance->text = x->text;
	instance->span = x->span;
	instance->args = m->args;
	instance->hidden = m->hidden;
	instance->operands = m->operands;
	instance->noperands = m->noperands;
	instance->result = m->result;
	instance->result_word = m->result_word;
	instance->verdicts = verdicts_of(x, m);
	instance->hook = m->hook;
	instance->identity = x->uses->probe;
	instance->late = late_of(x, m);
	late_fields_note(x, m, instance);
	instance->period_ns = x->period_ns;
	instance->frequency = x->frequency;
	instance->count = x->count;
	if (x->decl->predicate)
		instance->predicate = expr_clone(x->u->arena, x->decl->predicate);
	instance->body = expr_clone(x->u->arena, x->decl->body);
	if (m->operands)
		usdt_arguments_hoist(x->u, instance->body);
	vec_push(x->u->arena, &x->u->instances, instance);
	instance->program = program_name(x->u, x->text, x->u->instances.len);
	return instance;
}

/*
 * Index of the instance that M joins, from FIRST on; one past the last when it needs a new one.
 * Layouts are few, even of thousands of matches, except where each target needs a program of its
 * own; then the last instance never fits and the limit on programs ends it.
 */
static size_t instance_for(struct expansion *x, const struct match *m, size_t first)
{
	size_t i = first;

	while (i < x->u->instances.len && !can_share(x, x->u->instances.at[i], m))
		i++;
	return i;
}

static bool over_limit(struct expansion *x)
{
	uint64_t limit = x->u->config[CONFIG_max_bpf_progs];
	struct diag *d;

	if (!limit || x->u->instances.len < limit)
		return false;
	d = expansion_error(x, D_PROBE_LIMIT,
			    "the script needs more than %llu programs, one for each match of %s",
			    (unsigned long long)limit, x->text);
	diag_hint(x->u->diags, d,
		  "config = { max_bpf_progs = N } raises the limit; a body without `probe` and "
		  "`args` needs one program for all matches");
	return true;
}

static void matches_place(struct expansion *x)
{
	size_t first = x->u->instances.len, n = x->matches.len;
	size_t *of = arena_array(x->u->arena, size_t, n);

	for (size_t i = 0; i < n; i++) {
		of[i] = instance_for(x, &x->matches.at[i], first);
		if (of[i] == x->u->instances.len) {
			if (over_limit(x))
				return;
			instance_make(x, &x->matches.at[i]);
		}
		x->u->instances.at[of[i]]->ntargets++;
	}
	for (size_t k = first; k < x->u->instances.len; k++) {
		struct instance *instance = x->u->instances.at[k];

		instance->targets =
			arena_array(x->u->arena, struct probe_target, instance->ntargets);
		instance->ntargets = 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct instance *instance = x->u->instances.at[of[i]];

		instance->targets[instance->ntargets++] = x->matches.at[i].target;
	}
}

/* ---- checking without the system ---- */

static enum attach_method method_usual(enum probe_kind kind)
{
	for (int i = 0; i < METHOD_COUNT; i++)
		if (strcmp(method_rows[i].name, probe_rows[kind].name) == 0)
			return (enum attach_method)i;
	switch ((int)kind) {
	case PROBE_fexit:
		return METHOD_fentry;
	case PROBE_rawtracepoint:
		return METHOD_raw_tp;
	case PROBE_usdt:
		return METHOD_uprobe;
	default:
		return METHOD_perf;
	}
}

/* Something of the kind, so that the body can be checked: `args` may have any field. */
static void match_guess(struct expansion *x)
{
	struct type *args = NULL;

	if (x->uses->args) {
		args = type_struct_new(x->u->types, "args", false);
		args->complete = args->open = true;
	}
	x->u->guessed = true;
	x->failed = false;
	x->matches.len = 0;
	expansion_add(x, (struct match){
				 .target = {.name = x->text},
				 .method = method_usual(x->fields.kind),
				 .context = probe_rows[x->fields.kind].context,
				 .args = args,
			 });
}

/* ---- attach points ---- */

static void syntax_error(struct unit *u, const struct attach_point *point,
			 const struct attach_point_error *error)
{
	struct diag *d = diag_add(u->diags, D_PROBE_SYNTAX, point->span, "%s", error->text);

	if (error->hint[0])
		diag_hint(u->diags, d, "%s", error->hint);
}

static void expansion_run(struct expansion *x)
{
	struct buf text = {0};

	attach_point_text(&x->fields, &text);
	x->text = arena_strdup(x->u->arena, (struct str){text.at, text.len});
	buf_free(&text);
	if (attach_point_is_pattern(&x->fields) &&
	    !(probe_rows[x->fields.kind].flags & PF_WILDCARD)) {
		expansion_error(x, D_PROBE_SYNTAX, "%s takes no wildcards",
				probe_rows[x->fields.kind].name);
		return;
	}
	/* What a pattern matches is all the more unknown. */
	if (cannot_see(x) && attach_point_is_pattern(&x->fields))
		guess_note(x, arena_printf(x->u->arena, "nothing matches %s", x->text));
	else
		probe_sources[x->fields.kind]->expand(x);
	if (x->guess)
		match_guess(x);
	if (x->failed)
		return;
	if (!x->matches.len) {
		expansion_missing(x, NULL, "nothing matches %s", x->text);
		return;
	}
	matches_place(x);
}

/* "*:vfs_read", "k*:vfs_*": every kind of probe that the pattern of the provider matches. */
static void provider_pattern_expand(struct expansion *x, const struct attach_point *point)
{
	struct attach_point_error error;
	bool is_user = x->u->options.pid || str_find_char(point->text, '/') >= 0;
	size_t before = x->u->instances.len;
	struct str pattern = x->fields.provider;
	struct diags *diags = x->u->diags;

	for (unsigned kind = 0; kind < PROBE_COUNT; kind++) {
		struct expansion one = *x;

		/* What decides is attached by its own name only. */
		if (!(probe_rows[kind].flags & (is_user ? PF_USER : PF_KERNEL)) ||
		    probe_rows[kind].verdicts ||
		    !glob_match(pattern, str_from(probe_rows[kind].name)) ||
		    !attach_point_parse_as(x->u->arena, point->text, kind, &one.fields, &error))
			continue;
		one.text = arena_strdup(x->u->arena, point->text);
		one.search = true;
		/* That one kind cannot have it is no fault when another has. */
		x->u->diags = diags_make(x->u->arena, x->u->sources);
		probe_sources[kind]->expand(&one);
		x->u->diags = diags;
		if (!one.failed && one.matches.len)
			matches_place(&one);
	}
	if (x->u->instances.len == before)
		expansion_missing(x, NULL, "nothing matches %.*s", STR_ARG(point->text));
}

/* TEXT has a $N whose value is not known yet. */
static bool has_parameter(const struct unit *u, struct str text)
{
	for (size_t i = 0; u->options.params_later && i + 1 < text.len; i++)
		if (text.at[i] == '$' && text.at[i + 1] >= '0' && text.at[i + 1] <= '9')
			return true;
	return false;
}

static void point_expand(struct unit *u, struct probe_decl *decl, const struct attach_point *point,
			 const struct body_uses *uses)
{
	struct attach_point_error error;
	struct expansion x = {.u = u, .decl = decl, .span = point->span, .uses = uses};

	bool parsed = attach_point_parse(u->arena, point->text, &x.fields, &error);

	if (has_parameter(u, point->text)) {
		if (parsed && x.fields.kind != PROBE_COUNT) {
			x.text = expansion_name(&x);
			match_guess(&x);
			matches_place(&x);
		}
		return;
	}
	if (!parsed)
		syntax_error(u, point, &error);
	else if (x.fields.kind == PROBE_COUNT)
		provider_pattern_expand(&x, point);
	else
		expansion_run(&x);
}

static void limit_check(struct unit *u)
{
	uint64_t limit = u->config[CONFIG_max_probes], n = 0;
	struct instance *last = NULL;
	struct diag *d;

	for (size_t i = 0; i < u->instances.len; i++) {
		n += u->instances.at[i]->ntargets;
		if (limit && n > limit && !last)
			last = u->instances.at[i];
	}
	if (!last)
		return;
	d = diag_add(u->diags, D_PROBE_LIMIT, last->span,
		     "the script attaches to %llu places, %llu is the limit", (unsigned long long)n,
		     (unsigned long long)limit);
	diag_hint(u->diags, d,
		  "config = { max_probes = %llu } raises it; many probes can slow a system down",
		  (unsigned long long)n);
}

/* An iterator is read to its end, and then the trace is over: nothing else would ever fire. */
static void iterator_check(struct unit *u)
{
	const struct instance *iterator = NULL;

	for (size_t i = 0; i < u->instances.len; i++) {
		if (u->instances.at[i]->kind == PROBE_iter)
			iterator = u->instances.at[i];
	}
	for (size_t i = 0; iterator && i < u->instances.len; i++) {
		const struct instance *other = u->instances.at[i];
		struct diag *d;

		if (other == iterator || (probe_rows[other->kind].flags & PF_ONCE))
			continue;
		d = diag_add(u->diags, D_PROBE_SYNTAX, other->span,
			     "an iterator stands alone: a script has one, and beside it only begin "
			     "and end");
		diag_hint(u->diags, d, "write a script for each");
		return;
	}
}

void unit_expand(struct unit *u)
{
	functions_file_use(u->options.traceable_functions);
	elf_debug_path_use(u->options.debuginfo);
	for (size_t i = 0; i < u->script->probes.len; i++) {
		struct probe_decl *decl = u->script->probes.at[i];
		struct body_uses uses = body_uses_find(u, decl);

		for (size_t k = 0; k < decl->points.len; k++)
			point_expand(u, decl, &decl->points.at[k], &uses);
	}
	limit_check(u);
	iterator_check(u);
}
