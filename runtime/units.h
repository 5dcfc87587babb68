/*
 * The units of an interactive session: programs that are added while others run, and maps that they
 * share by name. A unit is what was typed as one piece; it is turned off and on as one.
 *
 * In: images whose maps were planned against those of the session (lang/session.h). Out: text, in
 * one buffer that the caller empties. Maps live until the session ends, whatever becomes of the
 * unit that brought them.
 */
#ifndef SONDE_RUNTIME_UNITS_H
#define SONDE_RUNTIME_UNITS_H

#include "runtime/runtime.h"

struct units;

enum unit_state {
	UNIT_ON,
	UNIT_OFF,
	UNIT_DONE, /* everything in it has run */
};

struct unit_info {
	uint32_t number;
	enum unit_state state;
	uint32_t attached; /* probes */
	const char *text;  /* as typed */
	bool printed;	   /* since units_printed_forget */
};

/* OPTIONS must outlive the result. */
struct units *units_new(const struct run_options *options);
/* Turns all off, END probes included; what they print is in the output still. */
void units_stop(struct units *us);
void units_free(struct units *us);

/* Becomes readable when something has happened; -1: there is no such descriptor, errno. */
int units_fd(const struct units *us);
/* Handles what has happened. */
void units_step(struct units *us);
/* Milliseconds until units_step is wanted although nothing has happened; -1: never. */
int units_timeout(const struct units *us);
/* A signal came for probes that signals run. */
void units_signal(struct units *us);

/* What was printed since it was last emptied. */
struct buf *units_output(struct units *us);

/*
 * Runs IMAGE, which is copied. KEEP: it is a unit, listed as TEXT, and its number is returned;
 * otherwise it is something that runs once, and the result is UINT32_MAX. 0: it could not be
 * loaded or attached, which is in the output; nothing of it is left.
 */
uint32_t units_add(struct units *us, struct bytes image, const char *text, bool keep);
/* False: there is no unit NUMBER, or (units_on) it cannot run again, which is in the output. */
bool units_off(struct units *us, uint32_t number);
bool units_on(struct units *us, uint32_t number);
bool units_remove(struct units *us, uint32_t number);

/*
 * Program I of unit NUMBER: its name, NULL behind the last one or while the unit is off; its file
 * descriptor, which stays the unit's, -1 if it was left out.
 */
const char *units_program_name(const struct units *us, uint32_t number, uint32_t i);
int units_program_fd(const struct units *us, uint32_t number, uint32_t i);

size_t units_count(const struct units *us);
struct unit_info units_at(const struct units *us, size_t i);
void units_printed_forget(struct units *us);

/*
 * The session as a runtime whose program has its maps and nothing else, for everything that prints
 * maps. Valid until a unit is added.
 */
struct runtime *units_runtime(struct units *us);
/* Index of the map NAME ("@x") there; UINT32_MAX: there is none. */
uint32_t units_map(const struct units *us, struct str name);

#endif
