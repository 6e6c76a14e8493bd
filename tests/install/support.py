"""What the installation tests share: a scratch folder, commands that must succeed, and what the outside program prints."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TREE / "scripts"))
from drive import ENVIRONMENT  # noqa: E402 -- after the path is set


class Failed(Exception):
    """Something that should hold does not; the text says what."""


def require(condition, text):
    if not condition:
        raise Failed(text)


def must(*words, **how):
    """Standard output of a command that must end with 0; `env` is added to the environment."""
    how["env"] = {**os.environ, **ENVIRONMENT, **how.get("env", {})}
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, stdin=subprocess.DEVNULL, **how)
    require(done.returncode == 0, f"exit {done.returncode} from {' '.join(map(str, words))}:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def cached(build, name):
    """A value of the build's CMakeCache.txt."""
    for line in (build / "CMakeCache.txt").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return line.split("=", 1)[1]
    raise Failed(f"{build} has no {name} in its cache")


def install(build, prefix, *components):
    """The tree of `build` installed under `prefix`; all components unless some are named."""
    for component in components or [None]:
        must("cmake", "--install", build, "--prefix", prefix, *(["--component", component] if component else []))


def chosen_by(program, scratch):
    """[(seed, spread)] of the program's own select, on the graph that outside/choose.cpp makes."""
    graph, out = scratch / "social.h5", scratch / "chosen"
    must(program, "generate", "--quiet", "--kind", "social", "--vertices", 1000, "--edges", 5000, "--output", graph)
    must(program, "select", "--quiet", "--graph", graph, "--k", 3, "--out", out)
    lines = (out / "seeds.csv").read_text().splitlines()
    columns = lines[0].split(",")
    rows = [dict(zip(columns, line.split(","))) for line in lines[1:]]
    require(json.loads((out / "summary.json").read_text())["k"] == 3, "select chose other than three seeds")
    return [(int(row["vertex"]), float(row["spread"])) for row in rows]


def printed_by(text):
    """[(seed, spread)] of what choose.cpp printed."""
    return [(int(seed), float(spread)) for seed, spread in (line.split() for line in text.splitlines())]


def run_test(check):
    """main() of a test: `check(build, scratch)`, with a scratch folder that has a blank in its name."""
    build = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="cascade install ") as scratch:
        try:
            sys.exit(check(build, pathlib.Path(scratch)))
        except Failed as failed:
            sys.exit(f"{pathlib.Path(sys.argv[0]).stem}: {failed}")
