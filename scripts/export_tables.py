"""The tables of a result, read piece by piece: what each format of `cascade export` writes row by row.

`/results/NAME` is a table as it stands, with the texts of `/labels/NAME` where vertices have labels. `/series/NAME` has a
row for each point of its index. All arrays of `/vertices` are one table with a row for each vertex, in the order of the
graph file: `position` counts from 0, and `vertex` is the original id or the label where the graph is at hand. At most ROWS
rows are in memory at a time.
"""
import dataclasses
import json
import pathlib

import h5py
import numpy

import script_manners as manners
from export_names import open_h5, text_of

ROWS = 1 << 20
IDS = ("vertex", "parent", "seed")  # columns of original ids


@dataclasses.dataclass
class Table:
    path: str  # where its file lies in the folder, without an ending
    columns: list  # (name, dtype of numpy or str)
    rows: int
    read: object  # start, stop -> the values of each column

    def pieces(self):
        for start in range(0, self.rows, ROWS):
            yield self.read(start, min(self.rows, start + ROWS))

    def names(self):
        return [name for name, _ in self.columns]


class Store:
    """result.h5 of a directory."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.name = self.directory.resolve().name
        path = self.directory / "result.h5"
        if not self.directory.is_dir():
            raise manners.Refused(manners.MISSING, f"{directory}: is no directory; a result directory is needed")
        if not path.is_file() or not (self.directory / "MANIFEST.json").is_file():
            raise manners.Refused(manners.BAD_INPUT, f"{directory}: is no finished result: it lacks result.h5 or MANIFEST.json, which is written last")
        self.file = open_h5(path)
        self.run = json.loads(text_of(self.file.attrs["run"]))

    def digest(self):
        return self.run.get("graph", {}).get("digest", "")

    def dataset(self, path):
        item = self.file.get(path)
        return item if isinstance(item, h5py.Dataset) else None

    def tables(self, names):
        """All of them, in order of their paths."""
        for name, item in self.file.get("results", {}).items():
            yield result_table(name, item, dict(self.file.get(f"labels/{name}", {})))
        for name, group in self.file.get("series", {}).items():
            yield series_table(name, group)
        arrays = {name: item for name, item in self.file.get("vertices", {}).items()}
        if arrays:
            yield vertex_table(arrays, names)


def result_table(name, item, labels):
    """`labels` are texts to show in place of a column's numbers: of vertices that have labels."""
    kinds = item.dtype.fields
    if kinds is None or item.ndim != 1 or any(texts.shape != item.shape for texts in labels.values()):
        raise ValueError(f"/results/{name} is no table, or its labels are not one a row")
    columns = [(column, str if column in labels else kinds[column][0]) for column in kinds]

    def read(start, stop):
        rows = item[start:stop]
        return [[text_of(text) for text in labels[column][start:stop]] if column in labels else rows[column] for column in kinds]

    return Table(f"results/{name}", columns, item.shape[0], read)


def series_table(name, group):
    """The index first: it is the one that the others have as their scale."""
    columns = sorted(group.items(), key=lambda pair: (pair[1].attrs.get("CLASS") != b"DIMENSION_SCALE", pair[0]))
    return of_arrays(f"series/{name}", dict(columns))


def of_arrays(path, arrays):
    shapes = {item.shape for item in arrays.values()}
    if len(shapes) != 1 or any(len(shape) != 1 for shape in shapes):
        raise ValueError(f"/{path}: its arrays are not of one length")
    return Table(path, [(name, item.dtype) for name, item in arrays.items()], shapes.pop()[0],
                 lambda start, stop: [item[start:stop] for item in arrays.values()])


def vertex_table(arrays, names):
    table = of_arrays("vertices", arrays)
    if names is not None and names.count != table.rows:
        raise ValueError(f"/vertices: {table.rows} values for {names.count} vertices")
    first = [("position", numpy.dtype("i8"))]
    if names is not None:
        first.append(("vertex", str if names.labelled else numpy.dtype("i8")))

    def read(start, stop):
        who = [numpy.arange(start, stop, dtype="i8")] + ([] if names is None else [names.between(start, stop)])
        return who + table.read(start, stop)

    return Table("vertices", first + table.columns, table.rows, read)
