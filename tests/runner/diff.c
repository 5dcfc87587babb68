/*
 * Line differences by longest common subsequence. Texts too long for that are shown one after the
 * other, shortened.
 */
#include "tests/runner/diff.h"

#include <stdlib.h>

#define CELLS_MAX ((size_t)4 * 1024 * 1024)
#define SHOWN_MAX 60

bool lines_equal(const struct lines *a, const struct lines *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		if (!str_equal(a->at[i], b->at[i]))
			return false;
	return true;
}

struct lines lines_trim(struct lines lines)
{
	while (lines.len && !lines.at[0].len) {
		lines.at++;
		lines.len--;
	}
	while (lines.len && !lines.at[lines.len - 1].len)
		lines.len--;
	return lines;
}

static void line_show(struct buf *out, char mark, struct str line)
{
	buf_printf(out, "    %c ", mark);
	buf_str(out, str_slice(line, 0, 400));
	buf_char(out, '\n');
}

static void lines_show(struct buf *out, char mark, const struct lines *lines)
{
	for (size_t i = 0; i < lines->len && i < SHOWN_MAX; i++)
		line_show(out, mark, lines->at[i]);
	if (lines->len > SHOWN_MAX)
		buf_printf(out, "    %c ... and %zu more lines\n", mark, lines->len - SHOWN_MAX);
}

void lines_diff(struct buf *out, const struct lines *expected, const struct lines *actual)
{
	size_t n = expected->len, m = actual->len, width = m + 1, i = 0, j = 0;
	unsigned *common;

	if ((n + 1) * width > CELLS_MAX) {
		lines_show(out, '-', expected);
		lines_show(out, '+', actual);
		return;
	}
	/* common[i * width + j]: length of the longest common part of expected[i..], actual[j..] */
	common = calloc((n + 1) * width, sizeof(*common));
	if (!common)
		out_of_memory((n + 1) * width * sizeof(*common));
	for (size_t r = n; r-- > 0;)
		for (size_t c = m; c-- > 0;)
			common[r * width + c] = str_equal(expected->at[r], actual->at[c])
							? common[(r + 1) * width + c + 1] + 1
							: MAX(common[(r + 1) * width + c],
							      common[r * width + c + 1]);
	while (i < n || j < m) {
		if (i < n && j < m && str_equal(expected->at[i], actual->at[j])) {
			line_show(out, ' ', expected->at[i++]);
			j++;
		} else if (i < n &&
			   (j == m || common[(i + 1) * width + j] >= common[i * width + j + 1])) {
			line_show(out, '-', expected->at[i++]);
		} else {
			line_show(out, '+', actual->at[j++]);
		}
	}
	free(common);
}
