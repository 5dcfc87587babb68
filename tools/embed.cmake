# cmake -DOUT=assets.c -DFILES="a.js;b.css" -P embed.cmake: files as C arrays (runtime/assets.h).
set(text "/* Made by tools/embed.cmake. */\n#include \"runtime/assets.h\"\n")
foreach(file ${FILES})
	get_filename_component(name ${file} NAME)
	string(MAKE_C_IDENTIFIER ${name} name)
	file(READ ${file} bytes HEX)
	file(SIZE ${file} size)
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
	string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
	string(APPEND text "\nstatic const unsigned char bytes_${name}[] = {\n${bytes}0};\n"
		"const struct str asset_${name} = {(const char *)bytes_${name}, ${size}};\n")
endforeach()
file(WRITE ${OUT} "${text}")
