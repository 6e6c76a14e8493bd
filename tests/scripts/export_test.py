#!/usr/bin/python3
"""What `cascade export` writes holds the numbers of result.h5, and a graph that was worked out by hand.

    export_test.py PROGRAM

Parquet is read by a reader of its own (parquet_reader.py), JSON and XML by the standard library. Where the Python
running this has pyarrow, polars or duckdb they read the tables too; Debian has none of them, and nothing depends on it.
"""
import importlib
import json
import math
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree
import zipfile

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
import h5py  # noqa: E402 -- after the path is set
import numpy  # noqa: E402
from drive import Broken, Cascade, conclude, last_lines, require  # noqa: E402
from parquet_reader import read_parquet  # noqa: E402

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://www.gexf.net/1.2draft}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
BIG = 9007199254740993  # 2⁵³ + 1
EDGES = f"{BIG} 2 0.5\n{BIG} 3 0.1\n{BIG} 5 1\n2 4 0.25\n3 4 1\n5 6 1\n4 {BIG} 0.75\n6 7 1\n8 9 0.5\n"


def expected(result):
    """{path of the table: {column: values}} of result.h5, by the same rules in other words."""
    found = {}
    with h5py.File(result, "r") as file:
        for name, item in file.get("results", {}).items():
            found[f"results/{name}"] = {column: item[column].tolist() for column in item.dtype.names}
        for name, group in file.get("series", {}).items():
            found[f"series/{name}"] = {column: item[:].tolist() for column, item in group.items()}
        if "vertices" in file:
            found["vertices"] = {column: item[:].tolist() for column, item in file["vertices"].items()}
            found["vertices"]["position"] = list(range(len(found["vertices"]["activation_probability"])))
    return found


def files_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refused(cascade, code, words, *arguments):
    done = cascade.run("export", *arguments)
    require(done.returncode == code and words in done.stderr and done.stderr.count(": error: ") == 1,
            f"export {arguments}: exit {done.returncode}, not {code} with '{words}': {last_lines(done)}")


def tables_are_those_of(result, folder, ending, read, vertices=None):
    wanted = expected(result / "result.h5")
    if vertices:
        wanted["vertices"]["vertex"] = vertices
    found = {str(path.relative_to(folder).with_suffix("")): read(path) for path in folder.rglob(f"*{ending}")}
    require(found == wanted, f"{folder} differs from {result} in {[path for path in wanted if found.get(path) != wanted[path]]}")
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    with h5py.File(result / "result.h5", "r") as file:
        require(run == json.loads(file.attrs["run"]), f"{folder}/run.json is not the provenance")


def rows_of(path):
    """JSON Lines as columns; ids must be strings, and become numbers."""
    def read(line):
        row = json.loads(line, parse_constant=lambda word: require(False, f"{path}: {word} is no JSON"))
        ids = [key for key in row if key in ("vertex", "parent", "seed")]
        require(all(isinstance(row[key], str) for key in ids), f"{path}: an id is a number: {line}")
        return {key: int(value) if key in ids else value for key, value in row.items()}

    rows = [read(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {key: [row[key] for row in rows] for key in rows[0]} if rows else {}


def sheets_of(path):
    """{sheet: rows of cells, as the type each cell says} of a workbook; absent cells are None."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        require(archive.testzip() is None and {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}, f"{path}: damaged, or dated")
        parts = {name: xml.etree.ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    places = {one.get("Id"): one.get("Target") for one in parts["xl/_rels/workbook.xml.rels"]}
    for one in parts["xl/workbook.xml"].iter(f"{SHEET}sheet"):
        require(len(one.get("name")) <= 31, f"{path}: a name that Excel refuses: {one.get('name')}")
        rows = parts["xl/" + places[one.get(f"{OFFICE}id")]].find(f"{SHEET}sheetData")
        found[one.get("name")] = [[cell_of(cell, f"{chr(65 + column)}{at}") for column, cell in enumerate(row)] for at, row in enumerate(rows, 1)]
    return found


def cell_of(cell, place):
    require(cell.get("r") == place, f"cell {cell.get('r')} stands where {place} is")
    if cell.get("t") == "inlineStr":
        return re.sub("_x([0-9A-F]{4})_", lambda hit: chr(int(hit.group(1), 16)), cell.find(f"{SHEET}is/{SHEET}t").text or "")
    value = cell.find(f"{SHEET}v")
    return None if value is None else float(value.text)


def check_workbook(cascade, graph, result):
    scratch = cascade.scratch
    paths = [scratch / "one.xlsx", scratch / "two.xlsx"]
    for path in paths:
        cascade.must("export", result, "--format", "xlsx", "--graph", graph, "--output", path)
    require(paths[0].read_bytes() == paths[1].read_bytes(), "two workbooks of one result differ")
    refused(cascade, 73, "--force", result, "--format", "xlsx", "--output", paths[0])
    found = sheets_of(paths[0])
    with h5py.File(graph, "r") as file:
        ids = file["vertices/id"][:].tolist()
    for path, wanted in expected(result / "result.h5").items():
        wanted = {**wanted, "vertex": ids} if path == "vertices" else wanted
        header, *rows = found.pop(path.replace("/", "."))
        require(sorted(header) == sorted(wanted), f"{path}: columns {header}")
        for at, name in enumerate(header):
            values = [str(value) if name in ("vertex", "parent", "seed") else value for value in wanted[name]]
            require([row[at] for row in rows] == values, f"the sheet of {path} has another column {name}")
    require(["verb", "simulate"] in found.pop("run") and not found, f"sheets of nothing: {list(found)}")


def check_odd_cells(scratch):
    """What spreadsheets spoil: long numbers, formulas, dates, control characters, and what has no number."""
    from export_jsonl import jsonl
    from export_tables import Table
    from export_xlsx import xlsx

    labels = ["=1+1", "MAR1", "00017", "小米·社群", 'a,"b"', "two\nlines", "\r\x07_x0007_", "😀", " "]
    rows = len(labels)
    values = [labels, numpy.full(rows, 2**64 - 1, "u8"), numpy.array([1e308, math.nan, math.inf, -math.inf, -0.0, 0.1, 1 / 3, 5e-324, 1.0])]
    table = Table("results/odd", [("label", str), ("count", numpy.dtype("u8")), ("share", numpy.dtype("f8"))], rows,
                  lambda start, stop: [some[start:stop] for some in values])
    (scratch / "odd.xlsx").write_bytes(b"".join(xlsx([table], {})))
    _, *found = sheets_of(scratch / "odd.xlsx")["results.odd"]
    real = [value if math.isfinite(value) else None for value in values[2].tolist()]
    require(found == [[label, str(2**64 - 1), share] for label, share in zip(labels, real)], f"cells {found}")
    rows = [json.loads(line) for line in b"".join(jsonl(table)).decode("utf-8").splitlines()]
    require(rows == [{"label": label, "count": 2**64 - 1, "share": share} for label, share in zip(labels, real)], f"rows {rows}")


def optional_readers(folder):
    """Others who read Parquet, where they are installed: the same rows as ours."""
    ways = {"pyarrow.parquet": lambda tool, path: tool.read_table(path).to_pydict(),
            "polars": lambda tool, path: tool.read_parquet(path).to_dict(as_series=False),
            "duckdb": lambda tool, path: {name: [row[at] for row in tool.sql(f"select * from '{path}'").fetchall()]
                                          for at, name in enumerate(tool.sql(f"select * from '{path}'").columns)}}
    used = []
    for name, way in ways.items():
        try:
            tool = importlib.import_module(name)
        except ImportError:
            continue
        used.append(name)
        for path in folder.rglob("*.parquet"):
            require(way(tool, path) == read_parquet(path)["columns"], f"{name} reads {path} otherwise")
    return used


def check_tables(cascade, graph, chosen, simulated):
    scratch = cascade.scratch
    columns = lambda path: read_parquet(path)["columns"]  # noqa: E731
    with h5py.File(graph, "r") as file:
        ids = file["vertices/id"][:].tolist()
    for kind, ending, read in (("parquet", ".parquet", columns), ("jsonl", ".jsonl", rows_of)):
        cascade.must("export", chosen, simulated, "--format", kind, "--output", scratch / kind)
        for result in (chosen, simulated):
            tables_are_those_of(result, scratch / kind / result.name, ending, read)
        cascade.must("export", simulated, "--format", kind, "--graph", graph, "--output", scratch / f"{kind}-named")
        tables_are_those_of(simulated, scratch / f"{kind}-named", ending, read, ids)
        before = files_in(scratch / kind)
        refused(cascade, 73, "--force", chosen, "--format", kind, "--output", scratch / kind)
        require(files_in(scratch / kind) == before, "a refused export changed what was there")
        cascade.must("export", chosen, simulated, "--format", kind, "--output", scratch / kind, "--force")
        require(files_in(scratch / kind) == before, f"{kind}: two exports of the same directories differ")
        cascade.must("export", chosen, "--format", kind, "--output", scratch / kind, "--force")
        require(not (scratch / kind / "simulated").exists() and (scratch / kind / "results").exists(), "files of an older export stay")
    cascade.must("export", simulated, "--format", "parquet", "--compression", "none", "--output", scratch / "plain")
    tables_are_those_of(simulated, scratch / "plain", ".parquet", columns)
    seeds = read_parquet(scratch / "parquet/results/seeds.parquet")
    require(seeds["about"]["cascade.table"] == "results/seeds" and json.loads(seeds["about"]["cascade.run"])["verb"] == "select", "no provenance")
    return optional_readers(scratch / "parquet-named") + optional_readers(scratch / "plain")


def check_writer(scratch):
    """Types, bounds, pages and row groups that small results do not have."""
    from export_parquet import GROUP_ROWS, PAGE_ROWS, parquet

    rows = PAGE_ROWS + 7
    kinds = {"id": "i8", "count": "u8", "small": "u4", "tiny": "i2", "single": "f4", "real": "f8", "none": "f8", "label": str}
    texts = ["", "小米·社群", 'a,"b"', "two\nlines", "\U0001F600", "\0"]
    values = {"id": numpy.arange(rows) + BIG, "count": numpy.full(rows, 2**64 - 1, "u8"), "small": numpy.full(rows, 2**32 - 1, "u4"),
              "tiny": numpy.arange(rows, dtype="i8").astype("i2"), "single": numpy.linspace(-1, 1, rows, dtype="f4"),
              "real": numpy.arange(rows) / 3, "none": numpy.where(numpy.arange(rows) == 5, numpy.nan, 0.0),
              "label": [texts[at % len(texts)] for at in range(rows)]}
    for codec in ("gzip", "none"):
        path = scratch / f"writer-{codec}.parquet"
        path.write_bytes(b"".join(parquet(list(kinds.items()), [list(values.values())] * 2, {"key": "wört"}, codec)))
        found = read_parquet(path)
        require(found["groups"] == [rows, rows] and found["about"] == {"key": "wört"}, f"groups {found['groups']}, about {found['about']}")
        for name, wanted in values.items():
            wanted = (wanted if name == "label" else wanted.tolist()) * 2
            require(len(found["columns"][name]) == len(wanted), f"{name}: {len(found['columns'][name])} values")
            require(all(a == b or (a != a and b != b) for a, b in zip(found["columns"][name], wanted)), f"{name} is read otherwise")
        bounds = found["bounds"]
        require(bounds["id"][0] == (BIG, BIG + rows - 1) and bounds["count"][1] == (2**64 - 1,) * 2 and bounds["none"] == [], f"bounds {bounds}")
        require(math.copysign(1, bounds["real"][0][0]) < 0, "a smallest 0 may be -0 too")
    require((scratch / "writer-gzip.parquet").stat().st_size < (scratch / "writer-none.parquet").stat().st_size / 2, "gzip packs nothing")
    empty = scratch / "empty.parquet"
    empty.write_bytes(b"".join(parquet(list(kinds.items()), [], {}, "gzip")))
    require(read_parquet(empty)["columns"] == {name: [] for name in kinds}, "a table without rows")
    require(GROUP_ROWS % PAGE_ROWS == 0, "pages do not fill a row group")


def long_table(scratch):
    """A table of more rows than are in memory at once comes in row groups, and not a row is lost."""
    from export_parquet import parquet
    from export_tables import ROWS, vertex_table

    rows = ROWS + 3
    with h5py.File(scratch / "long.h5", "w") as file:
        share = file.create_dataset("share", data=numpy.arange(rows) / 7)
        table = vertex_table({"share": share}, None)
        (scratch / "long.parquet").write_bytes(b"".join(parquet(table.columns, table.pieces(), {}, "none")))
    found = read_parquet(scratch / "long.parquet")
    require(found["groups"] == [ROWS, 3] and found["columns"]["position"] == list(range(rows)), f"row groups {found['groups']}")
    require(found["columns"]["share"][-1] == (rows - 1) / 7, "the last row")


def by_graphml(path):
    """(directed, {id: {attribute: text}}, {(source, target): weight})"""
    root = xml.etree.ElementTree.parse(path).getroot()
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{GRAPHML}key")}
    told = lambda element: {names[data.get("key")]: data.text for data in element.iter(f"{GRAPHML}data")}  # noqa: E731
    nodes = {node.get("id"): told(node) for node in root.iter(f"{GRAPHML}node")}
    edges = {(edge.get("source"), edge.get("target")): told(edge).get("weight") for edge in root.iter(f"{GRAPHML}edge")}
    return root.find(f"{GRAPHML}graph").get("edgedefault") == "directed", nodes, edges


def by_gexf(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    names = {key.get("id"): key.get("title") for key in root.iter(f"{GEXF}attribute")}
    nodes = {node.get("id"): {"label": node.get("label"), **{names[one.get("for")]: one.get("value") for one in node.iter(f"{GEXF}attvalue")}}
             for node in root.iter(f"{GEXF}node")}
    edges = {(edge.get("source"), edge.get("target")): edge.get("weight") for edge in root.iter(f"{GEXF}edge")}
    return root.find(f"{GEXF}graph").get("defaultedgetype") == "directed", nodes, edges


def drawn(cascade, *words):
    """The graph that both formats agree on, written twice to the same bytes; and what was said."""
    pictures = []
    for kind, read in (("graphml", by_graphml), ("gexf", by_gexf)):
        paths = [cascade.scratch / f"{name}.{kind}" for name in ("one", "two")]
        for path in paths:
            said = cascade.must("export", *words, "--format", kind, "--output", path, "--force").stderr
        require(paths[0].read_bytes() == paths[1].read_bytes(), f"{kind}: two exports of the same directory differ")
        pictures.append(read(paths[0]))
    require(pictures[0] == pictures[1], f"GraphML and GEXF differ: {pictures}")
    require(list(pictures[0][1]) == list(pictures[1][1]), "GraphML and GEXF have another order")
    return *pictures[0], said


def check_graphs(cascade, graph, chosen, simulated):
    scratch = cascade.scratch
    (scratch / "groups.csv").write_text(f"vertex,group\n{BIG},\"<a> & 'b'\"\n4,red\n")
    (scratch / "one.csv").write_text(f"rank,vertex,gain\n1,{BIG},2.5\n")
    around = ["--graph", graph, "--seeds", scratch / "one.csv"]
    directed, nodes, edges, said = drawn(cascade, simulated, *around, "--groups", scratch / "groups.csv")
    require(directed and edges == {(str(BIG), "2"): "0.5", (str(BIG), "3"): "0.1", (str(BIG), "5"): "1.0"}, f"arcs {edges}")
    require(list(nodes)[0] == str(BIG) and set(nodes) == {str(BIG), "2", "3", "5"} and said == "", f"vertices {list(nodes)}, {said}")
    seed = nodes[str(BIG)]
    require((seed["label"], seed["rank"], seed["gain"], seed["hop"], seed["group"]) == (str(BIG), "1", "2.5", "0", "<a> & 'b'"), f"{seed}")
    require("rank" not in nodes["2"] and nodes["2"]["hop"] == "1" and float(seed["activation_probability"]) == 1.0, f"{nodes}")
    with h5py.File(simulated / "result.h5", "r") as file, h5py.File(graph, "r") as of:
        likely = dict(zip(of["vertices/id"][:].tolist(), file["vertices/activation_probability"][:].tolist()))
    require(all(float(told["activation_probability"]) == likely[int(name)] for name, told in nodes.items()), "probabilities of others")
    _, nodes, edges, _ = drawn(cascade, simulated, *around, "--hops", 3)
    require({name: int(told["hop"]) for name, told in nodes.items()} == {str(BIG): 0, "2": 1, "3": 1, "5": 1, "4": 2, "6": 2, "7": 3}, f"{nodes}")
    require(len(edges) == 8 and ("4", str(BIG)) in edges, f"arcs among them: {edges}")
    require(list(nodes)[1:4] == sorted(["2", "3", "5"], key=lambda name: (-likely[int(name)], int(name))), f"order {list(nodes)}")
    for most, what in ((1, "3 vertices of hop 1"), (3, "1 vertices of hop 1"), (5, "1 vertices of hop 2"), (6, "1 vertices of hop 3"), (7, "")):
        _, fewer, _, said = drawn(cascade, simulated, *around, "--hops", 3, "--most", most)
        require(list(fewer) == list(nodes)[:most], f"--most {most} keeps {list(fewer)} of {list(nodes)}")
        require(what in said and ("activation probability" in said) == (most < 7), f"--most {most} says: {said}")
    _, nodes, _, _ = drawn(cascade, chosen, "--graph", graph)
    require([told.get("rank") for told in nodes.values()][:2] == ["1", "2"] and "activation_probability" not in str(nodes), f"select: {nodes}")
    undirected(cascade)


def undirected(cascade):
    scratch = cascade.scratch
    (scratch / "pairs.txt").write_text("1 2\n2 3\n3 1\n3 4\n")
    cascade.must("import", "--input", scratch / "pairs.txt", "--undirected", "--output", scratch / "pairs.h5")
    cascade.must("estimate", "--graph", scratch / "pairs.h5", "--seeds", file_of(scratch, "three.txt", "3\n"), "--out", scratch / "estimated")
    directed, nodes, edges, _ = drawn(cascade, scratch / "estimated", "--graph", scratch / "pairs.h5")
    require(not directed and sorted(nodes) == ["1", "2", "3", "4"], f"{nodes}")
    require(sorted(tuple(sorted(ends)) for ends in edges) == [("1", "2"), ("1", "3"), ("2", "3"), ("3", "4")] and set(edges.values()) == {None}, f"{edges}")


def file_of(scratch, name, text):
    (scratch / name).write_text(text, encoding="utf-8")
    return scratch / name


def check_text(scratch):
    """XML of any text is what a parser gives back, but for what XML cannot hold."""
    from export_xml import xml as escaped

    every = "".join(map(chr, range(0x300))) + "小米·社群\U0001F600\ud800\ufffe\uffff" + "a,\"b\"'<]]>&amp;"
    lawful = "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ud800\ufffe\uffff") else "\ufffd" for c in every)
    element = xml.etree.ElementTree.fromstring(f'<a b="{escaped(every)}">{escaped(every)}</a>')
    require(element.text == lawful and element.get("b") == lawful, "text and attribute are not what was written")


def check_lists(scratch):
    """Files of vertices in all their forms, and where each complaint points."""
    from export_lists import read_vertices
    from script_manners import Refused

    def read(text, labelled=True, **columns):
        return read_vertices(file_of(scratch, "list.csv", text), labelled, **columns)

    require(read("# two\n-5\n\n7 # lucky\n", False) == ([-5, 7], {}), "ids, one a line")
    require(read("\ufeffvertex\r\n7\r\n", False) == ([7], {}), "a column of ids, of another system")
    require(read(' ann \n#note\nLi, Wei\n"x"\n') == (["ann", "Li, Wei", '"x"'], {}), "labels, one a line")
    table = 'rank,vertex,gain\n1,"a,""b""\n",2.5\n# passed over\n2," #c " , 1\n3,plain ,\n'
    require(read(table, welcome=("gain", "cost")) == (['a,"b"\n', " #c ", "plain"], {"gain": ["2.5", "1", ""]}), "a table of labels")
    require(read("", False) == ([], {}), "an empty file")
    for text, labelled, needed, words in (("7\nx\n", False, (), "csv:2: 'x'"), ("7,8\n", False, (), "csv:1: a CSV header"), ("vertex\n1\n", True, ("group",), "csv:1: the header"),
                                          ('vertex,group\n"a\nb",x\nc\n', True, ("group",), "csv:4: 1 columns"), ('vertex\n"open\n', True, (), "csv:2: a quoted"),
                                          ("# no\na,b\n", True, ("group",), "csv:2: a CSV header"), ("vertex,group\na,\n", True, ("group",), "csv:2: the vertex has no")):
        try:
            found = read(text, labelled, needed=needed)
        except Refused as error:
            require(words in str(error) and error.code == 65, f"{text!r}: {error}")
        else:
            raise Broken(f"{text!r} is read as {found}")
    (scratch / "latin.txt").write_bytes(b"caf\xe9\n")
    try:
        read_vertices(scratch / "latin.txt", True)
        raise Broken("Latin-1 is taken for UTF-8")
    except Refused as error:
        require("latin.txt" in str(error), str(error))


def check_refusals(cascade, graph, chosen, simulated):
    scratch = cascade.scratch
    out = scratch / "refused"
    gexf = ["--format", "gexf", "--output", out]
    precious = scratch / "precious"
    precious.mkdir()
    (precious / "thesis.tex").write_text("years of work")
    for more in ([], ["--force"]):
        refused(cascade, 73, str(precious), chosen, "--format", "parquet", "--output", precious, *more)
        refused(cascade, 73, "no directory", chosen, "--format", "jsonl", "--output", graph, *more)
    require((precious / "thesis.tex").read_text() == "years of work", "a foreign folder was touched")
    refused(cascade, 73, "--output", chosen, "--format", "jsonl", "--output", scratch / "absent" / "out")
    refused(cascade, 65, "does not name its seeds", simulated, "--graph", graph, *gexf)
    other = scratch / "other.h5"
    cascade.must("generate", "--kind", "path", "--vertices", 9, "--output", other)
    refused(cascade, 65, "not the graph of this result", chosen, "--graph", other, *gexf)
    refused(cascade, 65, "vertex 99", chosen, "--graph", graph, "--seeds", file_of(scratch, "99.txt", "2\n99\n"), *gexf)
    refused(cascade, 65, "words.txt:2", chosen, "--graph", graph, "--seeds", file_of(scratch, "words.txt", "2\nzwei\n"), *gexf)
    refused(cascade, 65, "nobody.txt", chosen, "--graph", graph, "--seeds", file_of(scratch, "nobody.txt", "# nobody\n"), *gexf)
    refused(cascade, 65, "circles.csv:1", chosen, "--graph", graph, "--groups", file_of(scratch, "circles.csv", "vertex,circle\n2,a\n"), *gexf)
    refused(cascade, 65, "short.csv:2", chosen, "--graph", graph, "--groups", file_of(scratch, "short.csv", "vertex,group\n2\n"), *gexf)
    twins = scratch / "twins" / "chosen"
    twins.parent.mkdir()
    subprocess.run(["cp", "-r", chosen, twins], check=True)
    refused(cascade, 2, "same name", chosen, twins, "--format", "jsonl", "--output", out)
    with open(twins / "result.h5", "r+b") as file:
        file.seek(-9, 2)
        file.write(b"\xff")
    refused(cascade, 65, "result.h5", twins, "--format", "jsonl", "--output", out)
    (twins / "MANIFEST.json").unlink()
    refused(cascade, 65, "MANIFEST.json", twins, "--format", "jsonl", "--output", out)
    alone = subprocess.run([SCRIPTS / "export.py", twins, "--format", "jsonl", "--output", out], capture_output=True, text=True, check=False)
    require(alone.returncode == 65 and "MANIFEST.json" in alone.stderr, f"the script by itself: {alone}")
    full = cascade.run("export", chosen, "--format", "jsonl", "--output", out, before=["bash", "-c", 'ulimit -f 0; "$@"', "limited"])
    require(full.returncode == 74 and str(out) in full.stderr, f"no room for a file: exit {full.returncode}: {last_lines(full)}")
    require(not out.exists(), "a refused export left something")
    left = [path.name for path in scratch.glob(".*")]
    require(not left, f"exports leave {left} behind")


def main():
    with Cascade(sys.argv[1]) as cascade:
        scratch = cascade.scratch
        graph, chosen, simulated = scratch / "g.h5", scratch / "chosen", scratch / "simulated"
        cascade.must("import", "--input", file_of(scratch, "edges.txt", EDGES), "--directed", "--weights", "column", "--output", graph)
        weights = ["--graph", graph, "--probability", "weights"]
        cascade.must("select", *weights, "--k", 3, "--out", chosen)
        cascade.must("simulate", *weights, "--seeds", file_of(scratch, "seed.txt", f"{BIG}\n"), "--worlds", 200, "--replicates", "--out", simulated)
        forest = scratch / "forest"
        cascade.must("simulate", *weights, "--seeds", chosen / "seeds.csv", "--worlds", 50, "--tree", "full", "--out", forest)
        used = check_tables(cascade, graph, chosen, forest)
        check_workbook(cascade, graph, forest)
        check_odd_cells(scratch)
        check_writer(scratch)
        long_table(scratch)
        check_text(scratch)
        check_lists(scratch)
        check_graphs(cascade, graph, chosen, simulated)
        check_refusals(cascade, graph, chosen, simulated)
    print(f"export: tables and graphs are those of their results; read by {', '.join(sorted({'our own reader', *used}))}")
    return 0


if __name__ == "__main__":
    conclude(main)
