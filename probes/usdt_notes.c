/*
 * The format is that of systemtap's sys/sdt.h: type 3, name "stapsdt"; three addresses (the probe,
 * the link-time address of section .stapsdt.base, the semaphore or 0), then provider, name and
 * arguments, each ended by NUL. Prelinking moves addresses without touching notes: the difference
 * between the two addresses of .stapsdt.base is added.
 */
#include "probes/usdt_notes.h"

#include <elf.h>
#include <gelf.h>
#include <string.h>

#include "probes/elf_file.h"
#include "probes/glob.h"

#define NOTE_TYPE 3
#define NOTE_NAME "stapsdt"

struct notes_read {
	struct arena *arena;
	Elf *elf;
	GElf_Ehdr header;
	uint64_t base; /* address of .stapsdt.base; 0: there is no such section */
	struct str provider, name;
	struct usdt_notes *out;
};

static uint64_t base_address(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return 0;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (gelf_getshdr(section, &header) &&
		    (name = elf_strptr(elf, names, header.sh_name)) &&
		    strcmp(name, ".stapsdt.base") == 0)
			return header.sh_addr;
	}
	return 0;
}

/* A word of the file's size and byte order from *DESC. */
static bool take_address(const struct notes_read *r, struct str *desc, uint64_t *out)
{
	size_t size = r->header.e_ident[EI_CLASS] == ELFCLASS64 ? 8 : 4;
	bool is_big = r->header.e_ident[EI_DATA] == ELFDATA2MSB;

	if (desc->len < size)
		return false;
	*out = 0;
	for (size_t i = 0; i < size; i++) {
		uint64_t byte = (unsigned char)desc->at[i];

		*out |= byte << 8 * (is_big ? size - 1 - i : i);
	}
	*desc = str_slice(*desc, size, desc->len);
	return true;
}

static bool take_string(struct str *desc, struct str *out)
{
	size_t n = strnlen(desc->at, desc->len);

	*out = str_slice(*desc, 0, n);
	if (n == desc->len)
		return false;
	*desc = str_slice(*desc, n + 1, desc->len);
	return true;
}

static void note_read(struct notes_read *r, struct str desc)
{
	uint64_t address, base, semaphore, moved;
	struct str provider, name, arguments;
	struct usdt_note note = {.machine = r->header.e_machine};

	if (!take_address(r, &desc, &address) || !take_address(r, &desc, &base) ||
	    !take_address(r, &desc, &semaphore) || !take_string(&desc, &provider) ||
	    !take_string(&desc, &name))
		return;
	if (!take_string(&desc, &arguments))
		arguments = STR("");
	if (!glob_match(r->provider, provider) || !glob_match(r->name, name))
		return;
	moved = r->base && base ? r->base - base : 0;
	note.address = address + moved;
	if (!elf_offset(r->elf, note.address, PF_X, &note.offset))
		return;
	if (semaphore && !elf_offset(r->elf, semaphore + moved, PF_W, &note.semaphore))
		return;
	note.provider = arena_strdup(r->arena, provider);
	note.name = arena_strdup(r->arena, name);
	note.arguments = arena_strdup(r->arena, arguments);
	vec_push(r->arena, r->out, note);
}

static void section_read(struct notes_read *r, Elf_Data *data)
{
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while ((at = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
		const char *bytes = data->d_buf;

		if (note.n_type == NOTE_TYPE && note.n_namesz == sizeof(NOTE_NAME) &&
		    memcmp(bytes + name, NOTE_NAME, sizeof(NOTE_NAME)) == 0)
			note_read(r, (struct str){bytes + desc, note.n_descsz});
	}
}

bool usdt_notes_find(struct arena *a, const char *path, struct str provider, struct str name,
		     struct usdt_notes *out, const char **error)
{
	struct notes_read r = {.arena = a, .provider = provider, .name = name, .out = out};
	Elf_Scn *section = NULL;
	struct elf_file f;

	*error = elf_file_open(&f, path);
	if (*error)
		return false;
	r.elf = f.elf;
	r.base = base_address(f.elf);
	while (gelf_getehdr(f.elf, &r.header) && (section = elf_nextscn(f.elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_NOTE ||
		    (header.sh_flags & SHF_ALLOC))
			continue;
		data = elf_getdata(section, NULL);
		if (data && data->d_buf)
			section_read(&r, data);
	}
	elf_file_close(&f);
	return true;
}
