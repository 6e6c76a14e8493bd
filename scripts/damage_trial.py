#!/usr/bin/python3
"""Graph files with damage, handed to the program: it must say so, or answer as if nothing had happened.

    scripts/damage_trial.py [--files 500] [--ranks 0+3] [--program build/cascade]

Four small graphs, plain, weighted, labelled and undirected, are written once. Each trial takes a copy of one, damages
it in one of the ways of damage_kinds.py (bits flipped, cut short, sections swapped, sizes lied about, links, filters …)
and runs `inspect` and `select --k 1` on it. Allowed is exit 65 with one message, or exit 0 with the answer of the sound
file: then what was hit has no meaning. Any other exit code, a signal, a second message, another answer, a run that does
not end or a report of a sanitizer is wrong, and so is a file that `inspect` calls valid and `select` refuses, or one
that some numbers of ranks refuse and others do not.

Made for a build with sanitizers (cmake --preset asan). What goes wrong inside the HDF5 library itself, in the process
that looks into a file on behalf of the program, is counted apart: that process is there to be lost.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import subprocess

from damage_kinds import damage
from drive import Cascade, conclude, datasets, last_lines, require

SAME = ("vertices", "edges", "directed", "symmetric", "weights", "digest")  # of what inspect says
REPORTS = ("ERROR: AddressSanitizer", "runtime error:", "ERROR: LeakSanitizer", "ThreadSanitizer:")
QUESTION = ["--k", 1, "--epsilon", "0.5", "--settle", 1, "--precision", "0.2", "--threads", 1, "--quiet"]


def sound_files(cascade):
    """{name: (bytes, probability)} of the graphs that are damaged: ids or labels that are stored, both directions or one."""
    draw = random.Random(3)
    files = {}
    for name, probability, read_as in (("plain", "wc", ["--directed"]), ("weighted", "weights", ["--directed", "--weights", "column"]),
                                       ("labelled", "wc", ["--directed", "--ids", "string"]), ("both ways", "wc", ["--undirected"])):
        text, graph = cascade.scratch / f"{name}.txt", cascade.scratch / f"{name}.h5"
        arcs = sorted({(3 * draw.randrange(40), 3 * draw.randrange(40)) for _ in range(160)})
        text.write_text("".join(f"{u} {v} {draw.randrange(1, 9) / 16}\n" for u, v in arcs))
        cascade.must("import", "--input", text, "--output", graph, *read_as)
        files[name] = graph.read_bytes(), probability
    return files


class Trial:
    """One damaged file and what the program made of it."""

    def __init__(self, cascade, options, answers, number, kind, what, graph, probability):
        self.cascade, self.options, self.answers = cascade, options, answers
        self.kind, self.name = kind, f"file {number}, {kind}, {what}"
        self.graph, self.probability = graph, probability
        self.wrong = []
        self.contained = 0

    def run(self, *command, ranks):
        """The exit code, which is 0 or 65, or None after a complaint."""
        words = f"{self.name}: {self.cascade.words(command[:1], {'ranks': ranks})}"
        try:
            done = self.cascade.run(*command, ranks=ranks, timeout=self.options.timeout)
        except subprocess.TimeoutExpired:
            self.wrong.append(f"{words} did not end in {self.options.timeout} s")
            return None, ""
        if any(report in done.stderr for report in REPORTS):
            if done.returncode == 65 and "libhdf5" in done.stderr and "did not come to an end" in done.stderr:
                self.contained += 1
            else:
                self.wrong.append(f"{words}: a sanitizer reports: {done.stderr[-2000:]}")
        messages = done.stderr.count(": error: ")
        if done.returncode not in (0, 65) or messages != (done.returncode == 65):
            self.wrong.append(f"{words}: exit {done.returncode} with {messages} messages: {last_lines(done)}")
            return None, ""
        return done.returncode, done.stdout

    def inspect(self):
        code, text = self.run("inspect", self.graph, "--json", ranks=0)
        if code == 0:
            said = json.loads(text)
            self.same("inspect", {key: said.get(key) for key in SAME})
        return code

    def select(self, ranks):
        out = self.graph.with_name(self.graph.name + f"-{ranks}")
        code, _ = self.run("select", "--graph", self.graph, "--probability", self.probability, *QUESTION, "--out", out, ranks=ranks)
        if code == 0:
            self.same("select", datasets(out / "result.h5"))
        return code

    def same(self, verb, answer):
        """Holds an answer against that of the sound file, which is the first asked."""
        if self.answers.setdefault((self.kind, verb), answer) != answer:
            self.wrong.append(f"{self.name}: {verb} gives another answer than on the sound file")

    def judge(self):
        valid, codes = self.inspect(), [self.select(ranks) for ranks in self.options.ranks]
        if len(set(codes)) > 1 or (valid == 0 and codes[0] == 65):
            self.wrong.append(f"{self.name}: inspect ends with {valid}, select on {self.options.ranks} ranks with {codes}")
        if valid == codes[0]:
            return "said so by both" if valid else "no meaning hit"
        return "said so by inspect alone, not read by select"


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog="Lists are joined with +; 0 ranks: no launcher.")
    parser.add_argument("--program", default=str(pathlib.Path(__file__).resolve().parent.parent / "build/cascade"))
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--ranks", type=lambda text: [int(part) for part in text.split("+")], default=[0, 3])
    parser.add_argument("--random-seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="files looked at side by side (default 2)")
    parser.add_argument("--timeout", type=int, default=120, help="seconds a run may take")
    return parser.parse_args()


def main():
    options = parse()
    os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0:allocator_may_return_null=1")
    with Cascade(options.program) as cascade:
        files, answers = sound_files(cascade), {}
        trials = []
        for number in range(-len(files), options.files):
            name = sorted(files)[number % len(files)]
            content, probability = files[name]
            graph = cascade.scratch / f"trial{number}.h5"
            graph.write_bytes(content)
            what = "sound" if number < 0 else damage(graph, random.Random(options.random_seed * 1_000_003 + number))
            trials.append(Trial(cascade, options, answers, number, name, what, graph, probability))
        for trial in trials[: len(files)]:
            require(trial.judge() == "no meaning hit" and not trial.wrong, f"{trial.name}: {trial.wrong}")
        del trials[: len(files)]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            counts = collections.Counter(pool.map(Trial.judge, trials))
        wrong = [text for trial in trials for text in trial.wrong]
        print(*wrong, sep="\n" if wrong else "")
        require(options.files < 20 or counts["said so by both"], "no damage was seen: nothing is tested")
        print(f"{options.files} damaged files: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) +
              f"; {sum(trial.contained for trial in trials)} reports inside HDF5, contained; {len(wrong)} wrong")
        return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
