/*
 * Finds the tracing file system, or makes an instance of its own, and reads its files. What it
 * hands out is text of the kernel, which is parsed with the same care as text of a user.
 */
#include "probes/tracefs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* linux/magic.h */
#define MAGIC_TRACEFS 0x74726163

#define FILE_LIMIT (64u << 20)

/* ---- where it is ---- */

static struct {
	bool looked;
	const char *root;
	char own[32]; /* path of a mount of our own */
	char problem[256];
	const char *hint;
} state;

static bool is_tracefs(const char *path)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 && fs.f_type == MAGIC_TRACEFS;
}

/*
 * A mount that is in nobody's tree: it is reached through our descriptor and goes with it, so a
 * system without the file system is left as it was. fsopen(2), fsmount(2): Linux 5.2.
 */
static int detached_mount(const char *type)
{
	int context = fsopen(type, FSOPEN_CLOEXEC), mount = -1, saved;

	if (context < 0)
		return -1;
	if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		mount = fsmount(context, FSMOUNT_CLOEXEC,
				MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	saved = errno;
	close(context);
	errno = saved;
	return mount;
}

int kernel_fs_open(const char *path, const char *type)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat own, above;

	if (fd >= 0 && fstat(fd, &own) == 0 && fstatat(fd, "..", &above, 0) == 0 &&
	    own.st_dev != above.st_dev)
		return fd;
	if (fd >= 0)
		close(fd);
	return detached_mount(type);
}

static bool root_make(void)
{
	int mount = detached_mount("tracefs");

	if (mount < 0)
		return false;
	snprintf(state.own, sizeof(state.own), "/proc/self/fd/%d", mount);
	state.root = state.own;
	return true;
}

static void root_find(void)
{
	static const char *const places[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		if (!is_tracefs(places[i]))
			continue;
		/* Not access(2), which leaves out the capabilities of who is not root. */
		if (faccessat(AT_FDCWD, places[i], R_OK | X_OK, AT_EACCESS) == 0) {
			state.root = places[i];
			return;
		}
		snprintf(state.problem, sizeof(state.problem), "%s may not be read: %s", places[i],
			 strerror(errno));
		state.hint = "run as root, or give the user CAP_DAC_READ_SEARCH";
		return;
	}
	if (root_make())
		return;
	if (errno == ENODEV || errno == ENOENT) {
		snprintf(state.problem, sizeof(state.problem),
			 "this kernel has no tracefs (CONFIG_TRACING is off)");
		state.hint = "tracepoints need a kernel with CONFIG_EVENT_TRACING";
		return;
	}
	snprintf(state.problem, sizeof(state.problem),
		 "tracefs is not mounted at %s, and mounting it failed: %s", places[0],
		 strerror(errno));
	state.hint = "as root: mount -t tracefs none /sys/kernel/tracing";
}

const char *tracefs_root(void)
{
	if (!state.looked) {
		state.looked = true;
		root_find();
	}
	return state.root;
}

void tracefs_root_use(const char *root)
{
	state.looked = true;
	state.root = root;
}

struct tracefs_problem tracefs_problem(void)
{
	return (struct tracefs_problem){state.problem, state.hint};
}

/* ---- files ---- */

char *file_read(const char *path, size_t limit, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), saved;
	struct buf b = {0};

	if (fd < 0)
		return NULL;
	for (size_t step = 8192;; step = MIN(step * 2, 1u << 20)) {
		char *to = buf_reserve(&b, step);
		ssize_t n = read(fd, to, step);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || b.len + (size_t)n > limit) {
			saved = n < 0 ? errno : EFBIG;
			buf_free(&b);
			close(fd);
			errno = saved;
			return NULL;
		}
		b.len += (size_t)n;
		if (!n)
			break;
	}
	close(fd);
	b.at[b.len] = '\0';
	*len = b.len;
	return b.at;
}

char *tracefs_read(const char *relative, size_t *len)
{
	char path[512];
	int n;

	if (!tracefs_root()) {
		errno = ENOENT;
		return NULL;
	}
	n = snprintf(path, sizeof(path), "%s/%s", tracefs_root(), relative);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return file_read(path, FILE_LIMIT, len);
}

int tracefs_event_id(const char *category, const char *event)
{
	char path[300], *text;
	size_t len;
	long id;

	if (snprintf(path, sizeof(path), "events/%s/%s/id", category, event) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	text = tracefs_read(path, &len);
	if (!text)
		return -errno;
	id = strtol(text, NULL, 10);
	free(text);
	return id > 0 && id <= INT32_MAX ? (int)id : -EINVAL;
}

/* Lines of dynamic_events: "p:kprobes/name place ...", "e:group/name ...", "s:synthetic/name". */
bool tracefs_event_is_dynamic(const char *category, const char *event)
{
	static char *text;
	static bool looked;
	struct str rest;
	size_t len;

	if (!looked) {
		looked = true;
		text = tracefs_read("dynamic_events", &len);
	}
	rest = text ? str_from(text) : (struct str){NULL, 0};
	while (rest.at) {
		struct str line = str_cut(&rest, '\n'), name;

		str_cut(&line, ':');
		name = str_cut(&line, ' ');
		if (str_equal(str_cut(&name, '/'), str_from(category)) && name.at &&
		    str_equal(name, str_from(event)))
			return true;
	}
	return false;
}

/* ---- formats ---- */

#define RECORD_MAX 65536u

/* "offset:24" -> 24. False: another key, no number, or too large for a record. */
static bool pair_number(struct str text, const char *key, uint32_t *value)
{
	struct str name = str_cut(&text, ':');
	uint32_t n = 0;

	if (!str_equal(str_trim(name), str_from(key)) || !text.at)
		return false;
	text = str_trim(text);
	if (!text.len)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9' || n > RECORD_MAX)
			return false;
		n = n * 10 + (uint32_t)(text.at[i] - '0');
	}
	*value = n;
	return n <= RECORD_MAX;
}

static bool is_word_char(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* "const char * name" or "char comm[16]" or "__data_loc char[] name" into its parts. */
static bool declaration_parse(struct str text, struct event_field *f)
{
	size_t end = text.len, start;

	if (str_starts(text, STR("__data_loc ")) || str_starts(text, STR("__rel_loc "))) {
		f->data_loc = text.at[2] == 'd';
		f->rel_loc = !f->data_loc;
		str_cut(&text, ' ');
		end = text.len;
	} else if (end && text.at[end - 1] == ']') {
		ptrdiff_t open = str_find_char(text, '[');

		if (open < 0)
			return false;
		f->count = str_slice(text, (size_t)open + 1, end - 1);
		end = (size_t)open;
	}
	for (start = end; start && is_word_char(text.at[start - 1]); start--)
		;
	f->name = str_slice(text, start, end);
	f->type = str_trim(str_slice(text, 0, start));
	if ((f->data_loc || f->rel_loc) && str_ends(f->type, STR("[]")))
		f->type = str_trim(str_slice(f->type, 0, f->type.len - 2));
	return f->name.len && f->type.len;
}

/* "field:T name; offset:8; size:4; signed:1;" */
static bool field_parse(struct str line, struct event_field *f)
{
	struct str declaration;
	uint32_t is_signed = 0;

	*f = (struct event_field){0};
	str_cut(&line, ':');
	declaration = str_trim(str_cut(&line, ';'));
	f->text = declaration;
	if (!line.at || !declaration_parse(declaration, f))
		return false;
	if (!pair_number(str_cut(&line, ';'), "offset", &f->offset) || !line.at ||
	    !pair_number(str_cut(&line, ';'), "size", &f->size))
		return false;
	if (line.at)
		pair_number(str_cut(&line, ';'), "signed", &is_signed);
	f->is_signed = is_signed != 0;
	return true;
}

bool event_format_parse(struct arena *a, struct str text, struct event_format *out)
{
	bool has_id = false;

	*out = (struct event_format){0};
	while (text.at) {
		struct str line = str_trim(str_cut(&text, '\n'));
		struct event_field field;

		if (str_starts(line, STR("print fmt:")))
			break;
		if (str_starts(line, STR("ID:"))) {
			uint32_t id = 0;

			for (size_t i = 3; i < line.len; i++) {
				if (line.at[i] >= '0' && line.at[i] <= '9' && id < 100000000)
					id = id * 10 + (uint32_t)(line.at[i] - '0');
			}
			out->id = id;
			has_id = true;
		} else if (str_starts(line, STR("field:"))) {
			if (!field_parse(line, &field))
				return false;
			vec_push(a, &out->fields, field);
		}
	}
	return has_id;
}

bool event_field_is_common(const struct event_field *f)
{
	return f->offset < 8 && str_starts(f->name, STR("common_"));
}
