/*
 * Memory to watch: memory TIMES [THREADS]
 *
 * Each thread (2 by default) writes TIMES times to a word at 0x20000000, which lies there in every
 * run, and reads it once at the end. A function at 0x20001000 is called as often.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define WORD ((volatile uint64_t *)0x20000000)
#define CODE ((unsigned char *)0x20001000)
#define THREADS_MAX 64

static long times;

static void *work(void *arg)
{
	for (long i = 0; i < times; i++) {
		*WORD = (uint64_t)i;
		((void (*)(void))(uintptr_t)CODE)();
	}
	return arg;
}

int main(int argc, char **argv)
{
	int threads = argc > 2 ? atoi(argv[2]) : 2;
	pthread_t ids[THREADS_MAX];
	uint64_t last;

	times = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	if (mmap((void *)(uintptr_t)WORD, 8192, PROT_READ | PROT_WRITE | PROT_EXEC,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	memcpy(CODE,
#if defined(__x86_64__)
	       "\xc3", 1
#elif defined(__aarch64__)
	       "\xc0\x03\x5f\xd6", 4
#endif
	);
	__builtin___clear_cache((char *)CODE, (char *)CODE + 4);
	for (int i = 0; i < threads && i < THREADS_MAX; i++)
		pthread_create(&ids[i], NULL, work, NULL);
	for (int i = 0; i < threads && i < THREADS_MAX; i++)
		pthread_join(ids[i], NULL);
	last = *WORD;
	printf("%llu\n", (unsigned long long)last);
	return 0;
}
