#!/usr/bin/python3
"""What results hold is what the dictionary says, no more and no less: every verb that writes results runs with every option
that adds to them, and every file is held against `cascade help --format dictionary-json` and the JSON Schemas.

    schema_test.py PROGRAM

Whatever is declared must come from one of the runs below at least: a new output needs a run here that has it. At the end
each kind of difference is planted once, and must be found.
"""
import copy
import csv
import json
import pathlib
import sys

import h5py

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, require  # noqa: E402 -- after the path is set

SCHEMAS = ("summary", "events", "manifest", "run")
HDF5_TYPES = {"object": "text", "uint32": "u32", "uint64": "u64", "int64": "i64", "float64": "f64"}
OF_DIMENSION_SCALES = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"}
EPIDEMIC = ["--beta", "0.1", "--worlds", 20, "--max-hops", 6]
RUNS = {  # name: (verb, words, ranks)
    "select": ("select", ["--k", 4, "--epsilon", "0.3", "--given", "{seeds}"], 0),
    "select on ranks": ("select", ["--k", 2, "--epsilon", "0.3", "--layout", "partitioned"], 2),
    "select fixed": ("select", ["--k", 2, "--algorithm", "fixed", "--samples", 500, "--certify-samples", 50], 0),
    "select imm": ("select", ["--k", 2, "--algorithm", "imm", "--epsilon", "0.6"], 2),
    "select a budget": ("select", ["--costs", "{costs}", "--budget", 9, "--weights", "{weights}", "--epsilon", "0.3", "--verify"], 0),
    "estimate": ("estimate", ["--seeds", "{seeds}", "--verify"], 0),
    "estimate weights": ("estimate", ["--seeds", "{seeds}", "--weights", "{weights}", "--hop-decay", "1,.5"], 2),
    "simulate": ("simulate", ["--seeds", "{seeds}", "--worlds", 50, "--groups", "{groups}", "--replicates", "--tree", "full"], 2),
    "simulate opinions": ("simulate", ["--seeds", "{seeds}", "--worlds", 50, "--quality", "0.4", "--replicates", "--verify"], 0),
    "simulate producers": ("simulate", ["--seeds", "{seeds}", "--worlds", 50, "--respread", "0.4", "--replicates", "--verify"], 2),
    "simulate time": ("simulate", ["--seeds", "{seeds}", "--worlds", 50, "--delay", "exponential:1", "--deadline", 4, "--time-grid", 8], 2),
    "simulate sir": ("simulate", ["--seeds", "degree:3", "--model", "sir", "--gamma", "0.5", *EPIDEMIC], 0),
    "simulate seir": ("simulate", ["--seeds", "degree:3", "--model", "seir", "--gamma", "0.5", "--alpha", "0.5", "--replicates", *EPIDEMIC], 0),
    "simulate layers": ("simulate", ["--seeds", "{seeds}", "--worlds", 50, "--layer", "{layer}", "--layer-model", "lt", "--layer-ablation"], 2),
    "select layers": ("select", ["--k", 2, "--epsilon", "0.3", "--layer", "{layer}", "--layer-ablation"], 0),
    "estimate layers": ("estimate", ["--seeds", "{seeds}", "--layer", "{layer}", "--layer-ablation"], 0),
    "contrast": ("contrast", ["--seeds", "{seeds}", "--seeds", "degree:2", "--seeds", "random:3", "--worlds", 50, "--verify"], 2),
    "compete": ("compete", ["--seeds", "{seeds}", "--seeds", "degree:2", "--worlds", 50, "--groups", "{groups}", "--replicates"], 2),
    "compete all": ("compete", [word for rivals in range(1, 17) for word in ("--seeds", f"random:{rivals}")] + ["--worlds", 20, "--replicates"], 0),
}
LABELLED = {  # on a graph whose vertices have labels
    "select labels": ("select", ["--k", 2, "--epsilon", "0.3"], 0),
    "estimate labels": ("estimate", ["--seeds", "{label}"], 2),
    "simulate labels": ("simulate", ["--seeds", "{label}", "--worlds", 20, "--tree", "full"], 0),
}
ALONE = {  # on a graph of one vertex
    "select alone": ("select", ["--k", 3], 0),
    "estimate alone": ("estimate", ["--seeds", "{first}"], 3),
    "simulate alone": ("simulate", ["--seeds", "{first}", "--worlds", 1, "--replicates", "--tree", "full", "--blocked", "{first}"], 0),
    "simulate producers alone": ("simulate", ["--seeds", "{first}", "--worlds", 1, "--respread", 0, "--blocked", "{first}"], 0),
    "contrast alone": ("contrast", ["--seeds", "{first}", "--seeds", "{first}", "--worlds", 1], 0),
}


class Declared:
    """The dictionary and the schemas as the program prints them, and what of them has been seen."""

    def __init__(self, cascade):
        self.dictionary = json.loads(cascade.must("help", "--format", "dictionary-json").stdout)
        self.schemas = {name: json.loads(cascade.must("help", "--format", f"schema:{name}").stdout) for name in SCHEMAS}
        for schema in self.schemas.values():
            jsonschema.Draft202012Validator.check_schema(schema)
        self.seen = set()

    def outputs(self, verb):
        """{place: output} of a verb, what stands under one place put together."""
        merged = {}
        for output in self.dictionary["outputs"]:
            if output["verb"] in ("", verb):
                known = merged.setdefault(output["place"], {**output, "fields": []})
                known["fields"] = known["fields"] + output["fields"]
        return merged

    def complaint_of(self, name, value):
        """What the schema of that name has against a value; the alternative that comes nearest says it."""
        error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(self.schemas[name]).iter_errors(value))
        return error and f"{name}: {error.json_path}: {error.message[:300]}"

    def saw(self, verb, place, names):
        self.seen.update((verb, place, name) for name in names)

    def never_seen(self):
        """Rows that no run has brought forth, of the section they stand in."""
        for output in self.dictionary["outputs"]:
            for field in output["fields"]:
                if not any(place == output["place"] and name == field["name"] and output["verb"] in ("", verb)
                           for verb, place, name in self.seen):
                    yield f"'{field['name']}' of '{output['place']}' ({output['verb'] or 'every verb'}) is declared and never written"


def paths(value, path=""):
    """The names that a JSON value gives its keys, as the dictionary names them."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from paths(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from paths(inner, path + "[]")
    elif not isinstance(value, (dict, list)):
        yield "options.*" if path.startswith("options.") else path


def columns_wrong(where, written, output, at_csv):
    """Written columns [(name, type or None)] against an output: order, names, types, and that none is missing."""
    declared = [field for field in output["fields"] if field.get("only_in", "csv" if at_csv else "h5") == ("csv" if at_csv else "h5")]
    types = {field["name"]: field["type"] for field in declared}
    names = [name for name, _ in written]
    for name, kind in written:
        if name not in types:
            yield f"{where}: the column '{name}' is not declared"
        elif kind not in (None, types[name]):
            yield f"{where}: '{name}' is {kind}, declared as {types[name]}"
    if [name for name in types if name in names] != names:
        yield f"{where}: the order is {names}"
    yield from (f"{where}: '{field['name']}' is missing" for field in declared if not field["when"] and field["name"] not in names)


def json_wrong(declared, verb, out, files):
    """The JSON of a result, and what is noted as seen of it."""
    for place, name, value in files:
        if complaint := declared.complaint_of(name, value):
            yield f"{out.name}: {complaint}"
        declared.saw(verb, place, paths(value))


def events_wrong(declared, verb, out):
    lines = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
    if lines[0].get("schema") != "cascade-events":
        yield f"{out.name}: the first event names no schema"
    yield from json_wrong(declared, verb, out, [(f"events.jsonl:{line.get('event')}", "events", line) for line in lines])
    declared.saw(verb, "events.jsonl", ["t", "event"])


def attributes_wrong(declared, verb, out, place, item):
    names = {field["name"]: field["type"] for field in declared.outputs(verb)[place]["fields"]}
    if set(item.attrs) != set(names):
        yield f"{out.name}: {place} has the attributes {sorted(item.attrs)}"
    for name, value in item.attrs.items():
        kind = "text" if isinstance(value, str) else HDF5_TYPES.get(str(value.dtype))
        if kind != names.get(name):
            yield f"{out.name}: attribute '{name}' of {place} is {kind}"
    declared.saw(verb, place, names)


def arrays_in(file):
    """{place: [(name, type)]} of all datasets, the index of a series first."""
    found = {}

    def keep(path, item):
        if not isinstance(item, h5py.Dataset):
            return
        folder, name = path.rsplit("/", 1)
        if item.dtype.names:
            found["/" + path] = [(field, HDF5_TYPES.get(str(item.dtype[field]))) for field in item.dtype.names]
        else:
            found.setdefault("/" + folder, []).append((name, HDF5_TYPES.get(str(item.dtype))))
        if set(item.attrs) - OF_DIMENSION_SCALES:
            found["/" + path].append((str(sorted(item.attrs)), None))

    file.visititems(keep)
    return found


def h5_wrong(declared, verb, out):
    outputs = declared.outputs(verb)
    with h5py.File(out / "result.h5", "r") as file:
        for place, item in (("/", file), ("/timing", file["timing"])):
            yield from attributes_wrong(declared, verb, out, place, item)
        run, timing = json.loads(file.attrs["run"]), json.loads(file["timing"].attrs["json"])
        for place, written in arrays_in(file).items():
            if place not in outputs:
                yield f"{out.name}: '{place}' is not declared"
                continue
            order = [field["name"] for field in outputs[place]["fields"]]
            if not place.startswith("/results/"):  # the members of a group have no order of their own
                written.sort(key=lambda column: order.index(column[0]) if column[0] in order else -1)
            yield from columns_wrong(f"{out.name}: {place}", written, outputs[place], at_csv=False)
            declared.saw(verb, place, [name for name, _ in written])
    yield from json_wrong(declared, verb, out, [("/@run", "run", run)])
    rows = {field["name"] for field in outputs["/timing@json"]["fields"]}
    if set(paths(timing)) != rows:
        yield f"{out.name}: the timers have {sorted(set(paths(timing)))}"
    declared.saw(verb, "/timing@json", paths(timing))


def csv_wrong(declared, verb, out):
    by_csv = {output["csv"]: output for output in declared.outputs(verb).values() if output["csv"]}
    for path in sorted(out.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            header = next(csv.reader(file))
        if path.name not in by_csv:
            yield f"{out.name}: {path.name} is not declared"
            continue
        yield from columns_wrong(f"{out.name}: {path.name}", [(name, None) for name in header], by_csv[path.name], at_csv=True)
        declared.saw(verb, by_csv[path.name]["place"], header)


def wrong_in(declared, verb, out):
    """All that is wrong with a result."""
    files = [(name, schema, json.loads((out / name).read_text())) for name, schema in (("summary.json", "summary"), ("MANIFEST.json", "manifest"))]
    yield from json_wrong(declared, verb, out, files)
    yield from events_wrong(declared, verb, out)
    yield from h5_wrong(declared, verb, out)
    yield from csv_wrong(declared, verb, out)
    listed = {entry["name"] for entry in files[1][2]["files"]}
    known = {"result.h5", "summary.json", "events.jsonl"} | {output["csv"] for output in declared.outputs(verb).values()}
    yield from (f"{out.name}: the file {name} is not declared" for name in sorted(listed - known))
    for output in declared.outputs(verb).values():
        if output["csv"] and not output["when"] and output["csv"] not in listed:
            yield f"{out.name}: {output['csv']} is missing"


def stopped_and_resumed(cascade, words, out):
    """A job whose time is up at its first rest, and its second attempt; events of both, checkpoint and all."""
    words = ["select", *words, "--out", out, "--checkpoint", cascade.scratch / "kept", "--checkpoint-every", 0]
    stopped = cascade.run(*words, "--time-limit", "00:00:01")
    require(stopped.returncode == 75, f"the time limit ends in {stopped.returncode}: {stopped.stderr}")
    cascade.must(*words)


def run_all(cascade, declared):
    graph, one = cascade.scratch / "graph.h5", cascade.scratch / "one.h5"
    cascade.must("generate", "--kind", "social", "--vertices", 300, "--edges", 1500, "--output", graph)
    names = {"layer": cascade.scratch / "layer.h5"}
    cascade.must("generate", "--kind", "gnm", "--vertices", 300, "--edges", 900, "--output", names["layer"])
    cascade.must("generate", "--kind", "path", "--vertices", 1, "--output", one)
    names |= {name: cascade.scratch / f"{name}.txt" for name in ("seeds", "groups", "first", "costs", "weights", "label", "lines")}
    names["seeds"].write_text("0\n7\n8\n")
    names["first"].write_text("0\n")
    names["groups"].write_text("vertex,group\n0,old\n1,young\n2,young\n9,old\n")
    names["costs"].write_text("vertex,cost\n" + "".join(f"{v},{1 + v % 5 / 2}\n" for v in range(300)))
    names["weights"].write_text("vertex,weight\n" + "".join(f"{v},{v % 3}\n" for v in range(300)))
    names["label"].write_text("anna\n")
    names["lines"].write_text("anna bert\nbert carl\nanna dora\n")
    labelled = cascade.scratch / "labelled.h5"
    cascade.must("import", "--input", names["lines"], "--directed", "--output", labelled)
    for file, runs in ((graph, RUNS), (labelled, LABELLED), (one, ALONE)):
        for name, (verb, words, ranks) in runs.items():
            out = cascade.scratch / name.replace(" ", "-")
            cascade.must(verb, "--graph", file, *(str(word).format(**names) for word in words), "--out", out, ranks=ranks)
            yield from wrong_in(declared, verb, out)
    out = cascade.scratch / "stopped"
    stopped_and_resumed(cascade, ["--graph", graph, "--k", 3, "--epsilon", "0.3"], out)
    yield from wrong_in(declared, "select", out)
    yield from declared.never_seen()


def check_that_it_can_fail(cascade, declared):
    """A difference of each kind is planted, and must be seen."""
    out = cascade.scratch / "select"
    summary = json.loads((out / "summary.json").read_text())
    event = {"t": 0.5, "event": "progress", "phase": "x", "done": 1, "total": 2, "drawn": 3}
    require(declared.complaint_of("events", event) is None, f"an event is refused: {declared.complaint_of('events', event)}")
    for name, value in (("summary", {**summary, "one_more": 1}), ("summary", {**summary, "k": "4"}), ("summary", {**summary, "schema_version": 2}),
                        ("summary", {key: summary[key] for key in summary if key != "spread"}),
                        ("summary", {**summary, "graph": {**summary["graph"], "one_more": 1}}),
                        ("events", {**event, "event": "never declared"}), ("events", {**event, "one_more": 1}), ("events", {**event, "done": -1})):
        require(declared.complaint_of(name, value), f"the schema of {name} takes {value}")
    for change, wanted in ((lambda output: output["fields"].pop(), "not declared"),
                           (lambda output: output["fields"].append({"name": "more", "type": "f64", "when": ""}), "'more' is missing"),
                           (lambda output: output["fields"].reverse(), "the order is"),
                           (lambda output: output["fields"][0].update(type="i64"), "is u32, declared as i64")):
        planted = copy.copy(declared)
        planted.dictionary = copy.deepcopy(declared.dictionary)
        planted.seen = set()
        change(next(output for output in planted.dictionary["outputs"] if output["place"] == "/series/spread" and output["verb"] == "select"))
        said = "\n".join(wrong_in(planted, "select", out))
        require(wanted in said or (wanted == "the order is" and "spread_curve.csv: the order" in said), f"a planted difference is told as: {said}")
    planted.seen = set()
    require(len(list(planted.never_seen())) == sum(len(output["fields"]) for output in planted.dictionary["outputs"]), "never_seen sees too much")


def main():
    with Cascade(sys.argv[1]) as cascade:
        declared = Declared(cascade)
        wrong = list(run_all(cascade, declared))
        print("\n".join(wrong))
        require(not wrong, f"{len(wrong)} differences between results and their dictionary (jobs/dictionary)")
        check_that_it_can_fail(cascade, declared)
        rows = sum(len(output["fields"]) for output in declared.dictionary["outputs"])
        print(f"schema: {len(RUNS) + len(LABELLED) + len(ALONE) + 1} results, {rows} rows of the dictionary, all written as declared")


if __name__ == "__main__":
    conclude(main)
