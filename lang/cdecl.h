/*
 * C definitions of structs, unions and enums, read without a C compiler.
 */
#ifndef SONDE_LANG_CDECL_H
#define SONDE_LANG_CDECL_H

#include "lang/unit.h"

/*
 * Reads the definitions DECLS (none of them a preprocessor line) into unit_cnames(u), in order.
 * Names they do not define are the system's. What is wrong with one is reported, and the next is
 * read.
 */
void cdecl_read(struct unit *u, const struct c_decl *decls, size_t n);

#endif
