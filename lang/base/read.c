#include "lang/base/read.h"

#include <errno.h>
#include <unistd.h>

#include "lang/base/buf.h"

bool fd_read_all(struct arena *a, int fd, size_t limit, struct str *text)
{
	struct buf b = {0};

	for (;;) {
		ssize_t n = read(fd, buf_reserve(&b, 64 * 1024), 64 * 1024);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || b.len + (size_t)n > limit) {
			if (n >= 0)
				errno = EFBIG;
			buf_free(&b);
			return false;
		}
		if (n == 0)
			break;
		b.len += (size_t)n;
	}
	*text = (struct str){arena_strdup(a, (struct str){b.at, b.len}), b.len};
	buf_free(&b);
	return true;
}
