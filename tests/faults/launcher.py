#!/usr/bin/python3
"""Ranks whose launcher is killed while MPI starts do not stay.

    launcher.py --program PROGRAM [--kills 20] [--random-seed 1]

First the case that seldom happens by itself: the server a rank talks to is a socket that never answers, and the parent of
the rank dies. As long as the parent lives, the rank must wait; when it has gone, so must the rank, and say why. Then mpirun is
killed at random moments of the first half second of three ranks.
"""
import argparse
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import ENVIRONMENT, Cascade, conclude, require  # noqa: E402 -- after the path is set
from kill_trial import alive, children_of, kill  # noqa: E402

SAID = "the launcher (mpirun) ended while MPI was starting"
LEAVE_WITHIN = 10  # seconds; the program looks every second
FIRST = 0.5  # seconds of a run in which mpirun is killed


def gone(processes, seconds=LEAVE_WITHIN):
    """Whether all have ended in time."""
    end = time.monotonic() + seconds
    while any(map(alive, processes)):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def as_mpirun_sets_it(port):
    """The environment of a rank of mpirun, but for the address of its server."""
    given = subprocess.run(["mpirun", "-np", "1", "env"], capture_output=True, text=True, check=True, env={**os.environ, **ENVIRONMENT})
    settings = dict(line.split("=", 1) for line in given.stdout.splitlines() if "=" in line)
    for name in settings:
        if name.startswith("PMIX_SERVER_URI"):
            settings[name] = f"{settings[name].split(';')[0]};tcp4://127.0.0.1:{port}"
    return settings


def no_answer(cascade, graph):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        parent = subprocess.Popen(["sh", "-c", '"$@" & wait', "sh", *cascade.command("inspect", graph)], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                  env=as_mpirun_sets_it(server.getsockname()[1]))
        rank = None
        try:
            connection, _ = server.accept()
            with connection:
                rank, = children_of(parent.pid)
                time.sleep(3)
                require(alive(rank), "a rank whose launcher lives did not wait for its server")
                parent.send_signal(signal.SIGKILL)
                require(gone([rank]), f"a rank was still there {LEAVE_WITHIN} s after its parent, waiting for an answer")
            said = parent.communicate(timeout=30)[1]
            require(SAID in said, f"the rank does not say why it ended: {said}")
        finally:
            parent.kill()
            if rank is not None:
                kill(rank)


def killed(cascade, graph, moment):
    with subprocess.Popen(cascade.command("inspect", graph, ranks=3), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, env={**os.environ, **ENVIRONMENT, "OMPI_MCA_orte_tmpdir_base": str(cascade.scratch)}) as mpirun:
        time.sleep(moment)
        ranks = children_of(mpirun.pid)
        mpirun.kill()
    if not gone(ranks):
        left = [rank for rank in ranks if alive(rank)]
        for rank in left:
            kill(rank)
        require(False, f"{len(left)} ranks were still there {LEAVE_WITHIN} s after mpirun was killed, {moment:.3f} s into the run")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--random-seed", type=int, default=1)
    chosen = parser.parse_args()
    draw = random.Random(chosen.random_seed)
    with Cascade(chosen.program) as cascade:
        graph = cascade.scratch / "g.h5"
        cascade.must("generate", "--kind", "ring", "--vertices", 50, "--output", graph)
        no_answer(cascade, graph)
        for _ in range(chosen.kills):
            killed(cascade, graph, draw.uniform(0, FIRST))
    print(f"launcher: one that never answers and {chosen.kills} killed while MPI started, no rank stayed")


if __name__ == "__main__":
    conclude(main)
