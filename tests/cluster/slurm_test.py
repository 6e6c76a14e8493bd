#!/usr/bin/python3
"""jobs/batch/slurm and sweep on a real Slurm cluster: what stops a job, what starts it again, and that no stop shows.

    slurm_test.py PROGRAM [CASE …]

Each case is a function; it prints what it measured. Takes some ten minutes.
"""
import csv
import os
import pathlib
import shutil
import subprocess
import sys
import time

from cluster import TREE, Cascade, Cluster, Task, conclude, need_cluster, require, wait_for_text

STAND_IN = TREE / "tests" / "jobs" / "batch" / "stand_in.py"
TWO_NODES = ["--nodes=2", "--ntasks-per-node=1"]
OFTEN = ["--checkpoint-every", "0.02"]


def time_limit(cascade, cluster, task, scratch):
    """A job longer than its limit of a minute: warned, stopped, requeued as often as it takes."""
    long = Task(cascade, seconds=45)
    job = cluster.submit(cascade.program, [*TWO_NODES, "--time=1", "--signal=B:USR1@40"], [*long.arguments, "--out", scratch / "out"],
                         scratch / "log")
    shown = cluster.wait(job, seconds=600)
    said = (scratch / "log").read_text()
    require(shown["JobState"] == "COMPLETED" and int(shown["Restarts"]) >= 1 and "exit code 75" in said, f"{shown}: {said}")
    long.require_equal(scratch / "out", "stopped by its time limit")
    return f"a job of {long.seconds:.0f} s came through a limit of 60 s with {shown['Restarts']} requeues"


def cancelled(cascade, cluster, task, scratch):
    """scancel ends the job at once; submitted again it goes on."""
    arguments = [*task.arguments, "--out", scratch / "out", *OFTEN]
    job = cluster.submit(cascade.program, [*TWO_NODES, "--time=5"], arguments, scratch / "log")
    wait_for_checkpoint(scratch / "out.checkpoint")
    began = time.monotonic()
    cluster.call("scancel", job)
    shown = cluster.wait(job)
    require(shown["JobState"] == "CANCELLED", f"{shown}")
    while ranks_of(cluster, job):
        require(time.monotonic() - began < 30, "ranks outlive scancel by 30 s")
        time.sleep(0.1)
    seconds = time.monotonic() - began
    again = cluster.submit(cascade.program, [*TWO_NODES, "--time=5"], arguments, scratch / "log2")
    shown = cluster.wait(again)
    require(shown["JobState"] == "COMPLETED", f"{shown}: {(scratch / 'log2').read_text()}")
    task.require_equal(scratch / "out", "cancelled and submitted again")
    return f"gone {seconds:.1f} s after scancel"


def rank_killed(cascade, cluster, task, scratch):
    """kill -9 of one rank ends the job, which is not requeued: it may be what memory limits do."""
    job = cluster.submit(cascade.program, [*TWO_NODES, "--time=5"], [*task.arguments, "--out", scratch / "out"], scratch / "log")
    wait_for_text(scratch / "log", "select: 2 ranks")
    began = time.monotonic()
    os.kill(ranks_of(cluster, job)[-1], 9)
    shown = cluster.wait(job)
    require(shown["JobState"] == "FAILED" and shown["Restarts"] == "0" and shown["ExitCode"] == "137:0",
            f"{shown}: {(scratch / 'log').read_text()}")
    return f"job over {time.monotonic() - began:.1f} s after a rank was killed, exit code 137"


def node_dies(cascade, cluster, task, scratch):
    """A node that dies with all its processes: Slurm requeues the job, which goes on."""
    arguments = [*task.arguments, "--out", scratch / "out", *OFTEN]
    job = cluster.submit(cascade.program, [*TWO_NODES, "--time=5"], arguments, scratch / "log")
    wait_for_checkpoint(scratch / "out.checkpoint")
    began = time.monotonic()
    require(cluster.kill_node(2) >= 3, "slurmd, slurmstepd and a rank were not all found")
    cluster.wait(job, states=("PENDING", "COMPLETED", "FAILED", "REQUEUED"), hurry=False)
    seconds = time.monotonic() - began
    cluster.start_node(2)
    shown = cluster.wait(job)
    said = (scratch / "log").read_text()
    require(shown["JobState"] == "COMPLETED" and "attempt 2" in said, f"{shown}: {said}")
    task.require_equal(scratch / "out", "a node died")
    return f"back in the queue {seconds:.0f} s after its node died (SlurmdTimeout here: 10 s)"


def out_of_memory(cascade, cluster, task, scratch):
    """71, whether the program foresees it or an allocation fails; not requeued."""
    tight = scratch / "tight"
    tight.write_text(f'#!/bin/bash\n[[ " $* " == *--dump-config* || " $* " == *--help* ]] || ulimit -v 600000\nexec {cascade.program} "$@"\n')
    tight.chmod(0o755)
    big = [*task.arguments[:-1], "4e9", "--memory-per-rank", "100G"]
    for program, arguments in ((cascade.program, [*task.arguments, "--memory-per-rank", "1K"]), (tight, big)):
        job = cluster.submit(program, [*TWO_NODES, "--time=5"], [*arguments, "--out", scratch / "out"], scratch / "log")
        shown = cluster.wait(job)
        require(shown["ExitCode"] == "71:0" and shown["JobState"] == "FAILED" and shown["Restarts"] == "0",
                f"{shown}: {(scratch / 'log').read_text()}")
    return "exit code 71, not requeued"


def with_mpirun(cascade, cluster, task, scratch):
    """The other launcher: the warning reaches the ranks through mpirun as well."""
    cluster.environment["CASCADE_LAUNCHER"] = "mpirun"
    try:
        job = cluster.submit(cascade.program, [*TWO_NODES, "--time=5"], [*task.arguments, "--out", scratch / "out"], scratch / "log")
        wait_for_text(scratch / "log", "select: 2 ranks")
        cluster.call("scancel", "--batch", "--signal=USR1", job)
        shown = cluster.wait(job)
    finally:
        del cluster.environment["CASCADE_LAUNCHER"]
    require(shown["JobState"] == "COMPLETED" and shown["Restarts"] == "1", f"{shown}: {(scratch / 'log').read_text()}")
    task.require_equal(scratch / "out", "stopped under mpirun")
    return "stopped, requeued and equal"


def gets_nowhere(cascade, cluster, task, scratch):
    """A job that saves nothing new ends with 75 after two attempts, and is not requeued."""
    arguments = ["select", "--graph", "g", "--k", 666, "--samples", 3000, "--out", scratch / "out"]
    job = cluster.submit(STAND_IN, ["--time=5"], arguments, scratch / "log")
    for attempt in (1, 2, 3):  # the first one saves something: that nothing was found
        if attempt > 1:
            cluster.wait(job, states=("PENDING",), hurry=False)
            cluster.wait(job, states=("RUNNING",))
        wait_for_text(scratch / "log", "counting from", times=attempt)
        time.sleep(0.5)
        cluster.call("scancel", "--batch", "--signal=USR1", job)
        wait_for_text(scratch / "log", "exit code 75", times=attempt)
    shown = cluster.wait(job)
    said = (scratch / "log").read_text()
    require(shown["JobState"] == "FAILED" and shown["ExitCode"] == "75:0" and "nothing new" in said, f"{shown}: {said}")
    return f"left alone after {said.count('counting from')} attempts, the first of which saved"


def awkward_names(cascade, cluster, task, scratch):
    """A tree, a folder and options whose names try to break quoting; a script without its tree says so."""
    tree = scratch / "tr ee $HOME 'x'"
    for folder in ("jobs/batch", "scripts"):
        shutil.copytree(TREE / folder, tree / folder)
    work = scratch / 'w"ork *'
    work.mkdir()
    shutil.copy(task.arguments[2], work / "-graph.h5")
    arguments = ["select", "--graph=-graph.h5", "--k", "2", "--out", "-o\n`date` $(id)"]
    environment = {**cluster.environment, "CASCADE": cascade.program}
    subprocess.run(["sbatch", f"--output={scratch}/log", "--wait", tree / "jobs" / "batch" / "slurm", *arguments], cwd=work, env=environment,
                   check=True, stdout=subprocess.DEVNULL)
    require((work / arguments[-1] / "MANIFEST.json").exists(), f"no result under an awkward name: {(scratch / 'log').read_text()}")
    shutil.copy(TREE / "jobs" / "batch" / "slurm", work / "alone")
    done = subprocess.run(["sbatch", f"--output={scratch}/alone", "--wait", "alone", *arguments], cwd=work, env=environment, capture_output=True)
    require(done.returncode == 66 and "CASCADE_TREE" in (scratch / "alone").read_text(), "a script without its tree does not say so")
    return "files, folders and the tree itself"


def sweep(cascade, cluster, task, scratch):
    """An array with a task that fails and the report that follows; again, and only the unfinished run."""
    out = scratch / "grid %a"
    environment = {**cluster.environment, "CASCADE": cascade.program}
    command = [TREE / "jobs" / "batch" / "sweep", "--vary", "k=2,3", "--vary", 'probability=wc,"uniform:0.1,0.2",no$such', "--out", out,
               "--at-once", "3", "--ntasks=2", "--time=5", "--", "select", "--graph", task.arguments[2]]
    for before, submitted in (("0", "1,2,3,4,5,6"), ("4", "3,6")):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        require(done.returncode == 0 and f"{before} of them finished" in done.stderr and f"tasks {submitted}\n" in done.stderr,
                f"sweep: {done.stderr}")
        shown = cluster.wait(done.stdout.split()[-1])
        require(shown["ExitCode"] == "1:0", f"the report does not show that tasks failed: {shown}")
        said = (out / "report.log").read_text()
        require("task 0003 failed (exit code 2)" in said and "4 of 6 tasks finished" in said, said)
        states = [row["state"] for row in csv.DictReader((out / "tasks.csv").open(newline=""))]
        require(states == ["finished", "finished", "failed"] * 2 and (out / "report.html").exists(), f"{states}")
    return "4 of 6 finished, the report says which failed"


def array_task_stops(cascade, cluster, task, scratch):
    """The last task of an array, whose number is the array's, is stopped: it alone is requeued."""
    out = scratch / "grid"
    environment = {**cluster.environment, "CASCADE": str(STAND_IN)}
    command = [TREE / "jobs" / "batch" / "sweep", "--vary", "k=3,4,5", "--out", out, "--ntasks=1", "--time=5", "--", "select", "--graph", "g",
               "--samples", "500"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    array = done.stderr.partition("submitted job ")[2].partition(":")[0]
    require(array, f"sweep: {done.stderr}")
    for number in (1, 2, 3):
        wait_for_text(out / f"000{number}.log", "counting from 0")
    cluster.call("scancel", "--batch", "--signal=USR1", f"{array}_3")
    wait_for_text(out / "0003.log", "exit code 75")
    restarts = [cluster.wait(f"{array}_{number}")["Restarts"] for number in (1, 2, 3)]
    require(restarts == ["0", "0", "1"], f"restarts of the tasks: {restarts}")
    require([(out / f"000{number}.code").read_text() for number in (1, 2, 3)] == ["0\n"] * 3, "not all ended well")
    return "one task of three was requeued, and all ended"


def ranks_of(cluster, job):
    """Process numbers of a job's ranks in order."""
    found = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            born = dict(word.split(b"=", 1) for word in (process / "environ").read_bytes().split(b"\0") if b"=" in word)
            if (process / "exe").readlink().name == "cascade" and born.get(b"SLURM_JOB_ID") == str(job).encode() and \
                    born.get(b"SLURM_CONF") == f"{cluster.lab}/slurm.conf".encode():
                found[int(born[b"SLURM_PROCID"])] = int(process.name)
        except OSError:
            continue
    return [found[rank] for rank in sorted(found)]


def wait_for_checkpoint(store, seconds=60):
    end = time.monotonic() + seconds
    while not list(store.rglob("MANIFEST*")):
        require(time.monotonic() < end, f"no checkpoint in {store} after {seconds} s")
        time.sleep(0.1)


CASES = [sweep, array_task_stops, awkward_names, gets_nowhere, out_of_memory, rank_killed, cancelled, with_mpirun, node_dies, time_limit]


def main():
    need_cluster()
    wanted = sys.argv[2:]
    with Cascade(sys.argv[1]) as cascade, Cluster() as cluster:
        task = Task(cascade, seconds=5)
        for case in CASES:
            if wanted and case.__name__ not in wanted:
                continue
            scratch = cascade.scratch / case.__name__
            scratch.mkdir()
            began = time.monotonic()
            print(f"{case.__name__}: {case(cascade, cluster, task, scratch)} ({time.monotonic() - began:.0f} s)", flush=True)


if __name__ == "__main__":
    conclude(main)
