#!/usr/bin/python3
"""Result directories with damage, handed to `inspect`: each must be refused, and for the reason that something is damaged.

    damaged_results.py [--program build/cascade] [--results 2000]

Two runs of every verb that makes a result are kept. Each trial takes a copy of one and damages it: bits flipped, a byte changed, a
file cut short, emptied, made longer, overwritten in part, taken away, exchanged with another of the same result, or
replaced by that of another run, its manifest too. `inspect` must end with exit code 65 and a message for each file at fault;
sound results, and those that a stranger's file was laid beside, with 0.
"""
import argparse
import collections
import pathlib
import random
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, last_lines, require  # noqa: E402 -- after the path is set

SEEDS = ["--seeds", "degree:2"]
VERBS = {
    "select": ["--k", 2, "--epsilon", "0.5", "--settle", 1, "--precision", "0.2"],
    "estimate": ["--seeds", "seeds.csv", "--precision", "0.2"],
    "simulate": [*SEEDS, "--worlds", 40],
    "contrast": [*SEEDS, "--seeds", "random:3", "--worlds", 40],
    "compete": [*SEEDS, "--seeds", "random:3", "--worlds", 40],
}


def flip(draw, place, _other):
    bytes_of(place, lambda data: data.__setitem__(at := draw.randrange(len(data)), data[at] ^ 1 << draw.randrange(8)))


def change(draw, place, _other):
    bytes_of(place, lambda data: data.__setitem__(at := draw.randrange(len(data)), (data[at] + draw.randrange(1, 256)) % 256))


def cut(draw, place, _other):
    bytes_of(place, lambda data: data.__delitem__(slice(draw.randrange(len(data)), None)))


def empty(_draw, place, _other):
    place.write_bytes(b"")


def lengthen(draw, place, _other):
    bytes_of(place, lambda data: data.extend(draw.choice([b"\0", b"\n", b" ", draw.randbytes(9)])))


def take_out(draw, place, _other):
    def body(data):
        begin = draw.randrange(len(data))
        del data[begin:begin + draw.randint(1, 64)]

    bytes_of(place, body)


def overwrite(draw, place, _other):
    def body(data):
        begin = draw.randrange(len(data))
        data[begin:begin + 512] = bytes(len(data[begin:begin + 512]))

    bytes_of(place, body)


def remove(_draw, place, _other):
    place.unlink()


def exchange(draw, place, _other):
    another = draw.choice([path for path in files_of(place.parent) if path != place])
    aside = place.with_name("aside")
    place.rename(aside)
    another.rename(place)
    aside.rename(another)


def mix(_draw, place, other):
    """The same file of another run of the verb."""
    shutil.copyfile(other / place.name, place)


KINDS = [flip, change, cut, empty, lengthen, take_out, overwrite, remove, exchange, mix]


def bytes_of(place, body):
    data = bytearray(place.read_bytes())
    body(data)
    place.write_bytes(data)


def files_of(directory):
    return sorted(directory.iterdir())


def make_results(cascade):
    """{verb: two directories}, of different random seeds."""
    graph = cascade.scratch / "graph.h5"
    cascade.must("generate", "--kind", "gnm", "--vertices", 60, "--edges", 300, "--directed", "--output", graph)
    cascade.must("select", "--graph", graph, *VERBS["select"], "--out", cascade.scratch / "chosen")
    made = {}
    for verb, words in VERBS.items():
        words = [cascade.scratch / "chosen" / word if word == "seeds.csv" else word for word in words]
        made[verb] = [cascade.scratch / f"{verb}{seed}" for seed in (1, 2)]
        for seed, place in enumerate(made[verb], 1):
            cascade.must(verb, "--graph", graph, *words, "--random-seed", seed, "--out", place)
            (place / "notes.txt").write_text("laid beside\n")
            cascade.must("inspect", place)
            (place / "notes.txt").unlink()
    return made


def content(directory):
    return {path.name: path.read_bytes() for path in files_of(directory)}


def complaint(cascade, copy):
    """What is wrong with how the program took a damaged result; None if nothing is."""
    done = cascade.run("inspect", copy, timeout=60)
    messages = [line for line in done.stderr.split("\n") if ": error: " in line]
    if done.returncode == 65 and messages and all(str(copy) in line for line in messages):
        return None
    return f"exit {done.returncode}: {last_lines(done)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=str(pathlib.Path(__file__).resolve().parents[2] / "build/cascade"))
    parser.add_argument("--results", type=int, default=2000)
    parser.add_argument("--random-seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.random_seed)
    seen, wrong = collections.Counter(), []
    with Cascade(options.program) as cascade:
        made = make_results(cascade)
        copy = cascade.scratch / "copy"
        for number in range(options.results):
            while True:  # until something has changed: a file may be as another run wrote it
                verb, kind = draw.choice(sorted(made)), draw.choice(KINDS)
                sound, other = draw.sample(made[verb], 2)
                shutil.copytree(sound, copy)
                place = draw.choice(files_of(copy))
                kind(draw, place, other)
                if content(copy) != content(sound):
                    break
                shutil.rmtree(copy)
            if said := complaint(cascade, copy):
                wrong.append(f"result {number}, {verb}, {place.name}, {kind.__name__}: {said}")
            seen[kind.__name__] += 1
            shutil.rmtree(copy)
    require(set(seen) == {kind.__name__ for kind in KINDS} or options.results < 100, f"only {sorted(seen)} were drawn")
    print(", ".join(f"{kind} {count}" for kind, count in sorted(seen.items())))
    for text in wrong:
        print(text)
    print(f"{options.results} damaged results, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
