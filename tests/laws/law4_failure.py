#!/usr/bin/python3
"""Law 4, a failure is shared: the exit code of the contract, one message, no hang, with and without a launcher.

    law4_failure.py PROGRAM

Every case runs without a launcher, on one rank and on three. There must be one message, and it must hold the words
given: a failure that each rank reports for itself would be told three times.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Broken, Cascade, last_lines, require  # noqa: E402 -- after the path is set


def cases(cascade):
    """(exit code, words of the message, command) for each way to fail."""
    scratch = cascade.scratch

    def file(name, text):
        (scratch / name).write_text(text)
        return scratch / name

    def graph(name, text, *options):
        cascade.must("import", "--input", file(f"{name}.txt", text), "--output", scratch / f"{name}.h5", *options)
        return scratch / f"{name}.h5"

    good = graph("good", "0 1\n1 2\n2 0\n", "--directed")
    over = graph("over", "0 2 0.7\n1 2 0.6\n", "--directed", "--weights", "column")
    outside = graph("outside", "0 1 0.5\n1 2 1.5\n", "--directed", "--weights", "column")
    torn = scratch / "torn.h5"
    torn.write_bytes(good.read_bytes()[:-64])
    taken = scratch / "taken"
    cascade.must("select", "--graph", good, "--k", 1, "--out", taken)
    seeds, stranger = file("seeds.txt", "0\n"), file("stranger.txt", "0\n99\n")
    new, out = scratch / "new.h5", scratch / "out"
    select = ["select", "--graph", good, "--k", 1]

    return [
        (2, "no-such-option", select + ["--no-such-option", "--out", out]),
        (2, "nonsense", ["nonsense"]),
        (2, "--k", ["select", "--graph", good, "--k", 0, "--out", out]),
        (2, "--hit-and-stop", [*select, "--hit-and-stop", "maybe"]),
        (2, "--hit-and-stop", [*select, "--algorithm", "fixed", "--samples", 10, "--hit-and-stop", "on"]),
        (2, "nonsense", select + ["--model", "nonsense", "--out", out]),
        (2, "nonsense", select + ["--probability", "nonsense", "--out", out]),
        (2, "--layout", select + ["--layout", "5x7", "--out", out]),
        (2, "directed", ["import", "--input", scratch / "good.txt", "--output", new]),
        (65, "bad.txt:2", ["import", "--input", file("bad.txt", "0 1\n1 x\n"), "--output", new, "--directed"]),
        (65, "bad.txt", ["select", "--graph", scratch / "bad.txt", "--k", 1, "--out", out]),
        (65, "torn.h5", ["select", "--graph", torn, "--k", 1, "--out", out]),
        (65, "99", ["estimate", "--graph", good, "--seeds", stranger, "--out", out]),
        (65, "1.5", ["estimate", "--graph", outside, "--seeds", seeds, "--probability", "weights", "--out", out]),
        (65, "normalise", ["estimate", "--graph", over, "--seeds", seeds, "--model", "lt", "--probability", "weights", "--out", out]),
        *forward_cases(file, good, seeds, out),
        (66, "absent.txt", ["import", "--input", scratch / "absent.txt", "--output", new, "--directed"]),
        (66, "absent.h5", ["select", "--graph", scratch / "absent.h5", "--k", 1, "--out", out]),
        (66, "absent.txt", ["simulate", "--graph", good, "--seeds", scratch / "absent.txt", "--out", out]),
        (71, "memory", select + ["--memory-per-rank", "1K", "--out", out]),
        (73, "taken", select + ["--out", taken]),
        (73, "/proc/nowhere/out", select + ["--out", "/proc/nowhere/out"]),
        (73, "good.h5", ["import", "--input", scratch / "good.txt", "--output", good, "--directed"]),
    ]


def forward_cases(file, good, seeds, out):
    """The ways in which options and files of the forward models can be wrong."""
    simulate = ["simulate", "--graph", good, "--seeds", seeds, "--out", out]
    return [
        (2, "--gamma", [*simulate, "--model", "sir"]),
        (2, "--gamma", [*simulate, "--model", "sir", "--gamma", "1.5"]),
        (2, "--gamma", [*simulate, "--gamma", "0.5"]),
        (2, "--alpha", [*simulate, "--model", "seir", "--gamma", "0.5"]),
        (2, "--max-hops", [*simulate, "--model", "sis", "--gamma", "0.5"]),
        (2, "--beta", [*simulate, "--beta", "-0.1"]),
        (2, "--beta", [*simulate, "--beta", "0.1", "--probability", "constant:0.1"]),
        (2, "--threshold", [*simulate, "--model", "threshold"]),
        (2, "fraction:1.2", [*simulate, "--model", "threshold", "--threshold", "fraction:1.2"]),
        (2, "--hop-decay", [*simulate, "--hop-decay", "1,2"]),
        (2, "--quality", [*simulate, "--quality", "nan"]),
        (2, "--quality", [*simulate, "--quality", "0.5", "--model", "lt"]),
        (2, "--tree", [*simulate, "--tree", "big"]),
        (2, "--seeds", ["contrast", "--graph", good, "--seeds", seeds, "--out", out]),
        (65, "99", ["contrast", "--graph", good, "--seeds", seeds, "--seeds", file("other.txt", "99\n"), "--out", out]),
        (65, "blocked.txt", [*simulate, "--blocked", file("blocked.txt", "99\n")]),
        (65, "accept.csv:3", [*simulate, "--acceptance", file("accept.csv", "vertex,acceptance\n0,1\n1,1.5\n")]),
        (65, "99", [*simulate, "--groups", file("groups.csv", "vertex,group\n0,a\n99,b\n")]),
        (65, "nogroup.csv:1", [*simulate, "--groups", file("nogroup.csv", "vertex,circle\n0,a\n")]),
        (65, "empty.csv:2", [*simulate, "--groups", file("empty.csv", "vertex,group\n0,\n")]),
    ]


def check(cascade, code, words, command, ranks):
    """What is wrong with one failure, or nothing."""
    done = cascade.run(*command, ranks=ranks, timeout=60)
    said = f"{cascade.words(command, {'ranks': ranks})}: {last_lines(done)}"
    if done.returncode != code:
        return f"exit {done.returncode}, not {code}: {said}"
    errors = done.stderr.count(": error: ")
    if errors != 1 or words not in done.stderr[done.stderr.index(": error: "):]:
        return f"{errors} messages, not one that names '{words}': {said}"
    return ""


def leftovers(cascade):
    """A failed run leaves no file; its directory may stay, with the log of events, but is no result and in nobody's way."""
    out, new = cascade.scratch / "out", cascade.scratch / "new.h5"
    left = ([new] if new.exists() else []) + [file for file in out.glob("*") if file.name != "events.jsonl"]
    wrong = [f"a failed run left {file.name} behind" for file in left]
    again = cascade.run("select", "--graph", cascade.scratch / "good.h5", "--k", 1, "--out", out)
    if again.returncode != 0 or not (out / "MANIFEST.json").exists():
        wrong.append(f"a run cannot follow failed ones into their directory: exit {again.returncode}: {last_lines(again)}")
    return wrong


def main():
    with Cascade(sys.argv[1]) as cascade:
        wrong = []
        listed = cases(cascade)
        for code, words, command in listed:
            wrong += filter(None, (check(cascade, code, words, command, ranks) for ranks in (0, 1, 3)))
        wrong += leftovers(cascade)
    for text in wrong:
        print(text)
    print(f"law 4: {len(listed)} failures on 3 machines, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"law 4: {broken}")
