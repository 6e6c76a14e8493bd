#!/usr/bin/python3
"""mpirun over four hosts (network namespaces): the same bytes as on one, a cut of 5 s does not show, a lasting one ends the job.

    hosts_test.py PROGRAM

The last part takes a minute: with the settings of jobs/batch mpirun ends 40 s after it has lost a host.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

from cluster import ENVIRONMENT, HERE, TREE, Cascade, Task, conclude, datasets, differing, last_lines, need, require

LOST_AFTER = (30, 60)  # seconds between the cut and the end of mpirun
LOST_CODE = 205


class Hosts:
    """h1 … h4, each in a network namespace of its own."""

    def __init__(self, program):
        self.program = program
        self.lab = pathlib.Path(tempfile.mkdtemp(prefix="hosts-"))
        # What jobs/batch sets: read from it, so that the test is about those values.
        common = (TREE / "jobs" / "batch" / "common.sh").read_text()
        self.settings = dict(re.findall(r'export (OMPI_MCA_oob_tcp_keepalive_\w+)="\$\{\w+:-(\d+)\}"', common))
        require(len(self.settings) == 3, f"found only {self.settings} in common.sh")

    def __enter__(self):
        subprocess.run([HERE / "hosts_up", self.lab, "4"], check=True)
        return self

    def __exit__(self, *unused):
        subprocess.run([HERE / "hosts_down", self.lab])
        subprocess.run(["rm", "-rf", self.lab])

    def run(self, where, arguments):
        """A verb over hosts; the CompletedProcess and its seconds."""
        began = time.monotonic()
        done = subprocess.run([HERE / "hosts_run", self.lab, where, "--bind-to", "none", self.program, *map(str, arguments)],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300,
                              env={**os.environ, **ENVIRONMENT, **self.settings})
        return done, time.monotonic() - began

    def link(self, index, state):
        subprocess.run([HERE / "hosts_link", self.lab, str(index), state], check=True)


def main():
    need("ip", "nsenter", "unshare", "mpirun")
    with Cascade(sys.argv[1]) as cascade, Hosts(cascade.program) as hosts:
        task = Task(cascade, seconds=3)
        everywhere = "h1:2,h2:2,h3:2,h4:2"

        graph = cascade.scratch / "small.h5"
        cascade.must("import", "--input", TREE / "data" / "karate.txt", "--undirected", "--output", graph)
        for layout in ("replicated", "partitioned", "2x4"):
            small = ["select", "--graph", graph, "--k", 5, "--layout", layout, "--threads", 1, "--force"]
            cascade.must(*small, "--out", cascade.scratch / "one", ranks=8)
            done, _ = hosts.run(everywhere, [*small, "--out", cascade.scratch / "four"])
            require(done.returncode == 0 and "4 hosts" in done.stderr, f"8 ranks on 4 hosts: exit {done.returncode}: {last_lines(done)}")
            paths = differing(*(datasets(cascade.scratch / name / "result.h5") for name in ("one", "four")))
            require(not paths, f"--layout {layout} on four hosts differs at {paths}")
        print("4 hosts x 2 ranks: the same bytes as one host, in three layouts", flush=True)

        where, out = "h1:1,h2:1,h3:1,h4:1", cascade.scratch / "out"
        long = [*task.arguments, "--threads", 1, "--layout", "partitioned", "--out", out, "--force"]
        cut = threading.Timer(3, lambda: (hosts.link(2, "down"), time.sleep(5), hosts.link(2, "up")))
        cut.start()
        done, seconds = hosts.run(where, long)
        require(cut.finished.is_set() and seconds > 8, f"over after {seconds:.0f} s: the cut came too late to matter")
        cut.join()
        require(done.returncode == 0, f"a cut of 5 s: exit {done.returncode}: {last_lines(done)}")
        task.require_equal(out, "a cut of 5 s")
        print(f"a cut of 5 s: done after {seconds:.0f} s, the same bytes", flush=True)

        when = []
        cut = threading.Timer(3, lambda: (when.append(time.monotonic()), hosts.link(2, "down")))
        cut.start()
        done, seconds = hosts.run(where, long)
        after = time.monotonic() - when[0]
        require(done.returncode == LOST_CODE and LOST_AFTER[0] < after < LOST_AFTER[1],
                f"a lasting cut: exit {done.returncode} after {after:.0f} s: {last_lines(done)}")
        print(f"a lasting cut: exit {done.returncode} after {after:.0f} s", flush=True)


if __name__ == "__main__":
    conclude(main)
