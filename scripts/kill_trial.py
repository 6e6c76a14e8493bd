#!/usr/bin/python3
"""Kills running jobs with SIGKILL at random moments and lets them go on: the answer must be that of a run left alone.

    scripts/kill_trial.py [--kills 30] [--random-seed 1] [--scale 13] [--program build/cascade]

A job is `select`, for k or within a budget, `simulate`, `compete` or `import` on 1 to 4 ranks. One rank, all of them or mpirun is killed, up to four times;
then the same command runs to its end, on another number of ranks each time. Its datasets under /results, /series and
/vertices must be byte for byte those of the run left alone (import: the graph's digest), after every kill an older
output is whole, and a run never hangs. Verbs that know --checkpoint are given one, and the samples that all attempts
of a job drew together, as events.jsonl tells them, are compared with those of the run left alone. Exit 1 on anything else.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import time

from drive import ENVIRONMENT, Broken, Cascade, conclude, datasets, differing, dump_edges, require

MOST_KILLS = 4  # of one job
PATIENCE = 120  # seconds for any run
FAREWELL = 45  # seconds until ranks without mpirun are gone


class Jobs:
    """The commands, made on one graph, and what they give when left alone."""

    def __init__(self, cascade, options):
        self.cascade, self.options = cascade, options
        self.graph, self.text, self.costs = (cascade.scratch / name for name in ("graph.h5", "edges.txt", "costs.csv"))
        cascade.must("generate", "--kind", "rmat", "--scale", options.scale, "--edges", 8 << options.scale, "--directed",
                     "--output", self.graph)
        self.costs.write_text("vertex,cost\n" + "".join(f"{v},{1 + v % 7 / 4}\n" for v in range(1 << options.scale)))
        dump_edges(self.graph, cascade.inspect(self.graph), self.text, cascade.scratch / "vertices.txt")
        self.words = {
            "select": ["select", "--graph", self.graph, "--k", 20, "--epsilon", "0.2", "--settle", "0.05", "--precision", "0.02"],
            "budget": ["select", "--graph", self.graph, "--costs", self.costs, "--budget", 30, "--hop-decay", "1,.8,.5,.2", "--epsilon", "0.2",
                       "--settle", "0.05", "--precision", "0.02"],
            "simulate": ["simulate", "--graph", self.graph, "--seeds", "degree:20", "--worlds", options.worlds],
            "compete": ["compete", "--graph", self.graph, "--seeds", "degree:20", "--seeds", "random:100", "--worlds", options.worlds],
            "import": ["import", "--input", self.text, "--directed"],
        }
        self.words = {verb: words for verb, words in self.words.items() if verb in options.verbs}
        self.kept = {verb for verb in self.words if "--checkpoint" in cascade.must(self.words[verb][0], "--help").stdout}
        self.answers, self.drawn, self.seconds = {}, {}, {}
        for verb in self.words:
            place = cascade.scratch / f"alone-{verb}"
            began = time.monotonic()
            cascade.must(*self.command(verb, place, kept=False), ranks=2)
            self.seconds[verb] = time.monotonic() - began
            self.answers[verb] = self.answer(verb, place)
            self.drawn[verb] = drawn_since(place, 0)

    def command(self, verb, place, kept=True):
        """All outputs of a job lie in `place`."""
        place.mkdir(exist_ok=True)
        words = [*self.words[verb], "--force", "--quiet", "--output" if verb == "import" else "--out",
                 place / ("new.h5" if verb == "import" else "result")]
        if kept and verb in self.kept:
            words += ["--checkpoint", place / "checkpoint", "--checkpoint-every", self.options.checkpoint_every]
        return words

    def answer(self, verb, place):
        if verb == "import":
            said = self.cascade.inspect(place / "new.h5")
            require(said["valid"], f"{place}: the graph file is not valid")
            return said["digest"]
        return datasets(place / "result/result.h5")

    def is_answer(self, verb, place):
        answer = self.answer(verb, place)
        return answer == self.answers[verb] if verb == "import" else not differing(answer, self.answers[verb])


def events_of(place):
    return place / "result/events.jsonl"


def drawn_since(place, offset):
    """The most samples that an attempt said it had drawn, in the events behind `offset`; None if it said nothing."""
    if not events_of(place).exists():
        return None
    text = events_of(place).read_bytes()[offset:].decode(errors="replace")
    found = []
    for line in text.split("\n"):
        try:
            event = json.loads(line)
        except ValueError:  # cut off by the kill
            continue
        if isinstance(event, dict) and "drawn" in event:
            found.append(int(event["drawn"]))
    return max(found, default=None)


def children_of(pid):
    """Processes started by `pid`."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                    found.append(int(entry.name))
            except (OSError, ValueError, IndexError):
                continue
    return found


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Trial:
    """One job, its kills and its end."""

    def __init__(self, jobs, number, random_seed, most_kills):
        self.jobs, self.draw = jobs, random.Random(random_seed * 1_000_003 + number)
        self.verb = self.draw.choice(sorted(jobs.words))
        self.place = jobs.cascade.scratch / f"job{number}"
        self.command = jobs.command(self.verb, self.place)
        self.kills = collections.Counter()
        self.most = self.draw.randint(1, max(1, min(most_kills, MOST_KILLS)))
        self.drawn, self.history = [], []

    def run(self):
        """Complaints."""
        finished = False
        while not finished and sum(self.kills.values()) < self.most:
            finished = self.attempt(self.draw.uniform(0, 1.1 * self.jobs.seconds[self.verb]))
            if self.verb == "import" and not finished and (self.place / "new.h5").exists():
                require(self.jobs.is_answer(self.verb, self.place), "an older graph file is not what it was")
        if not finished:
            require(self.attempt(None), "did not end")
        require(self.jobs.is_answer(self.verb, self.place), "the answer is another than that of a run left alone")
        stale = sorted(path.name for path in self.place.glob("new.h5.tmp.*"))
        require(not stale, f"{' '.join(stale)} of a killed run is still there")
        if self.verb != "import":
            self.jobs.cascade.must("inspect", self.place / "result")
        shutil.rmtree(self.place)

    def attempt(self, moment):
        """Runs the command, killed after `moment` seconds; whether it came to its end."""
        ranks = self.draw.randint(1, 4)
        self.history.append(f"{ranks} ranks")
        offset = events_of(self.place).stat().st_size if events_of(self.place).exists() else 0
        with subprocess.Popen(self.jobs.cascade.command(*self.command, ranks=ranks), stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT,
                              stdout=subprocess.PIPE, text=True, errors="replace", env=self.jobs.options.environment) as process:
            try:
                text, _ = process.communicate(timeout=PATIENCE if moment is None else moment)
                self.drawn.append(drawn_since(self.place, offset))
                require(process.returncode == 0, f"exit {process.returncode}: {text[-600:]}")
                return True
            except subprocess.TimeoutExpired:
                of_ranks = children_of(process.pid)
                if moment is not None:
                    self.strike(process, of_ranks)
                left = self.wait_for([process.pid, *of_ranks])
                process.kill()
                process.communicate()
                require(moment is not None, f"did not end within {PATIENCE} s")
                require(not left, f"{len(left)} processes were still there {FAREWELL} s after the kill")
        self.drawn.append(drawn_since(self.place, offset))
        return False

    def strike(self, process, of_ranks):
        victim = self.draw.choice(["one rank", "all ranks", "mpirun"])
        if not of_ranks:
            victim = "mpirun"
        self.kills[victim] += 1
        self.history.append(f"{victim} killed")
        for pid in [process.pid] if victim == "mpirun" else of_ranks if victim == "all ranks" else [self.draw.choice(of_ranks)]:
            kill(pid)

    @staticmethod
    def wait_for(processes):
        """Those that have not ended in time; they are killed."""
        end = time.monotonic() + FAREWELL
        while time.monotonic() < end and any(map(alive, processes[1:])):
            time.sleep(0.02)
        left = [pid for pid in processes[1:] if alive(pid)]
        for pid in left:
            kill(pid)
        return left


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog="Lists are joined with +.")
    parser.add_argument("--program", default=str(pathlib.Path(__file__).resolve().parent.parent / "build/cascade"))
    parser.add_argument("--kills", type=int, default=30, help="how many in all (default 30)")
    parser.add_argument("--random-seed", type=int, default=1)
    parser.add_argument("--scale", type=int, default=13, help="2^S vertices, 8 arcs each (default 13)")
    parser.add_argument("--worlds", type=int, default=1200, help="of simulate and compete (default 1200)")
    parser.add_argument("--verbs", type=lambda text: text.split("+"), default=["select", "budget", "simulate", "compete", "import"])
    parser.add_argument("--checkpoint-every", default="0.002", help="minutes (default 0.002)")
    return parser.parse_args()


def samples_text(jobs, trials):
    """How many samples interrupted jobs drew, as a share of what the run left alone drew."""
    texts = []
    for verb in sorted(jobs.kept):
        shares = [sum(filter(None, trial.drawn)) / jobs.drawn[verb] for trial in trials if trial.verb == verb and jobs.drawn[verb]]
        if shares:
            texts.append(f"{verb} drew {sum(shares) / len(shares):.3f} times the samples of a run left alone, at most {max(shares):.3f}")
    return "; ".join(texts) or "no samples are told of"


def main():
    options = parse()
    with Cascade(options.program) as cascade:
        # What killed jobs leave of MPI's goes with the scratch folder.
        options.environment = {**os.environ, **ENVIRONMENT, "OMPI_MCA_orte_tmpdir_base": str(cascade.scratch),
                               "OMPI_MCA_btl_vader_backing_directory": str(cascade.scratch)}
        jobs, trials, kills, wrong = Jobs(cascade, options), [], collections.Counter(), []
        print(", ".join(f"{verb} takes {seconds:.1f} s" for verb, seconds in jobs.seconds.items()), flush=True)
        while sum(kills.values()) < options.kills and len(trials) < 10 * options.kills:
            trial = Trial(jobs, len(trials), options.random_seed, options.kills - sum(kills.values()))
            trials.append(trial)
            try:
                trial.run()
            except (Broken, OSError) as broken:
                wrong.append(f"job {len(trials) - 1}, {trial.verb}, {', '.join(trial.history)}: {broken}")
                print(wrong[-1], flush=True)
            kills += trial.kills
        require(sum(kills.values()) >= options.kills, "jobs end before they can be killed: a larger --scale is needed")
        print(samples_text(jobs, trials))
        print(f"{sum(kills.values())} kills ({', '.join(f'{count} {who}' for who, count in sorted(kills.items()))}) "
              f"of {len(trials)} jobs, {len(wrong)} wrong")
        return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
