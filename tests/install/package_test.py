#!/usr/bin/python3
"""The Debian packages: built, their dependencies computed, unpacked by dpkg-deb into a clean folder where the program
runs, and installed by dpkg into a root of its own.

    package_test.py BUILD
"""
import os
import re
import shutil

from support import chosen_by, must, require, run_test

NEEDED = ("libc6", "libopenmpi", "libhdf5-openmpi", "libfmt", "libboost-program-options", "libxxhash", "libzstd", "zlib1g")


def field(package, name):
    return must("dpkg-deb", "--field", package, name).strip()


def main(build, scratch):
    for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps"):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not installed")
            return 77
    packages = scratch / "packages"
    must("cpack", "--config", build / "CPackConfig.cmake", "-G", "DEB", "-B", packages, cwd=scratch)
    found = {field(path, "Package"): path for path in packages.glob("*.deb")}
    require(set(found) == {"cascade", "cascade-dev"}, f"cpack made {sorted(found)}")
    program, development = found["cascade"], found["cascade-dev"]

    depends = field(program, "Depends")
    missing = [name for name in NEEDED if not re.search(rf"(^|, ){re.escape(name)}", depends)]
    require(not missing, f"cascade depends on '{depends}', where {missing} are missing")
    listed = must("dpkg-deb", "--contents", program)
    require("./usr/bin/cascade" in listed and "/include/" not in listed, f"the package holds\n{listed}")
    require("-rwxr-xr-x root/root" in listed, "files of the package do not belong to root")
    require("libcascade_engine" not in listed and "libcascade_graph.a" in must("dpkg-deb", "--contents", development),
            "libraries are in the wrong package")

    clean = scratch / "clean"
    must("dpkg-deb", "-x", program, clean)
    version = must(clean / "usr/bin/cascade", "--version").split()[1]
    require(field(program, "Version") == version, f"the package is {field(program, 'Version')}, the program {version}")
    (scratch / "other").mkdir()
    chosen = chosen_by(clean / "usr/bin/cascade", scratch)
    require(chosen == chosen_by(build / "cascade", scratch / "other"), "the packaged program chooses other seeds")

    must(clean / "usr/bin/cascade", "report", scratch / "chosen", "--output", scratch / "page.html")
    require("<svg" in (scratch / "page.html").read_text(), "the packaged program draws no report")

    must(clean / "usr/bin/cascade", "export", scratch / "chosen", "--format", "parquet", "--output", scratch / "tables")
    require((scratch / "tables/results/seeds.parquet").exists(), "the packaged program exports nothing")

    if os.geteuid() != 0:
        print("skipped: dpkg --install into a root of its own needs root")
    else:
        root = scratch / "root"
        (root / "var/lib/dpkg").mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()
        must("dpkg", f"--root={root}", "--force-depends", "--log=/dev/null", "--install", program)
        require("ok installed" in must("dpkg-query", f"--admindir={root}/var/lib/dpkg", "-s", "cascade"), "dpkg has not installed it")
        must(root / "usr/bin/cascade", "--version")
        must("dpkg", f"--root={root}", "--log=/dev/null", "--remove", "cascade")
        require(not (root / "usr/bin/cascade").exists(), "removing the package leaves the program")
    print(f"package: {program.name}, {program.stat().st_size} bytes, depends on {depends}")
    return 0


run_test(main)
