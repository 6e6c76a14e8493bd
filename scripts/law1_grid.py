#!/usr/bin/python3
"""Law 1 on a grid: the same question gives the same bytes, whatever machine it is asked on.

    scripts/law1_grid.py [--pairwise] [--program build/cascade] GRAPH…

A question is a graph, a verb (select, estimate, simulate), a model, a way to give probabilities and, of select and
estimate, who counts and how far, of select what seeds cost (WEIGHTS and COSTS are files made for each graph). A machine is a
number of ranks and a layout that fits it, a number of threads, whether the graph was imported from a shuffled edge list, and
how ranks exchange bytes, with and without a cap that cuts every exchange. Each question is first answered by one rank with one thread and no launcher; every dataset under /results,
/series and /vertices of every other answer must equal that one byte for byte. A shuffled import must also give the
same graph digest (law 3). GRAPH is an edge list (read with --import-options) or a graph file, which is written out as
text to be shuffled.

The full grid is questions x machines: hours on a real graph. --pairwise runs a subset in which every pair of values of
any two factors still meets, minutes on a small one. `weights` is asked of weighted graphs only; the linear threshold
model is given --normalise wherever in-weights may sum above 1. Closes with a count; exit 1 on any difference.
"""
import argparse
import itertools
import pathlib
import random
import shlex
import time

from drive import Cascade, conclude, datasets, differing, dump_edges, last_lines, require, shuffle_lines, vertex_ids

RANKS = [1, 2, 3, 4, 7]
THREADS = [1, 2, 4]
VERBS = ["select", "estimate", "simulate"]
MODELS = ["ic", "lt"]
PROBABILITIES = ["wc", "constant:0.05", "trivalency", "uniform:0.01,0.1", "weights"]
PURSE = "--costs COSTS --budget 7.5"
AUDIENCES = ["", PURSE, PURSE + " --weights WEIGHTS", "--max-hops 2", "--hop-decay 1,.6,.3,0", "--quality 0.7", "--weights WEIGHTS", "--weights WEIGHTS --hop-decay .5,.2",
             "--delay exponential:1 --deadline 1.5", "--weights WEIGHTS --delay rayleigh:1 --deadline 2"]
ORDERS = ["given", "shuffled"]
EXCHANGES = ["auto", "auto --exchange-cap 1K", "direct --exchange-cap 1K", "sparse", "sparse --exchange-cap 1K", "grid", "grid --exchange-cap 1K"]
MUST_HOLD = {"select": "results/seeds", "estimate": "results/estimate", "simulate": "series/hops/active"}


def places(ranks):
    """(ranks, layout) pairs: every G groups x S shards there is; `auto` once a number of ranks."""
    for p in ranks:
        for layout in ["auto", "replicated", "partitioned"]:
            yield p, layout
        for groups in range(2, p):
            if p % groups == 0:
                yield p, f"{p // groups}x{groups}"


def pairwise(every, random_seed=1):
    """Rows out of `every` such that each pair of values that occurs there occurs: greedy, best of 40 random rows at a time."""
    draw = random.Random(random_seed)

    pairs = {row: set(itertools.combinations(enumerate(row), 2)) for row in every}
    waiting = set().union(*pairs.values())
    chosen = []
    while waiting:
        pair = min(waiting, key=repr)
        candidates = [row for row in every if pair in pairs[row]]
        row = max(draw.sample(candidates, min(40, len(candidates))), key=lambda r: len(pairs[r] & waiting))
        chosen.append(row)
        waiting -= pairs[row]
    return chosen


def with_factor(rows, values):
    """The rows with one more factor, each of whose values meets each value of the others; some rows twice, if need be."""
    waiting = {(at, value, more) for row in rows for at, value in enumerate(row) for more in values}
    chosen = []

    def met(row, more):
        return {(at, value, more) for at, value in enumerate(row)} & waiting

    def add(row, more):
        chosen.append((*row, more))
        waiting.difference_update(met(row, more))

    for row in rows:
        add(row, max(values, key=lambda more: len(met(row, more))))
    while waiting:
        at, value, more = min(waiting, key=repr)
        add(max((row for row in rows if row[at] == value), key=lambda row: len(met(row, more))), more)
    return chosen


class Grid:
    def __init__(self, cascade, options):
        self.cascade = cascade
        self.options = options
        self.files = {}  # (graph, order) -> graph file
        self.weighted = {}
        self.seeds, self.weights, self.costs = {}, {}, {}
        self.answers = {}  # question -> datasets
        self.runs = 0
        self.wrong = []

    def prepare(self, graph, name):
        """Both imports of a graph, and a seed list for it."""
        scratch = self.cascade.scratch
        text, extra = graph, shlex.split(self.options.import_options)
        if graph.suffix == ".h5":
            self.files[name, "given"] = graph
            said = self.cascade.inspect(graph)
            text, vertices = scratch / f"{name}.txt", scratch / f"{name}-vertices.csv"
            dump_edges(graph, said, text, vertices)
            extra = ["--vertices", vertices, "--undirected" if said["symmetric"] else "--directed"]
            extra += ["--weights", "column"] if said["weights"] == "column" else []
        else:
            self.files[name, "given"] = scratch / f"{name}.h5"
            self.cascade.must("import", "--input", text, "--output", self.files[name, "given"], *extra)
        said = self.cascade.inspect(self.files[name, "given"])
        self.weighted[name] = said["weights"] == "column"
        mixed = scratch / f"{name}-shuffled.txt"
        shuffle_lines(text, mixed)
        self.files[name, "shuffled"] = scratch / f"{name}-shuffled.h5"
        self.cascade.must("import", "--input", mixed, "--output", self.files[name, "shuffled"], *extra, ranks=2)
        digest = self.cascade.inspect(self.files[name, "shuffled"])["digest"]
        if digest != said["digest"]:
            self.wrong.append(f"{name}: shuffled import has digest {digest}, not {said['digest']}")
        ids = vertex_ids(self.files[name, "given"])
        self.weights[name] = scratch / f"{name}-weights.csv"
        self.weights[name].write_text("vertex,weight\n" + "".join(f"{v},{at % 7 / 4}\n" for at, v in enumerate(ids) if at % 3))
        self.costs[name] = scratch / f"{name}-costs.csv"
        self.costs[name].write_text("vertex,cost\n" + "".join(f"{v},{1 + at % 31 / 10}\n" for at, v in enumerate(ids)))
        self.seeds[name] = scratch / f"{name}-seeds.txt"
        self.seeds[name].write_text("".join(f"{v}\n" for v in ids[:: max(1, len(ids) // self.options.k)][: self.options.k]))

    def ask(self, question, machine):
        """One run; returns its datasets, or None when it failed."""
        name, verb, model, probability, audience = question
        (ranks, layout), threads, order, exchange = machine
        out = self.cascade.scratch / "out"
        job = [verb, "--graph", self.files[name, order], "--model", model, "--probability", probability]
        job += ["--threads", threads, "--layout", layout, "--out", out, "--force", "--exchange", *exchange.split()]
        files = {"WEIGHTS": self.weights[name], "COSTS": self.costs[name]}
        job += [files.get(word, word) for word in audience.split()]
        if model == "lt" and probability != "wc":
            job += ["--normalise"]
        job += {"select": ["--k", self.options.k] + shlex.split(self.options.select_options),
                "estimate": ["--seeds", self.seeds[name], "--precision", self.options.precision],
                "simulate": ["--seeds", self.seeds[name], "--worlds", self.options.worlds]}[verb]
        self.runs += 1
        done = self.cascade.run(*job, ranks=ranks, timeout=self.options.timeout)
        if done.returncode != 0:
            self.wrong.append(f"exit {done.returncode}: {self.cascade.words(job, {'ranks': ranks})}: {last_lines(done)}")
            return None
        answer = datasets(out / "result.h5")
        require(MUST_HOLD[verb] in answer, f"{verb} wrote no {MUST_HOLD[verb]}")
        return answer

    def compare(self, question, machine):
        if question not in self.answers:
            self.answers[question] = self.ask(question, ((0, "auto"), 1, "given", "auto"))
        answer = self.ask(question, machine)
        if answer is None or self.answers[question] is None:
            return
        different = differing(self.answers[question], answer)
        if different:
            (ranks, layout), threads, order, exchange = machine
            self.wrong.append(f"{' '.join(question)}: {', '.join(different)} differ on {ranks} ranks {layout}, "
                              f"{threads} threads, edges {order}, exchange {exchange}")


def listed(kind):
    return lambda text: [kind(part) for part in text.split("+")]


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog="Lists are joined with +, as in --ranks 1+4.")
    parser.add_argument("graphs", nargs="+", type=pathlib.Path, metavar="GRAPH")
    parser.add_argument("--program", default=str(pathlib.Path(__file__).resolve().parent.parent / "build/cascade"))
    parser.add_argument("--pairwise", action="store_true", help="a subset in which every pair of values meets")
    parser.add_argument("--list", action="store_true", help="print the runs and stop")
    parser.add_argument("--ranks", type=listed(int), default=RANKS)
    parser.add_argument("--threads", type=listed(int), default=THREADS)
    parser.add_argument("--verbs", type=listed(str), default=VERBS)
    parser.add_argument("--models", type=listed(str), default=MODELS)
    parser.add_argument("--probabilities", type=listed(str), default=PROBABILITIES)
    parser.add_argument("--audiences", type=listed(str), default=AUDIENCES)
    parser.add_argument("--orders", type=listed(str), default=ORDERS)
    parser.add_argument("--exchanges", type=listed(str), default=EXCHANGES)
    parser.add_argument("--k", type=int, default=5, help="seeds to choose, and to start from (default 5)")
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--precision", default="0.05")
    parser.add_argument("--select-options", default="--epsilon 0.3 --settle 0.1 --precision 0.05", help="further options of select")
    parser.add_argument("--import-options", default="--undirected", help="how GRAPH is read when it is an edge list")
    parser.add_argument("--timeout", type=int, default=3600, help="seconds a run may take")
    return parser.parse_args()


def rows_of(options, names, weighted):
    asked = [names, options.verbs, options.models, options.probabilities, options.audiences]
    machines = [list(places(options.ranks)), options.threads, options.orders]

    def allowed(row):
        if row[4] and row[1] == "simulate" or "COSTS" in row[4] and row[1] != "select" or "--quality" in row[4] and row[2] != "ic":
            return False
        return row[3] != "weights" or weighted[row[0]]

    questions = [row for row in itertools.product(*asked) if allowed(row)]
    if not options.pairwise:
        return [question + machine for question in questions for machine in itertools.product(*machines, options.exchanges)]
    # Few questions on many machines: each question is also answered by one rank, to compare with.
    rows = pairwise([question + machine for question in pairwise(questions) for machine in itertools.product(*machines)])
    return sorted(with_factor(rows, options.exchanges))


def main():
    options = parse()
    with Cascade(options.program) as cascade:
        grid = Grid(cascade, options)
        names = [f"{number}-{graph.name.split('.')[0]}" for number, graph in enumerate(options.graphs, 1)]
        for graph, name in zip(options.graphs, names):
            grid.prepare(graph, name)
        rows = rows_of(options, names, grid.weighted)
        if options.list:
            print(*(" ".join(map(str, row)) for row in rows), sep="\n")
            return 0
        began = shown = time.monotonic()
        for number, row in enumerate(rows, 1):
            grid.compare(row[:5], row[5:])
            if time.monotonic() - shown > 30:
                shown = time.monotonic()
                print(f"{number} of {len(rows)} machines, {shown - began:.0f} s, {len(grid.wrong)} wrong", flush=True)
        for text in grid.wrong:
            print(text)
        print(f"law 1: {grid.runs} runs of {len(grid.answers)} questions on {len(names)} graphs, {len(grid.wrong)} differences or failures")
        return 1 if grid.wrong else 0


if __name__ == "__main__":
    conclude(main)
