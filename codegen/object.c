/*
 * Plain objects (`sonde build -o x.bpf.o`), for programs that bring a loader of their own: sections
 * by which libbpf and its like know what a program is attached to, and maps that say in BTF what is
 * in them. What nobody would do for such an object is told while it is made.
 */
#include "codegen/cg.h"

/* ---- sections ---- */

static const struct probe_target *target_of(const struct instance *inst)
{
	return inst->ntargets ? &inst->targets[0] : NULL;
}

static const char *with_offset(struct cg *cg, const char *prefix, const struct probe_target *t)
{
	if (!t->address)
		return arena_printf(cg->arena, "%s/%s", prefix, t->function);
	return arena_printf(cg->arena, "%s/%s+0x%llx", prefix, t->function,
			    (unsigned long long)t->address);
}

/* FORM is the section of the method; *WARN gets why a loader cannot attach it by its name. */
static const char *named_section(struct cg *cg, const struct instance *inst, const char *form,
				 const char **warn)
{
	const struct probe_target *t = target_of(inst);

	switch ((int)inst->method) {
	case METHOD_syscall:
		return inst->context == CTX_SYSCALL_ENTER ? "raw_tp/sys_enter" : "raw_tp/sys_exit";
	case METHOD_raw_tp:
		return arena_printf(cg->arena, "raw_tp/%s", t->function);
	case METHOD_tracepoint:
		return arena_printf(cg->arena, "tracepoint/%s/%s", t->module, t->function);
	case METHOD_kprobe:
	case METHOD_kretprobe:
		return with_offset(cg, form, t);
	case METHOD_uprobe:
	case METHOD_uretprobe:
		if (t->module && t->function)
			return arena_printf(cg->arena, "%s/%s:%s", form, t->module, t->function);
		*warn = "its loader must know the place in the file";
		return form;
	case METHOD_fentry:
		return arena_printf(cg->arena, "%s/%s",
				    probe_rows[inst->kind].flags & PF_RETURN ? "fexit" : "fentry",
				    t->function);
	case METHOD_lsm:
	case METHOD_iter:
		return arena_printf(cg->arena, "%.*s/%s", (int)strcspn(form, "/"), form,
				    t->function);
	case METHOD_perf:
	case METHOD_watchpoint:
		*warn = "its loader must open the event";
		return form;
	case METHOD_xdp:
		*warn = "its loader must name the interface";
		return form;
	case METHOD_tc:
	case METHOD_cgroup:
	case METHOD_cgroup_skb:
	case METHOD_sockops:
		*warn = "its loader must say where";
		return NULL;
	default:
		return form;
	}
}

const char *object_section(struct cg *cg, const struct instance *inst, const char *form)
{
	const char *warn = NULL, *section = named_section(cg, inst, form, &warn);

	if (warn)
		diag_add(cg->u->diags, D_OBJECT, inst->span,
			 "the object does not attach %s by itself: %s", inst->text, warn);
	return section;
}

/* ---- maps ---- */

static LLVMMetadataRef word(struct cg *cg)
{
	return LLVMDIBuilderCreateBasicType(cg->di, "__u64", 5, 64, DWARF_UNSIGNED, 0);
}

static LLVMMetadataRef number(struct cg *cg, uint32_t size, bool is_signed)
{
	const char *name = arena_printf(cg->arena, "__%c%u", is_signed ? 's' : 'u', size * 8);

	return LLVMDIBuilderCreateBasicType(cg->di, name, strlen(name), (uint64_t)size * 8,
					    is_signed ? DWARF_SIGNED : DWARF_UNSIGNED, 0);
}

static LLVMMetadataRef array(struct cg *cg, LLVMMetadataRef elem, uint32_t size, uint32_t count)
{
	LLVMMetadataRef range = LLVMDIBuilderGetOrCreateSubrange(cg->di, 0, count);

	return LLVMDIBuilderCreateArrayType(cg->di, (uint64_t)size * 8, 0, elem, &range, 1);
}

struct part {
	const char *name;
	LLVMMetadataRef type;
	uint32_t offset, size;
};

static LLVMMetadataRef structure(struct cg *cg, const char *name, uint32_t size,
				 const struct part *parts, unsigned n)
{
	LLVMMetadataRef *members = arena_array(cg->arena, LLVMMetadataRef, n + 1);
	LLVMMetadataRef file = debug_file(cg);

	for (unsigned i = 0; i < n; i++)
		members[i] = LLVMDIBuilderCreateMemberType(
			cg->di, file, parts[i].name, strlen(parts[i].name), file, 0,
			(uint64_t)parts[i].size * 8, 0, (uint64_t)parts[i].offset * 8, 0,
			parts[i].type);
	return LLVMDIBuilderCreateStructType(cg->di, file, name, strlen(name), file, 0,
					     (uint64_t)size * 8, 0, 0, NULL, members, n, 0, NULL,
					     "", 0);
}

/* Values of one kind: the words of its struct in wire.def. */
static LLVMMetadataRef words(struct cg *cg, const char *name, const char *first, const char *second,
			     const char *third)
{
	const char *names[] = {first, second, third};
	struct part parts[3];
	unsigned n = 0;

	for (; n < 3 && names[n]; n++)
		parts[n] = (struct part){names[n], word(cg), n * 8, 8};
	return structure(cg, name, n * 8, parts, n);
}

static LLVMMetadataRef value_type(struct cg *cg, const struct type *t, const char *name);

static LLVMMetadataRef members_type(struct cg *cg, const struct type *t, const char *name)
{
	struct part *parts = arena_array(cg->arena, struct part, t->nfields + 1);

	for (uint32_t i = 0; i < t->nfields; i++) {
		const struct field *f = &t->fields[i];
		const char *member = f->name ? f->name : arena_printf(cg->arena, "f%u", i);

		parts[i] = (struct part){member, value_type(cg, f->type, ""), f->offset,
					 f->type->size};
	}
	return structure(cg, name, t->size, parts, t->nfields);
}

/* T as it lies in a map; a struct is called NAME. */
static LLVMMetadataRef value_type(struct cg *cg, const struct type *t, const char *name)
{
	switch ((int)t->kind) {
	case T_INT:
	case T_ENUM:
		return number(cg, t->size, t->is_signed);
	case T_BOOL:
		return number(cg, 1, false);
	case T_POINTER:
	case T_KSYM:
	case T_USERNAME:
		return word(cg);
	case T_COUNT:
		return word(cg);
	case T_SUM:
		return words(cg, name, "sum", "set", NULL);
	case T_MIN:
	case T_MAX:
		return words(cg, name, "value", "set", NULL);
	case T_AVG:
	case T_STATS:
		return words(cg, name, "total", "count", NULL);
	case T_HIST:
	case T_LHIST:
		return word(cg);
	case T_TSERIES:
		return words(cg, name, "value", "meta", "epoch");
	case T_TUPLE:
	case T_RECORD:
		return members_type(cg, t, name);
	case T_STRING:
		return array(
			cg,
			LLVMDIBuilderCreateBasicType(cg->di, "char", 4, 8, DWARF_SIGNED_CHAR, 0),
			t->size, t->size);
	default:
		return array(cg, number(cg, 1, false), t->size, t->size);
	}
}

static LLVMMetadataRef key_type(struct cg *cg, const struct map_spec *s, const char *name)
{
	uint32_t bucket = ROUND_UP(s->key ? s->key->size : 8u, 8u);
	struct part parts[2] = {
		{"key", s->key ? value_type(cg, s->key, "") : word(cg), 0,
		 s->key ? s->key->size : 8},
		{"bucket", word(cg), bucket, 8},
	};

	if (type_is(s->value, TF_BUCKETS) || s->by_cpu)
		return structure(cg, name, bucket + 8, parts, 2);
	return s->key ? value_type(cg, s->key, name) : word(cg);
}

void object_map_define(struct cg *cg, LLVMValueRef map, const struct map_spec *s, uint32_t type)
{
	const char *key = arena_printf(cg->arena, "%s_key", s->bpf_name);
	const char *value = arena_printf(cg->arena, "%s_value", s->bpf_name);

	debug_typed_map(cg, map, s->bpf_name, type, s->max_entries, key_type(cg, s, key),
			value_type(cg, s->value, value));
}

/* ---- what it cannot do ---- */

bool object_leaves_out(struct cg *cg, const struct instance *inst)
{
	if (!cg->u->options.object || !method_rows[inst->method].by_tracer)
		return false;
	diag_add(cg->u->diags, D_OBJECT, inst->span,
		 "%s is left out of the object: sonde itself runs it, and no loader would",
		 inst->text);
	return true;
}

static bool record_visit(struct expr *e, void *arg)
{
	struct cg *cg = arg;

	if (e->kind == E_CALL && !e->call.user && e->call.record)
		diag_add(cg->u->diags, D_OBJECT, e->span,
			 "%s() sends a record that only sonde can read", e->call.name);
	return false;
}

void object_notes(struct cg *cg, const struct instance *inst)
{
	if (cg->u->options.object)
		instance_walk((struct instance *)inst, record_visit, cg);
}
