/* The parts of planning that have files of their own; private to plan*.c. */
#ifndef SONDE_LANG_PLAN_RECORD_H
#define SONDE_LANG_PLAN_RECORD_H

#include "lang/unit.h"

/* One record for every call that talks to user space; sets call.record and program.records. */
void records_plan(struct unit *u);

/* Before everything else: sets map->cleared, and call.take of print, clear and zero. */
void takes_plan(struct unit *u);

#endif
