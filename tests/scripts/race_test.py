#!/usr/bin/python3
"""The race against peers that are made up: one script that answers in three ways, or late, short, wrong or not at all.

    race_test.py PROGRAM

The peers number the vertices backwards, so an answer counts only if ids are mapped; their spreads must be those that
`cascade estimate` gives by itself. The arithmetic of verdicts is asked with rows whose outcome is worked out by hand.
"""
import csv
import json
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, last_lines, require  # noqa: E402 -- after the path is set
from race_config import Entry  # noqa: E402
from race_run import SCORE_SEED, measure  # noqa: E402
from race_verdict import baselines, table, verdicts  # noqa: E402

RACE = pathlib.Path(__file__).resolve().parents[2] / "scripts/race.py"
VERTICES, K = 300, 3
CHOSEN = [7, 100, 299]
POOR, RICH = "--algorithm fixed --samples 10 --precision 0.2", "--algorithm fixed --samples 20000 --precision 0.1"

PEER = """#!/usr/bin/python3
import json, os, pathlib, sys, time
how, k, out = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
with open(os.environ["PEER_LOG"], "a") as log:
    print(how, file=log)
mine = [%d - v for v in %s][:k]
if how == "slow":
    os.fork()
    time.sleep(60)
if how == "crash":
    sys.exit("it is broken")
if how == "few":
    mine.pop()
if how == "outside":
    mine[0] = 1000000
if how == "json":
    (out / "a.json").write_text(json.dumps([{"Seeds": mine}]))
elif how == "words":
    print("chosen", *("seed %%d." %% v for v in mine), sep="\\n")
else:
    (out / "deep").mkdir()
    (out / "deep" / ("seeds_%%d" %% k)).write_text("".join("%%d\\n" %% v for v in mine))
""" % (VERTICES - 1, CHOSEN)


def peer(name, how, **more):
    return {"entry": name, "command": ["{peer}", how, "{k}", "{out}"], "environment": {"PEER_LOG": "{log}"},
            "seeds": {"file": "{out}/deep/seeds_*"}, "ids": "{ids}", **more}


def configuration(scratch, program):
    peers = [
        peer("lines", "lines"),
        peer("json", "json", command="{peer} json {k} {out}", seeds={"file": "{out}/a.json", "pointer": "/0/Seeds"}),
        peer("words", "words", seeds={"pattern": r"^seed (\d+)\.$"}, threads=2),
        peer("slow", "slow", timeout=0.5),
        peer("few", "few"),
        peer("crash", "crash"),
        peer("outside", "outside"),
        peer("absent", "lines", command=["/nowhere/peer", "{k}"]),
        peer("homeless", "lines", input="/nowhere/input"),
        peer("elsewhere", "lines", inputs={"small": "{ids}"}),
    ]
    return {"program": program, "ks": [K], "timeout": 60,
            "values": {"peer": str(scratch / "peer"), "log": str(scratch / "log"), "ids": str(scratch / "ids.txt")},
            "graphs": {"social": {"file": str(scratch / "social.h5"), "score_precision": 0.01}, "small": {"file": str(scratch / "small.h5")},
                       "lost": {"file": "/nowhere/graph.h5"}},
            "baseline": {"graph": "small", "k": 1},
            "ours": [{"entry": "cascade", "settings": [POOR, RICH]}], "peers": peers}


def prepare(cascade):
    scratch = cascade.scratch
    for name, vertices, edges in (("social", VERTICES, 1200), ("small", 10, 20)):
        cascade.must("generate", "--kind", "social", "--vertices", vertices, "--edges", edges, "--output", scratch / f"{name}.h5")
    (scratch / "peer").write_text(PEER)
    (scratch / "peer").chmod(0o755)
    (scratch / "ids.txt").write_text("".join(f"{VERTICES - 1 - i}\n" for i in range(VERTICES)))


def race(scratch, config, *arguments):
    path = scratch / "race.json"
    path.write_text(config if isinstance(config, str) else json.dumps(config))
    return subprocess.run([RACE, "--config", path, "--out", scratch / "out", "--repeats", "2", "--score-precision", "0.3", *arguments],
                          capture_output=True, text=True, timeout=100)


def spread_of(cascade, seeds):
    """What `estimate` says of seeds, in the way the race asks."""
    (cascade.scratch / "mine.txt").write_text("".join(f"{v}\n" for v in seeds))
    cascade.must("estimate", "--graph", cascade.scratch / "social.h5", "--seeds", cascade.scratch / "mine.txt", "--precision", "0.01",
                 "--random-seed", SCORE_SEED, "--out", cascade.scratch / "mine", "--force")
    with open(cascade.scratch / "mine/estimate.csv", newline="") as file:
        return float(next(csv.DictReader(file))["spread"])


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def check_whole_race(cascade):
    scratch = cascade.scratch
    config = configuration(scratch, cascade.program)
    done = race(scratch, config)
    require(done.returncode == 0, f"exit {done.returncode}: {last_lines(done)}")
    for text in ("absent skipped: /nowhere/peer is not an executable", "homeless skipped on social: input /nowhere/input does not exist",
                 "elsewhere skipped on social: no input is given", "lost skipped: /nowhere/graph.h5 does not exist"):
        require(f"note: {text}" in done.stderr and text in done.stdout, f"no note says: {text}\n{done.stderr}")
    rows = {(row["entry"], row["setting"]): row for row in read(scratch / "out/table.csv")}
    expected = spread_of(cascade, CHOSEN)
    for name in ("lines", "json", "words"):
        row = rows[name, ""]
        require(float(row["spread"]) == expected and row["runs"] == "2", f"{name}: {row}, spread {expected} expected")
        require(0 < float(row["cpu"]) and 0 < float(row["wall"]) < 30 and 2**20 < float(row["rss"]) < 2**30, f"{name}: {row}")
    for name, why in {"slow": "stopped after 0.5 s", "few": "2 seeds found, 2 different; 3 were", "crash": "exit 1: it is broken",
                      "outside": "seed 1000000 has no line in"}.items():
        row = rows[name, ""]
        require(why in row["failure"] and row["runs"] == "0" and row["spread"] == "", f"{name}: {row}, '{why}' expected")
    rich = float(rows["cascade", RICH]["spread"])
    require(rich > 1.2 * expected, f"ours reaches {rich}, three drawn vertices {expected}: nothing is tested")
    ours = [run for run in json.loads((scratch / "out/runs.json").read_text()) if run["setting"] == RICH]
    require([run["draw"] for run in ours] == [1, 2], "ours did not take two random seeds")
    verdict = {row["entry"]: row for row in read(scratch / "out/verdict.csv")}
    require(set(verdict) == {"lines", "json", "words"}, f"verdicts on {set(verdict)}")
    require(verdict["lines"]["cpu_ours"].startswith("cascade --algorithm") and verdict["lines"]["cpu_net"] == "True", f"{verdict['lines']}")
    require((scratch / "out/pareto.png").read_bytes()[:4] == b"\x89PNG", "no picture")
    require("<svg" in (scratch / "out/pareto.svg").read_text(), "no drawing")
    require("slow" in (scratch / "log").read_text(), "the slow peer never ran")
    check_resume(scratch, config)


def check_resume(scratch, config):
    """Only what failed for another reason than time runs again; another command is another run."""
    require(race(scratch, config).returncode == 2, "a folder that holds a race was taken without --resume")
    (scratch / "log").write_text("")
    first = (scratch / "out/table.csv").read_text()
    require(race(scratch, config, "--resume").returncode == 0, "--resume fails")
    again = sorted(set((scratch / "log").read_text().split()))
    require(again == ["crash", "few", "outside"], f"--resume runs {again}")
    good = [line for line in first.split("\n") if line.endswith(",") or "social,3,cascade" in line]
    require(all(line in (scratch / "out/table.csv").read_text() for line in good), "--resume changes medians")
    done = race(scratch, config, "--resume", "--only", "cascade", "json", "--repeats", "3")
    require(done.returncode == 0 and (scratch / "log").read_text().count("json") == 2, "one more round is not one more run and its baseline")
    json_runs = [run["graph"] for run in json.loads((scratch / "out/runs.json").read_text()) if run["entry"] == "json"]
    require(json_runs == ["small", "social"] * 3, f"baselines do not run among the others: {json_runs}")


def check_bad_configurations(cascade):
    scratch = cascade.scratch
    good = configuration(scratch, cascade.program)

    def refused(config, *texts, arguments=()):
        done = race(scratch, config, "--out", scratch / "none", *arguments)
        require(done.returncode == 2 and not (scratch / "none").exists(), f"exit {done.returncode} for {texts}")
        for text in texts:
            require(text in done.stderr, f"'{text}' is not in: {done.stderr}")

    refused("{", "not JSON")
    refused({**good, "peerz": []}, "unknown key 'peerz'; known are baseline, graphs")
    refused({**good, "ks": 5, "peers": [peer("a", "x", seeds={"pattern": "x"}), peer("a", "x", seeds={"pattern": "("}), {"entry": "b"}]},
            "ks must be a list", "needs one group", "no regular expression", "two entries are called 'a'", "command, seeds missing")
    refused({**good, "peers": [peer("a", "x", command="{peer} {mode}")]}, "no value for {mode}")
    refused(good, "--only nobody: no such entry; there are cascade, lines", arguments=["--only", "nobody"])
    refused(good, "--graphs moon: not in the configuration, which has social", arguments=["--graphs", "moon"])
    refused(good, "nobody can start", arguments=["--graphs", "lost"])
    refused(good, "--repeats and --draws must be at least 1, --score", arguments=["--repeats", "0"])


def check_timeout(scratch):
    """Children die too, and the time of a command that ends is its own."""
    folder = scratch / "timeout"
    folder.mkdir()
    began = time.monotonic()
    done = measure(["/bin/sh", "-c", "sleep 50 & echo $!; sleep 50"], {}, 0.3, folder)
    require(done.timed_out and 0.25 < done.wall < 5 and time.monotonic() - began < 5, f"a late run: {done}")
    child = pathlib.Path("/proc") / (folder / "stdout").read_text().strip() / "stat"
    while child.exists() and child.read_text().rsplit(")", 1)[1].split()[0] != "Z":  # a zombie is dead enough
        require(time.monotonic() - began < 10, "a child of a late run lives on")
        time.sleep(0.01)
    done = measure(["/usr/bin/python3", "-c", "import time; x = sum(range(5_000_000)); time.sleep(0.3)"], {}, 30, folder)
    require(not done.timed_out and done.code == 0 and done.wall - done.cpu > 0.2 and done.cpu > 0.02, f"a run with a sleep: {done}")


def run_of(entry, setting, cpu, wall, seeds, failure=None, graph="g"):
    return {"graph": graph, "k": 5, "entry": entry, "setting": setting, "cpu": cpu, "wall": wall, "rss": 1, "seeds": seeds, "failure": failure}


def check_arithmetic():
    runs = [run_of("one", "cheap", 2, 2, "low"), run_of("one", "dear", 4, 4, "high"), run_of("two", "dear", 5, 2.5, "high")]
    runs += [run_of("peer", "", cpu, wall, seeds) for cpu, wall, seeds in ((12, 12, "low"), (8, 9, "middle"), (30, 10, "middle"))]
    runs += [run_of("pair", "", 10, 5, "high"), run_of("best", "", 1, 1, "top"), run_of("lost", "", 1, 1, None, "exit 1")]
    rows = table(runs, {("g", "low"): 80, ("g", "middle"): 90, ("g", "high"): 90, ("g", "top"): 100})
    by = {(row["entry"], row["setting"]): row for row in rows}
    require((by["peer", ""]["cpu"], by["peer", ""]["wall"], by["peer", ""]["spread"], by["peer", ""]["share"]) == (12, 10, 90, 0.9),
            f"medians: {by['peer', '']}")
    require(by["lost", ""]["cpu"] is None and by["lost", ""]["failure"] == "exit 1", "a failed run has a median")
    entries = {"one": Entry("one", settings=["cheap", "dear"]), "two": Entry("two", threads=2, settings=["dear"]), "peer": Entry("peer"),
               "pair": Entry("pair", threads=2), "best": Entry("best"), "lost": Entry("lost")}
    found = {verdict["entry"]: verdict for verdict in verdicts(rows, entries, {})}
    require(set(found) == {"peer", "pair", "best"}, f"verdicts on {set(found)}")
    require((found["peer"]["cpu_ours"], found["peer"]["cpu_ratio"], found["peer"]["wall_ratio"]) == ("one dear", 3, 2.5), f"{found['peer']}")
    require((found["pair"]["cpu_ours"], found["pair"]["cpu_ratio"]) == ("one dear", 2.5), f"{found['pair']}")
    require((found["pair"]["wall_ours"], found["pair"]["wall_ratio"]) == ("two dear", 2), "the wall of two threads counts for a peer of two")
    require(found["best"]["cpu_ours"] is None and found["best"]["reached"] == 0.9, f"{found['best']}")
    near = {verdict["entry"]: verdict for verdict in verdicts(rows, entries, {}, 0.1)}
    require((near["best"]["cpu_ours"], near["peer"]["cpu_ours"]) == ("one dear", "one dear"), "10 % short is near enough, 11 % is not")
    starts = [run_of("one", "", 0.1, 0.2, None), run_of("peer", "", 0.3, 0.1, None), run_of("pair", "", 0, 0, None, "exit 1")]
    start_up = baselines(starts)
    short = [run_of("one", "s", 0.5, 0.6, "low"), run_of("peer", "", 1.3, 1.1, "low"), run_of("pair", "", 1.3, 1.1, "low")]
    small = table(short, {("g", "low"): 1})
    found = {verdict["entry"]: verdict for verdict in verdicts(small, entries, start_up)}
    require(found["peer"]["cpu_net"] and all(abs(found["peer"][f"{name}_ratio"] - 2.5) < 1e-9 for name in ("cpu", "wall")), f"{found['peer']}")
    require(abs(found["pair"]["cpu_ratio"] - 2.6) < 1e-9 and not found["pair"]["cpu_net"], "start-up was taken off one side only")


def main():
    check_arithmetic()
    with Cascade(sys.argv[1]) as cascade:
        check_timeout(cascade.scratch)
        prepare(cascade)
        check_bad_configurations(cascade)
        check_whole_race(cascade)
    print("race: verdicts, seeds, late, absent and broken peers, scores, resume, 8 bad configurations")
    return 0


if __name__ == "__main__":
    conclude(main)
