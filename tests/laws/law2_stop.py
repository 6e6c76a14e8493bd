#!/usr/bin/python3
"""Law 2, a stop is invisible: stopped and resumed on other ranks, threads and layouts equals never stopped, bit for bit.

    law2_stop.py PROGRAM [--runs N] [--random-seed N] [--full]

Each run is one verb, stopped by USR1 at random moments and resumed on another machine until it ends; its result is
compared with that of a run nobody stopped, and the samples it drew in all with those that one drew: what is drawn again
after a stop is nothing. --full takes ranks 1 2 3 4 x stops 0 1 3 x layouts x verbs instead of N drawn at random.
"""
import argparse
import itertools
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import ENVIRONMENT, Cascade, conclude, datasets, differing, require  # noqa: E402 -- after the path is set

RANKS, STOPS, LAYOUTS = (1, 2, 3, 4), (0, 1, 3), ("replicated", "partitioned")
STOPPED = 75


def jobs(scratch, graph):
    """Name -> command without --out; about a second each."""
    return {
        "select": ["select", "--graph", graph, "--k", 40, "--settle", "0.002"],
        "select lt": ["select", "--graph", graph, "--k", 300, "--model", "lt", "--settle", "0.002"],
        "select dense": ["select", "--graph", graph, "--k", 10, "--probability", "constant:.06", "--hit-and-stop", "on", "--settle", "0.003"],
        "select fixed": ["select", "--graph", graph, "--k", 400, "--algorithm", "fixed", "--samples", 700_000],
        "select imm": ["select", "--graph", graph, "--k", 50, "--algorithm", "imm", "--epsilon", "0.2"],
        "select audience": ["select", "--graph", graph, "--k", 60, "--weights", scratch / "weights.csv", "--hop-decay", "1,.6,.3", "--settle", "0.002"],
        "select budget": ["select", "--graph", graph, "--costs", scratch / "costs.csv", "--budget", 60.5, "--settle", "0.002"],
        "estimate audience": ["estimate", "--graph", graph, "--seeds", scratch / "seeds.csv", "--precision", "0.003", "--weights",
                              scratch / "weights.csv", "--quality", "0.8"],
        "select in time": ["select", "--graph", graph, "--k", 60, "--delay", "exponential:1", "--deadline", 2, "--settle", "0.002"],
        "estimate": ["estimate", "--graph", graph, "--seeds", scratch / "seeds.csv", "--precision", "0.0015"],
        "simulate": ["simulate", "--graph", graph, "--seeds", "degree:20", "--worlds", 6000],
        "simulate producers": ["simulate", "--graph", graph, "--seeds", "degree:20", "--worlds", 1500, "--respread", "0.4"],
        "simulate layers": ["simulate", "--graph", graph, "--layer", scratch / "layer.h5", "--layer-model", "lt", "--layer-ablation", "--seeds", "degree:20",
                            "--worlds", 300],
        "estimate layers": ["estimate", "--graph", graph, "--layer", scratch / "layer.h5", "--layer-ablation", "--seeds", scratch / "seeds.csv", "--precision", "0.004"],
        "select layers": ["select", "--graph", graph, "--layer", scratch / "layer.h5", "--layer-ablation", "--k", 30, "--settle", "0.002"],
        "simulate in time": ["simulate", "--graph", graph, "--seeds", "degree:20", "--worlds", 3000, "--delay", "weibull:0.7,1", "--deadline", 3],
        "compete": ["compete", "--graph", graph, "--seeds", "degree:20", "--seeds", "random:200", "--worlds", 3000],
    }


def drawn_by(events):
    """Samples drawn over all attempts that `events.jsonl` tells of."""
    attempts, last = 0, 0
    for line in events.read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "begin":
            attempts, last = attempts + last, 0
        last = event.get("drawn", last)
    return attempts + last


def begins(out):
    """How many attempts have begun to write into `out`."""
    events = out / "events.jsonl"
    return events.read_text().count('"event":"begin"') if events.exists() else 0


def attempt(cascade, command, ranks, out, stop_after):
    """One attempt, stopped so many seconds after it began, or never (None); its exit code and what it said."""
    before = begins(out)
    run = subprocess.Popen(cascade.command(*command, ranks=ranks), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, text=True, env={**os.environ, **ENVIRONMENT})
    try:
        if stop_after is not None:  # a signal that comes before the program does would end it
            while run.poll() is None and begins(out) == before:
                time.sleep(0.01)
        said = run.communicate(timeout=stop_after if stop_after is not None else 300)[1]
    except subprocess.TimeoutExpired:
        require(stop_after is not None, f"no end after 300 s: {command}")
        run.send_signal(signal.SIGUSR1)
        said = run.communicate(timeout=120)[1]
    if run.returncode == -signal.SIGUSR1 and (out / "MANIFEST.json").exists():
        return 0, said  # the job was done, and mpirun, which no longer expected signals, took it for itself
    return run.returncode, said


class Trial:
    """Runs that nobody stopped, and what is wrong with those that somebody did."""

    def __init__(self, cascade, commands, seed):
        self.cascade, self.commands, self.draw = cascade, commands, random.Random(seed)
        self.whole, self.seconds, self.drawn, self.stops = {}, {}, {}, 0

    def run_whole(self, name):
        """The job that nobody stops, once: what it answers, how long it takes and what it draws."""
        if name in self.whole:
            return
        out = self.cascade.scratch / f"whole {name}"
        done = self.cascade.must(*self.commands[name], "--out", out, ranks=2)
        self.whole[name] = datasets(out / "result.h5")
        self.seconds[name] = float(done.stdout.split("seconds=")[1].split()[0])
        self.drawn[name] = drawn_by(out / "events.jsonl")

    def run(self, name, machines):
        """The job on one machine after the other, stopped on all but the last; what is wrong, or nothing."""
        self.run_whole(name)
        out, store = self.cascade.scratch / "out", self.cascade.scratch / "a store"
        for folder in (out, store):
            shutil.rmtree(folder, ignore_errors=True)
        story = []
        for step, (ranks, threads, layout) in enumerate(machines):
            last = step == len(machines) - 1
            where = ["--layout", layout, "--threads", threads]
            command = [*self.commands[name], "--out", out, "--checkpoint", store, *where]
            code, said = attempt(self.cascade, command, ranks, out, None if last else self.draw.uniform(0.05, 0.9) * self.seconds[name])
            story.append(f"{ranks} ranks x {threads} {layout}: {code}")
            self.stops += code == STOPPED
            if code == 0:
                break
            if code != STOPPED:
                return f"{name}: {'; '.join(story)}: {said[-600:]}"
        different = differing(self.whole[name], datasets(out / "result.h5"))
        again = drawn_by(out / "events.jsonl") - self.drawn[name]
        if different or again or store.exists():
            return f"{name}: {'; '.join(story)}: {different} differ, {again} samples drawn again, store left: {store.exists()}"
        return ""


def machines(draw, last_ranks, stops, layout):
    drawn = [(draw.choice((0,) + RANKS), draw.choice((1, 2)), draw.choice(LAYOUTS)) for _ in range(stops)]
    return [*drawn, (last_ranks, draw.choice((1, 2)), layout)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--random-seed", type=int, default=1)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    with Cascade(options.program) as cascade:
        graph = cascade.scratch / "rmat.h5"
        cascade.must("generate", "--kind", "rmat", "--scale", 13, "--edges", 60_000, "--random-seed", 3, "--output", graph)
        cascade.must("generate", "--kind", "gnm", "--vertices", 8000, "--edges", 20_000, "--random-seed", 3, "--output", cascade.scratch / "layer.h5")
        cascade.must("select", "--graph", graph, "--k", 20, "--settle", 1, "--out", cascade.scratch / "seeds")
        shutil.copy(cascade.scratch / "seeds" / "seeds.csv", cascade.scratch / "seeds.csv")
        (cascade.scratch / "weights.csv").write_text("vertex,weight\n" + "".join(f"{v},{v % 9 / 4}\n" for v in range(0, 8192, 2)))
        (cascade.scratch / "costs.csv").write_text("vertex,cost\n" + "".join(f"{v},{1 + v % 29 / 10}\n" for v in range(8192)))
        trial = Trial(cascade, jobs(cascade.scratch, graph), options.random_seed)
        grid = list(itertools.product(trial.commands, RANKS, STOPS, LAYOUTS))
        if not options.full:
            grid = trial.draw.sample([row for row in grid if row[2] > 0], options.runs)
        wrong = [text for name, ranks, stops, layout in grid if (text := trial.run(name, machines(trial.draw, ranks, stops, layout)))]
    for text in wrong:
        print(text)
    print(f"law 2: {len(grid)} runs stopped {trial.stops} times, {len(wrong)} wrong")
    require(trial.stops >= len(grid) // 3, "hardly any run was stopped: nothing was tested")
    return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
