/*
 * What a program found out about its packet (packet.c), handed to the parts of its body
 * (outline.c): written into the scratch slot by the program, read from there by the parts. Of what
 * comes out of memory the verifier knows nothing, so it walks a part once and not once for each
 * kind of packet.
 */
#include "codegen/packet.h"

/* What is known lies in the scratch slot as words: two per field, one per header, the payload's. */
static uint32_t saved_word(unsigned field, unsigned i)
{
	return (field * 2 + i) * 8;
}

static uint32_t saved_present(unsigned header)
{
	return saved_word(PACKET_FIELD_COUNT, 0) + header * 8;
}

#define SAVED_REST saved_present(PACKET_COUNT)

uint32_t packet_saved_size(void)
{
	return SAVED_REST + 8;
}

static void word_save(struct cg *cg, LLVMTypeRef type, uint32_t align, LLVMValueRef from,
		      LLVMValueRef to)
{
	if (from)
		ir_store(cg, ir_load(cg, type, from, align), to, align);
}

void packet_save(struct cg *cg, LLVMValueRef at)
{
	const struct packet *p = cg->fn->prog->packet;

	for (unsigned f = 0; f < PACKET_FIELD_COUNT; f++)
		for (unsigned i = 0; i < 2; i++)
			word_save(cg, cg->i64, 8, p->fields[f].word[i],
				  ir_at(cg, at, saved_word(f, i)));
	for (unsigned h = 0; h < PACKET_COUNT; h++)
		word_save(cg, cg->i1, 1, p->present[h], ir_at(cg, at, saved_present(h)));
	if (!p->rest)
		return;
	at = ir_at(cg, at, SAVED_REST);
	word_save(cg, cg->i16, 2, ir_at(cg, p->rest, PACKET_REST_OFFSET),
		  ir_at(cg, at, PACKET_REST_OFFSET));
	word_save(cg, cg->i32, 4, ir_at(cg, p->rest, PACKET_REST_LENGTH),
		  ir_at(cg, at, PACKET_REST_LENGTH));
}

void packet_restore(struct cg *cg, const struct packet *of, LLVMValueRef at)
{
	struct packet *p = arena_make(cg->arena, struct packet);

	*p = *of;
	for (unsigned f = 0; f < PACKET_FIELD_COUNT; f++)
		for (unsigned i = 0; i < 2; i++)
			if (of->fields[f].word[i])
				p->fields[f].word[i] = ir_at(cg, at, saved_word(f, i));
	for (unsigned h = 0; h < PACKET_COUNT; h++)
		if (of->present[h])
			p->present[h] = ir_at(cg, at, saved_present(h));
	if (of->rest)
		p->rest = ir_at(cg, at, SAVED_REST);
	cg->fn->prog->packet = p;
}
