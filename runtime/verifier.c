/*
 * The kernel's refusal of a program, told in the script's terms.
 *
 * The verifier prints instructions as it follows them, each group after a comment with the source
 * line it comes from ("; text", since Linux 6.10 "; text @ file:line"), and ends with the fault.
 * So the last such comment before the fault names the line, and the fault is the last line that is
 * neither a comment nor an instruction nor a count.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "probes/capabilities.h"
#include "runtime/load.h"

/* Wording of the verifier, and what it means for a script. */
struct meaning {
	const char *part, *cause, *remedy;
};

static const struct meaning meanings[] = {
#define REFUSAL(part, cause, remedy) {part, cause, remedy},
#include "runtime/verifier.def"
#undef REFUSAL
};

static bool is_instruction(struct str line)
{
	size_t i = 0;

	while (i < line.len && isdigit((unsigned char)line.at[i]))
		i++;
	return i && i < line.len && line.at[i] == ':';
}

/* Lines that tell what happened on the way or at the end, but not what is wrong. */
static bool is_trace(struct str line)
{
	static const char *const starts[] = {"processed ",   "verification time",
					     "stack depth",  "max_states",
					     "peak_states",  "mark_read",
					     "from ",	     "parent ",
					     "last_idx",     "regs=",
					     "mark_precise", "func#",
					     "Validating ",  "Func#",
					     "arg#",	     "R0",
					     "reg type"};

	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		if (str_starts(line, str_from(starts[i])) &&
		    (starts[i][0] != 'R' || str_find_char(line, '=') >= 0))
			return true;
	}
	return is_instruction(line) || line.len == 0;
}

struct refusal {
	struct str cause;  /* the verifier's own words */
	struct str source; /* the script's line, possibly with " @ file:line" */
};

static struct refusal log_read(const char *log)
{
	struct refusal r = {{NULL, 0}, {NULL, 0}};
	struct str rest = str_from(log), source = {NULL, 0};

	while (rest.at) {
		struct str line = str_trim(str_cut(&rest, '\n'));

		if (str_starts(line, STR("; "))) {
			source = str_trim(str_slice(line, 2, line.len));
		} else if (!is_trace(line)) {
			r.cause = line;
			r.source = source;
		}
	}
	return r;
}

static const struct meaning *cause_meaning(struct str cause)
{
	for (size_t i = 0; cause.len && i < ARRAY_LEN(meanings); i++) {
		if (memmem(cause.at, cause.len, meanings[i].part, strlen(meanings[i].part)))
			return &meanings[i];
	}
	return NULL;
}

/* Cuts " @ file:line" off the end of *SOURCE. */
static struct str source_place_cut(struct str *source)
{
	if (str_starts(*source, STR("@ "))) {
		struct str place = str_slice(*source, 2, source->len);

		source->len = 0;
		return place;
	}
	for (size_t i = source->len; i > 2; i--) {
		if (memcmp(source->at + i - 3, " @ ", 3) == 0) {
			struct str place = str_slice(*source, i, source->len);

			source->len = i - 3;
			return place;
		}
	}
	return (struct str){NULL, 0};
}

void verifier_explain(const struct probe_spec *spec, int error, const char *log, bool verbose,
		      struct buf *message)
{
	struct refusal r = log_read(log);
	struct str place = source_place_cut(&r.source);
	const struct meaning *meaning = cause_meaning(r.cause);
	char hint[160];

	if (place.len)
		buf_printf(message, "%.*s: ", STR_ARG(place));
	else if (spec && spec->place.file)
		buf_printf(message, "%s:%u: ", spec->place.file, spec->place.line);
	buf_printf(message, "ERROR: Error loading BPF program for %s. Error code: %d (%s).",
		   spec ? spec->program : "a probe", -error, strerror(error));
	buf_puts(message, verbose ? "\n" : " Use -v for full kernel error log.\n");
	if (r.source.len)
		buf_printf(message, "%.*s\n", STR_ARG(r.source));
	if (meaning)
		buf_printf(message, "%s: %.*s\n", meaning->cause, STR_ARG(r.cause));
	else if (r.cause.len)
		buf_printf(message, "the kernel says: %.*s\n", STR_ARG(r.cause));
	if (!r.cause.len && error == E2BIG)
		buf_puts(
			message,
			"HINT: the program is too large for this kernel, or uses more than 64 maps "
			"(each keyed map counts): split the probe\n");
	if (!*log && error == EPERM) {
		if (spec && capabilities_hint(spec->method, hint, sizeof(hint)))
			buf_printf(message, "HINT: %s\n", hint);
		else
			buf_puts(message, "HINT: this kernel forbids programs of this kind even to "
					  "root: its configuration is why\n");
	}
	if (meaning && meaning->remedy)
		buf_printf(message, "HINT: %s\n", meaning->remedy);
	if (verbose && *log)
		buf_printf(message, "%s%s", log, log[strlen(log) - 1] == '\n' ? "" : "\n");
}
