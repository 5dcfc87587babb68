/* Any bytes as a printf format, as an attach point, as the format file of an event. */
#include "lang/format.h"
#include "probes/attach_point.h"
#include "probes/tracefs.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *copy = arena_strdup(a, (struct str){(const char *)data, size});
	struct str text = {copy, size}, rest = text;
	struct attach_point_fields fields;
	struct attach_point_error error;
	struct format_piece piece;
	struct event_format format;
	struct buf out = {0};
	uint32_t values = 0;
	uint64_t number;

	while (format_next(&rest, &piece))
		values += piece.conv != CONV_TEXT;
	if (values != format_values(text))
		bug("pieces and values of a format differ");
	if (attach_point_parse(a, text, &fields, &error))
		attach_point_text(&fields, &out);
	attach_point_parse_pattern(a, text, PROBE_COUNT, &fields, &error);
	attach_number(text, &number);
	event_format_parse(a, text, &format);
	buf_free(&out);
	arena_free(a);
	return 0;
}
