/* Calls first(5) and second(6); counter is 42 then, and 43 when second() returns: symbols */
int counter = 42;
long big = 1234567890123;
char text[] = "a text";

__attribute__((noinline)) int first(int x)
{
	__asm__ volatile("" : : "r"(x) : "memory");
	return x + counter;
}

__attribute__((noinline)) int second(int x)
{
	__asm__ volatile("" : : "r"(x) : "memory");
	counter++;
	return x - counter;
}

int main(void)
{
	return first(5) + second(6) == 0;
}
