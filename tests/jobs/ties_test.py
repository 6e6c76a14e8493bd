#!/usr/bin/python3
"""Among candidates that add the same, the one with more out-arcs is chosen first, then the one of the smaller id.

    ties_test.py PROGRAM

With one sample and arcs that are never crossed the first seed is the sample's only vertex and all others add nothing, so the
rest of the seeds is the order of equals. Asked of one graph and of two layers in every kind of layout; the graph is stored in
the order of degrees, so that ids do not rise with a vertex's place in the file.
"""
import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, require  # noqa: E402 -- after the path is set

VERTICES = 12
NEVER = ["--probability", "constant:1e-12", "--algorithm", "fixed", "--samples", 1, "--precision", "0.5"]
LAYOUTS = ((0, "replicated"), (2, "replicated"), (3, "partitioned"), (4, "2x2"))


def id_of(v):
    """Ids are no numbers from 0 on; half of them are negative."""
    return (v * 5 % VERTICES) - 6


def arcs(first, second):
    """Arcs of two graphs, of which vertex v has first(v) and second(v)."""
    return [[(id_of(v), id_of((v + 1 + i) % VERTICES)) for v in range(VERTICES) for i in range(count(v))] for count in (first, second)]


def ordered(degrees, but):
    return sorted((v for v in degrees if v != but), key=lambda v: (-degrees[v], v))


def seeds(cascade, words, ranks, layout):
    out = cascade.scratch / "out"
    cascade.must("select", *words, *NEVER, "--layout", layout, "--out", out, "--force", ranks=ranks)
    with open(out / "seeds.csv", newline="", encoding="utf-8") as text:
        return [int(row["vertex"]) for row in csv.DictReader(text)]


def main():
    with Cascade(sys.argv[1]) as cascade:
        base, layer = cascade.scratch / "base.h5", cascade.scratch / "layer.h5"
        texts = arcs(lambda v: 1 + v % 4, lambda v: v // 4)
        for lines, path, more in zip(texts, (base, layer), (["--order", "degree"], ["--base", base])):
            (cascade.scratch / "arcs.txt").write_text("".join(f"{a} {b}\n" for a, b in lines))
            cascade.must("import", "--directed", "--input", cascade.scratch / "arcs.txt", "--output", path, *more)
        both = {id_of(v): 1 + v % 4 + v // 4 for v in range(VERTICES)}
        one = {id_of(v): 1 + v % 4 for v in range(VERTICES)}
        for words, degrees in ((["--graph", base], one), (["--graph", base, "--layer", layer], both)):
            for ranks, layout in LAYOUTS:
                found = seeds(cascade, [*words, "--k", VERTICES], ranks, layout)
                wanted = found[:1] + ordered(degrees, found[0])
                require(found == wanted, f"{words} on {ranks} ranks, {layout}: {found}, not {wanted}")
    print(f"ties: {2 * len(LAYOUTS)} runs, all in the order of out-arcs and ids")


if __name__ == "__main__":
    conclude(main)
