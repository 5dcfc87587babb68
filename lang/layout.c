/*
 * From tokens to lines.
 *
 * The parser says what a script's tokens are; comments stand in the gaps between them. Both become
 * pieces, pieces become lines (one statement, one attach point, one brace), and lines that are too
 * long are broken where they are least deep. No token is ever added, left out or changed, and what
 * decides is never where the breaks were before, so a second run changes nothing.
 */
#include "lang/layout.h"

#include "lang/parse.h"
#include "lang/parser.h"

#define COLUMNS 100
#define TAB 8
/* Brackets: parser_parse refuses more. */
#define FRAMES_MAX 256

#define COMMENT (-1) /* kind of a piece */
#define SHEBANG (-2)

struct piece {
	int kind;
	struct str text;
	unsigned newlines; /* in the gap before it, at most 2 */
};

struct pieces VEC(struct piece);

/* A piece on the line that is being put together. */
struct chunk {
	struct str text;
	bool space;	 /* before it */
	bool must_break; /* a line begins with it */
	unsigned rank;	 /* how good a break before it is; 0: none, less is better */
	unsigned depth;	 /* brackets that are open before it */
	char bracket;	 /* it opens ('+') or closes ('-') one, or 0 */
};

struct chunks VEC(struct chunk);

struct layout {
	struct arena *a;
	struct buf *out;
	struct pieces pieces;
	struct chunks line;
	int frames[FRAMES_MAX]; /* the tokens that opened the brackets */
	unsigned nframes, nbraces;
	unsigned line_depth;  /* brackets open within the line so far */
	unsigned line_indent; /* braces around the line */
	int declaration;      /* the top-level token that the present declaration began with */
	bool ends;	      /* the line is over unless a comment belongs behind it */
	bool blank;	      /* the source has an empty line before what comes next */
	bool opens;	      /* the line ends in { */
	bool opened;	      /* the one before it did */
	int previous;	      /* kind of the last token; 0: none */
	bool previous_unary, previous_cast_end;
};

/* ---- pieces ---- */

static void piece_add(struct layout *l, int kind, struct str text, unsigned newlines)
{
	struct piece piece = {kind, text, MIN(newlines, 2u)};

	vec_push(l->a, &l->pieces, piece);
}

/* Where the comment at TEXT[I] ends. */
static size_t comment_end(struct str text, size_t i)
{
	bool line = text.at[i + 1] == '/';

	for (size_t end = i + 2; end < text.len; end++) {
		if (line && text.at[end] == '\n')
			return end;
		if (!line && end > i + 2 && text.at[end] == '/' && text.at[end - 1] == '*')
			return end + 1;
	}
	return text.len;
}

/* Comments between two tokens. Returns the line breaks behind the last one. */
static unsigned gap_read(struct layout *l, struct str gap, bool first)
{
	unsigned newlines = 0;

	for (size_t i = 0; i < gap.len;) {
		size_t end;

		if (gap.at[i] == '\n')
			newlines++;
		if (gap.at[i] != '/' && gap.at[i] != '#') {
			i++;
			continue;
		}
		/* The only other thing in a gap is the line #! at the very beginning. */
		if (gap.at[i] == '#') {
			for (end = i; end < gap.len && gap.at[end] != '\n';)
				end++;
		} else {
			end = comment_end(gap, i);
		}
		piece_add(l, first && gap.at[i] == '#' ? SHEBANG : COMMENT,
			  str_trim(str_slice(gap, i, end)), newlines);
		newlines = 0;
		i = end;
	}
	return newlines;
}

static void pieces_read(struct layout *l, struct str text, const struct tokens *tokens)
{
	size_t at = 0;

	for (size_t i = 0; i < tokens->len; i++) {
		const struct token *t = &tokens->at[i];
		size_t begin = (size_t)(t->text.at - text.at);
		unsigned newlines = gap_read(l, str_slice(text, at, begin), !i);

		piece_add(l, t->kind, t->kind == TOK_C_DECL ? str_trim(t->text) : t->text,
			  newlines);
		at = begin + t->text.len;
	}
	gap_read(l, str_slice(text, at, text.len), !tokens->len);
}

/* ---- lines ---- */

static unsigned text_width(struct str text)
{
	unsigned width = 0;

	for (size_t i = 0; i < text.len; i++)
		width += ((unsigned char)text.at[i] & 0xc0) != 0x80;
	return width;
}

static void indent_write(struct layout *l, unsigned column)
{
	for (unsigned i = 0; i < column / TAB; i++)
		buf_char(l->out, '\t');
	for (unsigned i = 0; i < column % TAB; i++)
		buf_char(l->out, ' ');
}

/* Lines of a comment or definition: stars stand under the first one, the rest stays. */
static void text_write(struct layout *l, struct str text, unsigned indent)
{
	struct str rest = text, line = str_cut(&rest, '\n');
	bool comment = str_starts(text, STR("/*"));

	for (;;) {
		while (line.len && memchr(" \t\r", line.at[line.len - 1], 3))
			line.len--;
		buf_str(l->out, line);
		if (!rest.at)
			return;
		buf_char(l->out, '\n');
		line = str_cut(&rest, '\n');
		if (comment && str_starts(str_trim(line), STR("*"))) {
			line = str_trim(line);
			indent_write(l, indent * TAB);
			buf_char(l->out, ' ');
		}
	}
}

/*
 * The chunk that the next line begins with when the present one, from FIRST on and COLUMN wide so
 * far, does not hold them all.
 */
static size_t line_end(const struct layout *l, size_t first, unsigned column)
{
	size_t best = 0;

	for (size_t i = first; i < l->line.len; i++) {
		const struct chunk *c = &l->line.at[i];

		if (i > first && c->must_break)
			return i;
		if (i > first && c->rank && (!best || c->rank <= l->line.at[best].rank))
			best = i;
		column += (i > first && c->space) + text_width(c->text);
		if (column > COLUMNS && best)
			return best;
	}
	return l->line.len;
}

static void line_write(struct layout *l)
{
	unsigned indent = l->line_indent * TAB, column = indent, depth = 0;
	unsigned columns[FRAMES_MAX] = {0};

	if (l->blank && l->out->len && !l->opened &&
	    !(l->line.len && l->line.at[0].text.len == 1 && l->line.at[0].text.at[0] == '}'))
		buf_char(l->out, '\n');
	for (size_t first = 0; first < l->line.len;) {
		size_t end = line_end(l, first, column);

		indent_write(l, column);
		for (size_t i = first; i < end; i++) {
			const struct chunk *c = &l->line.at[i];

			if (i > first && c->space) {
				buf_char(l->out, ' ');
				column++;
			}
			text_write(l, c->text, l->line_indent);
			column += text_width(c->text);
			if (c->bracket == '+' && depth < FRAMES_MAX)
				columns[depth++] = column;
			else if (c->bracket == '-' && depth)
				depth--;
		}
		buf_char(l->out, '\n');
		column = depth ? columns[depth - 1] : indent + TAB;
		first = end;
	}
	l->line.len = 0;
	l->line_depth = 0;
}

static void line_flush(struct layout *l)
{
	if (!l->line.len)
		return;
	line_write(l);
	l->blank = false;
	l->ends = false;
	l->opened = l->opens;
	l->opens = false;
}

/* ---- spaces ---- */

static bool is_open(int kind)
{
	return kind == '(' || kind == TOK_CALL_OPEN || kind == TOK_CAST_OPEN ||
	       kind == TOK_RECORD_OPEN || kind == TOK_TYPE_OPEN;
}

/* An operand may end here, so that - * & behind it have two sides and ++ belongs to it. */
static bool ends_operand(const struct layout *l)
{
	switch (l->previous) {
	case TOK_IDENT:
	case TOK_VAR:
	case TOK_MAP:
	case TOK_INT:
	case TOK_BOOL:
	case TOK_PARAM:
	case TOK_STRING:
	case TOK_INCR:
	case TOK_DECR:
	case ']':
		return !l->previous_unary;
	case ')':
		return !l->previous_cast_end;
	default:
		return false;
	}
}

static bool is_unary(const struct layout *l, int kind)
{
	if (kind == '!' || kind == '~' || kind == TOK_PRE_INCR || kind == TOK_PRE_DECR)
		return true;
	return (kind == '-' || kind == '*' || kind == '&' || kind == TOK_INCR ||
		kind == TOK_DECR) &&
	       !ends_operand(l);
}

/* Two signs that would be another token side by side. */
static bool must_part(int previous, int kind)
{
	bool minus = kind == '-' || kind == TOK_DECR || kind == TOK_PRE_DECR;
	bool plus = kind == '+' || kind == TOK_INCR || kind == TOK_PRE_INCR;

	return ((previous == '-' || previous == TOK_DECR || previous == TOK_PRE_DECR) && minus) ||
	       ((previous == '+' || previous == TOK_INCR || previous == TOK_PRE_INCR) && plus) ||
	       (previous == '&' && (kind == '&' || kind == TOK_LAND));
}

static bool is_glued_behind(const struct layout *l)
{
	int p = l->previous;

	return is_open(p) || p == '[' || p == '.' || p == TOK_ARROW || p == TOK_DOTDOT ||
	       p == TOK_PREDICATE_OPEN || l->previous_unary || l->previous_cast_end;
}

static bool space_before(const struct layout *l, int kind)
{
	int p = l->previous;
	bool in_type = l->nframes && (l->frames[l->nframes - 1] == TOK_CAST_OPEN ||
				      l->frames[l->nframes - 1] == TOK_TYPE_OPEN);

	if (must_part(p, kind))
		return true;
	switch (kind) {
	case ',':
	case ';':
	case ')':
	case ']':
	case '[':
	case '.':
	case TOK_ARROW:
	case TOK_DOTDOT:
	case TOK_PREDICATE_CLOSE:
		return false;
	case TOK_INCR:
	case TOK_DECR:
		if (ends_operand(l))
			return false;
		break;
	case ':':
		if (p == '?')
			return false;
		break;
	case '*':
		if (in_type)
			return p != '*';
		break;
	default:
		if (is_open(kind) && (p == TOK_IDENT || p == TOK_SIZEOF || p == TOK_OFFSETOF ||
				      p == TOK_TYPEOF || p == TOK_TYPEINFO))
			return false;
		break;
	}
	if (in_type && p == '*')
		return false;
	return !is_glued_behind(l);
}

/* ---- where a line may be broken ---- */

/* Operators that have two sides whatever stands before them. */
static bool is_operator(int kind)
{
	switch (kind) {
	case '+':
	case '/':
	case '%':
	case '|':
	case '^':
	case '<':
	case '>':
	case TOK_LE:
	case TOK_GE:
	case TOK_EQ:
	case TOK_NE:
	case TOK_SHL:
	case TOK_SHR:
	case '?':
	case ':':
		return true;
	default:
		return false;
	}
}

/* 0 to 3 for what stands before the break; 4: not here. */
static unsigned break_kind(int previous, bool unary)
{
	if (previous == ',')
		return 0;
	if (previous == TOK_LAND || previous == TOK_LOR)
		return 1;
	if (is_operator(previous) ||
	    ((previous == '-' || previous == '*' || previous == '&') && !unary))
		return 2;
	return previous == '=' || previous == TOK_ASSIGN_OP ? 3 : 4;
}

static struct chunk *chunk_add(struct layout *l, struct str text, bool space)
{
	unsigned kind = break_kind(l->previous, l->previous_unary);
	struct chunk c = {.text = text, .space = space, .depth = l->line_depth};

	if (!l->line.len)
		l->line_indent = l->nbraces;
	if (l->line.len && kind < 4)
		c.rank = 1 + l->line_depth * 4 + kind;
	vec_push(l->a, &l->line, c);
	return &vec_last(&l->line);
}

/* ---- tokens and comments ---- */

static void comment_place(struct layout *l, const struct piece *piece)
{
	bool own_line = piece->newlines > 0;
	size_t n = l->line.len;
	struct chunk *c;

	if (l->ends && own_line) {
		line_flush(l);
		n = 0;
	}
	if (!n && own_line)
		l->blank = l->blank || piece->newlines > 1;
	c = chunk_add(l, piece->text, !is_glued_behind(l));
	c->must_break = n && own_line;
	c->rank = 0;
	if (!n)
		l->ends = true;
}

static bool is_comment(struct str text)
{
	return str_starts(text, STR("//")) || str_starts(text, STR("/*"));
}

static bool closes(int kind)
{
	return kind == ',' || kind == ';' || kind == ')' || kind == ']';
}

/* A comment takes the rest of its line, and so does one that stood alone. */
static bool breaks_behind(const struct layout *l, const struct piece *next)
{
	const struct chunk *last = l->line.len ? &vec_last(&l->line) : NULL;

	return last &&
	       (str_starts(last->text, STR("//")) ||
		(str_starts(last->text, STR("/*")) && (last->must_break || next->newlines)));
}

static bool begins_declaration(const struct layout *l, int kind)
{
	if (l->nframes || l->declaration == TOK_PREDICATE_OPEN)
		return false;
	return kind == TOK_ATTACH || kind == TOK_C_DECL || kind == TOK_CONFIG ||
	       kind == TOK_IMPORT || kind == TOK_LET || kind == TOK_MACRO || kind == TOK_FN;
}

/* Behind a block: what follows belongs to the same line. */
static bool goes_on(const struct layout *l, const struct piece *next)
{
	if (!next || next->kind == TOK_ELSE || next->kind == ';' || next->kind == ',')
		return true;
	if (!l->nframes)
		return false;
	if (l->frames[l->nframes - 1] != '{')
		return true;
	return is_operator(next->kind) || next->kind == TOK_LAND || next->kind == TOK_LOR ||
	       next->kind == '.' || next->kind == TOK_ARROW;
}

static void brace_open(struct layout *l, const struct piece *piece, const struct piece *next)
{
	bool top = !l->nframes && l->declaration != TOK_CONFIG;

	if (top)
		line_flush(l);
	chunk_add(l, piece->text, true);
	if (l->nframes < FRAMES_MAX)
		l->frames[l->nframes++] = '{';
	if (!top && next && next->kind == '}')
		return; /* {} */
	l->nbraces++;
	l->opens = l->ends = true;
}

static void brace_close(struct layout *l, const struct piece *piece, const struct piece *next)
{
	bool empty = l->previous == '{' && l->line.len && !l->ends;

	if (l->nframes)
		l->nframes--;
	if (!empty) {
		line_flush(l);
		if (l->nbraces)
			l->nbraces--;
	}
	chunk_add(l, piece->text, false);
	l->ends = !goes_on(l, next);
}

static void bracket_follow(struct layout *l, int kind, struct chunk *c)
{
	l->previous_cast_end = false;
	if (is_open(kind) || kind == '[') {
		c->bracket = '+';
		l->line_depth++;
		if (l->nframes < FRAMES_MAX)
			l->frames[l->nframes++] = kind;
	} else if ((kind == ')' || kind == ']') && l->nframes) {
		c->bracket = '-';
		l->line_depth -= l->line_depth > 0;
		l->previous_cast_end = l->frames[--l->nframes] == TOK_CAST_OPEN;
	}
}

static bool ends_line(const struct layout *l, int kind)
{
	if (kind == ';')
		return !l->nframes || l->frames[l->nframes - 1] == '{';
	if (kind == ',')
		return !l->nframes && l->declaration == TOK_ATTACH;
	return kind == TOK_C_DECL || (kind == TOK_PREDICATE_CLOSE && !l->nframes);
}

static void token_place(struct layout *l, const struct piece *piece, const struct piece *next)
{
	int kind = piece->kind;
	bool unary = is_unary(l, kind), broken = breaks_behind(l, piece);
	bool behind_comment = l->line.len && is_comment(vec_last(&l->line).text);

	if (l->ends && !(l->previous == TOK_C_DECL && kind == ';'))
		line_flush(l);
	if (begins_declaration(l, kind)) {
		/* A body is followed by an empty line. */
		if (!l->line.len && l->previous == '}')
			l->blank = true;
		if (l->previous != ',' || kind != TOK_ATTACH)
			line_flush(l);
		l->declaration = kind;
	}
	if (kind == TOK_PREDICATE_OPEN)
		line_flush(l);
	if (!l->line.len)
		l->blank = l->blank || piece->newlines > 1;
	if (kind == '{') {
		brace_open(l, piece, next);
		l->previous_cast_end = false;
	} else if (kind == '}') {
		brace_close(l, piece, next);
		l->previous_cast_end = false;
	} else {
		struct chunk *c = chunk_add(
			l, piece->text, space_before(l, kind) || (behind_comment && !closes(kind)));

		c->must_break = broken && l->line.len > 1;
		bracket_follow(l, kind, c);
		l->ends = ends_line(l, kind);
	}
	l->previous_unary = unary;
	l->previous = kind;
}

static void pieces_place(struct layout *l)
{
	for (size_t i = 0; i < l->pieces.len; i++) {
		const struct piece *piece = &l->pieces.at[i];
		const struct piece *next = i + 1 < l->pieces.len ? piece + 1 : NULL;

		if (piece->kind == SHEBANG) {
			buf_str(l->out, piece->text);
			buf_char(l->out, '\n');
		} else if (piece->kind == COMMENT) {
			comment_place(l, piece);
		} else {
			token_place(l, piece, next);
		}
	}
	line_flush(l);
}

/* Whether the text in OUT from FROM on has the tokens that it was made of. */
static bool tokens_same(struct unit *u, const struct tokens *tokens, struct str made)
{
	struct unit *other = unit_new(NULL, &u->options);
	struct tokens again = {0};
	bool same = unit_parse_tokens(other, "formatted", made, &again) && again.len == tokens->len;

	for (size_t i = 0; same && i < again.len; i++)
		same = again.at[i].kind == tokens->at[i].kind &&
		       (again.at[i].kind == TOK_C_DECL ||
			str_equal(str_trim(again.at[i].text), str_trim(tokens->at[i].text)));
	unit_free(other);
	return same;
}

bool script_layout(struct unit *u, const char *name, struct str text, struct buf *out)
{
	struct layout l = {.a = u->arena, .out = out};
	struct tokens tokens = {0};
	size_t before = out->len;
	struct str made;

	if (!unit_parse_tokens(u, name, text, &tokens))
		return false;
	pieces_read(&l, text, &tokens);
	pieces_place(&l);
	made = out->at ? str_slice((struct str){out->at, out->len}, before, out->len) : STR("");
	if (!tokens_same(u, &tokens, made))
		bug("the layout changed the script");
	return true;
}
