#!/usr/bin/python3
"""Races `cascade select` against other programs for influence maximisation: cost at equal quality.

    scripts/race.py --config race.json --out race [--graphs NAME…] [--ks K…] [--only ENTRY…] [--repeats 5] [--resume]

Ours is a curve over settings, a peer is one command line; both come from the configuration (race.example.json shows
all keys), and nothing of a peer is part of this tree. What is not installed is skipped with a note. For each graph and
k all who take part run once, in turn, then again in another order, `--repeats` times; medians count. What each takes on
the baseline's graph is run in every one of these rounds too, as the machine's pace changes. A run is timed as a whole
process. Each distinct seed set is then scored by `cascade estimate` on one pool of samples that took part in no
choice (a prefix of it, as long as --score-precision asks), so differences between sets are far more precise than the
intervals. Ours takes --draws random seeds in turn, so its spread is no lucky draw.

DIR gets runs.json and runs.csv (every run), scores.json, table.csv, verdict.csv, pareto.png and pareto.svg; stdout gets
both tables. Placeholders in a peer's command, environment, input, seeds and ids: {k} {threads} {graph} {graph_file}
{probability} {input} {out} (an empty folder of the run) {draw} (a random seed: 1 to --draws) and all under `values`.
"""
import argparse
import csv
import json
import pathlib
import sys
from collections import Counter
from dataclasses import replace

from race_config import ConfigError, chosen_entries, read_config, starts_of
from race_plot import draw
from race_run import RunError, Scorer, run_once, write_whole
from race_verdict import baselines, table, table_lines, verdict_lines, verdicts

DEFAULT_BASELINE = "--algorithm fixed --samples 1000 --precision 0.1"


def parse(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog=__doc__.split("\n\n", 2)[2],
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=pathlib.Path, required=True, metavar="FILE", help="the race, as JSON")
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="where the results go; made if absent")
    parser.add_argument("--program", help="the cascade to race and to score with (default: that of FILE, else build/cascade)")
    parser.add_argument("--graphs", nargs="+", metavar="NAME", help="graphs of FILE to race on (default: all but the baseline's)")
    parser.add_argument("--ks", nargs="+", type=int, metavar="K", help="numbers of seeds (default: those of FILE)")
    parser.add_argument("--only", nargs="+", metavar="ENTRY", help="entries to run, * and ? allowed (default: all)")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each (default 5)")
    parser.add_argument("--draws", type=int, default=3, help="random seeds that the rounds take in turn (default 3)")
    parser.add_argument("--score-precision", type=float, default=0.003, metavar="P",
                        help="half width of a score's 95%% interval, relative (default 0.003)")
    parser.add_argument("--tolerance", type=float, default=0.0, metavar="T",
                        help="share of a peer's spread by which ours may fall short in verdicts (default 0)")
    parser.add_argument("--resume", action="store_true", help="use the runs that DIR already holds, where the command is the same")
    parser.add_argument("--list", action="store_true", help="print the commands and stop")
    return parser.parse_args(arguments)


class Book:
    """All runs, on disk after each, and those of an earlier call."""

    def __init__(self, folder, resume):
        self.file = folder / "runs.json"
        if self.file.exists() and not resume:
            raise ConfigError(f"--out {folder} holds a race; --resume goes on with it, another folder begins anew")
        self.earlier = json.loads(self.file.read_text()) if self.file.exists() else []
        self.runs = []

    def find(self, start, turn, draw, timeout):
        """The run of an earlier call with the same command, if it went well or would take too long again; or None."""
        for run in self.earlier:
            same = (run["graph"], run["k"], run["entry"], run["setting"]) == start.key and \
                (run["turn"], run["draw"], run["command"]) == (turn, draw, start.command)
            if same and (run["failure"] is None or (run["timeout"] or 0) >= timeout):
                return run
        return None

    def add(self, run):
        self.runs.append(run)
        if not any(run is one for one in self.earlier):
            self.earlier.append(run)
            write_whole(self.file, json.dumps(self.earlier, indent=1))


class Race:
    def __init__(self, config, options):
        self.config, self.options = config, options
        self.entries = chosen_entries(config, options.only)
        self.baseline = (config.baseline or {}).get("graph")
        self.rounds_of_baseline = Counter()
        self.notes = []

    def cases(self):
        """(Graph, k) pairs, as asked for."""
        for name in self.options.graphs or [name for name in self.config.graphs if name != self.baseline]:
            if name not in self.config.graphs:
                raise ConfigError(f"--graphs {name}: not in the configuration, which has {', '.join(self.config.graphs)}")
            graph = self.config.graphs[name]
            for k in self.options.ks or graph.ks or self.config.ks:
                yield graph, k

    def baseline_starts(self, names):
        """On the baseline's graph, of the entries of these names."""
        if not self.baseline:
            return []
        setting = self.config.baseline.get("ours", DEFAULT_BASELINE)
        entries = [replace(entry, graphs=None, settings=[setting] if entry.ours else None) for entry in self.entries
                   if entry.entry in names]
        return starts_of(self.config, self.config.graphs[self.baseline], self.config.baseline.get("k", 1), entries)[0]

    def lineups(self):
        """Those who start together, the Starts of one case each."""
        found = []
        for graph, k in self.cases():
            if not pathlib.Path(graph.file).exists():
                self.note(f"{graph.name} skipped: {graph.file} does not exist")
                continue
            starts, notes = starts_of(self.config, graph, k, self.entries)
            for note in notes:
                self.note(note)
            found.append(starts)
        return found

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)
            print(f"note: {text}", file=sys.stderr, flush=True)

    def run(self, book, starts):
        """Round-robin; who fails once does not start again in this case."""
        repeats, lame = self.options.repeats, set()
        others = self.baseline_starts({start.entry.entry for start in starts})
        for turn in range(1, repeats + 1):
            for start in others:
                self.rounds_of_baseline[start.key] += 1
                self.run_one(book, start, self.rounds_of_baseline[start.key], lame, judged=False)
            shift = (turn - 1) * max(1, len(starts) // repeats) % max(1, len(starts))
            for start in starts[shift:] + starts[:shift]:
                self.run_one(book, start, turn, lame, judged=True)

    def run_one(self, book, start, turn, lame, judged):
        if start.key in lame:
            return
        timeout, draw = start.entry.timeout or self.config.timeout, (turn - 1) % self.options.draws + 1
        run = book.find(start, turn, draw, timeout) or run_once(start, turn, draw, timeout, self.options.out, judged)
        book.add(run)
        if run["failure"]:
            lame.add(start.key)
        said = run["failure"] or f"{run['wall']:.2f} s wall, {run['cpu']:.2f} s CPU"
        print(f"{start.graph} k={start.k} round {turn} {start.entry.entry} {start.setting}: {said}", file=sys.stderr, flush=True)

    def scores(self, runs):
        """{(graph, seed digest): spread} of all that was chosen."""
        scorer = Scorer(self.config.program, self.options.score_precision, self.options.out)
        spreads = {}
        for graph, seeds in dict.fromkeys((run["graph"], run["seeds"]) for run in runs if run["seeds"]):
            try:
                spreads[graph, seeds] = scorer.score(self.config.graphs[graph], seeds)[0]
            except RunError as error:
                who = next(run for run in runs if (run["graph"], run["seeds"]) == (graph, seeds))
                self.note(f"seeds of {who['entry']} not scored: {error}")
        return spreads


def write_csv(path, rows):
    if rows:
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def judge(race, book):
    """Scores, tables and picture of all runs in the book."""
    out, baseline = race.options.out, race.baseline
    raced = [run for run in book.runs if run["graph"] != baseline]
    spreads = race.scores(raced)
    entries = {entry.entry: entry for entry in race.entries}
    rows = table(raced, spreads)
    found = verdicts(rows, entries, baselines([run for run in book.runs if run["graph"] == baseline]), race.options.tolerance)
    write_csv(out / "runs.csv", [{**run, "command": " ".join(run["command"]), "spread": spreads.get((run["graph"], run["seeds"]))}
                                 for run in book.runs])
    write_csv(out / "table.csv", rows)
    write_csv(out / "verdict.csv", found)
    print(*table_lines(rows), sep="\n")
    if found:
        print("", *verdict_lines(found), sep="\n")
        short = f" less {race.options.tolerance:.2%}" if race.options.tolerance else ""
        print(f"x: times our cost, at our cheapest spread not below the peer's{short}; net: less each one's own run on the baseline graph")
    if race.notes:
        print("", *(f"note: {text}" for text in race.notes), sep="\n")
    try:
        draw(rows, entries, out / "pareto")
    except ModuleNotFoundError as missing:
        print(f"race: no picture, {missing}; the tables are complete. Debian's python3 with python3-matplotlib draws it: "
              "/usr/bin/python3 scripts/race.py … --resume", file=sys.stderr)


def main():
    options = parse()
    try:
        if min(options.repeats, options.draws) < 1 or not 0 < options.score_precision < 1 or not 0 <= options.tolerance < 1:
            raise ConfigError("--repeats and --draws must be at least 1, --score-precision and --tolerance between 0 and 1")
        config = read_config(options.config)
        config.program = options.program or config.program
        race = Race(config, options)
        lineups = race.lineups()
        if options.list:
            names = {start.entry.entry for starts in lineups for start in starts}
            for start in race.baseline_starts(names) + [start for starts in lineups for start in starts]:
                environment = [f"{name}={value}" for name, value in start.environment.items()]
                print(start.graph, start.k, start.entry.entry, *environment, *start.command)
            return 0
        if not any(lineups):
            raise ConfigError("nobody can start; see the notes above: build the program (--program), or mend paths in the configuration")
        options.out.mkdir(parents=True, exist_ok=True)
        book = Book(options.out, options.resume)
        try:
            for starts in lineups:
                race.run(book, starts)
        except KeyboardInterrupt:
            print("race.py: stopped; what ran is judged, --resume goes on", file=sys.stderr)
        judge(race, book)
    except ConfigError as error:
        print("".join(f"race.py: {line}\n" for line in str(error).split("\n")), end="", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("race.py: stopped while scoring; --resume goes on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
