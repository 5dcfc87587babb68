/*
 * Records: what every call that talks to user space sends, and where its parts lie. The layout
 * starts behind struct wire_event, which is 8 bytes, so offsets are aligned as types are.
 */
#include "lang/plan_record.h"

/* Strings and buffers of a larger capacity travel with their real length. */
#define INLINE_MAX 64

struct plan {
	struct unit *u;
	const struct instance *inst; /* whose calls are planned */
	struct records VEC(struct record *) records;
};

static enum action action_of(const struct expr *call)
{
	const char *name = function_rows[call->call.fn].name;

	if (call->call.fn == FN_print) {
		const struct expr *first = call->call.args.at[0];

		return first->kind == E_MAP && !first->map.key ? ACT_print_map : ACT_print_value;
	}
	for (int i = 0; i < ACT_COUNT; i++)
		if (strcmp(action_rows[i].name, name) == 0)
			return (enum action)i;
	bug("%s() sends records but has no action", name);
}

static bool is_variable(const struct type *t)
{
	return (t->kind == T_STRING || t->kind == T_BUFFER) && t->count > INLINE_MAX;
}

/* Aggregates that travel as such are those that print more than a number. */
static uint32_t field_size(const struct type *t)
{
	return t->kind == T_STATS ? (uint32_t)sizeof(struct wire_agg_avg) : t->size;
}

static void fields_plan(struct plan *plan, struct record *r, const struct exprs *args, size_t first)
{
	uint32_t at = 0, align = 8;

	r->nfields = (uint32_t)(args->len - first);
	r->fields = arena_array(plan->u->arena, struct payload_field, r->nfields);
	for (uint32_t i = 0; i < r->nfields; i++) {
		const struct type *t = args->at[first + i]->type;
		struct payload_field *f = &r->fields[i];

		f->type = t;
		f->variable = is_variable(t);
		at = ROUND_UP(at, f->variable ? 4 : MAX(t->align, 1));
		f->offset = at;
		at += f->variable ? 4 : field_size(t);
	}
	r->fixed_size = ROUND_UP(at, align);
}

/* How many strings join() takes, each of as many bytes. */
#define JOIN_STRINGS 16
#define JOIN_BYTES 1024

/* Lengths side by side; the texts follow in the tails. */
static void join_plan(struct plan *plan, struct record *r)
{
	const struct type *t = type_string(plan->u->types, JOIN_BYTES);

	r->nfields = JOIN_STRINGS;
	r->fields = arena_array(plan->u->arena, struct payload_field, JOIN_STRINGS);
	for (uint32_t i = 0; i < JOIN_STRINGS; i++)
		r->fields[i] = (struct payload_field){.type = t, .offset = i * 4, .variable = true};
	r->fixed_size = JOIN_STRINGS * 4;
}

static void format_plan(struct record *r, const struct expr *format)
{
	r->format = format->string.at;
	r->format_len = (uint32_t)format->string.len;
}

static uint32_t literal(const struct exprs *args, size_t i)
{
	return i < args->len ? (uint32_t)args->at[i]->num.value : 0;
}

static void print_map_plan(struct record *r, const struct exprs *args)
{
	r->map = args->at[0]->map.map->spec;
	r->top = literal(args, 1);
	r->divisor = literal(args, 2);
}

/*
 * Packets of functions of the kernel begin with the network layer, or with what the offset skips.
 * Frames are written as such when nothing of them is skipped.
 */
static uint32_t link_type(const struct instance *inst, const struct expr *offset)
{
	bool frames = context_rows[inst->context].packet != PACKET_NONE &&
		      !method_rows[inst->method].headless;

	while (offset->kind == E_CAST)
		offset = offset->cast.arg;
	return frames && offset->kind == E_INT && !offset->num.value ? LINK_ETHERNET : LINK_RAW;
}

static void capture_plan(struct plan *plan, struct record *r, const struct expr *call)
{
	const struct exprs *args = &call->call.args;

	format_plan(r, args->at[0]);
	r->link_type = link_type(plan->inst, args->at[3]);
	for (size_t i = 0; i < plan->records.len; i++) {
		const struct record *other = plan->records.at[i];

		if (other->action == ACT_skboutput && other->link_type != r->link_type &&
		    strcmp(other->format, r->format) == 0) {
			diag_add(plan->u->diags, D_NOT_HERE, call->span,
				 "%s would have packets with and without Ethernet headers: a pcap "
				 "file has one kind",
				 r->format);
			return;
		}
	}
}

static void record_fill(struct plan *plan, struct record *r, const struct expr *call)
{
	static const struct str time_format = {"%H:%M:%S\n", 9};
	const struct exprs *args = &call->call.args;

	switch (r->action) {
	case ACT_printf:
	case ACT_errorf:
	case ACT_warnf:
	case ACT_cat:
	case ACT_system:
		format_plan(r, args->at[0]);
		fields_plan(plan, r, args, 1);
		break;
	case ACT_print_value:
		fields_plan(plan, r, args, 0);
		break;
	case ACT_time:
		r->format = time_format.at;
		r->format_len = (uint32_t)time_format.len;
		if (args->len)
			format_plan(r, args->at[0]);
		break;
	case ACT_join:
		join_plan(plan, r);
		r->format = " ";
		r->format_len = 1;
		if (args->len > 1)
			format_plan(r, args->at[1]);
		break;
	case ACT_skboutput:
		capture_plan(plan, r, call);
		break;
	case ACT_print_map:
	case ACT_clear:
	case ACT_zero:
		print_map_plan(r, args);
		r->take = (enum map_take)call->call.take;
		break;
	case ACT_exit:
	case ACT_runtime_error:
	case ACT_COUNT:
		break;
	}
}

static void record_plan(struct plan *plan, struct expr *call)
{
	struct record *r = arena_make(plan->u->arena, struct record);

	r->action = action_of(call);
	r->place = unit_place(plan->u, call->span);
	record_fill(plan, r, call);
	call->call.record = r;
	vec_push(plan->u->arena, &plan->records, r);
}

static bool plan_expr(struct expr *e, void *arg)
{
	if (e->kind == E_CALL && !e->call.user && (function_rows[e->call.fn].flags & FN_OUTPUT))
		record_plan(arg, e);
	return false;
}

/* Calls point at their records, so these are moved into one array only when all are known. */
static bool point_at_array(struct expr *e, void *arg)
{
	struct plan *plan = arg;
	struct program *p = plan->u->program;

	if (e->kind == E_CALL && e->call.record)
		e->call.record = &p->records[p->nrecords++];
	return false;
}

static void walk(struct plan *plan, bool (*visit)(struct expr *e, void *arg))
{
	for (size_t i = 0; i < plan->u->instances.len; i++) {
		plan->inst = plan->u->instances.at[i];
		instance_walk(plan->u->instances.at[i], visit, plan);
	}
}

static bool sends(struct expr *e, void *arg)
{
	(void)arg;
	return e->kind == E_CALL && (e->call.user || e->call.record);
}

static bool sends_in_loop(struct expr *e, void *arg)
{
	const struct stmts *body = &e->block.body;
	bool *found = arg;

	for (size_t i = 0; e->kind == E_BLOCK && i < body->len; i++) {
		struct stmt *s = body->at[i];

		if (s->kind == S_FOR_RANGE)
			*found |= expr_walk(s->range.body, sends, NULL);
		else if (s->kind == S_FOR_MAP)
			*found |= expr_walk(s->each.body, sends, NULL);
		else if (s->kind == S_WHILE)
			*found |= expr_walk(s->loop.body, sends, NULL);
	}
	return *found;
}

void records_plan(struct unit *u)
{
	struct plan plan = {.u = u};
	struct program *p = u->program;

	walk(&plan, plan_expr);
	p->records = arena_array(u->arena, struct record, plan.records.len);
	for (size_t i = 0; i < plan.records.len; i++)
		p->records[i] = *plan.records.at[i];
	walk(&plan, point_at_array);
	for (size_t i = 0; i < u->instances.len; i++)
		instance_walk(u->instances.at[i], sends_in_loop, &p->sends_in_loops);
}
