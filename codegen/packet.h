/*
 * What the program being generated knows of its packet. Private to packet_wants.c, which says what
 * is asked for, packet.c, which finds out, and packet_view.c, which hands it to expressions.
 */
#ifndef SONDE_CODEGEN_PACKET_H
#define SONDE_CODEGEN_PACKET_H

#include "codegen/cg.h"
#include "lang/packet.h"

/*
 * A field that the body reads, in one or two words of 64 bits: a number; a MAC address, cut where
 * its parts are aligned (the verifier wants that on the stack); an IPv4 address; both halves of an
 * IPv6 address. Addresses are as in the packet. All zero where there is no such header.
 */
struct packet_place {
	bool wanted;
	LLVMValueRef word[2];
};

struct packet {
	struct packet_place fields[PACKET_FIELD_COUNT];
	bool wanted[PACKET_COUNT];	    /* anything of the header */
	bool asked[PACKET_COUNT];	    /* whether the header is there */
	LLVMValueRef present[PACKET_COUNT]; /* i1, of those asked for */
	bool payload;			    /* where it lies is wanted */
	LLVMValueRef rest;		    /* that place: see packet_rest */
	bool in_memory;			    /* words and present are no registers */
	uint32_t words;			    /* of memory */
};

/* How many bytes of a MAC address its first word has. */
static inline uint32_t packet_mac_first(const struct packet_field_row *row)
{
	return row->at % 4 ? 2 : 4;
}

/* Where the payload's offset (u16) and length (u32) are in packet.rest. */
enum { PACKET_REST_OFFSET = 2, PACKET_REST_LENGTH = 4 };

/* ---- packet_wants.c ---- */

/* Fills P with what the body of INST asks about. False: nothing. */
bool packet_wants_find(struct packet *p, struct instance *inst);
/* Whether the headers of a layer, or its number, must be found for that. */
bool packet_wants_transport(const struct packet *p);
bool packet_wants_proto(const struct packet *p);
bool packet_wants_network(const struct packet *p);
/*
 * ZERO is what the verifier does not know to be zero. So it takes a word that was not found for any
 * other, and does not walk the body once for each kind of packet.
 */
void packet_places_make(struct cg *cg, struct packet *p, LLVMValueRef zero);
void packet_place_set(struct cg *cg, const struct packet *p, LLVMValueRef place, LLVMValueRef v);

/* ---- packet.c ---- */

LLVMValueRef packet_word(struct cg *cg, enum packet_field field, unsigned i);
LLVMValueRef packet_has(struct cg *cg, enum packet_header header); /* i1 */
/* How many bytes of payload there are; 64 bits. */
LLVMValueRef packet_rest_length(struct cg *cg);
/* N bytes of the payload behind SKIP, which are there, to DST; N is 64 bits and at most MAX. */
void packet_rest_read(struct cg *cg, LLVMValueRef dst, uint64_t skip, LLVMValueRef n, uint32_t max,
		      struct span span);

#endif
