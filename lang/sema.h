/*
 * The checker: names, types, conversions.
 *
 * Consumes unit->script and unit->instances; annotates the instances' trees in place and fills
 * unit->maps. After it, without errors:
 *
 *   - every expression has a type; integers are INT, BOOL, ENUM or POINTER of 1, 2, 4 or 8 bytes
 *   - operands of + - * / % & | ^ << >> have the type of the result (64 bits), except pointer
 *     arithmetic: (pointer, integer of 64 bits); operands of comparisons have one type, except that
 *     strings and buffers keep their capacities (compared over the smaller one); operands of
 *     && || ! and tests are BOOL
 *   - the only conversions are CAST nodes, explicit or inserted; a CAST whose types are equal does
 *     nothing. Casts from an aggregate to an integer read all CPUs. The only other place where an
 *     aggregate is read is an E_MAP of type T_STATS as an argument of print() or of printf's %s:
 *     all CPUs are summed up into a struct wire_agg_avg
 *   - IDENT, PARAM, SIZEOF, OFFSETOF, TYPEINFO, TYPEOF and COMPTIME nodes are gone, except bare
 *     words as arguments of builtins, which .mode and .limit replace
 *   - E_MAP.map, E_VAR.var, E_CALL.fn, E_BUILTIN.id, E_FIELD.field are set; keys are one expression
 *     of exactly the map's key type (several keys: one TUPLE). The base of an E_FIELD is a struct,
 *     a record, a tuple (name NULL), or a pointer to a struct; elements of tuples chosen with []
 *     are E_FIELD too. An index is 64 bits wide and unsigned
 *   - pointers know their address space, also those found in memory, which lie in that of the
 *     pointer that led there
 *   - values assigned have the type of the variable or map; arguments have the type the row's
 *     signature says: integers are 64 bits wide, addresses are pointers or strings, `any` is as it
 *     is. delete(@m[k]) has become delete(@m, k)
 *   - an aggregate function is an S_AGGREGATE statement whose only argument, if any, is a 64-bit
 *     integer; its parameters are in struct map (bits, min, max, step ...)
 *   - predicates are folded into bodies: { if (predicate) { body } }
 *   - FUNC_CONST functions and names of library.def are gone
 */
#ifndef SONDE_LANG_SEMA_H
#define SONDE_LANG_SEMA_H

#include "lang/unit.h"

void unit_check(struct unit *u);

#endif
