/* The system this process runs on, as the compiler sees it. */
#ifndef SONDE_PROBES_TARGET_HOST_H
#define SONDE_PROBES_TARGET_HOST_H

#include "lang/target.h"

struct btf_types;
struct btf_index;
struct dwarf_types;

/* Nothing is read before it is asked for. Never NULL. unit_free releases it. */
struct target *target_host_new(void);

/*
 * The same for scripts that are only checked, by whoever: struct target's `blind` says what cannot
 * be known. FOREIGN: the types are those of another machine (btf_kernel_path), and nothing else of
 * this one is asked.
 */
struct target *target_check_new(bool foreign);

/* Types for expansion: those of the host, or what T answers when it is a fixture. */
struct btf_types *target_types(struct target *t, struct types *ts, struct arena *a);

/* The index of the running kernel's types; NULL: there is none, or T is a fixture. */
struct btf_index *target_btf(struct target *t);

/* The types of a loaded module; NULL members: *ERROR says why. T is no fixture. */
struct module_types {
	const char *name;
	struct btf_index *btf;
	struct btf_types *types;
};

const struct module_types *target_module(struct target *t, struct types *ts, const char *name,
					 const char **error);

/* B, whose names types refer to, lives as long as T, which is no fixture. */
void target_keep(struct target *t, struct btf_index *b);

/* Types of traced programs; NULL: T is a fixture. */
struct dwarf_types *target_dwarf(struct target *t, struct types *ts);

#endif
