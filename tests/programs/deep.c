/*
 * Twelve functions, each called by the one before, without frame pointers: deep [ROUNDS
 * [MILLISECONDS]]
 *
 * Each round (1 by default) goes down from frame1(1) to frame12(), which calls sched_yield(); half
 * of them have arrays on the stack, and frame6 one whose size is not known when it is compiled.
 * After each round it sleeps (0 by default).
 */
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAME(n) __attribute__((noinline, noclone)) int frame##n(int x)

static volatile int sink;

int frame12(int x);
int frame11(int x);
int frame10(int x);
int frame9(int x);
int frame8(int x);
int frame7(int x);
int frame6(int x);
int frame5(int x);
int frame4(int x);
int frame3(int x);
int frame2(int x);
int frame1(int x);

FRAME(12)
{
	sink = x;
	sched_yield();
	return x + sink;
}

FRAME(11)
{
	return frame12(x + 1) * 3;
}

FRAME(10)
{
	char room[100];

	memset(room, x, sizeof(room));
	sink = room[x & 63];
	return frame11(x + 1) + room[x & 31];
}

FRAME(9)
{
	return frame10(x + 1) ^ 5;
}

FRAME(8)
{
	char room[3000];

	memset(room, x, sizeof(room));
	sink = room[x & 63];
	return frame9(x + 1) + room[x & 31];
}

FRAME(7)
{
	int a = frame8(x + 1);

	return a * x - sink;
}

FRAME(6)
{
	char room[(x & 63) + 40];

	memset(room, x, sizeof(room));
	sink = room[x & 15];
	return frame7(x + 1) + room[x & 31];
}

FRAME(5)
{
	return frame6(x + 1) - 7;
}

FRAME(4)
{
	int a = sink, b = x * a;

	return frame5(x + 1) + a * b;
}

FRAME(3)
{
	return frame4(x + 1) | 1;
}

FRAME(2)
{
	char room[64] __attribute__((aligned(64)));

	memset(room, x, sizeof(room));
	sink = room[x & 15];
	return frame3(x + 1) + room[x & 31];
}

FRAME(1)
{
	return frame2(x + 1) + 2;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 1;

	for (int i = 0; i < rounds; i++) {
		sink = frame1(1);
		if (argc > 2)
			usleep((useconds_t)atoi(argv[2]) * 1000);
	}
	return 0;
}
