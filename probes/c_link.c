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
	name = btf__name_by_offset(from, t->name_off);
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
		const char *name = btf__name_by_offset(to, t->name_off);
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

static void refused(struct unit *u, const struct c_object *o, int error)
{
	struct str said = complaints->len ? str_trim((struct str){complaints->at, complaints->len})
					  : str_from(strerror(-error));
	struct diag *d;

	if (str_starts(said, STR("libbpf: ")))
		said = str_slice(said, 8, said.len);
	d = diag_add(u->diags, D_IMPORT, o ? o->span : SPAN_NONE,
		     "%s cannot be joined with the script: %.*s", o ? o->path : "an import",
		     STR_ARG(said));
	if (memmem(said.at, said.len, "license", 7))
		diag_hint(u->diags, d,
			  "give the script the license of the import: config = { "
			  "license=\"...\" }");
}

static bool objects_join(struct unit *u, struct bytes own, int output)
{
	struct bpf_linker *linker;
	const struct c_object *at = NULL;
	char path[64];
	int error;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", output);
	linker = bpf_linker__new(path, NULL);
	error = linker ? object_add(linker, own) : -errno;
	for (size_t i = 0; i < u->c_objects.len && !error; i++) {
		at = &u->c_objects.at[i];
		error = object_add(linker, at->bytes);
	}
	if (!error) {
		at = NULL;
		error = bpf_linker__finalize(linker);
	}
	if (error)
		refused(u, at, error);
	bpf_linker__free(linker);
	return !error;
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
	struct buf said = {0};
	struct str text;
	struct bytes own;
	bool ok;
	int fd;

	if (!u->c_objects.len || !unit_calls(u))
		return true;
	own = script_object(u);
	fd = memfd_create("sonde-linked", MFD_CLOEXEC);
	complaints = &said;
	libbpf_set_print(complaint_add);
	ok = own.at && fd >= 0 && objects_join(u, own, fd);
	complaints = NULL;
	if (ok) {
		ok = lseek(fd, 0, SEEK_SET) == 0 && fd_read_all(u->arena, fd, SOURCE_MAX, &text);
		if (ok)
			u->program->object = (struct bytes){text.at, text.len};
	}
	if (!ok && !diags_errors(u->diags))
		diag_add(u->diags, D_IMPORT, SPAN_NONE, "the imported objects cannot be joined: %s",
			 strerror(errno));
	if (fd >= 0)
		close(fd);
	buf_free(&said);
	return ok;
}
