"""The part of the page that is about `compete`: which campaign wins, how sure that is, and at which hop it shows.

Campaigns are counted from 0 here and from 1 on the page. Their pairs are those of `contrast` with other names, so the
table of pairs and the words for a draw are its own.
"""
import report_bars as bars
import report_curves as curves
from report_charts import Chart, group_names
from report_contrast import lead, pair_table, undecided
from report_figures import colour
from report_language import tr
from report_tables import BAR, NUMBERS, PAIRS, WORDS, titled
from report_words import PERCENT, between, full_stop, number, percent, seed_sources, share


ABOUT = "campaigns"  # of summary.json; without it there is nothing to say


def called(one):
    return tr("Campaign {number}", number=one + 1)


def ranking(result):
    """The campaigns from the one that wins most to the one that wins least."""
    active = [row["active"] for row in result.summary["campaigns"]]
    return sorted(range(len(active)), key=lambda one: (-active[one], one))


def duels(result):
    """Every pair at the end, those of the winner first, each against the next best first."""
    table, order = result.tables.get("head_to_head", {}), ranking(result)
    rows = [dict(zip(table, row)) for row in zip(*table.values())]
    found = [lead({**row, **{f"difference{end}": row[f"lead{end}"] for end in ("", "_low", "_high")}}) for row in rows]
    return sorted(found, key=lambda pair: (order.index(pair.first), order.index(pair.second)))


def leads_of(result, one):
    """In which share of worlds the campaign has more than every other, with its interval; nothing where it was not kept."""
    table = result.tables.get("campaigns", {})
    return [table[f"leads{end}"][one] for end in ("", "_low", "_high")] if table.get("leads") else []


def own_headline(result):
    """Which campaign wins, or that it cannot be told."""
    best, pairs = ranking(result)[0], duels(result)
    if pairs and pairs[0].low <= 0:
        first, second = pairs[0].first, pairs[0].second
        return undecided(pairs[0], called(first), called(second), result.summary["campaigns"][first]["active"])
    end, leads = result.summary["campaigns"][best], leads_of(result, best)
    text = tr("{campaign} wins {count} of {all} people ({share}){between}", campaign=called(best), count=number(end["active"]),
              all=number(result.summary["active"]), share=share(end["active"], result.summary["active"]),
              between=between(end["active_low"], end["active_high"]))
    return text + (tr("; it leads in {share} of worlds.", share=percent(leads[0])) if leads else full_stop())


def own_facts(result):
    """The few numbers worth a large type."""
    best = ranking(result)[0]
    end, leads = result.summary["campaigns"][best], leads_of(result, best)
    found = [(tr("campaigns"), number(len(result.summary["campaigns"]))), (tr("of them won by {campaign}", campaign=called(best)), percent(end["share"]))]
    if leads:
        found.append((tr("of worlds in which it leads all others"), percent(leads[0])))
        found.append((tr("95 % interval of that"), tr("{low} to {high}", low=percent(leads[1]), high=percent(leads[2]))))
    return found


def own_charts(result, name):
    return share_chart(result, name) + people_chart(result, name) + group_chart(result, name)


def share_chart(result, name):
    table, order = result.tables.get("shares", {}), ranking(result)
    rows = [dict(zip(table, row)) for row in zip(*table.values())]
    hops = sorted({row["hop"] for row in rows})
    if len(hops) < 2:
        return []
    by_campaign = {one: {"hop": hops} for one in order}
    for column in ("share", "share_low", "share_high"):
        found = {(row["campaign"] - 1, row["hop"]): 100 * row[column] for row in rows}
        for one in order:
            by_campaign[one][column] = [found[one, hop] for hop in hops]
    best = by_campaign[order[0]]
    words = tr("{campaign} starts with {first} and ends with {last}, {low} to {high} with 95{percent} confidence.", campaign=called(order[0]), percent=PERCENT,
               **{key: percent(value / 100) for key, value in (("first", best["share"][0]), ("last", best["share"][-1]), ("low", best["share_low"][-1]),
                                                                ("high", best["share_high"][-1]))})
    figure = curves.campaigns_by_hop(f"{name}-shares", tr("Share of each campaign by hop"), tr("% of those active so far"),
                                     [(called(one), one, by_campaign[one]) for one in order], ("share", "share_low", "share_high"), words)
    return [Chart(figure, words, {tr("hop"): hops, **numbers_of(by_campaign, order, "share", " %")}, "share_by_hop.csv")]


def numbers_of(by_campaign, order, column, unit=""):
    """Mean and interval of each campaign, as columns behind a figure."""
    heads = (("", tr("mean")), ("_low", tr("low")), ("_high", tr("high")))
    return {f"{called(one)}, {head}{unit}": by_campaign[one][column + end] for one in order for end, head in heads}


def people_chart(result, name):
    hops, order = result.series.get("hops", {}), ranking(result)
    if len(hops.get("hop", [])) < 2 or f"campaign_{len(order)}_q95" not in hops:
        return []
    ends = {"": "", "_low": "_q05", "_high": "_q95"}
    by_campaign = {one: {"hop": hops["hop"], **{f"people{end}": hops[f"campaign_{one + 1}{column}"] for end, column in ends.items()}} for one in order}
    best = by_campaign[order[0]]
    words = tr("{campaign} ends with {mean}; {low} to {high} in nine of ten worlds.", campaign=called(order[0]), mean=number(best["people"][-1]),
               low=number(best["people_low"][-1]), high=number(best["people_high"][-1]))
    figure = curves.campaigns_by_hop(f"{name}-campaigns", tr("People of each campaign so far"), tr("people"),
                                     [(called(one), one, by_campaign[one]) for one in order], ("people", "people_low", "people_high"), words)
    heads = (("", tr("mean")), ("_low", tr("{percent} % below", percent=5)), ("_high", tr("{percent} % below", percent=95)))
    table = {f"{called(one)}, {head}": by_campaign[one][f"people{end}"] for one in order for end, head in heads}
    return [Chart(figure, words, {tr("hop"): hops["hop"], **table}, "activation_by_hop.csv")]


def group_chart(result, name):
    """Whose the people of each group are in the end, the group first that has most of them."""
    table, order, name_of = result.tables.get("groups", {}), ranking(result), group_names(result)
    if not table.get("group"):
        return []
    last = max(table["hop"])
    cells = {(group, campaign - 1): (active, value, low, high) for group, campaign, hop, active, value, low, high in zip(
        *(table[column] for column in ("group", "campaign", "hop", "active", "share", "share_low", "share_high"))) if hop == last}
    people = {group: sum(cells[group, one][0] for one in order) for group in table["group"]}
    groups = sorted((group for group in people if people[group] > 0), key=lambda group: (-people[group], group))
    if not groups:
        return []
    first = max(order, key=lambda one: cells[groups[0], one][1])
    words = tr("Most people are active in {group}: {count}, of whom {campaign} has {share}.", group=name_of(groups[0]), count=number(people[groups[0]]),
               campaign=called(first), share=percent(cells[groups[0], first][1]))
    if result.groups > len(people):
        words += tr(" The {few} groups of {all} that reach most.", few=len(people), all=number(result.groups))
    rows = [(name_of(group), [100 * cells[group, one][1] for one in order]) for group in groups]
    figure = bars.parts(f"{name}-groups", tr("Share of each campaign by group"), words, tr("% of those active in the end"), rows,
                        [(called(one), colour(one)) for one in order])
    numbers = {tr("group"): [row[0] for row in rows], tr("people"): [people[group] for group in groups]}
    for one in order:
        for place, head in ((1, tr("mean")), (2, tr("low")), (3, tr("high"))):
            numbers[f"{called(one)}, {head} %"] = [100 * cells[group, one][place] for group in groups]
    return [Chart(figure, words, numbers, "share_by_group.csv")]


def own_words():
    """How to read the page."""
    return tr("All campaigns spread at once in the same worlds, and whoever one has is lost to the others. Bands of people show how worlds differ "
              "from one another; intervals of shares and in the headline say how well the mean is known.")


def own_tables(result):
    return campaign_table(result) + pair_table(duels(result), called)


def campaign_table(result):
    ends, sources = result.summary["campaigns"], seed_sources(result)
    seeds = result.tables.get("campaigns", {}).get("seeds", [])
    columns = [(WORDS, tr("Campaign")), (WORDS, tr("Seeds from")), (NUMBERS, tr("Seeds")), (NUMBERS, tr("Wins")), (NUMBERS, tr("95 % interval")),
               (NUMBERS, tr("Share")), (NUMBERS, tr("Leads in")), (BAR, "")]
    rows = []
    for one in ranking(result):
        end, leads = ends[one], leads_of(result, one)
        rows.append([called(one), sources[one] if sources else "", number(seeds[one]) if seeds else "", number(end["active"]),
                     tr("{low} to {high}", low=number(end["active_low"]), high=number(end["active_high"])), percent(end["share"]),
                     percent(leads[0]) if leads else "", [(end["share"], colour(one))]])
    return titled(tr("The campaigns"), columns, rows, PAIRS)
