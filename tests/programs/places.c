/*
 * Code outside of programs and libraries: places
 *
 * Calls place(ADDRESS) with the address of a function of the vDSO, and then called() through code
 * that it makes at run time and names "jitted_call" in /tmp/perf-PID.map, which is removed again
 * after 300 ms.
 */
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

void place(const void *address);
void called(void);

static volatile int sink;

__attribute__((noinline)) void place(const void *address)
{
	sink = address != NULL;
}

__attribute__((noinline)) void called(void)
{
	sink = 2;
}

/* The function NAME of the vDSO; NULL: there is none. */
static const void *vdso_function(const char *name)
{
	const unsigned char *image = (const unsigned char *)getauxval(AT_SYSINFO_EHDR);
	const Elf64_Ehdr *header = (const void *)image;
	const Elf64_Shdr *sections = image ? (const void *)(image + header->e_shoff) : NULL;

	for (int i = 0; image && i < header->e_shnum; i++) {
		const Elf64_Sym *symbols = (const void *)(image + sections[i].sh_offset);
		const char *names;

		if (sections[i].sh_type != SHT_DYNSYM)
			continue;
		names = (const char *)image + sections[sections[i].sh_link].sh_offset;
		for (size_t s = 0; s < sections[i].sh_size / sizeof(*symbols); s++)
			if (strcmp(names + symbols[s].st_name, name) == 0)
				return image + symbols[s].st_value;
	}
	return NULL;
}

int main(void)
{
#if defined(__x86_64__)
	/* push %rbp; mov %rsp,%rbp; call *%rdi; pop %rbp; ret */
	static const unsigned char code[] = {0x55, 0x48, 0x89, 0xe5, 0xff, 0xd7, 0x5d, 0xc3};
	static const char function[] = "__vdso_getcpu";
#elif defined(__aarch64__)
	/* stp x29,x30,[sp,#-16]!; mov x29,sp; blr x0; ldp x29,x30,[sp],#16; ret */
	static const uint32_t code[] = {0xa9bf7bfd, 0x910003fd, 0xd63f0000, 0xa8c17bfd, 0xd65f03c0};
	static const char function[] = "__kernel_clock_gettime";
#endif
	char path[64];
	void *made = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void (*jitted)(void (*)(void));
	FILE *map;

	if (made == MAP_FAILED)
		return 1;
	place(vdso_function(function));
	memcpy(made, code, sizeof(code));
	if (mprotect(made, 4096, PROT_READ | PROT_EXEC))
		return 1;
	__builtin___clear_cache(made, (char *)made + sizeof(code));
	snprintf(path, sizeof(path), "/tmp/perf-%d.map", (int)getpid());
	map = fopen(path, "w");
	if (!map)
		return 1;
	fprintf(map, "%lx %zx jitted_call\n", (unsigned long)(uintptr_t)made, sizeof(code));
	fclose(map);
	memcpy(&jitted, &made, sizeof(jitted));
	jitted(called);
	usleep(300000);
	unlink(path);
	return 0;
}
