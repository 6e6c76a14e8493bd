"""What the trials of this folder have in common: the verbs on small inputs, what they make, and how a run is judged.

A case is a verb with options, run in a fresh copy of a folder that holds its inputs and, for some, an older result or
a checkpoint. `Case.judge` holds what a run left behind against what was there before and what an undisturbed run
makes: the exit code is one of those expected, there is one message and it names a path, no other file is left, and
what the folder holds in the end is the old state or the new one, whole.
"""
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import ENVIRONMENT, Broken, Cascade, conclude, datasets, require  # noqa: E402, F401 -- after the path is set; trials use them

NAMES = ("error: .:", "new.h5", "graph.h5", "edges", "seeds.txt", "costs.csv", "weights.csv", "result", "checkpoint")
Run = collections.namedtuple("Run", "code text seconds")  # text: of both streams


class Case:
    """`words` are those of the command, run inside the folder; `product` is the graph file or result directory it makes
    there, if any; `before` are the words that made an older one; `done` is the exit code when nothing is in the way."""

    def __init__(self, name, words, product=None, before=(), done=0, signal=0):
        self.name, self.words, self.product, self.done, self.signal = name, words, product, done, signal
        self.made_by = before
        self.base = self.old = self.new = None
        self.files = set()

    def content(self, folder):
        """What the product says, equal for equal answers; None where there is none."""
        place = folder / self.product if self.product else None
        if place is None or not place.exists():
            return None
        return place.read_bytes() if place.is_file() else result_content(place)

    def left_over(self, folder):
        """Files that neither were there before nor belong to what is made; the log of a run that failed may stay."""
        allowed = self.files | {"result/events.jsonl"}
        return sorted(name for name in names_in(folder) - allowed if not name.startswith("checkpoint/"))

    def judge(self, folder, run, expected, names_path=True, most_messages=1, tidy=True):
        """Complaints about a run that met a fault; `expected` are the exit codes that fit it. `tidy`: no file may stay
        that was not there and is not made."""
        if run is None:
            return ["did not end in time"]
        wrong = []
        if run.code not in expected:
            wrong.append(f"exit {run.code}, not {' or '.join(map(str, sorted(expected)))}")
        messages = [line for line in run.text.split("\n") if ": error: " in line]
        failed = run.code not in (0, 75)
        if failed != bool(messages) or len(messages) > most_messages:
            wrong.append(f"{len(messages)} messages")
        first = messages[0] if messages else ""
        if failed and names_path and not any(name in first for name in NAMES):
            wrong.append("the message names no path")
        if "No space left" in first and " free" not in first:
            wrong.append("the message does not say how much is free")
        content = self.content(folder)
        if content != self.new and (run.code == 0 or content != self.old):
            wrong.append("what is there is neither the old state nor the new one, whole")
        left = self.left_over(folder)
        if left and tidy:
            wrong.append(f"left behind: {' '.join(left)}")
        return wrong


def attempt(cascade, words, folder, ranks=0, settings=None, before=(), timeout=30):
    """Runs a command inside `folder`, each rank with the environment `settings` and after the words `before`; None when
    it did not end in time, and then all of it is killed."""
    prefix = ["env", *(f"{name}={value}" for name, value in (settings or {}).items()), *before]
    began = time.monotonic()
    with subprocess.Popen(cascade.command(*words, ranks=ranks, before=prefix), cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          env={**os.environ, **ENVIRONMENT}, start_new_session=True) as process:
        try:
            text, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            kill_those_in(folder)
            return None
    return Run(process.returncode, text, time.monotonic() - began)


def kill_those_in(folder):
    """Ranks have sessions of their own, and outlive a launcher that was killed while they hung."""
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if pathlib.Path(os.readlink(entry / "cwd")).is_relative_to(folder):
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            pass  # not ours, or gone


def names_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def result_content(place):
    """Datasets and CSV files of a result directory that its manifest vouches for; None without one, text if it lies."""
    manifest = place / "MANIFEST.json"
    if not manifest.exists():
        return None
    try:
        files = {entry["name"]: entry["bytes"] for entry in json.loads(manifest.read_text())["files"]}
        for name, size in files.items():
            if (place / name).stat().st_size != size:
                return f"{name} is not as long as the manifest says"
        return datasets(place / "result.h5"), {name: (place / name).read_text() for name in files if name.endswith(".csv")}
    except (OSError, ValueError, KeyError) as failure:
        return f"damaged: {failure}"


def write_edges(path, random_seed, vertices, edges):
    draw = random.Random(random_seed)
    arcs = ((3 * draw.randrange(vertices), 3 * draw.randrange(vertices)) for _ in range(edges))
    path.write_text("".join(f"{u} {v} {draw.randrange(1, 9) / 16}\n" for u, v in arcs))


MAKERS = {
    "import": ["import", "--directed", "--output", "new.h5"],
    "generate": ["generate", "--kind", "gnm", "--directed", "--output", "new.h5"],
}
ASKERS = {
    "select": ["select", "--graph", "graph.h5", "--k", 3, "--epsilon", "0.5", "--settle", 1, "--precision", "0.2"],
    "estimate": ["estimate", "--graph", "graph.h5", "--seeds", "seeds.txt", "--precision", "0.2"],
    "simulate": ["simulate", "--graph", "graph.h5", "--seeds", "seeds.txt", "--worlds", 60],
    "contrast": ["contrast", "--graph", "graph.h5", "--seeds", "seeds.txt", "--seeds", "degree:2", "--worlds", 60],
    "compete": ["compete", "--graph", "graph.h5", "--seeds", "seeds.txt", "--seeds", "degree:2", "--worlds", 60],
}
# More that is read, or kept in a checkpoint; the question itself is one of those above.
OTHER_WAYS = {
    "select within a budget": ["select", "--graph", "graph.h5", "--costs", "costs.csv", "--budget", 4, "--epsilon", "0.4", "--settle", 1,
                               "--precision", "0.2"],
    "estimate for an audience": [*ASKERS["estimate"], "--weights", "weights.csv", "--hop-decay", "1,.5"],
}


def all_cases(cascade, shim=None, verbs=(), times=1):
    """Every verb, with and without an older product and, where the program can and there is a shim to send the signal,
    stopped and resumed; each with the folder it starts from. `times` makes the graphs larger."""
    cases = []
    for verb, words in MAKERS.items():
        given = ["--input", "edges1.txt"] if verb == "import" else []
        other = ["--input", "edges2.txt"] if verb == "import" else ["--random-seed", 2]
        if verb == "generate":
            given = ["--vertices", 200 * times, "--edges", 700 * times]
            other += given
        cases.append(Case(verb, [*words, *given], "new.h5"))
        cases.append(Case(f"{verb} over an old one", [*words, *given, "--force"], "new.h5", before=[*words, *other]))
    for name, words in (ASKERS | OTHER_WAYS).items():
        out = [*words, "--out", "result"]
        kept = [*out, "--checkpoint", "checkpoint"]
        if name in ASKERS:
            cases.append(Case(f"{name} without --out", words))
            cases.append(Case(f"{name} over an old one", [*out, "--force"], "result", before=[*out, "--random-seed", 2]))
            cases.append(Case(f"{name} with a checkpoint", kept, "result"))
        cases.append(Case(name, out, "result"))
        if shim:
            cases.append(Case(f"{name} stopped", kept, "result", done=75, signal=signal.SIGUSR1))
            cases.append(Case(f"{name} resumed", kept, "result", before="stopped"))
    cases = [case for case in cases if not verbs or case.name.split()[0] in verbs]
    for number, case in enumerate(cases):
        prepare(cascade, case, cascade.scratch / f"base{number}", shim, times)
    return cases


def prepare(cascade, case, base, shim, times):
    """The folder a case starts from, and what it holds after an undisturbed run."""

    def must(words, folder, code, signal_sent=0):
        settings = {"LD_PRELOAD": shim, "FAIL_CALL": "none", "FAIL_COUNT": cascade.scratch / "count", "FAIL_BELOW": folder,
                    "FAIL_SIGNAL": int(signal_sent)} if signal_sent else {}
        done = attempt(cascade, [*words, "--quiet"], folder, settings=settings)
        require(done is not None and done.code == code, f"{case.name} undisturbed: {done}, where exit {code} is due")

    base.mkdir()
    for seed in (1, 2):
        write_edges(base / f"edges{seed}.txt", seed, 40 * times, 160 * times)
    (base / "seeds.txt").write_text("0\n3\n")
    vertices = sorted({int(word) for line in (base / "edges1.txt").read_text().splitlines() for word in line.split()[:2]})
    (base / "costs.csv").write_text("vertex,cost\n" + "".join(f"{v},{1 + v % 5 / 4}\n" for v in vertices))
    (base / "weights.csv").write_text("vertex,weight\n" + "".join(f"{v},{v % 4 / 2}\n" for v in vertices[::2]))
    must(["import", "--input", "edges1.txt", "--directed", "--output", "graph.h5"], base, 0)
    if case.made_by == "stopped":
        must(case.words, base, 75, signal.SIGUSR1)
    elif case.made_by:
        must(case.made_by, base, 0)
    model = base.with_name(base.name + "-after")
    shutil.copytree(base, model)
    must(case.words, model, case.done, case.signal)
    case.base, case.old, case.new = base, case.content(base), case.content(model)
    case.files = names_in(base) | names_in(model)
