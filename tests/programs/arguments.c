/*
 * Functions whose arguments travel in every way, each called once: arguments
 *
 * The names with _Z are what a C++ compiler makes of space::call(int), space::call(char const*) and
 * operator+(space::box, int).
 */
#include <unistd.h>

struct pair {
	int first, second;
};

struct large {
	long v[4];
};

struct shape {
	double width;
	union {
		int corners;
		float radius;
	};
	enum color { RED, GREEN = 5 } color;
};

long mixed(double ignored, int number, struct pair pair, float more, signed char letter,
	   const char *text);
long many(int a, int b, int c, int d, int e, int f, int g);
long by_memory(struct large large, int after);
struct large result_in_memory(int first);
long shaped(struct shape *shape, enum color color, const struct pair pairs[2]);
long call_int(int number) __asm__("_ZN5space4callEi");
long call_text(const char *text) __asm__("_ZN5space4callEPKc");
long operator_plus(long box, int number) __asm__("_ZplN5space3boxEi");

static volatile long sink;

__attribute__((noinline)) long mixed(double ignored, int number, struct pair pair, float more,
				     signed char letter, const char *text)
{
	sink = number + pair.first + pair.second + letter + text[0];
	return sink + (long)(ignored + (double)more);
}

__attribute__((noinline)) long many(int a, int b, int c, int d, int e, int f, int g)
{
/* So that a test knows the number. */
#line 1000
	return sink = a + b + c + d + e + f + g;
}

__attribute__((noinline)) long by_memory(struct large large, int after)
{
	return sink = large.v[0] + after;
}

__attribute__((noinline)) struct large result_in_memory(int first)
{
	return (struct large){{sink = first}};
}

__attribute__((noinline)) long shaped(struct shape *shape, enum color color,
				      const struct pair pairs[2])
{
	return sink = shape->corners + color + pairs[1].second;
}

__attribute__((noinline)) long call_int(int number)
{
	return sink = number;
}

__attribute__((noinline)) long call_text(const char *text)
{
	return sink = text[0];
}

__attribute__((noinline)) long operator_plus(long box, int number)
{
	return sink = box + number;
}

static inline __attribute__((always_inline)) long inlined_everywhere(int number)
{
	return sink = number + 3;
}

int main(void)
{
	struct shape shape = {2.5, {4}, GREEN};
	struct pair pairs[2] = {{1, 2}, {3, 4}};
	struct large large = {{11, 22, 33, 44}};

	mixed(1.5, -17, (struct pair){5, -6}, 2.5f, 'x', "mixed text");
	many(1, 2, 3, 4, 5, 6, 7);
	by_memory(large, 9);
	result_in_memory(8);
	shaped(&shape, GREEN, pairs);
	call_int(21);
	call_text("called");
	operator_plus(1, 2);
	inlined_everywhere(5);
	usleep(1000);
	return 0;
}
