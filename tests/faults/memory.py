#!/usr/bin/python3
"""Too little memory: `ulimit -v` from too little to start up to plenty, for every verb, alone and on ranks.

    memory.py [--program build/cascade] [--sample N] [--ranks 0+1+2]

Each run ends in exit 71 with a message that says so, or with the answer; it never hangs and never dies by a signal.
The program asks for what MPI takes to start before it starts MPI; the first case is tried below that size as well, from
where the program can be loaded. What the libraries of MPI still complain of or die of where they lack memory is not
ours: such runs are counted, and only have to end, which those do after a minute in which no rank hears of another. On
several ranks each may meet its own lack and say so. `select` may leave the best answer that it had certified: whole,
and marked as cut short by memory. --sample N draws N runs.
"""
import argparse
import json
import pathlib
import random
import shutil

from cases import Cascade, all_cases, attempt, conclude, require, result_content

MEGABYTE = 1 << 20
LOADED = 48 * MEGABYTE  # the program comes as far as its own first line
STEP = 1.02  # sizes grow by this factor
FROM_MPI = ("help-opal-", "help-mpi-", "mca_base_component", "opal_", "orte_", "openmpi", "libpmix", "ORTE_ERROR", "PMIX ERROR",
            "shared memory initialization", "did not hear of one another")


def limited(cascade, words, folder, ranks, size):
    return attempt(cascade, [*words, "--quiet"], folder, ranks, before=["prlimit", f"--as={size}"], timeout=90 if ranks else 30)


def least_for_mpi(cascade, folder, ranks, top):
    """The least size of those tried at which MPI starts and ends: that of a run which is refused for its options."""
    words = ["select", "--graph", "graph.h5", "--k", 3, "--layout", "5x7"]
    low, high = 16 * MEGABYTE, top
    while high > low * STEP:
        middle = (low + high) // 2
        run = limited(cascade, words, folder, ranks, middle)
        if run is not None and run.code == 2 and "5x7" in run.text and not any(text in run.text for text in FROM_MPI):
            high = middle
        else:
            low = middle
    return high


def enough_for(cascade, case, folder, ranks, least):
    """A size at which the case gets its answer: where the sweep ends."""
    size = least
    while True:
        run = start(cascade, case, folder, ranks, size)[0]
        if run is not None and run.code == 0:
            return size
        require(size < least * 64, f"{case.name}: {size} bytes are not enough: {run}")
        size = int(size * 1.3)


def is_best_so_far(cascade, folder):
    """Whether the result is whole and says that memory cut it short."""
    place = folder / "result"
    if not isinstance(result_content(place), tuple) or cascade.run("inspect", place).returncode != 0:
        return False
    return json.loads((place / "summary.json").read_text())["exit_reason"] == "memory"


def start(cascade, case, folder, ranks, size):
    """(the run, what is wrong with it apart from what MPI itself needs)"""
    shutil.copytree(case.base, folder)
    run = limited(cascade, case.words, folder, ranks, size)
    if run is not None and run.code not in (0, 71) and any(text in run.text for text in FROM_MPI):
        shutil.rmtree(folder)
        return run, None
    wrong = case.judge(folder, run, {0, 71}, names_path=False, most_messages=max(ranks, 1),
                       tidy=not ranks)
    if run is not None and run.code == 71 and case.words[0] == "select" and is_best_so_far(cascade, folder):
        wrong = [text for text in wrong if "neither the old state" not in text]
    if run is not None and run.code == 71 and "memory" not in run.text:
        wrong.append("the message does not speak of memory")
    shutil.rmtree(folder)
    return run, wrong


def parse():
    tree = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog="Lists are joined with +; 0 ranks: no launcher.")
    parser.add_argument("--program", default=str(tree / "build/cascade"))
    parser.add_argument("--sample", type=int, help="draw this many runs")
    parser.add_argument("--verbs", type=lambda text: text.split("+"), default=[])
    parser.add_argument("--ranks", type=lambda text: [int(part) for part in text.split("+")], default=[0, 1, 2])
    parser.add_argument("--random-seed", type=int, default=1)
    return parser.parse_args()


def main():
    options = parse()
    draw = random.Random(options.random_seed)
    with Cascade(options.program) as cascade:
        cases = [case for case in all_cases(cascade, verbs=options.verbs, times=300) if "old one" not in case.name]
        runs, lacking, foreign, wrong = 0, 0, 0, []
        for ranks in options.ranks:
            least = least_for_mpi(cascade, cases[0].base, ranks, 4096 * MEGABYTE)
            print(f"{ranks or 'no'} ranks: MPI starts with {least // MEGABYTE} MiB of address space", flush=True)
            chosen = cases if not options.sample else draw.sample(cases, min(2, len(cases)))
            for case in chosen:
                folder = cascade.scratch / "run"
                enough = enough_for(cascade, case, folder, ranks, least)
                sizes = [LOADED if case is chosen[0] else int(least * STEP)]
                while sizes[-1] < enough:
                    sizes.append(int(sizes[-1] * STEP))
                if options.sample:
                    share = max(1, options.sample // len(options.ranks) // len(chosen))
                    sizes = sorted(draw.sample(sizes, min(share, len(sizes))))
                for size in sizes:
                    run, found = start(cascade, case, folder, ranks, size)
                    runs += 1
                    lacking += run is not None and run.code == 71
                    foreign += found is None
                    wrong += [f"{case.name}, {ranks} ranks, {size} bytes: {text}: {run and run.text[-600:]}" for text in found or []]
        print(*wrong, sep="\n", end="\n" if wrong else "")
        print(f"{runs} runs with little memory: {lacking} ended in exit 71, {foreign} in MPI, {len(wrong)} wrong")
        return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
