/*
 * libclang, opened when a script needs it. Its C interface is stable, so the few declarations that
 * are used stand here (names and numbers as in clang-c/Index.h of LLVM 11 to 19), and building
 * needs nothing of clang.
 */
#ifndef SONDE_PROBES_CLANG_API_H
#define SONDE_PROBES_CLANG_API_H

#include <stdbool.h>

struct clang_string {
	const void *data;
	unsigned flags;
};

struct clang_cursor {
	int kind, data0;
	const void *data[3];
};

struct clang_type {
	int kind;
	void *data[2];
};

struct clang_location {
	const void *data[2];
	unsigned offset;
};

struct clang_range {
	const void *data[2];
	unsigned begin, end;
};

struct clang_token {
	unsigned data[4];
	void *data4;
};

struct clang_file_text {
	const char *name, *text;
	unsigned long len;
};

enum clang_cursor_kind {
	CLANG_STRUCT = 2,
	CLANG_UNION = 3,
	CLANG_ENUM = 5,
	CLANG_FIELD = 6,
	CLANG_ENUMERATOR = 7,
	CLANG_TYPEDEF = 20,
	CLANG_MACRO = 501,
};

enum clang_type_kind {
	CLANG_VOID = 2,
	CLANG_BOOL = 3,
	CLANG_CHAR_U = 4,
	CLANG_UCHAR = 5,
	CLANG_CHAR16 = 6,
	CLANG_CHAR32 = 7,
	CLANG_USHORT = 8,
	CLANG_UINT = 9,
	CLANG_ULONG = 10,
	CLANG_ULONGLONG = 11,
	CLANG_CHAR_S = 13,
	CLANG_SCHAR = 14,
	CLANG_WCHAR = 15,
	CLANG_SHORT = 16,
	CLANG_INT = 17,
	CLANG_LONG = 18,
	CLANG_LONGLONG = 19,
	CLANG_POINTER = 101,
	CLANG_RECORD = 105,
	CLANG_ENUM_TYPE = 106,
	CLANG_FUNCTION_NO_PROTO = 110,
	CLANG_FUNCTION_PROTO = 111,
	CLANG_ARRAY = 112,
	CLANG_ARRAY_INCOMPLETE = 114,
};

enum clang_visit { CLANG_BREAK, CLANG_CONTINUE, CLANG_RECURSE };

#define CLANG_SEVERITY_ERROR 3
#define CLANG_KEEP_MACROS 1u	   /* CXTranslationUnit_DetailedPreprocessingRecord */
#define CLANG_SHOW_PLACE (1u | 2u) /* CXDiagnostic_DisplaySourceLocation, ...Column */

typedef enum clang_visit clang_visitor(struct clang_cursor c, struct clang_cursor parent,
				       void *arg);

/* F(result, name without clang_, parameters) */
#define CLANG_FUNCTIONS(F)                                                                       \
	F(void *, createIndex, (int exclude_pch, int show))                                      \
	F(void, disposeIndex, (void *index))                                                     \
	F(int, parseTranslationUnit2,                                                            \
	  (void *index, const char *file, const char *const *args, int nargs,                    \
	   struct clang_file_text *files, unsigned nfiles, unsigned options, void **unit))       \
	F(void, disposeTranslationUnit, (void *unit))                                            \
	F(unsigned, getNumDiagnostics, (void *unit))                                             \
	F(void *, getDiagnostic, (void *unit, unsigned i))                                       \
	F(int, getDiagnosticSeverity, (void *diagnostic))                                        \
	F(struct clang_string, formatDiagnostic, (void *diagnostic, unsigned options))           \
	F(struct clang_string, getDiagnosticSpelling, (void *diagnostic))                        \
	F(void, disposeDiagnostic, (void *diagnostic))                                           \
	F(const char *, getCString, (struct clang_string s))                                     \
	F(void, disposeString, (struct clang_string s))                                          \
	F(struct clang_cursor, getTranslationUnitCursor, (void *unit))                           \
	F(unsigned, visitChildren, (struct clang_cursor c, clang_visitor * visit, void *arg))    \
	F(struct clang_string, getCursorSpelling, (struct clang_cursor c))                       \
	F(struct clang_type, getCursorType, (struct clang_cursor c))                             \
	F(struct clang_cursor, getCursorDefinition, (struct clang_cursor c))                     \
	F(int, Cursor_isNull, (struct clang_cursor c))                                           \
	F(unsigned, isCursorDefinition, (struct clang_cursor c))                                 \
	F(unsigned, Cursor_isAnonymous, (struct clang_cursor c))                                 \
	F(unsigned, Cursor_isAnonymousRecordDecl, (struct clang_cursor c))                       \
	F(struct clang_type, getTypedefDeclUnderlyingType, (struct clang_cursor c))              \
	F(long long, getEnumConstantDeclValue, (struct clang_cursor c))                          \
	F(struct clang_type, getEnumDeclIntegerType, (struct clang_cursor c))                    \
	F(int, getFieldDeclBitWidth, (struct clang_cursor c))                                    \
	F(long long, Cursor_getOffsetOfField, (struct clang_cursor c))                           \
	F(long long, Type_getOffsetOf, (struct clang_type t, const char *field))                 \
	F(long long, Type_getSizeOf, (struct clang_type t))                                      \
	F(long long, Type_getAlignOf, (struct clang_type t))                                     \
	F(struct clang_type, getCanonicalType, (struct clang_type t))                            \
	F(struct clang_type, getPointeeType, (struct clang_type t))                              \
	F(struct clang_type, getArrayElementType, (struct clang_type t))                         \
	F(long long, getArraySize, (struct clang_type t))                                        \
	F(struct clang_cursor, getTypeDeclaration, (struct clang_type t))                        \
	F(struct clang_location, getCursorLocation, (struct clang_cursor c))                     \
	F(void, getFileLocation,                                                                 \
	  (struct clang_location at, void **file, unsigned *line, unsigned *col, unsigned *off)) \
	F(struct clang_string, getFileName, (void *file))                                        \
	F(unsigned, Cursor_isMacroFunctionLike, (struct clang_cursor c))                         \
	F(unsigned, Cursor_isMacroBuiltin, (struct clang_cursor c))                              \
	F(struct clang_range, getCursorExtent, (struct clang_cursor c))                          \
	F(void, tokenize,                                                                        \
	  (void *unit, struct clang_range range, struct clang_token **tokens, unsigned *n))      \
	F(struct clang_string, getTokenSpelling, (void *unit, struct clang_token token))         \
	F(void, disposeTokens, (void *unit, struct clang_token *tokens, unsigned n))

struct clang_api {
#define CLANG_MEMBER(result, name, parameters) result(*name) parameters;
	CLANG_FUNCTIONS(CLANG_MEMBER)
#undef CLANG_MEMBER
};

/* Opens the newest libclang of the system, once. NULL: there is none. */
const struct clang_api *clang_api_open(void);

#endif
