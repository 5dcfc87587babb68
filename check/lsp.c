/*
 * sonde lsp: a language server on standard input and output (Language Server Protocol 3.17), for
 * any number of documents. Texts are compiled when nothing more waits to be read, so that typing
 * never queues up; a request about a document compiles it first if it must.
 *
 * Whatever the editor sends is answered or left out; only a stream of which the next message cannot
 * be found ends the server. Exit status: 0 behind "shutdown" and "exit", otherwise 1.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/answers.h"
#include "check/check.h"
#include "check/rpc.h"

#define DOCUMENT_MAX (4u << 20) /* longer texts are no scripts */
#define DOCUMENTS_MAX 256

/* JSON-RPC and the protocol's own. */
enum {
	ERROR_PARSE = -32700,
	ERROR_REQUEST = -32600,
	ERROR_METHOD = -32601,
	ERROR_PARAMS = -32602,
	ERROR_NOT_INITIALIZED = -32002,
};

struct open_document {
	struct document d;
	struct arena *names; /* of uri and path */
	struct buf text;
	bool dirty; /* compiled before the last change, and not yet told about */
	struct open_document *next;
};

struct server {
	struct rpc rpc;
	struct open_document *documents;
	size_t ndocuments;
	bool initialized, shutdown;
};

/* ---- reading messages ---- */

/* A member of a member ...: "textDocument.uri". NULL: there is none. */
static struct json_object *member(struct json_object *o, const char *path)
{
	struct str rest = str_from(path);

	while (o && rest.at) {
		struct str name = str_cut(&rest, '.');
		char key[64];

		if (!json_object_is_type(o, json_type_object))
			return NULL;
		snprintf(key, sizeof(key), "%.*s", (int)MIN(name.len, 63u), name.at);
		o = json_object_object_get(o, key);
	}
	return o;
}

static const char *member_string(struct json_object *o, const char *path)
{
	o = member(o, path);
	return json_object_is_type(o, json_type_string) ? json_object_get_string(o) : NULL;
}

static struct position position_of(struct json_object *o)
{
	return (struct position){json_object_get_int64(member(o, "line")),
				 json_object_get_int64(member(o, "character"))};
}

/* ---- documents ---- */

static struct open_document *document_find(struct server *s, struct json_object *params)
{
	const char *uri = member_string(params, "textDocument.uri");

	for (struct open_document *d = s->documents; d && uri; d = d->next)
		if (strcmp(d->d.uri, uri) == 0)
			return d;
	return NULL;
}

static void analyses_free(struct document *d)
{
	if (d->last != d->analysis)
		analysis_free(d->last);
	analysis_free(d->analysis);
	d->analysis = d->last = NULL;
}

static void document_free(struct open_document *d)
{
	analyses_free(&d->d);
	arena_free(d->names);
	buf_free(&d->text);
	free(d);
}

static void document_analyse(struct open_document *d)
{
	struct analysis *old = d->d.analysis;

	if (old && !d->dirty)
		return;
	d->d.text = (struct str){d->text.at ? d->text.at : "", d->text.len};
	d->d.analysis = analysis_new(d->d.path, d->d.text);
	if (d->d.analysis->parsed) {
		if (d->d.last != old)
			analysis_free(d->d.last);
		d->d.last = d->d.analysis;
	}
	if (old != d->d.last)
		analysis_free(old);
}

static void notify(struct server *s, const char *method, struct json_object *params)
{
	struct json_object *message = json_object_new_object();

	json_add_text(message, "jsonrpc", "2.0");
	json_add_text(message, "method", method);
	json_object_object_add(message, "params", params);
	rpc_send(&s->rpc, message);
}

static void documents_publish(struct server *s)
{
	for (struct open_document *d = s->documents; d && !rpc_pending(&s->rpc); d = d->next) {
		if (!d->dirty)
			continue;
		document_analyse(d);
		d->dirty = false;
		notify(s, "textDocument/publishDiagnostics", answer_diagnostics(&d->d));
	}
}

static void text_set(struct open_document *d, struct str text)
{
	struct buf next = {0};

	if (text.len <= DOCUMENT_MAX)
		buf_str(&next, text);
	else
		fprintf(stderr, "sonde lsp: %s is larger than a script can be\n", d->d.uri);
	buf_free(&d->text);
	d->text = next;
	d->dirty = true;
}

static struct str json_str(struct json_object *o)
{
	if (!json_object_is_type(o, json_type_string))
		return (struct str){"", 0};
	return (struct str){json_object_get_string(o), (size_t)json_object_get_string_len(o)};
}

/* One element of contentChanges. */
static void change_apply(struct open_document *d, struct json_object *change)
{
	struct str old = {d->text.at ? d->text.at : "", d->text.len};
	struct json_object *range = member(change, "range");
	struct arena *a;
	struct lines lines;
	struct buf next = {0};
	size_t from, to;

	if (!range) {
		text_set(d, json_str(member(change, "text")));
		return;
	}
	a = arena_new();
	lines = lines_of(a, old);
	from = lines_offset(&lines, position_of(member(range, "start")));
	to = MAX(from, lines_offset(&lines, position_of(member(range, "end"))));
	buf_add(&next, old.at, from);
	buf_str(&next, json_str(member(change, "text")));
	buf_add(&next, old.at + to, old.len - to);
	text_set(d, (struct str){next.at ? next.at : "", next.len});
	buf_free(&next);
	arena_free(a);
}

static struct json_object *did_open(struct server *s, struct json_object *params)
{
	struct open_document *d = document_find(s, params);
	const char *uri = member_string(params, "textDocument.uri");

	if (!uri || (!d && s->ndocuments >= DOCUMENTS_MAX))
		return NULL;
	if (!d) {
		d = calloc(1, sizeof(*d));
		if (!d)
			out_of_memory(sizeof(*d));
		d->names = arena_new();
		d->d.uri = arena_strdup(d->names, str_from(uri));
		d->d.path = uri_path(d->names, uri);
		d->next = s->documents;
		s->documents = d;
		s->ndocuments++;
	}
	d->d.version = json_object_get_int64(member(params, "textDocument.version"));
	text_set(d, json_str(member(params, "textDocument.text")));
	return NULL;
}

static struct json_object *did_change(struct server *s, struct json_object *params)
{
	struct open_document *d = document_find(s, params);
	struct json_object *changes = member(params, "contentChanges");

	if (!d || !json_object_is_type(changes, json_type_array))
		return NULL;
	d->d.version = json_object_get_int64(member(params, "textDocument.version"));
	for (size_t i = 0; i < json_object_array_length(changes); i++)
		change_apply(d, json_object_array_get_idx(changes, i));
	return NULL;
}

static struct json_object *did_close(struct server *s, struct json_object *params)
{
	struct open_document *d = document_find(s, params), **link = &s->documents;
	struct json_object *empty;

	if (!d)
		return NULL;
	while (*link != d)
		link = &(*link)->next;
	*link = d->next;
	s->ndocuments--;
	empty = json_object_new_object();
	json_add_text(empty, "uri", d->d.uri);
	json_object_object_add(empty, "diagnostics", json_object_new_array());
	notify(s, "textDocument/publishDiagnostics", empty);
	document_free(d);
	return NULL;
}

/* ---- requests ---- */

static struct json_object *initialize(struct server *s, struct json_object *params)
{
	static const char capabilities[] =
		"{\"capabilities\":{\"positionEncoding\":\"utf-16\","
		"\"textDocumentSync\":{\"openClose\":true,\"change\":2},"
		"\"completionProvider\":{\"triggerCharacters\":[\":\",\".\",\">\",\"$\",\"@\"]},"
		"\"hoverProvider\":true,\"definitionProvider\":true,"
		"\"documentSymbolProvider\":true,\"documentFormattingProvider\":true},"
		"\"serverInfo\":{\"name\":\"sonde\",\"version\":\"" SONDE_VERSION "\"}}";

	(void)params;
	s->initialized = true;
	return json_tokener_parse(capabilities);
}

static struct json_object *shut_down(struct server *s, struct json_object *params)
{
	(void)params;
	s->shutdown = true;
	return NULL;
}

/* A question about a place in a document, or about all of it. */
static struct json_object *ask(struct server *s, struct json_object *params,
			       struct json_object *(*at)(const struct document *d, size_t offset),
			       struct json_object *(*whole)(const struct document *d))
{
	struct open_document *d = document_find(s, params);
	struct position p = position_of(member(params, "position"));

	if (!d)
		return NULL;
	document_analyse(d);
	if (d->dirty) {
		d->dirty = false;
		notify(s, "textDocument/publishDiagnostics", answer_diagnostics(&d->d));
	}
	return at ? at(&d->d, lines_offset(&d->d.analysis->lines, p)) : whole(&d->d);
}

static struct json_object *completion(struct server *s, struct json_object *params)
{
	return ask(s, params, answer_completion, NULL);
}

static struct json_object *hover(struct server *s, struct json_object *params)
{
	return ask(s, params, answer_hover, NULL);
}

static struct json_object *definition(struct server *s, struct json_object *params)
{
	return ask(s, params, answer_definition, NULL);
}

static struct json_object *symbols(struct server *s, struct json_object *params)
{
	return ask(s, params, NULL, answer_symbols);
}

static struct json_object *formatting(struct server *s, struct json_object *params)
{
	return ask(s, params, NULL, answer_formatting);
}

static const struct method {
	const char *name;
	bool is_request; /* it has an answer */
	struct json_object *(*run)(struct server *s, struct json_object *params);
} methods[] = {
	{"initialize", true, initialize},
	{"shutdown", true, shut_down},
	{"textDocument/didOpen", false, did_open},
	{"textDocument/didChange", false, did_change},
	{"textDocument/didClose", false, did_close},
	{"textDocument/completion", true, completion},
	{"textDocument/hover", true, hover},
	{"textDocument/definition", true, definition},
	{"textDocument/documentSymbol", true, symbols},
	{"textDocument/formatting", true, formatting},
};

static const struct method *method_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (strcmp(methods[i].name, name) == 0)
			return &methods[i];
	return NULL;
}

/* ---- answers ---- */

/* ID stays the caller's; NULL: not known. */
static struct json_object *answer_new(struct json_object *id)
{
	struct json_object *message = json_object_new_object();

	json_add_text(message, "jsonrpc", "2.0");
	json_object_object_add(message, "id", json_object_get(id));
	return message;
}

static void fail(struct server *s, struct json_object *id, int code, const char *text)
{
	struct json_object *message = answer_new(id), *error = json_object_new_object();

	json_add_int(error, "code", code);
	json_add_text(error, "message", text);
	json_object_object_add(message, "error", error);
	rpc_send(&s->rpc, message);
}

static void message_handle(struct server *s, struct json_object *m)
{
	struct json_object *id = NULL, *answer, *result;
	const char *name = member_string(m, "method");
	bool is_request = json_object_is_type(m, json_type_object) &&
			  json_object_object_get_ex(m, "id", &id);
	const struct method *method = name ? method_find(name) : NULL;

	if (!name) {
		/* Answers to requests of ours would have a result; there are none. */
		if (!member(m, "result") && !member(m, "error"))
			fail(s, id, ERROR_REQUEST, "this is no request");
		return;
	}
	if (is_request && !s->initialized && strcmp(name, "initialize") != 0) {
		fail(s, id, ERROR_NOT_INITIALIZED, "\"initialize\" comes first");
		return;
	}
	if (is_request && s->shutdown) {
		fail(s, id, ERROR_REQUEST, "the server has been shut down");
		return;
	}
	if (!method || (is_request && !method->is_request)) {
		if (is_request)
			fail(s, id, ERROR_METHOD, "the server does not know this method");
		return;
	}
	if (!is_request && (method->is_request || !s->initialized))
		return;
	if (strncmp(name, "textDocument/", 13) == 0 &&
	    !member_string(member(m, "params"), "textDocument.uri")) {
		if (is_request)
			fail(s, id, ERROR_PARAMS, "params.textDocument.uri is missing");
		return;
	}
	result = method->run(s, member(m, "params"));
	if (!is_request)
		return;
	answer = answer_new(id);
	json_object_object_add(answer, "result", result);
	rpc_send(&s->rpc, answer);
}

static int serve(struct server *s)
{
	struct json_object *message;

	while (!s->rpc.broken) {
		if (!rpc_pending(&s->rpc))
			documents_publish(s);
		switch (rpc_read(&s->rpc, &message)) {
		case RPC_MESSAGE:
			if (member_string(message, "method") &&
			    strcmp(member_string(message, "method"), "exit") == 0) {
				json_object_put(message);
				return s->shutdown ? 0 : 1;
			}
			message_handle(s, message);
			json_object_put(message);
			break;
		case RPC_NOT_JSON:
			fail(s, NULL, ERROR_PARSE, "the message is no JSON in UTF-8");
			break;
		case RPC_END:
			return s->shutdown ? 0 : 1;
		case RPC_BROKEN:
			fprintf(stderr, "sonde lsp: a message without a usable Content-Length, or "
					"cut off: its end cannot be found\n");
			return 1;
		}
	}
	return 1;
}

static int usage(FILE *to)
{
	fputs("usage: sonde lsp [--stdio]\n"
	      "Serves an editor that speaks the Language Server Protocol, on standard input and output;\n"
	      "sonde(8) says how editors are set up.\n",
	      to);
	return to == stdout ? 0 : 1;
}

int lsp_main(int argc, char **argv)
{
	static const struct option longs[] = {
		{"stdio", no_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'}, {0}};
	struct server s = {.rpc = {.in = STDIN_FILENO, .out = STDOUT_FILENO}};
	int option, status;

	argv[0] = "sonde lsp";
	while ((option = getopt_long(argc, argv, "h", longs, NULL)) != -1)
		if (option != 's')
			return usage(option == 'h' ? stdout : stderr);
	if (optind < argc)
		return usage(stderr);
	status = serve(&s);
	while (s.documents) {
		struct open_document *d = s.documents;

		s.documents = d->next;
		document_free(d);
	}
	return status;
}
