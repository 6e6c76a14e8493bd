"""A table as JSON Lines: one object a row, RFC 8259, UTF-8.

Ids are strings, since readers that have only doubles round whole numbers above 2⁵³; other whole numbers are numbers.
Floats are the shortest text that reads back as the same double. JSON has no NaN and no infinity: they become null.
"""
import json

import numpy

from export_tables import IDS

WRITTEN_AT_ONCE = 1 << 14


def texts(name, values):
    """The values of a column as JSON."""
    if not isinstance(values, numpy.ndarray):
        return [json.dumps(text, ensure_ascii=False) for text in values]
    if values.dtype.kind == "f":
        return [repr(number) if finite else "null" for number, finite in zip(values.astype("f8").tolist(), numpy.isfinite(values).tolist())]
    return [f'"{number}"' for number in values.tolist()] if name in IDS else [str(number) for number in values.tolist()]


def jsonl(table):
    """The bytes of the file, piece by piece."""
    keys = [json.dumps(name, ensure_ascii=False) for name in table.names()]
    form = "{{" + ",".join(f"{key.replace('{', '{{').replace('}', '}}')}:{{}}" for key in keys) + "}}\n"
    for values in table.pieces():
        for at in range(0, len(values[0]), WRITTEN_AT_ONCE):
            columns = [texts(name, some[at:at + WRITTEN_AT_ONCE]) for name, some in zip(table.names(), values)]
            yield "".join(form.format(*row) for row in zip(*columns)).encode("utf-8", "replace")
