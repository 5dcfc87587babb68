#include "runtime/cli/repl.h"
void repl_complete_begin(struct repl *r)
{
	(void)r;
}
