/* Calls show() once with a text of LENGTH times the letter x, and its length: longtext LENGTH */
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) void show(const char *text, long length)
{
	__asm__ volatile("" : : "r"(text), "r"(length) : "memory");
}

int main(int argc, char **argv)
{
	long length = argc > 1 ? atol(argv[1]) : 10;
	char *text = malloc((size_t)length + 1);

	if (!text)
		return 1;
	memset(text, 'x', (size_t)length);
	text[length] = '\0';
	show(text, length);
	free(text);
	return 0;
}
