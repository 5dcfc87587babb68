/*
 * C that joins in: `import "x.bpf.c"` and `import "x.bpf.o"`. c_object_import reads an object (made
 * of the source first, by clang) and tells the checker its functions; unit_link joins the objects
 * with that of the script.
 */
#ifndef SONDE_PROBES_C_OBJECT_H
#define SONDE_PROBES_C_OBJECT_H

#include "lang/unit.h"

/* target_ops.c_object. */
void c_object_import(struct target *t, struct unit *u, struct span span, const char *path,
		     struct str bytes, bool is_source);

/*
 * After unit_codegen: u->program->object becomes one with the imported objects in it, if the script
 * calls any of their functions. False: a diagnostic was added.
 */
bool unit_link(struct unit *u);

/* c_compile.c: the object made of the C in the file PATH. False: it has reported why not. */
bool c_compile(struct unit *u, struct span span, const char *path, struct str *object);

#endif
