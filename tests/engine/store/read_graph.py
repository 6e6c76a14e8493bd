"""Reads a graph file with h5py alone and compares both of its matrices with a list of arcs "u v weight"."""

import json
import sys

import h5py
import numpy

with h5py.File(sys.argv[1]) as file:
    arcs = {(int(u), int(v)): numpy.float32(w) for u, v, w in (line.split() for line in open(sys.argv[2]))}
    about = json.loads(file.attrs["binsparse"])
    for group, by_column in [(file, False)] + ([(file["in"], True)] if "in" in file else []):
        matrix = json.loads(group.attrs["binsparse"])["binsparse"]
        assert matrix["format"] == ("CSC" if by_column else "CSR"), matrix
        assert matrix["number_of_stored_values"] == len(arcs), matrix
        pointers, indices, values = (group[name][:] for name in ("pointers_to_1", "indices_1", "values"))
        assert pointers.dtype == numpy.uint64 and indices.dtype == numpy.uint32
        values = values if len(values) == len(arcs) else numpy.repeat(values, len(arcs))
        rows = numpy.repeat(numpy.arange(matrix["shape"][0]), numpy.diff(pointers.astype(numpy.int64)))
        pairs = zip(indices, rows) if by_column else zip(rows, indices)
        assert {(int(u), int(v)): numpy.float32(w) for (u, v), w in zip(pairs, values)} == arcs
    assert about["cascade"]["schema"] == "cascade-graph", about
