#!/usr/bin/python3
"""Ids as they went in come out of every text: CSV, JSON, JSON Lines, XML, Parquet, workbooks and the page.

    faithful_test.py PROGRAM

The ids are such that a double cannot hold them: whoever rounds one on the way writes a number that is recognised. The
labels hold what CSV, XML, HTML, spreadsheets and shells each have to write in a way of their own. The readers that people open the CSV files with are asked what they see; one that is not installed is named and left out.
"""
import csv
import importlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, require  # noqa: E402 -- after the path is set
from export_test import sheets_of  # noqa: E402
from export_xml import FORBIDDEN  # noqa: E402
from parquet_reader import read_parquet  # noqa: E402

IDS = [2**53 + 1, 2**63 - 1, -(2**63), 1234567890123456789, -(2**53) - 1]
ROUNDED = re.compile("|".join(rf"(?<![-\d]){int(float(one))}(?!\d)" for one in IDS if int(float(one)) != one))
LABELS = ["小米·社群", 'a,"b"', "two\nlines", "\U0001F468\u200d\U0001F469\u200d\U0001F467 family", " blanks ", "=1+1", "#tag", str(2**53 + 1), "</td><b>&'", "00017",
          "MAR1", "back\\slash", "bell\a\x1b[2J"]
SEEN = ("vertex", "parent", "seed")


def table_of(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    return path


def results(cascade, names, folder):
    """A graph of these vertices, each of which reaches the next, and a result of each verb that names vertices."""
    folder.mkdir()
    edges = table_of(folder / "edges.csv", ["source", "target"], zip(names, names[1:]))
    graph, seeds = folder / "g.h5", table_of(folder / "seeds.csv", ["vertex"], [names[:1]])
    cascade.must("import", "--input", edges, "--directed", "--output", graph)
    certain = ["--graph", graph, "--probability", "constant:1"]
    cascade.must("select", *certain, "--k", len(names), "--out", folder / "chosen")
    cascade.must("estimate", *certain, "--seeds", folder / "chosen/seeds.csv", "--out", folder / "estimated")
    cascade.must("simulate", *certain, "--seeds", seeds, "--worlds", 3, "--tree", "full", "--out", folder / "simulated")
    return graph, [folder / name for name in ("chosen", "estimated", "simulated")]


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def vertices_of(rows):
    """All that stands in columns of ids, as text."""
    return {str(row[column]) for row in rows for column in row if column in SEEN}


def all_named(what, found, names):
    """`found` are the texts that a file has for vertices; those of `names` must all be there, and no others."""
    require(found == {str(name) for name in names}, f"{what} names {sorted(found)}, not {sorted(map(str, names))}")


def check_written(names, directories):
    chosen, estimated, simulated = directories
    for path in (chosen / "seeds.csv", chosen / "seed_degrees.csv", estimated / "leave_one_out.csv", simulated / "forest.csv"):
        all_named(path, vertices_of(rows_of(path)), names)
    seeds = json.loads((chosen / "summary.json").read_text(encoding="utf-8"))["seeds"]
    all_named("summary.json", set(seeds), names)
    require(seeds == [row["vertex"] for row in rows_of(chosen / "seeds.csv")], "summary.json has another order than seeds.csv")


def check_exported(cascade, names, graph, directories):
    scratch = graph.parent
    chosen, _, simulated = directories
    for kind in ("parquet", "jsonl"):
        cascade.must("export", *directories, "--format", kind, "--graph", graph, "--output", scratch / kind)
    for path in ("chosen/results/seeds", "estimated/results/leave_one_out", "simulated/results/forest", "simulated/vertices"):
        columns = read_parquet(scratch / "parquet" / f"{path}.parquet")["columns"]
        all_named(f"{path}.parquet", {str(value) for column in SEEN for value in columns.get(column, [])}, names)
        rows = [json.loads(line) for line in (scratch / "jsonl" / f"{path}.jsonl").read_text(encoding="utf-8").splitlines()]
        all_named(f"{path}.jsonl", vertices_of(rows), names)
        require(all(isinstance(row[column], str) for row in rows for column in row if column in SEEN), f"{path}.jsonl has ids that are numbers")
    cascade.must("export", *directories, "--format", "xlsx", "--graph", graph, "--output", scratch / "xlsx")
    for name, sheet in (("chosen", "results.seeds"), ("simulated", "results.forest"), ("simulated", "vertices")):
        header, *rows = sheets_of(scratch / "xlsx" / f"{name}.xlsx")[sheet]
        all_named(f"{name}.xlsx", {row[at] for row in rows for at, column in enumerate(header) if column in SEEN}, names)
    for kind, element in (("graphml", "{http://graphml.graphdrawing.org/xmlns}node"), ("gexf", "{http://www.gexf.net/1.2draft}node")):
        for directory, hops in ((chosen, 1), (simulated, len(names))):
            path = scratch / f"{directory.name}.{kind}"
            seeds = [] if directory == chosen else ["--seeds", scratch / "seeds.csv"]
            cascade.must("export", directory, "--format", kind, "--graph", graph, "--hops", hops, *seeds, "--output", path)
            nodes = list(xml.etree.ElementTree.parse(path).iter(element))
            shown = [node.get("label") or next(data.text for data in node if data.get("key") == "label") for node in nodes]
            all_named(path.name, set(shown), [FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", str(name)) for name in names])
            require(len({node.get("id") for node in nodes}) == len(names), f"{path.name}: ids that are not different")


def check_shown(cascade, names, directories):
    """The page holds each seed's name; the picture of a job has no names to get wrong, and comes up all the same."""
    import html

    for language in ("en", "zh"):
        page = directories[0].parent / f"{language}.html"
        cascade.must("report", *directories, "--language", language, "--output", page)
        text = html.unescape(page.read_text(encoding="utf-8"))
        blank = lambda name: re.sub(r"\s+", " ", FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", str(name)))  # noqa: E731 -- HTML joins blanks
        missing = [name for name in names if blank(name) not in re.sub(r"\s+", " ", text)]
        require(not missing, f"the page in {language} does not name {missing}")
    for directory in directories:
        require("ended     done" in cascade.must("watch", directory, "--once").stdout, f"watch draws nothing of {directory.name}")


def read_back(cascade, graph, directories, names):
    """What was written is read again by the program itself, and says the same."""
    again = graph.parent / "again"
    cascade.must("estimate", "--graph", graph, "--probability", "constant:1", "--seeds", directories[1] / "leave_one_out.csv", "--out", again)
    require(rows_of(again / "leave_one_out.csv") == rows_of(directories[1] / "leave_one_out.csv"), "leave_one_out.csv is read back otherwise")
    for kind in ("jsonl", "gexf"):
        cascade.must("export", again, "--format", kind, "--graph", graph, "--output", graph.parent / f"again-{kind}")


READERS = {  # how each tool reads seeds.csv so that ids stay: the lines of the manual
    "pandas": lambda tool, path: tool.read_csv(path)["vertex"].tolist(),
    "polars": lambda tool, path: tool.read_csv(path)["vertex"].to_list(),
    "duckdb": lambda tool, path: [row[0] for row in tool.sql(f"select vertex from '{path}'").fetchall()],
}
IN_R = "cat(read.csv('{path}', colClasses = c(vertex = 'character'), encoding = 'UTF-8')$vertex, sep = '\\n')"


def check_readers(path, names):
    wanted = [row["vertex"] for row in rows_of(path)]
    used, absent = [], []
    for name, read in READERS.items():
        try:
            tool = importlib.import_module(name)
        except ImportError:
            absent.append(name)
            continue
        found = [str(one) for one in read(tool, path)]
        require(found == wanted, f"{name} reads {found} where seeds.csv has {wanted}")
        used.append(name)
    if shutil.which("Rscript") and not any("\n" in str(name) for name in names):
        done = subprocess.run(["Rscript", "-e", IN_R.format(path=path)], capture_output=True, text=True, check=False)
        require(done.stdout.splitlines() == wanted, f"R reads {done.stdout} where seeds.csv has {wanted}: {done.stderr}")
        used.append("R")
    return used, absent


def check(cascade, names, folder):
    graph, directories = results(cascade, names, folder)
    check_written(names, directories)
    check_exported(cascade, names, graph, directories)
    check_shown(cascade, names, directories)
    read_back(cascade, graph, directories, names)
    return check_readers(directories[0] / "seeds.csv", names)


def main():
    with Cascade(sys.argv[1]) as cascade:
        used, absent = check(cascade, IDS, cascade.scratch / "ids")
        files = [path for path in cascade.scratch.rglob("*") if path.suffix in (".csv", ".json", ".jsonl", ".graphml", ".gexf", ".html")]
        for path in files:
            wrong = ROUNDED.search(path.read_text(encoding="utf-8"))
            require(wrong is None, f"{path} has {wrong and wrong.group()}, which is a rounded id")
        check(cascade, LABELS, cascade.scratch / "labels")
    require("pandas" in used, "pandas is a package that the tests install")
    print(f"faithful: {len(files)} texts, and as many with labels; seeds.csv read by {', '.join(used)}"
          + (f"; not installed: {', '.join(absent)}" if absent else ""))
    return 0


if __name__ == "__main__":
    conclude(main)
