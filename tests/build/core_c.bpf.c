/* A function of the script tests/cases/cli/build.t imports, with a relocation that clang made. */
#define SEC(n) __attribute__((section(n), used))
struct task_struct {
	int pid;
	int tgid;
	char comm[16];
} __attribute__((preserve_access_index));
static long (*probe_read_kernel)(void *dst, unsigned size, const void *p) = (void *)113;
int tgid_of(unsigned long t);
__attribute__((noinline)) int tgid_of(unsigned long t)
{
	int v = 0;
	probe_read_kernel(&v, 4, &((struct task_struct *)t)->tgid);
	return v;
}
