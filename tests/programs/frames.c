/*
 * Frames, byte for byte.
 *
 *	frames send HEX ...             sends what the digits say over lo
 *	frames apart SIZE HEX ...       the same with zeros behind up to SIZE (a page or more), in a
 *	                                socket buffer whose memory has only the Ethernet header
 *	frames xdp|tc|cgroup_skb FILE   packets that nobody sends
 *
 *
 * The last hands made-up packets to the program of that type which the process that runs this has
 *attached (BPF_PROG_TEST_RUN), and writes to FILE for each one line of what it is, found out by
 *rules that share no code with sonde: whole ones of many kinds, each cut at every length, and with
 *random bytes changed.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROOM 1024

struct packet {
	uint8_t at[ROOM];
	size_t len;
};

/* ---- what a packet is ---- */

struct facts {
	bool eth, ip, ip6, tcp, udp, icmp;
	uint32_t type, tags, vlan[2];
	uint32_t proto, payload_at, payload_len;
	const uint8_t *l2, *l3, *l4;
};

static uint32_t be(const uint8_t *p, unsigned n)
{
	uint32_t v = 0;

	while (n--)
		v = v << 8 | *p++;
	return v;
}

/* Up to LEN bytes at AT of a packet of SIZE bytes, of which the network layer has END. */
static void transport(struct facts *f, const uint8_t *p, size_t size, size_t at, size_t end)
{
	const uint8_t *h = p + at;
	size_t last = end < size ? end : size, need;

	if (f->proto == 6 && at + 20 <= size && (h[12] >> 4) >= 5 &&
	    at + (h[12] >> 4) * 4u <= end) {
		f->tcp = true;
		need = (h[12] >> 4) * 4u;
	} else if (f->proto == 17 && at + 8 <= last && (be(h + 4, 2) == 0 || be(h + 4, 2) >= 8)) {
		f->udp = true;
		need = 8;
		if (be(h + 4, 2) && at + be(h + 4, 2) < last)
			last = at + be(h + 4, 2);
	} else if (f->proto == (f->ip6 ? 58 : 1) && at + 8 <= last) {
		f->icmp = true;
		need = 8;
	} else {
		need = 0;
	}
	f->l4 = h;
	f->payload_at = at + need;
	f->payload_len = f->payload_at < last ? last - f->payload_at : 0;
}

static bool is_extension(uint32_t proto)
{
	static const uint8_t all[] = {0, 43, 44, 51, 60, 135, 139, 140};

	return memchr(all, (int)proto, sizeof(all)) != NULL;
}

static void without_transport(struct facts *f, size_t size, size_t at, size_t end)
{
	end = end < size ? end : size;
	f->payload_at = at;
	f->payload_len = at < end ? end - at : 0;
}

static void ip6(struct facts *f, const uint8_t *p, size_t size, size_t at)
{
	size_t end;

	if (at + 40 > size || p[at] >> 4 != 6)
		return;
	f->ip6 = true;
	f->l3 = p + at;
	end = be(p + at + 4, 2) ? at + 40 + be(p + at + 4, 2) : size;
	f->proto = p[at + 6];
	at += 40;
	for (int i = 0; i < 8 && is_extension(f->proto); i++) {
		uint32_t kind = f->proto, n;

		if (at + 8 > size || at + 8 > end) {
			f->proto = 0;
			without_transport(f, size, at, end);
			return;
		}
		n = kind == 44 ? 8 : kind == 51 ? (p[at + 1] + 2u) * 4 : (p[at + 1] + 1u) * 8;
		f->proto = p[at];
		at += n;
		if (kind == 44 && be(p + at - 6, 2) & 0xfff8) {
			without_transport(f, size, at, end);
			return;
		}
	}
	transport(f, p, size, at, end);
}

static void ip(struct facts *f, const uint8_t *p, size_t size, size_t at)
{
	uint32_t header, length;
	size_t end;

	if (at + 20 > size || p[at] >> 4 != 4)
		return;
	header = (p[at] & 15) * 4;
	length = be(p + at + 2, 2);
	if (header < 20 || (length && length < header))
		return;
	f->ip = true;
	f->l3 = p + at;
	f->proto = p[at + 9];
	end = length ? at + length : size;
	if (be(p + at + 6, 2) & 0x1fff)
		without_transport(f, size, at + header, end);
	else
		transport(f, p, size, at + header, end);
}

static struct facts look(const uint8_t *p, size_t size, bool link)
{
	struct facts f = {.l2 = p};
	size_t at = link ? 14 : 0;

	if (size < 14 && link) {
		f.payload_len = size;
		return f;
	}
	f.eth = link;
	f.type = be(link ? p + 12 : p - 2, 2);
	while (link && f.tags < 2 && (f.type == 0x8100 || f.type == 0x88a8) && at + 4 <= size) {
		f.vlan[f.tags++] = be(p + at, 2) & 0xfff;
		f.type = be(p + at + 2, 2);
		at += 4;
	}
	f.payload_at = at;
	f.payload_len = size - at;
	if ((f.type == 0x8100 || f.type == 0x88a8) && f.tags < 2)
		return f;
	if (f.type == 0x0800)
		ip(&f, p, size, at);
	else if (f.type == 0x86dd)
		ip6(&f, p, size, at);
	return f;
}

/* ---- as text, in the form of the script in packet_views.t ---- */

static void mac(const uint8_t *p)
{
	printf(" %02X:%02X:%02X:%02X:%02X:%02X", p[0], p[1], p[2], p[3], p[4], p[5]);
}

static void address(int family, const uint8_t *p)
{
	static const uint8_t none[16];
	char text[INET6_ADDRSTRLEN];

	printf(" %s", inet_ntop(family, p ? p : none, text, sizeof(text)));
}

static void link_print(const struct facts *f)
{
	static const uint8_t none[6];

	printf(" | %d", f->eth);
	mac(f->eth ? f->l2 : none);
	mac(f->eth ? f->l2 + 6 : none);
	printf(" %x %u %u", f->eth ? f->type : 0, f->vlan[0], f->vlan[1]);
}

static void network_print(const struct facts *f)
{
	static const uint8_t none[40];
	const uint8_t *h = f->ip ? f->l3 : none, *six = f->ip6 ? f->l3 : none;
	uint32_t fragment = be(h + 6, 2);

	printf(" | %d %u %u %u %u %u %u %d %d %u %u %u %u", f->ip, (h[0] & 15) * 4, h[1], h[1] >> 2,
	       h[1] & 3, be(h + 2, 2), be(h + 4, 2), fragment >> 14 & 1, fragment >> 13 & 1,
	       (fragment & 0x1fff) * 8, h[8], h[9], be(h + 10, 2));
	address(AF_INET, f->ip ? h + 12 : NULL);
	address(AF_INET, f->ip ? h + 16 : NULL);
	printf(" | %d %u %u %u %u %u", f->ip6, be(six, 2) >> 4 & 255, be(six, 4) & 0xfffff,
	       be(six + 4, 2), six[6], six[7]);
	address(AF_INET6, f->ip6 ? six + 8 : NULL);
	address(AF_INET6, f->ip6 ? six + 24 : NULL);
}

static void transport_print(const struct facts *f)
{
	static const uint8_t none[20];
	const uint8_t *t = f->tcp ? f->l4 : none, *u = f->udp ? f->l4 : none;
	const uint8_t *i = f->icmp ? f->l4 : none;

	printf(" | %d %u %u %u %u %u %x", f->tcp, be(t, 2), be(t + 2, 2), be(t + 4, 4),
	       be(t + 8, 4), (t[12] >> 4) * 4, t[13]);
	for (int bit = 0; bit < 8; bit++)
		printf(" %d", t[13] >> bit & 1);
	printf(" %u %u %u", be(t + 14, 2), be(t + 16, 2), be(t + 18, 2));
	printf(" | %d %u %u %u %u", f->udp, be(u, 2), be(u + 2, 2), be(u + 4, 2), be(u + 6, 2));
	printf(" | %d %u %u %u %u %u", f->icmp, i[0], i[1], be(i + 2, 2), be(i + 4, 2),
	       be(i + 6, 2));
}

static void whole_print(const struct facts *f, const uint8_t *p)
{
	unsigned n = f->payload_len < 12 ? f->payload_len : 12;
	int family = f->ip6 ? AF_INET6 : AF_INET;
	unsigned from = f->ip6 ? 8 : 12, step = f->ip6 ? 16 : 4;

	printf(" | %u %u", f->proto, f->payload_len);
	address(family, f->l3 ? f->l3 + from : NULL);
	address(family, f->l3 ? f->l3 + from + step : NULL);
	if (f->tcp || f->udp)
		printf(" %u %u ", be(f->l4, 2), be(f->l4 + 2, 2));
	else
		printf(" 0 0 ");
	for (unsigned i = 0; i < n; i++)
		printf("\\x%02x", p[f->payload_at + i]);
	printf("\n");
}

/* ---- packets ---- */

static void add(struct packet *p, const void *bytes, size_t n)
{
	if (p->len + n <= ROOM)
		memcpy(p->at + p->len, bytes, n);
	p->len += n;
}

static void bytes_add(struct packet *p, const char *hex)
{
	for (; *hex; hex += 2) {
		unsigned byte;
		uint8_t b;

		while (*hex == ' ')
			hex++;
		if (sscanf(hex, "%2x", &byte) != 1)
			break;
		b = (uint8_t)byte;
		add(p, &b, 1);
	}
}

/* Parts of packets, in hexadecimal. */
static const char eth[] = "020000000002 02000000aa01 ";
static const char tcp_syn[] = "3039 0050 01020304 a0b0c0d0 6002 7210 2222 0033 020405b4";
static const char tcp_all[] = "d431 01bb ffffffff 80000000 50ff ffff 1234 5678";
static const char udp[] = "1f90 0035 0014 beef";
static const char echo[] = "0800 f7ff 0102 0304";
static const char echo6[] = "8000 f7ff 0a0b 0c0d";
static const char text[] = "48656c6c6f2c 20776f726c64 2e";

struct shape {
	const char *parts[12];
};

#define IP(second, length, fragment, proto) \
	"0800 45" second length "beef" fragment "40" proto "a1b2 c0000201 c6336402"
#define IP6(flow, length, next)   \
	"86dd 6" flow length next \
	"3f 20010db8000000000000000000000001 fe80000000000000a1b2c3d4e5f60718"

static const struct shape shapes[] = {
	{{eth, IP("b8", "0041", "4000", "06"), tcp_syn, text}},
	{{eth, IP("00", "0035", "0000", "06"), tcp_all, text}},
	{{eth, IP("00", "0028", "0000", "06"), tcp_all, text}},
	{{eth, IP("00", "0000", "0000", "06"), tcp_all, text}},
	{{eth, IP("00", "0012", "0000", "06"), tcp_all, text}},
	{{eth, IP("00", "0024", "0000", "06"), tcp_all, text}},
	{{eth, IP("03", "0029", "0000", "11"), udp, text}},
	{{eth, IP("03", "ffff", "0000", "11"), udp, text}},
	{{eth, IP("03", "0029", "0000", "11"), "1f90 0035 0000 beef", text}},
	{{eth, IP("03", "0029", "0000", "11"), "1f90 0035 0007 beef", text}},
	{{eth, IP("03", "0029", "0000", "11"), "1f90 0035 000a beef", text}},
	{{eth, IP("03", "0029", "0000", "11"), "1f90 0035 ffff beef", text}},
	{{eth, IP("fc", "0029", "2000", "11"), udp, text}},
	{{eth, IP("fc", "0029", "2005", "11"), udp, text}},
	{{eth, IP("fc", "0029", "0100", "06"), tcp_all, text}},
	{{eth, IP("00", "0029", "0000", "01"), echo, text}},
	{{eth, IP("00", "0029", "0000", "3a"), echo, text}},
	{{eth, IP("00", "0029", "0000", "2f"), "0000 0800", text}},
	{{eth, "8100 2064", IP("00", "0029", "0000", "11"), udp, text}},
	{{eth, "88a8 0fff 8100 e001", IP("00", "0029", "0000", "11"), udp, text}},
	{{eth, "8100 0001 8100 0002 8100 0003", IP("00", "0029", "0000", "11"), udp, text}},
	{{eth, "8100 0000 88a8 0000", IP6("00a3c5d", "0015", "11"), udp, text}},
	{{eth, IP6("f0fffff", "0015", "11"), udp, text}},
	{{eth, IP6("0000000", "0000", "11"), udp, text}},
	{{eth, IP6("0000000", "0025", "06"), tcp_syn, text}},
	{{eth, IP6("0000000", "0015", "3a"), echo6, text}},
	{{eth, IP6("0000000", "0015", "01"), echo6, text}},
	{{eth, IP6("0000000", "001d", "00"), "3a00 0502 0000 0100", echo6, text}},
	{{eth, IP6("0000000", "0035", "00"), "2b00 010400000000", "3c02 010400000000",
	  "1102 010e 00000000000000000000000000000000000000000000", udp, text}},
	{{eth, IP6("0000000", "001d", "2c"), "1100 0001 00001234", udp, text}},
	{{eth, IP6("0000000", "001d", "2c"), "1100 0009 00001234", udp, text}},
	{{eth, IP6("0000000", "0029", "33"), "0604 0000 00000001 00000002 000000000000000000000000",
	  tcp_all, text}},
	{{eth, IP6("0000000", "0055", "3c"), "3c00 010400000000", "3c00 010400000000",
	  "3c00 010400000000", "3c00 010400000000", "3c00 010400000000", "3c00 010400000000",
	  "3c00 010400000000", "1100 010400000000", udp, text}},
	{{eth, IP6("0000000", "0055", "3c"), "3c00 010400000000 3c00 010400000000",
	  "3c00 010400000000", "3c00 010400000000", "3c00 010400000000", "3c00 010400000000",
	  "3c00 010400000000", "3c00 010400000000", "1100 010400000000", udp, text}},
	{{eth, IP6("0000000", "0015", "3b"), udp, text}},
	{{eth, IP6("0000000", "00ff", "3c"), "11ff 010400000000", udp, text}},
	{{eth, "0806 0001 0800 0604 0001 020000000001 c0000201 000000000000 c6336402"}},
	{{eth, "0026 aaaa 0300 0000", text}},
	{{eth, "86dd 45000029beef0000 40 11 a1b2 c0000201 c6336402", udp, text}},
	{{eth, "0800 60000000 0015 11 40", text, text}},
	{{eth, "0800 44000029beef0000 40 11 a1b2 c0000201 c6336402", udp, text}},
};

/* Headers of IPv4 with options of every length. */
static void options_make(struct packet *p, unsigned words)
{
	uint8_t header[60] = {(uint8_t)(0x40 | words),
			      0,
			      0,
			      (uint8_t)(words * 4 + 21),
			      0,
			      9,
			      0,
			      0,
			      64,
			      17,
			      0,
			      0,
			      10,
			      1,
			      2,
			      3,
			      10,
			      3,
			      2,
			      1};

	memset(header + 20, 1, 40);
	bytes_add(p, eth);
	bytes_add(p, "0800");
	add(p, header, words < 5 ? 20 : words * 4);
	bytes_add(p, udp);
	bytes_add(p, text);
}

/* ---- the program ---- */

static long bpf(enum bpf_cmd cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

/* The program with this number if it is of TYPE, or -1. */
static int program_get(uint32_t id, enum bpf_prog_type type)
{
	union bpf_attr get = {.prog_id = id};
	struct bpf_prog_info info = {0};
	union bpf_attr ask = {
		.info = {.info_len = sizeof(info), .info = (uint64_t)(uintptr_t)&info}};
	int fd = (int)bpf(BPF_PROG_GET_FD_BY_ID, &get);

	if (fd < 0)
		return -1;
	ask.info.bpf_fd = (uint32_t)fd;
	if (!bpf(BPF_OBJ_GET_INFO_BY_FD, &ask) && info.type == type)
		return fd;
	close(fd);
	return -1;
}

static int program_open(enum bpf_prog_type type)
{
	char path[300], line[128];
	struct dirent *entry;
	DIR *dir;
	int found = -1;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", getppid());
	dir = opendir(path);
	while (dir && found < 0 && (entry = readdir(dir))) {
		unsigned id = 0;
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%s", getppid(), entry->d_name);
		f = fopen(path, "r");
		while (f && fgets(line, sizeof(line), f))
			sscanf(line, "prog_id: %u", &id);
		if (f)
			fclose(f);
		if (id)
			found = program_get(id, type);
	}
	if (dir)
		closedir(dir);
	return found;
}

struct target {
	int fd;
	bool link; /* packets have their Ethernet header */
	unsigned number;
};

static void packet_run(struct target *t, const struct packet *p, size_t len)
{
	uint8_t copy[ROOM], out[2 * ROOM];
	union bpf_attr run = {.test = {.prog_fd = (uint32_t)t->fd,
				       .data_in = (uint64_t)(uintptr_t)copy,
				       .data_size_in = (uint32_t)len,
				       .data_out = (uint64_t)(uintptr_t)out,
				       .data_size_out = sizeof(out)}};
	size_t head = t->link ? 0 : 14;
	struct facts f;

	memcpy(copy, p->at, len);
	if (bpf(BPF_PROG_TEST_RUN, &run)) {
		if (errno == EINVAL) /* less than a header, as kernels see it */
			return;
		fprintf(stderr, "frames: %s\n", strerror(errno));
		exit(1);
	}
	f = look(p->at + head, len - head, t->link);
	printf("%u %zu", t->number++, len - head);
	link_print(&f);
	network_print(&f);
	transport_print(&f);
	whole_print(&f, p->at + head);
	if (t->number % 16 == 0)
		usleep(2000); /* the printing has to keep up */
}

static void cuts_run(struct target *t, const struct packet *p)
{
	for (size_t len = 14; len <= p->len; len++)
		packet_run(t, p, len);
}

static void changes_run(struct target *t, const struct packet *p)
{
	for (unsigned i = 0; i < 12; i++) {
		struct packet changed = *p;

		for (unsigned n = 0; n < 1 + i % 4; n++)
			changed.at[12 + (size_t)rand() % (p->len - 12)] = (uint8_t)rand();
		packet_run(t, &changed, p->len);
	}
}

/* ---- real frames ---- */

#define FRAME_MAX 16384

static int frame_send(char **hex, size_t size)
{
	static struct {
		struct virtio_net_hdr head;
		uint8_t at[FRAME_MAX];
	} frame;
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
				 .sll_ifindex = (int)if_nametoindex("lo"),
				 .sll_halen = ETH_ALEN};
	size_t head = size ? sizeof(frame.head) : 0;
	struct packet p = {.len = 0};
	int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1;

	while (*hex)
		bytes_add(&p, *hex++);
	memcpy(frame.at, p.at, p.len);
	frame.head.hdr_len = ETH_HLEN;
	if (size > FRAME_MAX ||
	    (size && setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one))) ||
	    sendto(fd, frame.at - head, head + (size ? size : p.len), 0, (struct sockaddr *)&to,
		   sizeof(to)) < 0) {
		perror("frames");
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct target t = {.fd = -1};
	enum bpf_prog_type type = BPF_PROG_TYPE_XDP;

	if (argc > 2 && strcmp(argv[1], "send") == 0)
		return frame_send(argv + 2, 0);
	if (argc > 3 && strcmp(argv[1], "apart") == 0)
		return frame_send(argv + 3, (size_t)atoi(argv[2]));
	if (argc != 3 || !freopen(argv[2], "w", stdout))
		return 2;
	t.link = strcmp(argv[1], "cgroup_skb") != 0;
	if (strcmp(argv[1], "tc") == 0)
		type = BPF_PROG_TYPE_SCHED_CLS;
	else if (!t.link)
		type = BPF_PROG_TYPE_CGROUP_SKB;
	t.fd = program_open(type);
	if (t.fd < 0) {
		fprintf(stderr, "frames: nothing of this type is attached\n");
		return 1;
	}
	srand(1);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes) + 16; i++) {
		struct packet p = {.len = 0};
		size_t shape = i - 16;

		if (i < 16)
			options_make(&p, (unsigned)i);
		else
			for (int part = 0; part < 12 && shapes[shape].parts[part]; part++)
				bytes_add(&p, shapes[shape].parts[part]);
		cuts_run(&t, &p);
		changes_run(&t, &p);
	}
	return 0;
}
