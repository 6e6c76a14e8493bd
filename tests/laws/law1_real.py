#!/usr/bin/python3
"""Law 1 on real graphs: the pairwise grid over NetHEPT, Epinions and an R-MAT graph of 65,536 vertices.

    law1_real.py PROGRAM

The lists are looked for in the folder that CASCADE_REAL_DATA names; without it the test is skipped (exit code 77).
"""
import os
import pathlib
import subprocess
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
from drive import Cascade, conclude  # noqa: E402 -- after the path is set

SKIPPED = 77


def graphs(cascade, data):
    nethept, epinions, rmat = (cascade.scratch / f"{name}.h5" for name in ("nethept", "epinions", "rmat"))
    cascade.must("import", "--input", data / "nethept/hep.txt.zst", "--output", nethept, "--undirected", "--header-lines", 1)
    cascade.must("import", "--input", data / "soc-epinions1/soc-Epinions1.txt.zst", "--output", epinions, "--directed")
    cascade.must("generate", "--kind", "rmat", "--scale", 16, "--edges", 500000, "--output", rmat)
    return [nethept, epinions, rmat]


def main():
    data = os.environ.get("CASCADE_REAL_DATA")
    if not data:
        print("law 1 on real graphs: skipped, CASCADE_REAL_DATA names no folder")
        return SKIPPED
    with Cascade(sys.argv[1]) as cascade:
        return subprocess.run([sys.executable, SCRIPTS / "law1_grid.py", "--pairwise", "--program", cascade.program]
                              + graphs(cascade, pathlib.Path(data))).returncode


if __name__ == "__main__":
    conclude(main)
