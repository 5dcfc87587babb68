/*
 * Calls visit() once with a struct of fields of every kind, for probes that read user memory:
 * structs [NAME], the name is at most 9 bytes.
 */
#include <string.h>
#include <unistd.h>

struct point {
	int x;
	short y;
	char name[10];
	unsigned char a : 3;
	unsigned char b : 5;
	int v[3];
	struct {
		long p;
	} in;
	struct point *next;
};

__attribute__((noinline)) long visit(struct point *p, int number, const char *text)
{
	__asm__ volatile("" : : "r"(p), "r"(number), "r"(text) : "memory");
	return p->x + number;
}

int main(int argc, char **argv)
{
	struct point last = {.x = 99, .name = "last"};
	struct point first = {-7, 300, "", 5, 17, {1, -2, 3}, {1L << 40}, &last};
	long result;

	strncpy(first.name, argc > 1 ? argv[1] : "point one", sizeof(first.name) - 1);
	result = visit(&first, -3, "some text");
	usleep(200000); /* so that its symbols can be looked up */
	return result != -10;
}
