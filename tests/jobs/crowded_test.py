#!/usr/bin/python3
"""Ranks with more threads than the host has CPUs let their threads sleep soon; others, and users who have said how, are left alone.

    crowded_test.py PROGRAM

A job that would run for hours is started and each rank's environment is read from /proc: it tells whether the program
started itself anew with GOMP_SPINCOUNT in it.
"""
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import ENVIRONMENT, Cascade, conclude, require  # noqa: E402 -- after the path is set

PATIENCE = 30  # seconds
CPUS = len(os.sched_getaffinity(0))


def environments(program, mark):
    """Of each process that runs the program under this mark, by its variables; other tests may run it too."""
    found = []
    for process in pathlib.Path("/proc").iterdir():
        try:
            if process.name.isdigit() and str((process / "exe").readlink()) == program:
                found.append(dict(word.split("=", 1) for word in (process / "environ").read_text().split("\0") if "=" in word))
        except OSError:  # it has ended, or is not ours to look at
            continue
    return [variables for variables in found if variables.get("CROWDED_TEST") == mark]


def spin_counts(cascade, ranks, threads, more=None):
    """GOMP_SPINCOUNT of every rank once each has begun its work."""
    out = cascade.scratch / "out"
    command = cascade.command("simulate", "--graph", cascade.scratch / "g.h5", "--seeds", "degree:3", "--worlds", 2**32 - 1, "--threads",
                              threads, "--out", out, "--force", ranks=ranks)
    mark = str(cascade.scratch)
    clean = {name: value for name, value in {**os.environ, **ENVIRONMENT}.items() if name not in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")}
    run = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           env={**clean, "CROWDED_TEST": mark, **(more or {})})
    try:
        end = time.monotonic() + PATIENCE
        while not (out / "events.jsonl").exists():
            require(run.poll() is None and time.monotonic() < end, f"no beginning: {command}")
            time.sleep(0.02)
        found = environments(cascade.program, mark)
    finally:
        run.kill()
        run.wait()
        while environments(cascade.program, mark):
            time.sleep(0.02)
        (out / "events.jsonl").unlink(missing_ok=True)
    require(len(found) == max(ranks, 1), f"{len(found)} processes of {max(ranks, 1)} ranks")
    return [variables.get("GOMP_SPINCOUNT") for variables in found]


def main():
    with Cascade(sys.argv[1]) as cascade:
        cascade.must("generate", "--kind", "gnm", "--vertices", 100, "--edges", 300, "--output", cascade.scratch / "g.h5")
        for ranks, threads, more, wanted in ((2, CPUS, {}, "1000"), (0, CPUS + 1, {}, None), (1, 1, {}, None),
                                             (2, CPUS, {"OMP_WAIT_POLICY": "active"}, None), (2, CPUS, {"GOMP_SPINCOUNT": "7"}, "7")):
            found = spin_counts(cascade, ranks, threads, more)
            require(set(found) == {wanted}, f"{ranks} ranks of {threads} threads on {CPUS} CPUs with {more}: {found}, {wanted} wanted")
    print(f"{CPUS} CPUs: crowded threads sleep soon, others as they are told")


if __name__ == "__main__":
    conclude(main)
