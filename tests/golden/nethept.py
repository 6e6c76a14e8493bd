#!/usr/bin/python3
"""NetHEPT against the figures known for it: weighted cascade, greedy on RIS judged by independent Monte Carlo.

    nethept.py PROGRAM

The graph is the list of 58,891 lines imported undirected with duplicates merged (62,752 arcs); three versions of
NetHEPT circulate and their figures differ. The spread of the chosen prefix is out of sample, so it may fall short by
the slack of greedy, 1 %, and stray by the errors of both measurements. The list is looked for in the folder that
CASCADE_REAL_DATA names; without it the test is skipped (exit code 77).
"""
import csv
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, require  # noqa: E402 -- after the path is set

SKIPPED = 77
SPREAD = {1: (44.171, 0.100), 5: (182.346, 0.160), 10: (313.613, 0.185), 20: (520.664, 0.202)}  # k: mean, standard error
FIRST_SEEDS = [100, 474, 639, 124, 239]
GREEDY_SLACK = 0.01


def near(row, k, slack):
    mean, error = SPREAD[k]
    half = (float(row["spread_high"]) - float(row["spread_low"])) / 2
    allowed = slack * mean + 3 * error + 1.5 * half
    require(abs(float(row["spread"]) - mean) <= allowed,
            f"k = {k}: spread {row['spread']}, known {mean} +- {error}, {allowed:.2f} allowed")
    print(f"k = {k}: {float(row['spread']):.2f}, known {mean}, {100 * (float(row['spread']) / mean - 1):+.2f} %")


def main():
    data = os.environ.get("CASCADE_REAL_DATA")
    if not data:
        print("NetHEPT: skipped, CASCADE_REAL_DATA names no folder")
        return SKIPPED
    with Cascade(sys.argv[1]) as cascade:
        graph, out = cascade.scratch / "nethept.h5", cascade.scratch / "out"
        cascade.must("import", "--input", pathlib.Path(data) / "nethept/hep.txt.zst", "--output", graph, "--undirected", "--header-lines", 1)
        said = cascade.inspect(graph)
        require((said["vertices"], said["edges"]) == (15233, 62752), f"another NetHEPT: {said}")
        for ranks in (0, 3):
            cascade.must("select", "--graph", graph, "--k", 20, "--precision", 0.003, "--out", out, "--force", ranks=ranks)
            with open(out / "seeds.csv", newline="") as file:
                rows = {int(row["rank"]): row for row in csv.DictReader(file)}
            for k in SPREAD:
                near(rows[k], k, GREEDY_SLACK)
        seeds = cascade.scratch / "seeds.txt"
        seeds.write_text("".join(f"{v}\n" for v in FIRST_SEEDS))
        cascade.must("estimate", "--graph", graph, "--seeds", seeds, "--precision", 0.003, "--out", out, "--force")
        with open(out / "estimate.csv", newline="") as file:
            row = next(csv.DictReader(file))
        near({"spread": row["spread"], "spread_low": row["low"], "spread_high": row["high"]}, 5, 0)
    return 0


if __name__ == "__main__":
    conclude(main)
