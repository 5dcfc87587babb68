/*
 * Faults at run time: a helper that failed, a division by zero. Each place that can fail has a
 * runtime_error record of its own in program.records; its counter is a word in the cells behind
 * what the plan put there. Only the first few of each CPU are sent, the rest is counted.
 */
#include "codegen/cg.h"

#include <linux/bpf.h>
#include <stddef.h>

#define SENT_PER_CPU 8

void errors_begin(struct cg *cg)
{
	struct program *p = cg->p;

	cg->planned_records = p->records;
	for (uint32_t i = 0; i < p->nrecords; i++)
		vec_push(cg->arena, &cg->records, p->records[i]);
	/* Offset 0 would say that there are no counters. */
	p->cells_size = MAX(ROUND_UP(p->cells_size, 8u), 64u);
	p->errors_offset = p->cells_size;
}

void errors_end(struct cg *cg)
{
	struct program *p = cg->p;

	p->records = cg->records.at;
	p->nrecords = (uint32_t)cg->records.len;
	if (!cg->errors.len)
		p->errors_offset = 0;
	else
		p->cells_size += 8 * p->nrecords;
	p->cells_size = ROUND_UP(p->cells_size, 64u);
}

bool errors_wanted(const struct cg *cg, bool verbose_only)
{
	const struct options *o = &cg->u->options;

	return !o->no_warnings && (!verbose_only || o->warnings_verbose);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

uint32_t error_record(struct cg *cg, struct span span, const char *helper, const char *message)
{
	struct record r = {
		.action = ACT_runtime_error,
		.pending_offset = RECORD_NEVER_PENDS,
		.helper = helper,
		.message = message,
		.place = unit_place(cg->u, span),
	};

	for (size_t i = 0; i < cg->errors.len; i++) {
		const struct error_record *e = &cg->errors.at[i];

		if (e->span.lo == span.lo && e->span.hi == span.hi &&
		    same_text(e->helper, helper) && same_text(e->message, message))
			return e->record;
	}
	vec_push(cg->arena, &cg->errors,
		 (struct error_record){span, helper, message, (uint32_t)cg->records.len});
	vec_push(cg->arena, &cg->records, r);
	return (uint32_t)cg->records.len - 1;
}

/* report(record, probe, value): counts, and sends a control record for the first few. */
static LLVMValueRef report_function(struct cg *cg)
{
	LLVMTypeRef types[] = {cg->i64, cg->i32, cg->i64};
	struct prog prog = {0};
	struct fn fn = {.prog = &prog};
	LLVMValueRef counter, old, record;
	struct ir_if few, room;

	if (cg->report_function)
		return cg->report_function;
	function_begin(cg, &fn, "sonde_report", cg->nothing, types, 3, SPAN_NONE);
	cg->report_function = fn.function;
	record = LLVMGetParam(fn.function, 0);
	counter = ir_at_index(cg, cell_at(cg, cg->p->errors_offset),
			      ir_mul(cg, record, ir_u64(cg, 8)));
	if (cg_has(cg, FEATURE_atomic_fetch)) {
		old = ir_atomic_fetch_add(cg, counter, ir_u64(cg, 1));
	} else {
		old = ir_load_volatile(cg, cg->i64, counter);
		ir_atomic_add(cg, counter, ir_u64(cg, 1));
	}
	ir_if(cg, &few, ir_cmp(cg, LLVMIntULT, old, ir_u64(cg, SENT_PER_CPU)));
	old = cg_bpf(cg, BPF_ringbuf_reserve, cg->control_map,
		     ir_u64(cg, sizeof(struct wire_control)), ir_u64(cg, 0));
	ir_if(cg, &room, ir_not_zero(cg, old));
	old = ir_opaque(cg, old);
	ir_store(cg, ir_resize(cg, record, cg->i32, false),
		 ir_at(cg, old, offsetof(struct wire_control, record)), 4);
	ir_store(cg, LLVMGetParam(fn.function, 1),
		 ir_at(cg, old, offsetof(struct wire_control, probe)), 4);
	ir_store(cg, LLVMGetParam(fn.function, 2),
		 ir_at(cg, old, offsetof(struct wire_control, value)), 8);
	ir_store(cg, cg_bpf(cg, BPF_ringbuf_query, cg->data_map, ir_u64(cg, BPF_RB_PROD_POS)),
		 ir_at(cg, old, offsetof(struct wire_control, data_position)), 8);
	cg_bpf(cg, BPF_ringbuf_submit, old, ir_u64(cg, 0));
	ir_end(cg, &room);
	ir_end(cg, &few);
	function_end(cg, &fn);
	return cg->report_function;
}

void error_report_record(struct cg *cg, LLVMValueRef record, LLVMValueRef probe, LLVMValueRef value)
{
	LLVMTypeRef types[] = {cg->i64, cg->i32, cg->i64};
	LLVMTypeRef type = LLVMFunctionType(cg->nothing, types, 3, 0);
	LLVMValueRef args[] = {record, probe, value};

	LLVMBuildCall2(cg->b, type, report_function(cg), args, 3, "");
}

void error_report(struct cg *cg, struct span span, const char *helper, const char *message,
		  LLVMValueRef value)
{
	error_report_record(cg, ir_u64(cg, error_record(cg, span, helper, message)),
			    ir_u32(cg, cg->fn->prog->inst->spec), value);
}

void feature_missing(struct cg *cg, struct span span, enum feature feature, const char *what)
{
	const struct feature_row *row = &feature_rows[feature];
	struct diag *d;

	d = diag_add(cg->u->diags, D_MISSING_FEATURE, span, "%s: this kernel cannot do that", what);
	diag_hint(cg->u->diags, d, "it takes %s, in Linux since %s", row->what, row->since);
}
