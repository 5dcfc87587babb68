/*
 * Moves packets for tests, over loopback and in namespaces of its own:
 *
 *	packets lonely COMMAND ...          runs COMMAND in a new network namespace with its
 *loopback up packets udp COUNT PORT ...          sends COUNT datagrams to each port of 127.0.0.1,
 *and says for each how many arrived packets connect COUNT PORT          connects to 127.0.0.1 COUNT
 *times (PORT 0: where it listens itself), and says how that went: "ok" or the errno's name packets
 *bind ADDRESS PORT           binds a UDP socket, and says how that went packets send ADDRESS PORT
 *COUNT     sends datagrams of 100 bytes there packets count PORT MILLISECONDS     says how many
 *datagrams came to PORT in that time packets cgroup NAME COMMAND ...     runs COMMAND in the new
 *cgroup NAME, which is removed
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORTS_MAX 16
#define QUIET_MS 300 /* nothing more is on the way over loopback then */

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static struct sockaddr_in address(const char *host, int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};

	if (inet_pton(AF_INET, host, &a.sin_addr) != 1)
		fail("inet_pton");
	return a;
}

static const char *result_name(int result)
{
	return result ? strerrorname_np(errno) : "ok";
}

/* ---- namespaces and cgroups ---- */

static void loopback_up(void)
{
	struct ifreq request = {.ifr_name = "lo"};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request))
		fail("lo");
	request.ifr_flags |= IFF_UP | IFF_RUNNING;
	if (ioctl(fd, SIOCSIFFLAGS, &request))
		fail("lo up");
	close(fd);
}

static int lonely(char **command)
{
	if (unshare(CLONE_NEWNET))
		fail("unshare");
	loopback_up();
	execvp(command[0], command);
	fail(command[0]);
	return 1;
}

static void run(const char *format, ...)
{
	char command[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);
	if (system(command)) {
		fprintf(stderr, "failed: %s\n", command);
		exit(1);
	}
}

/* A process that holds a network namespace, until we end. */
static pid_t far_start(void)
{
	int ready[2];
	pid_t pid;
	char byte;

	if (pipe(ready))
		fail("pipe");
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWNET))
			fail("unshare");
		loopback_up();
		close(0);
		close(1);
		close(2);
		close(ready[0]);
		close(ready[1]);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) < 0)
		fail("read");
	close(ready[0]);
	return pid;
}

static void enter(pid_t pid)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
	fd = open(path, O_RDONLY);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		fail(path);
	close(fd);
}

/* Interface LETTER0 here, LETTER1 in the namespace of PID; packets to OTHER's network leave by it.
 */
static void pair_make(char letter, int net, int other, pid_t pid)
{
	pid_t child;
	int status;

	run("ip link add %c0 type veth peer name %c1 netns %d", letter, letter, (int)pid);
	run("ip link set %c0 address 02:00:00:00:0%d:01 up", letter, net);
	run("ip addr add 10.77.%d.1/24 dev %c0", net, letter);
	child = fork();
	if (child == 0) {
		enter(pid);
		run("ip link set %c1 address 02:00:00:00:0%d:02 up", letter, net);
		run("ip addr add 10.77.%d.2/24 dev %c1", net, letter);
		run("ip route add 10.77.%d.0/24 dev %c1", other, letter);
		run("ip neigh add 10.77.%d.2 lladdr 02:00:00:00:0%d:02 dev %c1", other, other,
		    letter);
		exit(0);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		exit(1);
}

static int world(char **command)
{
	pid_t a, b;
	char number[16];

	if (unshare(CLONE_NEWNET))
		fail("unshare");
	loopback_up();
	a = far_start();
	b = far_start();
	pair_make('a', 1, 2, a);
	pair_make('b', 2, 1, b);
	snprintf(number, sizeof(number), "%d", (int)a);
	setenv("FAR_A", number, 1);
	snprintf(number, sizeof(number), "%d", (int)b);
	setenv("FAR_B", number, 1);
	execvp(command[0], command);
	fail(command[0]);
	return 1;
}

static void cgroup_join(const char *path)
{
	char file[512];
	FILE *out;

	snprintf(file, sizeof(file), "%s/cgroup.procs", path);
	out = fopen(file, "w");
	if (!out || fprintf(out, "%d", (int)getpid()) < 0 || fclose(out))
		fail(file);
}

/* Where cgroups of version 2 are mounted. */
static const char *cgroup_root(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	const struct mntent *m;

	while (mounts && (m = getmntent(mounts)))
		if (!strcmp(m->mnt_type, "cgroup2"))
			return m->mnt_dir;
	fprintf(stderr, "no cgroups of version 2\n");
	exit(1);
}

static void cgroup_remove(const char *path)
{
	for (int i = 0; i < 100 && rmdir(path) && errno == EBUSY; i++)
		usleep(20000);
}

/* A process that removes the cgroup when this one is killed. */
static void janitor_start(const char *path)
{
	struct pollfd wait = {.fd = (int)syscall(SYS_pidfd_open, getpid(), 0), .events = POLLIN};

	if (fork() == 0) {
		setsid();
		for (int fd = 0; fd <= 2; fd++)
			close(fd);
		poll(&wait, 1, -1);
		cgroup_remove(path);
		_exit(0);
	}
	close(wait.fd);
}

static int in_cgroup(const char *name, char **command)
{
	int status = 1;
	char path[256];
	pid_t child;

	snprintf(path, sizeof(path), "%s/%s", cgroup_root(), name);
	if (mkdir(path, 0755) && errno != EEXIST)
		fail(path);
	janitor_start(path);
	child = fork();
	if (child == 0) {
		cgroup_join(path);
		execvp(command[0], command);
		fail(command[0]);
	}
	waitpid(child, &status, 0);
	cgroup_remove(path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* ---- datagrams ---- */

static int receiver(const char *host, int port)
{
	struct sockaddr_in a = address(host, port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 4 << 20;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)))
		fail("bind");
	return fd;
}

static int receive(int fd, int quiet_ms)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	char bytes[2048];
	int n = 0;

	while (poll(&wait, 1, quiet_ms) > 0)
		n += recv(fd, bytes, sizeof(bytes), 0) >= 0;
	return n;
}

static int send_to(const char *host, int port, int count)
{
	struct sockaddr_in a = address(host, port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0), refused = 0;
	char bytes[100] = "sonde";
	int no = 1;

	/* A packet that an XDP program redirects has only the checksum that is in it already. */
	setsockopt(fd, SOL_SOCKET, SO_NO_CHECK, &no, sizeof(no));
	for (int i = 0; i < count; i++)
		if (sendto(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&a, sizeof(a)) < 0)
			refused = errno;
	close(fd);
	errno = refused;
	return refused ? -1 : 0;
}

static int udp(int count, int nports, char **ports)
{
	int fds[PORTS_MAX];

	for (int i = 0; i < nports && i < PORTS_MAX; i++)
		fds[i] = receiver("127.0.0.1", atoi(ports[i]));
	for (int i = 0; i < nports && i < PORTS_MAX; i++) {
		int refused = send_to("127.0.0.1", atoi(ports[i]), count);

		printf("%s: %s, ", ports[i], result_name(refused));
		printf("%d of %d arrived\n", receive(fds[i], QUIET_MS), count);
	}
	return 0;
}

/* One datagram of WORDS to the port of 127.0.0.1. */
static int say(int port, char **words)
{
	struct sockaddr_in a = address("127.0.0.1", port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	char text[512] = "";

	for (; *words; words++) {
		strncat(text, *words, sizeof(text) - strlen(text) - 2);
		if (words[1])
			strcat(text, " ");
	}
	if (sendto(fd, text, strlen(text), 0, (struct sockaddr *)&a, sizeof(a)) < 0)
		fail("say");
	close(fd);
	return 0;
}

static int count_for(int port, int ms)
{
	struct pollfd wait = {.fd = receiver("0.0.0.0", port), .events = POLLIN};

	printf("%d\n", poll(&wait, 1, ms) > 0 ? receive(wait.fd, QUIET_MS) : 0);
	return 0;
}

/* ---- connections, ports ---- */

static int connect_to(int count, int port)
{
	struct sockaddr_in a = address("127.0.0.1", port);
	int listener = socket(AF_INET, SOCK_STREAM, 0), result = 0;
	socklen_t len = sizeof(a);

	if (!port && (bind(listener, (struct sockaddr *)&a, len) || listen(listener, 16) ||
		      getsockname(listener, (struct sockaddr *)&a, &len)))
		fail("listen");
	for (int i = 0; i < count && !result; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0), served = -1;

		if (fd < 0)
			result = -1;
		else
			result = connect(fd, (struct sockaddr *)&a, sizeof(a));
		if (!result && !port)
			served = accept(listener, NULL, NULL);
		if (result)
			break;
		close(served);
		close(fd);
	}
	puts(result_name(result));
	return 0;
}

static void bind_to(const char *host, int port)
{
	struct sockaddr_in a = address(host, port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	puts(result_name(fd < 0 ? -1 : bind(fd, (struct sockaddr *)&a, sizeof(a))));
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "lonely") && argc > 2)
		return lonely(argv + 2);
	if (!strcmp(what, "world") && argc > 2)
		return world(argv + 2);
	if (!strcmp(what, "in") && argc > 3) {
		enter(atoi(argv[2]));
		execvp(argv[3], argv + 3);
		fail(argv[3]);
	}
	if (!strcmp(what, "cgroup") && argc > 3)
		return in_cgroup(argv[2], argv + 3);
	if (!strcmp(what, "udp") && argc > 3)
		return udp(atoi(argv[2]), argc - 3, argv + 3);
	if (!strcmp(what, "connect") && argc == 4)
		return connect_to(atoi(argv[2]), atoi(argv[3]));
	for (int i = 3; !strcmp(what, "bind") && i < argc; i++)
		bind_to(argv[2], atoi(argv[i]));
	if (!strcmp(what, "bind") && argc > 3)
		return 0;
	if (!strcmp(what, "send") && argc == 5) {
		puts(result_name(send_to(argv[2], atoi(argv[3]), atoi(argv[4]))));
		return 0;
	}
	if (!strcmp(what, "count") && argc == 4)
		return count_for(atoi(argv[2]), atoi(argv[3]));
	if (!strcmp(what, "say") && argc > 3)
		return say(atoi(argv[2]), argv + 3);
	fprintf(stderr,
		"usage: packets lonely|world|in|cgroup|udp|connect|bind|send|count|say ...\n");
	return 2;
}
