#!/usr/bin/python3
"""Options that say nothing change nothing: acceptance 1, factors 1, quality 1, respread 0 give the plain model's files, byte for byte.

    reductions_test.py PROGRAM

Asked of every forward model, through result.h5 and the CSV files, in turns on one rank and on three. A set contrasted with
itself differs by 0 in every world and hop, and its curve is the one `simulate` draws. An acceptance below 1 must show:
else nothing was compared.
"""
import csv
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, datasets, require  # noqa: E402 -- after the path is set

VERTICES = 300
MODELS = {
    "ic": ["--probability", "trivalency"],
    "ic with factors": ["--probability", "constant:0.15", "--hop-decay", "1,.6,.3"],
    "opinions": ["--quality", "0.8"],
    "producers": ["--respread", "0.4"],
    "lt": ["--model", "lt"],
    "drawn": ["--model", "threshold", "--threshold", "drawn", "--probability", "uniform:0.1,0.9"],
    "fraction": ["--model", "threshold", "--threshold", "fraction:0.15"],
    "count": ["--model", "threshold", "--threshold", "count:2"],
    "si": ["--model", "si", "--beta", "0.03", "--max-hops", 8],
    "sis": ["--model", "sis", "--beta", "0.05", "--gamma", "0.4", "--max-hops", 15],
    "fading sis": ["--model", "sis", "--beta", "0.1", "--gamma", "0.3", "--max-hops", 15, "--activity-decay", "0.6"],
    "sir": ["--model", "sir", "--beta", "0.05", "--gamma", "0.4"],
    "seir": ["--model", "seir", "--beta", "0.05", "--gamma", "0.4", "--alpha", "0.5"],
}
MACHINES = (0, 3)  # ranks; 0 is without a launcher
EPIDEMICS = ("si", "sis", "sir", "seir")


def nothings(name, scratch):
    """(what, words) of the options that say nothing to a model."""
    said = [("acceptance 1", ["--acceptance", scratch / "ones.csv"]), ("nobody blocked", ["--blocked", scratch / "nobody.txt"])]
    if name in ("ic", *EPIDEMICS):
        said.append(("hop decay 1", ["--hop-decay", "1,1,1"]))
    if name == "ic":
        said += [("quality 1", ["--quality", 1]), ("respread 0", ["--respread", 0])]
    if name in EPIDEMICS:
        said.append(("activity decay 1", ["--activity-decay", 1]))
        said.append(("beta as a probability", ["--probability", f"constant:{MODELS[name][3]}"]))
    if name in ("ic", "lt"):
        said.append(("no deadline", ["--delay", "exponential:1", "--time-grid", "20,10"]))
        said.append(("a late deadline", ["--delay", "weibull:0.5,1", "--deadline", 1e9]))
    if "--max-hops" not in MODELS[name]:
        said.append(("many hops", ["--max-hops", 4_000_000_000]))
    return said


def without_beta(words, what):
    """The words of a model, but --beta where the probability is said in another way."""
    at = words.index("--beta") if what.startswith("beta") else len(words)
    return words[:at] + words[at + 2:]


def compared(what, plain, answer):
    """Paths that must be the same: all, but for what opinions add to tables and files, and the files that producers add."""
    if what == "quality 1":
        return sorted(path for path in plain.keys() & answer.keys() if path.startswith(("series/", "vertices/")))
    if what == "respread 0":
        return sorted(plain)
    return sorted(path for path in plain.keys() | answer.keys() if not path.startswith(("series/time/", "active_by_time")))


class Trial:
    def __init__(self, cascade):
        self.cascade, self.graph, self.wrong, self.asked = cascade, cascade.scratch / "g.h5", [], 0
        cascade.must("generate", "--kind", "social", "--vertices", VERTICES, "--edges", 1200, "--random-seed", 3, "--output", self.graph)
        (cascade.scratch / "ones.csv").write_text("vertex,acceptance\n" + "".join(f"{v},1\n" for v in range(VERTICES)))
        (cascade.scratch / "some.csv").write_text("vertex,acceptance\n" + "".join(f"{v},0.5\n" for v in range(VERTICES)))
        (cascade.scratch / "few.txt").write_text("1\n2\n3\n")
        (cascade.scratch / "nobody.txt").write_text("# nobody\n")

    def simulate(self, words, ranks=0):
        """Everything that must not change: datasets, and the bytes of CSV files."""
        out = self.cascade.scratch / "out"
        self.cascade.must("simulate", "--graph", self.graph, "--seeds", "degree:4", "--worlds", 300, "--replicates", *words, "--out", out,
                          "--force", ranks=ranks)
        self.asked += 1
        return {**datasets(out / "result.h5"), **{file.name: file.read_bytes() for file in out.glob("*.csv")}}

    def reductions(self, name):
        plain = self.simulate(MODELS[name])
        for turn, (what, words) in enumerate(nothings(name, self.cascade.scratch)):
            answer = self.simulate([*without_beta(MODELS[name], what), *words], MACHINES[turn % 2])
            shared = compared(what, plain, answer)
            different = [path for path in shared if plain.get(path) != answer.get(path)]
            require(len(shared) > 5, f"{name}: hardly anything is compared: {shared}")
            if different:
                self.wrong.append(f"{name}, {what}: {', '.join(different)} differ")
        if self.simulate([*MODELS[name], "--acceptance", self.cascade.scratch / "some.csv"]) == plain:
            self.wrong.append(f"{name}: an acceptance of 1/2 changes nothing")

    def hops_as_time(self, name):
        """Delays of 1 count hops: forward, and in samples."""
        for hops in (0, 1, 3):
            timed = ["--delay", "fixed:1", "--deadline", hops]
            pairs = [(self.simulate([*MODELS[name], "--max-hops", hops]), self.simulate([*MODELS[name], *timed], MACHINES[hops % 2]))]
            for verb in (["select", "--k", 3, "--settle", "0.1"], ["estimate", "--seeds", self.cascade.scratch / "few.txt"]):
                pairs.append([self.sampled([*verb, *MODELS[name], *words]) for words in (["--max-hops", hops], timed)])
            self.wrong += [f"{name}: {hops} hops differ" for plain, answer in pairs if any(
                plain.get(path) != answer.get(path) for path in compared("time", plain, answer))]

    def late_samples(self, name):
        """What a deadline behind everything, or none, leaves of select and estimate: everything."""
        for verb in (["select", "--k", 3, "--settle", "0.1"], ["estimate", "--seeds", self.cascade.scratch / "few.txt"]):
            plain = self.sampled([*verb, *MODELS[name]])
            for deadline in ("inf", 1e9):
                if self.sampled([*verb, *MODELS[name], "--delay", "exponential:1", "--deadline", deadline]) != plain:
                    self.wrong.append(f"{name}: {verb[0]} differs with --deadline {deadline}")
            if self.sampled([*verb, *MODELS[name], "--delay", "exponential:1", "--deadline", 1]) == plain:
                self.wrong.append(f"{name}: a deadline of 1 changes nothing in {verb[0]}")

    def sampled(self, words):
        out = self.cascade.scratch / "sampled"
        self.cascade.must(*words, "--graph", self.graph, "--precision", "0.05", "--out", out, "--force", ranks=MACHINES[self.asked % 2])
        self.asked += 1
        return datasets(out / "result.h5")

    def against_itself(self, name):
        out = self.cascade.scratch / "contrast"
        self.simulate(MODELS[name])
        hops = [row["active"] for row in read(self.cascade.scratch / "out" / "activation_by_hop.csv")]
        for ranks in MACHINES:
            self.cascade.must("contrast", "--graph", self.graph, "--seeds", "degree:4", "--seeds", "degree:4", "--worlds", 300, *MODELS[name],
                              "--out", out, "--force", ranks=ranks)
            rows, curve = read(out / "differences.csv"), read(out / "active_by_hop.csv")
            zeros = ("difference", "difference_low", "difference_high", "first_wins", "second_wins")
            if not rows or any(float(row[column]) != 0 for row in rows for column in zeros) or any(float(row["ties"]) != 1 for row in rows):
                self.wrong.append(f"{name}, {ranks} ranks: a set differs from itself")
            if any([row["active"] for row in curve if row["set"] == which] != hops for which in ("1", "2")):
                self.wrong.append(f"{name}, {ranks} ranks: contrast draws another curve than simulate")


def read(file):
    with open(file, newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def main():
    with Cascade(sys.argv[1]) as cascade:
        trial = Trial(cascade)
        for name in MODELS:
            trial.reductions(name)
            trial.against_itself(name)
        for name in ("ic", "lt"):
            trial.hops_as_time(name)
            trial.late_samples(name)
    for text in trial.wrong:
        print(text)
    print(f"reductions: {len(MODELS)} models, {trial.asked} runs, {len(trial.wrong)} wrong")
    return 1 if trial.wrong else 0


if __name__ == "__main__":
    conclude(main)
