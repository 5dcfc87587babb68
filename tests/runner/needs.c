/*
 * Conditions of test cases: words such as root, kprobe, feature:btf, kernel:>=5.15, program:perf.
 * Answers come from the system itself; features from the same code that the compiler asks.
 */
#include "tests/runner/needs.h"

#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "probes/clang_api.h"
#include "probes/target_host.h"

bool needs_native = true;

static bool is_native(void)
{
	return needs_native;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool has_root(void)
{
	return geteuid() == 0;
}

static bool has_btf(void)
{
	return exists("/sys/kernel/btf/vmlinux");
}

static bool has_tracefs(void)
{
	return exists("/sys/kernel/tracing/events") || exists("/sys/kernel/debug/tracing/events");
}

static bool has_kprobe(void)
{
	return exists("/sys/bus/event_source/devices/kprobe/type");
}

static bool has_uprobe(void)
{
	return exists("/sys/bus/event_source/devices/uprobe/type");
}

static bool has_libclang(void)
{
	return clang_api_open() != NULL;
}

/* Whether a line of PATH has TEXT in it. */
static bool file_has(const char *path, const char *text)
{
	FILE *in = fopen(path, "re");
	char line[4096];
	bool found = false;

	while (in && !found && fgets(line, sizeof(line), in))
		found = strstr(line, text) != NULL;
	if (in)
		fclose(in);
	return found;
}

static bool has_lsm(void)
{
	return file_has("/sys/kernel/security/lsm", "bpf");
}

static bool has_cgroup(void)
{
	return file_has("/proc/self/mounts", " cgroup2 ");
}

static const struct {
	const char *word;
	bool (*met)(void);
	const char *missing;
} words[] = {
	{"root", has_root, "not root"},
	{"native", is_native, "too slow for an emulated machine"},
	{"btf", has_btf, "this kernel has no BTF"},
	{"tracefs", has_tracefs, "tracefs is not mounted"},
	{"kprobe", has_kprobe, "this kernel has no kprobes"},
	{"uprobe", has_uprobe, "this kernel has no uprobes"},
	{"lsm", has_lsm, "this kernel runs no programs at its security hooks"},
	{"cgroup", has_cgroup, "cgroups of version 2 are not mounted"},
	{"libclang", has_libclang, "libclang is not installed"},
};

static bool feature_has(struct str name, bool *bad)
{
	static struct target *target;

	if (!target)
		target = target_host_new();
	for (size_t i = 0; i < FEATURE_COUNT; i++)
		if (str_equal(name, str_from(feature_rows[i].name)))
			return target->ops->has(target, (enum feature)i);
	*bad = true;
	return false;
}

/* "6.12.3" as 6 * 1000 + 12. */
static unsigned version_number(const char *text)
{
	unsigned major = 0, minor = 0;

	if (sscanf(text, "%u.%u", &major, &minor) < 1)
		return 0;
	return major * 1000 + minor;
}

/* CONDITION is >=5.15, <6.1 or =6.12. */
static bool kernel_is(const char *condition, bool *bad)
{
	struct utsname name;
	unsigned have, want = version_number(condition + strspn(condition, "<>="));

	if (uname(&name) || !want) {
		*bad = true;
		return false;
	}
	have = version_number(name.release);
	if (strncmp(condition, ">=", 2) == 0)
		return have >= want;
	if (condition[0] == '<')
		return have < want;
	if (condition[0] == '=')
		return have == want;
	*bad = true;
	return false;
}

static bool program_exists(struct arena *a, const char *name)
{
	struct str path = str_from(getenv("PATH") ? getenv("PATH") : "/bin:/usr/bin");

	while (path.at) {
		struct str folder = str_cut(&path, ':');

		if (access(arena_printf(a, "%.*s/%s", STR_ARG(folder), name), X_OK) == 0)
			return true;
	}
	return false;
}

static const char *programs_folder = ".";

void needs_programs_use(const char *folder)
{
	programs_folder = folder;
}

/* One word of a needs line. *REASON is set when it does not hold. */
static void word_check(struct arena *a, const char *word, const char **reason, bool *bad)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(word, words[i].word) == 0) {
			if (!words[i].met())
				*reason = words[i].missing;
			return;
		}
	}
	if (strncmp(word, "feature:", 8) == 0) {
		if (!feature_has(str_from(word + 8), bad))
			*reason = arena_printf(a, "this kernel lacks %s", word + 8);
	} else if (strncmp(word, "kernel:", 7) == 0) {
		if (!kernel_is(word + 7, bad))
			*reason = arena_printf(a, "this kernel is not %s", word + 7);
	} else if (strncmp(word, "program:", 8) == 0) {
		if (!program_exists(a, word + 8))
			*reason = arena_printf(a, "%s is not installed", word + 8);
	} else if (strncmp(word, "traced:", 7) == 0) {
		if (!exists(arena_printf(a, "%s/%s", programs_folder, word + 7)))
			*reason = arena_printf(a, "there was no compiler for the program %s",
					       word + 7);
	} else if (strncmp(word, "file:", 5) == 0) {
		if (!exists(word + 5))
			*reason = arena_printf(a, "there is no %s", word + 5);
	} else {
		*bad = true;
		*reason = arena_printf(a, "'%s' is no condition", word);
	}
}

bool needs_met(struct arena *a, struct str needs, const char **reason, bool *bad)
{
	while (needs.at && !*reason) {
		struct str word = str_cut(&needs, ' ');

		if (word.len)
			word_check(a, arena_strdup(a, word), reason, bad);
	}
	return !*reason;
}
