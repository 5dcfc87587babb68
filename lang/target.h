/*
 * The compiler's questions about the system to be traced. Answered by probes/target_host.c for
 * this machine and by a text fixture in tests, so that parser and checker run without a kernel.
 */
#ifndef SONDE_LANG_TARGET_H
#define SONDE_LANG_TARGET_H

#include "lang/ast.h"

struct target;
struct unit;
struct map_spec;

/* A symbol of a program or library. */
struct user_symbol {
	uint64_t address; /* as the file counts */
	uint64_t size;	  /* 0: unknown */
	bool fixed;	  /* the file is always loaded at that address */
	int64_t distance; /* from the code at the place in the file that was asked about */
};

struct target_ops {
	/*
	 * The type NAME names (TAG_PLAIN: a typedef or a base type such as "int", "u32", "size_t"),
	 * or NULL. Structs may come back incomplete.
	 */
	const struct type *(*type_find)(struct target *t, struct types *ts, enum type_tag tag,
					const char *name);
	/* Fills in the fields of a struct that type_find or a field returned. False: unknown. */
	bool (*type_complete)(struct target *t, struct types *ts, struct type *type);
	/* An enumerator of the kernel's enums. */
	bool (*enumerator)(struct target *t, struct types *ts, const char *name,
			   const struct type **type, uint64_t *value);
	/* Address of a kernel symbol. */
	bool (*kernel_symbol)(struct target *t, const char *name, uint64_t *address);
	bool (*cgroup_id)(struct target *t, const char *path, uint64_t *id);
	bool (*has)(struct target *t, enum feature feature);
	/* Name of a system call by its number; NULL: there is none. May be a NULL pointer. */
	const char *(*syscall_name)(struct target *t, unsigned number);
	/* Symbol NAME of the file PATH, seen from the code at OFFSET in it. May be a NULL pointer.
	 */
	bool (*user_symbol)(struct target *t, const char *path, const char *name, uint64_t offset,
			    struct user_symbol *out);
	/*
	 * Whether the kernel has a function NAME, and whether programs attached by METHOD may call
	 * it as a kfunc. May be NULL pointers.
	 */
	bool (*kfunc_exists)(struct target *t, const char *name);
	bool (*kfunc_allowed)(struct target *t, const char *name, enum attach_method method);
	/*
	 * Whether programs attached by METHOD onto HOOK (struct instance) may call the kernel's
	 * helper with that number. May be a NULL pointer.
	 */
	bool (*helper_allowed)(struct target *t, unsigned number, enum attach_method method,
			       const char *hook);
	/*
	 * Reads TEXT, the C of a script with its preprocessor lines, into unit_cnames(u): macros
	 * only as far as they are wanted there. False: there are messages, or it has reported why
	 * not. May be a NULL pointer.
	 */
	bool (*c_front)(struct target *t, struct unit *u, struct str text);
	/* Whether c_front could read the header NAME ("linux/sched.h"). May be a NULL pointer. */
	bool (*c_header)(struct target *t, struct unit *u, struct str name);
	/*
	 * Reads the BPF object BYTES, or makes one of the C in the file PATH (IS_SOURCE), and adds
	 * what it has to u->c_objects and u->c_functions; faults are reported at SPAN. May be a
	 * NULL pointer.
	 */
	void (*c_object)(struct target *t, struct unit *u, struct span span, const char *path,
			 struct str bytes, bool is_source);
	/*
	 * What is in the map pinned as NAME: its types and parameters. False: there is none, or
	 * none that can be used, which loading says. May be a NULL pointer.
	 */
	bool (*pinned)(struct target *t, struct arena *a, struct types *ts, const char *name,
		       struct map_spec *out);
	/* Names that could follow TEXT for "did you mean": fields, types. May be NULL. */
	void (*free)(struct target *t);
};

/*
 * What cannot be known of the system that the script is for, when it is only checked: by a user who
 * may not read it, or on another machine.
 */
enum blindness {
	BLIND_TYPES = 1,     /* there is no type information */
	BLIND_EVENTS = 2,    /* which tracepoints exist, and their formats */
	BLIND_FUNCTIONS = 4, /* which functions can be probed */
	BLIND_SYSTEM = 8,    /* its modules, programs, interfaces, cgroups: it is another machine */
	BLIND_KERNEL = 16,   /* what its kernel can do: everything, it is taken for granted */
};

struct target {
	const struct target_ops *ops;
	unsigned blind;	  /* enum blindness; 0 where the script shall run */
	unsigned ncpus;	  /* possible CPUs */
	const char *arch; /* "x86_64" */
	unsigned char pointer_size;
};

#endif
