/*
 * Processes that live for moments: family [CHILDREN [MILLISECONDS]]
 *
 * Forks CHILDREN (1 by default), one after the other, none of which calls exec: each calls
 * born(number), which calls stopped(), which makes the system call sched_yield, and exits at once.
 * At the end it lives on for a while (0 by default).
 */
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

void born(int number);
void stopped(void);

static volatile int sink;

__attribute__((noinline)) void stopped(void)
{
	sched_yield();
	sink = 1;
}

__attribute__((noinline)) void born(int number)
{
	sink = number;
	stopped();
	sink = 0;
}

int main(int argc, char **argv)
{
	int children = argc > 1 ? atoi(argv[1]) : 1;

	for (int i = 0; i < children; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			born(i);
			_exit(0);
		}
		if (pid < 0 || waitpid(pid, NULL, 0) != pid)
			return 1;
	}
	if (argc > 2)
		usleep((useconds_t)atoi(argv[2]) * 1000);
	return 0;
}
