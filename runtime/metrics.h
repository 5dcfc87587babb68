/*
 * --metrics: the maps over HTTP, for Prometheus and its like.
 *
 * Clients meet a thread of their own, which only hands out pages; pages are made by the thread that
 * traces, and at most so often that this takes a tenth of its time. What clients do therefore
 * cannot delay the trace. Connections, their memory and their idle time are bounded; the oldest one
 * makes room for the next.
 */
#ifndef SONDE_RUNTIME_METRICS_H
#define SONDE_RUNTIME_METRICS_H

#include "runtime/runtime.h"

struct metrics;

/*
 * Listens at ADDRESS: "9435" (loopback), "127.0.0.1:9435", "[::1]:9435", "unix:/run/x". Nobody is
 * answered yet. NULL: said why on standard error.
 */
struct metrics *metrics_listen(struct runtime *rt, const char *address);

/* Begins to answer. False: said why. */
bool metrics_start(struct metrics *m);

/* Readable when somebody waits for a page: call metrics_answer then. */
int metrics_fd(const struct metrics *m);
void metrics_answer(struct metrics *m);

/* Answers those who wait, closes everything. NULL is fine. */
void metrics_free(struct metrics *m);

#endif
