/*
 * Declarations to types. Structs are made when something names them and filled in from a list of
 * work, so that chains of pointers through all of a system's headers need no recursion.
 */
#include "probes/clang_types.h"

/* Arrays and pointers of each other; C code stays far below. */
#define DEPTH_MAX 32
/* Larger things are no types of ours. */
#define BYTES_MAX (1 << 28)

struct work {
	struct clang_cursor decl;
	struct type *type;
};

struct reader {
	const struct clang_api *clang;
	struct unit *u;
	struct arena *a;
	struct cnames *names;
	void *unit;
	const char *system;
	struct ptrmap by_decl; /* libclang's declaration -> struct type */
	struct ptrmap macros;  /* name -> struct clang_cursor */
	struct works VEC(struct work) works;
	struct wanted_list VEC(const char *) wanted;
};

/* Fields of one struct while its children are visited. */
struct filling {
	struct reader *r;
	struct clang_type of;
	struct fields VEC(struct field) fields;
};

/* Enumerators of one enum. */
struct listing {
	struct reader *r;
	struct type *type;
	bool own;
	struct enumerators VEC(struct enumerator) list;
};

struct converted {
	const struct type *type; /* &type_error: can be none of ours */
	bool is_chars;
};

static struct converted convert(struct reader *r, struct clang_type t, unsigned depth);

/* ---- names and places ---- */

static const char *text_take(struct reader *r, struct clang_string s)
{
	const char *text = r->clang->getCString(s);
	const char *name = intern_c(r->u->names, text ? text : "");

	r->clang->disposeString(s);
	return name;
}

/* NULL: it has none. Newer versions describe what has no name: "struct (unnamed at ...)". */
static const char *decl_name(struct reader *r, struct clang_cursor c)
{
	const char *name = text_take(r, r->clang->getCursorSpelling(c));

	return *name && !strchr(name, '(') ? name : NULL;
}

static bool is_system(struct reader *r, struct clang_cursor c)
{
	unsigned line, col, off;
	void *file = NULL;

	r->clang->getFileLocation(r->clang->getCursorLocation(c), &file, &line, &col, &off);
	return file && strcmp(text_take(r, r->clang->getFileName(file)), r->system) == 0;
}

static enum type_tag decl_tag(struct clang_cursor c)
{
	return c.kind == CLANG_ENUM ? TAG_ENUM : c.kind == CLANG_UNION ? TAG_UNION : TAG_STRUCT;
}

/* ---- enums ---- */

static enum clang_visit enumerator_visit(struct clang_cursor c, struct clang_cursor parent,
					 void *arg)
{
	struct listing *l = arg;
	struct reader *r = l->r;
	const char *name = c.kind == CLANG_ENUMERATOR ? decl_name(r, c) : NULL;
	struct c_enumerator *e;

	(void)parent;
	if (!name)
		return CLANG_CONTINUE;
	e = arena_make(r->a, struct c_enumerator);
	e->type = l->type;
	e->value = (uint64_t)r->clang->getEnumConstantDeclValue(c);
	l->type->is_signed = l->type->is_signed || (int64_t)e->value < 0;
	vec_push(r->a, &l->list, (struct enumerator){name, e->value});
	if (l->own)
		ptrmap_set(r->a, &r->names->enumerators, name, e);
	return CLANG_CONTINUE;
}

static void enum_fill(struct reader *r, struct clang_cursor decl, struct type *t)
{
	struct listing l = {.r = r, .type = t, .own = !is_system(r, decl)};

	r->clang->visitChildren(decl, enumerator_visit, &l);
	t->enumerators = l.list.at;
	t->nenumerators = (uint32_t)l.list.len;
	t->complete = true;
}

/* ---- structs ---- */

/* The struct, union or enum that DECL declares. NULL: nobody has its size. */
static const struct type *decl_type(struct reader *r, struct clang_cursor decl)
{
	struct clang_cursor definition = r->clang->getCursorDefinition(decl);
	const char *name = decl_name(r, decl);
	enum type_tag tag = decl_tag(decl);
	bool defined = !r->clang->Cursor_isNull(definition);
	const void *key = defined ? definition.data[0] : decl.data[0];
	struct type *t = ptrmap_get(&r->by_decl, key);
	long long size, align;

	if (t)
		return t;
	if (name && (!defined || is_system(r, definition))) {
		const struct type *known =
			r->u->target->ops->type_find(r->u->target, r->u->types, tag, name);

		if (known)
			return known;
	}
	t = tag == TAG_ENUM ? type_enum_new(r->u->types, name, 4, false)
			    : type_struct_new(r->u->types, name, tag == TAG_UNION);
	ptrmap_set(r->a, &r->by_decl, key, t);
	if (!defined)
		return t;
	size = r->clang->Type_getSizeOf(r->clang->getCursorType(definition));
	align = r->clang->Type_getAlignOf(r->clang->getCursorType(definition));
	if (size < 0 || size > BYTES_MAX || align < 1)
		return t;
	t->size = (uint32_t)size;
	t->align = (uint32_t)align;
	if (name && !is_system(r, definition))
		ptrmap_set(r->a, &r->names->types[tag], name, t);
	vec_push(r->a, &r->works, (struct work){definition, t});
	return t;
}

/* BITS in the struct; negative for what clang cannot place. */
static void field_add(struct filling *f, struct field field, long long bits, int width)
{
	if (bits < 0 || bits / 8 > BYTES_MAX || width > 64)
		return;
	field.offset = (uint32_t)(bits / 8);
	if (width >= 0) {
		field.bit_offset = (uint16_t)(bits % 8);
		field.bit_size = (uint16_t)width;
		if (field.bit_offset + field.bit_size > 64)
			return; /* spans nine bytes, which no single read covers */
	}
	vec_push(f->r->a, &f->fields, field);
}

/* The first member of a struct that has a name, in unnamed structs too. */
struct first_name {
	struct reader *r;
	const char *name;
};

static enum clang_visit first_name_visit(struct clang_cursor c, struct clang_cursor parent,
					 void *arg)
{
	struct first_name *f = arg;

	(void)parent;
	if (c.kind == CLANG_FIELD)
		f->name = decl_name(f->r, c);
	if (f->name)
		return CLANG_BREAK;
	return (c.kind == CLANG_STRUCT || c.kind == CLANG_UNION) &&
			       f->r->clang->Cursor_isAnonymousRecordDecl(c)
		       ? CLANG_RECURSE
		       : CLANG_CONTINUE;
}

/* An unnamed struct lies where its first member with a name says it does. */
static void anonymous_add(struct filling *f, struct clang_cursor c)
{
	struct reader *r = f->r;
	struct first_name first = {r, NULL};
	struct field field = {.flags = FIELD_ANONYMOUS, .type = decl_type(r, c)};
	long long outside, inside;

	r->clang->visitChildren(c, first_name_visit, &first);
	if (!first.name)
		return;
	outside = r->clang->Type_getOffsetOf(f->of, first.name);
	inside = r->clang->Type_getOffsetOf(r->clang->getCursorType(c), first.name);
	if (inside >= 0 && outside >= inside)
		field_add(f, field, outside - inside, -1);
}

static enum clang_visit field_visit(struct clang_cursor c, struct clang_cursor parent, void *arg)
{
	struct filling *f = arg;
	struct reader *r = f->r;
	struct field field = {0};
	struct converted t;

	(void)parent;
	if ((c.kind == CLANG_STRUCT || c.kind == CLANG_UNION) &&
	    r->clang->Cursor_isAnonymousRecordDecl(c))
		anonymous_add(f, c);
	if (c.kind != CLANG_FIELD)
		return CLANG_CONTINUE;
	field.name = decl_name(r, c);
	t = convert(r, r->clang->getCursorType(c), DEPTH_MAX);
	field.type = t.type;
	field.flags = t.is_chars ? FIELD_CHARS : 0;
	if (field.name && field.type->kind != T_ERROR && field.type->kind != T_VOID)
		field_add(f, field, r->clang->Cursor_getOffsetOfField(c),
			  r->clang->getFieldDeclBitWidth(c));
	return CLANG_CONTINUE;
}

static void works_do(struct reader *r)
{
	for (size_t i = 0; i < r->works.len; i++) {
		struct clang_cursor decl = r->works.at[i].decl;
		struct filling f = {r, r->clang->getCursorType(decl), {0}};
		struct type *t = r->works.at[i].type;

		if (t->kind == T_ENUM) {
			enum_fill(r, decl, t);
			continue;
		}
		r->clang->visitChildren(decl, field_visit, &f);
		t->fields = f.fields.at;
		t->nfields = (uint32_t)f.fields.len;
		t->complete = true;
	}
	r->works.len = 0;
}

/* ---- types ---- */

static const struct type *bytes(struct reader *r, struct clang_type t)
{
	long long size = r->clang->Type_getSizeOf(t);

	if (size < 0 || size > BYTES_MAX)
		return &type_error;
	return type_array(r->u->types, type_int(r->u->types, 1, false), (uint32_t)size);
}

static struct converted convert_array(struct reader *r, struct clang_type t, unsigned depth)
{
	struct clang_type elem = r->clang->getCanonicalType(r->clang->getArrayElementType(t));
	long long n = t.kind == CLANG_ARRAY ? r->clang->getArraySize(t) : 0;
	const struct type *of;

	if (n < 0 || n > BYTES_MAX)
		return (struct converted){&type_error, false};
	if (n && (elem.kind == CLANG_CHAR_S || elem.kind == CLANG_CHAR_U))
		return (struct converted){type_string(r->u->types, (uint32_t)n), true};
	of = convert(r, elem, depth - 1).type;
	if (of->kind == T_ERROR || of->kind == T_VOID ||
	    (uint64_t)n * MAX(of->size, 1u) > BYTES_MAX)
		return (struct converted){&type_error, false};
	return (struct converted){type_array(r->u->types, of, (uint32_t)n), false};
}

static const struct type *convert_pointer(struct reader *r, struct clang_type t, unsigned depth)
{
	struct clang_type to = r->clang->getCanonicalType(r->clang->getPointeeType(t));
	const struct type *elem;

	if (to.kind == CLANG_FUNCTION_PROTO || to.kind == CLANG_FUNCTION_NO_PROTO)
		elem = &type_none;
	else
		elem = convert(r, to, depth - 1).type;
	return type_pointer(r->u->types, elem->kind == T_ERROR ? NULL : elem, AS_NONE);
}

static bool is_signed(int kind)
{
	return kind == CLANG_CHAR_S || kind == CLANG_CHAR_U || kind == CLANG_SCHAR ||
	       kind == CLANG_WCHAR || (kind >= CLANG_SHORT && kind <= CLANG_LONGLONG);
}

static struct converted convert(struct reader *r, struct clang_type t, unsigned depth)
{
	const struct type *out;

	t = r->clang->getCanonicalType(t);
	if (!depth)
		return (struct converted){&type_error, false};
	switch (t.kind) {
	case CLANG_VOID:
		out = &type_void;
		break;
	case CLANG_BOOL:
	case CLANG_CHAR_U:
	case CLANG_UCHAR:
	case CLANG_CHAR16:
	case CLANG_CHAR32:
	case CLANG_USHORT:
	case CLANG_UINT:
	case CLANG_ULONG:
	case CLANG_ULONGLONG:
	case CLANG_CHAR_S:
	case CLANG_SCHAR:
	case CLANG_WCHAR:
	case CLANG_SHORT:
	case CLANG_INT:
	case CLANG_LONG:
	case CLANG_LONGLONG:
		out = type_int(r->u->types, (uint32_t)r->clang->Type_getSizeOf(t),
			       is_signed(t.kind));
		break;
	case CLANG_POINTER:
		out = convert_pointer(r, t, depth);
		break;
	case CLANG_RECORD:
	case CLANG_ENUM_TYPE:
		out = decl_type(r, r->clang->getTypeDeclaration(t));
		break;
	case CLANG_ARRAY:
	case CLANG_ARRAY_INCOMPLETE:
		return convert_array(r, t, depth);
	case CLANG_FUNCTION_PROTO:
	case CLANG_FUNCTION_NO_PROTO:
		out = &type_error;
		break;
	default: /* floating point, vectors, 128 bits */
		out = bytes(r, t);
		break;
	}
	return (struct converted){out, false};
}

/* ---- macros ---- */

static void macro_note(struct reader *r, struct clang_cursor c)
{
	const char *name;
	struct clang_cursor *copy;

	if (r->clang->Cursor_isMacroFunctionLike(c) || r->clang->Cursor_isMacroBuiltin(c))
		return;
	name = decl_name(r, c);
	if (!name)
		return;
	copy = arena_make(r->a, struct clang_cursor);
	*copy = c;
	ptrmap_set(r->a, &r->macros, name, copy);
}

static bool is_name(const char *text)
{
	return (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || *text == '_';
}

/* Its text with one blank between tokens; the macros named there are wanted too. */
static void macro_read(struct reader *r, const char *name, struct clang_cursor c)
{
	struct buf text = {0};
	struct clang_token *tokens = NULL;
	struct c_macro *macro;
	unsigned n = 0;

	r->clang->tokenize(r->unit, r->clang->getCursorExtent(c), &tokens, &n);
	for (unsigned i = 1; i < n; i++) { /* the first is the macro's name */
		const char *token = text_take(r, r->clang->getTokenSpelling(r->unit, tokens[i]));

		buf_printf(&text, "%s%s", i > 1 ? " " : "", token);
		if (is_name(token) && !ptrmap_get(&r->names->wanted, token)) {
			ptrmap_set(r->a, &r->names->wanted, token, r);
			vec_push(r->a, &r->wanted, token);
		}
	}
	if (tokens)
		r->clang->disposeTokens(r->unit, tokens, n);
	if (text.len) {
		macro = arena_make(r->a, struct c_macro);
		macro->name = name;
		macro->text =
			(struct str){arena_strdup(r->a, (struct str){text.at, text.len}), text.len};
		ptrmap_set(r->a, &r->names->macros, name, macro);
	}
	buf_free(&text);
}

static void macros_read(struct reader *r)
{
	const struct ptrmap *wanted = &r->names->wanted;

	for (size_t i = 0; i < wanted->nslots; i++)
		if (wanted->slots[i].key && wanted->slots[i].value)
			vec_push(r->a, &r->wanted, wanted->slots[i].key);
	for (size_t i = 0; i < r->wanted.len; i++) {
		const char *name = r->wanted.at[i];
		const struct clang_cursor *c = ptrmap_get(&r->macros, name);

		if (c)
			macro_read(r, name, *c);
	}
}

/* ---- the whole unit ---- */

static void typedef_read(struct reader *r, struct clang_cursor c)
{
	const char *name = decl_name(r, c);
	struct clang_type to = r->clang->getTypedefDeclUnderlyingType(c);
	const struct type *t;

	if (!name || is_system(r, c))
		return;
	t = convert(r, to, DEPTH_MAX).type;
	if (t->kind != T_ERROR)
		ptrmap_set(r->a, &r->names->types[TAG_PLAIN], name, (struct type *)(uintptr_t)t);
}

static enum clang_visit top_visit(struct clang_cursor c, struct clang_cursor parent, void *arg)
{
	struct reader *r = arg;

	(void)parent;
	if (c.kind == CLANG_MACRO)
		macro_note(r, c);
	else if (c.kind == CLANG_TYPEDEF)
		typedef_read(r, c);
	else if ((c.kind == CLANG_STRUCT || c.kind == CLANG_UNION || c.kind == CLANG_ENUM) &&
		 r->clang->isCursorDefinition(c) && !is_system(r, c))
		decl_type(r, c);
	works_do(r);
	return CLANG_CONTINUE;
}

void clang_types_read(const struct clang_api *clang, struct unit *u, void *unit, const char *system)
{
	struct reader r = {
		.clang = clang,
		.u = u,
		.a = u->arena,
		.names = unit_cnames(u),
		.unit = unit,
		.system = system,
	};

	clang->visitChildren(clang->getTranslationUnitCursor(unit), top_visit, &r);
	macros_read(&r);
}
