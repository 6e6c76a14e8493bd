#!/usr/bin/python3
"""The job scripts of jobs/batch, each against stand-ins of its batch system and of the program; mpirun is the real one.

    batch_test.py PROGRAM

A stand-in of the submit command keeps the job's text; the test runs it with the variables the system would set, sends the
signals the system would send, and runs it again where it was requeued. What is asked: that any argument arrives as it was
written, that a stopped job goes on and ends, that one that gets nowhere is left alone, and that `sweep --local` keeps its
books (with PROGRAM itself). All scripts pass shellcheck, where that is installed.
"""
import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

TREE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(TREE / "scripts"))
from drive import ENVIRONMENT, Cascade, conclude, require  # noqa: E402 -- after the path is set

BATCH = TREE / "jobs" / "batch"
STAND_IN = pathlib.Path(__file__).resolve().parent / "stand_in.py"
NASTY = ["-rf", "two  blanks", 'a "quote', "it's", "$HOME `date` \\n %s", "line\nend", "*", "ü;&|"]
# Commands of the batch systems: each notes its arguments in $LOG/NAME; those that submit keep the job's text as well.
COMMANDS = {
    "qsub": 'cat >"$LOG/job"', "qrerun": "kill $PPID", "qstat": 'echo "    Resource_List.walltime = ${WALLTIME-}"',
    "bsub": 'cat >"$LOG/job"', "brequeue": "kill $PPID",
    "scontrol": 'case $1 in show) echo " JobState=RUNNING"; sleep 0.05; echo "   Command=$SUBMITTED";; requeue) kill $PPID;; esac',
    "srun": 'echo "srun: error: no plugins"; [[ $1 != --mpi=none ]] || exec "${@: -3}"',
}


class System:
    """A batch system that was stood in for: where a job runs, and with which variables."""

    def __init__(self, scratch, name):
        self.name = name
        self.log = scratch / f"{name} log"
        self.work = scratch / f"{name} $wo'rk"
        for folder in (self.log, self.work):
            folder.mkdir()
        bin_folder = scratch / f"{name} bin"
        bin_folder.mkdir()
        for command, does in COMMANDS.items():
            file = bin_folder / command
            file.write_text(f'#!/bin/bash\nprintf "%s\\n" "$@" >"$LOG/{command}"\n{does}\n')
            file.chmod(0o755)
        nodes = self.log / "nodes"
        nodes.write_text("localhost\nlocalhost\n")
        self.environment = {**os.environ, **ENVIRONMENT, "PATH": f"{bin_folder}:{os.environ['PATH']}", "LOG": str(self.log),
                            "CASCADE": str(STAND_IN)}
        self.in_job = {
            "pbs": {"PBS_JOBID": "7.host", "PBS_NODEFILE": str(nodes), "NCPUS": "1"},
            "lsf": {"LSB_JOBID": "7", "LSB_DJOB_HOSTFILE": str(nodes)},
            "slurm": {"SLURM_JOB_ID": "7", "SLURM_NNODES": "1", "SLURM_NTASKS": "2", "SLURM_CPUS_ON_NODE": "2",
                      "SUBMITTED": f"{BATCH}/slurm select and more"},
        }[name]
        self.requeue = self.log / {"pbs": "qrerun", "lsf": "brequeue", "slurm": "scontrol"}[name]

    def submit(self, options, arguments):
        if self.name == "slurm":  # sbatch runs a copy, with the arguments
            shutil.copy(BATCH / "slurm", self.log / "job")
            self.arguments = arguments
            return
        done = subprocess.run([BATCH / self.name, *options, "--", *arguments], cwd=self.work, env=self.environment,
                              capture_output=True, text=True)
        require(done.returncode == 0, f"{self.name}: not submitted: {done.stderr}")
        self.arguments = []

    def start(self, **more):
        """The job as the system would start it."""
        self.requeue.unlink(missing_ok=True)
        return subprocess.Popen(["/bin/bash", self.log / "job", *self.arguments], cwd=self.work, text=True,
                                env={**self.environment, **self.in_job, **more}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, when=None, send=None, **more):
        """Runs the job to its end, sending a signal to its shell once it says `when`; (exit code, output, requeued)."""
        job = self.start(**more)
        said = ""
        for line in job.stdout:
            said += line
            if when and when in line:
                time.sleep(0.3)
                job.send_signal(send)
                when = None
        job.stdout.close()
        code = job.wait(timeout=60)
        requeued = self.requeue.exists() and "7" in self.requeue.read_text() and "show" not in self.requeue.read_text()
        return code, said, requeued


def goes_on(system, options):
    """Stopped by USR1, requeued, finished; arguments whole; ledger gone."""
    name = system.name
    out = "out\n" + "; ".join(NASTY[1:])
    arguments = ["select", "--graph", NASTY[0], "--k", "3", "--samples", "300", "--out", out.replace("/", "")]
    system.submit(options, arguments)
    code, said, requeued = system.run(when="counting from 0", send=signal.SIGUSR1)
    require(requeued, f"{name}: stopped early and not requeued: exit {code}: {said}")
    code, said, requeued = system.run(when="counting from", send=signal.SIGUSR2)
    require(code == 0 and not requeued, f"{name}: the second attempt: exit {code}: {said}")
    require("counting from 0" not in said and "attempt 2" in said, f"{name}: began anew: {said}")
    written = json.loads((system.work / out / "arguments.json").read_text())
    require(written[-len(arguments) + 1:] == arguments[1:], f"{name}: arguments changed: {written}")
    require("--threads=1" in written, f"{name}: threads not from the allocation: {written}")
    store = pathlib.Path(f"{system.work / out}.checkpoint")
    require(f"--checkpoint={store}" in written, f"{name}: no checkpoint beside --out: {written}")
    require(not pathlib.Path(f"{store}.attempts").exists(), f"{name}: the ledger stayed")


def is_left_alone(system, options):
    """A job that saves nothing new is requeued once, then ends with 75; submitted again it has two attempts again."""
    name = system.name
    system.submit(options, ["select", "--graph", "g", "--k", "666", "--samples", "500", "--out", "stuck", "--checkpoint", "st ore"])
    code, said, requeued = system.run(when="counting from", send=signal.SIGUSR1)
    require(requeued, f"{name}: an attempt without progress was not requeued: exit {code}: {said}")
    code, said, requeued = system.run(when="counting from", send=signal.SIGUSR1)  # saved 0; was none
    require(requeued, f"{name}: the second attempt was not requeued: exit {code}: {said}")
    code, said, requeued = system.run(when="counting from", send=signal.SIGUSR1)
    require(code == 75 and not requeued and "nothing new" in said, f"{name}: loops without progress: exit {code}: {said}")
    code, said, requeued = system.run()
    require(code == 75 and "counting" not in said, f"{name}: a requeue by others began again: exit {code}: {said}")
    system.in_job = {key: value.replace("7", "8") if key.endswith(("JOBID", "JOB_ID")) else value for key, value in system.in_job.items()}
    code, said, requeued = system.run(when="counting from", send=signal.SIGTERM)
    require("counting" in said and code != 0 and not requeued, f"{name}: submitted anew: exit {code}: {said}")


def fails_at_once(system, options):
    """Exit codes that are final: not requeued. A mistake in the options ends the job before the launcher starts."""
    name = system.name
    for arguments, wanted in ((["--k", "65"], 65), (["--no-such-option"], 2)):
        system.submit(options, ["select", "--graph", "g", "--samples", "1", "--out", "never", *arguments])
        code, said, requeued = system.run()
        require(code == wanted and not requeued, f"{name}: exit {code}, not {wanted}: {said}")
    require("attempt" not in said, f"{name}: the launcher was started for a mistake in the options: {said}")


def early_signal(system):
    """USR1 before the program has started is kept for it, and said again to one that did not hear it; without --out and
    --checkpoint nothing is requeued."""
    for k in ("3", "1000"):
        system.submit([], ["select", "--graph", "g", "--k", k, "--samples", "500"])
        code, said, requeued = system.run(when="neither --out nor --checkpoint", send=signal.SIGUSR1)
        require(code in (75, 138) and not requeued and "exit code" in said, f"a signal before the start: exit {code}: {said}")


def array_task(system):
    """A task of an array is requeued by its own number, which is not that of the array."""
    system.submit([], ["select", "--graph", "g", "--k", "3", "--samples", "300", "--out", "task"])
    code, said, requeued = system.run(when="counting from 0", send=signal.SIGUSR1, SLURM_ARRAY_JOB_ID="7", SLURM_ARRAY_TASK_ID="3")
    require(requeued and system.requeue.read_text().split() == ["requeue", "7_3"],
            f"slurm: of an array was requeued: {system.requeue.read_text()}: exit {code}: {said}")


def threads_and_segments(system):
    """A warning where ranks have fewer CPUs than threads; leaked shared memory goes, what is new or others' stays."""
    leaked, fresh = (pathlib.Path(f"/dev/shm/vader_segment.test.{os.getpid()}.{part}") for part in ("old", "new"))
    try:
        for file in (leaked, fresh):
            file.write_bytes(b"x")
        os.utime(leaked, (0, 0))
        system.submit([], ["select", "--graph", "g", "--k", "3", "--samples", "1", "--out", "wide", "--threads", "4096"])
        code, said, _ = system.run()
        require(code == 0 and "4096 threads" in said and "warning" in said, f"no warning of few CPUs: exit {code}: {said}")
        require(not leaked.exists() and fresh.exists(), "leaked segments are not cleaned, or a new one went")
    finally:
        leaked.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)


def pbs_knows_its_time(system):
    """The time limit less its margin becomes --time-limit, in whatever form PBS tells it; the program then stops by itself."""
    for number, walltime in enumerate(["02:00:10", "7210", "120:10", "0:02:00:10 "]):
        out = f"timed{number}"
        system.submit([], ["select", "--graph", "g", "--k", "3", "--samples", "100", "--out", out])
        system.run(WALLTIME=walltime)
        written = json.loads((system.work / out / "arguments.json").read_text())
        require("--time-limit=01:55:10" in written, f"pbs: a walltime of {walltime} gave {written}")
    system.submit([], ["select", "--graph", "g", "--k", "3", "--samples", "100", "--out", "untimed"])
    system.run(WALLTIME="")
    written = json.loads((system.work / "untimed" / "arguments.json").read_text())
    require(not any(word.startswith("--time-limit") for word in written), f"pbs: no walltime gave {written}")
    system.submit([], ["select", "--graph", "g", "--k", "3", "--samples", "100", "--out", "short"])
    code, said, requeued = system.run(WALLTIME="00:01:01")
    require(requeued, f"pbs: a job at its time limit was not requeued: exit {code}: {said}")


def sweep(cascade):
    """Grid, quoting, a failed task, what is finished is not run again, another grid is refused."""
    graph, out = cascade.scratch / "karate.h5", cascade.scratch / "sw eep"
    cascade.must("import", "--input", TREE / "data" / "karate.txt", "--undirected", "--output", graph)

    def run(*vary):
        return subprocess.run([BATCH / "sweep", "--local", *vary, f"--out={out}", "--", "select", "--graph", graph],
                              capture_output=True, text=True, env={**os.environ, **ENVIRONMENT, "CASCADE": cascade.program})

    grid = ["--vary", "k=2,3", "--vary", 'probability=wc,"uniform:0.1,0.2",no"nse"se']
    done = run(*grid, "--ranks", "2")
    require(done.returncode == 1 and "4 of 6 tasks finished" in done.stderr, f"sweep: exit {done.returncode}: {done.stderr}")
    rows = list(csv.DictReader((out / "grid.csv").open(newline="")))
    require([row["probability"] for row in rows[:3]] == ["wc", "uniform:0.1,0.2", 'no"nse"se'] and rows[3]["k"] == "3",
            f"sweep: grid.csv holds {rows}")
    for row in rows:
        if "nse" not in row["probability"]:
            seeds = json.loads((out / row["task"] / "summary.json").read_text())["seeds"]
            require(len(seeds) == int(row["k"]), f"sweep: task {row['task']} has {len(seeds)} seeds")
    states = [(row["state"], row["exit_code"]) for row in csv.DictReader((out / "tasks.csv").open(newline=""))]
    require(states == [("finished", "0"), ("finished", "0"), ("failed", "2")] * 2, f"sweep: tasks.csv holds {states}")
    require((out / "report.html").exists(), "sweep: no report")
    before = (out / "0001" / "MANIFEST.json").stat().st_mtime_ns
    done = run(*grid)
    require("4 of them finished before" in done.stderr and (out / "0001" / "MANIFEST.json").stat().st_mtime_ns == before,
            f"sweep: finished tasks ran again: {done.stderr}")
    require(run("--vary", "k=2").returncode == 2, "sweep: another grid is let into the directory")
    require(run("--vary", 'k="2').returncode == 2, "sweep: an open quote is accepted")
    require(run(*grid, "--ranks", "0").returncode == 2, "sweep: no ranks are accepted")


def stopped_sweep(cascade):
    """USR1 stops the task that runs, and those after it are not begun."""
    out = cascade.scratch / "stopped"
    sweep = subprocess.Popen([BATCH / "sweep", "--local", "--vary", "k=2,3,4", f"--out={out}", "--", "select", "--graph", "g", "--samples", "400"],
                             stderr=subprocess.PIPE, text=True, env={**os.environ, **ENVIRONMENT, "CASCADE": str(STAND_IN)})
    log = out / "0001.log"
    while not log.exists() or "counting from 0" not in log.read_text():
        require(sweep.poll() is None, "sweep: ended before its first task began")
        time.sleep(0.05)
    sweep.send_signal(signal.SIGUSR1)
    said = sweep.communicate(timeout=60)[1]
    require(sweep.returncode == 75 and "the same command goes on" in said and not (out / "0002.log").exists(),
            f"sweep: told to stop: exit {sweep.returncode}: {said}")


def linted():
    if shutil.which("shellcheck") is None:
        print("shellcheck is not installed: scripts are not linted")
        return
    scripts = [file for folder in (BATCH, TREE / "tests" / "cluster") for file in sorted(folder.iterdir())
               if file.suffix == ".sh" or file.read_bytes().startswith(b"#!/bin/bash")]
    require(len(scripts) > 10, f"only {len(scripts)} scripts found")
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, cwd=TREE)
    require(done.returncode == 0, done.stdout)


def main():
    with Cascade(sys.argv[1]) as cascade:
        linted()
        for name, options in (("pbs", ["-l", "select=1 x"]), ("lsf", ["-n", "2", "-W", "60"]), ("slurm", [])):
            system = System(cascade.scratch, name)
            goes_on(system, options)
            fails_at_once(system, options)
            if name == "pbs":
                require("select=1 x\n" in (system.log / "qsub").read_text(), "pbs: options of qsub are lost")
                threads_and_segments(system)
                early_signal(system)
                pbs_knows_its_time(system)
                is_left_alone(system, options)
            if name == "slurm":
                array_task(system)
            if name == "lsf":
                require("-wa\nUSR1" in (system.log / "bsub").read_text(), "lsf: no warning signal is asked for")
        sweep(cascade)
        stopped_sweep(cascade)
    print("job scripts: all as promised")


if __name__ == "__main__":
    conclude(main)
