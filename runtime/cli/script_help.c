/*
 * Consumes a parsed script, before macros and imports; produces its help. What imported files add
 * is not known here.
 */
#include "runtime/cli/script_help.h"

#include <inttypes.h>
#include <string.h>

#define COLUMN 28 /* where descriptions begin, as in sonde --help */

struct asked {
	struct arena *a;
	struct exprs calls;  /* of getopt, the first one of each name */
	uint64_t positional; /* the highest $N */
	bool counted;	     /* $# is read */
};

static struct str call_name(const struct expr *call)
{
	return call->call.args.at[0]->string;
}

static bool parameter_visit(struct expr *e, void *arg)
{
	struct asked *p = arg;

	if (e->kind == E_PARAM) {
		p->positional = MAX(p->positional, e->param);
		p->counted = p->counted || e->param == 0;
		return false;
	}
	if (e->kind != E_CALL || strcmp(e->call.name, "getopt") != 0 || !e->call.args.len ||
	    e->call.args.at[0]->kind != E_STRING)
		return false;
	for (size_t i = 0; i < p->calls.len; i++)
		if (str_equal(call_name(p->calls.at[i]), call_name(e)))
			return false;
	vec_push(p->a, &p->calls, e);
	return false;
}

static struct asked parameters_find(const struct unit *u)
{
	const struct script *s = u->script;
	struct asked p = {.a = u->arena};

	for (size_t i = 0; i < s->probes.len; i++) {
		if (s->probes.at[i]->predicate)
			expr_walk(s->probes.at[i]->predicate, parameter_visit, &p);
		expr_walk(s->probes.at[i]->body, parameter_visit, &p);
	}
	for (size_t i = 0; i < s->macros.len; i++)
		expr_walk(s->macros.at[i]->body, parameter_visit, &p);
	for (size_t i = 0; i < s->fns.len; i++)
		expr_walk(s->fns.at[i]->body, parameter_visit, &p);
	return p;
}

bool script_help_wanted(const struct unit *u, const char *const *named)
{
	struct asked p;
	bool asked = false;

	for (size_t i = 0; named && named[i]; i++)
		asked = asked || !strcmp(named[i], "--help");
	if (!asked)
		return false;
	p = parameters_find(u);
	for (size_t i = 0; i < p.calls.len; i++)
		if (str_equal(call_name(p.calls.at[i]), STR("help")))
			return false;
	return true;
}

/* The comment that opens the script, behind a line for env; empty: there is none. */
static struct str comment_find(struct str text)
{
	struct str rest = text;
	size_t end = 0;

	if (str_starts(rest, STR("#!")))
		str_cut(&rest, '\n');
	while (rest.len && strchr(" \t\r\n", rest.at[0]))
		rest = str_slice(rest, 1, SIZE_MAX);
	if (!str_starts(rest, STR("/*")))
		return STR("");
	while (end + 1 < rest.len && memcmp(rest.at + end, "*/", 2) != 0)
		end++;
	return str_slice(rest, 2, end);
}

/* Line by line, without the stars at the left; empty lines at both ends left out. */
static void comment_print(struct str comment, FILE *to)
{
	size_t empty = 0;
	bool any = false;

	while (comment.len) {
		struct str line = str_cut(&comment, '\n');

		while (line.len && strchr(" *", line.at[0]))
			line = str_slice(line, 1, SIZE_MAX);
		while (line.len && strchr(" \t\r*", line.at[line.len - 1]))
			line.len--;
		if (!line.len) {
			empty++;
			continue;
		}
		for (; any && empty; empty--)
			fputc('\n', to);
		empty = 0;
		any = true;
		fprintf(to, "%.*s\n", STR_ARG(line));
	}
	if (any)
		fputc('\n', to);
}

static void default_print(const struct expr *value, struct buf *out)
{
	if (value->kind == E_INT)
		buf_printf(out, "%s%" PRIu64, value->num.negative ? "-" : "", value->num.value);
	else if (value->kind == E_UNARY && value->unary.op == OP_NEG &&
		 value->unary.arg->kind == E_INT)
		buf_printf(out, "-%" PRIu64, value->unary.arg->num.value);
	else if (value->kind == E_STRING)
		buf_printf(out, "\"%.*s\"", STR_ARG(value->string));
	else if (value->kind == E_BOOL)
		buf_puts(out, value->boolean ? "true" : "false");
}

static void parameter_print(const struct expr *call, FILE *to)
{
	const struct exprs *args = &call->call.args;
	const struct expr *value = args->len > 1 ? args->at[1] : NULL;
	bool is_switch = !value || value->kind == E_BOOL;
	struct buf left = {0}, right = {0};

	buf_printf(&left, "--%.*s%s", STR_ARG(call_name(call)),
		   is_switch		     ? ""
		   : value->kind == E_STRING ? "=TEXT"
					     : "=NUMBER");
	if (args->len > 2 && args->at[2]->kind == E_STRING)
		buf_str(&right, args->at[2]->string);
	if (value && !(is_switch && !value->boolean)) {
		buf_puts(&right, right.len ? " (" : "(");
		default_print(value, &right);
		buf_puts(&right, " when not given)");
	}
	fprintf(to, "  %-*.*s %.*s\n", COLUMN, (int)left.len, left.at ? left.at : "",
		(int)right.len, right.at ? right.at : "");
	buf_free(&left);
	buf_free(&right);
}

void script_help_print(struct unit *u, const char *name, bool is_tool, struct str text, FILE *to)
{
	struct asked p = parameters_find(u);

	comment_print(comment_find(text), to);
	if (is_tool)
		fprintf(to, "%s [options]", name);
	else
		fprintf(to, "sonde [options] %s", strcmp(name, "stdin") ? name : "...");
	for (uint64_t i = 1; i <= MIN(p.positional, UINT64_C(9)); i++)
		fprintf(to, " [$%" PRIu64 "]", i);
	if (p.counted || p.positional > 9)
		fputs(" [...]", to);
	fputs(!p.calls.len ? "\n"
	      : is_tool	   ? " [--name=value ...]\n\n"
			   : " [-- --name=value ...]\n\n",
	      to);
	for (size_t i = 0; i < p.calls.len; i++)
		parameter_print(p.calls.at[i], to);
}
