/*
 * Messages of a trace in their two forms: text for people (standard output for what the script
 * prints, standard error for what is said about it), and one JSON object per line.
 */
#include "runtime/out.h"

#include <string.h>

/*
 * Bytes of the character of UTF-8 at AT, of which LEFT bytes are there; 0: it is none. Neither
 * longer forms than needed nor halves of UTF-16 pairs are characters (RFC 3629).
 */
static size_t utf8_length(const unsigned char *at, size_t left)
{
	size_t len = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;

	if (!len || at[0] > 0xf4 || len > left)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
	    (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
		return 0;
	return len;
}

/* What stands for the byte C in a string: with a backslash, or the mark for what is no text. */
static void json_escape(struct buf *out, unsigned char c)
{
	static const char short_forms[] = "\"\\\n\r\t", letters[] = "\"\\nrt";
	const char *form = c ? strchr(short_forms, c) : NULL;

	if (form)
		buf_printf(out, "\\%c", letters[form - short_forms]);
	else if (c < 0x20)
		buf_printf(out, "\\u%04x", c);
	else
		buf_puts(out, "\\ufffd");
}

void json_string(struct buf *out, struct str s)
{
	const unsigned char *at = (const unsigned char *)s.at;
	size_t done = 0, i = 0;

	buf_char(out, '"');
	while (i < s.len) {
		size_t len = utf8_length(at + i, s.len - i);

		if (len && at[i] >= 0x20 && at[i] != '"' && at[i] != '\\') {
			i += len;
			continue;
		}
		buf_add(out, s.at + done, i - done);
		json_escape(out, at[i]);
		done = ++i;
	}
	buf_add(out, s.at + done, s.len - done);
	buf_char(out, '"');
}

void out_message(struct out *o, const char *type, struct str text)
{
	if (o->json) {
		buf_printf(&o->buf, "{\"type\": \"%s\", \"data\": ", type);
		json_string(&o->buf, text);
		buf_puts(&o->buf, "}\n");
	} else {
		buf_str(&o->buf, text);
	}
	out_commit(o);
}

void out_message_line(struct out *o, const char *type, struct str text)
{
	out_message(o, type, text);
	if (!o->json)
		buf_char(&o->buf, '\n');
	out_commit(o);
}

void out_attached(struct out *o, uint32_t count)
{
	if (o->json)
		buf_printf(&o->buf,
			   "{\"type\": \"attached_probes\", \"count\": %u, "
			   "\"data\": {\"probes\": %u}}\n",
			   count, count);
	else
		out_stderr_printf(o, "Attached %u probe%s\n", count, count == 1 ? "" : "s");
	out_commit(o);
}

void out_lost(struct out *o, const struct lost_events *lost)
{
	unsigned long long total = lost->total;

	if (!o->json) {
		out_stderr_printf(o, "Lost %llu events\n", total);
		return;
	}
	buf_printf(&o->buf,
		   "{\"type\": \"lost_events\", \"count\": %llu, "
		   "\"data\": {\"events\": %llu, \"probes\": {",
		   total, total);
	for (uint32_t i = 0; i < lost->len; i++) {
		buf_puts(&o->buf, i ? ", " : "");
		json_string(&o->buf, str_from(lost->at[i].probe));
		buf_printf(&o->buf, ": %llu", (unsigned long long)lost->at[i].count);
	}
	buf_puts(&o->buf, "}}}\n");
	out_commit(o);
}

void out_lost_total(struct out *o, const struct lost_events *lost)
{
	out_stderr_printf(o, "WARNING: Total lost event count: %llu\n",
			  (unsigned long long)lost->total);
	for (uint32_t i = 0; i < lost->len; i++)
		out_stderr_printf(o, "WARNING: %s lost %llu event%s\n", lost->at[i].probe,
				  (unsigned long long)lost->at[i].count,
				  lost->at[i].count == 1 ? "" : "s");
}

void out_missed(struct out *o, const char *probe, uint64_t nested, uint64_t unseen)
{
	unsigned long long n = nested, u = unseen;

	if (o->json) {
		buf_printf(&o->buf,
			   "{\"type\": \"missed_events\", \"count\": %llu, \"data\": {\"probe\": ",
			   n + u);
		json_string(&o->buf, str_from(probe));
		buf_printf(&o->buf, ", \"nested\": %llu, \"unseen\": %llu}}\n", n, u);
		out_commit(o);
		return;
	}
	out_stderr_printf(o, "WARNING: %s missed ", probe);
	if (n)
		out_stderr_printf(o, "%llu event%s inside of other probes%s", n, n == 1 ? "" : "s",
				  u ? " and " : "\n");
	if (u)
		out_stderr_printf(o, "%llu event%s that the kernel's kprobe could not take\n", u,
				  u == 1 ? "" : "s");
}

void place_text(const struct script_place *place, struct buf *out)
{
	if (!place->file)
		return;
	if (place->line_hi > place->line)
		buf_printf(out, "%s:%u-%u: ", place->file, place->line, place->line_hi);
	else
		buf_printf(out, "%s:%u:%u-%u: ", place->file, place->line, place->col,
			   place->col_hi);
}

/* A tab is one column and is shown as four spaces. */
void place_source(const struct script_place *place, struct buf *out)
{
	uint32_t col = 1;

	if (!place->file || !place->text)
		return;
	for (const char *c = place->text; *c; c++) {
		if (*c == '\t')
			buf_puts(out, "    ");
		else
			buf_char(out, *c);
	}
	buf_char(out, '\n');
	if (place->line_hi > place->line)
		return;
	for (const char *c = place->text; *c && col < place->col_hi; c++, col++)
		buf_fill(out, col < place->col ? ' ' : '~', *c == '\t' ? 4 : 1);
	buf_char(out, '\n');
}

static void color_begin(const struct out *o, enum out_severity severity, struct buf *line)
{
	if (o->color)
		buf_puts(line, severity == OUT_ERROR ? "\033[31m" : "\033[33m");
}

static void color_end(const struct out *o, struct buf *line)
{
	if (o->color)
		buf_puts(line, "\033[0m");
}

/* Where macros were called that the place came from, with their lines. */
static void place_calls(const struct out *o, enum out_severity severity,
			const struct script_place *place, struct buf *out)
{
	for (uint32_t i = 0; i < place->ncalls; i++) {
		color_begin(o, severity, out);
		place_text(&place->calls[i], out);
		buf_printf(out, "%s: expanded from", severity == OUT_ERROR ? "ERROR" : "WARNING");
		color_end(o, out);
		buf_char(out, '\n');
		place_source(&place->calls[i], out);
	}
}

static void json_place(const struct script_place *place, struct buf *out)
{
	if (!place->file)
		return;
	buf_puts(out, ", \"filename\": ");
	json_string(out, str_from(place->file));
	buf_printf(out, ", \"line\": %u, \"col\": %u", place->line, place->col);
}

void out_report(struct out *o, const char *kind, enum out_severity severity,
		const struct script_place *place, struct str text)
{
	struct buf line = {NULL, 0, 0};

	if (o->json) {
		buf_printf(&o->buf, "{\"type\": \"%s\", \"msg\": ", kind);
		json_string(&o->buf, text);
		json_place(place, &o->buf);
		buf_puts(&o->buf, "}\n");
		out_commit(o);
		return;
	}
	color_begin(o, severity, &line);
	place_text(place, &line);
	buf_puts(&line, severity == OUT_ERROR ? "ERROR: " : "WARNING: ");
	buf_str(&line, text);
	color_end(o, &line);
	buf_char(&line, '\n');
	place_calls(o, severity, place, &line);
	out_stderr(o, (struct str){line.at, line.len});
	buf_free(&line);
}

void out_runtime_error(struct out *o, const struct script_place *place, struct str text,
		       const char *helper, int64_t result)
{
	struct buf line = {NULL, 0, 0};

	if (o->json) {
		buf_printf(&o->buf, "{\"type\": \"%s\", \"msg\": ",
			   helper ? "helper_error" : "runtime_error");
		json_string(&o->buf, text);
		if (helper)
			buf_printf(&o->buf, ", \"helper\": \"%s\", \"retcode\": %lld", helper,
				   (long long)result);
		json_place(place, &o->buf);
		buf_puts(&o->buf, "}\n");
		out_commit(o);
		return;
	}
	color_begin(o, OUT_WARNING, &line);
	place_text(place, &line);
	buf_puts(&line, "WARNING: ");
	buf_str(&line, text);
	color_end(o, &line);
	buf_char(&line, '\n');
	if (helper)
		buf_printf(&line, "Additional Info - helper: %s, retcode: %lld\n", helper,
			   (long long)result);
	place_source(place, &line);
	place_calls(o, OUT_WARNING, place, &line);
	out_stderr(o, (struct str){line.at, line.len});
	buf_free(&line);
}
