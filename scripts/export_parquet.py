"""A table as a Parquet file: the part of the format that a table of required, flat columns takes.

    "PAR1"  (column chunks of a row group, one after the other) …  footer  length of the footer  "PAR1"

A chunk is a run of pages: a header in Thrift's compact protocol, then PLAIN values, gzipped or as they are, with a CRC.
The footer (FileMetaData, the same protocol) holds schema, places of the chunks with their smallest and largest number,
and the provenance of the run as text. Rows come in row groups of bounded size, so that memory does not grow with the
table. Unsigned columns are marked as such, since the stored type alone would turn 2⁶⁴ − 1 into −1. The same table
gives the same bytes. Format: github.com/apache/parquet-format, version 2.10, of which nothing optional is needed to read.
"""
import struct
import zlib

import numpy

PAGE_ROWS = 1 << 16
GROUP_ROWS = 1 << 20
MAGIC = b"PAR1"
CREATED_BY = "cascade export version 1.0 (build 1)"

# Thrift's compact protocol: types of fields
TRUE, FALSE, BYTE, I32, I64, BINARY, LIST, STRUCT = 1, 2, 3, 5, 6, 8, 9, 12
BOOL = TRUE
# Parquet: physical types, converted types, codecs
INT32, INT64, FLOAT, DOUBLE, BYTE_ARRAY = 1, 2, 4, 5, 6
UTF8 = 0
WHOLE = {("u", 1): 11, ("u", 2): 12, ("u", 4): 13, ("u", 8): 14, ("i", 1): 15, ("i", 2): 16, ("i", 4): 17, ("i", 8): 18}
CODECS = {"none": 0, "gzip": 2}
PLAIN, RLE = 0, 3


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def value(kind, content):
    if kind in (I32, I64):
        return varint((content << 1) ^ (content >> 63))
    if kind == BYTE:
        return struct.pack("b", content)
    if kind == BINARY:
        content = content if isinstance(content, bytes) else content.encode("utf-8")
        return varint(len(content)) + content
    if kind == STRUCT:
        return record(*content)
    element, items = content  # a list
    head = bytes([len(items) << 4 | element]) if len(items) < 15 else bytes([0xF0 | element]) + varint(len(items))
    return head + b"".join(value(element, item) for item in items)


def record(*fields):
    """A Thrift struct of (number, type, value), in ascending order; a value of None is an absent field."""
    out, last = bytearray(), 0
    for number, kind, content in fields:
        if content is None:
            continue
        of_bool = kind == BOOL
        out.append(number - last << 4 | (kind if not of_bool else TRUE if content else FALSE))
        out += b"" if of_bool else value(kind, content)
        last = number
    return bytes(out) + b"\0"


class Column:
    """How a column of a table is stored: `dtype` is that of numpy, or str."""

    def __init__(self, name, dtype):
        self.name, self.text = name, dtype is str
        kind = None if self.text else numpy.dtype(dtype)
        if self.text:
            self.physical, self.stored = BYTE_ARRAY, None
        elif kind.kind == "f" and kind.itemsize in (4, 8):
            self.physical, self.stored = (FLOAT, "<f4") if kind.itemsize == 4 else (DOUBLE, "<f8")
        elif (kind.kind, kind.itemsize) in WHOLE:
            self.physical = INT64 if kind.itemsize == 8 else INT32
            self.stored = f"<{kind.kind}{8 if self.physical == INT64 else 4}"
        else:
            raise ValueError(f"column {name} has the type {kind}, which has no place in a table")
        self.whole = None if self.text or kind.kind == "f" else (kind.kind, kind.itemsize)

    def schema(self):
        converted = UTF8 if self.text else WHOLE.get(self.whole)
        logical = None
        if self.text:
            logical = [(1, STRUCT, [])]
        elif self.whole:
            logical = [(10, STRUCT, [(1, BYTE, self.whole[1] * 8), (2, BOOL, self.whole[0] == "i")])]
        return [(1, I32, self.physical), (3, I32, 0), (4, BINARY, self.name), (6, I32, converted), (10, STRUCT, logical)]

    def plain(self, values):
        if not self.text:
            return numpy.ascontiguousarray(values, dtype=self.stored).tobytes()
        coded = [text.encode("utf-8", "replace") for text in values]
        return b"".join(piece for text in coded for piece in (struct.pack("<I", len(text)), text))

    def statistics(self, values):
        """The bounds of a chunk of numbers, as readers skip by them: none where there is NaN, zeros of both signs meant."""
        bounds = {}
        if not self.text and len(values) and not (values.dtype.kind == "f" and numpy.isnan(values).any()):
            low, high = values.min(), values.max()
            if values.dtype.kind == "f":
                low, high = (-0.0 if low == 0 else low), (0.0 if high == 0 else high)
            bounds = {"low": self.plain([low]), "high": self.plain([high])}
        return [(3, I64, 0), (5, BINARY, bounds.get("high")), (6, BINARY, bounds.get("low"))]


def page(plain, count, codec):
    """Header and body of one data page, and the bytes it would take uncompressed."""
    body = plain
    if codec == "gzip":
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)  # 31: gzip's frame, whose time zlib leaves at 0
        body = packer.compress(plain) + packer.flush()
    crc = struct.unpack("<i", struct.pack("<I", zlib.crc32(body)))[0]
    header = record((1, I32, 0), (2, I32, len(plain)), (3, I32, len(body)), (4, I32, crc),
                    (5, STRUCT, [(1, I32, count), (2, I32, PLAIN), (3, I32, RLE), (4, I32, RLE)]))
    return header + body, len(header) + len(plain)


class Writer:
    """Turns row groups into bytes and remembers what the footer says of them."""

    def __init__(self, columns, codec):
        self.columns, self.codec = [Column(name, dtype) for name, dtype in columns], codec
        self.place, self.rows, self.groups = len(MAGIC), 0, []

    def chunk(self, column, values):
        start, size, packed = self.place, 0, 0
        for at in range(0, len(values), PAGE_ROWS):
            some = values[at:at + PAGE_ROWS]
            content, plain_size = page(column.plain(some), len(some), self.codec)
            size, packed = size + plain_size, packed + len(content)
            yield content
        self.place += packed
        about = [(1, I32, column.physical), (2, LIST, (I32, [PLAIN, RLE])), (3, LIST, (BINARY, [column.name])),
                 (4, I32, CODECS[self.codec]), (5, I64, len(values)), (6, I64, size), (7, I64, packed), (9, I64, start),
                 (12, STRUCT, column.statistics(values))]
        self.chunks.append([(2, I64, start), (3, STRUCT, about)])
        self.size, self.packed = self.size + size, self.packed + packed

    def group(self, values):
        """`values` are those of each column, in their order, all of one length that is not 0."""
        start, self.size, self.packed, self.chunks = self.place, 0, 0, []
        for column, some in zip(self.columns, values):
            yield from self.chunk(column, some)
        rows = len(values[0])
        self.groups.append([(1, LIST, (STRUCT, self.chunks)), (2, I64, self.size), (3, I64, rows), (5, I64, start), (6, I64, self.packed)])
        self.rows += rows

    def footer(self, about):
        schema = [[(4, BINARY, "schema"), (5, I32, len(self.columns))], *(column.schema() for column in self.columns)]
        pairs = [[(1, BINARY, key), (2, BINARY, text)] for key, text in about.items()]
        orders = [[(1, STRUCT, [])] for _ in self.columns]  # bounds are compared as the types say
        content = record((1, I32, 2), (2, LIST, (STRUCT, schema)), (3, I64, self.rows), (4, LIST, (STRUCT, self.groups)),
                         (5, LIST, (STRUCT, pairs)), (6, BINARY, CREATED_BY), (7, LIST, (STRUCT, orders)))
        return content + struct.pack("<I", len(content)) + MAGIC


def parquet(columns, groups, about, codec):
    """The bytes of a file, piece by piece. `columns`: (name, dtype or str); `groups`: for each row group the values of
    the columns; `about`: texts by their keys, for the footer."""
    writer = Writer(columns, codec)
    yield MAGIC
    for values in groups:
        yield from writer.group(values)
    yield writer.footer(about)
