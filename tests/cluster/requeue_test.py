#!/usr/bin/python3
"""A job on a real Slurm cluster of two nodes is stopped early, goes back into the queue, and ends as if nothing had been.

    requeue_test.py PROGRAM

The short one: the warning signal is sent by hand. slurm_test.py waits for the time limit, kills nodes and more.
"""
import sys

from cluster import Cascade, Cluster, Task, conclude, need_cluster, require, wait_for_text


def main():
    need_cluster()
    with Cascade(sys.argv[1]) as cascade, Cluster() as cluster:
        task = Task(cascade, seconds=4)
        out, log = cascade.scratch / 'o u\nt "$HOME"', cascade.scratch / "job.log"
        job = cluster.submit(cascade.program, ["--nodes=2", "--ntasks-per-node=1", "--time=5"], [*task.arguments, "--out", out], log)
        wait_for_text(log, "select: 2 ranks")
        cluster.call("sleep", 1)
        cluster.call("scancel", "--batch", "--signal=USR1", job)
        wait_for_text(log, "exit code 75")
        shown = cluster.wait(job)
        said = log.read_text()
        require(shown["JobState"] == "COMPLETED" and shown["Restarts"] == "1", f"{shown}: {said}")
        require("attempt 2" in said, f"no second attempt: {said}")
        task.require_equal(out, "stopped and requeued")
    print(f"requeue: stopped, requeued and equal; the job alone takes {task.seconds:.1f} s")


if __name__ == "__main__":
    conclude(main)
