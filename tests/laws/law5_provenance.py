#!/usr/bin/python3
"""Law 5, a result explains itself: the provenance is whole, the files agree with the manifest, and a run made anew from
the options the result names gives the same bytes.

    law5_provenance.py PROGRAM
"""
import json
import pathlib
import sys

import h5py

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, datasets, differing, require  # noqa: E402 -- after the path is set

RUN = {"options", "version", "graph", "ranks", "threads", "layout", "hosts", "job_id", "restarts", "wall_seconds", "core_seconds", "exit_reason"}
SUMMARY = {"verb", "exit_reason", "random_seed", "ranks", "threads", "layout", "seconds", "peak_rss_bytes", "graph"}
OWN = {
    "select": {"k", "seeds", "spread", "spread_low", "spread_high", "lower", "upper", "ratio", "theta", "theta_certified", "epsilon", "delta"},
    "estimate": {"spread", "spread_low", "spread_high", "worlds"},
    "contrast": {"active", "worlds", "differences"},
    "compete": {"active", "active_low", "active_high", "worlds", "tie", "campaigns"},
    "simulate": {"active", "active_low", "active_high", "worlds", "hops"},
}
MACHINE = {"out", "threads", "layout", "memory-per-rank", "config", "force", "quiet", "verbose", "dump-config", "dry-run",
           "checkpoint", "checkpoint-every", "resume", "time-limit"}


def provenance(result):
    with h5py.File(result, "r") as file:
        for name in ("schema", "schema_version", "run"):
            require(name in file.attrs, f"{result.name} has no attribute {name}")
        run = file.attrs["run"]
    return json.loads(run.decode().rstrip("\0") if isinstance(run, bytes) else run)


def check_manifest(out):
    """Every file is named with its size, and nothing else is."""
    manifest = json.loads((out / "MANIFEST.json").read_text())
    entries = manifest if isinstance(manifest, list) else manifest["files"]
    sizes = {entry["name"]: entry["bytes"] for entry in entries}
    there = {file.name: file.stat().st_size for file in out.iterdir() if file.name != "MANIFEST.json"}
    require(sizes == there, f"the manifest says {sizes}, the directory holds {there}")


def check_summary(out, run, verb, ranks, digest):
    summary = json.loads((out / "summary.json").read_text())
    missing = (SUMMARY | OWN[verb]) - summary.keys()
    require(not missing, f"{verb}: summary.json lacks {sorted(missing)}")
    require(RUN <= run.keys(), f"{verb}: run lacks {sorted(RUN - run.keys())}")
    require(summary["ranks"] == run["ranks"] == max(ranks, 1), f"{verb}: ranks are {summary['ranks']} and {run['ranks']}")
    require(summary["graph"]["digest"] == run["graph"]["digest"] == digest, f"{verb}: the graph digest is not {digest}")
    require(summary["exit_reason"] == run["exit_reason"] == "done", f"{verb}: ended because {run['exit_reason']}")


def told_by(options):
    """The command line that a result's resolved options stand for, without those of the machine."""
    words = []
    for name, value in options.items():
        if name in MACHINE or value in ("", [], "false", False):
            continue
        if value in ("true", True):
            words += [f"--{name}"]
        else:
            words += [f"--{name}"] + (value if isinstance(value, list) else [value])
    return words


def main():
    with Cascade(sys.argv[1]) as cascade:
        graph, seeds = cascade.scratch / "graph.h5", cascade.scratch / "seeds.txt"
        cascade.must("generate", "--kind", "rmat", "--scale", 8, "--edges", 1500, "--output", graph)
        seeds.write_text("0\n1\n")
        digest = cascade.inspect(graph)["digest"]
        weights = cascade.scratch / "weights.csv"
        weights.write_text("vertex,weight\n0,2\n1,0.5\n5,1\n9,3\n")
        costs = cascade.scratch / "costs.csv"
        costs.write_text("vertex,cost\n" + "".join(f"{v},{1 + v % 5 / 4}\n" for v in range(200)))
        jobs = {"select": ["--k", 3, "--epsilon", "0.3", "--precision", "0.05", "--model", "lt", "--hop-decay", "1,.5", "--max-hops", 4,
                           "--costs", costs, "--budget", 6],
                "estimate": ["--seeds", seeds, "--probability", "constant:0.1", "--precision", "0.03", "--random-seed", 5, "--weights", weights,
                             "--quality", "0.8"],
                "contrast": ["--seeds", seeds, "--seeds", "degree:2", "--worlds", 70, "--model", "sir", "--beta", "0.1", "--gamma", "0.5"],
                "compete": ["--seeds", seeds, "--seeds", "degree:3", "--worlds", 70, "--tie", "first", "--replicates"],
                "simulate": ["--seeds", seeds, "--worlds", 77, "--probability", "trivalency"]}
        for verb, options in jobs.items():
            for ranks in (0, 2):
                out, again = cascade.scratch / f"{verb}{ranks}", cascade.scratch / f"{verb}{ranks}-again"
                screen = cascade.must(verb, "--graph", graph, *options, "--out", out, ranks=ranks).stderr
                require(f"digest {digest[:21]}\n" in screen, f"{verb} names another graph than {digest}: {screen[:500]}")
                run = provenance(out / "result.h5")
                check_manifest(out)
                check_summary(out, run, verb, ranks, digest)
                cascade.must(verb, *told_by(run["options"]), "--out", again)
                different = differing(datasets(out / "result.h5"), datasets(again / "result.h5"))
                require(not different, f"{verb} made anew from its own options: {different} differ")
    print(f"law 5: {2 * len(jobs)} results explained")
    return 0


if __name__ == "__main__":
    conclude(main)
