/*
 * Stands in for libFuzzer: runs the entry once on every file it is given, and on every file of
 * every folder. Prints how many; a fault ends the program before that.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX (1024 * 1024)

static unsigned replayed;

static int file_replay(const char *path)
{
	static uint8_t room[INPUT_MAX];
	FILE *f = fopen(path, "re");
	uint8_t *exact;
	size_t size;

	if (!f) {
		perror(path);
		return 1;
	}
	size = fread(room, 1, sizeof(room), f);
	fclose(f);
	/* A buffer of just this size, so that reading past its end is seen. */
	exact = malloc(size ? size : 1);
	if (!exact)
		return 1;
	memcpy(exact, room, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	replayed++;
	return 0;
}

static int path_replay(const char *path)
{
	DIR *d = opendir(path);
	char inner[4096];
	struct dirent *e;
	int failed = 0;

	if (!d)
		return file_replay(path);
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(inner, sizeof(inner), "%s/%s", path, e->d_name);
		failed |= path_replay(inner);
	}
	closedir(d);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= path_replay(argv[i]);
	printf("%u inputs replayed\n", replayed);
	return failed;
}
