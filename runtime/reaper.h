/* Closing what is slow to close without keeping the person waiting. */
#ifndef SONDE_RUNTIME_REAPER_H
#define SONDE_RUNTIME_REAPER_H

#include <stdbool.h>

/*
 * Starts a detached process that holds on to our perf events and links until we have exited, and
 * closes them then. False: it could not be started, and our own exit will take its time.
 */
bool reaper_start(void);

#endif
