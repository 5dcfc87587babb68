/*
 * The life of a compilation.
 */
#include "lang/unit.h"

#define PLACE_TEXT_MAX 1000 /* bytes of a source line that messages of the runtime can show */

struct unit *unit_new(struct target *target, const struct options *options)
{
	struct arena *a = arena_new();
	struct unit *u = arena_make(a, struct unit);

	u->arena = a;
	u->names = interner_make(a);
	u->sources = sources_make(a);
	u->diags = diags_make(a, u->sources);
	u->types = types_make(a, u->names);
	u->target = target;
	if (options)
		u->options = *options;
	u->script = arena_make(a, struct script);
	return u;
}

struct unit *unit_next(const struct unit *u, const struct options *options)
{
	struct unit *next = arena_make(u->arena, struct unit);

	next->arena = u->arena;
	next->names = u->names;
	next->types = u->types;
	next->target = u->target;
	next->session = u->session;
	next->options = *options;
	next->sources = sources_make(u->arena);
	next->diags = diags_make(u->arena, next->sources);
	next->script = arena_make(u->arena, struct script);
	return next;
}

void unit_free(struct unit *u)
{
	if (!u)
		return;
	if (u->target && u->target->ops->free)
		u->target->ops->free(u->target);
	arena_free(u->arena);
}

bool unit_feature(struct unit *u, enum feature f)
{
	if (u->options.no_features >> f & 1)
		return false;
	if (!u->options.portable)
		return u->target->ops->has(u->target, f);
	u->features |= 1u << f;
	return true;
}

struct diag *unit_blind_note(struct unit *u, enum blindness what)
{
	const char *text =
		what == BLIND_EVENTS
			? "the tracing file system cannot be read: that tracepoints exist, "
			  "and their fields, is taken from the kernel's types"
			: "the kernel's types are not known here: what needs them is not "
			  "checked";
	struct diag *d = diag_add(u->diags, D_UNKNOWN_HERE, SPAN_NONE, "%s", text);

	if (what == BLIND_TYPES)
		diag_hint(u->diags, d,
			  "--btf FILE names the types of the machine that the script is for: its "
			  "/sys/kernel/btf/vmlinux");
	return d;
}

static struct script_place place_one(struct unit *u, struct span span)
{
	struct place place = source_place(u->sources, span);
	struct script_place result = {0};

	if (!place.source)
		return result;
	result.file = place.source->name;
	result.line = place.line;
	result.col = place.col;
	result.line_hi = place.line_hi;
	result.col_hi = place.col_hi;
	result.text = intern(u->names,
			     str_slice(source_line(place.source, place.line), 0, PLACE_TEXT_MAX));
	return result;
}

struct script_place unit_place(struct unit *u, struct span span)
{
	struct script_place result = place_one(u, span);
	struct places VEC(struct script_place) calls = {0};

	for (span = source_origin(u->sources, span); span.hi;
	     span = source_origin(u->sources, span))
		vec_push(u->arena, &calls, place_one(u, span));
	result.calls = calls.at;
	result.ncalls = (uint32_t)calls.len;
	return result;
}

bool instance_walk(struct instance *inst, bool (*visit)(struct expr *e, void *arg), void *arg)
{
	for (size_t i = 0; i < inst->fns.len; i++)
		if (expr_walk(inst->fns.at[i]->body, visit, arg))
			return true;
	return expr_walk(inst->body, visit, arg);
}
