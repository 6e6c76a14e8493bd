#!/usr/bin/python3
"""What a partitioned graph sends, by a model and as counted: crossings a membership, all bytes a crossing, bytes a rank.

    scripts/exchange_model.py [--ranks 2+4+8+16] [--seconds 1] [--program build/cascade] [GRAPH]

GRAPH is a graph file; without one an R-MAT graph of 2^16 vertices and 2^20 arcs is made. Samples follow weighted cascade, of
which an expected arc is alive at each vertex that has one, each in-neighbour as likely as the other. Step by step from a
root, for as many steps as it takes to have visited m vertices, the mean size of a sample, nothing fitted:

    crossings                of step 0 the root, to one of p shards; then the chance that the in-neighbour drawn lies on another
    bytes of a crossing      whole bytes that hold a vertex of the shard and two bits or more of how far its slot lies from the
                             one before; one byte more where these bits are too few, and another from 128 slots on
    bytes sent               those, and of each message 16 and one for each of 64 lanes that has crossings in it

Crossings of a step fall upon the slots of a lane, and upon lanes, with equal chance. Shards are balanced as the program does
it. The graph, m, the samples of a batch and the number of messages are taken as given. The bytes sent a rank must come within
--tolerance (10 %) of the model at every number of ranks: exit 1 otherwise.
"""
import argparse
import json
import pathlib

import h5py
import numpy

from drive import Cascade, conclude

LANES = 64
FRAME = 8 + 8  # of a message: which lanes it has, and room to read beyond its end
LARGEST_BATCH = 1 << 16


class InLists:
    """The in-lists of a graph file."""

    def __init__(self, path):
        with h5py.File(path) as file:
            part = file["in"] if "in" in file else file
            self.pointers = part["pointers_to_1"][:].astype(numpy.int64)
            self.tails = part["indices_1"][:].astype(numpy.int64)
        self.degrees = numpy.diff(self.pointers)
        self.n = len(self.degrees)
        self.heads = numpy.repeat(numpy.arange(self.n), self.degrees)

    def shards(self, p):
        """First vertices of shards balanced by in-degree + 1."""
        weight = self.pointers + numpy.arange(self.n + 1)
        return numpy.searchsorted(weight[:-1], weight[-1] * numpy.arange(1, p) / p)

    def visits(self, mean_size):
        """Expected visits of each vertex in each step of a walk that visits `mean_size` vertices; the last step may count in part."""
        step = numpy.full(self.n, 1 / self.n)
        steps = []
        while mean_size > 0 and step.sum() > 1e-9:
            steps.append(step * min(1.0, mean_size / step.sum()))
            mean_size -= step.sum()
            share = numpy.divide(step, self.degrees, out=numpy.zeros(self.n), where=self.degrees > 0)
            step = numpy.bincount(self.tails, weights=share[self.heads], minlength=self.n)
        return steps

    def crossings(self, p, mean_size):
        """Expected crossings of a sample in each step."""
        owner = numpy.searchsorted(self.shards(p), numpy.arange(self.n), side="right")
        crossed = numpy.bincount(self.heads, weights=owner[self.tails] != owner[self.heads], minlength=self.n)
        chance = numpy.divide(crossed, self.degrees, out=numpy.zeros(self.n), where=self.degrees > 0)
        return [1 - 1 / p, *(float(step @ chance) for step in self.visits(mean_size))]

    def arrivals(self, p):
        """Of each shard: the share of all crossings that arrive there, and the bits of its vertices."""
        bounds = numpy.concatenate(([0], self.shards(p), [self.n]))
        bits = [max(1, int(count)).bit_length() for count in numpy.diff(bounds)]
        return zip(numpy.histogram(self.tails, bounds)[0] / len(self.tails), bits)


def bytes_of_crossing(bits, slots, density):
    """Where a lane of a message has so many slots, each with `density` crossings."""
    width = (bits + 2 + 7) // 8
    nothing = 1 - min(density, 1)

    def further(distance):
        return max(0, 1 - distance / slots) * nothing**distance

    return width + further(2 ** (8 * width - bits) - 1) + further(128)


def bytes_of_lanes(crossings):
    """Of a message of so many crossings."""
    return LANES * (1 - (1 - 1 / LANES) ** crossings)


def bytes_sent(lists, p, mean_size, samples, batch, messages):
    """By all ranks."""
    total = messages * FRAME
    for crossings in lists.crossings(p, mean_size):
        for share, bits in lists.arrivals(p):
            density = crossings * share / (p - 1)  # of a slot, in the message of one rank to this shard
            total += samples * crossings * share * bytes_of_crossing(bits, batch / LANES, density)
            total += samples / batch * (p - 1) * bytes_of_lanes(density * batch)
    return total


def measure(cascade, graph, ranks, seconds):
    done = cascade.must("bench", "sampling", "--graph", graph, "--layout", "partitioned", "--threads", 1, "--table", "1M", "--repetitions", 1,
                        "--exchange", "direct", "--seconds", seconds, "--json", "--quiet", ranks=ranks, timeout=3600)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("graph", nargs="?", type=pathlib.Path, metavar="GRAPH")
    parser.add_argument("--program", default=str(pathlib.Path(__file__).resolve().parent.parent / "build/cascade"))
    parser.add_argument("--ranks", type=lambda text: [int(part) for part in text.split("+")], default=[2, 4, 8, 16])
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--tolerance", type=float, default=0.1)
    options = parser.parse_args()
    with Cascade(options.program) as cascade:
        graph = options.graph
        if graph is None:
            graph = cascade.scratch / "rmat.h5"
            cascade.must("generate", "--kind", "rmat", "--scale", 16, "--edges", 1 << 20, "--random-seed", 1, "--output", graph)
        lists = InLists(graph)
        print(f"{'ranks':>5}{'crossings a membership':>32}{'bytes a crossing':>24}{'bytes sent a rank':>32}")
        worst = 0
        for p in options.ranks:
            said = measure(cascade, graph, p, options.seconds)
            samples, memberships = said["samples"], said["memberships"]
            foreseen = samples * sum(lists.crossings(p, memberships / samples))
            wanted = bytes_sent(lists, p, memberships / samples, samples, min(said["samples_per_batch"], LARGEST_BATCH), said["exchange_messages"])
            off = said["exchange_bytes"] / wanted - 1
            worst = max(worst, abs(off))
            print(f"{p:>5}{foreseen / memberships:>16.4f}{said['crossings'] / memberships:>16.4f}{wanted / foreseen:>12.3f}"
                  f"{said['exchange_bytes'] / said['crossings']:>12.3f}{wanted / p:>16.0f}{said['exchange_bytes'] / p:>16.0f} {100 * off:+.1f} %", flush=True)
        print(f"each first by the model, then counted; bytes sent a rank off by at most {100 * worst:.1f} %, {100 * options.tolerance:.0f} % are allowed")
        return 1 if worst > options.tolerance else 0


if __name__ == "__main__":
    conclude(main)
