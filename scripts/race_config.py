"""The configuration of a race: which graphs, which settings of ours, which command lines of others.

A JSON object; `race.example.json` shows every key. Other programs are never named in the code: each is a command line
with placeholders, a place where its seeds are found, and the inputs it has. What is wrong with a configuration is said
all at once.
"""
import fnmatch
import glob
import json
import pathlib
import re
import shlex
import shutil
import string
from dataclasses import dataclass, field

TOP = {"program", "ks", "graphs", "baseline", "ours", "peers", "values", "timeout"}
OF_GRAPH = {"file", "probability", "values", "ks", "score_precision"}
OF_OURS = {"entry", "program", "threads", "settings", "timeout", "graphs"}
OF_PEER = {"entry", "command", "threads", "environment", "input", "inputs", "seeds", "ids", "timeout", "graphs", "values"}
OF_SEEDS = {"file", "pattern", "pointer"}
OF_BASELINE = {"graph", "k", "ours"}
NEEDED = {"a graph": {"file"}, "an entry of ours": {"entry", "settings"}, "a peer": {"entry", "command", "seeds"},
          "the baseline": {"graph"}, "seeds": set(), "the configuration": {"graphs", "ours"}}


class ConfigError(Exception):
    """What the user has to change, one complaint a line."""


@dataclass
class Graph:
    name: str
    file: str
    probability: str = "wc"
    values: dict = field(default_factory=dict)
    ks: list = None  # None: those of the configuration
    score_precision: float = None  # None: that of the command line; larger where samples are large


@dataclass
class Seeds:
    """Where a peer leaves its seeds: `file` (stdout when None), read by a regular expression or a JSON pointer."""
    file: str = None
    pattern: str = r"^\s*(\d+)"
    pointer: str = None


@dataclass
class Entry:
    """One who runs: ours when `settings` is a list of option strings, a peer when it has a command."""
    entry: str
    threads: int = 1
    settings: list = None
    program: str = None
    command: object = None  # a list of words, or a string that is split after its placeholders are filled
    environment: dict = field(default_factory=dict)
    inputs: object = None  # {graph: path}, or one path with placeholders for all graphs
    seeds: Seeds = None
    ids: str = None  # line i, counted from 0, holds the original id of the peer's vertex i
    timeout: float = None
    graphs: list = None  # None: all
    values: dict = field(default_factory=dict)

    @property
    def ours(self):
        return self.settings is not None


@dataclass
class Config:
    program: str
    ks: list
    graphs: dict
    entries: list
    baseline: dict = None
    values: dict = field(default_factory=dict)
    timeout: float = 600


class Reader:
    """Collects complaints while the JSON becomes objects."""

    def __init__(self):
        self.complaints = []

    def known(self, what, given, keys):
        """`given` without the keys nobody knows; complains about those and about missing ones."""
        if not isinstance(given, dict):
            self.complaints.append(f"{what} must be an object, not {given!r}")
            return None
        kind = next(k for k in NEEDED if what.startswith(k))
        for key in sorted(set(given) - keys):
            self.complaints.append(f"{what}: unknown key '{key}'; known are {', '.join(sorted(keys))}")
        missing = sorted(NEEDED[kind] - set(given))
        if missing:
            self.complaints.append(f"{what}: {', '.join(missing)} missing")
            return None
        return {key: value for key, value in given.items() if key in keys}

    def require(self, condition, text):
        if not condition:
            self.complaints.append(text)

    def peer(self, number, given):
        given = self.known(f"a peer (number {number})", given, OF_PEER)
        if given is None:
            return None
        name = given["entry"]
        if "input" in given:
            given["inputs"] = given.pop("input")
        seeds = self.known(f"seeds of {name}", given["seeds"], OF_SEEDS) or {}
        try:
            groups = re.compile(seeds.get("pattern", "()")).groups
            self.require(groups == 1, f"seeds of {name}: the pattern needs one group, the id; it has {groups}")
        except re.error as error:
            self.complaints.append(f"seeds of {name}: the pattern is no regular expression: {error}")
        return Entry(**{**given, "seeds": Seeds(**seeds)})


def read_config(path):
    """The Config in a file, or ConfigError."""
    try:
        given = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"--config {path}: {error.strerror}; scripts/race.example.json shows what one looks like") from None
    except ValueError as error:
        raise ConfigError(f"{path}: not JSON: {error}") from None
    reader = Reader()
    given = reader.known("the configuration", given, TOP) or {}
    graphs = {}
    for name, graph in given.get("graphs", {}).items():
        graph = reader.known(f"a graph ({name})", graph, OF_GRAPH)
        if graph:
            graphs[name] = Graph(name, **graph)
    entries = []
    for number, ours in enumerate(given.get("ours", []), 1):
        ours = reader.known(f"an entry of ours (number {number})", ours, OF_OURS)
        if ours:
            listed = isinstance(ours["settings"], list) and all(isinstance(setting, str) for setting in ours["settings"])
            reader.require(listed and ours["settings"], f"{ours['entry']}: settings must be a list of option strings")
            entries.append(Entry(**ours))
    entries += filter(None, (reader.peer(number, peer) for number, peer in enumerate(given.get("peers", []), 1)))
    names = [entry.entry for entry in entries]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.complaints.append(f"two entries are called '{name}'; give each a name of its own")
    for entry in entries:
        reader.require(isinstance(entry.threads, int) and entry.threads > 0, f"{entry.entry}: threads must be a number above 0")
        for name in entry.graphs or []:
            reader.require(name in graphs, f"{entry.entry}: graph '{name}' is not among graphs")
    baseline = given.get("baseline")
    if baseline is not None:
        baseline = reader.known("the baseline", baseline, OF_BASELINE)
        reader.require(not baseline or baseline["graph"] in graphs, "the baseline: its graph is not among graphs")
    ks = given.get("ks", [50])
    numbers = isinstance(ks, list) and all(isinstance(k, int) and k > 0 for k in ks)
    reader.require(numbers, f"ks must be a list of numbers above 0, not {ks!r}")
    if reader.complaints:
        raise ConfigError("\n".join(f"{path}: {text}" for text in reader.complaints))
    default = pathlib.Path(__file__).resolve().parent.parent / "build/cascade"
    return Config(given.get("program", str(default)), ks, graphs, entries, baseline, given.get("values", {}), given.get("timeout", 600))


def filled(who, text, values):
    """`text` with its placeholders replaced; ConfigError names the one that has no value."""
    try:
        return string.Formatter().vformat(str(text), (), values)
    except (KeyError, IndexError) as unknown:
        known = ", ".join(sorted(values))
        raise ConfigError(f"{who}: no value for {{{unknown.args[0]}}} in '{text}'; known are {known}") from None
    except ValueError as error:
        raise ConfigError(f"{who}: '{text}': {error}; a brace that is meant is doubled") from None


@dataclass
class Start:
    """One entry with one setting at one case, ready to run; `out` stands as {out} until a run has a folder."""
    graph: str
    k: int
    entry: Entry
    setting: str
    command: list
    environment: dict
    seeds: Seeds
    ids: str = None

    @property
    def key(self):
        return self.graph, self.k, self.entry.entry, self.setting


OUT, DRAW = "{out}", "{draw}"  # filled at each run


def start_of_ours(config, graph, k, entry, setting):
    program = entry.program or config.program
    command = [program, "select", "--graph", graph.file, "--k", str(k), "--model", "ic", "--probability", graph.probability,
               "--random-seed", DRAW, "--threads", str(entry.threads), *shlex.split(setting), "--out", OUT, "--quiet"]
    return Start(graph.name, k, entry, setting, command, {}, Seeds(OUT + "/seeds.csv", r"^\d+,([^,]*),"))


def start_of_peer(config, graph, k, entry):
    """The Start, or a str that says why there is none."""
    who = f"peer '{entry.entry}'"
    values = {**config.values, **graph.values, **entry.values, "k": k, "threads": entry.threads, "graph": graph.name,
              "graph_file": graph.file, "probability": graph.probability, "out": OUT, "draw": DRAW}
    for name, value in values.items():  # a value may hold those before it
        values[name] = filled(f"{who}, value '{name}'", value, values)
    inputs = entry.inputs.get(graph.name) if isinstance(entry.inputs, dict) else entry.inputs
    if isinstance(entry.inputs, dict) and inputs is None:
        return "no input is given for it"
    if inputs is not None:
        values["input"] = filled(who, inputs, values)
        if not glob.glob(glob.escape(values["input"]) + "*"):
            return f"input {values['input']} does not exist"
    if isinstance(entry.command, str):
        command = shlex.split(filled(who, entry.command, values))
    else:
        command = [filled(who, word, values) for word in entry.command]
    environment = {name: filled(who, value, values) for name, value in entry.environment.items()}
    seeds = Seeds(entry.seeds.file and filled(who, entry.seeds.file, values), entry.seeds.pattern, entry.seeds.pointer)
    return Start(graph.name, k, entry, "", command, environment, seeds, entry.ids and filled(who, entry.ids, values))


def starts_of(config, graph, k, entries):
    """(Starts, notes about entries that cannot run here) of one case."""
    starts, notes = [], []
    for entry in entries:
        if entry.graphs is not None and graph.name not in entry.graphs:
            continue
        if entry.ours:
            made = [start_of_ours(config, graph, k, entry, setting) for setting in entry.settings]
        else:
            made = [start_of_peer(config, graph, k, entry)]
        for start in made:
            if isinstance(start, str):
                notes.append(f"{entry.entry} skipped on {graph.name}: {start}")
            elif not shutil.which(start.command[0]):
                notes.append(f"{entry.entry} skipped: {start.command[0]} is not an executable here")
            else:
                starts.append(start)
    return starts, notes


def chosen_entries(config, only):
    """The entries that `only` names; patterns as in a shell."""
    if not only:
        return config.entries
    for pattern in only:
        if not any(fnmatch.fnmatchcase(entry.entry, pattern) for entry in config.entries):
            raise ConfigError(f"--only {pattern}: no such entry; there are {', '.join(entry.entry for entry in config.entries)}")
    return [entry for entry in config.entries if any(fnmatch.fnmatchcase(entry.entry, pattern) for pattern in only)]
