/* Names as they are written in the sources of C++, Rust, D: each is worked out once. */
#ifndef SONDE_RUNTIME_PLAIN_NAMES_H
#define SONDE_RUNTIME_PLAIN_NAMES_H

struct plain_names;

struct plain_names *plain_names_new(void);
void plain_names_free(struct plain_names *p); /* NULL is fine */

/*
 * The plain form of NAME, which is NAME itself where it is not mangled. NAME must stay where it is
 * until plain_names_free, as the result does.
 */
const char *plain_name(struct plain_names *p, const char *name);

#endif
