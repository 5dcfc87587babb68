/* The .def tables and the keywords as one list of words. */
#include "lang/words.h"

#include <string.h>

#include "lang/signature.h"
#include "lang/tables.h"

#define KEYWORD(name, doc)                     \
	{                                      \
		WORD_KEYWORD, #name, NULL, doc \
	}

static const struct word fixed[] = {
	KEYWORD(break, "leaves the loop"),
	KEYWORD(comptime, "an expression that is computed while compiling"),
	KEYWORD(config, "config = { name = value ... }: configuration variables of the script"),
	KEYWORD(continue, "goes on with the next round of the loop"),
	KEYWORD(else, "if CONDITION { ... } else { ... }"),
	KEYWORD(enum, "the type of an enumeration: (enum pid_type)1"),
	KEYWORD(false, "the boolean that is not true"),
	KEYWORD(fn, "fn NAME($x : TYPE) : TYPE { ... }: a function of the script"),
	KEYWORD(for, "for $kv : @map { ... }, for $i : 0..10 { ... }"),
	KEYWORD(if, "if CONDITION { ... } else { ... }"),
	KEYWORD(import, "import \"FILE\": definitions of another script"),
	KEYWORD(let, "let $x : TYPE = VALUE; let @m = hash(1000): declares a variable or a map"),
	KEYWORD(macro, "macro NAME($x, @m, e) { ... }: a body that is put in where it is called"),
	KEYWORD(offsetof, "offsetof(TYPE, FIELD): where a field lies, in bytes"),
	KEYWORD(return, "leaves the probe or function; probes that decide return their verdict"),
	KEYWORD(sizeof, "sizeof(TYPE or EXPRESSION): bytes of a value"),
	KEYWORD(struct, "a type of the kernel or of the script: (struct task_struct *)arg0"),
	KEYWORD(true, "the boolean that is not false"),
	KEYWORD(typeinfo, "typeinfo(TYPE or EXPRESSION): its number, kind and name"),
	KEYWORD(typeof, "typeof(EXPRESSION): its type"),
	KEYWORD(union, "a type of the kernel or of the script"),
	KEYWORD(unroll, "unroll (N) { ... }: the block N times"),
	KEYWORD(while, "while (CONDITION) { ... }"),
#define LIBRARY(id, least, most, doc) {(most) ? WORD_FUNCTION : WORD_BUILTIN, #id, NULL, doc},
#include "lang/library.def"
#undef LIBRARY
#define CONFIG(id, kind, value, doc) {WORD_CONFIG, #id, NULL, doc},
#include "lang/config.def"
#undef CONFIG
};

bool word_at(size_t i, struct word *w)
{
	if (i < BUILTIN_COUNT) {
		*w = (struct word){WORD_BUILTIN, builtin_rows[i].name, builtin_rows[i].type,
				   builtin_rows[i].doc};
		return true;
	}
	i -= BUILTIN_COUNT;
	if (i < FN_COUNT) {
		*w = (struct word){WORD_FUNCTION, function_rows[i].name, function_rows[i].sig,
				   function_rows[i].doc};
		return true;
	}
	i -= FN_COUNT;
	if (i < AGG_COUNT) {
		*w = (struct word){WORD_AGGREGATE, aggregate_rows[i].name, aggregate_rows[i].sig,
				   aggregate_rows[i].doc};
		return true;
	}
	i -= AGG_COUNT;
	if (i < PROBE_COUNT) {
		*w = (struct word){WORD_PROBE, probe_rows[i].name, probe_rows[i].syntax,
				   probe_rows[i].doc};
		return true;
	}
	i -= PROBE_COUNT;
	if (i >= ARRAY_LEN(fixed))
		return false;
	*w = fixed[i];
	return true;
}

bool word_find(struct str name, unsigned kinds, struct word *w)
{
	enum builtin_id builtin = kinds & WORD_BUILTIN ? builtin_find(name) : BUILTIN_COUNT;
	enum probe_kind probe = kinds & WORD_PROBE ? probe_kind_find(name) : PROBE_COUNT;

	for (size_t i = 0; word_at(i, w); i++)
		if (w->kind & kinds && str_equal(str_from(w->name), name))
			return true;
	if (builtin < BUILTIN_COUNT) /* arg0, arg1 ... */
		return word_at(builtin, w);
	if (probe < PROBE_COUNT) /* BEGIN, k, kfunc ... */
		return word_at((size_t)BUILTIN_COUNT + FN_COUNT + AGG_COUNT + probe, w);
	return false;
}

void word_text(const struct word *w, struct buf *out)
{
	const char *arguments = w->form ? strchr(w->form, '(') : NULL;

	buf_puts(out, w->name);
	if (!w->form || !*w->form)
		return;
	switch ((int)w->kind) {
	case WORD_PROBE:
		buf_printf(out, ":%s", w->form);
		break;
	case WORD_FUNCTION:
	case WORD_AGGREGATE:
		if (!arguments)
			break;
		buf_puts(out, arguments);
		if (w->kind == WORD_FUNCTION)
			buf_printf(out, ": %.*s", (int)(arguments - w->form), w->form);
		break;
	default:
		buf_printf(out, ": %s", w->form);
		break;
	}
}
