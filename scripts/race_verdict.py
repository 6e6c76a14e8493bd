"""From raw runs to judgement: medians of what succeeded, then who is cheaper at equal quality.

Equal epsilon is not equal quality, so a peer is held against the cheapest setting of ours whose spread, scored on the
same samples, is at least the peer's; once by CPU seconds and once by wall seconds, and among those entries of ours that
use no more threads than the peer. A ratio above 1 says how many times the peer's cost is ours. Where one of the two
took less than a second of CPU, start-up would decide; both are then counted less their own run on the baseline graph.
"""
from statistics import median

START_UP_MATTERS = 1.0  # CPU seconds
LEAST = 0.001  # seconds: nothing is cheaper than a tick


def table(runs, spreads):
    """One row for each (graph, k, entry, setting): medians over its runs; spread from `spreads`[graph, seed digest]."""
    rows = {}
    for run in runs:
        rows.setdefault((run["graph"], run["k"], run["entry"], run["setting"]), []).append(run)
    best, made = {}, []
    for (graph, k, entry, setting), mine in rows.items():
        good = [run for run in mine if run["failure"] is None and (graph, run["seeds"]) in spreads]
        row = {"graph": graph, "k": k, "entry": entry, "setting": setting, "runs": len(good),
               "failure": next((run["failure"] for run in mine if run["failure"]), None)}
        for name in ("wall", "cpu", "rss"):
            row[name] = median(run[name] for run in good) if good else None
        row["spread"] = median(spreads[graph, run["seeds"]] for run in good) if good else None
        if good:
            best[graph, k] = max(best.get((graph, k), 0), row["spread"])
        made.append(row)
    for row in made:
        row["share"] = row["spread"] / best[row["graph"], row["k"]] if row["spread"] is not None else None
    return made


def baselines(runs):
    """{entry: {wall, cpu}}, the medians on the baseline graph."""
    costs = {}
    for run in runs:
        if run["failure"] is None:
            costs.setdefault(run["entry"], []).append(run)
    return {entry: {name: median(run[name] for run in mine) for name in ("wall", "cpu")} for entry, mine in costs.items()}


def ratio(peer, ours, name, base):
    """How many times our cost the peer's is, and whether start-up was taken off."""
    net = min(peer["cpu"], ours["cpu"]) < START_UP_MATTERS and peer["entry"] in base and ours["entry"] in base
    costs = [row[name] - (base[row["entry"]][name] if net else 0) for row in (peer, ours)]
    return max(costs[0], LEAST) / max(costs[1], LEAST), net


def verdicts(rows, entries, base, tolerance=0.0):
    """One dictionary for each row of a peer that succeeded; `entries` is {name: Entry}, `tolerance` the share of the peer's
    spread by which ours may fall short."""
    found = []
    for peer in rows:
        if entries[peer["entry"]].ours or peer["spread"] is None:
            continue
        rivals = [row for row in rows if (row["graph"], row["k"]) == (peer["graph"], peer["k"]) and row["spread"] is not None
                  and entries[row["entry"]].ours and entries[row["entry"]].threads <= entries[peer["entry"]].threads]
        equal = [row for row in rivals if row["spread"] >= (1 - tolerance) * peer["spread"]]
        verdict = {"graph": peer["graph"], "k": peer["k"], "entry": peer["entry"], "spread": peer["spread"],
                   "reached": max((row["spread"] for row in rivals), default=0) / peer["spread"]}
        for name in ("cpu", "wall"):
            ours = min(equal, key=lambda row: row[name], default=None)
            times, net = ratio(peer, ours, name, base) if ours else (None, None)
            who = f"{ours['entry']} {ours['setting']}".strip() if ours else None
            verdict |= {f"{name}_ours": who, f"{name}_ratio": times, f"{name}_net": net}
        found.append(verdict)
    return found


def lines(heads, rows):
    """A table as text: numbers to the right, words to the left."""
    cells = [heads] + [[("-" if cell is None else str(cell)) for cell in row] for row in rows]
    widths = [max(len(row[c]) for row in cells) for c in range(len(heads))]
    right = [all(row[c][:1].isdigit() or row[c] == "-" for row in cells[1:]) for c in range(len(heads))]
    return ["  ".join(cell.rjust(width) if number else cell.ljust(width) for cell, width, number in zip(row, widths, right)).rstrip()
            for row in cells]


def shown(value, form):
    return None if value is None else format(value, form)


def table_lines(rows):
    def cells(row):
        rss = None if row["rss"] is None else row["rss"] / 2**20
        note = "" if row["failure"] is None else row["failure"][:60]
        numbers = [shown(row["wall"], ".3f"), shown(row["cpu"], ".3f"), shown(rss, ".0f"), shown(row["spread"], ".1f")]
        return [row["graph"], row["k"], row["entry"], row["setting"], row["runs"], *numbers, shown(row["share"], ".2%"), note]

    return lines(["graph", "k", "entry", "setting", "runs", "wall s", "CPU s", "RSS MiB", "spread", "of best", "failure"],
                 [cells(row) for row in rows])


def verdict_lines(found):
    def times(verdict, name):
        value = verdict[f"{name}_ratio"]
        return None if value is None else f"{value:.2f}{' net' if verdict[f'{name}_net'] else ''}"

    def cells(verdict):
        ours = verdict["cpu_ours"] or f"not reached: {verdict['reached']:.2%} of its spread"
        return [verdict["graph"], verdict["k"], verdict["entry"], shown(verdict["spread"], ".1f"), times(verdict, "cpu"), ours,
                times(verdict, "wall"), verdict["wall_ours"] or ""]

    return lines(["graph", "k", "peer", "spread", "CPU x", "cheapest of ours by CPU", "wall x", "cheapest of ours by wall"],
                 [cells(verdict) for verdict in found])
