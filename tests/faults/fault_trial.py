#!/usr/bin/python3
"""Every call that can fail, made to fail once, and from then on: the run must end as the contract says.

    fault_trial.py [--program build/cascade] [--shim libcascade_fail_nth.so] [--sample N] [--verbs import+select]

A fault is a function and an error (fail_nth.c makes them). For every case (cases.py) and fault the first call fails,
then the second, and so on until a run meets no fault any more; on two ranks, one of them struck, a few of the calls are
drawn. Interrupted and short writes and reads must not be noticed; a full or broken disk must end in exit 74, what
cannot be made in 73, lack of memory in 71, and so on, within 30 seconds, with one message that names a path, nothing
left behind, and the old state or the new one whole. --sample N draws N trials instead, for a quick look.
"""
import argparse
import collections
import concurrent.futures
import errno
import pathlib
import random
import shutil
import struct

from cases import Cascade, all_cases, attempt, conclude, require

SHORT = 0
BEYOND = 10**9  # more calls than there are
SURVIVED = {errno.EINTR, errno.EOPNOTSUPP, SHORT}
CODES = {errno.ENOSPC: 74, errno.EDQUOT: 74, errno.EIO: 74, errno.EFBIG: 74, errno.EACCES: 77, errno.EMFILE: 73, errno.EROFS: 73}
FAULTS = [(call, code) for call, codes in {
    "write": (errno.ENOSPC, errno.EIO, errno.EINTR, SHORT),
    "pwrite": (errno.ENOSPC, errno.EIO, errno.EINTR, SHORT),
    "writev": (errno.ENOSPC, errno.EINTR, SHORT),
    "fsync": (errno.EIO, errno.ENOSPC, errno.EINTR),
    "fdatasync": (errno.EIO,),
    "open": (errno.ENOSPC, errno.EACCES, errno.EMFILE, errno.EROFS, errno.EINTR),
    "openread": (errno.EMFILE, errno.EACCES, errno.EIO, errno.EINTR),
    "read": (errno.EIO, errno.EINTR),
    "pread": (errno.EIO, errno.EINTR, SHORT),
    "rename": (errno.EIO, errno.ENOSPC, errno.EACCES),
    "ftruncate": (errno.EIO, errno.ENOSPC, errno.EINTR),
    "fallocate": (errno.ENOSPC, errno.EINTR, errno.EOPNOTSUPP),
    "mkdir": (errno.ENOSPC, errno.EACCES),
    "unlink": (errno.EIO, errno.EACCES),
    "close": (errno.EIO, errno.ENOSPC),
    "memory": (errno.ENOMEM,),
}.items() for code in codes]


def codes_for(case, call, code, is_last):
    """Exit codes that fit a fault; `is_last`: no such call came after it."""
    if code == errno.EINTR and call in ("open", "openread", "ftruncate"):  # HDF5 does not try these again; we do
        return {case.done, 74}
    if code in SURVIVED:
        return {case.done}
    fitting = {71} if call == "memory" else {CODES[code]}
    if call in ("openread", "read", "pread"):
        fitting = {77} if code == errno.EACCES else {73, 74} if code == errno.EMFILE else {74}
    if call in ("open", "close"):  # HDF5 looks whether a file is there first; a file that was synced may close badly
        fitting.add(case.done)
    if call == "openread" and case.product == "new.h5":  # nobody must look for what killed runs left
        fitting.add(case.done)
    if call == "unlink":  # what cannot be removed may also be left for a later run to remove
        fitting |= {case.done, 74}
    if case.done == 75:  # the log of a run that stops is in pieces, its checkpoint is not: a run follows to see that
        fitting.add(75)
    if "checkpoint" in case.words and call in ("openread", "pread"):  # a look at a lock that somebody else wrote is repeated
        fitting.add(case.done)
    if is_last and case.product == "result" and call in ("openread", "pread"):  # whose the lock is that goes when all is done
        fitting.add(case.done)
    return fitting


class Trial:
    """One fault, struck at the n-th call, once or from there on."""

    def __init__(self, cascade, shim, case, call, code, ranks, on):
        self.cascade, self.shim, self.case, self.call, self.code = cascade, shim, case, call, code
        self.ranks, self.on = ranks, on

    def name(self, n):
        code = errno.errorcode.get(self.code, "short")
        return f"{self.case.name}, {self.ranks or 'no'} ranks: {self.call} {n}{' and on' if self.on else ''}: {code}"

    def strike(self, n, folder):
        """(what is wrong, calls seen, calls failed)"""
        shutil.copytree(self.case.base, folder)
        count = folder.with_name(folder.name + ".count")
        settings = {"LD_PRELOAD": self.shim, "FAIL_CALL": self.call, "FAIL_AT": n, "FAIL_ON": int(self.on),
                    "FAIL_ERRNO": self.code, "FAIL_BELOW": folder, "FAIL_ABOVE": 20000, "FAIL_COUNT": count,
                    "FAIL_RANK": max(self.ranks - 1, 0) if n % 2 and not self.case.signal else 0, "FAIL_SIGNAL": int(self.case.signal)}
        run = attempt(self.cascade, [*self.case.words, "--quiet"], folder, self.ranks, settings)
        seen, failed = struct.unpack("QQ", count.read_bytes()) if count.exists() else (0, 0)
        expected = codes_for(self.case, self.call, self.code, seen == n) if failed else {self.case.done}
        if self.on and (folder / "result/MANIFEST.json.previous").exists():  # renames that go on failing fail the way back too
            words = [word for word in self.case.words if word != "--force"]
            attempt(self.cascade, [*words, "--quiet"], folder)
        # A rank that fails alone ends the job before another can remove its partial file.
        wrong = self.case.judge(folder, run, expected, names_path=self.call != "memory", tidy=self.call != "unlink" and not (self.call == "memory" and self.ranks))
        if run is not None and failed and not wrong:
            wrong += self.go_on(folder)
        shutil.rmtree(folder)
        count.unlink(missing_ok=True)
        return [f"{self.name(n)}: {text}: {tail(run)}" for text in wrong], seen, failed

    def go_on(self, folder):
        """A run after the one that failed must get to the answer, with nobody in the way."""
        if "checkpoint" not in self.case.words and self.case.product != "result":
            return []
        words = self.case.words if "--force" in self.case.words else [*self.case.words, "--force"]
        run = attempt(self.cascade, [*words, "--quiet"], folder)
        if run is None or run.code != 0 or (self.case.done == 0 and self.case.content(folder) != self.case.new):
            return [f"a run cannot follow: {tail(run)}"]
        return []


def tail(run):
    return "nothing" if run is None else f"exit {run.code}: " + " | ".join(run.text.strip().split("\n")[-3:])


class Sweep:
    """One fault in one case, call after call until none is left; `most` draws that many calls."""

    def __init__(self, trial, folder, most=None, random_seed=1):
        self.trial, self.folder, self.most = trial, folder, most
        self.draw = random.Random(random_seed)

    def run(self):
        """(trials that met the fault, complaints)"""
        wrong, seen, _ = self.trial.strike(BEYOND, self.folder)
        if wrong or seen == 0:
            return 0, wrong
        calls = range(1, seen + 1)
        if self.most is not None and seen > self.most:
            calls = sorted(self.draw.sample(calls, self.most))
        struck = 0
        for n in calls:
            found, _, failed = self.trial.strike(n, self.folder)
            struck += failed > 0
            wrong += found
        return struck, wrong


def sweeps(cascade, options, cases):
    draw = random.Random(options.random_seed)
    every = []
    for number, (case, (call, code), ranks, on) in enumerate(
            (case, fault, ranks, on) for case in cases for fault in FAULTS for ranks in options.ranks for on in ((False,) if options.once else (False, True))):
        if on and code in SURVIVED:  # a write that is always short does end, one that is always interrupted does not
            continue
        most = None if not ranks else 3
        trial = Trial(cascade, options.shim, case, call, code, ranks, on)
        every.append(Sweep(trial, cascade.scratch / f"trial{number}", most, options.random_seed + number))
    if options.sample:
        one_rank = [sweep for sweep in every if not sweep.trial.ranks]
        more = [sweep for sweep in every if sweep.trial.ranks]
        shares = options.sample - options.sample // 10, options.sample // 10
        every = [sweep for some, share in zip((one_rank, more), shares) for sweep in draw.sample(some, min(share, len(some)))]
        for sweep in every:
            sweep.most = 1
    return every


def parse():
    tree = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog="Lists are joined with +; 0 ranks: no launcher.")
    parser.add_argument("--program", default=str(tree / "build/cascade"))
    parser.add_argument("--shim", type=pathlib.Path, default=tree / "build/tests/faults/libcascade_fail_nth.so")
    parser.add_argument("--sample", type=int, help="draw this many faults, one call of each")
    parser.add_argument("--verbs", type=lambda text: text.split("+"), default=[])
    parser.add_argument("--calls", type=lambda text: text.split("+"), default=[], help="only these functions")
    parser.add_argument("--ranks", type=lambda text: [int(part) for part in text.split("+")], default=[0, 2])
    parser.add_argument("--once", action="store_true", help="leave out faults that last")
    parser.add_argument("--random-seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="sweeps run side by side (default 2)")
    options = parser.parse_args()
    options.shim = options.shim.resolve()
    FAULTS[:] = [fault for fault in FAULTS if not options.calls or fault[0] in options.calls]
    return options


def main():
    options = parse()
    with Cascade(options.program) as cascade:
        cases = all_cases(cascade, options.shim, options.verbs)
        planned = sweeps(cascade, options, cases)
        met, wrong = collections.Counter(), []
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for sweep, (struck, found) in zip(planned, pool.map(Sweep.run, planned)):
                met[sweep.trial.call] += struck
                wrong += found
                print(*found, sep="\n" if found else "", end="\n" if found else "", flush=True)
        counts = ", ".join(f"{call} {count}" for call, count in sorted(met.items()))
        print(f"{sum(met.values())} faults met in {len(planned)} sweeps of {len(cases)} cases ({counts}); {len(wrong)} wrong")
        require(sum(met.values()) > 0, "no fault was met: nothing is tested")
        return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
