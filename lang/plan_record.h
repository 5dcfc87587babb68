/* The part of planning that lays out records; private to plan.c and plan_record.c. */
#ifndef SONDE_LANG_PLAN_RECORD_H
#define SONDE_LANG_PLAN_RECORD_H

#include "lang/unit.h"

/* One record for every call that talks to user space; sets call.record and program.records. */
void records_plan(struct unit *u);

#endif
