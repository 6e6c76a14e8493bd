"""A Slurm cluster on this machine for the tests beside this file, and what they ask of it.

A test that cannot have one (not root, packages absent) ends with 77, which ctest counts as skipped.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parents[1]
sys.path.insert(0, str(TREE / "scripts"))
from drive import ENVIRONMENT, Broken, Cascade, conclude, datasets, differing, last_lines, require  # noqa: E402,F401

SKIPPED = 77
ENDED = ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY")


def need(*commands):
    """Ends the test as skipped where the machine lacks what a cluster or separate hosts take."""
    missing = [command for command in commands if shutil.which(command, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None]
    reason = f"not installed: {', '.join(missing)}" if missing else "needs root" if os.geteuid() != 0 else ""
    if not reason and subprocess.run(["unshare", "--uts", "--net", "true"], capture_output=True).returncode != 0:
        reason = "this container may not make namespaces"
    if reason:
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)


def need_cluster():
    need("slurmctld", "slurmd", "sbatch", "munged", "unshare", "nsenter", "ss", "mpirun")


class Cluster:
    """Nodes n1, n2, …, of two CPUs each; everything in one scratch folder."""

    def __init__(self, nodes=2):
        self.nodes = nodes
        self.lab = pathlib.Path(tempfile.mkdtemp(prefix="lab-"))
        self.environment = {**os.environ, **ENVIRONMENT, "SLURM_CONF": f"{self.lab}/slurm.conf", "OMPI_MCA_btl_tcp_if_include": "lo",
                            "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}

    def __enter__(self):
        done = subprocess.run([HERE / "start", self.lab, str(self.nodes), "2"], capture_output=True, text=True, env=self.environment)
        if done.returncode != 0:
            self.__exit__()
            raise Broken(f"no cluster: {last_lines(done)}")
        return self

    def __exit__(self, *unused):
        subprocess.run([HERE / "stop", self.lab], env=self.environment, stdout=subprocess.DEVNULL)
        shutil.rmtree(self.lab, ignore_errors=True)

    def call(self, *words, **how):
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=self.environment, **how)
        require(done.returncode == 0, f"{words[0]} failed: {last_lines(done)}")
        return done.stdout

    def submit(self, program, options, arguments, log, **how):
        """jobs/batch/slurm with a verb; returns the job's number."""
        environment = {**self.environment, "CASCADE": program}
        done = subprocess.run(["sbatch", "--parsable", f"--output={log}", *options, TREE / "jobs" / "batch" / "slurm",
                               *map(str, arguments)], capture_output=True, text=True, env=environment, **how)
        require(done.returncode == 0, f"sbatch failed: {last_lines(done)}")
        return done.stdout.strip()

    def show(self, job):
        """{"JobState": …, "Restarts": …}; the values that tests read hold no blanks."""
        return dict(pair.split("=", 1) for pair in self.call("scontrol", "show", "job", job).split() if "=" in pair)

    def log_of(self, shown):
        log = pathlib.Path(shown["StdOut"])
        return log.read_text()[-2000:] if log.is_file() else f"no {log}"

    def wait(self, job, states=ENDED, seconds=180, hurry=True):
        """Waits for a state; a requeued job is not left to wait the two minutes that Slurm gives it (`hurry`), but three
        seconds: a node refuses what was ordered in the second in which the last attempt was killed."""
        end, ready = time.monotonic() + seconds, None
        while True:
            shown = self.show(job)
            if shown["JobState"] in states:
                return shown
            require(shown["JobState"] not in ENDED, f"job {job} is {shown['JobState']} ({shown['ExitCode']}): {self.log_of(shown)}")
            require(time.monotonic() < end, f"job {job} is {shown['JobState']} ({shown['Reason']}) after {seconds} s, not one of {states}")
            if not hurry or shown["JobState"] != "PENDING" or shown["Reason"] != "BeginTime":
                ready = None
            elif ready is None:
                ready = time.monotonic() + 3
            elif time.monotonic() > ready:
                subprocess.run(["scontrol", "update", f"JobId={job}", "StartTime=now"], env=self.environment, capture_output=True)
            time.sleep(0.2)

    def kill_node(self, index):
        """As if the power failed: everything of the node ends at once, by its process number."""
        name, killed = f"n{index}", []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                born = (process / "environ").read_bytes().split(b"\0")
                of_job = f"SLURM_CONF={self.lab}/slurm.conf".encode() in born and f"SLURMD_NODENAME={name}".encode() in born
                of_node = any(file.readlink() == self.lab / "log" / f"slurmd-{name}.log" for file in (process / "fd").iterdir())
            except OSError:
                continue
            if of_job or of_node:
                killed.append(int(process.name))
        for number in killed:
            try:
                os.kill(number, 9)
            except ProcessLookupError:
                pass
        return len(killed)

    def start_node(self, index):
        self.call(HERE / "start_node", self.lab, index)


def wait_for_text(file, text, seconds=60, times=1):
    """Waits until a log holds the text so many times; returns the log."""
    end = time.monotonic() + seconds
    while True:
        said = pathlib.Path(file).read_text() if pathlib.Path(file).exists() else ""
        if said.count(text) >= times:
            return said
        require(time.monotonic() < end, f"{file} does not hold '{text}' {times} times after {seconds} s: {said[-2000:]}")
        time.sleep(0.2)


class Task:
    """A select job that takes some seconds, and its result when nothing disturbs it."""

    def __init__(self, cascade, seconds):
        if "--checkpoint" not in cascade.must("select", "--help").stdout:
            print("skipped: the program knows no --checkpoint")
            sys.exit(SKIPPED)
        graph, whole = cascade.scratch / "graph.h5", cascade.scratch / "whole"
        cascade.must("generate", "--kind", "rmat", "--scale", 14, "--edges", "2e5", "--output", graph, "--force")
        for samples in (500_000 * 2**step for step in range(9)):
            self.arguments = ["select", "--graph", graph, "--k", 20, "--algorithm", "fixed", "--samples", samples]
            began = time.monotonic()
            cascade.must(*self.arguments, "--out", whole, "--threads", 1, "--force", ranks=2)
            self.seconds = time.monotonic() - began
            if self.seconds > seconds:
                break
        self.expected = datasets(whole / "result.h5")

    def require_equal(self, out, what):
        paths = differing(self.expected, datasets(pathlib.Path(out) / "result.h5"))
        require(not paths, f"{what}: differs from the uninterrupted run at {', '.join(paths)}")
