#!/usr/bin/python3
"""Threads that wait for work sleep soon, unless the user has said how they should wait: libgomp itself tells what it was told.

    waiting_test.py PROGRAM LIBGOMP

LIBGOMP is what the program was linked with; nobody can tell a shared one in time.
"""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import conclude, require  # noqa: E402 -- after the path is set

SKIPPED = 77
SOON = 300  # turns before a thread sleeps


def turns(program, said):
    """How many turns libgomp lets a thread wait in this environment."""
    clean = {name: value for name, value in os.environ.items() if name not in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")}
    told = subprocess.run([program, "--version"], check=True, capture_output=True, text=True,
                          env={**clean, "OMP_DISPLAY_ENV": "verbose", **said}).stderr
    found = re.search(r"GOMP_SPINCOUNT = '(\d+)'", told)
    require(found is not None, "libgomp does not tell GOMP_SPINCOUNT")
    return int(found[1])


def main():
    program, libgomp = sys.argv[1:]
    if not libgomp.endswith(".a"):
        print(f"skipped: linked with {libgomp or 'another library of OpenMP'}")
        return SKIPPED
    require(turns(program, {}) == SOON, f"{turns(program, {})} turns, {SOON} wanted")
    require(turns(program, {"OMP_WAIT_POLICY": ""}) == SOON, "an empty OMP_WAIT_POLICY says nothing")
    require(turns(program, {"GOMP_SPINCOUNT": "7"}) == 7, "GOMP_SPINCOUNT of the user counts")
    require(turns(program, {"OMP_WAIT_POLICY": "active"}) > 10**6, "so does OMP_WAIT_POLICY=active")
    require(turns(program, {"OMP_WAIT_POLICY": "passive"}) == 0, "and passive")
    print(f"threads sleep after {SOON} turns, or as they are told")
    return 0


if __name__ == "__main__":
    conclude(main)
