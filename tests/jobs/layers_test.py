#!/usr/bin/python3
"""Layers as a user meets them: one identity by `import --base`, an empty layer changes nothing, identical ones are a coin
each, what is said of them adds up, and a checkpoint is of these layers alone.

    layers_test.py PROGRAM
"""
import csv
import json
import math
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, datasets, require, shuffle_lines, vertex_ids  # noqa: E402 -- after the path is set

OF_LAYERS = ("layers", "layer_hops", "layer_transfers", "layer_ablation")
OLD, NEW = ("9 5", "5 30", "30 9", "12 5"), ("7 9", "9 30", "50 7", "-4 12")


def read(file):
    with open(file, newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def identity(cascade):
    """Old vertices stay where they are, new ones follow by id, whatever ranks and order of lines; so do labels."""
    scratch = cascade.scratch
    name = {v: f"n{v}" for v in ("-4", "5", "7", "9", "12", "30", "50", "99")}
    for labels in (False, True):
        def write(file, lines):
            file.write_text("".join(" ".join(name[v] if labels else v for v in line.split()) + "\n" for line in lines))

        old, text, mixed = scratch / "old.h5", scratch / "new.txt", scratch / "mixed.txt"
        write(scratch / "old.txt", OLD)
        write(text, NEW)
        write(scratch / "members.txt", ["99", "5"])
        shuffle_lines(text, mixed)
        cascade.must("import", "--input", scratch / "old.txt", "--directed", "--order", "degree", "--output", old, "--force")
        digests = set()
        for lines, ranks in ((text, 0), (mixed, 0), (text, 1), (mixed, 3), (text, 7)):
            new = scratch / "new.h5"
            cascade.must("import", "--input", lines, "--directed", "--base", old, "--vertices", scratch / "members.txt", "--output", new, "--force",
                         ranks=ranks)
            said = cascade.inspect(new)
            digests.add(said["digest"])
            require(said["vertices"] == 8 and said["edges"] == 4 and said["order"] == "base", f"new graph: {said}")
            require(json.loads(cascade.must("inspect", new, "--json").stdout)["valid"], "the new graph is not valid")
        require(len(digests) == 1, f"digests of one graph differ: {digests}")
        if not labels:
            ids, before = vertex_ids(new), vertex_ids(old)
            require(ids == before + [-4, 7, 50, 99], f"{before} is continued by {ids}")
            require(before[0] == 5, "the old order is by degree")
            (scratch / "seeds.txt").write_text("50\n")
            out = scratch / "certain"
            cascade.must("simulate", "--graph", old, "--layer", new, "--seeds", scratch / "seeds.txt", "--probability", "constant:1", "--worlds", 64,
                         "--out", out)
            require(read(out / "reach_by_layer.csv")[1]["reached"] == "3", "50 -> 7 -> 9 -> 30 over the second layer alone")
            require(read(out / "reach_by_layer.csv")[0]["reached"] == "1", "9 -> 5 over the first")
            for layer, best in (([], "5"), (["--layer", new], "9")):
                out = scratch / "busiest"
                cascade.must("simulate", "--graph", old, *layer, "--seeds", "degree:1", "--tree", "seeds", "--worlds", 64, "--out", out, "--force")
                found = read(out / "adoptions_by_seed.csv")[0]["vertex"]
                require(found == best, f"{best} has the highest out-degree, not {found}")
    cascade.must("import", "--input", scratch / "old.txt", "--directed", "--output", scratch / "plain.h5")
    cascade.must("import", "--input", scratch / "old.txt", "--directed", "--base", scratch / "plain.h5", "--output", scratch / "same.h5")
    require(cascade.inspect(scratch / "plain.h5")["digest"] == cascade.inspect(scratch / "same.h5")["digest"], "a graph that continues itself is itself")


class Network:
    """Three layers of 300 vertices, an empty one, and one that lacks the last hundred."""

    def __init__(self, cascade):
        self.cascade, scratch = cascade, cascade.scratch
        self.files = {name: scratch / f"{name}.h5" for name in ("friends", "work", "short", "empty")}
        cascade.must("generate", "--kind", "social", "--vertices", 300, "--edges", 1200, "--random-seed", 3, "--output", self.files["friends"])
        cascade.must("generate", "--kind", "gnm", "--vertices", 300, "--edges", 700, "--random-seed", 4, "--output", self.files["work"])
        cascade.must("generate", "--kind", "gnm", "--vertices", 200, "--edges", 500, "--random-seed", 5, "--output", self.files["short"])
        (scratch / "loop.txt").write_text("0 0\n")
        cascade.must("import", "--input", scratch / "loop.txt", "--directed", "--base", self.files["friends"], "--output", self.files["empty"])
        (scratch / "members.txt").write_text("0\n1\n2\n120\n")
        self.verbs = {"select": ["--k", 4, "--epsilon", "0.3", "--settle", "0.1", "--precision", "0.05"], "estimate": ["--seeds", scratch / "members.txt"],
                      "simulate": ["--seeds", scratch / "members.txt", "--worlds", 600]}

    def ask(self, verb, layers, *words, ranks=0, out="out", own=None):
        further = ["--layer", *(self.files[name] for name in layers[1:])] if len(layers) > 1 else []
        folder = self.cascade.scratch / out
        self.cascade.must(verb, "--graph", self.files[layers[0]], *further, *(own or self.verbs[verb]), *words, "--out", folder, "--force", ranks=ranks)
        return folder


def one_equals_none(network):
    """An empty layer changes no byte of what there was without, in any verb."""
    for verb in network.verbs:
        for words in ([], ["--model", "lt"], ["--probability", "constant:0.2", "--max-hops", "3"]):
            more = ["--replicates", "--tree", "full"] if verb == "simulate" else []
            plain = network.ask(verb, ["friends"], *words, *more, out="plain")
            for ranks in (0, 3):
                out = network.ask(verb, ["friends", "empty"], *words, *more, ranks=ranks)
                was, now = datasets(plain / "result.h5"), datasets(out / "result.h5")
                different = [path for path in was if was[path] != now.get(path)]
                require(not different and len(was) > 1, f"{verb} {words}: {different} differ with an empty layer")
                extra = {path.split("/")[1] for path in now.keys() - was.keys()}
                require(extra <= set(OF_LAYERS), f"{verb}: an empty layer adds {extra}")
                for file in plain.glob("*.csv"):
                    require(file.read_bytes() == (out / file.name).read_bytes(), f"{verb} {words}: {file.name} differs")


def two_are_a_coin_each(network):
    """Identical layers at p are one graph at 1 - (1 - p)^2, for samples and for worlds."""
    both = f"constant:{1 - (1 - 0.1) ** 2:.17g}"
    for verb, mean in (("estimate", "spread"), ("simulate", "active")):
        found = []
        for layers, law in ((["friends", "friends"], "constant:0.1"), (["friends"], both)):
            summary = json.loads((network.ask(verb, layers, "--probability", law) / "summary.json").read_text())
            found.append((summary[mean], (summary[f"{mean}_high"] - summary[f"{mean}_low"]) / 3.92))
        apart = abs(found[0][0] - found[1][0]) / math.hypot(found[0][1], found[1][1])
        require(apart < 4, f"{verb}: two layers at 0.1 give {found[0]}, one at {both} {found[1]}")


def it_adds_up(network):
    """Seeds and what is reached over the layers are all; transfers are what is reached; the ablation is that of a run without."""
    laws = ["--layer-model", "lt", "ic", "--layer-probability", "wc", "constant:0.15", "--probability", "constant:0.1", "--layer-ablation"]
    out = network.ask("simulate", ["friends", "work", "short"], *laws, "--verify", ranks=2)
    active = json.loads((out / "summary.json").read_text())["active"]
    reached = {row["layer"]: float(row["reached"]) for row in read(out / "reach_by_layer.csv")}
    require(abs(4 + sum(reached.values()) - active) < 1e-9, f"4 seeds and {reached} are not {active}")
    for layer, whole in reached.items():
        passed = sum(float(row["vertices"]) for row in read(out / "layer_transfers.csv") if row["to"] == layer)
        require(abs(passed - whole) < 1e-9, f"layer {layer}: {passed} passed on, {whole} reached")
    hops = [row for row in read(out / "reach_by_layer_and_hop.csv") if row["layer"] == "2"]
    require(abs(float(hops[-1]["reached"]) - reached["2"]) < 1e-9, "the last hop is not the end")
    require(reached["2"] > 0 and reached["3"] > 0, "a layer reaches nobody")
    ablation = read(out / "layer_ablation.csv")
    without = network.ask("simulate", ["friends", "work"], "--layer-model", "lt", "--layer-probability", "wc", "--probability", "constant:0.1")
    there = json.loads((without / "summary.json").read_text())["active"]
    require(abs(float(ablation[2]["active_without"]) - there) < 1e-9, f"without the third {ablation[2]}, but without it {there}")
    estimated = network.ask("estimate", ["friends", "work", "short"], *laws[:-1], "--layer-ablation", ranks=3)
    losses_agree(ablation, read(estimated / "layer_ablation.csv"))
    names = [layer["name"] for layer in json.loads((out / "summary.json").read_text())["layers"]]
    require(names == ["friends", "work", "short"], f"layers {names}")


def losses_agree(one, other):
    """Two tables of what is lost without each layer, from different worlds or samples, are within their error."""
    require(len(one) == len(other) == 3, f"{len(one)} and {len(other)} layers")
    for ours, theirs in zip(one, other):
        error = math.hypot(*((float(row["difference_high"]) - float(row["difference_low"])) / 3.92 for row in (ours, theirs)))
        require(abs(float(ours["difference"]) - float(theirs["difference"])) < 4 * error, f"{ours} is not {theirs}")


def a_choice_loses_too(network):
    """What select says its seeds and those given lose without a layer is what estimate says of all of them."""
    scratch, laws = network.cascade.scratch, ["--layer-probability", "constant:0.15", "--probability", "constant:0.1", "--layer-ablation"]
    (scratch / "given.txt").write_text("17\n")
    chosen = network.ask("select", ["friends", "work", "short"], *laws, "--given", scratch / "given.txt", ranks=3, out="chosen")
    (scratch / "all.txt").write_text("17\n" + "".join(row["vertex"] + "\n" for row in read(chosen / "seeds.csv")))
    estimated = network.ask("estimate", ["friends", "work", "short"], *laws, own=["--seeds", scratch / "all.txt"])
    losses_agree(read(chosen / "layer_ablation.csv"), read(estimated / "layer_ablation.csv"))


def checkpoints(network):
    """Another file of a layer is another graph (65), another law of it another job (2)."""
    cascade, store = network.cascade, network.cascade.scratch / "store"

    def job(layer, *words):
        return cascade.run("simulate", "--graph", network.files["friends"], "--layer", layer, "--seeds", "degree:3", "--worlds", 10_000_000, "--checkpoint",
                           store, "--time-limit", "00:00:03", *words, timeout=120)

    done = job(network.files["work"])
    require(done.returncode == 75, f"exit {done.returncode} instead of 75: {done.stderr}")
    for code, said, words in ((65, "", [network.files["empty"]]), (2, "--layer-model", [network.files["work"], "--layer-model", "lt"])):
        done = job(*words)
        require(done.returncode == code and said in done.stderr, f"exit {done.returncode} instead of {code}: {done.stderr}")


def main():
    with Cascade(sys.argv[1]) as cascade:
        identity(cascade)
        network = Network(cascade)
        one_equals_none(network)
        two_are_a_coin_each(network)
        it_adds_up(network)
        a_choice_loses_too(network)
        checkpoints(network)
    print("layers: identity, reductions, sums and checkpoints hold")
    return 0


if __name__ == "__main__":
    conclude(main)
