#!/usr/bin/python3
"""A run whose MPI fails while it is being ended has the exit code of what it did, and says in a line what happened.

    ending.py --program PROGRAM --shim LIBRARY
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, last_lines, require  # noqa: E402 -- after the path is set

SAID = "MPI failed while it was being ended"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shim", required=True)
    chosen = parser.parse_args()
    shim = pathlib.Path(chosen.shim).resolve()
    runs = 0
    with Cascade(chosen.program) as cascade:
        graph = cascade.scratch / "g.h5"
        cascade.must("generate", "--kind", "ring", "--vertices", 50, "--output", graph)
        for path, code in ((graph, 0), (cascade.scratch / "absent.h5", 66)):
            for ranks, rank in ((0, None), (1, None), (2, 1), (3, 0), (3, None)):
                before = ["env", f"LD_PRELOAD={shim}", *([] if rank is None else [f"FAIL_RANK={rank}"])]
                done = cascade.run("inspect", path, ranks=ranks, before=before, timeout=60)
                require(done.returncode == code, f"exit {done.returncode}, not {code}, on {ranks} ranks: {last_lines(done, 8)}")
                require(SAID in done.stderr, f"nothing is said of it on {ranks} ranks: {last_lines(done, 8)}")
                runs += 1
    print(f"ending: {runs} runs whose MPI failed at the end, all with their own exit code")


if __name__ == "__main__":
    conclude(main)
