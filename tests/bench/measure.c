/*
 * measure [-n RUNS] [-i SECONDS] COMMAND ARGS...: how long a command takes and how much memory.
 *
 * Runs COMMAND RUNS times (5) with its output thrown away and prints one line: median of the wall
 * time from exec to exit in ms, largest peak of resident memory in KiB of the started process
 * itself, and of the largest process that it waited for. With -i it is sent SIGINT after SECONDS,
 * and SIGKILL when it still runs a minute later. While it runs, its memory is looked at every 20
 * ms, so that "resident while tracing" is known, too: the median of the second half of the samples.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 1000
#define SAMPLES_MAX 4096

struct sample_set {
	long kib[SAMPLES_MAX];
	size_t n;
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* A number of /proc/PID/status in KiB: FIELD is "VmRSS:" or "VmHWM:". */
static long status_kib(pid_t pid, const char *field)
{
	char path[64], line[256];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, field, strlen(field)) == 0)
			kib = strtol(line + strlen(field), NULL, 10);
	fclose(f);
	return kib;
}

static int compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int compare_long(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

static pid_t command_start(char **argv)
{
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[0], argv);
		_exit(127);
	}
	return pid;
}

/* Waits for PID; returns its wall time. Between looks at its memory nothing disturbs it. */
static double command_wait(pid_t pid, double interrupt_ms, struct sample_set *samples,
			   struct rusage *usage, int *status)
{
	double start = now_ms(), sampled = start;
	bool interrupted = false;
	struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};

	for (;;) {
		bool ended = poll(&end, 1, 20) > 0;
		double now = now_ms();

		if (ended && wait4(pid, status, 0, usage) == pid) {
			close(end.fd);
			return now - start;
		}
		if (now - sampled >= 20) {
			long kib = status_kib(pid, "VmRSS:");

			sampled = now;
			if (kib && samples->n < SAMPLES_MAX)
				samples->kib[samples->n++] = kib;
		}
		if (interrupt_ms > 0 && !interrupted && now - start >= interrupt_ms) {
			kill(pid, SIGINT);
			interrupted = true;
		}
		if (interrupted && now - start >= interrupt_ms + 60000)
			kill(pid, SIGKILL);
	}
}

static long settled(struct sample_set *s)
{
	size_t half = s->n / 2;

	if (!s->n)
		return 0;
	qsort(s->kib + half, s->n - half, sizeof(s->kib[0]), compare_long);
	return s->kib[half + (s->n - half) / 2];
}

int main(int argc, char **argv)
{
	static double wall[RUNS_MAX];
	static long resident[RUNS_MAX];
	static struct sample_set samples;
	int option, status = 0, runs = 5;
	long peak = 0;
	double interrupt = 0;

	while ((option = getopt(argc, argv, "+n:i:")) != -1) {
		if (option == 'n')
			runs = atoi(optarg);
		else if (option == 'i')
			interrupt = strtod(optarg, NULL) * 1e3;
		else
			return 2;
	}
	if (optind == argc || runs < 1 || runs > RUNS_MAX)
		return 2;
	for (int i = 0; i < runs; i++) {
		struct rusage usage;
		pid_t pid = command_start(argv + optind);

		if (pid < 0)
			return 1;
		samples.n = 0;
		wall[i] = command_wait(pid, interrupt, &samples, &usage, &status);
		resident[i] = settled(&samples);
		/* Of a waited-for child, ru_maxrss covers what it waited for itself. */
		if (usage.ru_maxrss > peak)
			peak = usage.ru_maxrss;
	}
	qsort(wall, (size_t)runs, sizeof(wall[0]), compare_double);
	qsort(resident, (size_t)runs, sizeof(resident[0]), compare_long);
	printf("%.1f %ld %ld %d\n", wall[runs / 2], peak, resident[runs / 2],
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}
