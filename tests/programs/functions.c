/*
 * A program with functions to probe: functions [ROUNDS [MILLISECONDS]]
 *
 * Each round (1 by default) calls twice(7, "seven"), which returns 14, and quiet(). At the end it
 * lives on for a while (0 by default), so that addresses in it can still be looked up.
 */
#include <stdlib.h>
#include <unistd.h>

int twice(int number, const char *name);
void quiet(void);

static volatile int sink;

__attribute__((noinline)) int twice(int number, const char *name)
{
	sink = name[0];
	return 2 * number;
}

__attribute__((noinline)) void quiet(void)
{
	sink = 0;
}

int main(int argc, char **argv)
{
	static const char name[] = "seven";
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 1;

	sink = name[0]; /* a page that is not there yet cannot be read by a probe */
	for (long i = 0; i < rounds; i++) {
		if (twice(7, name) != 14)
			return 1;
		quiet();
	}
	if (argc > 2)
		usleep((useconds_t)strtol(argv[2], NULL, 10) * 1000);
	return 0;
}
