/* Maps of a session: found by name, made wide enough for units to come. */
#include "lang/session.h"

#define STRING_ROOM 64

const struct session_map *session_find(const struct session *s, const char *name)
{
	for (size_t i = 0; s && i < s->maps.len; i++) {
		if (s->maps.at[i]->map.name == name)
			return s->maps.at[i];
	}
	return NULL;
}

static const struct type *members_widen(struct unit *u, const struct type *t, uint64_t room)
{
	const struct type **members = arena_array(u->arena, const struct type *, t->nfields);
	const char **names = arena_array(u->arena, const char *, t->nfields);

	for (uint32_t i = 0; i < t->nfields; i++) {
		members[i] = type_wide(u, t->fields[i].type, room);
		names[i] = t->fields[i].name;
	}
	return t->kind == T_TUPLE ? type_tuple(u->types, members, t->nfields)
				  : type_record(u->types, names, members, t->nfields);
}

const struct type *type_wide(struct unit *u, const struct type *t, uint64_t room)
{
	if (type_is_flexible(t))
		return type_int_flexible(u->types, 8);
	if (t->kind == T_INT)
		return type_int(u->types, 8, t->is_signed);
	if (t->kind == T_STRING && t->count < room && room <= UINT32_MAX)
		return type_string(u->types, (uint32_t)room);
	if ((t->kind == T_TUPLE || t->kind == T_RECORD) && t->nfields)
		return members_widen(u, t, room);
	return t;
}

const struct type *session_type(struct unit *u, const struct type *t)
{
	return type_wide(u, t, STRING_ROOM);
}

void session_commit(struct unit *u)
{
	struct session *s = u->session;
	struct program *p = u->program;

	for (size_t i = 0; i < u->maps.len; i++) {
		struct map *m = u->maps.at[i];
		struct session_map *added;

		if (m->spec >= p->nmaps || p->maps[m->spec].name != m->name ||
		    session_find(s, m->name))
			continue;
		added = arena_make(s->arena, struct session_map);
		added->map = *m;
		added->spec = p->maps[m->spec];
		vec_push(s->arena, &s->maps, added);
	}
	s->strings = p->strings;
	s->nstrings = p->nstrings;
}
