"""Opens a result directory the way users do: pandas, xarray with both engines, h5py, csv, json.

Usage: read_result.py DIRECTORY. The directory is the one that result_writer_test.cpp writes; exits 77 where the
packages are missing, and with an assertion where a value is not what was written.
"""

import csv
import json
import math
import sys

try:
    import h5netcdf  # noqa: F401
    import h5py
    import netCDF4  # noqa: F401
    import pandas
    import tables  # noqa: F401
    import xarray
except ImportError as missing:
    print(missing)
    sys.exit(77)

directory = sys.argv[1]
result = directory + "/result.h5"

seeds = pandas.read_hdf(result, "results/seeds")
assert list(seeds.columns) == ["rank", "vertex", "gain", "coverage"], seeds.columns
assert seeds["rank"].tolist() == [1, 2, 3]
assert seeds["vertex"].tolist() == [-5, 9007199254740993, 12]
assert seeds["gain"].tolist() == [0.1, 1 / 3, 2.0]
assert seeds["coverage"].tolist() == [0, 18446744073709551615, 7]
certificate = pandas.read_hdf(result, "results/certificate")
assert len(certificate) == 1 and certificate["ratio"][0] == 0.75
assert len(pandas.read_hdf(result, "results/nothing")) == 0

for engine in ("netcdf4", "h5netcdf"):
    with xarray.open_dataset(result, group="series/spread", engine=engine) as data:
        assert data.sizes == {"k": 3}, (engine, data)
        assert data["k"].values.tolist() == [1, 2, 4]
        assert data["spread"].dims == ("k",)
        assert data["spread"].sel(k=4).item() == 6.5
        assert math.isnan(data["low"].values[1])
    with xarray.open_dataset(result, group="series/hops", engine=engine) as data:
        assert data.sizes == {"hop": 1} and data["active"].values.tolist() == [1.0], (engine, data)

with h5py.File(result) as file:
    assert file["vertices/share"][:].tolist() == [float(10 * v) for v in range(len(file["vertices/share"]))]
    assert file["vertices/share"].chunks is None
    assert file.attrs["schema"] == "cascade-result" and file.attrs["schema_version"] == 1
    assert json.loads(file.attrs["run"])["options"]["graph"] == "Zoë.h5"
    assert len(json.loads(file.attrs["run"])["hosts"]) == 20000
    assert json.loads(file["timing"].attrs["json"])[0]["path"] == "total/sampling"

with open(directory + "/seeds.csv", newline="") as file:
    rows = list(csv.DictReader(file))
assert [float(row["gain"]) for row in rows] == [0.1, 1 / 3, 2.0]
assert len(pandas.read_csv(directory + "/spread_curve.csv")) == 3
with open(directory + "/summary.json") as file:
    assert json.load(file)["seeds"] == ["-5", "9007199254740993", "12"]
with open(directory + "/events.jsonl") as file:
    assert [json.loads(line)["event"] for line in file] == ["start", "end"]
