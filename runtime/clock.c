/* Clock differences and formatted times. */
#include "runtime/clock.h"

#include <stdio.h>
#include <time.h>

#define SECOND UINT64_C(1000000000)

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t))
		return 0;
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

/* CLOCK's distance from the boot clock; of several readings the one with the least delay. */
static int64_t clock_distance(clockid_t clock)
{
	uint64_t best = UINT64_MAX;
	int64_t distance = 0;

	for (int i = 0; i < 5; i++) {
		uint64_t before = clock_ns(CLOCK_BOOTTIME);
		uint64_t there = clock_ns(clock);
		uint64_t delay = clock_ns(CLOCK_BOOTTIME) - before;

		if (delay < best) {
			best = delay;
			distance = (int64_t)(there - (before + delay / 2));
		}
	}
	return distance;
}

struct clock_bases clock_measure(void)
{
	return (struct clock_bases){.boot = clock_ns(CLOCK_BOOTTIME),
				    .boot_to_real = clock_distance(CLOCK_REALTIME),
				    .boot_to_tai = clock_distance(CLOCK_TAI)};
}

uint64_t clock_to_epoch(const struct clock_bases *bases, enum clock_mode mode, uint64_t ns)
{
	if (mode == CLOCK_TAI_NS || mode == CLOCK_SW_TAI_NS)
		return ns;
	return ns + (uint64_t)bases->boot_to_real;
}

/* FORMAT with our own conversions replaced by digits. */
static void format_expand(struct buf *out, const char *format, uint64_t fraction)
{
	for (const char *c = format; *c; c++) {
		if (c[0] != '%' || !c[1]) {
			buf_char(out, *c);
			continue;
		}
		c++;
		if (*c == 'f')
			buf_printf(out, "%06u", (unsigned)(fraction / 1000));
		else if (*c == 'k')
			buf_printf(out, "%09u", (unsigned)fraction);
		else if (*c == 'l')
			buf_printf(out, "%03u", (unsigned)(fraction / 1000000));
		else
			buf_add(out, c - 1, 2);
	}
}

bool clock_format(struct buf *out, const char *format, uint64_t ns, size_t max)
{
	time_t seconds = (time_t)(ns / SECOND);
	struct buf expanded = {NULL, 0, 0};
	struct tm local;
	size_t len = 0;

	format_expand(&expanded, format, ns % SECOND);
	if (expanded.len && localtime_r(&seconds, &local))
		len = strftime(buf_reserve(out, max), max + 1, expanded.at, &local);
	if (out->at) {
		out->len += len;
		out->at[out->len] = '\0';
	}
	buf_free(&expanded);
	return len != 0;
}
