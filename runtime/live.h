/*
 * --live: on a terminal, print() of a map shows it at the bottom of the screen, where the next one
 * takes its place; what else is printed scrolls by above. Elsewhere maps are printed as always.
 */
#ifndef SONDE_RUNTIME_LIVE_H
#define SONDE_RUNTIME_LIVE_H

#include "runtime/runtime.h"

struct live;

/* NULL: nobody asked for it, or the output is no terminal that can do it. */
struct live *live_new(struct runtime *rt);

/* Takes everything off the screen. NULL is fine. */
void live_free(struct live *l);

/* Map INDEX as it is now. */
void live_show(struct live *l, uint32_t index, struct map_view view);

/* The terminal has another size (RESIZED), or we are back in the foreground. NULL is fine. */
void live_again(struct live *l, bool resized);

#endif
