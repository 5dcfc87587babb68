/*
 * Attach points are expanded once more, each in a script of its own that does nothing. Which
 * program serves them, and how, is settled; only the targets are taken.
 */
#include "probes/late.h"

#include "lang/config.h"
#include "lang/parse.h"
#include "probes/expand.h"
#include "probes/target_host.h"

struct targets VEC(struct probe_target);

static void place_add(const struct probe_spec *spec, struct buf *message)
{
	if (spec->place.file)
		buf_printf(message, "%s:%u:%u: ", spec->place.file, spec->place.line,
			   spec->place.col);
}

static const char *text_copy(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, str_from(text)) : NULL;
}

/* The attach point of SPEC with BODY, expanded here. NULL: it cannot be, and that was told. */
static struct unit *spec_expand(struct arena *a, const struct probe_spec *spec, const char *body,
				const struct options *options, struct buf *message)
{
	struct options o = {.pid = options->pid,
			    .command = options->command,
			    .debuginfo = options->debuginfo,
			    .traceable_functions = options->traceable_functions};
	struct unit *u = unit_new(target_host_new(), &o);
	const char *script = arena_printf(a, "%s { %s }", spec->text, body);
	struct diag_style style = {.no_warnings = true};

	if (unit_parse(u, "attach point", str_from(script))) {
		unit_config(u);
		unit_expand(u);
	}
	if (!diags_errors(u->diags))
		return u;
	place_add(spec, message);
	buf_printf(message, "ERROR: on this machine %s cannot be attached:\n", spec->text);
	diags_print(u->diags, message, style);
	unit_free(u);
	return NULL;
}

/* What the attach point of SPEC means here. False: it was told. */
static bool targets_here(struct arena *a, const struct probe_spec *spec,
			 const struct options *options, struct targets *out, struct buf *message)
{
	struct unit *u = spec_expand(a, spec, "", options, message);

	for (size_t i = 0; u && i < u->instances.len; i++) {
		const struct instance *inst = u->instances.at[i];

		for (uint32_t k = 0; k < inst->ntargets; k++) {
			struct probe_target t = inst->targets[k];

			t.name = text_copy(a, t.name);
			t.module = text_copy(a, t.module);
			t.function = text_copy(a, t.function);
			vec_push(a, out, t);
		}
	}
	unit_free(u);
	return u != NULL;
}

/* ---- fields of tracepoints ---- */

/* Whether the records of INST have the fields of SPEC where the program looks for them. */
static bool fields_same(const struct probe_spec *spec, const struct instance *inst,
			struct buf *message)
{
	for (uint32_t i = 0; i < spec->nlate_fields; i++) {
		const struct late_field *wanted = &spec->late_fields[i];
		const struct field *f = inst->args ? type_field(inst->args, wanted->name, NULL)
						   : NULL;

		if (f && f->offset == wanted->offset && f->type->size == wanted->size)
			continue;
		place_add(spec, message);
		buf_printf(
			message,
			"ERROR: on this kernel %s has %s args.%s; the tool was built for another "
			"record\n",
			inst->targets[0].name, f ? "another" : "no", wanted->name);
		return false;
	}
	return true;
}

static bool is_target(const struct probe_spec *spec, const struct instance *inst)
{
	for (uint32_t i = 0; i < spec->ntargets; i++)
		for (uint32_t k = 0; k < inst->ntargets; k++)
			if (strcmp(spec->targets[i].name, inst->targets[k].name) == 0)
				return true;
	return false;
}

static bool fields_check(struct arena *a, const struct probe_spec *spec,
			 const struct options *options, struct buf *message)
{
	struct buf body = {0};
	struct unit *u;
	bool ok;

	for (uint32_t i = 0; i < spec->nlate_fields; i++)
		buf_printf(&body, "print(args.%s); ", spec->late_fields[i].name);
	u = spec_expand(a, spec, body.at ? body.at : "", options, message);
	ok = u != NULL;
	for (size_t i = 0; ok && i < u->instances.len; i++)
		if (is_target(spec, u->instances.at[i]))
			ok = fields_same(spec, u->instances.at[i], message);
	buf_free(&body);
	unit_free(u);
	return ok;
}

/* ---- targets ---- */

static const struct probe_target *target_named(const struct targets *all, const char *name)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].name, name) == 0)
			return &all->at[i];
	return NULL;
}

/* One attach point that several programs serve: each keeps its targets. */
static bool is_shared(const struct program *p, const struct probe_spec *spec)
{
	for (uint32_t i = 0; i < p->nprobes; i++)
		if (&p->probes[i] != spec && strcmp(p->probes[i].text, spec->text) == 0 &&
		    p->probes[i].place.line == spec->place.line &&
		    p->probes[i].place.col == spec->place.col)
			return true;
	return false;
}

static bool targets_renew(struct probe_spec *spec, const struct targets *here, struct buf *message)
{
	for (uint32_t i = 0; i < spec->ntargets; i++) {
		struct probe_target *t = &spec->targets[i];
		const struct probe_target *now = target_named(here, t->name);

		if (now && (spec->late != LATE_SAME || now->address == t->address)) {
			*t = *now;
			continue;
		}
		place_add(spec, message);
		buf_printf(message,
			   now ? "ERROR: %s is elsewhere in the file of this machine, and the tool "
				 "was built with more that it has from that file\n"
			       : "ERROR: this machine has no %s, for which the tool was built\n",
			   t->name);
		return false;
	}
	return true;
}

bool targets_find(struct arena *a, struct program *p, const struct options *options,
		  struct buf *message)
{
	uint32_t identities = 0;

	for (uint32_t i = 0; i < p->nprobes; i++)
		identities = MAX(identities, p->probes[i].first_identity + p->probes[i].ntargets);
	for (uint32_t i = 0; i < p->nprobes; i++) {
		struct probe_spec *spec = &p->probes[i];
		struct targets here = {0};

		if (spec->nlate_fields && !fields_check(a, spec, options, message))
			return false;
		if (spec->late == LATE_NOTHING)
			continue;
		if (!targets_here(a, spec, options, &here, message))
			return false;
		if (spec->late != LATE_ALL || is_shared(p, spec)) {
			if (!targets_renew(spec, &here, message))
				return false;
			continue;
		}
		/* Their program does not ask which one fired, but every one has a number. */
		spec->targets = here.at;
		spec->ntargets = (uint32_t)here.len;
		spec->first_identity = identities;
		identities += spec->ntargets;
	}
	return true;
}
