/* Finding a section in an ELF object that may be anything. */
#include "tests/unit/unit.h"

#include <elf.h>

#include "lang/image.h"

struct image {
	Elf64_Ehdr header;
	Elf64_Shdr sections[3];
	char names[24];
	char content[8];
};

static void image_make(struct image *image)
{
	*image = (struct image){.names = "\0.names\0.sonde", .content = "content"};
	memcpy(image->header.e_ident, ELFMAG, SELFMAG);
	image->header.e_ident[EI_CLASS] = ELFCLASS64;
	image->header.e_ident[EI_DATA] = ELFDATA2LSB;
	image->header.e_shoff = offsetof(struct image, sections);
	image->header.e_shentsize = sizeof(Elf64_Shdr);
	image->header.e_shnum = 3;
	image->header.e_shstrndx = 1;
	image->sections[1] = (Elf64_Shdr){.sh_name = 1,
					  .sh_type = SHT_STRTAB,
					  .sh_offset = offsetof(struct image, names),
					  .sh_size = sizeof(image->names)};
	image->sections[2] = (Elf64_Shdr){.sh_name = 8,
					  .sh_type = SHT_PROGBITS,
					  .sh_offset = offsetof(struct image, content),
					  .sh_size = sizeof(image->content)};
}

static struct bytes find(const struct image *image)
{
	return image_section((struct bytes){image, sizeof(*image)}, ".sonde");
}

static void section_is_found(void **state)
{
	struct image image;
	struct bytes section;

	(void)state;
	image_make(&image);
	section = find(&image);
	assert_ptr_equal(section.at, image.content);
	assert_int_equal(section.len, sizeof(image.content));
}

/* As s390x has it: the same with the bytes of all numbers turned around. */
static void section_is_found_in_the_other_order(void **state)
{
	struct image image;
	struct bytes section;

	(void)state;
	image_make(&image);
	image.header.e_ident[EI_DATA] = ELFDATA2MSB;
	image.header.e_shoff = __builtin_bswap64(image.header.e_shoff);
	image.header.e_shentsize = __builtin_bswap16(image.header.e_shentsize);
	image.header.e_shnum = __builtin_bswap16(image.header.e_shnum);
	image.header.e_shstrndx = __builtin_bswap16(image.header.e_shstrndx);
	for (unsigned i = 1; i < 3; i++) {
		image.sections[i].sh_name = __builtin_bswap32(image.sections[i].sh_name);
		image.sections[i].sh_type = __builtin_bswap32(image.sections[i].sh_type);
		image.sections[i].sh_offset = __builtin_bswap64(image.sections[i].sh_offset);
		image.sections[i].sh_size = __builtin_bswap64(image.sections[i].sh_size);
	}
	section = find(&image);
	assert_ptr_equal(section.at, image.content);
	assert_int_equal(section.len, sizeof(image.content));
}

static void other_names_are_not(void **state)
{
	struct image image;

	(void)state;
	image_make(&image);
	image.sections[2].sh_name = 9;
	assert_null(find(&image).at);
	image.sections[2].sh_name = UINT32_MAX;
	assert_null(find(&image).at);
}

static void bounds_hold(void **state)
{
	struct image image;

	(void)state;
	image_make(&image);
	image.sections[2].sh_size = sizeof(image) + 1;
	assert_null(find(&image).at);
	image_make(&image);
	image.sections[2].sh_offset = UINT64_MAX - 4;
	assert_null(find(&image).at);
	image_make(&image);
	image.header.e_shoff = UINT64_MAX - 8;
	assert_null(find(&image).at);
	image_make(&image);
	image.header.e_shnum = UINT16_MAX;
	image.sections[2].sh_name = 0;
	assert_null(find(&image).at);
	image_make(&image);
	image.header.e_shstrndx = 7;
	assert_null(find(&image).at);
	image_make(&image);
	for (size_t len = 0; len < offsetof(struct image, content); len++)
		assert_null(image_section((struct bytes){&image, len}, ".sonde").at);
}

static void others_are_told_apart(void **state)
{
	struct arena *a = arena_new();
	const char *error = NULL;
	struct image image;

	(void)state;
	image_make(&image);
	assert_null(image_read(a, (struct bytes){&image, sizeof(image)}, &error));
	assert_non_null(error);
	error = NULL;
	assert_null(image_read(a, (struct bytes){"#!/bin/sh", 9}, &error));
	assert_non_null(error);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_is_found),
		cmocka_unit_test(section_is_found_in_the_other_order),
		cmocka_unit_test(other_names_are_not),
		cmocka_unit_test(bounds_hold),
		cmocka_unit_test(others_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
