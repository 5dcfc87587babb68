/*
 * Interfaces by name, from if_nameindex(3): those of the network namespace we are in.
 */
#include "probes/interfaces.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "probes/glob.h"

static int name_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct interface_names interfaces_find(struct arena *a, struct str pattern)
{
	struct if_nameindex *all = if_nameindex();
	struct interface_names names = {0};

	for (const struct if_nameindex *i = all; i && i->if_name; i++)
		if (glob_match(pattern, str_from(i->if_name)))
			vec_push(a, &names, arena_strdup(a, str_from(i->if_name)));
	if (all)
		if_freenameindex(all);
	if (names.len)
		qsort(names.at, names.len, sizeof(*names.at), name_compare);
	return names;
}

struct interface_names interfaces_expand(struct expansion *x)
{
	struct str name = attach_point_part(&x->fields, "interface");
	struct interface_names names = {0}, all;
	struct arena *a = x->u->arena;

	if (attach_point_is_pattern(&x->fields))
		return interfaces_find(a, name);
	if (name.len < IF_NAMESIZE && if_nametoindex(arena_strdup(a, name))) {
		vec_push(a, &names, arena_strdup(a, name));
		return names;
	}
	all = interfaces_find(a, STR("*"));
	vec_push(a, &all, NULL);
	expansion_missing(x, diag_nearest(name, all.at), "there is no network interface %.*s",
			  (int)MIN(name.len, 64u), name.at);
	return names;
}
