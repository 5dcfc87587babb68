/*
 * A program with a function that has the name of a C++ one: mangled [MILLISECONDS]
 *
 * Calls shape::area(int) once, and lives on for a while (300 ms by default), so that the function's
 * address can still be looked up when it is printed.
 */
#include <stdlib.h>
#include <unistd.h>

int shape_area(int side) __asm__("_ZN5shape4areaEi");

__attribute__((noinline)) int shape_area(int side)
{
	__asm__ volatile("" : : "r"(side) : "memory");
	return side * side;
}

int main(int argc, char **argv)
{
	long milliseconds = argc > 1 ? strtol(argv[1], NULL, 10) : 300;
	int area = shape_area(3);

	usleep((useconds_t)milliseconds * 1000);
	return area != 9;
}
