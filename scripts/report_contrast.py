"""The part of the page that is about `contrast`: which seed set reaches more, how sure that is, and at which hop it shows.

The table of pairs is turned so that the set of larger mean stands first: a difference then says how far it is ahead.
"""
import dataclasses
import html

import report_figures as figures
from report_words import PERCENT, between, number, people, set_names, signed

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


def contrast_figures(result, name):
    """(figure, words) of the sets by hop, and of the best against the next ones."""
    drawn, names, by_set = [], set_names(result), curves(result)
    pairs, order = leads(result), ranking(result)
    if by_set and len(by_set[0]["hop"]) > 1:
        best, last = order[0], by_set[0]["hop"][-1]
        words = f"{names[best]} ends highest, with {number(by_set[best]['active'][-1])} by hop {last}."
        drawn.append((figures.sets_by_hop(f"{name}-sets", [(names[one], one, by_set[one]) for one in order], words), words))
    for place, pair in enumerate([pair for pair in pairs if pair.first == order[0]][:MOST_FIGURES]):
        hops = pair_by_hop(result, pair)
        if len(hops["hop"]) > 1 and any(hops["high"]) and any(hops["low"]):
            words = (f"{signed(pair.difference)} in the end, {signed(pair.low)} to {signed(pair.high)} with 95{PERCENT} confidence; "
                     f"more in {chance(pair.wins)} of worlds.")
            title = f"How far {names[pair.first]} is ahead of {names[pair.second]}"
            drawn.append((figures.difference_by_hop(f"{name}-ahead{place}", title, pair.first, hops, words), words))
    return drawn


def contrast_facts(result):
    """The few numbers worth a large type."""
    pairs, sets = leads(result), len(result.summary.get("active", []))
    found = [("seed sets", number(sets))]
    if pairs:
        found.append(("more people, in the mean" if sets == 2 else "more people than the next", signed(pairs[0].difference)))
        found.append(("of worlds in which it reaches more", chance(pairs[0].wins)))
        found.append((f"95{PERCENT} interval of that", f"{chance(pairs[0].wins_low)} to {chance(pairs[0].wins_high)}"))
    return found


def chance(share):
    return f"{100 * share:.1f}{PERCENT}"


def contrast_words(result):
    """How to read the page."""
    return ("All sets met the same worlds, so differences are taken world by world: mostly their interval is narrower than those of the sets. "
            "The interval says how well the mean difference is known; how often one set reaches more says what to expect of a single time.")


def set_table(result):
    sets, names = result.tables.get("sets", {}), set_names(result)
    if not sets.get("set"):
        return ""
    order = ranking(result)
    most = max(sets["active"]) or 1
    body = []
    for one in order:
        width = 100 * sets["active"][one] / most
        body.append(f'<tr><td>{html.escape(names[one])}</td><td class="n">{number(sets["seeds"][one])}</td><td class="n">{number(sets["active"][one])}</td>'
                    f'<td class="n">{number(sets["active_low"][one])} to {number(sets["active_high"][one])}</td>'
                    f'<td class="share"><i style="width:{width:.1f}%;background:{figures.colour(one)}"></i></td></tr>\n')
    return ('<h3>The sets</h3>\n<div class="scroll"><table class="seeds"><thead><tr><th>Set</th><th class="n">Seeds</th><th class="n">Reaches</th>'
            f'<th class="n">95{PERCENT} interval</th><th class="share"></th></tr></thead>\n<tbody>\n{"".join(body)}</tbody></table></div>\n')


def pair_table(result):
    pairs, names = leads(result), set_names(result)
    if not pairs:
        return ""
    body = []
    for pair in pairs[:MOST_PAIRS]:
        body.append(f'<tr><td>{html.escape(names[pair.first])}</td><td>{html.escape(names[pair.second])}</td>'
                    f'<td class="n">{signed(pair.difference)}</td><td class="n">{signed(pair.low)} to {signed(pair.high)}</td>'
                    f'<td class="n">{chance(pair.wins)}</td><td class="n">{chance(pair.ties)}</td>'
                    f'<td class="odds">{odds(pair)}</td><td class="n">{chance(pair.losses)}</td></tr>\n')
    more = f", the first {MOST_PAIRS} of {len(pairs)}" if len(pairs) > MOST_PAIRS else ""
    return (f'<h3>Each pair, world by world{more}</h3>\n<div class="scroll"><table class="pairs"><thead><tr><th>Ahead</th><th>Behind</th>'
            f'<th class="n">By</th><th class="n">95{PERCENT} interval</th><th class="n">More in</th><th class="n">As many in</th><th class="odds"></th>'
            f'<th class="n">Fewer in</th></tr></thead>\n<tbody>\n{"".join(body)}</tbody></table></div>\n')


def odds(pair):
    """Worlds won, even and lost, as one bar."""
    parts = ((pair.wins, figures.colour(pair.first)), (pair.ties, figures.GRID), (pair.losses, figures.colour(pair.second)))
    return "".join(f'<i style="width:{100 * share:.1f}%;background:{colour}"></i>' for share, colour in parts)


def contrast_headline(result):
    """Which set reaches more, or that it cannot be told."""
    names, active, pairs = set_names(result), result.summary["active"], leads(result)
    if not pairs:
        return "No two seed sets were compared."
    best = pairs[0]
    first, second = names[best.first], names[best.second]
    every = "" if len(active) == 2 else f", the next of {len(active)} sets"
    if best.low == best.high == 0:
        return f"{first} and {second} reach {people(active[best.first])} each, the same number in every world."
    if best.low <= 0:
        return (f"{first} and {second} cannot be told apart: they differ by {number(best.difference)} of about {people(active[best.first])}"
                f"{between(best.low, best.high)}.")
    return (f"{first} reaches {number(best.difference)} more people than {second}{every}{between(best.low, best.high)}; "
            f"it reaches more in {chance(best.wins)} of worlds.")
