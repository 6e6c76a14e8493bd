#!/usr/bin/python3
"""Law 3, the order of edges does not matter: shuffled, cut into files or packed, an edge list gives one graph and one answer.

    law3_order.py PROGRAM
"""
import gzip
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Broken, Cascade, datasets, differing, require, shuffle_lines  # noqa: E402 -- after the path is set


def edge_list(path):
    """300 sparse ids, 1,500 arcs, with comments, loops and duplicates among them."""
    draw = random.Random(11)
    lines = [f"{draw.randrange(300) ** 2} {draw.randrange(300) ** 2}" for _ in range(1500)]
    lines += lines[:50] + ["# a comment", "16 16"]
    path.write_text("\n".join(lines) + "\n")


def variants(scratch, text):
    """Ways to hand in the same edges: {what: input files}."""
    found = {"as written": [text]}
    for seed in (1, 2):
        mixed = scratch / f"shuffled{seed}.txt"
        shuffle_lines(text, mixed, seed)
        found[f"shuffled {seed}"] = [mixed]
    packed = scratch / "packed.txt.gz"
    packed.write_bytes(gzip.compress(found["shuffled 1"][0].read_bytes()))
    found["shuffled and packed"] = [packed]
    lines = found["shuffled 2"][0].read_text().splitlines(keepends=True)
    halves = [scratch / "second.txt", scratch / "first.txt"]
    for half, part in zip(halves, (lines[700:], lines[:700])):
        half.write_text("".join(part))
    found["in two files"] = halves
    return found


def answer(cascade, graph, ranks):
    out = cascade.scratch / "out"
    cascade.must("select", "--graph", graph, "--k", 4, "--epsilon", "0.3", "--precision", "0.05", "--out", out, "--force", ranks=ranks)
    found = datasets(out / "result.h5")
    for words in (["ic", "--quality", "0.8", "--tree", "full"], ["ic", "--respread", "0.4", "--tree", "full"], ["threshold", "--threshold", "fraction:0.3"],
                  ["sir", "--beta", "0.2", "--gamma", "0.5", "--tree", "seeds"], ["lt", "--delay", "exponential:1", "--deadline", 2],
                  ["sis", "--beta", "0.2", "--gamma", "0.5", "--max-hops", 8]):
        cascade.must("simulate", "--graph", graph, "--seeds", "degree:3", "--worlds", 100, "--model", *words, "--out", out, "--force", ranks=ranks)
        found.update({f"{' '.join(words[:2])} {name}": value for name, value in datasets(out / "result.h5").items()})
    return found


def main():
    with Cascade(sys.argv[1]) as cascade:
        text = cascade.scratch / "edges.txt"
        edge_list(text)
        base = cascade.scratch / "base.h5"
        (cascade.scratch / "base.txt").write_text("900000000001 17\n17 3\n")
        cascade.must("import", "--input", cascade.scratch / "base.txt", "--output", base, "--directed", "--order", "degree")
        for kind in ("--directed", "--undirected"):
            first = None
            for what, inputs in variants(cascade.scratch, text).items():
                for ranks in (0, 3):
                    graph = cascade.scratch / "graph.h5"
                    cascade.must("import", "--input", *inputs, "--output", graph, kind, "--force", ranks=ranks)
                    continued = cascade.scratch / "continued.h5"
                    cascade.must("import", "--input", *inputs, "--output", continued, kind, "--base", base, "--force", ranks=ranks)
                    now = cascade.inspect(graph)["digest"] + cascade.inspect(continued)["digest"], answer(cascade, graph, ranks)
                    first = first or now
                    require(now[0] == first[0], f"{kind}, {what}, {ranks} ranks: digest {now[0]}, not {first[0]}")
                    different = differing(now[1], first[1])
                    require(not different, f"{kind}, {what}, {ranks} ranks: {different} differ")
        one_less = cascade.scratch / "one-less.txt"
        one_less.write_text("".join(text.read_text().splitlines(keepends=True)[60:]))
        cascade.must("import", "--input", one_less, "--output", graph, "--undirected", "--force")
        require(not first[0].startswith(cascade.inspect(graph)["digest"]), "another graph has the same digest")
    print("law 3: 20 imports, 2 digests")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"law 3: {broken}")
