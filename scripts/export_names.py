"""What the vertices of a graph file are called: original ids or labels, by position in the file.

Positions are what results and lists of neighbours hold. Nothing here reads more of the file than is asked for, in
pieces, so that a large graph costs time and no memory.
"""
import json

import h5py
import numpy

import script_manners as manners

PIECE = 1 << 20
NEAR = 1 << 12  # places not further apart than this are read at once


class GraphFile:
    def __init__(self, path, digest):
        """`digest` is that of the graph the result was made from."""
        self.path = path
        self.file = open_h5(path)
        about = json.loads(text_of(self.file.attrs["binsparse"]))
        self.about = about.get("cascade", {})
        if self.about.get("digest", "") != digest:
            raise manners.Refused(manners.BAD_INPUT, f"--graph {path}: is not the graph of this result: its digest is "
                                                     f"'{self.about.get('digest', 'none')}', the result's '{digest}'")
        self.count = about["binsparse"]["shape"][0]
        self.weighted = self.about.get("weights") == "column"
        self.undirected = bool(self.about.get("symmetric")) and not self.about.get("directed")
        self.ids = self.file.get("vertices/id")
        self.labelled = "vertices/label" in self.file  # UTF-8, end to end

    def between(self, start, stop):
        """The names of positions start … stop - 1: an array of ids, or a list of labels."""
        if self.labelled:
            ends = self.file["vertices/label_offsets"][start:stop + 1].astype("i8")
            content = self.file["vertices/label"][ends[0]:ends[-1]].tobytes()
            bounds = (ends - ends[0]).tolist()
            return [content[begin:end].decode("utf-8", "replace") for begin, end in zip(bounds, bounds[1:])]
        return self.ids[start:stop] if self.ids is not None else numpy.arange(start, stop, dtype="i8")

    def take(self, positions):
        """The names of these positions, in their order."""
        if self.labelled:
            named = {}
            for run in runs_of(numpy.unique(positions)):
                some = self.between(run[0], run[-1] + 1)
                named.update((position, some[position - run[0]]) for position in run.tolist())
            return [named[position] for position in numpy.asarray(positions).tolist()]
        return gather(self.ids, positions) if self.ids is not None else numpy.asarray(positions, dtype="i8")

    def find(self, wanted):
        """{id or label: position} of those that are there."""
        found, wanted = {}, set(wanted)
        if not self.labelled and self.ids is None:
            return {one: one for one in wanted if 0 <= one < self.count}
        for start in range(0, self.count, PIECE):
            names = self.between(start, min(self.count, start + PIECE))
            names = names if self.labelled else names.tolist()
            found.update((name, start + at) for at, name in enumerate(names) if name in wanted)
        return found

    def neighbours(self, positions):
        """For each position its out-list and the weights on it, or None: a generator of (position, list, weights)."""
        if "pointers_to_1" not in self.file:
            raise manners.Refused(manners.BAD_INPUT, f"--graph {self.path}: holds lists of incoming arcs only; outgoing ones are needed")
        pointers, indices, values = (self.file[name] for name in ("pointers_to_1", "indices_1", "values"))
        positions = numpy.asarray(positions, dtype="i8")
        starts, stops = gather(pointers, positions), gather(pointers, positions + 1)
        for position, start, stop in zip(positions.tolist(), starts.tolist(), stops.tolist()):
            yield position, indices[start:stop].astype("i8"), values[start:stop] if self.weighted else None


def runs_of(positions):
    """Ascending positions cut into runs, each close enough together to be read at once."""
    if positions.size == 0:
        return []
    apart = (numpy.diff(positions) > NEAR) | (numpy.diff(positions // PIECE) > 0)
    return numpy.split(positions, numpy.flatnonzero(apart) + 1)


def gather(dataset, positions):
    """dataset[positions], in the order of `positions`."""
    positions = numpy.asarray(positions, dtype="i8")
    once = numpy.unique(positions)
    parts = [dataset[0:0]] + [dataset[run[0]:run[-1] + 1][run - run[0]] for run in runs_of(once)]
    return numpy.concatenate(parts)[numpy.searchsorted(once, positions)]


def open_h5(path):
    try:
        return h5py.File(path, "r")
    except FileNotFoundError as error:
        raise manners.Refused(manners.MISSING, f"{path}: {error.strerror}") from error
    except PermissionError as error:
        raise manners.Refused(manners.FORBIDDEN, f"{path}: {error.strerror}") from error
    except OSError as error:
        raise manners.Refused(manners.BAD_INPUT, f"{path}: is no file of cascade: {error}") from error


def text_of(text):
    return text.decode("utf-8", "replace").rstrip("\0") if isinstance(text, bytes) else str(text)
