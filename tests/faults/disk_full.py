#!/usr/bin/python3
"""Disks that are full, of one size after the other, and other places where nothing can be written.

    disk_full.py [--program build/cascade] [--sample N]

A small tmpfs is mounted (this needs root: exit 77, skipped, without) and filled up to what a run needs less a little
more each time, so that space ends in every phase of every verb: exit 74 within 10 seconds, with the bytes that are free
in the message, and the disk as full as before. The same for a file system without inodes, a limit on the size of files
(`ulimit -f`), a directory that may not be written to and one that vanishes during the run. --sample N draws N sizes.
"""
import argparse
import os
import pathlib
import random
import shutil
import subprocess
import threading
import time

from cases import Cascade, all_cases, attempt, conclude, require

DISK = 4 << 20
PAGE = 4096
PATIENCE = 10


class Disk:
    """A tmpfs of DISK bytes at `place`."""

    def __init__(self, place, *options):
        self.place = place
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", ",".join([f"size={DISK}", *options]), "tmpfs", place]
        done = subprocess.run(words, capture_output=True, text=True)
        self.mounted = done.returncode == 0
        if not self.mounted:
            place.rmdir()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.mounted:
            subprocess.run(["umount", "--lazy", self.place], check=False)

    def pages_free(self):
        return os.statvfs(self.place).f_bavail

    def fill(self, leave):
        """Fills the disk but for `leave` pages."""
        with open(self.place / "filler", "wb") as filler:
            pages = self.pages_free() - leave
            if pages > 0:
                os.posix_fallocate(filler.fileno(), 0, pages * PAGE)


class Trials:
    """What was run and what was wrong with it."""

    def __init__(self, cascade):
        self.cascade, self.runs, self.wrong = cascade, 0, []

    def judge(self, name, case, folder, run, codes, names_path=True):
        self.runs += 1
        wrong = case.judge(folder, run, codes, names_path)
        if run is not None and run.seconds > PATIENCE:
            wrong.append(f"took {run.seconds:.1f} s")
        self.wrong += [f"{case.name}, {name}: {text}: {run and run.text[-500:]}" for text in wrong]
        return run


def copy_onto(case, folder):
    shutil.copytree(case.base, folder)
    return folder


def pages_needed(trials, case, disk, ranks):
    """Pages a run takes on a disk with room; what it takes for a while only is found by watching."""
    folder = copy_onto(case, disk.place / "w")
    before, least, over = disk.pages_free(), [disk.pages_free()], threading.Event()

    def watch():
        while not over.is_set():
            least.append(disk.pages_free())
            time.sleep(0.0005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    run = attempt(trials.cascade, [*case.words, "--quiet"], folder, ranks)
    over.set()
    watcher.join()
    require(run is not None and run.code == 0, f"{case.name} on an empty disk: {run}")
    shutil.rmtree(folder)
    return before - min(least) + 2


def full_disks(trials, cases, sample, draw):
    with Disk(trials.cascade.scratch / "disk") as disk:
        if not disk.mounted:
            return False
        every = [(case, ranks, left) for case in cases for ranks in (0, 2)
                 for left in range(pages_needed(trials, case, disk, ranks))]
        for case, ranks, left in every if sample is None else draw.sample(every, min(sample, len(every))):
            folder = copy_onto(case, disk.place / "w")
            disk.fill(left)
            run = attempt(trials.cascade, [*case.words, "--quiet"], folder, ranks)
            trials.judge(f"{ranks} ranks, {left} pages free", case, folder, run, {0, 74})
            shutil.rmtree(folder)
            (disk.place / "filler").unlink()
    return True


def no_inodes(trials, cases):
    with Disk(trials.cascade.scratch / "inodes", "nr_inodes=64") as disk:
        for case in cases:
            for left in range(8):
                folder = copy_onto(case, disk.place / "w")
                fillers = disk.place / "fillers"
                fillers.mkdir()
                for number in range(os.statvfs(disk.place).f_ffree - left):
                    (fillers / str(number)).touch()
                run = attempt(trials.cascade, [*case.words, "--quiet"], folder)
                trials.judge(f"{left} inodes free", case, folder, run, {0, 74})
                shutil.rmtree(folder)
                shutil.rmtree(fillers)


def small_files(trials, cases, ranks):
    """`ulimit -f` in every size up to what is enough."""
    folder = trials.cascade.scratch / "limited"
    for case in cases:
        size, code = 0, None
        while code != 0:
            copy_onto(case, folder)
            run = attempt(trials.cascade, [*case.words, "--quiet"], folder, ranks, before=["prlimit", f"--fsize={size}"])
            trials.judge(f"files of {size} bytes at most", case, folder, run, {0, 74})
            code = run.code if run else None
            shutil.rmtree(folder)
            size = size * 3 // 2 + 100
            require(size < 1 << 30, f"{case.name}: a gigabyte is not enough for a file")


def forbidden(trials, cases):
    """A directory that may not be written to; root may, unless the file system says otherwise."""
    place = trials.cascade.scratch / "readonly"
    for case in cases:
        with Disk(place) as disk:
            folder = copy_onto(case, disk.place / "w")
            subprocess.run(["mount", "-o", "remount,ro", place], check=True)
            run = attempt(trials.cascade, [*case.words, "--quiet"], folder)
            codes = {73, 77} if case.product else {0}
            trials.judge("read-only", case, folder, run, codes)
        place.rmdir()


def vanishing(trials, cases, draw, times):
    """The directory goes away at some moment: an error of writing, or nothing noticed; here only the end counts."""
    for case in (case for case in cases if case.product):
        for _ in range(times):
            folder = copy_onto(case, trials.cascade.scratch / "vanishing")
            cut = threading.Timer(draw.uniform(0.02, 0.3), shutil.rmtree, [folder / "result" if case.product == "result" else folder, True])
            cut.start()
            run = attempt(trials.cascade, [*case.words, "--quiet"], folder)
            cut.join()
            trials.runs += 1
            if run is None or run.code not in (0, 65, 66, 73, 74) or run.text.count(": error: ") != (run.code != 0):
                trials.wrong.append(f"{case.name}, directory gone: {run}")
            shutil.rmtree(folder, ignore_errors=True)


def parse():
    tree = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=str(tree / "build/cascade"))
    parser.add_argument("--sample", type=int, help="draw this many sizes of disk, and less of the rest")
    parser.add_argument("--verbs", type=lambda text: text.split("+"), default=[])
    parser.add_argument("--random-seed", type=int, default=1)
    return parser.parse_args()


def main():
    options = parse()
    draw = random.Random(options.random_seed)
    with Cascade(options.program) as cascade:
        trials = Trials(cascade)
        cases = all_cases(cascade, verbs=options.verbs)
        makers = [case for case in cases if case.product]
        if not full_disks(trials, makers, options.sample, draw):
            print("a file system cannot be mounted here: skipped")
            return 77
        some = makers if options.sample is None else draw.sample(makers, min(2, len(makers)))
        no_inodes(trials, some)
        for ranks in (0, 2) if options.sample is None else (0,):
            small_files(trials, some, ranks)
        forbidden(trials, cases if options.sample is None else some)
        vanishing(trials, some, draw, 20 if options.sample is None else 2)
        print(*trials.wrong, sep="\n", end="\n" if trials.wrong else "")
        print(f"{trials.runs} runs in too small a place, {len(trials.wrong)} wrong")
        return 1 if trials.wrong else 0


if __name__ == "__main__":
    conclude(main)
