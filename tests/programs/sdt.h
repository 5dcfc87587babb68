/*
 * Statically placed probes (USDT) as notes in the program, in the form of systemtap's sys/sdt.h:
 * a no-op, and a note with its address, the semaphore's address and the operands of the arguments.
 *
 * SDT(namespace, name, semaphore, "4@%0 -8@%1", constraints...): the text of the operands is a
 * template of the assembler, so the compiler puts in what holds each argument.
 */
#ifndef SONDE_TESTS_PROGRAMS_SDT_H
#define SONDE_TESTS_PROGRAMS_SDT_H

#define SDT(namespace, name, semaphore, arguments, ...)                                    \
	__asm__ volatile(                                                                  \
		"990: nop\n"                                                               \
		".pushsection .note.stapsdt, \"?\", \"note\"\n"                            \
		".balign 4\n"                                                              \
		".4byte 992f - 991f, 994f - 993f, 3\n"                                     \
		"991: .asciz \"stapsdt\"\n"                                                \
		"992: .balign 4\n"                                                         \
		"993: .8byte 990b\n"                                                       \
		".8byte _.stapsdt.base\n"                                                  \
		".8byte " semaphore "\n"                                                   \
		".asciz \"" namespace "\"\n"                                               \
				      ".asciz \"" name "\"\n"                              \
				      ".asciz \"" arguments "\"\n"                         \
				      "994: .balign 4\n"                                   \
				      ".popsection\n"                                      \
				      ".ifndef _.stapsdt.base\n"                           \
				      ".pushsection .stapsdt.base, \"aG\", \"progbits\", " \
				      ".stapsdt.base, comdat\n"                            \
				      ".weak _.stapsdt.base\n"                             \
				      ".hidden _.stapsdt.base\n"                           \
				      "_.stapsdt.base: .space 1\n"                         \
				      ".size _.stapsdt.base, 1\n"                          \
				      ".popsection\n"                                      \
				      ".endif\n" ::__VA_ARGS__)

#endif
