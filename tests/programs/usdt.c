/*
 * A program with USDT probes: usdt [ROUNDS [MICROSECONDS]], with a pause between rounds
 *
 * Each round (1 by default) hits sonde:forms with arguments in every kind of place, sonde:twice at
 * two places with different operands, other:forms, and sonde:guarded, but that only while somebody
 * listens; "guarded" is printed at the end when it was hit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sdt.h"

unsigned short guarded_semaphore __attribute__((section(".probes"), used));

static volatile int memory = -5;
static volatile unsigned short half = 65535;
static long table[4] = {100, 101, 102, 103};

static void forms(int number, const char *text)
{
	signed char byte = -3;
	long index = 2;

	SDT("sonde", "forms", "0", "-4@%0 8@%1 -4@%2 2@%3 -1@%b4 1@%b4 -4@$-7 8@(%5,%6,8)",
	    "r"(number), "r"(text), "m"(memory), "m"(half), "q"(byte), "r"(table), "r"(index));
}

int main(int argc, char **argv)
{
	static const char text[] = "usdt text";
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	int hits = 0;

	memory = *(const volatile char *)text
			 ? -5
			 : 0; /* a page that is not there yet cannot be read by a probe */
	half = 65535;
	for (long i = 0; i < rounds; i++) {
		forms(-17, text);
		SDT("sonde", "twice", "0", "4@$1", "r"(i));
		SDT("sonde", "twice", "0", "8@%0", "r"(i + 2));
		SDT("other", "forms", "0", "4@$77", "r"(i));
		if (*(volatile unsigned short *)&guarded_semaphore) {
			SDT("sonde", "guarded", "guarded_semaphore", "8@%0", "r"(i));
			hits++;
		}
		if (argc > 2)
			usleep((useconds_t)strtoul(argv[2], NULL, 10));
	}
	if (hits)
		printf("guarded\n");
	return 0;
}
