#include "lang/parameter.h"

#include "lang/integer.h"

bool parameters_wait(const struct unit *u)
{
	return u->options.portable && !u->options.params_fixed;
}

static bool same_name(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static uint32_t size_of(const struct unit *u, enum parameter_kind kind)
{
	return kind == PARAMETER_STRING ? (uint32_t)u->config[CONFIG_max_strlen] : 8;
}

struct expr *parameter_make(struct unit *u, struct span span, struct parameter wanted)
{
	struct expr *e = expr_make(u->arena, E_LOADED, span);
	uint32_t i = 0;

	while (i < u->parameters.len && !(u->parameters.at[i].kind == wanted.kind &&
					  u->parameters.at[i].number == wanted.number &&
					  same_name(u->parameters.at[i].name, wanted.name)))
		i++;
	if (i == u->parameters.len) {
		wanted.size = size_of(u, wanted.kind);
		wanted.offset = u->parameters_size;
		u->parameters_size += ROUND_UP(wanted.size, 8u);
		vec_push(u->arena, &u->parameters, wanted);
	}
	e->loaded = i;
	e->type = parameter_type(u, i);
	return e;
}

const struct type *parameter_type(struct unit *u, uint32_t index)
{
	const struct parameter *p = &u->parameters.at[index];

	switch (p->kind) {
	case PARAMETER_BOOL:
		return &type_bool;
	case PARAMETER_STRING:
		return type_string(u->types, p->size);
	case PARAMETER_INT:
		/* Positional ones are what a literal in their place would be. */
		return p->name ? type_int(u->types, 8, p->is_signed)
			       : type_int_flexible(u->types, 8);
	case PARAMETER_GIVEN:
		break;
	}
	return type_int(u->types, 8, false);
}

bool truth_parse(struct str text, bool *out)
{
	static const char *const words[] = {"0", "false", "off", "no", "1", "true", "on", "yes"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_equal_nocase(str_from(words[i]), text)) {
			*out = i >= ARRAY_LEN(words) / 2;
			return true;
		}
	}
	return false;
}

const char *parameter_value(const struct parameter *p, unsigned char *to)
{
	struct str text = str_from(p->text ? p->text : "");
	struct integer n = {0};
	bool yes = false;

	memset(to, 0, p->size);
	switch (p->kind) {
	case PARAMETER_STRING:
		if (text.len + 1 > p->size)
			return "is too long: the tool was built with a smaller max_strlen";
		memcpy(to, text.at, text.len);
		return NULL;
	case PARAMETER_BOOL:
		/* A bare --name. */
		if (text.len && !truth_parse(text, &yes))
			return "wants true or false";
		n.value = text.len ? yes : 1;
		break;
	case PARAMETER_INT:
	case PARAMETER_GIVEN:
		if (text.len && !integer_parse(text, false, &n))
			return "wants an integer";
		if (!text.len && p->name)
			return "wants an integer";
		if (n.negative && p->name && !p->is_signed)
			return "wants an integer that is not negative";
		break;
	}
	memcpy(to, &n.value, sizeof(n.value));
	return NULL;
}
