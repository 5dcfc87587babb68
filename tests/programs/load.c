/*
 * Makes a known number of events on every CPU at once: load ROUNDS [THREADS]
 *
 * Each of THREADS threads (two for each CPU) is bound to one CPU. When all are ready, each calls
 * hit(thread, round) and sched_get_priority_max() ROUNDS times. Prints how many calls of each that
 * were.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long rounds;
static pthread_barrier_t ready;

__attribute__((noinline)) void hit(long thread, long round)
{
	__asm__ volatile("" : : "r"(thread), "r"(round) : "memory");
}

static void *work(void *argument)
{
	long thread = (long)argument;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET((size_t)(thread % sysconf(_SC_NPROCESSORS_ONLN)), &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	pthread_barrier_wait(&ready);
	for (long i = 0; i < rounds; i++) {
		hit(thread, i);
		sched_get_priority_max(SCHED_FIFO);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	long threads = argc > 2 ? atol(argv[2]) : 2 * sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t *all = calloc((size_t)threads, sizeof(*all));

	rounds = argc > 1 ? atol(argv[1]) : 1000;
	pthread_barrier_init(&ready, NULL, (unsigned)threads);
	for (long i = 0; i < threads; i++)
		if (pthread_create(&all[i], NULL, work, (void *)i) != 0)
			return 1;
	for (long i = 0; i < threads; i++)
		pthread_join(all[i], NULL);
	printf("%ld\n", threads * rounds);
	free(all);
	return 0;
}
