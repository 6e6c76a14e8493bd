#!/usr/bin/python3
"""Holds the tree to its own plan: who may include whom, which word may stand where, that tests mirror sources.

    scripts/check_house.py [--root TREE]      one line an offence, `file:line: what is wrong; what would be right`; exit 1
    scripts/check_house.py --self-test        plants one offence of each kind in a scratch tree and expects to find it

The rules are the tables below: `ROOMS` orders the folders (a file may include its own room and those it names),
`WORDS` says where a word may stand. Comments and strings are blanked first, so that prose may say MPI_ anywhere.
It closes with the lengths of the files: a mirror, except that nobody may go beyond 500 lines.
"""
import argparse
import pathlib
import re
import sys
import tempfile

ENGINE = ["engine/core", "engine/random", "engine/comm", "engine/runtime", "engine/graph", "engine/store"]
ROOMS = {  # room -> what it may include besides itself
    "engine/core": [],
    "engine/random": ["engine/core"],
    "engine/comm": ["engine/core"],
    "engine/runtime": ENGINE[:3],
    "engine/graph": ENGINE[:4],
    "engine/store": ENGINE[:5],
    "kernels": ENGINE[:5],
    "jobs": ENGINE + ["kernels"],
    "tests": ENGINE + ["kernels", "jobs"],
}
WORDS = [  # (pattern, rooms it is looked for in, folders or files where it may stand, what is wrong)
    (r"\bMPI_\w+|<mpi\.h>", ["engine", "kernels", "jobs", "tests"], ["engine/comm/", "tests/engine/comm/", "tests/support/"],
     "MPI is spoken in engine/comm only"),
    (r"\bH5\w*|<hdf5\.h>", ["engine", "kernels", "jobs", "tests"],
     ["engine/store/", "tests/engine/store/", "tests/support/"], "HDF5 is spoken in engine/store only"),
    (r"boost/program_options|\bboost::program_options", ["engine", "kernels", "jobs", "tests"], ["jobs/common/"],
     "Boost.Program_options belongs in jobs/common"),
    (r"#\s*pragma\s+omp\b|_Pragma\s*\(\s*\"omp", ["engine", "kernels", "jobs", "tests"],
     ["engine/runtime/parallel.hpp", "kernels/"], "use parallel_for or parallel_region of engine/runtime/parallel.hpp"),
    (r"\bstd::(cout|cerr|clog)\b|\bv?f?printf\s*\(|\bf?puts\s*\(|\bfmt::print\b", ["kernels"], [],
     "a kernel prints nothing; report an event through Context"),
    (r"\bstd::(i|o)?fstream\b|\bfopen\s*\(", ["kernels"], [], "a kernel opens no file"),
]
GENERATED = "cascade/"  # headers that the build writes, for the jobs alone
CODE = {".cpp", ".hpp"}
FREE_TESTS = ("tests/laws/", "tests/golden/", "tests/support/")
MOST_LINES = 500


def blank(text, strings):
    """The text with comments, and strings too if asked, overwritten by spaces; lines keep their numbers."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^()\s\\]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'', re.S)

    def cover(match):
        found = match.group()
        if found.startswith("/") or strings:
            return re.sub(r"[^\n]", " ", found)
        return found

    return token.sub(cover, text)


def room_of(path):
    """The row of ROOMS that a path belongs to, or None."""
    return next((room for room in ROOMS if path.startswith(room + "/")), None)


def check_includes(path, code):
    for number, line in enumerate(code.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if not match:
            continue
        bracket, target = match.groups()
        other = room_of(target)
        if path.startswith("jobs/") and target.startswith(GENERATED):
            continue
        if bracket == '"' and other is None:
            yield number, f'"{target}" is not a path from the root, such as "engine/core/types.hpp"'
        elif other and bracket == "<":
            yield number, f'<{target}> is ours; include it with quotes'
        elif other and other != room_of(path) and other not in ROOMS[room_of(path)]:
            allowed = ", ".join(ROOMS[room_of(path)]) or "nothing else"
            yield number, f"{room_of(path)} may not include {other}; it may include {allowed}"


def check_words(path, code, bare):
    for pattern, rooms, homes, complaint in WORDS:
        if path.split("/")[0] not in rooms or path.startswith(tuple(homes)):
            continue
        for number, (line, bare_line) in enumerate(zip(code.split("\n"), bare.split("\n")), 1):
            spoken = line if re.match(r"\s*#\s*include|.*_Pragma", line) else bare_line
            for match in re.finditer(pattern, spoken):
                yield number, f"{match.group().strip()}: {complaint}"


def check_mirror(root, path):
    """tests/a/b_test.cpp stands for a/b.hpp, or for the folder a/b, or for the verb jobs/b.cpp."""
    if not path.startswith("tests/") or not path.endswith("_test.cpp") or path.startswith(FREE_TESTS):
        return
    source = path[len("tests/"):-len("_test.cpp")]
    stands = [root / f"{source}.hpp", root / source]
    if source.startswith("jobs/"):
        stands.append(root / f"{source}.cpp")
    if not any(place.exists() for place in stands):
        yield 1, f"mirrors {source}.hpp, which does not exist"


def check_listed(root, path):
    """Every .cpp, and every test script, is named in the nearest CMakeLists.txt at or above its folder."""
    if not (path.endswith(".cpp") or re.match(r"tests/.*_test\.py$", path)):
        return
    file = root / path
    folder = next(up for up in file.parents if (up / "CMakeLists.txt").exists() or up == root)
    lists = folder / "CMakeLists.txt"
    name = file.relative_to(folder).as_posix()
    text = re.sub(r"#[^\n]*", "", lists.read_text()) if lists.exists() else ""
    stem = re.escape(name[:-len(".cpp")]) if name.endswith(".cpp") else None
    listed = re.search(rf"(?<![\w/]){re.escape(name)}(?!\w)", text) or (stem and "foreach" in text and re.search(rf"(?<![\w/]){stem}(?![\w./])", text))
    if not listed:
        yield 1, f"is not listed in {lists.relative_to(root).as_posix()}"


def check_folder(root, lists):
    """Every folder with a CMakeLists.txt is added by the nearest one above it, unless it is a project of its own."""
    if re.search(r"^project\(", lists.read_text(), re.M):
        return
    folder = lists.parent
    above = next(up for up in folder.parents if (up / "CMakeLists.txt").exists() or up == root)
    name = folder.relative_to(above).as_posix()
    parent = above / "CMakeLists.txt"
    text = re.sub(r"#[^\n]*", "", parent.read_text()) if parent.exists() else ""
    if not re.search(rf"add_subdirectory\(\s*{re.escape(name)}\s*\)", text):
        yield 1, f"is not added by {parent.relative_to(root).as_posix()}; add_subdirectory({name}) would"


def sources(root):
    for top in ("engine", "kernels", "jobs", "scripts", "tests"):
        for file in sorted((root / top).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(root).as_posix()


def offences(root):
    """Every offence in the tree as (path, line, text), and the length of every source file."""
    found, lengths = [], {}
    for path in sources(root):
        file = root / path
        if file.suffix in CODE | {".py", ".sh"}:
            lengths[path] = file.read_text().count("\n")
            if lengths[path] > MOST_LINES:
                found.append((path, MOST_LINES + 1, f"{lengths[path]} lines; two files with clear names would be better"))
        if file.suffix in CODE and room_of(path):
            text = file.read_text()
            code, bare = blank(text, strings=False), blank(text, strings=True)
            found += [(path, *one) for one in check_includes(path, code)]
            found += [(path, *one) for one in check_words(path, code, bare)]
        found += [(path, *one) for one in check_mirror(root, path)]
        found += [(path, *one) for one in check_listed(root, path)]
        if file.name == "CMakeLists.txt":
            found += [(path, *one) for one in check_folder(root, file)]
    return found, lengths


PLANTED = {  # file -> (text, what the complaint says); the text of files that are in order has None
    "engine/core/up.hpp": ('#include "engine/comm/agree.hpp"\n', "engine/core may not include engine/comm"),
    "engine/random/side.hpp": ('#include "engine/comm/agree.hpp"\n', "engine/random may not include engine/comm"),
    "engine/graph/up.hpp": ('\n#include "engine/store/h5.hpp"\n', "engine/graph may not include engine/store"),
    "kernels/cover/file.hpp": ('#include "engine/store/h5.hpp"\n', "kernels may not include engine/store"),
    "kernels/cover/near.hpp": ('#include "file.hpp"\n', "is not a path from the root"),
    "kernels/cover/loud.hpp": ('void f() { std::printf("x"); }\n', "a kernel prints nothing"),
    "kernels/cover/opens.hpp": ("std::ofstream f;\n", "a kernel opens no file"),
    "jobs/mpi.hpp": ("int r = MPI_SUCCESS;\n", "MPI is spoken in engine/comm only"),
    "jobs/mpi_include.hpp": ("#include <mpi.h>\n", "MPI is spoken in engine/comm only"),
    "engine/graph/h5.hpp": ("hid_t f = H5Fopen(name);\n", "HDF5 is spoken in engine/store only"),
    "jobs/options.hpp": ("#include <boost/program_options.hpp>\n", "belongs in jobs/common"),
    "engine/graph/omp.hpp": ("#pragma omp parallel\n", "use parallel_for"),
    "engine/core/long.hpp": ("\n" * (MOST_LINES + 1), "two files with clear names"),
    "engine/core/lost.cpp": ("", "is not listed in engine/core/CMakeLists.txt"),
    "tests/engine/core/lost_test.py": ("", "is not listed in"),
    "tests/engine/core/ghost_test.cpp": ("", "mirrors engine/core/ghost.hpp, which does not exist"),
    "kernels/cover/CMakeLists.txt": ("", "is not added by"),
    "engine/core/CMakeLists.txt": ("add_library(core found.cpp)\n", None),
    "engine/CMakeLists.txt": ("add_subdirectory(core)\n", None),
    "CMakeLists.txt": ("add_subdirectory(engine)\nadd_subdirectory(tests)\n", None),
    "tests/CMakeLists.txt": ("add_test(engine/core/ghost_test.cpp engine/core/found_test.cpp)\n", None),
    "engine/core/found.hpp": ("// MPI_Init, H5Fopen and <mpi.h>\nconst char* s = \"MPI_Init #pragma omp\";\n", None),
    "engine/core/found.cpp": ('#include "engine/core/found.hpp"\n#include <string>\nauto big = 1\'000\'000; // it\'s\n', None),
    "tests/engine/core/found_test.cpp": ('#include "engine/core/found.hpp"\n#include "kernels/cover/near.hpp"\n', None),
    "engine/comm/ours.hpp": ("#include <mpi.h>\nint r = MPI_SUCCESS;\n", None),
    "kernels/cover/loop.hpp": ("#pragma omp simd\nint n = std::snprintf(b, 3, s);\n", None),
}


def self_test():
    failures = []
    with tempfile.TemporaryDirectory(prefix="house-") as scratch:
        root = pathlib.Path(scratch)
        for path, (text, _) in PLANTED.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        found, _ = offences(root)
        for path, (_, complaint) in PLANTED.items():
            said = [text for where, _, text in found if where == path]
            if complaint and not any(complaint in text for text in said):
                failures.append(f"{path}: planted and not found: {complaint}")
            if (not complaint and said) or len(said) > 1:
                failures.append(f"{path}: found too much: {said}")
    for failure in failures:
        print(failure)
    planted = sum(1 for _, complaint in PLANTED.values() if complaint)
    print(f"{planted} offences planted, {len(failures)} failures")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--self-test", action="store_true", help="prove that each kind of offence is found")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    found, lengths = offences(options.root)
    for path, line, text in found:
        print(f"{path}:{line}: {text}")
    ordered = sorted(lengths.values())
    if ordered:
        longest = max(lengths, key=lengths.get)
        print(f"{len(ordered)} files: median {ordered[len(ordered) // 2]} lines, p90 {ordered[len(ordered) * 9 // 10]}, "
              f"longest {lengths[longest]} ({longest})")
    print(f"house: {len(found)} offences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
