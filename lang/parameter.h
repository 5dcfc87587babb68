/*
 * Parameters of the command line in a program that is compiled before anybody has given them
 * (`sonde build`): an expression LOADED stands for each, whose value comes into the program when it
 * is loaded.
 */
#ifndef SONDE_LANG_PARAMETER_H
#define SONDE_LANG_PARAMETER_H

#include "lang/unit.h"

/* Whether parameters are known only when the program is loaded. */
bool parameters_wait(const struct unit *u);

/*
 * An expression for the parameter WANTED, whose name or number and kind are set, and as text what
 * it is when it is not given. The same parameter is the same one everywhere.
 */
struct expr *parameter_make(struct unit *u, struct span span, struct parameter wanted);

/* The type of the parameter INDEX. */
const struct type *parameter_type(struct unit *u, uint32_t index);

/* "0", "no", "TRUE": as options read truth values. False: TEXT is none. */
bool truth_parse(struct str text, bool *out);

/*
 * The value of P's text into its SIZE bytes at TO. NULL, or what is wrong with it ("wants a
 * number").
 */
const char *parameter_value(const struct parameter *p, unsigned char *to);

#endif
