/*
 * Functions inside of each other: main calls outer(1), into which middle() and inner() are put,
 * which calls landed().
 */
void landed(void);
int outer(int x);

static volatile int sink;

__attribute__((noinline)) void landed(void)
{
	sink = 1;
}

static inline __attribute__((always_inline)) int inner(int x)
{
	landed();
	return x + 1;
}

static inline __attribute__((always_inline)) int middle(int x)
{
	return inner(x) * 2;
}

__attribute__((noinline)) int outer(int x)
{
	return middle(x) + 3;
}

int main(void)
{
	return outer(1) != 7;
}
