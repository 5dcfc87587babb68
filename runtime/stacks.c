/* Stacks as text: a line per frame, in the four forms of stack_mode. */
#include <linux/bpf.h>

#include "runtime/names.h"
#include "runtime/value.h"

#define UNWIND_FAILED UINT64_MAX

struct stack {
	const struct type *type;
	const unsigned char *frames;
	uint64_t count;
	uint32_t pid, probe;
	bool user;
};

/* Memory as type.h describes it. The count is the kernel's and is bounded by the type's. */
static struct stack stack_at(const struct type *t, const unsigned char *at)
{
	struct stack s = {.type = t, .user = t->kind == T_USTACK};

	if (s.user) {
		memcpy(&s.pid, at, sizeof(s.pid));
		memcpy(&s.probe, at + 4, sizeof(s.probe));
		at += 8;
	}
	memcpy(&s.count, at, sizeof(s.count));
	s.count = MIN(s.count, (uint64_t)t->count);
	s.frames = at + 8;
	return s;
}

static void frame_text(struct names *n, const struct stack *s, uint64_t i, uint64_t address,
		       struct buf *out)
{
	const struct user_address user = {
		.address = address, .pid = s->pid, .probe = s->probe, .return_address = i > 0};
	enum symbol_form form = s->type->mode == STACK_PERF ? SYMBOL_PERF : SYMBOL_OFFSET;

	if (s->type->mode == STACK_RAW) {
		text_hex(out, address);
		return;
	}
	if (form == SYMBOL_PERF)
		buf_char(out, '\t');
	else
		buf_fill(out, ' ', 8);
	if (s->user)
		names_usym(n, &user, form, out);
	else
		names_ksym(n, address, form, out);
}

static void build_id_text(const unsigned char *at, struct buf *out)
{
	struct bpf_stack_build_id frame;

	memcpy(&frame, at, sizeof(frame));
	if (frame.status != BPF_STACK_BUILD_ID_VALID) {
		text_hex(out, frame.ip);
		return;
	}
	for (size_t i = 0; i < sizeof(frame.build_id); i++)
		buf_printf(out, "%02x", frame.build_id[i]);
	buf_printf(out, " 0x%02llx", (unsigned long long)frame.offset);
}

/* Handed to VISIT: one word per function, so that frames of the same one are the same. */
struct visitor {
	stack_frame_fn *visit;
	void *arg;
	struct buf word;
};

static void word_visit(struct visitor *v)
{
	v->visit(v->arg, (struct str){v->word.at ? v->word.at : "", v->word.len});
	buf_clear(&v->word);
}

#define INLINED_MAX 16

/* Where there is no name, the file is the frame. */
static void user_visit(struct names *n, const struct user_address *user, struct visitor *v)
{
	const char *functions[INLINED_MAX], *module;
	size_t len = names_functions(n, user, functions, INLINED_MAX, &module);

	if (!len) {
		buf_printf(&v->word, "[%s]", module ? module : "unknown");
		word_visit(v);
	}
	while (len--) {
		buf_puts(&v->word, functions[len]);
		word_visit(v);
	}
}

static void kernel_visit(struct names *n, uint64_t address, struct visitor *v)
{
	names_ksym(n, address, SYMBOL_PLAIN, &v->word);
	if (str_starts((struct str){v->word.at, v->word.len}, STR("0x"))) {
		buf_clear(&v->word);
		buf_puts(&v->word, "[unknown]");
	}
	word_visit(v);
}

static void frame_visit(struct names *n, const struct stack *s, uint64_t i, struct visitor *v)
{
	struct user_address user = {.pid = s->pid, .probe = s->probe, .return_address = i > 0};

	if (s->user && s->type->mode == STACK_BUILD_ID) {
		build_id_text(s->frames + i * sizeof(struct bpf_stack_build_id), &v->word);
		word_visit(v);
		return;
	}
	memcpy(&user.address, s->frames + i * sizeof(user.address), sizeof(user.address));
	if (user.address == UNWIND_FAILED) {
		buf_puts(&v->word, "<unwind failure>");
		word_visit(v);
	} else if (s->type->mode == STACK_RAW) {
		buf_printf(&v->word, "0x%llx", (unsigned long long)user.address);
		word_visit(v);
	} else if (s->user) {
		user_visit(n, &user, v);
	} else {
		kernel_visit(n, user.address, v);
	}
}

void stack_frames(struct names *n, const struct type *t, const unsigned char *at,
		  stack_frame_fn *visit, void *arg)
{
	struct visitor v = {visit, arg, {NULL, 0, 0}};
	struct stack s = stack_at(t, at);

	for (uint64_t i = s.count; i--;)
		frame_visit(n, &s, i, &v);
	buf_free(&v.word);
}

void stack_text(struct names *n, const struct type *t, const unsigned char *at, struct buf *out)
{
	bool build_id = t->kind == T_USTACK && t->mode == STACK_BUILD_ID;
	struct stack s = stack_at(t, at);

	buf_char(out, '\n');
	for (uint64_t i = 0; i < s.count; i++) {
		uint64_t address;

		if (build_id) {
			build_id_text(s.frames + i * sizeof(struct bpf_stack_build_id), out);
			buf_char(out, '\n');
			continue;
		}
		memcpy(&address, s.frames + i * sizeof(address), sizeof(address));
		if (address == UNWIND_FAILED) {
			buf_fill(out, ' ', 8);
			buf_puts(out, "<unwind failure>\n");
			return;
		}
		frame_text(n, &s, i, address, out);
		buf_char(out, '\n');
	}
}
