/*
 * The text of the page stands in the HTML; the maps are JSON in a script element, which
 * runtime/assets/page.js draws: {"maps": [...]}, each with
 *
 *	name, type, doc   texts: "@x", "count()", what comments say (or null)
 *	kind              "table", "hist", "tseries", "stacks"
 *	keyed, keys, cut  has it keys, columns of the key, rows that were left out
 *	columns           [{"name": "comm", "number": false}, ...]
 *	flame             of stacks: what flame.js draws
 *	rows              table, stacks: [["text", ...], ...]
 *	                  hist: [{"key": ["text", ...], "buckets": [["[2, 4)", "7"], ...]}, ...]
 *	                  tseries: [{"key": [...], "start": "ns", "step": "ns",
 *	                             "values": ["3", null, ...]}, ...]
 *
 * Values are texts: numbers of JSON are not exact.
 */
#include "runtime/html.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "runtime/assets.h"
#include "runtime/flame.h"
#include "runtime/markup.h"

/* ---- maps ---- */

static bool has_parts(const struct map_spec *m)
{
	return m->key->kind == T_TUPLE || m->key->kind == T_RECORD;
}

static uint32_t key_columns(const struct map_spec *m)
{
	return !m->key ? 0 : has_parts(m) ? m->key->nfields : 1;
}

static void comma(struct buf *out, bool more)
{
	if (more)
		buf_char(out, ',');
}

static void text_json(struct names *n, struct value v, struct buf *out)
{
	struct buf text = {NULL, 0, 0};

	value_text(n, v, &text);
	json_string(out, str_trim((struct str){text.at ? text.at : "", text.len}));
	buf_free(&text);
}

static void key_cells(struct maps *ms, const struct map_spec *m, const struct map_row *row,
		      struct buf *out)
{
	uint32_t count = key_columns(m);
	uint64_t scratch;

	for (uint32_t i = 0; i < count; i++) {
		struct value key = value_at(m->key, row->key);

		comma(out, i);
		text_json(ms->names, has_parts(m) ? value_member(key, i, &scratch) : key, out);
	}
}

static void number_json(struct buf *out, uint64_t value, bool is_signed)
{
	buf_char(out, '"');
	if (is_signed)
		text_signed(out, (int64_t)value);
	else
		text_unsigned(out, value);
	buf_char(out, '"');
}

static void value_cells(struct maps *ms, const struct map_spec *m, const struct map_row *row,
			struct buf *out)
{
	struct value v = {.type = m->value, .at = row->value, .len = m->value->size};
	struct wire_agg_avg stats;
	bool is_signed;
	uint64_t mean;

	if (type_is(m->value, TF_BUCKETS)) { /* of stacks: how often */
		number_json(out, row->total, false);
	} else if (m->value->kind == T_STATS) {
		mean = value_aggregate(v, &is_signed);
		memcpy(&stats, row->value, sizeof(stats));
		number_json(out, stats.count, false);
		buf_char(out, ',');
		number_json(out, mean, is_signed);
		buf_char(out, ',');
		number_json(out, stats.total, is_signed);
	} else if (type_is(m->value, TF_AGGREGATE)) {
		text_json(ms->names, v, out);
	} else {
		text_json(ms->names, value_at(m->value, row->value), out);
	}
}

static bool is_number(const struct type *t)
{
	return t->kind == T_INT || type_is(t, TF_AGGREGATE);
}

static void column_json(struct buf *out, bool more, const char *name, bool number)
{
	comma(out, more);
	buf_puts(out, "{\"name\":");
	json_string(out, str_from(name));
	buf_printf(out, ",\"number\":%s}", number ? "true" : "false");
}

static void columns_json(const struct map_spec *m, struct buf *out)
{
	static const char *const stats[] = {"count", "average", "total"};
	uint32_t count = key_columns(m);
	char name[16];

	buf_puts(out, "\"columns\":[");
	for (uint32_t i = 0; i < count; i++) {
		const struct type *t = has_parts(m) ? m->key->fields[i].type : m->key;
		const char *known = i < m->nkey_names ? m->key_names[i] : NULL;

		if (m->key->kind == T_RECORD && m->key->fields[i].name)
			known = m->key->fields[i].name;
		snprintf(name, sizeof(name), "key %u", i);
		column_json(out, i, known ? known : name, t->kind == T_INT);
	}
	for (size_t i = 0; m->value->kind == T_STATS && i < ARRAY_LEN(stats); i++)
		column_json(out, count + i, stats[i], true);
	if (m->value->kind != T_STATS)
		column_json(out, count, m->value->kind == T_COUNT ? "count" : "value",
			    is_number(m->value));
	buf_puts(out, "]");
}

static const char *map_kind(const struct map_spec *m)
{
	if (map_foldable(m))
		return "stacks";
	if (m->value->kind == T_TSERIES)
		return "tseries";
	return m->value->kind == T_HIST || m->value->kind == T_LHIST ? "hist" : "table";
}

/* As the script writes it: "count()"; plain types have their names. */
static void map_type(const struct map_spec *m, struct buf *out)
{
	struct buf name = {NULL, 0, 0};

	type_name(m->value, &name);
	if (type_is(m->value, TF_AGGREGATE) &&
	    str_ends((struct str){name.at, name.len}, STR("_t"))) {
		name.len -= 2;
		buf_add(&name, "()", 2);
	}
	json_string(out, (struct str){name.at, name.len});
	buf_free(&name);
}

static void row_json(struct maps *ms, const struct map_spec *m, const struct map_row *row,
		     uint64_t newest, struct buf *out)
{
	bool chart = type_is(m->value, TF_BUCKETS) && !map_foldable(m);

	buf_puts(out, chart ? "{\"key\":[" : "[");
	key_cells(ms, m, row, out);
	if (!chart) {
		comma(out, key_columns(m));
		value_cells(ms, m, row, out);
		buf_char(out, ']');
		return;
	}
	buf_puts(out, "],");
	if (m->value->kind == T_TSERIES)
		tseries_chart(m, row, newest, out);
	else
		hist_chart(m, row, out);
	buf_char(out, '}');
}

static void map_json(struct maps *ms, uint32_t index, struct buf *out)
{
	const struct map_spec *m = &ms->program->maps[index];
	struct map_rows rows;
	struct folds folds;
	size_t from = 0;

	map_read(ms, index, &rows);
	if (rows.len > HTML_ROWS_MAX)
		from = rows.len - HTML_ROWS_MAX;
	buf_puts(out, "{\"name\":");
	json_string(out, str_from(m->name));
	buf_puts(out, ",\"type\":");
	map_type(m, out);
	buf_puts(out, ",\"doc\":");
	if (m->doc)
		json_string(out, str_from(m->doc));
	else
		buf_puts(out, "null");
	buf_printf(out, ",\"keyed\":%s,\"keys\":%u,\"cut\":%zu,\"kind\":\"%s\",",
		   m->key ? "true" : "false", key_columns(m), from, map_kind(m));
	columns_json(m, out);
	if (map_foldable(m)) {
		folds_init(&folds);
		map_fold(ms, index, false, &folds);
		folds_sort(&folds);
		buf_puts(out, ",\"flame\":");
		flame_json(&folds, m->name, out);
		folds_free(&folds);
	}
	buf_puts(out, ",\"rows\":[");
	for (size_t i = from; i < rows.len; i++) {
		comma(out, i > from);
		row_json(ms, m, &rows.at[i], map_newest_epoch(&rows), out);
	}
	buf_puts(out, "]}\n");
	map_rows_free(&rows);
}

static void maps_json(struct runtime *rt, struct buf *out)
{
	uint32_t *order = maps_by_name(rt->program);
	struct buf json = {NULL, 0, 0};

	buf_puts(&json, "{\"maps\":[");
	for (uint32_t i = 0; i < rt->program->nmaps; i++) {
		comma(&json, i);
		map_json(&rt->maps, order[i], &json);
	}
	buf_puts(&json, "]}");
	html_json(out, (struct str){json.at, json.len});
	buf_free(&json);
	free(order);
}

/* ---- text ---- */

static void fact(struct buf *out, const char *name, struct str value)
{
	buf_printf(out, "<dt>%s</dt><dd>", name);
	xml_text(out, value);
	buf_puts(out, "</dd>\n");
}

static void fact_time(struct buf *out, const char *name, time_t seconds)
{
	char text[64] = "";
	struct tm local;

	if (localtime_r(&seconds, &local))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %Z", &local);
	fact(out, name, str_from(text));
}

/* WORD as a shell would have to read it. */
static void shell_word(struct buf *out, struct str word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_-+=./:,@%";
	bool quote = !word.len;

	for (size_t i = 0; i < word.len; i++)
		quote |= !strchr(plain, word.at[i]) || !word.at[i];
	if (quote)
		buf_char(out, '\'');
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] == '\'')
			buf_puts(out, "'\\''");
		else
			buf_char(out, word.at[i]);
	}
	if (quote)
		buf_char(out, '\'');
}

/* getopt has put argv into another order; the kernel has it as it was. */
static void command_line(struct buf *out)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	struct buf words = {NULL, 0, 0};
	struct str rest;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, buf_reserve(&words, 4096), 4096)) > 0)
		words.len += (size_t)n;
	if (fd >= 0)
		close(fd);
	if (words.len)
		words.len--; /* the NUL of the last one */
	rest = (struct str){words.at, words.len};
	while (rest.at) {
		shell_word(out, str_cut(&rest, '\0'));
		if (rest.at)
			buf_char(out, ' ');
	}
	buf_free(&words);
}

static void head_html(const char *title, struct buf *out)
{
	buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		      "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
		      "<link rel=\"icon\" href=\"data:,\">\n<title>");
	xml_text(out, str_from(title));
	buf_puts(out, "</title>\n<style>\n");
	buf_str(out, asset_page_css);
	buf_str(out, asset_flame_css);
	buf_puts(out, "</style>\n</head>\n<body>\n<main>\n");
}

static double seconds_since(struct timespec began)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (double)(now.tv_sec - began.tv_sec) + (double)(now.tv_nsec - began.tv_nsec) / 1e9;
}

static void losses_html(struct runtime *rt, struct buf *out)
{
	struct lost_events lost;

	events_lost_by_probe(rt, &lost);
	if (!lost.total)
		return;
	buf_printf(
		out,
		"<p class=\"warning\" role=\"alert\">%llu events were lost: their output found no "
		"room on its way to user space. Maps are exact.",
		(unsigned long long)lost.total);
	for (uint32_t i = 0; i < lost.len; i++) {
		buf_puts(out, i ? ", " : "<br>Of ");
		xml_text(out, str_from(lost.at[i].probe));
		buf_printf(out, ": %llu", (unsigned long long)lost.at[i].count);
	}
	buf_puts(out, "</p>\n");
}

static void title_html(struct runtime *rt, const char *title, struct timespec began,
		       struct buf *out)
{
	struct utsname system = {.nodename = ""};

	uname(&system);
	buf_puts(out, "<h1>");
	xml_text(out, rt->options->script_name ? str_from(title) : STR("A run of sonde"));
	buf_puts(out, "</h1>\n<p class=\"quiet\">");
	xml_text(out, str_from(system.nodename));
	buf_printf(out, " \xc2\xb7 %.1f seconds</p>\n", seconds_since(began));
	if (!rt->options->script_name) {
		buf_puts(out, "<p class=\"program\"><code>");
		xml_text(out, str_from(title));
		buf_puts(out, "</code></p>\n");
	}
	losses_html(rt, out);
	buf_puts(out, "<nav aria-label=\"Parts of this page\">");
	if (rt->out.copy && rt->out.copy->len)
		buf_puts(out, "<a href=\"#output\">Output</a>");
	if (rt->options->script.len)
		buf_puts(out, "<a href=\"#script\">Script</a>");
	buf_puts(out,
		 "<a href=\"#about\">About this run</a></nav>\n"
		 "<noscript><p class=\"warning\">The maps of this page are drawn by its script, "
		 "which this browser does not run.</p></noscript>\n<div id=\"maps\"></div>\n");
}

static void pre_html(struct buf *out, const char *id, const char *title, struct str text)
{
	buf_printf(out,
		   "<section id=\"%s\"><div class=\"head\"><h2>%s</h2></div>\n"
		   "<pre tabindex=\"0\"><code>",
		   id, title);
	xml_text(out, text);
	buf_puts(out, "</code></pre></section>\n");
}

static void about_html(struct runtime *rt, struct timespec began, struct buf *out)
{
	struct buf text = {NULL, 0, 0};
	struct utsname system = {.nodename = ""};

	uname(&system);
	buf_puts(out, "<section id=\"about\"><div class=\"head\"><h2>About this run</h2></div>\n"
		      "<dl>\n<dt>Command</dt><dd><code>");
	command_line(&text);
	xml_text(out, (struct str){text.at ? text.at : "", text.len});
	buf_puts(out, "</code></dd>\n");
	buf_clear(&text);
	fact_time(out, "Began", began.tv_sec);
	fact_time(out, "Ended", time(NULL));
	buf_printf(&text, "%s %s %s", system.sysname, system.release, system.machine);
	fact(out, "Kernel", (struct str){text.at, text.len});
	fact(out, "Host", str_from(system.nodename));
	buf_clear(&text);
	for (uint32_t i = 0; i < rt->program->nprobes; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", rt->program->probes[i].text);
	fact(out, "Probes", (struct str){text.at, text.len});
	buf_clear(&text);
	text_unsigned(&text, events_lost_count(rt));
	fact(out, "Events lost", (struct str){text.at, text.len});
	fact(out, "Tracer", STR("sonde " SONDE_VERSION));
	buf_puts(out, "</dl></section>\n");
	buf_free(&text);
}

void html_page(struct runtime *rt, const char *title, struct timespec began, struct buf *out)
{
	const struct buf *printed = rt->out.copy;

	head_html(title, out);
	title_html(rt, title, began, out);
	if (printed && printed->len)
		pre_html(out, "output",
			 printed->len < OUT_COPY_MAX ? "Output" : "Output (its beginning)",
			 str_trim((struct str){printed->at, printed->len}));
	if (rt->options->script.len)
		pre_html(out, "script", "Script", str_trim(rt->options->script));
	about_html(rt, began, out);
	buf_puts(out, "</main>\n<script type=\"application/json\" id=\"run\">");
	maps_json(rt, out);
	buf_puts(out, "</script>\n<script>\n");
	buf_str(out, asset_flame_js);
	buf_str(out, asset_page_js);
	buf_puts(out, "</script>\n</body>\n</html>\n");
}
