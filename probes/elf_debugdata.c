/*
 * liblzma unpacks; what it may take of memory is bounded, because a few bytes of xz can become
 * gigabytes.
 */
#include "probes/elf_debugdata.h"

#include <lzma.h>

#include "probes/elf_file.h"

#define IMAGE_MAX (256u << 20)
#define DECODER_MAX (128u << 20)
#define PIECE (256u << 10)

static bool unpack(lzma_stream *stream, struct buf *image)
{
	lzma_ret result = LZMA_OK;

	while (result == LZMA_OK && image->len < IMAGE_MAX) {
		stream->next_out = (uint8_t *)buf_reserve(image, PIECE);
		stream->avail_out = PIECE;
		result = lzma_code(stream, LZMA_FINISH);
		image->len += PIECE - stream->avail_out;
	}
	return result == LZMA_STREAM_END;
}

bool elf_debugdata(Elf *elf, struct buf *image)
{
	Elf_Scn *section = elf_section(elf, ".gnu_debugdata");
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	lzma_stream stream = LZMA_STREAM_INIT;
	bool whole;

	if (!data || !data->d_buf || !data->d_size ||
	    lzma_stream_decoder(&stream, DECODER_MAX, 0) != LZMA_OK)
		return false;
	stream.next_in = data->d_buf;
	stream.avail_in = data->d_size;
	whole = unpack(&stream, image);
	lzma_end(&stream);
	return whole;
}
