#!/usr/bin/python3
"""Installs the tree into a scratch prefix, moves that prefix, and builds the program in outside/ against it: by
find_package and by pkg-config. Both must choose the seeds that the installed `cascade select` chooses, with the same
spread to the last digit, on one rank and on two.

    outside_test.py BUILD
"""
import os
import shutil
import sys

from support import TREE, cached, chosen_by, install, must, printed_by, require, run_test

sys.path.insert(0, str(TREE / "tests/scripts"))
from manual_pages import broken_links, pages_of  # noqa: E402 -- after the path is set

OUTSIDE = TREE / "tests/install/outside"


def check_files(prefix, build):
    """What a user of an installed tree looks for, and nothing that names the place it was built or installed."""
    share = prefix / "share"
    for name in ("bin/cascade", "share/man/man1/cascade.1", "share/man/man1/cascade-select.1",
                 "share/bash-completion/completions/cascade", "share/cascade/report.py", "share/cascade/report_page.py",
                 "share/cascade/batch/slurm", "share/doc/cascade/jobs/README.md", "share/doc/cascade/jobs/OPTIONS.md",
                 "share/doc/cascade/jobs/manual/choose.md", "share/doc/cascade/CITATION.cff", "include/cascade/engine/core/types.hpp"):
        require((prefix / name).is_file(), f"{name} is not installed")
    for name in ("share/cascade/report.py", "share/cascade/batch/slurm"):
        require(os.access(prefix / name, os.X_OK), f"{name} may not be run")
    must(share / "cascade/report.py", "--help")
    for page in [*prefix.rglob("*.cmake"), *prefix.rglob("*.pc"), *(share / "cascade/modulefiles").rglob("*")]:
        if page.is_file():
            told = [place for place in (TREE, build, prefix.parent) if str(place) in page.read_text()]
            require(not told, f"{page.name} names {told}")
    pages = share / "doc/cascade"
    require(len(pages_of(pages)) == len(pages_of(TREE)), f"{len(pages_of(TREE))} pages, {len(pages_of(pages))} installed")
    gone = list(broken_links(pages))
    require(not gone, f"links of installed pages lead nowhere: {gone}")


def main(build, scratch):
    install(build, scratch / "first")
    prefix = scratch / "prefix"
    shutil.move(scratch / "first", prefix)
    check_files(prefix, build)
    require("commit" in must(prefix / "bin/cascade", "--version"), "the installed program does not run")
    wanted = chosen_by(prefix / "bin/cascade", scratch)

    compiler, kind = cached(build, "CMAKE_CXX_COMPILER"), cached(build, "CMAKE_BUILD_TYPE")
    sanitizers = cached(build, "CASCADE_SANITIZE")
    must("cmake", "-S", OUTSIDE, "-B", scratch / "by cmake", f"-DCMAKE_PREFIX_PATH={prefix}",
         f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_BUILD_TYPE={kind}")
    must("cmake", "--build", scratch / "by cmake")
    programs = [scratch / "by cmake/choose"]
    if not sanitizers: # a .pc file knows of none
        pkgconfig = {"PKG_CONFIG_PATH": str(next(prefix.rglob("cascade-kernels.pc")).parent)}
        flags = must("pkg-config", "--cflags", "--libs", "cascade-kernels", env=pkgconfig)
        require(must("pkg-config", "--modversion", "cascade-kernels", env=pkgconfig).strip() ==
                must(prefix / "bin/cascade", "--version").split()[1], "pkg-config tells another version")
        programs.append(scratch / "by-pkg-config")
        must("bash", "-c", "eval \"set -- $FLAGS\"; exec \"$COMPILER\" -O2 \"$SOURCE\" -o \"$PROGRAM\" \"$@\"",
             env={"FLAGS": flags, "COMPILER": compiler, "SOURCE": str(OUTSIDE / "choose.cpp"), "PROGRAM": str(programs[-1])})
    for program in programs:
        for launcher in ([], ["mpirun", "-np", "2"]):
            got = printed_by(must(*launcher, program))
            require(got == wanted, f"{program.name} {launcher}: {got}, and select says {wanted}")
    print(f"outside: {len(programs)} programs choose {[seed for seed, _ in wanted]} with spread {wanted[-1][1]}")
    return 0


run_test(main)
