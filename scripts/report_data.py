"""What a result directory holds, read into plain lists; an absent table, series or column is an absent key.

Whatever grows with the graph or with the number of worlds is counted or cut down while it is read: per-vertex arrays
become a histogram, a table of many groups its largest ones, and tables of single worlds are looked at only by name.
"""
import csv
import dataclasses
import json
import pathlib

import h5py
import numpy

MOST_ROWS = 100_000  # a longer table is left in its file
MOST_GROUPS = 40
PIECE = 1 << 20  # values of a per-vertex array held at once
BINS = 20
SINGLE_WORLDS = ("replicates", "forest")


class MissingResult(Exception):
    """Not a result directory; the text says what is missing."""


class DamagedResult(MissingResult):
    """A result directory with a file that is not what a run writes."""


@dataclasses.dataclass
class Result:
    name: str
    directory: pathlib.Path
    summary: dict
    run: dict  # the provenance attribute of result.h5
    tables: dict  # name -> {column: list}
    series: dict  # name -> {column: list}
    timing: list  # of phases, as dictionaries
    reach: dict  # of activation_probability: {"counts": per bin, "never": vertices}
    groups: int  # how many groups there are, however many are kept
    complete: bool  # MANIFEST.json, the commit record, is there

    @property
    def verb(self):
        return self.summary.get("verb", "")

    @property
    def vertices(self):
        return self.summary.get("graph", {}).get("vertices", 0)

    def curve(self):
        """Spread against k, from the series, or from the table where there is none."""
        found = self.series.get("spread") or self.tables.get("seeds") or {}
        k = found.get("k") or found.get("rank")
        return {**found, "k": k} if k and found.get("spread") else {}

    def rows(self, name):
        """The rows of a CSV file, where ids are the user's own words; none where it is not there."""
        path = self.directory / name
        if not path.is_file():
            return []
        with open(path, newline="", encoding="utf-8", errors="replace") as text:
            return [row for row, _ in zip(csv.DictReader(text), range(MOST_ROWS))]

    def options(self):
        options = self.run.get("options", {})
        return options if isinstance(options, dict) else {}


def read_result(directory):
    directory = pathlib.Path(directory)
    summary_file, store = directory / "summary.json", directory / "result.h5"
    if not directory.is_dir():
        raise MissingResult(f"{directory}: is no directory; a result directory is needed, the --out of a run")
    if not summary_file.is_file():
        raise MissingResult(f"{directory} is not a result directory: it holds no summary.json")
    try:
        summary = json.loads(summary_file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DamagedResult(f"{summary_file} is not JSON: {error}") from error
    result = Result(directory.resolve().name, directory, summary, {}, {}, {}, [], {}, 0, (directory / "MANIFEST.json").is_file())
    if store.is_file():
        try:
            with h5py.File(store, "r") as file:
                read_store(result, file)
        except (OSError, ValueError, KeyError) as error:
            raise DamagedResult(f"{store} cannot be read: {error}") from error
    return result


def read_store(result, file):
    result.run = json.loads(text_of(file.attrs.get("run", "{}")))
    result.series = {name: columns_of_series(group) for name, group in file.get("series", {}).items()}
    for name, item in file.get("results", {}).items():
        if name == "groups":
            result.groups, result.tables[name] = largest_groups(item)
        elif name not in SINGLE_WORLDS:
            result.tables[name] = columns_of_table(item)
    if "timing" in file:
        result.timing = json.loads(text_of(file["timing"].attrs.get("json", "[]")))
    result.reach = histogram(file.get("vertices/activation_probability"))


def text_of(attribute):
    return attribute.decode("utf-8").rstrip("\0") if isinstance(attribute, bytes) else str(attribute)


def is_table(item):
    return isinstance(item, h5py.Dataset) and item.dtype.names is not None


def columns_of_table(item):
    if not is_table(item) or item.size > MOST_ROWS:
        return {}
    rows = item[()]
    return {name: rows[name].reshape(-1).tolist() for name in item.dtype.names}


def columns_of_series(group):
    if not isinstance(group, h5py.Group):
        return {}
    return {name: item[()].tolist() for name, item in group.items()
            if isinstance(item, h5py.Dataset) and item.ndim == 1 and item.size <= MOST_ROWS}


def largest_groups(item):
    """How many groups there are, and the rows of those that reach most in the end."""
    if not is_table(item) or item.size == 0:
        return 0, {}
    rows = item[()].reshape(-1)
    last = rows[rows["hop"] == rows["hop"].max()]
    groups, place = numpy.unique(last["group"], return_inverse=True)  # of compete, a row a campaign
    active = numpy.bincount(place, weights=last["active"])
    kept = groups[numpy.lexsort((groups, -active))][:MOST_GROUPS]
    rows = rows[numpy.isin(rows["group"], kept)]
    return len(groups), {name: rows[name].tolist() for name in rows.dtype.names}


def histogram(item):
    """How many vertices have an activation probability in each twentieth of (0, 1], and how many have none at all."""
    if not isinstance(item, h5py.Dataset) or item.ndim != 1:
        return {}
    counts, never = numpy.zeros(BINS, dtype=numpy.int64), 0
    for start in range(0, item.shape[0], PIECE):
        values = item[start:start + PIECE]
        reached = values[values > 0]
        never += int(values.size - reached.size)
        places = numpy.clip(numpy.ceil(reached * BINS).astype(numpy.int64) - 1, 0, BINS - 1)
        counts += numpy.bincount(places, minlength=BINS)
    return {"counts": counts.tolist(), "never": never}


def final_by_world(result):
    """The vertices active in the end of each world, in order of world, from --replicates; empty without."""
    with h5py.File(result.directory / "result.h5", "r") as file:
        item = file.get("results/replicates")
        if not is_table(item) or item.size == 0:
            return numpy.zeros(0)
        rows = item[()].reshape(-1)
    rows = rows[numpy.lexsort((rows["hop"], rows["world"]))]
    last = numpy.append(rows["world"][1:] != rows["world"][:-1], True)
    return rows["active"][last].astype(float)
