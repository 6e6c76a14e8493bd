#!/usr/bin/python3
"""Recipes for other places, as far as they can be judged here: the modulefile is loaded, the Spack recipe and the
Apptainer definition are read, the citation names the version. Building with Spack or Apptainer is not tried.

    recipes_test.py BUILD
"""
import pathlib
import py_compile
import re
import shutil

from support import TREE, install, must, require, run_test


def check_modulefile(prefix, version):
    """`module load` puts the program into PATH; without Environment Modules, the file is at least Tcl."""
    folder = prefix / "share/cascade/modulefiles"
    require((folder / "cascade" / version).is_file(), "no modulefile of this version")
    modulecmd = next((path for path in (shutil.which("modulecmd"), *map(str, pathlib.Path("/usr/lib").glob("*/modulecmd.tcl")))
                      if path), None)
    if modulecmd:
        loaded = must("bash", "-c", 'eval "$("$0" bash use "$1")"; eval "$("$0" bash load cascade)"; '
                      'type -p cascade; man -w cascade-select; echo "$CMAKE_PREFIX_PATH"', modulecmd, folder)
        program, page, root = loaded.splitlines()
        require(program == str(prefix / "bin/cascade"), f"after module load, cascade is {program}")
        require(page == str(prefix / "share/man/man1/cascade-select.1"), f"after module load, the page is {page}")
        require(root == str(prefix), f"after module load, CMake looks in {root}")
        return "loaded"
    if not shutil.which("tclsh"):
        return "not read: neither modulecmd nor tclsh is installed"
    stubs = 'proc module-whatis args {}; proc conflict args {}; proc prepend-path {name path} {puts "$name $path"}; source [lindex $argv 0]'
    script = prefix / "stubs.tcl"
    script.write_text(stubs)
    said = must("tclsh", script, folder / "cascade" / version)
    require(f"PATH {prefix}/bin" in said, f"the modulefile sets {said}")
    return "read by tclsh; modulecmd is not installed"


def check_spack(recipe, version):
    py_compile.compile(str(recipe), cfile=str(recipe.parent / "package.pyc"), doraise=True)
    text = recipe.read_text()
    require(f'version("{version}")' in text, "the Spack recipe has another version")
    packages = " ".join(re.findall(r'depends_on\("([a-z0-9-]+)', text))
    for name in ("mpi", "hdf5", "boost", "fmt", "nlohmann-json", "random123", "xxhash", "zstd"):
        require(name in packages.split(), f"the Spack recipe does not depend on {name}")


def check_apptainer(definition, scratch):
    """Its sections are known ones, its scripts are scripts, and what it copies is there."""
    header, *parts = re.split(r"^%", definition.read_text(), flags=re.M)
    require({"Bootstrap: docker", "From: debian:12"} <= set(header.splitlines()), f"the header is {header}")
    sections = {part.split()[0]: part.split("\n", 1)[1] for part in parts}
    require(set(sections) == {"files", "post", "runscript", "test", "labels"}, f"sections {sorted(sections)}")
    for name in ("post", "runscript", "test"):
        script = scratch / f"{name}.sh"
        script.write_text(sections[name])
        must("bash", "-n", script)
    for line in sections["files"].split("\n"):
        if line.strip():
            require((TREE / line.split()[0]).exists(), f"%files names {line.split()[0]}, which is not there")


def main(build, scratch):
    prefix = (scratch / "prefix").resolve()
    install(build, prefix, "program")
    version = must(prefix / "bin/cascade", "--version").split()[1]
    said = check_modulefile(prefix, version)
    check_spack(build / "packaging/package.py", version)
    check_apptainer(TREE / "scripts/packaging/apptainer.def", scratch)
    citation = (prefix / "share/doc/cascade/CITATION.cff").read_text()
    for key in ("cff-version: 1.2.0", "message: ", "title: cascade", "authors:", f'version: "{version}"'):
        require(re.search(rf"^{re.escape(key)}", citation, re.M), f"CITATION.cff has no line '{key}'")
    require(not re.search(r"@\w+@", citation + (build / "packaging/package.py").read_text()), "a value was not filled in")
    print(f"recipes: modulefile {said}; Spack and Apptainer read, not run")
    return 0


run_test(main)
