"""What a result directory holds, read into plain lists; an absent table, series or column is an absent key."""
import csv
import dataclasses
import json
import pathlib

import h5py


class MissingResult(Exception):
    """Not a result directory; the text says what is missing."""


@dataclasses.dataclass
class Result:
    name: str
    summary: dict
    run: dict  # the provenance attribute of result.h5
    tables: dict  # name -> {column: list}
    series: dict  # name -> {column: list}
    seed_rows: list  # seeds.csv, where ids are the user's own words
    complete: bool  # MANIFEST.json, the commit record, is there

    @property
    def verb(self):
        return self.summary.get("verb", "")

    def curve(self):
        """Spread against k, from the series, or from the table where there is none."""
        found = self.series.get("spread") or self.tables.get("seeds") or {}
        k = found.get("k") or found.get("rank")
        return {**found, "k": k} if k and found.get("spread") else {}


def read_result(directory):
    directory = pathlib.Path(directory)
    summary_file, store = directory / "summary.json", directory / "result.h5"
    if not summary_file.is_file():
        raise MissingResult(f"{directory} is not a result directory: it holds no summary.json")
    try:
        summary = json.loads(summary_file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise MissingResult(f"{summary_file} is not JSON: {error}") from error
    run, tables, series = {}, {}, {}
    if store.is_file():
        try:
            with h5py.File(store, "r") as file:
                run = json.loads(text_of(file.attrs.get("run", "{}")))
                tables = {name: columns_of_table(item) for name, item in file.get("results", {}).items()}
                series = {name: columns_of_series(group) for name, group in file.get("series", {}).items()}
        except (OSError, ValueError) as error:
            raise MissingResult(f"{store} cannot be read: {error}") from error
    rows = []
    if (directory / "seeds.csv").is_file():
        with open(directory / "seeds.csv", newline="", encoding="utf-8") as text:
            rows = list(csv.DictReader(text))
    return Result(directory.resolve().name, summary, run, tables, series, rows, (directory / "MANIFEST.json").is_file())


def text_of(attribute):
    return attribute.decode("utf-8").rstrip("\0") if isinstance(attribute, bytes) else str(attribute)


def columns_of_table(item):
    if not isinstance(item, h5py.Dataset) or item.dtype.names is None:
        return {}
    rows = item[()]
    return {name: rows[name].reshape(-1).tolist() for name in item.dtype.names}


def columns_of_series(group):
    if not isinstance(group, h5py.Group):
        return {}
    return {name: item[()].tolist() for name, item in group.items() if isinstance(item, h5py.Dataset) and item.ndim == 1}
