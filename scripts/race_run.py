"""One run of a race: a process tree timed from outside, its seeds read, a seed set scored.

The clock sees the whole process: start, reading the graph, writing the answer. CPU is user + system time of the process
and of all it has waited for, from wait4, as is the peak resident memory (of the largest process; Linux counts in the 20 MiB
of the script that starts it, so less is not seen). A run that takes too long is killed with its group.
"""
import csv
import glob
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

from race_config import DRAW, OUT

SCORE_SEED = 1_000_003  # selection uses 1, 2, …


class RunError(Exception):
    """A run that gave no usable answer; the text says why."""


@dataclass
class Measured:
    code: int
    wall: float  # seconds
    cpu: float  # seconds
    rss: int  # bytes
    timed_out: bool


def measure(command, environment, timeout, folder):
    """Runs a command in `folder`, its words going to files there."""
    with open(folder / "stdout", "wb") as out, open(folder / "stderr", "wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
                                   env={**os.environ, **environment})
        late = threading.Event()

        def stop():
            late.set()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

        timer = threading.Timer(timeout, stop)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            stop()
            os.wait4(process.pid, 0)
            raise
        finally:
            timer.cancel()
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)  # else Popen would wait for it again
    return Measured(process.returncode, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, late.is_set())


def pointed(document, pointer):
    """What a JSON pointer names, such as /0/Seeds."""
    for step in pointer.strip("/").split("/") if pointer.strip("/") else []:
        try:
            document = document[int(step)] if isinstance(document, list) else document[step]
        except (KeyError, IndexError, ValueError, TypeError):
            raise RunError(f"there is no {pointer} in the JSON it wrote: '{step}' fails") from None
    if not isinstance(document, list):
        raise RunError(f"{pointer} in the JSON it wrote is not a list")
    return document


def read_ids(path):
    try:
        return pathlib.Path(path).read_text().split()
    except OSError as error:
        raise RunError(f"ids {path}: {error.strerror}") from None


def read_seeds(seeds, folder, k, ids=None):
    """The k original ids an entry chose, as strings, in its order."""
    place = str(folder / "stdout") if seeds.file is None else seeds.file.replace(OUT, str(folder / "out"))
    files = glob.glob(place)
    if len(files) != 1:
        raise RunError(f"{len(files)} files match {place}, where the seeds should be; one was expected")
    text = pathlib.Path(files[0]).read_text(errors="replace")
    if seeds.pointer is not None:
        try:
            found = [str(seed) for seed in pointed(json.loads(text), seeds.pointer)]
        except ValueError as error:
            raise RunError(f"{files[0]} is not JSON: {error}") from None
    else:
        found = re.findall(seeds.pattern, text, re.M)
    if len(set(found)) != k or len(found) != k:
        raise RunError(f"{len(found)} seeds found, {len(set(found))} different; {k} were asked for")
    if ids is None:
        return found
    names = read_ids(ids)
    outside = [seed for seed in found if not seed.isdigit() or int(seed) >= len(names)]
    if outside:
        raise RunError(f"seed {outside[0]} has no line in {ids}, which has {len(names)}")
    return [names[int(seed)] for seed in found]


def keep_seeds(folder, seeds):
    """Writes a seed set where its digest says, once; returns the digest. The order of seeds does not matter."""
    text = "".join(f"{seed}\n" for seed in sorted(seeds))
    digest = hashlib.sha256(text.encode()).hexdigest()[:24]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{digest}.txt").write_text(text)
    return digest


def write_whole(path, text):
    """Replaces a file so that a stop in between leaves the old one."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)


def last_words(folder, count=3):
    words = "".join((folder / name).read_text(errors="replace")[-2000:] for name in ("stdout", "stderr"))
    return " | ".join(re.split(r"[\r\n]+", words.strip())[-count:])[-300:]


def run_once(start, turn, draw, timeout, scratch, judged=True):
    """One run as a dictionary: wall, cpu, rss, and either the digest of its seeds or why there is none."""
    folder = scratch / "run"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [word.replace(OUT, str(folder / "out")).replace(DRAW, str(draw)) for word in start.command]
    if not start.entry.ours:
        (folder / "out").mkdir()
    environment = {name: value.replace(OUT, str(folder / "out")) for name, value in start.environment.items()}
    record = {"graph": start.graph, "k": start.k, "entry": start.entry.entry, "setting": start.setting, "turn": turn, "draw": draw,
              "wall": None, "cpu": None, "rss": None, "timeout": None, "seeds": None, "failure": None, "command": start.command}
    try:
        done = measure(command, environment, timeout, folder)
    except OSError as error:
        record["failure"] = f"{command[0]} does not start: {error.strerror}"
        return record
    record |= {"wall": done.wall, "cpu": done.cpu, "rss": done.rss}
    if done.timed_out:
        record |= {"failure": f"stopped after {timeout:g} s", "timeout": timeout}
    elif done.code != 0:
        record["failure"] = f"exit {done.code}: {last_words(folder)}"
    elif judged:
        try:
            record["seeds"] = keep_seeds(scratch / "seeds", read_seeds(start.seeds, folder, start.k, start.ids))
        except RunError as error:
            record["failure"] = str(error)
    shutil.rmtree(folder, ignore_errors=True)
    return record


class Scorer:
    """Spreads of seed sets from samples none of them was chosen on, the same for all, remembered in a file."""

    def __init__(self, program, precision, folder):
        self.program, self.precision, self.folder = program, precision, folder
        self.file = folder / "scores.json"
        self.known = json.loads(self.file.read_text()) if self.file.exists() else {}

    def score(self, graph, digest):
        """[spread, low, high] of a seed set that `keep_seeds` wrote."""
        precision = graph.score_precision or self.precision
        key = f"{graph.name} {graph.probability} {digest} {precision:g} {SCORE_SEED}"
        if key not in self.known:
            out = self.folder / "score"
            command = [self.program, "estimate", "--graph", graph.file, "--seeds", self.folder / "seeds" / f"{digest}.txt",
                       "--model", "ic", "--probability", graph.probability, "--precision", str(precision),
                       "--random-seed", str(SCORE_SEED), "--out", out, "--force", "--quiet"]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if done.returncode != 0:
                raise RunError(f"estimate on {graph.name} ends with {done.returncode}: {done.stderr.strip()[-500:]}")
            with open(out / "estimate.csv", newline="") as file:
                row = next(csv.DictReader(file))
            self.known[key] = [float(row[name]) for name in ("spread", "low", "high")]
            shutil.rmtree(out)
            write_whole(self.file, json.dumps(self.known, indent=0, sort_keys=True))
        return self.known[key]
