/*
 * C with preprocessor lines, by way of libclang.
 */
#ifndef SONDE_PROBES_CLANG_FRONT_H
#define SONDE_PROBES_CLANG_FRONT_H

#include "lang/unit.h"

/* As target_ops.c_front, for this machine. */
bool clang_front(struct target *t, struct unit *u, struct str text);

#endif
