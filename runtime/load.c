/*
 * Loading with libbpf, which creates the maps, fixes up the references to them and loads the
 * programs. Afterwards only file descriptors are kept: libbpf's copies of the object are several
 * times its size, and a trace has to stay small.
 */
#include "runtime/load.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/parameter.h"
#include "lang/unwind.h"
#include "probes/capabilities.h"
#include "probes/prepare.h"
#include "runtime/bank.h"
#include "runtime/clock.h"
#include "runtime/load_debug.h"
#include "runtime/out.h"
#include "runtime/pins.h"
#include "runtime/test_run.h"

#define CONTROL_SIZE (128u * 1024)
#define CONTROL_SIZE_LOOPS (1024u * 1024)
#define DATA_SIZE_MIN (256u * 1024)
#define DATA_SIZE_DEFAULT (4u * 1024 * 1024)
#define DATA_SIZE_EVENTS (16u * 1024 * 1024)
#define DATA_SIZE_MAX (512u * 1024 * 1024)
#define LOG_SIZE_MAX (256u * 1024 * 1024)
/* The inode of the first PID namespace: PROC_PID_INIT_INO in the kernel's proc_ns.h. */
#define INITIAL_PID_NAMESPACE 0xEFFFFFFCu

/* What libbpf says while it works; shown only when something fails. */
static struct buf *chatter;
static bool chatter_shown; /* all of it, as it comes */

static int chatter_print(enum libbpf_print_level level, const char *format, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	if (chatter_shown)
		libbpf_show(format, again);
	va_end(again);
	if (chatter && level == LIBBPF_WARN)
		buf_vprintf(chatter, format, ap);
	return 0;
}

/*
 * Where events come by themselves, or a program sends in a loop, there is room for 300,000 small
 * records whatever keeps the reader from its work. Large rings are slow to make (0.4 ms for 4 MiB,
 * 2.5 ms for 16 MiB), and the kernel takes all of their memory at once: the rest has less.
 */
static bool is_flooded(const struct program *p)
{
	bool events = p->sends_in_loops;

	for (uint32_t i = 0; i < p->nprobes; i++)
		events |= !method_rows[p->probes[i].method].by_tracer;
	return events;
}

static uint64_t data_ring_wanted(const struct program *p, bool modest)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t pages = p->config[CONFIG_perf_rb_pages];
	uint64_t available = (uint64_t)sysconf(_SC_AVPHYS_PAGES) * page;

	if (pages)
		return MIN(pages, DATA_SIZE_MAX / page) * page;
	return MIN(is_flooded(p) && !modest ? (uint64_t)DATA_SIZE_EVENTS
					    : (uint64_t)DATA_SIZE_DEFAULT,
		   MAX(available, (uint64_t)DATA_SIZE_MIN));
}

/* The next power of two, which the kernel asks for. */
static size_t data_ring_size(const struct program *p, bool modest)
{
	uint64_t size = (uint64_t)sysconf(_SC_PAGESIZE), wanted = data_ring_wanted(p, modest);

	while (size < wanted)
		size *= 2;
	return size;
}

static size_t control_ring_size(const struct program *p)
{
	return p->sends_in_loops ? CONTROL_SIZE_LOOPS : CONTROL_SIZE;
}

/* A map that the loader gives a size; scripts that do not need it have no such map. */
static void map_resize(struct bpf_object *object, const char *name, uint64_t entries)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (map)
		bpf_map__set_max_entries(map, (uint32_t)entries);
}

/* The kernel wants to see one of the maps inside. -1: errno says why; otherwise a descriptor. */
static int unwind_prepare(struct bpf_object *object, uint32_t nprocesses)
{
	struct bpf_map *tables = bpf_object__find_map_by_name(object, UNWIND_TABLES);
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = UNWIND_ROWS_FLAGS);
	int fd;

	if (!tables)
		return -1;
	map_resize(object, UNWIND_SPACES, MAX(nprocesses, 1u));
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, sizeof(uint32_t),
			    sizeof(struct wire_unwind_row), 1, &options);
	if (fd >= 0)
		bpf_map__set_inner_map_fd(tables, fd);
	return fd;
}

/* Where pids are counted: 0 for both when it is the first namespace. */
static void pid_namespace(struct wire_load_config *config)
{
	struct stat st;

	if (stat("/proc/self/ns/pid", &st) || st.st_ino == INITIAL_PID_NAMESPACE)
		return;
	config->pidns_dev = st.st_dev;
	config->pidns_ino = st.st_ino;
}

static bool config_fill(struct bpf_object *object, const struct program *p,
			const struct load_options *options, uint32_t ncpus)
{
	struct clock_bases clock = clock_measure();
	struct wire_load_config config = {.ncpus = ncpus,
					  .pid_filter = p->pid_filter,
					  .start_boot_ns = clock.boot,
					  .boot_to_tai_ns = (uint64_t)clock.boot_to_tai,
					  .child_pid = options->child_pid};
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata.config");
	size_t size;

	if (!map)
		return true;
	pid_namespace(&config);
	return bpf_map__initial_value(map, &size) && size == sizeof(config) &&
	       bpf_map__set_initial_value(map, &config, sizeof(config)) == 0;
}

/* The numbers of the interfaces that the script redirects to. False: MESSAGE says which is missing.
 */
static bool interfaces_fill(struct bpf_object *object, const struct program *p, struct buf *message)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata.interfaces");
	uint32_t numbers[INTERFACES_MAX] = {0};
	size_t size;

	for (uint32_t i = 0; i < p->ninterfaces; i++) {
		const struct interface_ref *ref = &p->interfaces[i];

		numbers[i] = if_nametoindex(ref->name);
		if (numbers[i])
			continue;
		place_text(&ref->place, message);
		buf_printf(message, "ERROR: redirect(): there is no network interface %s\n",
			   ref->name);
		place_source(&ref->place, message);
		return false;
	}
	if (!p->ninterfaces ||
	    (map && bpf_map__initial_value(map, &size) && size == sizeof(numbers) &&
	     bpf_map__set_initial_value(map, numbers, sizeof(numbers)) == 0))
		return true;
	buf_puts(message, "ERROR: the compiled script has no place for its interfaces\n");
	return false;
}

/* What the command line gave to a tool that was built before; it has been looked at. */
static bool parameters_fill(struct bpf_object *object, const struct program *p)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata.params");
	unsigned char *values;
	bool ok;
	size_t size;

	if (!p->parameters_size || !map)
		return true; /* nothing looks at them */
	values = calloc(1, p->parameters_size);
	if (!values)
		out_of_memory(p->parameters_size);
	ok = bpf_map__initial_value(map, &size) && size == p->parameters_size;
	for (uint32_t i = 0; ok && i < p->nparameters; i++)
		ok = !parameter_value(&p->parameters[i], values + p->parameters[i].offset);
	ok = ok && bpf_map__set_initial_value(map, values, size) == 0;
	free(values);
	return ok;
}

/* A descriptor that outlives the object. */
static int keep(int fd)
{
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static void fd_close(int fd)
{
	if (fd > 2)
		close(fd);
}

static int map_keep(struct bpf_object *object, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	return map ? keep(bpf_map__fd(map)) : -1;
}

/* The maps that the runtime knows by name, where the script needs them. False: errno says why. */
static bool own_maps_keep(struct loaded *l, struct bpf_object *object)
{
	const struct {
		int *fd;
		const char *name;
	} own[] = {{&l->data, "data"},
		   {&l->control, "control"},
		   {&l->packets, "packets"},
		   {&l->unwind_spaces, UNWIND_SPACES},
		   {&l->unwind_tables, UNWIND_TABLES}};

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		*own[i].fd = -1;
	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		*own[i].fd = map_keep(object, own[i].name);
		if (*own[i].fd < 0 && bpf_object__find_map_by_name(object, own[i].name))
			return false;
	}
	return true;
}

/* Maps SIZE bytes of an array map's values. NULL: errno says why. */
static unsigned char *array_map(int fd, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return at == MAP_FAILED ? NULL : at;
}

static bool memory_map(struct loaded *l, struct bpf_object *object, const struct program *p)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct bpf_map *bss = bpf_object__find_map_by_name(object, ".bss");
	struct bpf_map *cells = bpf_object__find_map_by_name(object, "cells");

	if (bss && p->globals_size) {
		l->globals_size = ROUND_UP((size_t)bpf_map__value_size(bss), page);
		l->globals = array_map(bpf_map__fd(bss), l->globals_size);
	}
	if (cells && (l->globals || !p->globals_size)) {
		l->cells_stride = ROUND_UP((size_t)p->cells_size, (size_t)8);
		l->cells_size = ROUND_UP(l->cells_stride * l->ncpus, page);
		l->cells = array_map(bpf_map__fd(cells), l->cells_size);
	}
	return (l->globals || !p->globals_size) && (l->cells || !cells);
}

void loaded_stop(struct loaded *l, const struct program *p)
{
	if (l->globals && p->stop_offset != PROGRAM_NO_STOP)
		__atomic_fetch_or((uint64_t *)(void *)(l->globals + p->stop_offset), STOP_NOW,
				  __ATOMIC_SEQ_CST);
}

/*
 * The descriptors of map M, which may be there ALREADY; PIN: that of what it is pinned as. NULL:
 * errno says why, or is 0.
 */
static struct kernel_map *map_open(struct bpf_object *object, const struct map_spec *m,
				   struct kernel_map *already, int pin)
{
	struct kernel_map *k = already;
	bool works = true;

	if (k) {
		k->users++;
		return k;
	}
	k = malloc(sizeof(*k));
	if (!k)
		out_of_memory(sizeof(*k));
	*k = (struct kernel_map){.fd = -1, .spare = -1, .bank = -1, .keys = -1, .users = 1};
	if (m->storage != STORE_HASH)
		return k;
	k->fd = m->pin ? keep(pin) : map_keep(object, m->bpf_name);
	works = k->fd >= 0;
	if (works && m->hash_size) {
		k->keys = map_keep(object, m->keys_name);
		works = k->keys >= 0;
	}
	if (works && m->bank_name) {
		k->bank = map_keep(object, m->bank_name);
		k->spare = bank_open(k->bank, k->fd);
		works = k->spare >= 0;
	}
	if (works)
		return k;
	kernel_map_free(k);
	return NULL;
}

void kernel_map_free(struct kernel_map *m)
{
	int error = errno;

	if (!m || --m->users)
		return;
	fd_close(m->fd);
	fd_close(m->spare);
	fd_close(m->bank);
	fd_close(m->keys);
	free(m);
	errno = error;
}

static void maps_refused(int error, struct buf *message)
{
	buf_printf(message, "ERROR: the kernel refused the maps of the script: %s\n",
		   strerror(error));
	if (error == EPERM)
		buf_puts(
			message,
			capabilities_effective() & CAPABILITY(CAP_BPF)
				? "HINT: before Linux 5.11 maps are locked memory: raise the limit "
				  "(ulimit -l), or run with CAP_SYS_RESOURCE\n"
				: "HINT: run as root, or with CAP_BPF, which is missing\n");
	if (error == EMFILE)
		buf_puts(message,
			 "HINT: each map and program needs a file descriptor: raise the limit "
			 "(ulimit -n)\n");
	if (error == ENOMEM || error == E2BIG)
		buf_puts(message,
			 "HINT: make the maps smaller with max_map_keys, or the output buffer with "
			 "perf_rb_pages\n");
}

static bool maps_keep(struct loaded *l, struct bpf_object *object, const struct program *p,
		      struct kernel_map *const *shared, const int *pins)
{
	for (uint32_t i = 0; i < p->nmaps; i++) {
		l->maps[i] = map_open(object, &p->maps[i], shared ? shared[i] : NULL, pins[i]);
		if (!l->maps[i])
			return false;
	}
	return true;
}

/* Programs that this mode does not want were not loaded. */
static bool programs_keep(struct loaded *l, struct bpf_object *object, const struct program *p)
{
	for (uint32_t i = 0; i < p->nprobes; i++) {
		struct bpf_program *program =
			bpf_object__find_program_by_name(object, p->probes[i].program);

		l->programs[i] = program && bpf_program__autoload(program)
					 ? keep(bpf_program__fd(program))
					 : -1;
		if (l->programs[i] < 0 && (!program || bpf_program__autoload(program)))
			return false;
	}
	return true;
}

static struct loaded *loaded_make(struct bpf_object *object, const struct program *p,
				  const struct load_options *options, uint32_t ncpus,
				  const int *pins, struct buf *message)
{
	struct loaded *l = calloc(1, sizeof(*l));

	if (!l)
		out_of_memory(sizeof(*l));
	l->ncpus = ncpus;
	l->nprograms = p->nprobes;
	l->nmaps = p->nmaps;
	l->programs = calloc(p->nprobes + 1, sizeof(int));
	l->maps = calloc(p->nmaps + 1, sizeof(*l->maps));
	if (!l->programs || !l->maps)
		out_of_memory(sizeof(int) * p->nprobes);
	l->data_size = data_ring_size(p, options->modest);
	l->control_size = control_ring_size(p);
	errno = ENOENT; /* which is also what libbpf says of what the object lacks */
	if (own_maps_keep(l, object) && maps_keep(l, object, p, options->shared, pins) &&
	    programs_keep(l, object, p) && memory_map(l, object, p))
		return l;
	if (errno != ENOENT)
		maps_refused(errno, message);
	else
		buf_puts(message,
			 "ERROR: the compiled script lacks a program or a map it refers to\n");
	loaded_free(l);
	return NULL;
}

/* The probe spec that libbpf's warnings are about: "prog 'NAME': BPF program load failed: ...". */
static const struct probe_spec *failed_probe(const struct program *p, const struct buf *text)
{
	const char *found = text->at ? strstr(text->at, "prog '") : NULL;

	for (uint32_t i = 0; found && i < p->nprobes; i++) {
		struct str name = str_from(p->probes[i].program);

		if (str_starts(str_from(found + 6), name) && found[6 + name.len] == '\'')
			return &p->probes[i];
	}
	return NULL;
}

static void load_explain(const struct program *p, const struct load_options *options, int error,
			 const char *log, const struct buf *text, struct buf *message)
{
	const struct probe_spec *spec = failed_probe(p, text);

	if (spec || *log) {
		verifier_explain(spec, error, log, options->verbose, message);
	} else {
		maps_refused(error, message);
	}
	if (options->verbose && text->len)
		buf_add(message, text->at, text->len);
}

static struct bpf_object *object_open(const struct program *p, char *log, size_t log_size)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "sonde", .kernel_log_buf = log,
		    .kernel_log_size = log_size);

	return bpf_object__open_mem(p->object.at, p->object.len, &options);
}

/* Says of each program what the name of its section does not, and which are not wanted at all. */
static int programs_prepare(struct bpf_object *object, const struct program *p, enum run_mode mode)
{
	struct bpf_program *program;
	int error = 0;

	/* Imported objects may bring programs of their own. */
	bpf_object__for_each_program(program, object)
	{
		bpf_program__set_autoload(program, false);
	}
	for (uint32_t i = 0; i < p->nprobes && !error; i++) {
		program = bpf_object__find_program_by_name(object, p->probes[i].program);
		if (!program || !mode_wants(mode, p->probes[i].kind))
			continue;
		error = bpf_program__set_autoload(program, true);
		if (!error)
			error = probe_prepare(program, &p->probes[i]);
	}
	return error;
}

/*
 * Patterns for the arrays of maps, open until the object is loaded: one per map of the script, -1
 * where it has none. False: errno says why.
 */
static bool banks_shape(struct bpf_object *object, const struct program *p,
			const struct load_options *options, int *patterns)
{
	for (uint32_t i = 0; i < p->nmaps; i++)
		patterns[i] = -1;
	for (uint32_t i = 0; i < p->nmaps; i++) {
		if (!p->maps[i].bank_name || (options->shared && options->shared[i]))
			continue;
		patterns[i] = bank_shape(object, &p->maps[i]);
		if (patterns[i] < 0)
			return false;
	}
	return true;
}

static bool map_share(struct bpf_object *object, const char *name, int fd)
{
	struct bpf_map *map = name ? bpf_object__find_map_by_name(object, name) : NULL;

	return !map || fd < 0 || bpf_map__reuse_fd(map, fd) == 0;
}

/* Has OBJECT use the maps that are there already. False: errno says why. */
static bool maps_share(struct bpf_object *object, const struct program *p,
		       const struct load_options *options)
{
	for (uint32_t i = 0; options->shared && i < p->nmaps; i++) {
		const struct kernel_map *k = options->shared[i];
		const struct map_spec *m = &p->maps[i];

		if (k && (!map_share(object, m->bpf_name, k->fd) ||
			  !map_share(object, m->keys_name, k->keys) ||
			  !map_share(object, m->bank_name, k->bank)))
			return false;
	}
	return true;
}

static int object_load(struct bpf_object *object, const struct program *p,
		       const struct load_options *options)
{
	int *patterns = calloc(p->nmaps + 1, sizeof(*patterns));
	int error;

	if (!patterns)
		out_of_memory(p->nmaps);
	error = maps_share(object, p, options) && banks_shape(object, p, options, patterns)
			? programs_prepare(object, p, options->mode)
			: -errno;
	if (!error)
		error = bpf_object__load(object);
	for (uint32_t i = 0; i < p->nmaps; i++)
		fd_close(patterns[i]);
	free(patterns);
	return error;
}

/* One attempt. The result is negative errno, or 0 with *L set or MESSAGE filled. */
static int load_once(const struct program *p, const struct load_options *options, char *log,
		     size_t log_size, struct loaded **l, struct buf *message)
{
	int ncpus = libbpf_num_possible_cpus(), error = 0, inner;
	struct bpf_object *object = object_open(p, log, log_size);
	int *pins;

	if (!object || ncpus < 1) {
		buf_printf(message, "ERROR: the compiled script cannot be read: %s\n",
			   strerror(errno));
		return 0;
	}
	map_resize(object, "data", data_ring_size(p, options->modest));
	map_resize(object, "control", control_ring_size(p));
	map_resize(object, "cells", (uint64_t)ncpus);
	map_resize(object, "packets", (uint64_t)ncpus);
	map_resize(object, "scratch", (uint64_t)ncpus * p->scratch_slots);
	inner = unwind_prepare(object, options->nunwound);
	pins = calloc(p->nmaps + 1, sizeof(*pins));
	if (!pins)
		out_of_memory(p->nmaps);
	if (!config_fill(object, p, options, (uint32_t)ncpus) || !parameters_fill(object, p)) {
		buf_puts(message,
			 "ERROR: the compiled script has no place for its configuration\n");
	} else if (interfaces_fill(object, p, message) &&
		   pins_use(object, p, options->shared, pins, message)) {
		struct verifier_logs *logs =
			options->show_verifier ? verifier_logs_ask(object, log_size) : NULL;

		error = object_load(object, p, options);
		verifier_logs_show(logs, error, log, log_size);
		if (!error)
			*l = loaded_make(object, p, options, (uint32_t)ncpus, pins, message);
	}
	bpf_object__close(object);
	for (uint32_t i = 0; i < p->nmaps; i++)
		fd_close(pins[i]);
	free(pins);
	if (inner >= 0)
		close(inner);
	return error;
}

/*
 * The log of a refusal has to be whole, because what is wrong stands at its end: when it does not
 * fit, the kernel answers ENOSPC instead of the real error, and a larger one is tried.
 */
struct loaded *program_load(const struct program *p, const struct load_options *options,
			    struct buf *message)
{
	size_t log_size = (size_t)MIN(MAX(p->config[CONFIG_log_size], UINT64_C(4096)),
				      (uint64_t)LOG_SIZE_MAX);
	struct buf text = {NULL, 0, 0};
	struct loaded *l = NULL;
	char *log;
	int error;

	chatter = &text;
	chatter_shown = options->show_libbpf;
	libbpf_set_print(chatter_print);
	for (;; log_size = MIN(log_size * 16, (size_t)LOG_SIZE_MAX)) {
		log = malloc(log_size); /* touched only by a refusal */
		if (!log)
			out_of_memory(log_size);
		log[0] = '\0';
		buf_clear(&text);
		error = load_once(p, options, log, log_size, &l, message);
		if (error != -ENOSPC || !*log || log_size == LOG_SIZE_MAX)
			break;
		free(log);
	}
	if (error)
		load_explain(p, options, -error, log, &text, message);
	free(log);
	chatter = NULL;
	chatter_shown = false;
	buf_free(&text);
	return l;
}

void loaded_free(struct loaded *l)
{
	if (!l)
		return;
	for (uint32_t i = 0; i < l->nprograms; i++)
		fd_close(l->programs[i]);
	for (uint32_t i = 0; i < l->nmaps; i++)
		kernel_map_free(l->maps[i]);
	fd_close(l->data);
	fd_close(l->control);
	fd_close(l->packets);
	fd_close(l->unwind_spaces);
	fd_close(l->unwind_tables);
	if (l->globals)
		munmap(l->globals, l->globals_size);
	if (l->cells)
		munmap(l->cells, l->cells_size);
	free(l->programs);
	free(l->maps);
	free(l);
}
