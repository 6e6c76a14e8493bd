#!/usr/bin/python3
"""What the program says of itself, as the tools that read it see it: manual pages without a warning, a completion that
completes, and the committed tables of the manual as the program would write them.

    pages_test.py PROGRAM

A checker that is not installed is skipped by name; bash is always there.
"""
import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parents[2]
ASK = r"""
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_cascade
printf '%s\n' "${COMPREPLY[@]}"
"""
# the words typed so far, the last one being completed -> what must be offered, what must not
TYPED = [
    (["cascade", ""], {"import", "select", "help", "--version"}, {"--k"}),
    (["cascade", "se"], {"select"}, {"simulate"}),
    (["cascade", "select", "--pro"], {"--probability", "--probability-seed"}, {"--k"}),
    (["cascade", "select", "--model", ""], {"ic", "lt"}, {"sir", "--k"}),
    (["cascade", "simulate", "--model", "s"], {"si", "sis", "sir", "seir"}, {"ic"}),
    (["cascade", "simulate", "--model", "=", "se"], {"seir"}, {"ic"}),
    (["cascade", "simulate", "--model", "="], {"ic", "seir"}, {"="}),
    (["cascade", "select", "--probability", "c"], {"constant:"}, {"wc"}),
    (["cascade", "select", "--probability", "constant", ":"], set(), {"wc", "--k"}),
    (["cascade", "select", "--k", ""], set(), {"--graph", "ic"}),
    (["cascade", "select", "--quiet", ""], {"--graph", "--k"}, {"ic"}),
    (["cascade", "select", "--graph", ""], {"my graph.h5", "folder"}, {"--k"}),
    (["cascade", "select", "--out", ""], {"folder"}, {"my graph.h5"}),
    (["cascade", "simulate", "--seeds", ""], {"my graph.h5", "random:", "degree:"}, {"--k"}),
    (["cascade", "import", "--input", "my graph.h5", ""], {"my graph.h5", "folder"}, {"--output"}),
    (["cascade", "import", "--input", "my graph.h5", "--o"], {"--output", "--order"}, {"my graph.h5"}),
    (["cascade", "bench", ""], {"memory", "sampling"}, {"--graph"}),
    (["cascade", "inspect", "f"], {"folder"}, {"my graph.h5"}),
    (["cascade", "help", "est"], {"estimate"}, {"select"}),
    (["cascade", "nonsense", "--"], set(), {"--graph"}),
]


def run(*words, **how):
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, stdin=subprocess.DEVNULL, **how)


def check_manual(program, scratch):
    """Every page passes the checkers that are there, and shows its options when formatted."""
    checkers = {"man": ["man", "--warnings", "-E", "UTF-8", "-l"], "groff": ["groff", "-man", "-ww", "-z", "-Tutf8"],
                "mandoc": ["mandoc", "-T", "lint", "-W", "warning"]}
    verbs = run(program, "help", "--format", "verbs").stdout.split()
    for verb in [None, *verbs]:
        page = scratch / f"cascade{'-' + verb if verb else ''}.1"
        page.write_text(run(program, "help", "--format", "man", *([verb] if verb else [])).stdout)
        for name, command in checkers.items():
            if not shutil.which(name):
                continue
            said = run(*command, page, env={**os.environ, "MANWIDTH": "100"})
            complaints = [line for line in (said.stdout if name == "mandoc" else said.stderr).splitlines()
                          if "missing date" not in line]  # there is none, so that two builds give the same bytes
            if complaints:
                yield f"{page.name}: {name}: {complaints[0]}"
            if name == "man" and verb == "select" and "--hit-and-stop auto|on|off" not in said.stdout:
                yield f"{page.name}: man does not show --hit-and-stop"
    bad = scratch / "bad.1"
    bad.write_text(".TH X 1\n.SH NAME\nx \\- y\n\\[nosuchglyph]\n")
    for name in sorted(checkers.keys()):
        if not shutil.which(name):
            print(f"skipped: {name} is not installed")
        elif not run(*checkers[name], bad).stderr + run(*checkers[name], bad).stdout:
            yield f"{name} finds nothing wrong with a page that is"


def check_completion(script, scratch):
    """Through the function itself, as readline would call it."""
    if run("bash", "-n", script).returncode != 0:
        yield "bash -n refuses the completion"
    if not shutil.which("shellcheck"):
        print("skipped: shellcheck is not installed")
    elif (found := run("shellcheck", script)).returncode != 0:
        yield f"shellcheck: {found.stdout}"
    (scratch / "here" / "folder").mkdir(parents=True)
    (scratch / "here" / "my graph.h5").touch()
    for words, wanted, unwanted in TYPED:
        done = run("bash", "-c", ASK, "ask", script, *words, cwd=scratch / "here")
        offered = set(done.stdout.split("\n")) - {""}
        if done.stderr or not wanted <= offered or offered & unwanted or (not wanted and offered):
            yield f"{words} offers {sorted(offered)}, not {sorted(wanted)}; {done.stderr}"


def check_keyboard(script, scratch):
    """In a terminal: two tabs, and the words are there."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(PS1="$ ", TERM="dumb", HISTFILE="/dev/null", INPUTRC="/dev/null")
        os.chdir(scratch)
        os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
    shown = ""

    def type_in(text, wanted):
        nonlocal shown
        os.write(terminal, text.encode())
        end = time.monotonic() + 20
        while wanted not in shown and time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                shown += os.read(terminal, 4096).decode(errors="replace")
        return wanted in shown

    try:
        type_in(f"source {script}\n", "$ ")
        if not type_in("cascade sel\t", "cascade select "):
            yield f"a tab after 'cascade sel' gives {shown!r}"
        elif not type_in("--hit-\tof\t", "--hit-and-stop off "):
            yield f"tabs after 'cascade select --hit-' and 'of' give {shown!r}"
    finally:
        os.write(terminal, b"\x15exit\n")
        os.close(terminal)
        os.waitpid(child, 0)


def check_documents(program, scratch):
    """The committed tables are current, and one that is not would be found."""
    check = run(TREE / "scripts/generate_docs.sh", "--check", program)
    if check.returncode != 0:
        yield f"{check.stdout}{check.stderr}"
    changed = scratch / "changed"
    changed.write_text(f"#!/bin/sh\n{program} \"$@\" | sed 's/--graph/--garph/; s/peak_rss/paek_rss/'\n")
    changed.chmod(0o755)
    said = run(TREE / "scripts/generate_docs.sh", "--check", changed)
    for name in ("jobs/OPTIONS.md", "jobs/SCHEMA.md", "jobs/schema/dictionary.json", "jobs/schema/summary.schema.json"):
        if said.returncode != 1 or f"--- {TREE}/{name}" not in said.stdout:
            yield f"generate_docs.sh --check does not see that {name} has another name in it"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="cascade-pages-") as name:
        scratch = pathlib.Path(name)
        script = scratch / "completion.bash"
        script.write_text(run(program, "help", "--format", "completion").stdout)
        wrong = [*check_manual(program, scratch), *check_completion(script, scratch), *check_keyboard(script, scratch),
                 *check_documents(program, scratch)]
    for text in wrong:
        print(text)
    print(f"pages: {len(TYPED)} lines completed, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
