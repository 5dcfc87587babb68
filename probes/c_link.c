/*
 * The script's object and the imported ones become one, by libbpf's linker. It compares what the
 * script's object declares with what the others define, type by type, so the declarations get the
 * types of the definitions first.
 *
 * Imported maps and variables are joined like functions: each is there once, and only code of C
 * sees it. Programs of imported objects are not loaded (runtime/load.c).
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lang/base/read.h"
#include "probes/btf.h"
#include "probes/c_object.h"
#include "probes/object_edit.h"

#define POINTERS_MAX 8

/* ---- declarations ---- */

/* TYPE of FROM said again in TO: what it is, not what is in it. 0: void, or there is no room. */
static int type_say(struct btf *to, const struct btf *from, uint32_t id, unsigned depth)
{
	const struct btf_type *t = btf__type_by_id(from, id);
	const char *name;
	int of;

	while (t && (btf_is_mod(t) || btf_is_typedef(t))) {
		id = t->type;
		t = btf__type_by_id(from, id);
	}
	if (!t || !id || depth > POINTERS_MAX)
		return 0;
	name = object_type_name(from, t->name_off);
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
		return btf__add_int(to, name, t->size, btf_int_encoding(t));
	case BTF_KIND_ENUM:
		of = btf__add_enum(to, name[0] ? name : NULL, t->size);
		btf__add_enum_value(to, "value", 0);
		return of;
	case SONDE_BTF_KIND_ENUM64:
		of = btf__add_enum64(to, name[0] ? name : NULL, t->size, false);
		btf__add_enum64_value(to, "value", 0);
		return of;
	case BTF_KIND_PTR:
		return btf__add_ptr(to, type_say(to, from, t->type, depth + 1));
	case BTF_KIND_STRUCT:
		return btf__add_fwd(to, name, BTF_FWD_STRUCT);
	case BTF_KIND_UNION:
		return btf__add_fwd(to, name, BTF_FWD_UNION);
	case BTF_KIND_FWD:
		return btf__add_fwd(to, name, btf_kflag(t) ? BTF_FWD_UNION : BTF_FWD_STRUCT);
	default:
		return 0;
	}
}

/* The prototype of function NAME of FROM in TO. Negative: FROM has no such function. */
static int proto_say(struct btf *to, const struct btf *from, const char *name)
{
	int id = btf__find_by_name_kind(from, name, BTF_KIND_FUNC), types[8], result, made;
	const struct btf_type *proto =
		id > 0 ? btf__type_by_id(from, btf__type_by_id(from, (uint32_t)id)->type) : NULL;
	uint32_t n = proto ? btf_vlen(proto) : 0;

	if (!proto || !btf_is_func_proto(proto) || n > ARRAY_LEN(types))
		return -1;
	result = type_say(to, from, proto->type, 0);
	for (uint32_t i = 0; i < n; i++)
		types[i] = type_say(to, from, btf_params(proto)[i].type, 0);
	made = btf__add_func_proto(to, result);
	for (uint32_t i = 0; i < n; i++)
		btf__add_func_param(to, NULL, types[i]);
	return made;
}

static void declarations_type(struct btf *to, const struct btf *from)
{
	uint32_t n = btf__type_cnt(to);

	for (uint32_t id = 1; id < n; id++) {
		const struct btf_type *t = btf__type_by_id(to, id);
		const char *name = object_type_name(to, t->name_off);
		int proto;

		if (!btf_is_func(t) || btf_vlen(t) != BTF_FUNC_EXTERN)
			continue;
		proto = proto_say(to, from, name);
		if (proto > 0)
			((struct btf_type *)(uintptr_t)btf__type_by_id(to, id))->type =
				(uint32_t)proto;
	}
}

/* The linker wants types for all that others could see: what has none is nobody's business. */
static void symbols_hide(struct object_edit *o)
{
	GElf_Sym symbol;
	const char *name;

	for (size_t i = 0; i < object_symbols(o); i++) {
		if (!object_symbol(o, i, &symbol, &name) ||
		    GELF_ST_TYPE(symbol.st_info) != STT_OBJECT ||
		    GELF_ST_BIND(symbol.st_info) != STB_GLOBAL ||
		    btf__find_by_name_kind(o->btf, name, BTF_KIND_VAR) > 0)
			continue;
		symbol.st_info = GELF_ST_INFO(STB_LOCAL, STT_OBJECT);
		object_symbol_set(o, i, &symbol);
	}
}

/* The script's object as the linker wants it. at is NULL: it cannot be. */
static struct bytes script_object(struct unit *u)
{
	struct bytes result = {NULL, 0};
	struct object_edit own, theirs;
	const char *error;

	if (!object_open(&own, u->program->object, &error))
		return result;
	for (size_t i = 0; i < u->c_objects.len; i++) {
		if (!object_open(&theirs, u->c_objects.at[i].bytes, &error))
			continue;
		declarations_type(own.btf, theirs.btf);
		object_close(&theirs);
	}
	symbols_hide(&own);
	result = object_write(&own, u->arena);
	object_close(&own);
	return result;
}

/* ---- joining ---- */

#define SECONDS_MAX 30 /* joining takes milliseconds */

/* What the linker says, which is why it refuses. */
static struct buf *complaints;

static int complaint_add(enum libbpf_print_level level, const char *format, va_list ap)
{
	if (level == LIBBPF_WARN && complaints)
		buf_vprintf(complaints, format, ap);
	return 0;
}

static int object_add(struct bpf_linker *linker, struct bytes bytes)
{
	int fd = memfd_create("sonde-object", MFD_CLOEXEC), error;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || write(fd, bytes.at, bytes.len) != (ssize_t)bytes.len)
		error = -errno;
	else
		error = bpf_linker__add_file(linker, path, NULL);
	if (fd >= 0)
		close(fd);
	return error;
}

/* How joining went, in front of what the linker said. */
struct outcome {
	int error;	 /* negative errno */
	uint32_t object; /* the one at fault; the number of objects: none of them */
};

/* In a process of its own: the linker believes what it reads, and may fall over it. */
static struct outcome objects_join(const struct unit *u, struct bytes own, int output)
{
	struct bpf_linker *linker;
	struct outcome o = {0};
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", output);
	linker = bpf_linker__new(path, NULL);
	o.error = linker ? object_add(linker, own) : -errno;
	if (o.error)
		o.object = (uint32_t)u->c_objects.len;
	while (!o.error && o.object < u->c_objects.len) {
		o.error = object_add(linker, u->c_objects.at[o.object].bytes);
		o.object += !o.error;
	}
	if (!o.error)
		o.error = bpf_linker__finalize(linker);
	return o;
}

static void child_run(const struct unit *u, struct bytes own, int output, int report)
{
	struct buf said = {0};
	struct outcome o;

	alarm(SECONDS_MAX);
	complaints = &said;
	libbpf_set_print(complaint_add);
	o = objects_join(u, own, output);
	if (write(report, &o, sizeof(o)) != sizeof(o) ||
	    (said.len && write(report, said.at, said.len) < 0))
		_exit(1);
	_exit(0);
}

static void refused(struct unit *u, const struct outcome *o, struct str said)
{
	const struct c_object *at = o->object < u->c_objects.len ? &u->c_objects.at[o->object]
								 : NULL;
	struct diag *d;

	said = str_trim(said);
	if (str_starts(said, STR("libbpf: ")))
		said = str_slice(said, 8, said.len);
	if (!said.len)
		said = str_from(strerror(-o->error));
	d = diag_add(u->diags, D_IMPORT, at ? at->span : SPAN_NONE,
		     "%s cannot be joined with the script: %.*s",
		     at ? at->path : "what is imported", STR_ARG(said));
	if (memmem(said.at, said.len, "license", 7))
		diag_hint(
			u->diags, d,
			"give the script the license of the import: config = { license=\"...\" }");
}

/* False: it has said why not. */
static bool child_join(struct unit *u, struct bytes own, int output, int report)
{
	struct outcome o = {0};
	struct str text = {NULL, 0};
	pid_t pid = fork();
	int status = -1;

	if (pid == 0)
		child_run(u, own, output, report);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid < 0 || status || lseek(report, 0, SEEK_SET) ||
	    !fd_read_all(u->arena, report, SOURCE_MAX, &text) || text.len < sizeof(o)) {
		diag_add(u->diags, D_IMPORT, SPAN_NONE,
			 "what is imported cannot be joined with the script: an object is damaged");
		return false;
	}
	memcpy(&o, text.at, sizeof(o));
	if (o.error)
		refused(u, &o, str_slice(text, sizeof(o), text.len));
	return !o.error;
}

static bool call_find(struct expr *e, void *arg)
{
	(void)arg;
	return e->kind == E_C_CALL;
}

static bool unit_calls(struct unit *u)
{
	for (size_t i = 0; i < u->instances.len; i++)
		if (instance_walk(u->instances.at[i], call_find, NULL))
			return true;
	return false;
}

bool unit_link(struct unit *u)
{
	int output, report;
	struct bytes own;
	struct str text;
	bool ok;

	if (!u->c_objects.len || !unit_calls(u))
		return true;
	own = script_object(u);
	output = memfd_create("sonde-linked", MFD_CLOEXEC);
	report = memfd_create("sonde-link-report", MFD_CLOEXEC);
	if (!own.at || output < 0 || report < 0) {
		diag_add(u->diags, D_IMPORT, SPAN_NONE, "the script cannot be joined: %s",
			 strerror(errno));
		ok = false;
	} else {
		ok = child_join(u, own, output, report);
	}
	ok = ok && lseek(output, 0, SEEK_SET) == 0 &&
	     fd_read_all(u->arena, output, SOURCE_MAX, &text);
	if (ok)
		u->program->object = (struct bytes){text.at, text.len};
	if (output >= 0)
		close(output);
	if (report >= 0)
		close(report);
	return ok;
}
