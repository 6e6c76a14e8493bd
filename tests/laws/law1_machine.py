#!/usr/bin/python3
"""Law 1, the machine does not show: a pairwise grid over three small graphs, and proof that the comparison can fail.

    law1_machine.py PROGRAM [--full]

--full asks every forward question on all five machines.
"""
import pathlib
import random
import subprocess
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
from drive import Cascade, conclude, datasets, differing, require  # noqa: E402 -- after the path is set


def small_graphs(cascade):
    """An R-MAT and a social graph, and a directed one with weights whose sums stay below 1 at every head."""
    rmat, social, weighted = (cascade.scratch / name for name in ("rmat.h5", "social.h5", "weighted.h5"))
    cascade.must("generate", "--kind", "rmat", "--scale", 8, "--edges", 1500, "--random-seed", 3, "--output", rmat)
    cascade.must("generate", "--kind", "social", "--scale", 9, "--edges", 2500, "--random-seed", 4, "--output", social)
    draw = random.Random(5)
    text = cascade.scratch / "weighted.txt"
    lines = [f"{7 * u + 3} {7 * v + 3} {draw.randrange(1, 32) / 256}" for v in range(120) for u in draw.sample(range(120), 8) if u != v]
    text.write_text("\n".join(lines) + "\n")
    cascade.must("import", "--input", text, "--output", weighted, "--directed", "--weights", "column")
    return [rmat, social, weighted]


def another_seed_shows(cascade, graph):
    """Were the comparison blind, two random seeds would look alike too."""
    answers = []
    for seed in (1, 2):
        out = cascade.scratch / f"seed{seed}"
        cascade.must("select", "--graph", graph, "--k", 3, "--random-seed", seed, "--epsilon", "0.3", "--precision", "0.05", "--out", out)
        answers.append(datasets(out / "result.h5"))
    require(differing(*answers), "random seeds 1 and 2 give the same bytes: nothing is compared")


FORWARD = [
    ["simulate", "--probability", "trivalency", "--hop-decay", "1,.6,.3", "--replicates"],
    ["simulate", "--quality", "0.8", "--tree", "full"],
    ["simulate", "--respread", "0.3", "--groups", "GROUPS", "--replicates", "--tree", "full"],
    ["simulate", "--respread", "0.8", "--max-hops", 7, "--acceptance", "ACCEPTANCE", "--hop-decay", "1,.5", "--precision", "0.05"],
    ["simulate", "--model", "lt", "--tree", "seeds"],
    ["simulate", "--model", "threshold", "--threshold", "drawn", "--acceptance", "ACCEPTANCE"],
    ["simulate", "--model", "threshold", "--threshold", "count:2"],
    ["simulate", "--model", "si", "--beta", "0.03", "--max-hops", 9, "--groups", "GROUPS"],
    ["simulate", "--model", "sis", "--beta", "0.05", "--gamma", "0.4", "--max-hops", 20, "--blocked", "BLOCKED"],
    ["simulate", "--model", "sir", "--beta", "0.05", "--gamma", "0.4", "--precision", "0.05", "--tree", "full"],
    ["simulate", "--model", "seir", "--beta", "0.05", "--gamma", "0.4", "--alpha", "0.5", "--groups", "GROUPS"],
    ["simulate", "--model", "sis", "--beta", "0.05", "--gamma", "0.2", "--max-hops", 15, "--activity-decay", "0.7"],
    ["simulate", "--model", "seir", "--beta", "0.08", "--gamma", "0.2", "--alpha", "0.5", "--activity-decay", "0.6", "--tree", "full"],
    ["simulate", "--delay", "exponential:1", "--deadline", "2.5", "--acceptance", "ACCEPTANCE", "--replicates"],
    ["simulate", "--probability", "constant:0.2", "--delay", "rayleigh:1", "--time-grid", "9,13"],
    ["simulate", "--model", "lt", "--delay", "weibull:0.7,1", "--deadline", "3", "--time-grid", "7", "--groups", "GROUPS"],
    ["contrast", "--seeds", "random:4", "--delay", "fixed:0.5", "--deadline", "1"],
    ["contrast", "--seeds", "random:4", "--probability", "constant:0.05"],
    ["contrast", "--seeds", "random:4", "--model", "sir", "--beta", "0.05", "--gamma", "0.5"],
    ["contrast", "--seeds", "random:4", "--respread", "0.4"],
    ["compete", "--seeds", "random:4", "--groups", "GROUPS", "--replicates"],
    ["compete", "--seeds", "random:4", "--seeds", "degree:2", "--tie", "last", "--acceptance", "ACCEPTANCE", "--hop-decay", "1,.5"],
]
LAYERED = [
    ["simulate", "--layer", "LAYER", "SHORT", "--layer-model", "lt", "ic", "--layer-ablation", "--seeds", "degree:5", "--worlds", 300],
    ["simulate", "--model", "lt", "--layer", "LAYER", "--layer-probability", "trivalency", "--layer-model", "ic", "--tree", "full", "--replicates",
     "--acceptance", "ACCEPTANCE", "--seeds", "degree:5", "--worlds", 300],
    ["select", "--layer", "LAYER", "SHORT", "--layer-model", "lt", "ic", "--layer-ablation", "--k", 4, "--epsilon", "0.3", "--settle", "0.1",
     "--precision", "0.05"],
    ["select", "--model", "lt", "--layer", "LAYER", "--layer-model", "lt", "--max-hops", 2, "--k", 3, "--epsilon", "0.3", "--settle", "0.1",
     "--precision", "0.05"],
    ["estimate", "--layer", "SHORT", "LAYER", "--layer-probability", "constant:0.1", "--layer-ablation", "--seeds", "BLOCKED", "--precision", "0.05"],
]
MACHINES = [(0, "auto", 2, "auto"), (2, "partitioned", 1, "sparse --exchange-cap 4K"), (3, "partitioned", 2, "grid --exchange-cap 4K"),
            (4, "2x2", 1, "direct --exchange-cap 4K"), (3, "replicated", 1, "auto")]


def forward_models(cascade, graph, vertices):
    """Every forward model with every kind of answer, and layers, on three of five machines in turn, or on all, against one rank and one thread."""
    files = {name: cascade.scratch / name for name in ("ACCEPTANCE", "GROUPS", "BLOCKED")}
    files["ACCEPTANCE"].write_text("vertex,acceptance\n" + "".join(f"{v},{v % 7 / 6}\n" for v in range(0, vertices, 3)))
    files["GROUPS"].write_text("vertex,group\n" + "".join(f"{v},{'ab'[v % 2]}\n" for v in range(0, vertices, 2)))
    files["BLOCKED"].write_text("5\n8\n")
    files["LAYER"], files["SHORT"] = cascade.scratch / "layer.h5", cascade.scratch / "short.h5"
    cascade.must("generate", "--kind", "rmat", "--scale", 8, "--edges", 900, "--random-seed", 9, "--output", files["LAYER"])
    cascade.must("generate", "--kind", "gnm", "--vertices", 150, "--edges", 400, "--random-seed", 9, "--output", files["SHORT"])
    forward = [[*question, "--seeds", "degree:5", "--worlds", 300 if "--precision" not in question else 5000] for question in FORWARD]
    wrong = 0
    for turn, question in enumerate(forward + LAYERED):
        job = [files.get(word, word) for word in question] + ["--graph", graph]
        answers = []
        machines = MACHINES if "--full" in sys.argv else [MACHINES[(turn + step) % len(MACHINES)] for step in (0, 1, 3)]
        for ranks, layout, threads, exchange in [(0, "auto", 1, "auto")] + machines:
            out = cascade.scratch / "forward"
            cascade.must(*job, "--layout", layout, "--threads", threads, "--exchange", *exchange.split(), "--out", out, "--force", ranks=ranks)
            answers.append(datasets(out / "result.h5"))
            different = differing(answers[0], answers[-1])
            if different:
                print(f"{' '.join(map(str, question))}: {different} differ on {ranks} ranks {layout}, {threads} threads, exchange {exchange}")
                wrong += 1
    print(f"law 1: {len(FORWARD)} forward and {len(LAYERED)} layered questions on {len(machines) + 1} machines each, {wrong} differences")
    return wrong


def main():
    with Cascade(sys.argv[1]) as cascade:
        graphs = small_graphs(cascade)
        another_seed_shows(cascade, graphs[0])
        require(forward_models(cascade, graphs[0], 256) == 0, "a forward model shows its machine")
        return subprocess.run([sys.executable, SCRIPTS / "law1_grid.py", "--pairwise", "--program", cascade.program,
                               "--timeout", "120"] + graphs).returncode


if __name__ == "__main__":
    conclude(main)
