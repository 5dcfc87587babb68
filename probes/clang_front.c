/*
 * Compiles the C of a script (to a tree only) and reads its names.
 *
 * The text is the file definitions.h, whose first line includes the kernel types that the text
 * needs: what clang does not know is looked for in the kernel's type information, written out as C,
 * and the text is tried again. When that leads nowhere, kernel headers and kernel types are left
 * out in turn; what is reported are the errors of the first way.
 */
#include "probes/clang_front.h"
#include "probes/btf.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "probes/c_headers.h"
#include "probes/clang_types.h"

#define BTF_FILE "/sonde/kernel_types.h"
/* Types that types need: more rounds than any chain of headers takes. */
#define ROUNDS_MAX 16

struct words VEC(const char *);

struct front {
	const struct clang_api *clang;
	struct unit *u;
	struct arena *a;
	void *index;
	struct str text; /* with the first line */
	struct btf *btf; /* NULL: not opened */
	struct btf_dump *dump;
	struct buf types;     /* kernel types as C */
	struct ptrmap dumped; /* what has been looked for, by its interned description */
	struct kernel_headers kernel;
	struct buf messages;
	bool messages_kept;
};

/* ---- command line ---- */

static void word_add(struct front *f, struct words *w, const char *word)
{
	vec_push(f->a, w, word);
}

static void kernel_flags(struct front *f, struct words *w)
{
	const char *folder;

	for (unsigned i = 0; (folder = kernel_headers_folder(f->a, &f->kernel, i)); i++)
		word_add(f, w, arena_printf(f->a, "-I%s", folder));
	word_add(f, w, "-include");
	word_add(f, w, arena_printf(f->a, "%s/include/linux/kconfig.h", f->kernel.source));
	word_add(f, w, "-D__KERNEL__");
	word_add(f, w, "-D__BPF_TRACING__");
	word_add(f, w, "-DKBUILD_MODNAME=\"sonde\"");
}

static struct words flags_make(struct front *f, bool kernel, bool btf)
{
	struct words w = {0};
	const struct options *o = &f->u->options;

	word_add(f, &w, "-xc");
	word_add(f, &w, "-ferror-limit=0");
	word_add(f, &w, "-w");
	if (btf) {
		word_add(f, &w, "-DBPFTRACE_HAVE_BTF");
		word_add(f, &w, "-D_LINUX_TYPES_H");
	}
	for (size_t i = 0; o->include_dirs && o->include_dirs[i]; i++)
		word_add(f, &w, arena_printf(f->a, "-I%s", o->include_dirs[i]));
	if (kernel)
		kernel_flags(f, &w);
	for (size_t i = 0; o->includes && o->includes[i]; i++) {
		word_add(f, &w, "-include");
		word_add(f, &w, o->includes[i]);
	}
	return w;
}

/* ---- types of the kernel ---- */

static void dump_line(void *arg, const char *fmt, va_list args)
{
	buf_vprintf(arg, fmt, args);
}

static bool btf_open(struct front *f)
{
	if (f->btf)
		return true;
	f->btf = btf__load_vmlinux_btf();
	if (!f->btf)
		return false;
	f->dump = btf_dump__new(f->btf, dump_line, &f->types, NULL);
	if (f->dump)
		return true;
	btf__free(f->btf);
	f->btf = NULL;
	return false;
}

static int btf_id(const struct front *f, struct str what)
{
	static const struct {
		const char *tag;
		uint32_t kind;
	} rows[] = {{"struct ", BTF_KIND_STRUCT},
		    {"union ", BTF_KIND_UNION},
		    {"enum ", BTF_KIND_ENUM},
		    {"", BTF_KIND_TYPEDEF},
		    {"", BTF_KIND_STRUCT}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str tag = str_from(rows[i].tag);
		int id;

		if (!str_starts(what, tag))
			continue;
		id = btf__find_by_name_kind(f->btf, what.at + tag.len, rows[i].kind);
		if (id > 0)
			return id;
	}
	return -1;
}

/* Adds what WHAT ("u32", "struct page") stands for. False: unknown, or it was added before. */
static bool type_add(struct front *f, struct str what)
{
	const char *key = intern(f->u->names, what);
	int id;

	if (ptrmap_get(&f->dumped, key) || !btf_open(f))
		return false;
	ptrmap_set(f->a, &f->dumped, key, f);
	id = btf_id(f, str_from(key));
	return id > 0 && btf_dump__dump_type(f->dump, (uint32_t)id) == 0;
}

/* ---- one try ---- */

/*
 * "unknown type name 'u32'", "field has incomplete type 'struct page'", "... 'foo' (aka 'struct
 * foo')": the quoted names that the kernel may know.
 */
static bool missing_add(struct front *f, const char *message)
{
	bool added = false;

	if (!strstr(message, "unknown type name") && !strstr(message, "incomplete") &&
	    !strstr(message, "undeclared"))
		return false;
	for (const char *open = strchr(message, '\''); open;) {
		const char *close = strchr(open + 1, '\'');

		if (!close)
			break;
		added |= type_add(f, (struct str){open + 1, (size_t)(close - open) - 1});
		open = strchr(close + 1, '\'');
	}
	return added;
}

static void string_print(struct front *f, struct buf *out, struct clang_string s)
{
	const char *text = f->clang->getCString(s);

	buf_puts(out, text ? text : "");
	f->clang->disposeString(s);
}

enum try_result { TRY_OK, TRY_AGAIN, TRY_FAILED };

/* Reads the errors of UNIT. Those of the last round of the first way are what is reported. */
static enum try_result errors_read(struct front *f, void *unit, bool btf)
{
	unsigned n = f->clang->getNumDiagnostics(unit);
	bool failed = false, added = false;
	struct buf messages = {0};

	for (unsigned i = 0; i < n; i++) {
		void *d = f->clang->getDiagnostic(unit, i);

		if (f->clang->getDiagnosticSeverity(d) >= CLANG_SEVERITY_ERROR) {
			struct buf text = {0};

			failed = true;
			string_print(f, &text, f->clang->getDiagnosticSpelling(d));
			if (btf && text.len)
				added |= missing_add(f, text.at);
			if (btf && f->types.len && text.len && strstr(text.at, "redefinition of"))
				f->u->c->redefined = true;
			buf_free(&text);
			string_print(f, &messages, f->clang->formatDiagnostic(d, CLANG_SHOW_PLACE));
			buf_char(&messages, '\n');
		}
		f->clang->disposeDiagnostic(d);
	}
	if (failed && !added && !f->messages_kept) {
		buf_add(&f->messages, messages.at, messages.len);
		f->messages_kept = true;
	}
	buf_free(&messages);
	return !failed ? TRY_OK : added ? TRY_AGAIN : TRY_FAILED;
}

static enum try_result try_once(struct front *f, const struct words *w, bool btf)
{
	struct clang_file_text files[] = {
		{"definitions.h", f->text.at, f->text.len},
		{BTF_FILE, f->types.len ? f->types.at : "", f->types.len},
	};
	enum try_result result;
	void *unit = NULL;

	if (f->clang->parseTranslationUnit2(f->index, "definitions.h", w->at, (int)w->len, files,
					    ARRAY_LEN(files), CLANG_KEEP_MACROS, &unit) != 0) {
		if (!f->messages_kept)
			buf_puts(&f->messages, "definitions.h: libclang cannot compile it\n");
		f->messages_kept = true;
		return TRY_FAILED;
	}
	result = errors_read(f, unit, btf);
	if (result == TRY_OK)
		clang_types_read(f->clang, f->u, unit, BTF_FILE);
	f->clang->disposeTranslationUnit(unit);
	return result;
}

static bool try_way(struct front *f, bool kernel, bool btf)
{
	struct words w = flags_make(f, kernel, btf);
	enum try_result result = TRY_AGAIN;

	if (!btf)
		buf_clear(&f->types);
	for (int round = 0; round < ROUNDS_MAX && result == TRY_AGAIN; round++)
		result = try_once(f, &w, btf);
	return result == TRY_OK;
}

static bool front_run(struct front *f)
{
	bool btf = access(btf_kernel_path(), R_OK) == 0;

	f->kernel = kernel_headers_find(f->a);
	return (f->kernel.source && btf && try_way(f, true, true)) ||
	       (btf && try_way(f, false, true)) || (f->kernel.source && try_way(f, true, false)) ||
	       try_way(f, false, false);
}

bool clang_front(struct target *t, struct unit *u, struct str text)
{
	struct front f = {.clang = clang_api_open(), .u = u, .a = u->arena};
	struct diag *d;
	bool ok;

	(void)t;
	if (!f.clang) {
		d = diag_add(
			u->diags, D_C_FRONT,
			u->script->c_decls.len ? u->script->c_decls.at[0].span : SPAN_NONE,
			"preprocessor lines and headers need libclang, which is not installed");
		diag_hint(
			u->diags, d,
			"install libclang1-19 (Debian, Ubuntu), clang-libs (Fedora) or clang "
			"(Arch, Alpine); definitions of structs, unions and enums alone do without");
		return false;
	}
	f.text.at = arena_printf(f.a, "#include \"" BTF_FILE "\"\n%.*s", STR_ARG(text));
	f.text.len = strlen(f.text.at);
	f.index = f.clang->createIndex(0, 0);
	ok = front_run(&f);
	f.clang->disposeIndex(f.index);
	if (!ok)
		u->c->messages =
			(struct str){arena_strdup(f.a, (struct str){f.messages.at, f.messages.len}),
				     f.messages.len};
	btf_dump__free(f.dump);
	btf__free(f.btf);
	buf_free(&f.types);
	buf_free(&f.messages);
	return ok;
}
