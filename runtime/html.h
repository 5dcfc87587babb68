/*
 * The page of --html: everything about a run in one file that needs no network.
 */
#ifndef SONDE_RUNTIME_HTML_H
#define SONDE_RUNTIME_HTML_H

#include <time.h>

#include "runtime/runtime.h"

/* Of a larger map only the largest rows go into the page, which says so. */
#define HTML_ROWS_MAX 20000

/* Appends the page. TITLE names the script; BEGAN is when the trace began. */
void html_page(struct runtime *rt, const char *title, struct timespec began, struct buf *out);

#endif
