#!/usr/bin/python3
"""--verify: every model, with every option that changes what is active, agrees with the serial reference.

    verify_test.py PROGRAM

Small drawn graphs, on one rank and on two that share the graph. What was held against the reference must be in
summary.json, and must have been held: a mean and a standard error, no infinity, no more than five standard errors. (That a
wrong number is found is a matter of the unit tests.)
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, require  # noqa: E402 -- after the path is set

PRODUCED = {"active", "tries", "producers", "generation_1", "generation_2", "generation_3"}
SIMULATED = {
    "ic": (["--probability", "trivalency"], {"active"}),
    "ic with factors": (["--probability", "constant:0.2", "--hop-decay", "1,.6,.3,0"], {"active"}),
    "three hops": (["--max-hops", 3], {"active"}),
    "opinions": (["--quality", "0.8"], {"active", "positive", "negative", "net"}),
    "producers": (["--respread", "0.4", "--probability", "constant:0.2"], PRODUCED),
    "producers, five hops": (["--respread", 1, "--max-hops", 5, "--probability", "constant:0.1", "--hop-decay", "1,.8"], PRODUCED),
    "lt": (["--model", "lt"], {"active"}),
    "lt, weights": (["--model", "lt", "--probability", "weights", "--normalise"], {"active"}),
    "drawn": (["--model", "threshold", "--threshold", "drawn", "--probability", "uniform:0,0.3"], {"active"}),
    "fraction": (["--model", "threshold", "--threshold", "fraction:0.15"], {"active"}),
    "fraction of weights": (["--model", "threshold", "--threshold", "fraction:0.3", "--probability", "weights"],
                            {"active"}),
    "count": (["--model", "threshold", "--threshold", "count:2"], {"active"}),
    "si": (["--model", "si", "--beta", "0.03", "--max-hops", 8], {"active"}),
    "sis": (["--model", "sis", "--beta", "0.05", "--gamma", "0.4", "--max-hops", 15], {"active", "infectious"}),
    "fading sis": (["--model", "sis", "--beta", "0.1", "--gamma", "0.3", "--max-hops", 15, "--activity-decay", "0.6"],
                   {"active", "infectious"}),
    "sir": (["--model", "sir", "--beta", "0.05", "--gamma", "0.4"], {"active", "infectious", "recovered"}),
    "seir": (["--model", "seir", "--beta", "0.05", "--gamma", "0.4", "--alpha", "0.5", "--max-hops", 6],
             {"active", "infectious", "recovered", "exposed"}),
}
IN_TIME = (["--probability", "constant:0.4", "--delay", "exponential:0.5", "--deadline", 3],
           ["--model", "lt", "--delay", "weibull:0.6,2", "--deadline", 4], ["--delay", "rayleigh:weights", "--deadline", "0.7"],
           ["--probability", "constant:0.7", "--delay", "weights", "--deadline", "0.3"])
MACHINES = ((0, "auto"), (2, "partitioned"))


def held(cascade, wanted, *words, ranks):
    """Runs with --verify; the rows of the summary must be those `wanted`, as (set, number)."""
    out = cascade.scratch / "out"
    cascade.must(*words, "--verify", "--quiet", "--force", "--out", out, ranks=ranks)
    rows = json.loads((out / "summary.json").read_text())["verify"]
    require({(row["set"], row["number"]) for row in rows} == set(wanted), f"held against the reference: {rows}")
    for row in rows:
        require(row["worlds"] >= 256 and 0 <= row["standard_errors_apart"] <= 5, f"{row}")


def main():
    runs = 0
    with Cascade(sys.argv[1]) as cascade:
        scratch = cascade.scratch
        lines = [f"{u} {v} {0.05 + (u * 7 + v * 3) % 10 / 20}" for u in range(300)
                 for v in {(u * 5 + 1) % 300, (u * u + 3) % 300, (u + 1) % 300} if u != v]
        (scratch / "edges.txt").write_text("\n".join(lines) + "\n")
        graph = scratch / "g.h5"
        cascade.must("import", "--input", scratch / "edges.txt", "--directed", "--columns", "1,2,3", "--weights",
                     "column", "--output", graph)
        (scratch / "more.txt").write_text("".join(f"{u} {(u * 3 + 2) % 290} {u % 9 / 10}\n" for u in range(290) if u != (u * 3 + 2) % 290))
        cascade.must("import", "--input", scratch / "more.txt", "--directed", "--columns", "1,2,3", "--weights", "column", "--base", graph, "--output",
                     scratch / "more.h5")
        (scratch / "open.csv").write_text("vertex,acceptance\n" + "".join(f"{v},0.6\n" for v in range(0, 300, 2)))
        (scratch / "weights.csv").write_text("vertex,weight\n" + "".join(f"{v},{v % 7 / 4}\n" for v in range(0, 300, 3)))
        (scratch / "blocked.txt").write_text("\n".join(str(v) for v in range(3, 300, 9)) + "\n")
        (scratch / "seeds.txt").write_text("1\n2\n3\n4\n77\n")
        closed = ["--acceptance", scratch / "open.csv", "--blocked", scratch / "blocked.txt"]
        seeds = ["--seeds", scratch / "seeds.txt"]
        for ranks, layout in MACHINES:
            where = ["--graph", graph, "--layout", layout]
            for words, numbers in SIMULATED.values():
                for more in ([], closed):
                    held(cascade, {(1, number) for number in numbers}, "simulate", *where, *seeds, "--worlds", 2000,
                         *words, *more, ranks=ranks)
                    runs += 1
            held(cascade, {(1, "active"), (2, "active")}, "contrast", *where, *seeds, "--seeds", "degree:4", ranks=ranks)
            layered = ["--layer", scratch / "more.h5", graph, "--layer-model", "lt", "ic", "--layer-probability", "weights", "constant:0.1", "--normalise"]
            for more in ([], closed, ["--max-hops", 3, "--hop-decay", "1,.5"]):
                held(cascade, {(1, "active")}, "simulate", *where, *seeds, "--worlds", 2000, *layered, *more, ranks=ranks)
            for more in ([], ["--max-hops", 2, "--weights", scratch / "weights.csv"], ["--model", "lt"]):
                held(cascade, {(1, "spread")}, "estimate", *where, *seeds, *layered, *more, ranks=ranks)
            held(cascade, {(1, "spread")}, "select", *where, "--k", 4, "--settle", "0.1", *layered, ranks=ranks)
            runs += 7
            for words in (["--probability", "weights"], ["--model", "lt", "--probability", "weights", "--normalise"]):
                held(cascade, {(1, "spread")}, "estimate", *where, *seeds, *words, ranks=ranks)
                held(cascade, {(1, "spread")}, "select", *where, "--k", 4, "--settle", "0.1", "--given", scratch / "seeds.txt", *words,
                     ranks=ranks)
                runs += 2
            for words in IN_TIME:
                held(cascade, {(1, "active")}, "simulate", *where, *seeds, *words, *closed, "--worlds", 2000, ranks=ranks)
                held(cascade, {(1, "spread")}, "estimate", *where, *seeds, *words, "--weights", scratch / "weights.csv", ranks=ranks)
                runs += 2
            for words in (["--max-hops", 2], ["--hop-decay", "1,.6,.3,0"], ["--quality", "0.8"],
                          ["--weights", scratch / "weights.csv", "--hop-decay", "0.5"]):
                held(cascade, {(1, "spread")}, "estimate", *where, *seeds, "--probability", "constant:0.3", *words,
                     ranks=ranks)
                runs += 1
        tight = cascade.run("estimate", "--graph", graph, *seeds, "--verify", "--memory-per-rank", 25_210_000)
        require(tight.returncode == 71 and "--verify" in tight.stderr, f"{tight.returncode}: {tight.stderr}")
    print(f"{runs} runs agree with the serial reference")


if __name__ == "__main__":
    conclude(main)
