#!/usr/bin/python3
"""A job stopped after 80 % of its work has a fifth of it left: going on takes at most 40 % of the CPU of the whole.

    late_stop.py PROGRAM [--stops 50]

Each verb that can be stopped is run whole, on one rank and on two, and its CPU time taken. Then it is stopped by USR1 when it
has used 80 % of that, and goes on on as many ranks; loading the graph and what was saved counts as work of the second
attempt. The answer must be that of the whole run.
"""
import argparse
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import ENVIRONMENT, Cascade, conclude, datasets, differing, require  # noqa: E402 -- after the path is set

STOPPED, AT, BAR = 75, 0.8, 0.4
TICK = os.sysconf("SC_CLK_TCK")


def jobs(graph, seeds):
    """Name -> command without --out; five to ten seconds of CPU each, so that starting ranks and the quarter of a second between
    two rests count for little."""
    return {
        "select": ["select", "--graph", graph, "--k", 50, "--settle", "0.0002"],
        "select fixed": ["select", "--graph", graph, "--k", 200, "--algorithm", "fixed", "--samples", 8_000_000],
        "estimate": ["estimate", "--graph", graph, "--seeds", seeds, "--precision", "0.0007"],
        "simulate": ["simulate", "--graph", graph, "--seeds", "degree:20", "--worlds", 16000],
        "compete": ["compete", "--graph", graph, "--seeds", "degree:20", "--seeds", "random:200", "--worlds", 8000],
    }


def cpu_now(root):
    """Seconds of CPU that a living process and all below it have used."""
    times, parents = {}, {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        times[int(folder.name)] = (int(fields[11]) + int(fields[12])) / TICK

    def below(process):
        while process and process != root:
            process = parents.get(process, 0)
        return process == root

    return sum(used for process, used in times.items() if below(process))


def attempt(cascade, command, ranks, stop_at):
    """Runs the command, stopped once it has used so many seconds of CPU, or never (None): exit code, what it said, CPU used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.Popen(cascade.command(*command, ranks=ranks), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                           env={**os.environ, **ENVIRONMENT})
    while stop_at is not None and run.poll() is None:
        time.sleep(0.05)
        if cpu_now(run.pid) >= stop_at:
            run.send_signal(signal.SIGUSR1)
            break
    said = run.communicate(timeout=300)[1]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return run.returncode, said, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run_whole(cascade, command, ranks, out):
    """What the job answers, and the CPU that it takes at least: of three runs, since a busy machine makes every step dearer."""
    used = []
    for _ in range(3):
        code, said, cpu = attempt(cascade, [*command, "--force"], ranks, None)
        require(code == 0, f"{command}: exit {code}: {said[-600:]}")
        used.append(cpu)
    answer = datasets(out / "result.h5")
    shutil.rmtree(out)
    return answer, min(used)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--stops", type=int, default=50)
    options = parser.parse_args()
    with Cascade(options.program) as cascade:
        graph, out, store = (cascade.scratch / name for name in ("rmat.h5", "out", "store"))
        cascade.must("generate", "--kind", "rmat", "--scale", 15, "--edges", 250_000, "--random-seed", 3, "--output", graph)
        cascade.must("select", "--graph", graph, "--k", 20, "--settle", 1, "--out", cascade.scratch / "seeds")
        commands = jobs(graph, cascade.scratch / "seeds" / "seeds.csv")
        kinds = [(name, ranks) for name in commands for ranks in (0, 2)]
        whole, shares, wrong = {}, {}, []
        for number in range(options.stops):
            name, ranks = kind = kinds[number % len(kinds)]
            command = [*commands[name], "--out", out, "--threads", 2 if ranks == 0 else 1]
            if kind not in whole:
                whole[kind] = run_whole(cascade, command, ranks, out)
            answer, full = whole[kind]
            for _ in range(5):  # a run that has a core for itself may end on less than others used in part
                for folder in (out, store):
                    shutil.rmtree(folder, ignore_errors=True)
                code, said, used = attempt(cascade, [*command, "--checkpoint", store], ranks, AT * full)
                if code != 0:
                    break
            require(code == STOPPED, f"{name} on {ranks} ranks was not stopped at {AT:.0%}: exit {code} after {used:.1f} of {full:.1f} s: {said[-600:]}")
            code, said, rest = attempt(cascade, [*command, "--checkpoint", store], ranks, None)
            require(code == 0, f"{name}: exit {code}: {said[-600:]}")
            shares.setdefault(kind, []).append(rest / full)
            different = differing(answer, datasets(out / "result.h5"))
            if different or rest > BAR * full:
                wrong.append(f"{name} on {ranks} ranks: stopped after {used:.1f} of {full:.1f} s, {rest:.1f} s more; {different} differ")
    for (name, ranks), found in shares.items():
        print(f"{name:13} on {max(1, ranks)} {'rank ' if ranks < 2 else 'ranks'}: {whole[name, ranks][1]:5.1f} s of CPU whole; the rest {min(found):.0%} to {max(found):.0%}")
    for text in wrong:
        print(text)
    print(f"late stops: {options.stops}, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
