/*
 * Maps in the text form of OpenMetrics 1.0 (https://openmetrics.io, the format of a Prometheus
 * scrape). Names, labels and types of a trace stay the same while it lasts.
 */
#ifndef SONDE_RUNTIME_OPENMETRICS_H
#define SONDE_RUNTIME_OPENMETRICS_H

#include "runtime/runtime.h"

#define OPENMETRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

/* At most so many series in one scrape; what is left out is told in one of its own. */
#define OPENMETRICS_SERIES_MAX 10000

struct openmetrics;

/* RT must outlive the result. */
struct openmetrics *openmetrics_new(struct runtime *rt);
void openmetrics_free(struct openmetrics *om); /* NULL is fine */

/* Appends everything as it is now. Returns how many series had to be left out. */
uint64_t openmetrics_text(struct openmetrics *om, struct buf *out);

#endif
