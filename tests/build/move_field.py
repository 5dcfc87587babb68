"""move_field.py TOOL FIELD: makes a built tool believe that FIELD of a tracepoint was elsewhere."""
import struct
import sys

data = bytearray(open(sys.argv[1], "rb").read())
name = sys.argv[2].encode()
# As program_codec.c writes a struct late_field: length, name, offset, size.
written = struct.pack("<I", len(name)) + name
at = data.find(written)
while at >= 0:
    number = at + len(written)
    offset, size = struct.unpack_from("<II", data, number)
    if offset < 4096 and size in (1, 2, 4, 8):
        struct.pack_into("<I", data, number, offset + 4)
    at = data.find(written, number)
open(sys.argv[1], "wb").write(data)
