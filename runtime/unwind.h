/*
 * Tables for unwinding user stacks in the kernel (dw_ustack): which processes, where their code is,
 * how to leave each function of it. See lang/unwind.h.
 */
#ifndef SONDE_RUNTIME_UNWIND_H
#define SONDE_RUNTIME_UNWIND_H

#include "runtime/load.h"
#include "runtime/processes.h"

struct unwind;

/* For the maps of L. FILES and ALL must outlive the result. */
struct unwind *unwind_new(const struct loaded *l, struct user_files *files, struct processes *all);
void unwind_free(struct unwind *w); /* NULL is fine */

/*
 * From now on stacks of process PID can be unwound: its code as it is now, and what it maps later,
 * when unwind_update is called. False: ERROR says why not.
 */
bool unwind_process(struct unwind *w, uint32_t pid, struct buf *error);

/* The process PID will be given to unwind_process: its stacks until then are short, but no fault.
 */
void unwind_expect(struct unwind *w, uint32_t pid);

/* Brings the tables up to date with what the processes have mapped. */
void unwind_update(struct unwind *w);

#endif
