"""Runs the `cascade` program as a user would and reads what it wrote; used by the scripts and tests that need it built.

Needs the standard library and, to look into result.h5, h5py (Debian: python3-h5py).
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

# Ranks share the cores of a test machine: no binding, more ranks than cores, and waiting ranks and threads give way.
ENVIRONMENT = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMP_WAIT_POLICY": "passive",
}
COMPARED = ("results", "series", "vertices")


class Broken(Exception):
    """Something that should hold does not; the text says what."""


def require(condition, text):
    if not condition:
        raise Broken(text)


def conclude(main):
    """Ends a script with what `main` returns, or with the text of what does not hold."""
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {broken}")


class Cascade:
    """The built program and a scratch folder that goes away with it."""

    def __init__(self, program):
        self.program = str(pathlib.Path(program).resolve())
        require(os.access(self.program, os.X_OK), f"{program} is not a program; build the tree first")
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="cascade-"))

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def command(self, *arguments, ranks=0, before=()):
        """The words that run a verb on `ranks` ranks, 0 being without a launcher; `before` are words that run each
        rank, such as env NAME=VALUE."""
        launcher = ["mpirun", "-np", str(ranks)] if ranks else []
        return [str(word) for word in (*launcher, *before, self.program, *arguments)]

    def run(self, *arguments, ranks=0, before=(), timeout=600):
        """Runs a verb; returns the CompletedProcess, text captured."""
        return subprocess.run(self.command(*arguments, ranks=ranks, before=before), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=timeout, env={**os.environ, **ENVIRONMENT})

    def must(self, *arguments, **how):
        """Like `run`, but anything except exit code 0 is Broken."""
        done = self.run(*arguments, **how)
        require(done.returncode == 0, f"exit {done.returncode} from {self.words(arguments, how)}: {last_lines(done)}")
        return done

    def inspect(self, graph):
        return json.loads(self.must("inspect", graph, "--json").stdout)

    def words(self, arguments, how=None):
        ranks = (how or {}).get("ranks", 0)
        return (f"mpirun -np {ranks} " if ranks else "") + "cascade " + " ".join(map(str, arguments))


def last_lines(done, count=4):
    return " | ".join((done.stdout + done.stderr).strip().split("\n")[-count:])


def datasets(result):
    """{path: (type, shape, bytes)} of everything in result.h5 that must not depend on the machine."""
    import h5py

    found = {}

    def keep(path, item):
        if isinstance(item, h5py.Dataset) and path.split("/")[0] in COMPARED:
            found[path] = (str(item.dtype), item.shape, item[()].tobytes())

    with h5py.File(result, "r") as file:
        file.visititems(keep)
    require(found, f"{result} holds nothing under {', '.join(COMPARED)}")
    return found


def differing(one, other):
    """Paths at which two `datasets` differ."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def vertex_ids(graph):
    """Original ids in canonical order."""
    import h5py

    with h5py.File(graph, "r") as file:
        if "vertices/id" in file:
            return file["vertices/id"][:].tolist()
        return list(range(len(file["pointers_to_1"]) - 1))


def dump_edges(graph, said, lines_to, vertices_to):
    """Writes a graph file back as text: `u v [w]` lines, in the file's order, and the list of its vertices."""
    import h5py

    ids = vertex_ids(graph)
    with h5py.File(graph, "r") as file:
        pointers, heads = file["pointers_to_1"][:].tolist(), file["indices_1"][:].tolist()
        weights = [str(w) for w in file["values"][:]] if said["weights"] == "column" else None
    with open(lines_to, "w") as text:
        for u in range(len(ids)):
            for e in range(pointers[u], pointers[u + 1]):
                if not said["symmetric"] or u <= heads[e]:
                    print(ids[u], ids[heads[e]], *([weights[e]] if weights else []), file=text)
    pathlib.Path(vertices_to).write_text("vertex\n" + "".join(f"{v}\n" for v in ids))


def shuffle_lines(source, target, random_seed=1):
    lines = pathlib.Path(source).read_text().splitlines()
    random.Random(random_seed).shuffle(lines)
    pathlib.Path(target).write_text("".join(line + "\n" for line in lines))
