/* Wall-clock times from the clocks that programs read. */
#ifndef SONDE_RUNTIME_CLOCK_H
#define SONDE_RUNTIME_CLOCK_H

#include "lang/base/buf.h"
#include "lang/type.h"

/* Differences between clocks in ns, measured once at the start. */
struct clock_bases {
	uint64_t boot; /* CLOCK_BOOTTIME at the time of measuring */
	int64_t boot_to_real;
	int64_t boot_to_tai;
};

struct clock_bases clock_measure(void);

/* Nanoseconds since the epoch for NS of a clock. */
uint64_t clock_to_epoch(const struct clock_bases *bases, enum clock_mode mode, uint64_t ns);

/*
 * Appends the local time of NS (since the epoch) as FORMAT says: strftime(3) with %f, %k, %l for
 * micro-, nano- and milliseconds. At most MAX bytes. False: strftime had nothing to say.
 */
bool clock_format(struct buf *out, const char *format, uint64_t ns, size_t max);

#endif
