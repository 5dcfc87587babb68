/*
 * What a trace does so that its addresses have names in the end: listen to what programs map, read
 * what runs already, make tables for dw_ustack, and tell where that is not possible.
 */
#ifndef SONDE_RUNTIME_SYMBOLS_WATCH_H
#define SONDE_RUNTIME_SYMBOLS_WATCH_H

#include "runtime/runtime.h"
#include "runtime/usyms.h"

struct symbols_watch {
	struct runtime *rt;
	struct usyms *usyms; /* NULL: the script prints no symbols of user programs */
	bool hidden_told;    /* that kernel symbols are hidden */
};

/*
 * Before the first event. Where the kernel does not tell what programs map, processes that are gone
 * have no names, which is said.
 */
void symbols_watch_begin(struct symbols_watch *w, struct runtime *rt);
/* The same for a process that is there, but may soon not be. */
void symbols_watch_process(struct symbols_watch *w, uint32_t pid);

/* Descriptors that become readable when there is something for symbols_watch_read. */
const int *symbols_watch_fds(const struct symbols_watch *w, size_t *n);
void symbols_watch_read(struct symbols_watch *w);

/*
 * Makes the tables for dw_ustack of the processes that run already; CHILD, if not 0, will get its
 * own later. False: a process cannot be unwound, and it was said why.
 */
bool symbols_watch_unwind_all(struct symbols_watch *w, uint32_t child);
bool symbols_watch_unwind(struct symbols_watch *w, uint32_t pid);

/* In a quiet moment: a step of what the end of the trace will need; false when all is done. */
bool symbols_watch_prepare(struct symbols_watch *w);

/* When everything has been printed: why there are numbers where names were wanted. */
void symbols_watch_end(struct symbols_watch *w);

#endif
