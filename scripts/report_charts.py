"""What is drawn of one result, by what it holds: each chart with the sentence above it and the numbers behind it."""
import dataclasses

import report_bars as bars
import report_curves as curves
import report_producers
from report_figures import BLUE, BLUE_BAND, RUST, RUST_BAND
from report_language import tr
from report_units import added_words, lost_words, reached_words, unit_words
from report_words import bytes_text, half_time, number, seconds_text, share

MOST_SEEDS = 30  # of a figure with a row a seed
MOST_RANKS = 48
MOST_PHASES = 14
PHASES = ("load", "load graph", "sampling", "selection", "certification", "report", "simulation", "verify")  # as the timers name them


@dataclasses.dataclass
class Chart:
    figure: object
    words: str
    table: dict  # heading -> values
    source: str  # the file that has all of them


def charts(result, name):
    found = reach_charts(result, name) + time_charts(result, name) + hop_charts(result, name)
    found += producer_charts(result, name) + group_charts(result, name)
    return found + seed_charts(result, name) + vertex_charts(result, name)


def reach_charts(result, name):
    curve = result.curve()
    if not curve or len(curve["k"]) < 2:
        return []
    k, spread = curve["k"], curve["spread"]
    words = tr("Expected reach grows from {first} with {least} to {last} with {most} seeds.", first=number(spread[0]), least=number(k[0]),
               last=number(spread[-1]), most=number(k[-1]))
    table = {tr("seeds"): k, tr("reach"): spread}
    for column, heading in (("spread_low", tr("low")), ("spread_high", tr("high"))):
        if curve.get(column):
            table[heading] = curve[column]
    gains = [after - before for before, after in zip([0.0] + spread, spread)]
    gain_words = tr("The first adds {first}, the last {last}.", first=number(gains[0]), last=number(gains[-1]))
    return [Chart(curves.spread_curve(f"{name}-spread", curve, reached_words(result), words), words, table, "spread_curve.csv"),
            Chart(curves.marginal_gain(f"{name}-gain", curve, added_words(result), gain_words), gain_words, {tr("seed"): k, tr("adds"): gains}, "seeds.csv")]


def band_table(series, index, column):
    """The mean and the quantiles of a column, against its index."""
    table = {tr(index): series[index], tr("mean"): series[column]}
    for percent in ("05", "25", "50", "75", "95"):
        if series.get(f"{column}_q{percent}"):
            table[tr("{percent} % below", percent=int(percent))] = series[f"{column}_q{percent}"]
    return table


def time_charts(result, name):
    times = result.series.get("time", {})
    if len(times.get("time", [])) < 2 or not times.get("active"):
        return []
    mean = times["active"]
    words = tr("From {first} to {last} by time {time}, half of them by {half}.", first=number(mean[0]), last=number(mean[-1]),
               time=number(times["time"][-1]), half=number(half_time(times)))
    figure = curves.by_hop(f"{name}-time", times, "active", tr("Active by each time"), words, (BLUE, BLUE_BAND), index="time", x=tr("time"))
    return [Chart(figure, words, band_table(times, "time", "active"), "active_by_time.csv")]


def hop_charts(result, name):
    hops, found = result.series.get("hops", {}), []
    for column, title, colours in (("newly_active", tr("Newly active at each hop"), (RUST, RUST_BAND)), ("active", tr("Active so far"), (BLUE, BLUE_BAND))):
        if not hops.get("hop") or not hops.get(column):
            continue
        mean = hops[column]
        top = max(range(len(mean)), key=mean.__getitem__)
        words = tr("Most at hop {hop}: {count}.", hop=hops["hop"][top], count=number(mean[top]))
        if column == "active":
            words = tr("From {first} to {last} by hop {hop}.", first=number(mean[0]), last=number(mean[-1]), hop=hops["hop"][-1])
        figure = curves.by_hop(f"{name}-{column.replace('_', '-')}", hops, column, title, words, colours)
        found.append(Chart(figure, words, band_table(hops, "hop", column), "activation_by_hop.csv"))
    return found


def producer_charts(result, name):
    return [Chart(*parts) for parts in report_producers.own_charts(result, name)]


def group_names(result):
    names = result.summary.get("groups", [])
    return lambda group: str(names[group]) if group < len(names) else str(group)


def group_charts(result, name):
    table, found, called = result.tables.get("groups", {}), [], group_names(result)
    if table.get("group") and result.verb != "compete":  # its groups have a row a campaign
        hops = sorted(set(table["hop"]))
        active = {(group, hop): value for group, hop, value in zip(table["group"], table["hop"], table["active"])}
        order = sorted(set(table["group"]), key=lambda group: (-active[group, hops[-1]], group))
        totals = [sum(active[group, hop] for group in order) for hop in hops]
        shown = [hops[place] for place in telling(totals, bars.columns_beside(list(map(called, order)), active.values()))]
        words = tr("People active by each hop; a cell is as dark as the share of the group's end it has. Most in {group}: {count}.",
                   group=called(order[0]), count=number(active[order[0], hops[-1]]))
        if result.groups > len(order):
            words += tr(" The {few} groups of {all} that reach most.", few=len(order), all=number(result.groups))
        cells = [[active[group, hop] for hop in shown] for group in order]
        numbers = {tr("group"): [called(group) for group in order], **{str(hop): [row[place] for row in cells] for place, hop in enumerate(shown)}}
        figure = bars.heat_map(f"{name}-groups", [called(group) for group in order], shown, cells, words)
        found.append(Chart(figure, words, numbers, "reach_by_group.csv"))
    passage = result.tables.get("first_passage", {})
    places = sorted((place for place, worlds in enumerate(passage.get("worlds_reached", [])) if worlds > 0),
                    key=lambda place: (passage["hop"][place], passage["group"][place]))[:MOST_SEEDS]
    if places and any(passage["hop_q95"][place] > 0 for place in places):  # else seeds are in all of them
        column = {key: [passage[key][place] for place in places] for key in passage}
        names = [called(group) for group in column["group"]]
        words = tr("First of all {group}, at hop {hop} in the mean of the worlds that reach it.", group=names[0], hop=number(column["hop"][0]))
        rows = list(zip(names, column["hop"], column["hop_q05"], column["hop_q95"]))
        figure = bars.ranges(f"{name}-passage", tr("When each group is first reached"), words, tr("hop"), rows, (tr("mean"), tr("90 % of worlds")))
        numbers = {tr("group"): names, tr("share of worlds"): column["share"], tr("mean hop"): column["hop"], tr("low"): column["hop_low"],
                   tr("high"): column["hop_high"]}
        found.append(Chart(figure, words, numbers, "first_passage.csv"))
    return found


def telling(totals, most):
    """At most `most` places of a rising curve, about as much of the rise between any two; the first and the last among them."""
    if len(totals) <= most:
        return list(range(len(totals)))
    wanted = [totals[0] + (totals[-1] - totals[0]) * step / (most - 1) for step in range(1, most - 1)]
    return sorted({0, len(totals) - 1, *(next(place for place, total in enumerate(totals) if total >= one) for one in wanted)})


def seed_charts(result, name):
    found = []
    for source, value, title, x, words in (
            ("leave_one_out.csv", "value", tr("What each seed is worth to the others"), lost_words(result),
             tr("What the reach would lose without it: at most {most}, by {who}.")),
            ("adoptions_by_seed.csv", "adoptions", tr("What each seed brought"), tr("people"), tr("Most by {who}: {most}."))):
        rows = result.rows(source)
        if not rows or value not in rows[0]:
            continue
        low, high = (("low", "high") if value == "value" else (f"{value}_low", f"{value}_high"))
        rows.sort(key=lambda row: -float(row[value]))
        shown = [(row["vertex"], float(row[value]), float(row[low]), float(row[high])) for row in rows]
        words = words.format(most=number(shown[0][1]), who=shown[0][0])
        if len(shown) > MOST_SEEDS:
            words += tr(" The {few} of {all} that are worth most.", few=MOST_SEEDS, all=number(len(shown)))
        figure = bars.ranges(f"{name}-{value}", title, words, x, shown[:MOST_SEEDS], (tr("mean"), tr("95 % interval")))
        columns = list(zip(*shown))
        found.append(Chart(figure, words, {tr("who"): columns[0], unit_words(result): columns[1], tr("low"): columns[2], tr("high"): columns[3]}, source))
    return found


def vertex_charts(result, name):
    counts = result.reach.get("counts", [])
    if not any(counts):
        return []
    never, reached = result.reach["never"], sum(counts)
    likely = sum(counts[len(counts) // 2:])
    words = tr("{reached} people ({share}) become active in some world, {likely} of them in more than half of the worlds; {never} in none.",
               reached=number(reached), share=share(reached, reached + never), likely=number(likely), never=number(never))
    figure = bars.histogram(f"{name}-vertices", tr("How likely people are to become active"), words, tr("share of the worlds"), tr("people"), counts)
    table = {tr("share of the worlds, up to"): [(place + 1) / len(counts) for place in range(len(counts))], tr("people"): counts}
    return [Chart(figure, words, table, "result.h5")]


def phase_name(line):
    return ": ".join(map(tr, line["path"].split("/")))


def machine_charts(result, name):
    """Where the time went, and the memory of each rank."""
    found = []
    lines = [line for line in result.timing if line["depth"] < 2 and line["wall_max"] > 0]
    lines = sorted(sorted(lines, key=lambda line: -line["wall_mean"])[:MOST_PHASES], key=result.timing.index)
    if lines:
        longest = max(lines, key=lambda line: line["wall_mean"])
        worst = max(lines, key=lambda line: line["wall_max"] - line["wall_mean"])
        words = tr("Longest: {phase}, {seconds}.", phase=phase_name(longest), seconds=seconds_text(longest["wall_mean"]))
        ranks = result.summary.get("ranks", 1)
        if ranks > 1:
            words += tr(" Least even over the ranks: {phase}, the slowest {times} times the mean.", phase=phase_name(worst),
                        times=f"{worst['wall_max'] / worst['wall_mean'] if worst['wall_mean'] else 1:.2f}")
        rows = [(phase_name(line), line["wall_mean"], line["wall_min"], line["wall_max"]) for line in lines]
        keys = [(tr("mean of the ranks"), "band"), (tr("least to most"), "line")] if ranks > 1 else []
        figure = bars.bars(f"{name}-time", tr("Where the time went"), words, tr("seconds"), rows, keys)
        table = {tr("phase"): [phase_name(line) for line in lines], tr("least"): [line["wall_min"] for line in lines],
                 tr("mean"): [line["wall_mean"] for line in lines], tr("most"): [line["wall_max"] for line in lines],
                 tr("most / mean"): [line["wall_max"] / line["wall_mean"] if line["wall_mean"] else 1.0 for line in lines],
                 tr("CPU"): [line["cpu_sum"] for line in lines]}
        found.append(Chart(figure, words, table, "result.h5"))
    memory = result.run.get("peak_rss_bytes_by_rank", [])
    if len(memory) > 1:
        words = tr("At most {most} on rank {rank}, {mean} in the mean.", most=bytes_text(max(memory)), rank=memory.index(max(memory)),
                   mean=bytes_text(sum(memory) / len(memory)))
        order = list(range(len(memory)))
        if len(memory) > MOST_RANKS:
            order = sorted(sorted(order, key=lambda rank: (-memory[rank], rank))[:MOST_RANKS])
            words += tr(" The {few} ranks of {all} that hold most.", few=MOST_RANKS, all=number(len(memory)))
        rows = [(tr("rank {rank}", rank=rank), memory[rank] / 1e6, memory[rank] / 1e6, memory[rank] / 1e6) for rank in order]
        figure = bars.bars(f"{name}-memory", tr("Peak memory of each rank"), words, "MB", rows)
        found.append(Chart(figure, words, {tr("rank"): list(range(len(memory))), tr("bytes"): memory}, "result.h5"))
    return found
