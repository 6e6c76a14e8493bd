"""Several results beside each other: their curves, their differences, and how time falls with cores.

Worlds of one graph under one random seed are the same whoever starts in them, so two simulations that kept every world
(`simulate --replicates`) are compared world by world. Others are compared by their own intervals, as if independent,
which makes the interval of the difference wider than it need be.
"""
import collections
import dataclasses
import json
import math

import report_curves as curves
from report_charts import Chart
from report_data import final_by_world
from report_language import tr
from report_tables import NUMBERS, PAIRS, WORDS, titled
from report_units import counting, unit_words
from report_words import bytes_text, number, seconds_text, signed

MOST_CURVES = 12
MOST_PAIRS = 30
MACHINE_OPTIONS = {"threads", "layout", "out", "force", "quiet", "verbose", "memory-per-rank", "checkpoint", "checkpoint-every", "resume", "time-limit",
                   "config"}
MACHINE_NUMBERS = {"seconds", "peak_rss_bytes", "ranks", "threads", "layout", "exit_reason", "random_seed", "verify"}


@dataclasses.dataclass
class Difference:
    first: object
    second: object
    mean: float
    half_width: float
    paired: bool


def labels(results):
    """What each result is called: its folder, numbered where two have the same name."""
    names = [result.name for result in results]
    return [tr("{name} (run {place})", name=name, place=place + 1) if names.count(name) > 1 else name for place, name in enumerate(names)]


def answers(results):
    """Lists of results that say the same, whatever they ran on."""
    found = collections.defaultdict(list)
    for result in results:
        said = {key: value for key, value in result.summary.items() if key not in MACHINE_NUMBERS}
        found[json.dumps([said, counting(result)], sort_keys=True)].append(result)
    return list(found.values())


def repeats(results):
    """{id of a result: (the first one with the same answer, what the result and that one are called)}, of all but the first."""
    called = dict(zip(map(id, results), labels(results)))
    return {id(one): (same[0], called[id(one)], called[id(same[0])]) for same in answers(results) for one in same[1:]}


def answer_words(results):
    """Which runs have the same answer; the first of them stands for all in figures and differences."""
    called = dict(zip(map(id, results), labels(results)))
    found = [same for same in answers(results) if len(same) > 1]
    if found and len(found[0]) == len(results):
        return tr("All {count} runs have the same answer.", count=len(results))
    return " ".join(tr("{names} have the same answer; {first} stands for them below.", names=", ".join(called[id(one)] for one in same),
                       first=called[id(same[0])]) for same in found)


def run_charts(results):
    called = dict(zip(map(id, results), labels(results)))
    scaled = [scaling_chart(place, job) for place, job in enumerate(scaled_jobs(results))]
    results = [same[0] for same in answers(results)]
    found = []
    chosen = [result for result in results if result.verb == "select" and len(result.curve().get("k", [])) > 1]
    chosen = [result for result in chosen if counting(result) == counting(chosen[0])][:MOST_CURVES]  # one scale, one unit
    if len(chosen) > 1:
        sets = [(called[id(result)], {"x": c["k"], "y": c["spread"], "low": c.get("spread_low"), "high": c.get("spread_high")})
                for result, c in ((result, result.curve()) for result in chosen)]
        found.append(side_by_side("runs-spread", tr("Reach against the number of seeds, side by side"), sets, tr("seeds chosen"), unit_words(chosen[0])))
    spread = [result for result in results if result.verb == "simulate" and len(result.series.get("hops", {}).get("hop", [])) > 1][:MOST_CURVES]
    if len(spread) > 1:
        sets = [(called[id(result)], {"x": h["hop"], "y": h["active"], "low": h.get("active_q05"), "high": h.get("active_q95")})
                for result, h in ((result, result.series["hops"]) for result in spread)]
        found.append(side_by_side("runs-active", tr("Active so far, side by side"), sets, tr("hop"), tr("people")))
    return found + scaled


def side_by_side(name, title, sets, x, y):
    best = max(sets, key=lambda one: one[1]["y"][-1])
    words = tr("{name} ends highest, with {count}.", name=best[0], count=number(best[1]["y"][-1]))
    longest = max((one for _, one in sets), key=lambda one: len(one["x"]))["x"]
    table = {x: longest}
    for label, one in sets:
        known = dict(zip(one["x"], one["y"]))
        table[label] = [known.get(place, "") for place in longest]
    return Chart(curves.runs_side_by_side(name, title, sets, (x, y), words), words, table, "result.h5")


def scaled_jobs(results):
    """Lists of results of one and the same job on different numbers of cores."""
    jobs = collections.defaultdict(list)
    for result in results:
        options = sorted((key, str(value)) for key, value in result.options().items() if key not in MACHINE_OPTIONS)
        if result.run and result.summary.get("seconds"):
            jobs[result.verb, result.run.get("graph", {}).get("digest"), result.run.get("version"), tuple(options)].append(result)
    return [job for job in jobs.values() if len({cores(result) for result in job}) > 1]


def cores(result):
    return result.summary["ranks"] * result.summary["threads"]


def scaling_chart(place, job):
    best = {}
    for result in job:
        if cores(result) not in best or result.summary["seconds"] < best[cores(result)].summary["seconds"]:
            best[cores(result)] = result
    points = [(count, best[count].summary["seconds"]) for count in sorted(best)]
    gain = points[0][1] / points[-1][1]
    words = tr("{verb}: {times} times as fast on {most} cores as on {least}, {share} % of what the cores would give.", verb=job[0].verb,
               times=f"{gain:.2f}", most=points[-1][0], least=points[0][0], share=f"{100 * gain * points[0][0] / points[-1][0]:.0f}")
    table = {tr("ranks"): [], tr("threads"): [], tr("seconds"): [], tr("times as fast"): [], tr("efficiency, %"): []}
    for count, seconds in points:
        speed = points[0][1] / seconds
        row = (best[count].summary["ranks"], best[count].summary["threads"], seconds, speed, 100 * speed * points[0][0] / count)
        for column, value in zip(table.values(), row):
            column.append(value)
    return Chart(curves.scaling(f"runs-scaling{place}", points, words), words, table, "summary.json")


def reach(result):
    """Mean, low and high of what a result is about, or nothing."""
    s = result.summary
    for name in ("spread", "active"):
        if isinstance(s.get(name), (int, float)) and f"{name}_low" in s:
            return s[name], s[f"{name}_low"], s[f"{name}_high"]
    return None


def differences(results):
    """Of every two results about one graph that count alike, the larger one first."""
    known = sorted((result for result in results if reach(result)), key=lambda result: -reach(result)[0])
    found = []
    for place, first in enumerate(known):
        for second in known[place + 1:]:
            if first.summary.get("graph") == second.summary.get("graph") and counting(first) == counting(second):
                found.append(difference(first, second))
    return found


def difference(first, second):
    seeds_alike = first.summary.get("random_seed") == second.summary.get("random_seed")
    if first.verb == second.verb == "simulate" and seeds_alike:
        a, b = final_by_world(first), final_by_world(second)
        worlds = min(len(a), len(b))
        if worlds > 1:
            apart = a[:worlds] - b[:worlds]
            return Difference(first, second, float(apart.mean()), 1.96 * float(apart.std(ddof=1)) / math.sqrt(worlds), True)
    (one, low1, high1), (two, low2, high2) = reach(first), reach(second)
    return Difference(first, second, one - two, math.hypot((high1 - low1) / 2, (high2 - low2) / 2), False)


def run_table(results):
    columns = [(WORDS, tr("Run")), (WORDS, tr("Verb")), *((NUMBERS, head) for head in (
        tr("Reaches"), tr("95 % interval"), tr("Seconds"), tr("Ranks × threads"), tr("Memory of a rank")))]
    rows = []
    for result, label in zip(results, labels(results)):
        s, known = result.summary, reach(result)
        rows.append([label, result.verb, number(known[0]) if known else "", tr("{low} to {high}", low=number(known[1]), high=number(known[2])) if known else "",
                     seconds_text(s["seconds"]) if "seconds" in s else "", f"{s.get('ranks', '')} × {s.get('threads', '')}",
                     bytes_text(s["peak_rss_bytes"]) if "peak_rss_bytes" in s else ""])
    return titled(tr("The runs"), columns, rows, PAIRS)


def difference_table(results):
    found = differences([same[0] for same in answers(results)])
    if not found:
        return ""
    called = dict(zip(map(id, results), labels(results)))
    rows = []
    for one in found[:MOST_PAIRS]:
        low, high = one.mean - one.half_width, one.mean + one.half_width
        how = tr("world by world") if one.paired else tr("each by its own interval")
        rows.append([called[id(one.first)], called[id(one.second)], signed(one.mean), tr("{low} to {high}", low=signed(low), high=signed(high)), how])
    columns = [(WORDS, tr("Ahead")), (WORDS, tr("Behind")), *((NUMBERS, head) for head in (tr("By"), tr("95 % interval"), tr("Compared")))]
    return titled(tr("Differences"), columns, rows, PAIRS)
