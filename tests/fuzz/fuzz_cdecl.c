/* Any bytes as the C definitions of a script; what they define is walked. */
#include "lang/cdecl.h"
#include "lang/cnames.h"
#include "tests/fuzz/fuzz.h"

static void types_walk(struct unit *u)
{
	struct buf text = {0};

	for (unsigned tag = 0; tag < TAG_TYPEOF; tag++) {
		const struct ptrmap *m = &u->c->types[tag];

		for (size_t i = 0; i < m->nslots; i++) {
			const struct type *t = m->slots[i].key ? m->slots[i].value : NULL;

			for (uint32_t k = 0; t && k < t->nfields; k++) {
				const struct field *f = &t->fields[k];
				uint64_t end = f->bit_size ? (f->bit_offset + f->bit_size + 7u) / 8
							   : f->type->size;

				if (f->offset + end > t->size)
					bug("a member lies outside of its struct");
				type_name(f->type, &text);
			}
		}
	}
	buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unit *u = unit_new(NULL, &(struct options){0});
	const char *text = arena_strdup(u->arena, (struct str){(const char *)data, size});
	struct source *source = source_add(u->sources, "fuzz", (struct str){text, size});
	struct buf out = {0};

	if (source) {
		struct c_decl decl = {{source->base, source->base + (uint32_t)size}, {text, size}};

		cdecl_read(u, &decl, 1);
		types_walk(u);
	}
	diags_print(u->diags, &out, (struct diag_style){0});
	buf_free(&out);
	unit_free(u);
	return 0;
}
