/*
 * From checked instances to a program without its object: map specs, records, probe specs, memory
 * of globals and cells. Sets map->spec, instance->spec, call.record.
 *
 * The runtime_error records are not made here: codegen knows where a helper can fail. It appends
 * them to program.records, puts their counters behind the planned cells (errors_offset,
 * cells_size), and sets scratch_size, and scratch_slots where the plan left it 0.
 */
#ifndef SONDE_LANG_PLAN_H
#define SONDE_LANG_PLAN_H

#include "lang/unit.h"

void unit_plan(struct unit *u);

#endif
