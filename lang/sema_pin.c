/*
 * Pinned maps. The first script that pins a map decides its types; the others adopt them, so that
 * they are checked against what is there where it is written. Numbers are 64 bits wide, because
 * what one script counts in a byte another one would refuse.
 */
#include "lang/pin.h"
#include "lang/sema_local.h"
#include "lang/session.h"

bool pin_is_of(const struct map_state *m)
{
	return map_is_pinned(&m->map) || (m->known && m->known->spec.pin);
}

const struct type *pin_join(struct sema *s, const struct map_state *m, const struct type *cur,
			    const struct type *t)
{
	const struct type *joined = promote(s, cur, t);

	if (!joined)
		return NULL;
	return m->adopted || m->known ? cur : type_wide(s->u, joined, 0);
}

void pin_adopt(struct sema *s, struct map_state *m)
{
	const struct target_ops *ops = s->u->target ? s->u->target->ops : NULL;
	struct map_spec there = {.name = m->map.name};

	if (!map_is_pinned(&m->map) || !pin_name_valid(m->map.decl->pin) || !ops || !ops->pinned ||
	    !ops->pinned(s->u->target, s->a, s->ts, arena_strdup(s->a, m->map.decl->pin), &there))
		return;
	m->adopted = true;
	m->map.key = there.key;
	m->map.keyed = there.key != NULL;
	m->map.keyed_known = true;
	m->map.value = there.value;
	m->map.bits = there.bits;
	m->map.min = there.min;
	m->map.max = there.max;
	m->map.step = there.step;
	m->map.interval = there.interval;
	m->map.intervals = there.intervals;
	m->map.agg = (int)there.agg;
	m->bits_known = type_is(there.value, TF_BUCKETS);
	m->first_key = m->first_agg = m->map.decl->pin_span;
}

static void part_check(struct sema *s, const struct map *m, const struct type *t, const char *what)
{
	const struct type *part;

	if (!t)
		return;
	type_fill_whole(s, t);
	part = pin_type_unfit(t);
	if (part)
		diag_add(s->diags, D_MAP_PIN, m->decl->pin_span,
			 "%s cannot be pinned: its %s have %s%s, which means nothing to others",
			 m->name, what, part == t ? "the type " : "a part of type ",
			 text_of(s, part));
}

void pin_check(struct sema *s, const struct map *m)
{
	const struct map_decl *decl = m->decl;
	struct diag *d;

	if (!map_is_pinned(m))
		return;
	if (!pin_name_valid(decl->pin)) {
		d = diag_add(s->diags, D_MAP_PIN, decl->pin_span,
			     "a map cannot be pinned as \"%s\"", decl->pin.at);
		diag_hint(s->diags, d, "names have up to %d letters, digits, _ and -",
			  PIN_NAME_MAX);
	}
	for (size_t i = 0; i < s->u->maps.len; i++) {
		const struct map *other = s->u->maps.at[i];

		if (other == m)
			break;
		if (map_is_pinned(other) && str_equal(other->decl->pin, decl->pin))
			diag_add(s->diags, D_MAP_PIN, decl->pin_span,
				 "%s is pinned as \"%s\" already", other->name, decl->pin.at);
	}
	if (m->value && m->value->kind != T_ERROR) {
		part_check(s, m, m->key, "keys");
		part_check(s, m, m->value, "values");
	}
}
