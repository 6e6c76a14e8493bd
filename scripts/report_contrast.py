"""The part of the page that is about `contrast`: which seed set reaches more, how sure that is, and at which hop it shows.

The table of pairs is turned so that the set of larger mean stands first: a difference then says how far it is ahead.
"""
import dataclasses

import report_curves as curves_of
from report_charts import Chart
from report_figures import GRID, colour
from report_language import tr
from report_tables import BAR, NUMBERS, ODDS, PAIRS, WORDS, titled
from report_words import PERCENT, between, number, people, percent, set_names, signed

ABOUT = "differences"  # of summary.json; without it there is nothing to say
MOST_PAIRS = 30
MOST_FIGURES = 3  # of the best set against the next ones


@dataclasses.dataclass
class Lead:
    """One pair at the end: how far the set of larger mean is ahead of the other. Sets are counted from 0."""

    first: int
    second: int
    turned: bool  # the result has the pair the other way round
    difference: float
    low: float
    high: float
    wins: float  # share of worlds
    wins_low: float
    wins_high: float
    ties: float
    losses: float


def lead(pair):
    """A pair of summary.json, turned to the set that is ahead."""
    turned = pair["difference"] < 0
    ahead, behind = ("second", "first") if turned else ("first", "second")
    ends = (pair["difference"], pair["difference_low"], pair["difference_high"])
    ends = (-ends[0], -ends[2], -ends[1]) if turned else ends
    wins = [pair[f"{ahead}_wins{end}"] for end in ("", "_low", "_high")]
    return Lead(pair[ahead] - 1, pair[behind] - 1, turned, *ends, *wins, pair["ties"], pair[f"{behind}_wins"])


def leads(result):
    """Every pair, those of the best set first, each against the next best first."""
    found = [lead(pair) for pair in result.summary.get("differences", [])]
    order = ranking(result)
    return sorted(found, key=lambda pair: (order.index(pair.first), order.index(pair.second)))


def ranking(result):
    """The sets from the one that reaches most to the one that reaches least."""
    active = result.summary.get("active", [])
    return sorted(range(len(active)), key=lambda one: (-active[one], one))


def curves(result):
    """The means of every set by hop: [set] of {hop, active, active_low, …}."""
    table = result.tables.get("active", {})
    found = [{name: [] for name in table} for _ in range(max(table.get("set", [0])))]
    for row in zip(*table.values()):
        for name, value in zip(table, row):
            found[row[list(table).index("set")] - 1][name].append(value)
    return found


def pair_by_hop(result, pair):
    """The differences of one pair by hop, turned as the pair is."""
    table = result.tables.get("differences", {})
    wanted = (pair.second, pair.first) if pair.turned else (pair.first, pair.second)
    rows = [dict(zip(table, row)) for row in zip(*table.values())]
    rows = [row for row in rows if (row["first"] - 1, row["second"] - 1) == wanted]
    sign, low, high = (-1, "high", "low") if pair.turned else (1, "low", "high")
    return {"hop": [row["hop"] for row in rows], "difference": [sign * row["difference"] for row in rows],
            "low": [sign * row[f"difference_{low}"] for row in rows], "high": [sign * row[f"difference_{high}"] for row in rows]}


def own_charts(result, name):
    """The sets by hop, and the best against the next ones."""
    drawn, names, by_set = [], set_names(result), curves(result)
    pairs, order = leads(result), ranking(result)
    if by_set and len(by_set[0]["hop"]) > 1:
        best, last = order[0], by_set[0]["hop"][-1]
        words = tr("{name} ends highest, with {count} by hop {hop}.", name=names[best], count=number(by_set[best]["active"][-1]), hop=last)
        figure = curves_of.sets_by_hop(f"{name}-sets", [(names[one], one, by_set[one]) for one in order], words)
        table = {tr("hop"): by_set[0]["hop"], **{names[one]: by_set[one]["active"] for one in order}}
        drawn.append(Chart(figure, words, table, "active_by_hop.csv"))
    for place, pair in enumerate([pair for pair in pairs if pair.first == order[0]][:MOST_FIGURES]):
        hops = pair_by_hop(result, pair)
        if len(hops["hop"]) > 1 and any(hops["high"]) and any(hops["low"]):
            words = tr("{difference} in the end, {low} to {high} with 95{percent} confidence; more in {share} of worlds.",
                       difference=signed(pair.difference), low=signed(pair.low), high=signed(pair.high), share=percent(pair.wins), percent=PERCENT)
            title = tr("How far {first} is ahead of {second}", first=names[pair.first], second=names[pair.second])
            figure = curves_of.difference_by_hop(f"{name}-ahead{place}", title, pair.first, hops, words)
            table = {tr("hop"): hops["hop"], tr("difference"): hops["difference"], tr("low"): hops["low"], tr("high"): hops["high"]}
            drawn.append(Chart(figure, words, table, "differences.csv"))
    return drawn


def own_facts(result):
    """The few numbers worth a large type."""
    pairs, sets = leads(result), len(result.summary.get("active", []))
    found = [(tr("seed sets"), number(sets))]
    if pairs:
        found.append((tr("more people, in the mean") if sets == 2 else tr("more people than the next"), signed(pairs[0].difference)))
        found.append((tr("of worlds in which it reaches more"), percent(pairs[0].wins)))
        found.append((tr("95 % interval of that"), tr("{low} to {high}", low=percent(pairs[0].wins_low), high=percent(pairs[0].wins_high))))
    return found


def own_words():
    """How to read the page."""
    return tr("All sets met the same worlds, so differences are taken world by world: mostly their interval is narrower than those of the sets. "
              "The interval says how well the mean difference is known; how often one set reaches more says what to expect of a single time.")


def own_tables(result):
    return set_table(result) + pair_table(leads(result), set_names(result).__getitem__)


def set_table(result):
    sets, names = result.tables.get("sets", {}), set_names(result)
    if not sets.get("set"):
        return ""
    most = max(sets["active"]) or 1
    columns = [(WORDS, tr("Set")), (NUMBERS, tr("Seeds")), (NUMBERS, tr("Reaches")), (NUMBERS, tr("95 % interval")), (BAR, "")]
    rows = [[names[one], number(sets["seeds"][one]), number(sets["active"][one]),
             tr("{low} to {high}", low=number(sets["active_low"][one]), high=number(sets["active_high"][one])),
             [(sets["active"][one] / most, colour(one))]] for one in ranking(result)]
    return titled(tr("The sets"), columns, rows, PAIRS)


def pair_table(pairs, called):
    """`called(one)`: the name of a set, counted from 0."""
    if not pairs:
        return ""
    title = tr("Each pair, world by world")
    if len(pairs) > MOST_PAIRS:
        title = tr("Each pair, world by world, the first {few} of {all}", few=MOST_PAIRS, all=len(pairs))
    columns = [(WORDS, tr("Ahead")), (WORDS, tr("Behind")), (NUMBERS, tr("By")), (NUMBERS, tr("95 % interval")), (NUMBERS, tr("More in")),
               (NUMBERS, tr("As many in")), (ODDS, ""), (NUMBERS, tr("Fewer in"))]
    rows = [[called(pair.first), called(pair.second), signed(pair.difference), tr("{low} to {high}", low=signed(pair.low), high=signed(pair.high)),
             percent(pair.wins), percent(pair.ties), odds(pair), percent(pair.losses)] for pair in pairs[:MOST_PAIRS]]
    return titled(title, columns, rows, PAIRS)


def odds(pair):
    """Worlds won, even and lost, as the parts of one bar."""
    return [(pair.wins, colour(pair.first)), (pair.ties, GRID), (pair.losses, colour(pair.second))]


def own_headline(result):
    """Which set reaches more, or that it cannot be told."""
    names, active, pairs = set_names(result), result.summary["active"], leads(result)
    if not pairs:
        return tr("No two seed sets were compared.")
    best = pairs[0]
    first, second = names[best.first], names[best.second]
    if best.low <= 0:
        return undecided(best, first, second, active[best.first])
    every = "" if len(active) == 2 else tr(", the next of {count} sets", count=len(active))
    return tr("{first} reaches {count} more people than {second}{every}{between}; it reaches more in {share} of worlds.", first=first, second=second,
              count=number(best.difference), every=every, between=between(best.low, best.high), share=percent(best.wins))


def undecided(pair, first, second, active):
    """The sentence of two that are the same or may be."""
    if pair.low == pair.high == 0:
        return tr("{first} and {second} reach {people} each, the same number in every world.", first=first, second=second, people=people(active))
    return tr("{first} and {second} cannot be told apart: they differ by {count} of about {people}{between}.", first=first, second=second,
              count=number(pair.difference), people=people(active), between=between(pair.low, pair.high))
