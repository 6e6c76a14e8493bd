#!/usr/bin/python3
"""Every forward model on real graphs: congress-twitter, soc-epinions1, com-dblp and actor-collab.

    forward_real.py PROGRAM [--graphs NAME…]

Each question is asked of one rank and of two, in both layouts. It must end well, give the same bytes on all of them, and
be sound: active vertices only grow, hop by hop, in mean and in quantiles, and activation probabilities sum up to them.
On com-dblp the spread of `simulate --model ic` must be that of `estimate`, which walks backwards, within 4 standard
errors of both. The lists are looked for in the folder that CASCADE_REAL_DATA names; without it the test is skipped
(exit code 77).
"""
import argparse
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, datasets, differing, require  # noqa: E402 -- after the path is set

SKIPPED = 77
MACHINES = {"1 rank": (0, "auto", 2), "2 whole": (2, "replicated", 1), "2 shards": (2, "partitioned", 1)}
SEEDS, TIMEOUT = "degree:50", 1800
GRAPHS = {  # name: how it is read, its size, the probabilities, what an epidemic transmits in a step, worlds
    "congress-twitter": (["--directed", "--weights", "column"], (475, 13289), "weights", None, 2000),
    "soc-epinions1": (["--directed"], (75879, 508837), "wc", 0.02, 200),
    "com-dblp": (["--undirected"], (317080, 2099732), "wc", 0.05, 200),
    "actor-collab": (["--format", "cliques"], (383640, 30076166), "wc", 0.001, 64),
}
FILES = {"congress-twitter": "congress.edgelist.zst", "soc-epinions1": "soc-Epinions1.txt.zst", "com-dblp": "dblp.csv.zst",
         "actor-collab": "actor.dat.zst"}


def imported(cascade, data, name):
    """The graph file; congress-twitter has its probabilities in braces."""
    source, graph = data / name / FILES[name], cascade.scratch / f"{name}.h5"
    how, size = GRAPHS[name][:2]
    if name == "congress-twitter":
        text = subprocess.run(["zstd", "-dc", source], capture_output=True, text=True, check=True).stdout
        source = cascade.scratch / "congress.txt"
        source.write_text(re.sub(r"\{'weight': ([^}]*)\}", r"\1", text))
    cascade.must("import", "--input", source, "--output", graph, *how)
    said = cascade.inspect(graph)
    require((said["vertices"], said["edges"]) == size, f"another {name}: {said}")
    return graph


def questions(name):
    """What is asked of a graph: model -> words."""
    _, _, probability, beta, _ = GRAPHS[name]
    arcs = ["--probability", probability]
    contact = ["--beta", beta] if beta else arcs
    sums = ["--normalise"] if probability == "weights" else []  # measured probabilities into one vertex may sum to more than 1
    return {
        "ic": arcs,
        "ic, hop decay": [*arcs, "--hop-decay", "1,.6,.3,0"],
        "ic, quality": [*arcs, "--quality", "0.8"],
        "ic, respread": [*arcs, "--respread", "0.3", "--max-hops", 12],
        "lt": ["--model", "lt", *arcs, *sums],
        "threshold drawn": ["--model", "threshold", "--threshold", "drawn", *arcs],
        "threshold fraction": ["--model", "threshold", "--threshold", "fraction:0.2", *arcs, "--worlds", 1],  # nothing is random
        "threshold count": ["--model", "threshold", "--threshold", "count:2", *arcs, "--worlds", 1],
        "si": ["--model", "si", *contact, "--max-hops", 6],
        "sis": ["--model", "sis", *contact, "--gamma", "0.5", "--max-hops", 8],
        "sir": ["--model", "sir", *contact, "--gamma", "0.5", "--max-hops", 10],
        "si, activity decay": ["--model", "si", *contact, "--max-hops", 8, "--activity-decay", "0.5"],
        "seir": ["--model", "seir", *contact, "--gamma", "0.5", "--alpha", "0.5", "--max-hops", 12],
    }


def series(out, name):
    import h5py

    with h5py.File(out / "result.h5", "r") as file:
        return file[name][:].tolist()


def unsound(out):
    """What cannot be in a result, or nothing."""
    wrong = []
    for column in ("active", "active_q05", "active_q50", "active_q95"):
        values = series(out, f"series/hops/{column}")
        if any(after < before for before, after in zip(values, values[1:])):
            wrong.append(f"{column} shrinks")
    shares, active = series(out, "vertices/activation_probability"), series(out, "series/hops/active")
    if min(shares) < 0 or max(shares) > 1:
        wrong.append("an activation probability lies outside [0, 1]")
    if not math.isclose(math.fsum(shares), active[-1], rel_tol=1e-9):
        wrong.append(f"activation probabilities sum to {math.fsum(shares)}, not {active[-1]}")
    return wrong


def ask(cascade, name, graph, model, words):
    """One question on all machines; what is wrong."""
    wrong, first, seconds = [], None, []
    out = cascade.scratch / "out"
    for machine, (ranks, layout, threads) in MACHINES.items():
        began = time.monotonic()
        done = cascade.run("simulate", "--graph", graph, "--seeds", SEEDS, "--worlds", GRAPHS[name][4], *words, "--layout", layout, "--threads",
                           threads, "--out", out, "--force", ranks=ranks, timeout=TIMEOUT)
        seconds.append(f"{time.monotonic() - began:.1f}")
        if done.returncode != 0:
            wrong.append(f"{name}, {model}, {machine}: exit {done.returncode}: {done.stderr.strip()[-300:]}")
            continue
        answer = datasets(out / "result.h5")
        if first is None:
            first, active = answer, series(out, "series/hops/active")
            wrong += [f"{name}, {model}: {text}" for text in unsound(out)]
        elif differing(first, answer):
            wrong.append(f"{name}, {model}, {machine}: {differing(first, answer)} differ")
    if first is not None:
        print(f"{name:17} {model:19} {active[-1]:11.2f} active after {len(active) - 1:3} hops; {' / '.join(seconds)} s", flush=True)
    return wrong


def as_estimated(cascade, graph):
    """Forward against reverse: what is wrong."""
    out = cascade.scratch / "two ways"
    seeds = cascade.scratch / "seeds.txt"
    cascade.must("select", "--graph", graph, "--k", 50, "--settle", 1, "--out", out, timeout=TIMEOUT)
    seeds.write_text("\n".join(json.loads((out / "summary.json").read_text())["seeds"]) + "\n")
    cascade.must("estimate", "--graph", graph, "--seeds", seeds, "--precision", "0.002", "--out", out, "--force", timeout=TIMEOUT)
    reverse = json.loads((out / "summary.json").read_text())
    cascade.must("simulate", "--graph", graph, "--seeds", seeds, "--worlds", 4096, "--out", out, "--force", timeout=TIMEOUT)
    forward = json.loads((out / "summary.json").read_text())
    half = math.hypot((reverse["spread_high"] - reverse["spread_low"]) / 2, (forward["active_high"] - forward["active_low"]) / 2)
    away = forward["active"] - reverse["spread"]
    print(f"com-dblp, 50 seeds: simulate {forward['active']:.1f}, estimate {reverse['spread']:.1f}; {away:+.1f}, the joint 95 % interval is +-{half:.1f}")
    table = sum(forward["hops"])
    return ([f"com-dblp: simulate {forward['active']} and estimate {reverse['spread']} are {away:+.2f} apart, +-{half:.2f}"] if abs(away) > 4 / 1.96 * half else []) + \
        ([f"com-dblp: hops sum to {table}, not {forward['active']}"] if not math.isclose(table, forward["active"], rel_tol=1e-9) else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--graphs", nargs="+", choices=list(GRAPHS), default=list(GRAPHS))
    options = parser.parse_args()
    data = os.environ.get("CASCADE_REAL_DATA")
    if not data:
        print("forward models on real graphs: skipped, CASCADE_REAL_DATA names no folder")
        return SKIPPED
    wrong = []
    with Cascade(options.program) as cascade:
        for name in options.graphs:
            graph = imported(cascade, pathlib.Path(data), name)
            for model, words in questions(name).items():
                wrong += ask(cascade, name, graph, model, words)
            if name == "com-dblp":
                wrong += as_estimated(cascade, graph)
    for text in wrong:
        print(text)
    print(f"forward models on {len(options.graphs)} real graphs and {len(MACHINES)} machines: {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
