#!/usr/bin/python3
"""Ids of any kind go through all verbs and come out as they went in: edge list, select, seeds.csv, and back by --seeds.

    labels_test.py PROGRAM

The same small graph is imported under several sets of names: labels with commas, quotes, line ends and emoji, integers above
2^53, negative ones. Names do not matter to the numbers: with names that order as the positions do, estimates, simulations
and seeds must agree with those of the graph of plain integers, and the names in each text output must be those of these
vertices. Asked without a launcher, on three ranks replicated and partitioned.
"""
import csv
import json
import pathlib
import random
import sys

import h5py

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, datasets, require  # noqa: E402 -- after the path is set

VERTICES = 60
ODD = ["小米·社群", 'a,"b"', "two\nlines", "😀", " blanks ", "#tag", "%", "it's", "Zoë", '"', "1", "-5", "a;b\tc"]
LABELS = sorted(ODD + [f"user {i:02}" for i in range(VERTICES - len(ODD))], key=lambda name: name.encode())
NAMES = {
    "integers": [str(i) for i in range(VERTICES)],
    "labels": LABELS,
    "large": [str(2**53 + 1 + 2 * i) for i in range(VERTICES)],
    "extreme": [str(-(2**63) + i) for i in range(VERTICES // 2)] + [str(2**63 - VERTICES + i) for i in range(VERTICES - VERTICES // 2)],
    "negative": [str(i - VERTICES) for i in range(VERTICES)],
}
MACHINES = [(0, ()), (3, ("--layout", "replicated")), (3, ("--layout", "partitioned"))]


def arcs():
    draw = random.Random(5)
    wanted = [(u, v) for u in range(VERTICES) for v in draw.sample(range(VERTICES), 4) if u != v]
    return draw.sample(wanted, len(wanted))


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def write_rows(path, *rows):
    with open(path, "w", newline="", encoding="utf-8") as text:
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)  # a label may begin as a comment does


class Trial:
    def __init__(self, cascade):
        self.cascade = cascade
        self.out = cascade.scratch / "out"

    def verb(self, name, *words, machine=MACHINES[0]):
        ranks, layout = machine
        self.cascade.must(name, "--graph", self.graph, *words, *layout, "--out", self.out, "--force", ranks=ranks)
        return json.loads((self.out / "summary.json").read_text(encoding="utf-8"))

    def import_graph(self, names, ranks):
        self.names, self.graph = names, self.cascade.scratch / "g.h5"
        edges = self.cascade.scratch / "edges.csv"
        write_rows(edges, ["source", "target"], *[(names[u], names[v]) for u, v in arcs()])
        self.cascade.must("import", "--input", edges, "--directed", "--output", self.graph, "--force", ranks=ranks)
        return self.cascade.inspect(self.graph)

    def named(self, path, *columns):
        """Rows of a CSV file, the names in `columns` put back to positions."""
        rows = rows_of(path)
        for row in rows:
            for column in columns:
                row[column] = self.names.index(row[column])
        return rows

    def answers(self, machine):
        """Everything that names a vertex, with positions in place of the names."""
        answer = {}
        summary = self.verb("select", "--k", 5, "--settle", "0.1", "--random-seed", 3, machine=machine)
        answer["summary"] = [self.names.index(seed) for seed in summary["seeds"]], summary["spread"]
        answer["seeds"] = self.named(self.out / "seeds.csv", "vertex")
        answer["degrees"] = self.named(self.out / "seed_degrees.csv", "vertex")
        with h5py.File(self.out / "result.h5") as file:
            stored = file["labels/seeds/vertex"].asstr()[:].tolist() if "labels" in file else None
            require(stored in (None, summary["seeds"]), f"/labels/seeds/vertex holds {stored}")
        seeds = self.cascade.scratch / "seeds.csv"
        seeds.write_bytes((self.out / "seeds.csv").read_bytes())
        write_rows(self.cascade.scratch / "groups.csv", ["group", "vertex"], *[(i % 3, name) for i, name in enumerate(self.names)])
        write_rows(self.cascade.scratch / "accepts.csv", ["vertex", "acceptance"], *[(name, 0.9) for name in self.names[::2]])
        write_rows(self.cascade.scratch / "few.csv", ["vertex"], *[[name] for name in self.names[10:20]])
        few = self.cascade.scratch / "few.csv"
        answer["others"] = [self.names.index(seed) for words in (["--exclude", few, "--given", seeds], ["--candidates", few])
                            for seed in self.verb("select", "--k", 3, "--settle", "0.1", *words, machine=machine)["seeds"]]
        answer["spread"] = self.verb("estimate", "--seeds", seeds, machine=machine)["spread"]
        answer["alone"] = self.named(self.out / "leave_one_out.csv", "vertex")
        answer["active"] = self.verb("simulate", "--seeds", seeds, "--worlds", 300, "--groups", self.cascade.scratch / "groups.csv",
                                     "--acceptance", self.cascade.scratch / "accepts.csv", "--blocked", few, "--tree", "full",
                                     machine=machine)["active"]
        answer["groups"] = rows_of(self.out / "reach_by_group.csv")
        answer["brought"] = self.named(self.out / "adoptions_by_seed.csv", "vertex")
        answer["forest"] = self.named(self.out / "forest.csv", "vertex", "parent", "seed")
        answer["series"] = {path: value for path, value in datasets(self.out / "result.h5").items() if path.startswith(("series", "vertices"))}
        answer["contrast"] = self.verb("contrast", "--seeds", seeds, "--seeds", few, "--worlds", 200, machine=machine)["differences"]
        return answer


def complaints(trial):
    """A stranger is named, and so is the place of what is wrong."""
    cascade, scratch = trial.cascade, trial.cascade.scratch
    trial.import_graph(LABELS, 0)
    (scratch / "list.txt").write_text("小米·社群\nnobody, \"here\"\n", encoding="utf-8")
    for ranks in (0, 3):
        done = cascade.run("estimate", "--graph", trial.graph, "--seeds", scratch / "list.txt", ranks=ranks)
        require(done.returncode == 65 and "1 of 2 vertices are not in the graph: 'nobody, \"here\"'" in done.stderr, done.stderr)
        for text, words, said in [(b"a b\nc \xff\n", [], "bad:2: the id '\\xff' is not UTF-8"), (b"1 2\n3 x\n", [], "bad:2: 'x' is not an integer id"),
                                  (b"1 2\nx y\n", ["--ids", "integer"], "bad:2: 'x'"), (b"from to\n1 2\n", [], "bad:1: 'from to' has no integer ids"),
                                  (b"a,b\n\"c\nd\",\n", ["--format", "csv"], "bad:2: an id is empty"),
                                  (b"a,b\n\"c\n\"x,y\n", ["--format", "csv"], "bad:2: text follows the closing quote"),
                                  (b"a b\nc\0 d\n", [], "bad:2: a NUL byte"), (b"a b\na b\n", ["--duplicates", "error"], "the edge 'a' 'b' is given more than once"),
                                  (b"a b 2\n", ["--weights", "column", "--duplicates", "noisy-or"], "bad:1: the weight '2'")]:
            (scratch / "bad").write_bytes(text)
            done = cascade.run("import", "--input", scratch / "bad", "--directed", "--output", scratch / "bad.h5", *words, ranks=ranks)
            require(done.returncode == 65 and said in done.stderr, f"{text}: exit {done.returncode}, {done.stderr}")
    write_rows(scratch / "w.csv", ["source", "target", "weight"], ["a\nb", "c", 3])
    cascade.must("import", "--input", scratch / "w.csv", "--directed", "--weights", "column", "--output", scratch / "w.h5")
    done = cascade.run("select", "--graph", scratch / "w.h5", "--k", 1, "--probability", "weights")
    require(done.returncode == 65 and "arc 'a\\x0ab' -> 'c' has weight 3" in done.stderr, done.stderr)


def main():
    with Cascade(sys.argv[1]) as cascade:
        trial, first = Trial(cascade), None
        for name, names in NAMES.items():
            digests = set()
            for machine in MACHINES if name in ("integers", "labels") else MACHINES[::2]:
                about = trial.import_graph(names, machine[0])
                require(about["vertices"] == VERTICES and about["ids"] == {"integers": "identity", "labels": "string"}.get(name, "stored"), f"{name}: {about}")
                digests.add(about["digest"])
                now = trial.answers(machine)
                first = first or now
                wrong = [key for key in first if first[key] != now[key]]
                require(not wrong, f"{name}, {machine}: {wrong} differ: " + "; ".join(f"{first[key]} {now[key]}"[:300] for key in wrong))
            require(len(digests) == 1, f"{name}: digests {digests}")
        complaints(trial)
    print(f"labels: {len(NAMES)} kinds of ids, the same answers")
    return 0


if __name__ == "__main__":
    conclude(main)
