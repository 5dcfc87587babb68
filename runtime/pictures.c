/*
 * Files of --flame, --folded and --html. They are opened before the trace begins, so that hours of
 * tracing do not end with "no such folder", and filled when all maps are complete.
 */
#include "runtime/pictures.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/flame.h"
#include "runtime/html.h"
#include "runtime/runtime.h"

#define TITLE_MAX 120 /* bytes of a one-liner that name it */

static bool file_open(struct picture_file *f, const char *path, struct runtime *rt)
{
	f->path = path;
	f->fd = -1;
	if (!path)
		return true;
	f->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	f->created = f->fd >= 0;
	if (f->fd < 0 && errno == EEXIST)
		f->fd = open(path, O_WRONLY | O_CLOEXEC);
	if (f->fd >= 0)
		return true;
	out_stderr_printf(&rt->out, "ERROR: cannot write to '%s': %s\n", path, strerror(errno));
	return false;
}

/* What was there before is gone only when the new content is complete. */
static bool file_write(struct picture_file *f, const struct buf *text, struct runtime *rt)
{
	size_t done = 0;
	struct stat st;
	bool ok;

	while (done < text->len) {
		ssize_t n = write(f->fd, text->at + done, text->len - done);

		if (n < 0 && errno != EINTR)
			break;
		done += n < 0 ? 0 : (size_t)n;
	}
	ok = done == text->len;
	if (ok && fstat(f->fd, &st) == 0 && S_ISREG(st.st_mode))
		ok = ftruncate(f->fd, (off_t)done) == 0;
	if (close(f->fd))
		ok = false;
	f->fd = -1;
	if (!ok)
		out_stderr_printf(&rt->out, "ERROR: cannot write '%s': %s\n", f->path,
				  strerror(errno));
	return ok;
}

static void file_close(struct picture_file *f)
{
	if (!f->path || f->fd < 0)
		return;
	close(f->fd);
	f->fd = -1;
	if (f->created)
		unlink(f->path);
}

bool pictures_has_stacks(const struct pictures *p)
{
	return p->flame.path || p->folded.path || p->folded_out;
}

bool pictures_open(struct pictures *p, struct runtime *rt)
{
	const struct run_options *o = rt->options;

	*p = (struct pictures){.flame.fd = -1, .folded.fd = -1, .html.fd = -1};
	if ((o->flame || o->folded) && !maps_foldable(rt->program)) {
		out_stderr_printf(&rt->out,
				  "ERROR: --%s: no map of the script has a stack in its key and a "
				  "number as its value\nHINT: for example @[kstack] = count()\n",
				  o->flame ? "flame" : "folded");
		return false;
	}
	clock_gettime(CLOCK_REALTIME, &p->began);
	if (o->html)
		rt->out.copy = &p->output;
	p->folded_out = o->folded && !*o->folded;
	return file_open(&p->flame, o->flame, rt) &&
	       file_open(&p->folded, p->folded_out ? NULL : o->folded, rt) &&
	       file_open(&p->html, o->html, rt);
}

/* The script's name, or the beginning of a one-liner. */
static void title_make(const struct run_options *o, struct buf *title)
{
	struct str s = o->script_name ? str_from(o->script_name) : str_trim(o->script);

	if (o->script_name && strrchr(o->script_name, '/'))
		s = str_from(strrchr(o->script_name, '/') + 1);
	for (size_t i = 0; i < MIN(s.len, (size_t)TITLE_MAX); i++)
		buf_char(title, s.at[i] == '\n' || s.at[i] == '\t' ? ' ' : s.at[i]);
	if (s.len > TITLE_MAX)
		buf_puts(title, "\xe2\x80\xa6");
	if (!s.len)
		buf_puts(title, "sonde");
}

static bool stacks_write(struct pictures *p, struct runtime *rt, const char *title)
{
	struct buf text = {NULL, 0, 0};
	struct folds folds;
	bool ok = true;

	folds_init(&folds);
	maps_fold(&rt->maps, &folds);
	if (p->flame.path) {
		flame_svg(&folds, title, &text);
		ok = file_write(&p->flame, &text, rt);
		buf_clear(&text);
	}
	if (p->folded.path) {
		folds_text(&folds, &text);
		ok = file_write(&p->folded, &text, rt) && ok;
	}
	if (p->folded_out) {
		folds_text(&folds, out_buf(&rt->out));
		out_commit(&rt->out);
	}
	folds_free(&folds);
	buf_free(&text);
	return ok;
}

bool pictures_write(struct pictures *p, struct runtime *rt)
{
	struct buf text = {NULL, 0, 0}, title = {NULL, 0, 0};
	bool ok = true;

	title_make(rt->options, &title);
	if (pictures_has_stacks(p))
		ok = stacks_write(p, rt, title.at);
	if (p->html.path) {
		html_page(rt, title.at, p->began, &text);
		ok = file_write(&p->html, &text, rt) && ok;
	}
	buf_free(&text);
	buf_free(&title);
	return ok;
}

void pictures_close(struct pictures *p)
{
	file_close(&p->flame);
	file_close(&p->folded);
	file_close(&p->html);
	buf_free(&p->output);
}
