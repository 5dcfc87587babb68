#include "runtime/pins.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <unistd.h>

#include "probes/pin.h"
#include "runtime/out.h"

/* Somebody removes it between our making and our opening it, again and again. */
#define ATTEMPTS 20

static bool refuse(const struct map_spec *m, struct buf *message, const char *why)
{
	place_text(&m->place, message);
	buf_printf(message, "ERROR: %s cannot be pinned: %s\n", m->name, why);
	place_source(&m->place, message);
	return false;
}

static bool refuse_there(const struct map_spec *m, struct buf *message, const struct buf *why)
{
	place_text(&m->place, message);
	buf_printf(message, "ERROR: %s cannot be pinned: %s/%s %s\n", m->name, PIN_FOLDER, m->pin,
		   why->at);
	place_source(&m->place, message);
	return false;
}

static bool refuse_types(const struct map_spec *m, const struct map_spec *there,
			 struct buf *message)
{
	place_text(&m->place, message);
	buf_printf(message, "ERROR: %s is not what is pinned as \"%s\"\n", m->name, m->pin);
	place_source(&m->place, message);
	buf_puts(message, "  the script has: ");
	pin_describe(m, message);
	buf_puts(message, "\n  pinned is:      ");
	pin_describe(there, message);
	buf_printf(message,
		   "\nHINT: declare and use it as it is pinned, or remove what is pinned: "
		   "sonde map rm %s\n",
		   m->pin);
	return false;
}

static bool pin_get(struct arena *a, const struct map_spec *m, int *fd, struct buf *message)
{
	struct types *ts = types_make(a, interner_make(a));
	struct buf why = {0};
	struct map_spec there;
	bool ok = false;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		switch (pin_open(a, ts, m->pin, fd, &there, &why)) {
		case PIN_THERE:
			ok = pin_same(m, &there) || refuse_types(m, &there, message);
			goto done;
		case PIN_REFUSED:
			refuse_there(m, message, &why);
			goto done;
		case PIN_ABSENT:
			break;
		}
		*fd = pin_create(m);
		ok = *fd >= 0;
		if (ok || errno != EEXIST)
			break;
	}
	if (!ok)
		refuse(m, message, strerror(errno));
done:
	buf_free(&why);
	return ok;
}

/*
 * libbpf then calls the map what the kernel calls it. Ours begin with "sonde_"; those of others may
 * not take the name of a map that we look for afterwards.
 */
static bool map_use(struct bpf_object *object, const struct map_spec *m, int fd,
		    struct buf *message)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, m->bpf_name), *other;
	struct bpf_map_info info = {0};
	uint32_t len = sizeof(info);

	if (!map || bpf_obj_get_info_by_fd(fd, &info, &len))
		return refuse(m, message, "the compiled script has no such map");
	other = bpf_object__find_map_by_name(object, info.name);
	if (other && other != map)
		return refuse(m, message,
			      "the map that is pinned has a name that sonde uses itself");
	if (bpf_map__reuse_fd(map, fd))
		return refuse(m, message, strerror(errno));
	return true;
}

bool pins_use(struct bpf_object *object, const struct program *p, struct kernel_map *const *shared,
	      int *fds, struct buf *message)
{
	struct arena *a = arena_new();
	struct buf why = {0};
	bool ok = true, checked = false;

	for (uint32_t i = 0; i < p->nmaps; i++)
		fds[i] = -1;
	for (uint32_t i = 0; i < p->nmaps && ok; i++) {
		const struct map_spec *m = &p->maps[i];

		if (!m->pin || (shared && shared[i]))
			continue;
		if (!checked && !pin_folder_check(&why)) {
			place_text(&m->place, message);
			buf_printf(message, "ERROR: %s cannot be pinned: %s", m->name, why.at);
			ok = false;
			break;
		}
		checked = true;
		ok = pin_get(a, m, &fds[i], message) && map_use(object, m, fds[i], message);
	}
	buf_free(&why);
	arena_free(a);
	return ok;
}
