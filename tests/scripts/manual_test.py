#!/usr/bin/python3
"""Holds the pages of the tree to the program: links lead somewhere, every command that is shown is one the program takes,
and the examples of the manual print what the manual says.

    manual_test.py PROGRAM            links, commands, and the examples on the graphs in data/
    manual_test.py PROGRAM --real     all examples; wants the folder CASCADE_REAL_DATA, and skips without it (77)
    manual_test.py PROGRAM --update   the same, and writes numbers that have changed into the examples; prose is yours

A command is tried with --dry-run where no input exists: it may miss its files (66), but not be wrong (2). Examples are run
in the order of the manual in one scratch folder; seconds and threads may differ. Mistakes are planted first, one of each kind.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import ENVIRONMENT  # noqa: E402 -- after the path is set
from manual_pages import broken_links, commands_in, examples_in, pages_of, prints, refreshed, shell_lines, split  # noqa: E402

TREE = pathlib.Path(__file__).resolve().parents[2]
ORDER = ["README.md", *(f"manual/{name}.md" for name in ("choose", "spread", "graphs", "results", "long-runs", "machine",
                                                         "models", "certainty", "errors"))]
REAL = {  # as its publisher calls it -> as it lies in the folder of real graphs
    "soc-Epinions1.txt": "soc-epinions1/soc-Epinions1.txt.zst",
    "com-dblp.ungraph.txt": "com-dblp/dblp.csv.zst",
    "com-dblp.all.cmty.txt": "com-dblp/dblp-communities.json.zst",
    "facebook_combined.txt": "ego-facebook/facebook_combined.txt.zst",
    "congress.edgelist": "congress-twitter/congress.edgelist.zst",
}
MADE = re.compile(r"""(?:(?:--out|--output|--checkpoint|>)\s+|open\((?=[^)]*"w"\))")([\w.-]+)""")
ABSENT = ("ModuleNotFoundError", "there is no package called", "command not found")
MISSES_NOTHING = (0, 66)
NEED_OTHERS = {("bench", "exchange")}  # one rank alone, as commands are tried here, is refused: their options are only read


def run(words, where, **how):
    return subprocess.run(words, cwd=where, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=600, check=False, **how)


def verbs_with(program, option):
    """The verbs whose page names an option."""
    verbs = run([program, "help", "--format", "verbs"], None).stdout.split()
    return {verb for verb in verbs if f"{option} " in run([program, "help", verb], None).stdout}


def wrong_commands(program, root, empty):
    """One line for each command in a page that the program would not take."""
    dry = verbs_with(program, "--dry-run")
    shown = {}
    for page in pages_of(root):
        for block in split(page)[1]:
            for number, line in shell_lines(block):
                for words in commands_in(line):
                    shown.setdefault(tuple(words), f"{page.relative_to(root)}:{number}")

    def attempt(words):
        verb = words[0] if words else "--help"
        if not set(words) & {"--help", "--version", "--dump-config"} and verb not in ("help", "--help"):
            words = (*words, "--dry-run" if verb in dry and tuple(words[:2]) not in NEED_OTHERS else "--dump-config")
        return run([program, *words], empty)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (words, where), done in zip(shown.items(), pool.map(attempt, shown)):
            if done.returncode not in MISSES_NOTHING and not planned_failure(root, where):
                yield f"{where}: cascade {' '.join(words)}: {done.stdout.strip().splitlines()[-1]}"


def planned_failure(root, where):
    """Whether an example shows what a wrong command prints."""
    page, number = where.rsplit(":", 1)
    return (root / page).read_text().split("\n")[int(number) - 1].endswith("; echo $?")


def prepare_real(folder, scratch):
    """The files as their publishers give them."""
    for name, packed in REAL.items():
        text = subprocess.run(["zstd", "-dc", folder / packed], stdout=subprocess.PIPE, check=True).stdout
        if packed.endswith(".json.zst"):
            text = "".join("\t".join(map(str, group)) + "\n" for group in json.loads(text)["communities"]).encode()
        elif name == "facebook_combined.txt":
            text = text.split(b"\n", 1)[1]  # the numbers of vertices and edges, which the publisher's file does not have
        (scratch / name).write_bytes(text)


def try_example(example, scratch, environment, update):
    """What is wrong with it, or None, also where a tool is not there."""
    done = run(["bash", "-c", example.command], scratch, env=environment)
    lines = done.stdout.rstrip("\n").split("\n") if done.stdout else []
    if any(absent in done.stdout for absent in ABSENT):
        print(f"skipped: {example.where}: {lines[-1]}")
        return None
    if done.returncode == 0 and prints(example.printed, lines):
        return None
    shown = "\n    ".join(lines[-20:])
    fresh = refreshed(example.printed, lines) if update and done.returncode == 0 else None
    if fresh is not None:
        rewrite(example, fresh)
        return f"{example.where}: {example.command.splitlines()[0]}: written anew"
    return f"{example.where}: {example.command.splitlines()[0]}: exit {done.returncode}, prints\n    {shown}"


def rewrite(example, fresh):
    page = example.page.read_text().split("\n")
    page[example.printed_at - 1:example.printed_at - 1 + len(fresh)] = fresh
    example.page.write_text("\n".join(page))


def wrong_examples(program, pages, real, scratch, update=False):
    """Runs the examples; those on real graphs, and on what was made of them, only with `real`."""
    (scratch / "data").symlink_to(TREE / "data")
    (scratch / "jobs").symlink_to(TREE / "jobs")
    if real:
        prepare_real(real, scratch)
    environment = {**os.environ, **ENVIRONMENT, "LC_ALL": "C.UTF-8", "PATH": f"{pathlib.Path(program).parent}:/usr/bin:{os.environ['PATH']}"}
    beyond = set() if real else set(REAL)
    for page in pages:
        for block in split(page)[1]:
            if block.kind != "console":
                continue
            for example in examples_in(block):
                if beyond & set(re.split(r"[\s/='\"(),]+", example.command)):
                    beyond.update(MADE.findall(example.command))
                elif wrong := try_example(example, scratch, environment, update):
                    yield wrong


PLANTED = """# A page

[good](#a-page) [gone](nowhere.md) [lost](#nothing) `[no](link.md)`

```sh
cascade select --graph g.h5 --k 5 # --no-comment
jobs/batch/slurm select --graph g.h5 --kk 5
mpirun -np 2 cascade select --graph g.h5 --k 0 | tail
cascade simulate --graph g.h5 --seeds degree:3 \\
    --model sirs --gamma .1
```

```console
$ cat > two.txt <<'END'
1
34
END
$ cat two.txt
…
34
$ cat two.txt; echo seconds=2 lost
1
3…4
seconds=3 kept
$ cascade select --graph none.h5 --k 1; echo $?
…
66
$ cat two.txt soc-Epinions1.txt > both.txt
$ cat both.txt
```
"""
FOUND = {"links": ["nowhere.md: no such file", "#nothing: no such heading"],
         "commands": ["--kk", "--k 0", "sirs"],
         "examples": ["cat two.txt; echo"]}


def check_planted(program):
    """The checks find what is planted, and nothing else."""
    with tempfile.TemporaryDirectory(prefix="manual-") as name:
        root, scratch, empty = (pathlib.Path(name) / part for part in ("root", "scratch", "empty"))
        for folder in (root, scratch, empty):
            folder.mkdir()
        (root / "page.md").write_text(PLANTED)
        said = {"links": list(broken_links(root)), "commands": list(wrong_commands(program, root, empty)),
                "examples": list(wrong_examples(program, [root / "page.md"], None, scratch))}
    for kind, wanted in FOUND.items():
        if len(said[kind]) != len(wanted) or not all(any(text in line for line in said[kind]) for text in wanted):
            yield f"planted {kind}: {wanted} expected, found {said[kind]}"


def check_refreshed():
    """Numbers are taken over, and only numbers; seconds are nobody's business."""
    fresh = refreshed(["a 1.5 …", "…", "seconds=1.0 b=2"], ["a 1.7 x", "c", "seconds=3.0 b=2"])
    if fresh != ["a 1.7 …", "…", "seconds=1.0 b=2"] or refreshed(["a 1"], ["b 2"]) is not None:
        yield f"refreshed: {fresh}"


def check_order():
    """No page with examples is left out."""
    with_examples = {page.relative_to(TREE / "jobs").as_posix() for page in pages_of(TREE / "jobs")
                     if any(block.kind == "console" for block in split(page)[1])}
    for name in sorted(with_examples - set(ORDER)):
        yield f"jobs/{name}: has examples and no place in the order in which they are run"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    update = sys.argv[2:] == ["--update"]
    real = os.environ.get("CASCADE_REAL_DATA") if sys.argv[2:] else None
    if sys.argv[2:] and not real:
        print("examples on real graphs: skipped, CASCADE_REAL_DATA names no folder")
        return 77
    wrong = [*check_planted(program), *check_refreshed(), *check_order()]
    with tempfile.TemporaryDirectory(prefix="manual-") as name:
        scratch = pathlib.Path(name)
        if not real:
            (scratch / "empty").mkdir()
            wrong += [*broken_links(TREE), *wrong_commands(program, TREE, scratch / "empty")]
        wrong += wrong_examples(program, [TREE / "jobs" / page for page in ORDER], real and pathlib.Path(real), scratch, update)
    for text in wrong:
        print(text)
    print(f"manual: {len(ORDER)} pages, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
