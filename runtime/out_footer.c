/*
 * Lines that stay at the bottom of a terminal: they are taken away before anything is printed, and
 * drawn again below it, in one write. Nothing of the terminal's state changes for longer than that,
 * so nothing has to be restored when we are killed.
 */
#include "runtime/out.h"

#define CURSOR_HIDE "\033[?25l"
#define CURSOR_SHOW "\033[?25h"
#define WRAP_OFF "\033[?7l" /* a line that is wider than we think is cut, not two */
#define WRAP_ON "\033[?7h"
#define CLEAR_BELOW "\033[J"

static void erase(struct out *o, struct buf *to)
{
	if (o->footer.drawn)
		buf_printf(to, "\r\033[%uA" CLEAR_BELOW, o->footer.drawn);
	o->footer.drawn = 0;
}

void out_footer_set(struct out *o, struct str text, uint32_t lines)
{
	o->footer.on = true;
	buf_clear(&o->footer.text);
	buf_str(&o->footer.text, text);
	o->footer.lines = lines;
	o->footer.changed = true;
}

void out_footer_lift(struct out *o)
{
	if (!o->footer.drawn)
		return;
	o->footer.on = false;
	erase(o, &o->buf);
	out_flush(o);
	o->footer.on = o->footer.changed = true;
}

void out_footer_forget(struct out *o)
{
	o->footer.drawn = 0;
	o->footer.changed = true;
}

void out_footer_end(struct out *o)
{
	struct buf rest = {NULL, 0, 0};

	if (o->footer.drawn) {
		erase(o, &rest);
		buf_add(&rest, o->buf.at, o->buf.len);
		buf_free(&o->buf);
		o->buf = rest;
	}
	o->footer.on = o->footer.changed = false;
	buf_free(&o->footer.text);
}

void out_footer_split(struct out *o, struct buf *rest)
{
	size_t whole = o->buf.len;

	while (whole && o->buf.at[whole - 1] != '\n')
		whole--;
	buf_add(rest, o->buf.at + whole, o->buf.len - whole);
	o->buf.len = whole;
}

void out_footer_wrap(struct out *o)
{
	struct buf screen = {NULL, 0, 0};

	buf_puts(&screen, CURSOR_HIDE);
	erase(o, &screen);
	buf_add(&screen, o->buf.at, o->buf.len);
	buf_puts(&screen, WRAP_OFF);
	buf_add(&screen, o->footer.text.at, o->footer.text.len);
	buf_puts(&screen, WRAP_ON CURSOR_SHOW);
	o->footer.drawn = o->footer.lines;
	o->footer.changed = false;
	buf_free(&o->buf);
	o->buf = screen;
}
