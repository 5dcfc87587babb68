/*
 * `struct target` of this machine: kernel types from BTF, symbols from kallsyms, features from the
 * kernel itself. Everything is read on the first question about it.
 */
#include "probes/target_host.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "probes/binary.h"
#include "probes/btf.h"
#include "probes/btf_types.h"
#include "probes/c_headers.h"
#include "probes/c_object.h"
#include "probes/clang_front.h"
#include "probes/dwarf_types.h"
#include "probes/features.h"
#include "probes/helpers.h"
#include "probes/kfuncs.h"
#include "probes/modules.h"
#include "probes/pin.h"
#include "probes/symbols.h"
#include "probes/syscalls.h"
#include "probes/tracefs.h"

struct host {
	struct target target;
	struct arena *arena;
	struct utsname uname;
	struct btf_index *btf;
	bool btf_tried;
	struct btf_types *types;
	struct host_modules VEC(struct module_types *) modules;
	bool modules_known;	   /* all that are loaded are in MODULES */
	struct dwarf_types *dwarf; /* NULL: nothing has asked for debug information */
	struct host_objects VEC(struct btf_index *) objects; /* types of what is imported */
	struct types *types_of; /* the table TYPES makes its types in */
};

static struct btf_index *host_btf(void *arg)
{
	struct host *h = arg;
	const char *error;

	if (!h->btf_tried) {
		h->btf_tried = true;
		h->btf = btf_index_load(btf_kernel_path(), NULL, &error);
	}
	return h->btf;
}

static struct btf_types *host_types(struct target *t, struct types *ts)
{
	struct host *h = (struct host *)t;

	if (h->types_of != ts) {
		h->types = btf_types_make(h->arena, ts, host_btf, h);
		h->types_of = ts;
	}
	return h->types;
}

static struct module_types *host_module(struct host *h, struct types *ts, const char *name,
					const char **error)
{
	struct btf_types *base = host_types(&h->target, ts);
	struct module_types *m;

	for (size_t i = 0; i < h->modules.len; i++) {
		if (strcmp(h->modules.at[i]->name, name) == 0)
			return h->modules.at[i];
	}
	m = arena_make(h->arena, struct module_types);
	m->name = arena_strdup(h->arena, str_from(name));
	*error = "the kernel has no types";
	if (!host_btf(h) || !(m->btf = module_btf_load(name, h->btf, error)))
		return NULL;
	m->types = btf_types_of_module(h->arena, ts, base, m->btf);
	vec_push(h->arena, &h->modules, m);
	return m;
}

/* What the kernel itself does not know a module may. */
static const struct type *modules_type_find(struct host *h, struct types *ts, enum type_tag tag,
					    const char *name)
{
	struct module_names names = {0};
	const char *error;

	if (!h->modules_known) {
		h->modules_known = true;
		modules_find(h->arena, STR("*"), &names);
		for (size_t i = 0; i < names.len; i++)
			host_module(h, ts, names.at[i], &error);
	}
	for (size_t i = 0; i < h->modules.len; i++) {
		const struct type *t = btf_types_find(h->modules.at[i]->types, tag, str_from(name));

		if (t)
			return t;
	}
	return NULL;
}

static const struct type *host_type_find(struct target *t, struct types *ts, enum type_tag tag,
					 const char *name)
{
	const struct type *plain = tag == TAG_PLAIN ? ctype_find(ts, str_from(name)) : NULL;

	if (!plain)
		plain = btf_types_find(host_types(t, ts), tag, str_from(name));
	return plain ? plain : modules_type_find((struct host *)t, ts, tag, name);
}

static bool host_type_complete(struct target *t, struct types *ts, struct type *type)
{
	struct host *h = (struct host *)t;

	if (dwarf_types_has(h->dwarf, type))
		return dwarf_types_complete(h->dwarf, type);
	for (size_t i = 0; i < h->modules.len; i++) {
		if (btf_types_own(h->modules.at[i]->types, type))
			return btf_types_complete(h->modules.at[i]->types, type);
	}
	return btf_types_complete(host_types(t, ts), type);
}

static bool host_enumerator(struct target *t, struct types *ts, const char *name,
			    const struct type **type, uint64_t *value)
{
	return btf_types_enumerator(host_types(t, ts), str_from(name), type, value);
}

/* Addresses are for those who may load programs. */
static bool host_kernel_symbol(struct target *t, const char *name, uint64_t *address)
{
	*address = 0;
	return symbol_address(str_from(name), address) || t->blind & BLIND_KERNEL;
}

/* The handle of a cgroup directory is its id (kernfs_encode_fh). */
static bool host_cgroup_id(struct target *t, const char *path, uint64_t *id)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} u = {.handle.handle_bytes = MAX_HANDLE_SZ};
	int mount_id;

	*id = 0;
	if (t->blind & BLIND_SYSTEM)
		return true;
	if (name_to_handle_at(AT_FDCWD, path, &u.handle, &mount_id, 0) < 0 ||
	    u.handle.handle_bytes != sizeof(*id))
		return false;
	memcpy(id, u.handle.f_handle, sizeof(*id));
	return true;
}

static bool host_has(struct target *t, enum feature feature)
{
	if (feature == FEATURE_btf && t->blind)
		return !(t->blind & BLIND_TYPES);
	return t->blind & BLIND_KERNEL || kernel_has(feature);
}

static void host_free(struct target *t)
{
	struct host *h = (struct host *)t;

	dwarf_types_close(h->dwarf);
	for (size_t i = 0; i < h->modules.len; i++)
		btf_index_free(h->modules.at[i]->btf);
	for (size_t i = 0; i < h->objects.len; i++)
		btf_index_free(h->objects.at[i]);
	btf_index_free(h->btf);
	arena_free(h->arena);
	free(h);
}

static const char *host_syscall_name(struct target *t, unsigned number)
{
	return syscall_name(t->arch, number);
}

static bool host_user_symbol(struct target *t, const char *path, const char *name, uint64_t offset,
			     struct user_symbol *out)
{
	struct binary_symbol s;
	uint64_t code;

	(void)t;
	*out = (struct user_symbol){0};
	if (!binary_symbol_find(path, name, &s, &out->fixed) ||
	    !binary_address(path, offset, &code))
		return false;
	out->address = s.address;
	out->size = s.size;
	out->distance = (int64_t)(s.address - code);
	return true;
}

static uint32_t kfunc_id(struct target *t, const char *name)
{
	const struct btf_index *b = host_btf(t);

	return b ? btf_index_find(b, BTF_KIND_FUNC, str_from(name)) : 0;
}

static bool host_kfunc_exists(struct target *t, const char *name)
{
	return kfunc_id(t, name) != 0;
}

static bool host_kfunc_allowed(struct target *t, const char *name, enum attach_method method)
{
	uint32_t id = kfunc_id(t, name);

	return id && (t->blind & BLIND_KERNEL || kfunc_allowed(host_btf(t), id, method));
}

static bool host_helper_allowed(struct target *t, unsigned number, enum attach_method method,
				const char *hook)
{
	if (t->blind & BLIND_KERNEL)
		return true;
	/* Reading the types is for those that are for a function of the kernel. */
	return helper_allowed(method == METHOD_lsm ? host_btf(t) : NULL, number, method, hook);
}

static bool host_pinned(struct target *t, struct arena *a, struct types *ts, const char *name,
			struct map_spec *out)
{
	struct buf why = {0};
	bool found;
	int fd = -1;

	(void)t;
	found = pin_open(a, ts, name, &fd, out, &why) == PIN_THERE;
	if (fd >= 0)
		close(fd);
	buf_free(&why);
	return found;
}

static const struct target_ops host_ops = {
	.type_find = host_type_find,
	.type_complete = host_type_complete,
	.enumerator = host_enumerator,
	.kernel_symbol = host_kernel_symbol,
	.cgroup_id = host_cgroup_id,
	.has = host_has,
	.c_front = clang_front,
	.c_header = c_header_exists,
	.syscall_name = host_syscall_name,
	.user_symbol = host_user_symbol,
	.kfunc_exists = host_kfunc_exists,
	.kfunc_allowed = host_kfunc_allowed,
	.helper_allowed = host_helper_allowed,
	.pinned = host_pinned,
	.c_object = c_object_import,
	.free = host_free,
};

void target_keep(struct target *t, struct btf_index *b)
{
	struct host *h = (struct host *)t;

	vec_push(h->arena, &h->objects, b);
}

struct target *target_host_new(void)
{
	struct host *h = calloc(1, sizeof(*h));
	int ncpus = libbpf_num_possible_cpus();

	if (!h)
		out_of_memory(sizeof(*h));
	h->arena = arena_new();
	uname(&h->uname);
	h->target.ops = &host_ops;
	h->target.ncpus = ncpus > 0 ? (unsigned)ncpus : 1;
	h->target.arch = h->uname.machine;
	h->target.pointer_size = sizeof(void *);
	return &h->target;
}

struct target *target_check_new(bool foreign)
{
	struct target *t = target_host_new();
	size_t len = 0;
	char *events;

	if (foreign) {
		t->blind = BLIND_EVENTS | BLIND_FUNCTIONS | BLIND_SYSTEM | BLIND_KERNEL;
		tracefs_root_use(NULL);
	} else {
		events = tracefs_read("available_events", &len);
		t->blind = (events ? 0 : BLIND_EVENTS) | (kernel_may_ask() ? 0 : BLIND_KERNEL);
		free(events);
	}
	if (!host_btf(t))
		t->blind |= BLIND_TYPES;
	return t;
}

struct btf_types *target_types(struct target *t, struct types *ts, struct arena *a)
{
	if (t->ops == &host_ops)
		return host_types(t, ts);
	return btf_types_over(a, ts, t);
}

struct btf_index *target_btf(struct target *t)
{
	return t->ops == &host_ops ? host_btf(t) : NULL;
}

struct dwarf_types *target_dwarf(struct target *t, struct types *ts)
{
	struct host *h = (struct host *)t;

	if (t->ops != &host_ops)
		return NULL;
	if (!h->dwarf)
		h->dwarf = dwarf_types_make(h->arena, ts);
	return h->dwarf;
}

const struct module_types *target_module(struct target *t, struct types *ts, const char *name,
					 const char **error)
{
	*error = "there are no modules here";
	return t->ops == &host_ops ? host_module((struct host *)t, ts, name, error) : NULL;
}
