"""Reads Parquet files as their specification says, by itself: what `cascade export` writes is held against it.

Only what such files may hold is understood, and anything else is Broken: flat required columns, PLAIN pages without a
dictionary, gzip or nothing, CRC of every page. Shares no line with the writer.
"""
import gzip
import pathlib
import struct
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import require  # noqa: E402 -- after the path is set

FORMATS = {1: "i", 2: "q", 4: "f", 5: "d"}
UNSIGNED = {"i": "I", "q": "Q"}


class Compact:
    """Thrift's compact protocol: structs become {field: value}."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def unsigned(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def signed(self):
        value = self.unsigned()
        return (value >> 1) ^ -(value & 1)

    def of(self, kind):
        if kind in (1, 2):
            return kind == 1
        if kind == 3:
            return struct.unpack("b", bytes([self.byte()]))[0]
        if kind in (4, 5, 6):
            return self.signed()
        if kind == 8:
            size = self.unsigned()
            self.at += size
            return bytes(self.data[self.at - size:self.at])
        if kind == 9:
            head = self.byte()
            return [self.of(head & 15) for _ in range(head >> 4 if head >> 4 < 15 else self.unsigned())]
        require(kind == 12, f"a field of type {kind}")
        return self.struct()

    def struct(self):
        fields, last = {}, 0
        while (head := self.byte()) != 0:
            require(head >> 4 != 0, "fields that are not in order")
            last += head >> 4
            fields[last] = self.of(head & 15)
        return fields


def page_values(data, place, codec, kind, unsigned):
    """(values of the page at `place`, where the next one begins)"""
    reader = Compact(data, place)
    header = reader.struct()
    body = data[reader.at:reader.at + header[3]]
    require(header[1] == 0 and header[5][2] == 0, f"a page of another kind: {header}")
    require(header[4] & 0xFFFFFFFF == zlib.crc32(body), "the CRC of a page is wrong")
    plain = gzip.decompress(body) if codec == 2 else body
    require(len(plain) == header[2], f"a page of {len(plain)} bytes says {header[2]}")
    count, end = header[5][1], reader.at + header[3]
    if kind != 6:
        form = FORMATS[kind]
        return list(struct.unpack(f"<{count}{UNSIGNED[form] if unsigned else form}", plain)), end
    values, at = [], 0
    for _ in range(count):
        size = struct.unpack_from("<I", plain, at)[0]
        values.append(plain[at + 4:at + 4 + size].decode("utf-8"))
        at += 4 + size
    require(at == len(plain), "texts do not fill their page")
    return values, end


def read_parquet(path):
    """{"columns": {name: values}, "about": {key: text}, "groups": rows of each row group, "bounds": {name: [(low, high)]}}"""
    data = pathlib.Path(path).read_bytes()
    size = struct.unpack("<I", data[-8:-4])[0]
    require(data[:4] == data[-4:] == b"PAR1" and size <= len(data) - 12, f"{path}: is not between PAR1 and PAR1")
    footer = Compact(data, len(data) - 8 - size)
    meta = footer.struct()
    require(footer.at == len(data) - 8, f"{path}: the footer ends at {footer.at}")
    root, *leaves = meta[2]
    require(root[5] == len(leaves) == len(meta[7]) and all(leaf[3] == 0 for leaf in leaves), f"{path}: the schema is not flat")
    names = [leaf[4].decode() for leaf in leaves]
    columns, bounds, place = {name: [] for name in names}, {name: [] for name in names}, 4
    for group in meta[4]:
        packed = 0
        for name, leaf, chunk in zip(names, leaves, group[1]):
            about = chunk[3]
            unsigned = leaf.get(6) in (11, 12, 13, 14)
            require(unsigned == (leaf.get(10, {}).get(10, {}).get(2) is False), f"{path}: {name}: two opinions on its sign")
            require(leaf[1] == about[1] and about[3] == [name.encode()] and about[9] == place, f"{path}: {name}: its chunk is elsewhere")
            found = []
            while len(found) < about[5]:
                values, place = page_values(data, place, about[4], leaf[1], unsigned)
                found += values
            require(len(found) == group[3] and place == about[9] + about[7], f"{path}: {name}: {len(found)} values for {group[3]} rows")
            columns[name] += found
            packed += about[7]
            if 5 in about[12]:
                form = FORMATS[leaf[1]]
                bounds[name].append(tuple(struct.unpack(f"<{UNSIGNED[form] if unsigned else form}", about[12][one])[0] for one in (6, 5)))
        require(group[6] == packed, f"{path}: a row group of {packed} bytes says {group[6]}")
    require(place == len(data) - 8 - size and meta[3] == sum(group[3] for group in meta[4]), f"{path}: bytes or rows that belong to nobody")
    return {"columns": columns, "bounds": bounds, "groups": [group[3] for group in meta[4]],
            "about": {pair[1].decode(): pair[2].decode() for pair in meta[5]}}
