/* Reads prototype strings of the function tables; see signature.h for their form. */
#include "lang/signature.h"

static const struct {
	const char *name;
	unsigned kind;
} kinds[] = {
	{"int", SIG_INT},
	{"string", SIG_STRING},
	{"pointer", SIG_POINTER},
	{"buffer", SIG_BUFFER},
	{"array", SIG_ARRAY},
	{"bool", SIG_BOOL},
	{"stack", SIG_STACK},
	{"struct", SIG_STRUCT},
	{"map", SIG_MAP},
	{"any", SIG_ANY},
	{"name", SIG_NAME},
	{"variable", SIG_VARIABLE},
	{"address", SIG_ADDRESS | SIG_INT | SIG_POINTER},
};

static unsigned kind_find(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_equal(str_from(kinds[i].name), name))
			return kinds[i].kind;
	return 0;
}

static bool kinds_parse(struct str list, unsigned *out)
{
	*out = 0;
	while (list.at) {
		unsigned kind = kind_find(str_cut(&list, '|'));

		if (!kind)
			return false;
		*out |= kind;
	}
	return true;
}

static bool arg_parse(struct str text, struct signature_arg *arg)
{
	struct str first;

	*arg = (struct signature_arg){.optional = str_starts(text, STR("["))};
	if (arg->optional) {
		if (!str_ends(text, STR("]")))
			return false;
		text = str_slice(text, 1, text.len - 1);
	}
	first = str_cut(&text, ' ');
	if (str_equal(first, STR("lit"))) {
		arg->literal = true;
		first = text.at ? str_cut(&text, ' ') : (struct str){"", 0};
	}
	arg->name = text.at ? text : (struct str){"", 0};
	return arg->name.len && kinds_parse(first, &arg->kinds);
}

bool signature_parse(const char *text, struct signature *sig)
{
	struct str rest = str_from(text);

	*sig = (struct signature){.result = str_cut(&rest, '(')};
	if (!rest.at || !str_ends(rest, STR(")")))
		return false;
	rest = str_slice(rest, 0, rest.len - 1);
	if (!rest.len)
		return true;
	while (rest.at) {
		struct str one = str_trim(str_cut(&rest, ','));

		if (str_equal(one, STR("..."))) {
			sig->variadic = true;
			return !rest.at;
		}
		if (sig->nargs == SIGNATURE_ARGS_MAX || !arg_parse(one, &sig->args[sig->nargs]))
			return false;
		if (!sig->args[sig->nargs].optional)
			sig->required = sig->nargs + 1;
		sig->nargs++;
	}
	return true;
}

static unsigned kind_of(const struct type *t)
{
	switch ((int)t->kind) {
	case T_INT:
	case T_ENUM:
		return SIG_INT;
	case T_BOOL:
		return SIG_BOOL;
	case T_STRING:
		return SIG_STRING;
	case T_POINTER:
	case T_CONTEXT:
		return SIG_POINTER;
	case T_BUFFER:
		return SIG_BUFFER;
	case T_ARRAY:
		return SIG_ARRAY;
	case T_KSTACK:
	case T_USTACK:
		return SIG_STACK;
	case T_STRUCT:
		return SIG_STRUCT;
	default:
		return type_is(t, TF_CASTABLE) ? SIG_INT : 0;
	}
}

bool signature_accepts(unsigned wanted, const struct type *t)
{
	return t->kind == T_ERROR || (wanted & SIG_ANY) || (wanted & kind_of(t));
}

void signature_kinds_text(unsigned wanted, struct buf *out)
{
	unsigned left = wanted &= ~(unsigned)SIG_ADDRESS;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!(left & kinds[i].kind) || (kinds[i].kind & SIG_ADDRESS))
			continue;
		if (left != wanted)
			buf_puts(out, (left & (left - 1)) ? ", " : " or ");
		buf_puts(out, kinds[i].name);
		left &= ~kinds[i].kind;
	}
}
