/*
 * What the units of an interactive session have in common: its maps with their types, and the texts
 * that values refer to. A unit is checked against them, so that whatever it does with a map fits
 * what is there; session_commit adds what the unit brought.
 *
 * Maps of a session outlive the unit that made them, so their types cannot grow as those of a
 * script do. They are made wide instead: integers have eight bytes, strings have 64 at least.
 */
#ifndef SONDE_LANG_SESSION_H
#define SONDE_LANG_SESSION_H

#include "lang/unit.h"

struct session_map {
	struct map map;
	struct map_spec spec; /* as it was made */
};

struct session {
	struct arena *arena;
	struct session_maps VEC(struct session_map *) maps;
	const char **strings; /* program.strings so far */
	uint32_t nstrings;
};

/* NAME is interned. NULL: the session has no such map. */
const struct session_map *session_find(const struct session *s, const char *name);

/* T with integers of eight bytes and strings of at least ROOM, those in it too. */
const struct type *type_wide(struct unit *u, const struct type *t, uint64_t room);

/* A member of a map that has T as its key or value. */
const struct type *session_type(struct unit *u, const struct type *t);

/* After codegen: what U adds is part of its session from now on. */
void session_commit(struct unit *u);

#endif
