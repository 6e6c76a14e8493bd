#!/usr/bin/python3
"""Law 1, the machine does not show: a pairwise grid over three small graphs, and proof that the comparison can fail.

    law1_machine.py PROGRAM
"""
import pathlib
import random
import subprocess
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
from drive import Broken, Cascade, datasets, differing, require  # noqa: E402 -- after the path is set


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


def main():
    with Cascade(sys.argv[1]) as cascade:
        graphs = small_graphs(cascade)
        another_seed_shows(cascade, graphs[0])
        return subprocess.run([sys.executable, SCRIPTS / "law1_grid.py", "--pairwise", "--program", cascade.program,
                               "--timeout", "120"] + graphs).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"law 1: {broken}")
