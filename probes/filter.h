/*
 * --probe-filter: which of the script's probes are there at all.
 */
#ifndef SONDE_PROBES_FILTER_H
#define SONDE_PROBES_FILTER_H

#include "lang/unit.h"

/*
 * Takes out of u->instances the targets whose names the regular expression
 * u->options.probe_filter does not match anywhere, and instances without targets. Probes with no
 * event behind them (BEGIN, END) stay. Does nothing without the option; an expression that is none
 * is an error.
 */
void unit_filter(struct unit *u);

#endif
