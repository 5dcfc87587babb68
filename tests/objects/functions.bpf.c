/* Functions for scripts to import, which clang and gcc both compile. */
#include "functions.h"

#define SEC(name) __attribute__((section(name), used))

enum { HASH = 1 }; /* BPF_MAP_TYPE_HASH */

#ifdef __clang__
static void *(*const map_lookup)(void *, const void *) = (void *)1;
static long (*const map_update)(void *, const void *, const void *, u64) = (void *)2;
#else
void *map_lookup(void *, const void *) __attribute__((kernel_helper(1)));
long map_update(void *, const void *, const void *, u64) __attribute__((kernel_helper(2)));
#endif

struct {
	int (*type)[HASH];
	int (*max_entries)[16];
	u32 *key;
	u64 *value;
} seen SEC(".maps");

int total = 5;
const int factor = 3;

static __attribute__((noinline)) int inner(int x)
{
	volatile char bytes[32];

	for (int i = 0; i < 32; i++)
		bytes[i] = (char)x;
	return bytes[3] + x;
}

int scaled(short x)
{
	total += x;
	return x * factor;
}

int sum_so_far(void)
{
	return total;
}

int nested(int x)
{
	return inner(x);
}

u64 count_of(u32 key)
{
	u64 one = 1, *value = map_lookup(&seen, &key);

	if (!value) {
		map_update(&seen, &key, &one, 0);
		return 1;
	}
	return ++*value;
}

int length(const char *text)
{
	for (int i = 0; i < 16; i++)
		if (!text[i])
			return i;
	return 16;
}

long second(const struct pair *p)
{
	return p->b;
}

_Bool is_small(unsigned char x)
{
	return x < 10;
}

char minus_three(void)
{
	return -3;
}

void nothing(void)
{
	total++;
}

int five(int a, int b, int c, int d, int e)
{
	return a + 10 * b + 100 * c + 1000 * d + 10000 * e;
}

int fault(const int *address)
{
	return *address;
}

/* A program of its own: scripts do not load it. */
SEC("raw_tp/sys_enter") int unwanted(void *ctx)
{
	return ctx != 0;
}

char LICENSE[] SEC("license") = "GPL";
