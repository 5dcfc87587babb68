/*
 * Makes events for tests to see: activity [ROUNDS] [FILE] [NAME]
 *
 * Each round (1 by default) opens FILE (/dev/null by default), reads 16 bytes from /dev/zero,
 * writes 32 bytes to /dev/null, yields the processor once. NAME becomes its comm: cases that run at
 * the same time tell their events apart by it.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	const char *file = argc > 2 ? argv[2] : "/dev/null";
	int zero = open("/dev/zero", O_RDONLY), null = open("/dev/null", O_WRONLY);
	char bytes[32];

	if (argc > 3)
		prctl(PR_SET_NAME, argv[3]);
	for (long i = 0; i < rounds; i++) {
		int fd = open(file, O_RDONLY);

		if (read(zero, bytes, 16) != 16 || write(null, bytes, 32) != 32)
			return 1;
		sched_yield();
		if (fd >= 0)
			close(fd);
	}
	return 0;
}
