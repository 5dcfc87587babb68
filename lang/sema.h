/*
 * The checker: names, types, conversions.
 *
 * Consumes unit->script and unit->instances; annotates the instances' trees in place and fills
 * unit->maps. After it, without errors:
 *
 *   - every expression has a type; integers are INT, BOOL, ENUM or POINTER of 1, 2, 4 or 8 bytes
 *   - operands of + - * / % & | ^ << >> have the type of the result (64 bits), except pointer
 *     arithmetic: (pointer, integer of 64 bits); operands of comparisons have one type; operands of
 *     && || ! and tests are BOOL
 *   - the only conversions are CAST nodes, explicit or inserted; a CAST whose types are equal does
 *     nothing. Casts from an aggregate to an integer read all CPUs
 *   - IDENT, PARAM, SIZEOF, OFFSETOF, TYPEINFO, TYPEOF and COMPTIME nodes are gone
 *   - E_MAP.map, E_VAR.var, E_CALL.fn, E_BUILTIN.id, E_FIELD.field are set; keys are one expression
 *     of exactly the map's key type (several keys: one TUPLE)
 *   - values assigned have the type of the variable or map; arguments have the type the row's
 *     signature says
 *   - an aggregate function is an S_AGGREGATE statement whose arguments are 64-bit integers
 *   - predicates are folded into bodies: { if (predicate) { body } }
 *   - for aggregates, struct map has the parameters (bits, min, max, step ...)
 */
#ifndef SONDE_LANG_SEMA_H
#define SONDE_LANG_SEMA_H

#include "lang/unit.h"

void unit_check(struct unit *u);

#endif
