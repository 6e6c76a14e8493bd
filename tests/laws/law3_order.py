#!/usr/bin/python3
"""Law 3, the order of edges does not matter: shuffled, cut into files or packed, an edge list gives one graph and one answer.

    law3_order.py PROGRAM

Every question is asked of the list as written, and three times more of the others in turn: equal digests make equal files, so
that each way to hand the edges in need not be asked everything.
"""
import gzip
import itertools
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, datasets, differing, require, shuffle_lines  # noqa: E402 -- after the path is set


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


SELECT = ["select", "--epsilon", "0.3", "--settle", "0.1", "--precision", "0.05"]
SIMULATE = ["simulate", "--seeds", "degree:3", "--worlds", 100, "--model"]
QUESTIONS = [  # CONTINUED is the same edges behind another graph's vertices; WEIGHTS and COSTS are files about single vertices
    [*SELECT, "--k", 4],
    [*SELECT, "--k", 4, "--weights", "WEIGHTS", "--hop-decay", "1,.6,.3,0"],
    [*SELECT, "--costs", "COSTS", "--budget", 9, "--max-hops", 3],
    [*SELECT, "--k", 3, "--delay", "weibull:0.7,1", "--deadline", 2],
    [*SELECT, "--k", 3, "--layer", "CONTINUED", "--layer-model", "lt", "--layer-ablation"],
    ["estimate", "--seeds", "SEEDS", "--quality", "0.7", "--precision", "0.05"],
    ["estimate", "--seeds", "SEEDS", "--layer", "CONTINUED", "--layer-ablation", "--precision", "0.05"],
    [*SIMULATE, "ic", "--quality", "0.8", "--tree", "full"],
    [*SIMULATE, "ic", "--respread", "0.4", "--tree", "full"],
    [*SIMULATE, "ic", "--layer", "CONTINUED", "--layer-model", "lt", "--layer-ablation", "--tree", "full"],
    [*SIMULATE, "threshold", "--threshold", "fraction:0.3"],
    [*SIMULATE, "sir", "--beta", "0.2", "--gamma", "0.5", "--tree", "seeds"],
    [*SIMULATE, "lt", "--delay", "exponential:1", "--deadline", 2, "--time-grid", 4],
    [*SIMULATE, "sis", "--beta", "0.2", "--gamma", "0.5", "--max-hops", 8],
    *(["compete", "--seeds", "degree:3", "--seeds", "random:20", "--worlds", 100, "--tie", tie] for tie in ("proportional", "first", "last")),
]


def answer(cascade, files, question, ranks):
    """What the program says to a question, {dataset: values}."""
    out = cascade.scratch / "out"
    cascade.must(*(files.get(word, word) for word in question), "--graph", files["graph"], "--out", out, "--force", ranks=ranks)
    return datasets(out / "result.h5")


def weights_of_repeated_edges(cascade):
    """Edges given again and again with other weights: which weight they get depends on the file alone. Returns the imports made.

    The first one counts in the order of the file, whoever reads which part of it; the rules that look at all
    of them do not see that order. Weights are eighths, so that sums are exact.
    """
    text, mixed, graph = (cascade.scratch / name for name in ("repeated.txt", "repeated-mixed.txt", "repeated.h5"))
    draw = random.Random(12)
    lines = [f"{draw.randrange(40)} {draw.randrange(40)} {draw.randrange(1, 9) / 8}" for _ in range(6000)]
    text.write_text("\n".join(lines) + "\n")
    shuffle_lines(text, mixed)
    imports, firsts = 0, set()
    for kind, rule in itertools.product(("--directed", "--undirected"), ("first", "sum", "max", "noisy-or")):
        digests = {}
        others = [(text, 2, 2), (text, 3, 1), (text, 4, 2)] if rule == "first" else [(mixed, 3, 2)]
        for file, ranks, threads in [(text, 0, 1), *others]:
            cascade.must("import", "--input", file, "--output", graph, kind, "--weights", "column", "--duplicates", rule, "--threads", threads,
                         "--force", ranks=ranks)
            digests[cascade.inspect(graph)["digest"]] = f"{file.name} on {ranks} ranks x {threads}"
            imports += 1
        require(len(digests) == 1, f"{kind} --duplicates {rule}: {digests}")
        firsts |= set(digests)
    require(len(firsts) == 8, "two rules give the same weights: nothing is compared")
    cascade.must("import", "--input", mixed, "--output", graph, "--directed", "--weights", "column", "--force")
    require(cascade.inspect(graph)["digest"] not in firsts, "the first weight of a shuffled list is that of the list as written: nothing is compared")
    return imports + 1


def tables(scratch, text):
    """Files about single vertices of the edge list."""
    ids = sorted({int(v) for line in text.read_text().splitlines() if not line.startswith("#") for v in line.split()})
    found = {name: scratch / f"{name.lower()}.csv" for name in ("WEIGHTS", "COSTS", "SEEDS")}
    found["WEIGHTS"].write_text("vertex,weight\n" + "".join(f"{v},{v % 7}\n" for v in ids))
    found["COSTS"].write_text("vertex,cost\n" + "".join(f"{v},{1 + v % 5}.5\n" for v in ids))
    found["SEEDS"].write_text("".join(f"{v}\n" for v in ids[:9]))
    return found


def main():
    with Cascade(sys.argv[1]) as cascade:
        text = cascade.scratch / "edges.txt"
        edge_list(text)
        base = cascade.scratch / "base.h5"
        (cascade.scratch / "base.txt").write_text("900000000001 17\n17 3\n")
        cascade.must("import", "--input", cascade.scratch / "base.txt", "--output", base, "--directed", "--order", "degree")
        files = {"graph": cascade.scratch / "graph.h5", "CONTINUED": cascade.scratch / "continued.h5", **tables(cascade.scratch, text)}
        asked = 0
        for kind in ("--directed", "--undirected"):
            first = None
            turn = itertools.cycle(range(len(QUESTIONS)))
            for what, inputs in variants(cascade.scratch, text).items():
                for ranks in (0, 3):
                    cascade.must("import", "--input", *inputs, "--output", files["CONTINUED"], kind, "--base", base, "--force", ranks=ranks)
                    continued = cascade.inspect(files["CONTINUED"])["digest"]
                    cascade.must("import", "--input", *inputs, "--output", files["graph"], kind, "--force", ranks=ranks)
                    digest = cascade.inspect(files["graph"])["digest"] + continued
                    # A layer has the identity of the graph that it continues.
                    cascade.must("import", "--input", *inputs, "--output", files["CONTINUED"], kind, "--base", files["graph"], "--force", ranks=ranks)
                    if first is None:
                        first = digest, [answer(cascade, files, question, ranks) for question in QUESTIONS]
                        continue
                    require(digest == first[0], f"{kind}, {what}, {ranks} ranks: digest {digest}, not {first[0]}")
                    for number in itertools.islice(turn, 6):
                        different = differing(answer(cascade, files, QUESTIONS[number], ranks), first[1][number])
                        require(not different, f"{kind}, {what}, {ranks} ranks, {QUESTIONS[number]}: {different} differ")
                        asked += 1
        one_less = cascade.scratch / "one-less.txt"
        one_less.write_text("".join(text.read_text().splitlines(keepends=True)[60:]))
        cascade.must("import", "--input", one_less, "--output", files["graph"], "--undirected", "--force")
        require(not first[0].startswith(cascade.inspect(files["graph"])["digest"]), "another graph has the same digest")
        repeated = weights_of_repeated_edges(cascade)
    print(f"law 3: {60 + repeated} imports, 2 graphs, {len(QUESTIONS)} questions of each, {asked} asked again, 0 differences")
    return 0


if __name__ == "__main__":
    conclude(main)
