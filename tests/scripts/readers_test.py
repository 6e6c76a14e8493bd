#!/usr/bin/python3
"""What other tools see in a result: each opens result.h5 in one line of its own language, and reads what the CSV says.

    readers_test.py PROGRAM

The tests install them all. Numbers are held against the CSV to the last bit where the tool gives all digits, else to the
digits it prints.
"""
import csv
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, require  # noqa: E402 -- after the path is set

NUMBER = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?")
IN_PYTHON = {
    "pandas": ("pandas", "pandas.read_hdf(file, 'results/seeds')['spread']"),
    "h5py": ("h5py", "h5py.File(file)['results/seeds']['spread']"),
    "xarray by netcdf4": ("xarray, netCDF4", "xarray.open_dataset(file, group='series/spread', engine='netcdf4')['spread'].values"),
    "xarray by h5netcdf": ("xarray, h5netcdf", "xarray.open_dataset(file, group='series/spread', engine='h5netcdf')['spread'].values"),
}
IN_R = {
    "R by ncdf4": ("ncdf4", "ncvar_get(nc_open(file), 'series/spread/spread')"),
    "R by hdf5r": ("hdf5r", "H5File$new(file, mode = 'r')[['series/spread/spread']]$read()"),
    "R by rhdf5": ("rhdf5", "h5read(file, 'series/spread/spread')"),
}
ON_SHELL = {  # (words, where the values begin)
    "ncdump": (["ncdump", "-p", "9,17", "-v", "/series/spread/spread"], " spread ="),
    "h5dump": (["h5dump", "-y", "-w", "0", "-m", "%.17g", "-d", "/series/spread/spread"], "DATA {"),
}


def output_of(words):
    """What a tool prints; some complain when they end, after all is printed."""
    return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, timeout=120, check=False).stdout


def numbers_in(text):
    return [float(number) for number in NUMBER.findall(text)]


def by_python(modules, line, file):
    return numbers_in(output_of([sys.executable, "-c", f"import sys, {modules}\nfile = sys.argv[1]\nfor value in {line}: print(repr(float(value)))", file]))


def by_r(package, line, file):
    return numbers_in(output_of(["Rscript", "-e", f"suppressMessages(library({package})); file <- '{file}'; "
                                                  f"cat(sprintf('%.17g', as.numeric({line})), sep = '\\n')"]))


def by_shell(words, begin, file):
    text = output_of([*words, file])
    return numbers_in(text.split(begin)[1].split("}")[0].split(";")[0])


def by_octave(file):
    return numbers_in(output_of(["octave", "--no-gui", "--quiet", "--eval", f"r = load('-hdf5', '{file}', 'series'); "
                                                                            "printf('%.17g\\n', r.series.spread.spread)"]))


def has(words):
    return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def readers():
    """(name, whether it is there, how it reads the curve of a file)"""
    for name, (modules, line) in IN_PYTHON.items():
        yield name, has([sys.executable, "-c", f"import {modules}"]), lambda file, m=modules, l=line: by_python(m, l, file)
    for name, (words, begin) in ON_SHELL.items():
        yield name, shutil.which(words[0]) is not None, lambda file, w=words, b=begin: by_shell(w, b, file)
    yield "Octave", shutil.which("octave") is not None, by_octave
    for name, (package, line) in IN_R.items():
        there = shutil.which("Rscript") is not None and has(["Rscript", "-e", f"library({package})"])
        yield name, there, lambda file, p=package, l=line: by_r(p, l, file)


def main():
    with Cascade(sys.argv[1]) as cascade:
        graph, out = cascade.scratch / "social.h5", cascade.scratch / "chosen"
        cascade.must("generate", "--kind", "social", "--vertices", 2000, "--edges", 9000, "--output", graph)
        cascade.must("select", "--graph", graph, "--k", 7, "--out", out)
        with open(out / "seeds.csv", newline="", encoding="utf-8") as file:
            wanted = [float(row["spread"]) for row in csv.DictReader(file)]
        require(len(wanted) == 7, f"seeds.csv has {len(wanted)} rows")
        read, absent, wrong = [], [], []
        for name, there, curve in readers():
            if not there:
                absent.append(name)
                continue
            found = curve(out / "result.h5")
            read.append(name)
            if found != wanted:
                wrong.append(f"{name} reads {found}, where seeds.csv has {wanted}")
        print(f"{len(read)} readers: {', '.join(read)}")
        require(not wrong, "\n".join(wrong))
        require(not absent, f"the tests install what every reader needs; {', '.join(absent)} cannot be run")


if __name__ == "__main__":
    conclude(main)
