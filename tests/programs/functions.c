/*
 * A program with functions to probe: functions [ROUNDS]
 *
 * Each round (1 by default) calls twice(7, "seven"), which returns 14, and quiet().
 */
#include <stdlib.h>

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
	return 0;
}
