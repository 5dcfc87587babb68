/*
 * Looking up C names: the script's first, then the system's.
 */
#include "lang/cnames.h"

struct cnames *unit_cnames(struct unit *u)
{
	if (!u->c)
		u->c = arena_make(u->arena, struct cnames);
	return u->c;
}

const struct type *unit_type_find(struct unit *u, enum type_tag tag, const char *name)
{
	const struct type *own = NULL;

	if (u->c && tag < TAG_TYPEOF)
		own = ptrmap_get(&u->c->types[tag], intern_c(u->names, name));
	if (own || !u->target)
		return own;
	return u->target->ops->type_find(u->target, u->types, tag, name);
}

/*
 * A struct that the system only named (an argument's type) has the script's fields when the script
 * defines it.
 */
static bool complete_own(struct unit *u, struct type *type)
{
	enum type_tag tag = type->is_union ? TAG_UNION : TAG_STRUCT;
	const struct type *own;

	if (!u->c || !type->name)
		return false;
	own = ptrmap_get(&u->c->types[tag], intern_c(u->names, type->name));
	if (!own || own == type || !own->complete)
		return false;
	type->fields = own->fields;
	type->nfields = own->nfields;
	type->size = own->size;
	type->align = own->align;
	type->complete = true;
	return true;
}

bool unit_type_complete(struct unit *u, struct type *type)
{
	if (type->complete || complete_own(u, type))
		return true;
	return u->target && u->target->ops->type_complete(u->target, u->types, type);
}

bool unit_own_enumerator(struct unit *u, const char *name)
{
	return u->c && ptrmap_get(&u->c->enumerators, intern_c(u->names, name));
}

bool unit_enumerator(struct unit *u, const char *name, const struct type **type, uint64_t *value)
{
	const struct c_enumerator *own = NULL;

	if (u->c)
		own = ptrmap_get(&u->c->enumerators, intern_c(u->names, name));
	if (own) {
		*type = own->type;
		*value = own->value;
		return true;
	}
	return u->target && u->target->ops->enumerator(u->target, u->types, name, type, value);
}
