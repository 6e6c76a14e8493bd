"""Several platforms: over which people are reached, how reach passes from one to another, what is missing without each."""
import report_bars as bars
import report_curves as curves
from report_charts import Chart
from report_figures import colour
from report_language import tr
from report_words import MODELS, number, percent


def layer_names(result):
    """What each layer is called, from 1; numbered where two have the same name."""
    short = [str(layer.get("name", "")) for layer in result.summary.get("layers", [])]
    return [tr("{name} (layer {place})", name=name, place=place + 1) if short.count(name) > 1 else name for place, name in enumerate(short)]


def layer_charts(result, name):
    names = layer_names(result)
    if not names:
        return []
    return [chart for make in (reach_chart, hop_chart, transfer_chart, ablation_chart) if (chart := make(result, name, names))]


def reach_chart(result, name, names):
    table = result.tables.get("layers", {})
    if not table.get("layer"):
        return None
    rows, (layer, count, share) = platform_rows(table, "reached", names)
    words = tr("Most over {layer}: {count}, {share} of all who are active, seeds included. Who is reached over several in the same hop counts for the first of them.",
               layer=layer, count=number(count), share=percent(share))
    return platform_chart(f"{name}-layers", tr("Over which platform people are reached"), words, rows, "reach_by_layer.csv")


def platform_rows(table, column, names):
    """Platform, mean and interval of each, and name, mean and share of the one that has most."""
    rows = list(zip([names[layer - 1] for layer in table["layer"]], *(table[column + end] for end in ("", "_low", "_high"))))
    best = max(range(len(rows)), key=lambda row: rows[row][1])
    return rows, (*rows[best][:2], table["share"][best])


def platform_chart(name, title, words, rows, source):
    figure = bars.ranges(name, title, words, tr("people"), rows, (tr("mean"), tr("95 % interval")))
    numbers = dict(zip((tr("platform"), tr("people"), tr("low"), tr("high")), map(list, zip(*rows))))
    return Chart(figure, words, numbers, source)


def hop_chart(result, name, names):
    table = result.tables.get("layer_hops", {})
    rows = [dict(zip(table, row)) for row in zip(*table.values())]
    by_layer = [[row for row in rows if row["layer"] == place + 1] for place in range(len(names))]
    if not all(len(hops) > 1 for hops in by_layer):
        return None
    columns = ("reached", "reached_low", "reached_high")
    order = sorted(range(len(names)), key=lambda place: (-by_layer[place][-1]["reached"], place))
    lines = [(names[place], place, {key: [row[key] for row in by_layer[place]] for key in ("hop", *columns)}) for place in order]
    words = tr("{name} ends highest, with {count}.", name=names[order[0]], count=number(by_layer[order[0]][-1]["reached"]))
    figure = curves.campaigns_by_hop(f"{name}-layer-hops", tr("Reached so far, over each platform"), tr("people"), lines, columns, words)
    numbers = {tr("hop"): [row["hop"] for row in by_layer[0]], **{names[place]: [row["reached"] for row in by_layer[place]] for place in order}}
    return Chart(figure, words, numbers, "reach_by_layer_and_hop.csv")


def transfer_chart(result, name, names):
    table = result.tables.get("layer_transfers", {})
    passed = {(a, b): value for a, b, value in zip(table.get("from", []), table.get("to", []), table.get("vertices", []))}
    layers = range(1, len(names) + 1)
    rows = []
    for a in range(len(names) + 1):
        total = sum(passed.get((a, b), 0) for b in layers)
        if total > 0:
            rows.append((tr("the seeds") if a == 0 else names[a - 1], [100 * passed[a, b] / total for b in layers]))
    if not rows:
        return None
    across = sum(value for (a, b), value in passed.items() if a not in (0, b))
    words = tr("Of a hundred people whom those reached over a platform reach in turn, how many over which; {count} people are reached over another platform than those who told them.",
               count=number(across))
    keys = [(tr("over {layer}", layer=called), colour(place)) for place, called in enumerate(names)]
    figure = bars.parts(f"{name}-transfers", tr("Where it goes on from each platform"), words, "%", rows, keys)
    numbers = {tr("reached over"): [row[0] for row in rows], **{called: [row[1][place] for row in rows] for place, called in enumerate(names)}}
    return Chart(figure, words, numbers, "layer_transfers.csv")


def ablation_chart(result, name, names):
    table = result.tables.get("layer_ablation", {})
    if not table.get("layer"):
        return None
    rows, (layer, count, share) = platform_rows(table, "difference", names)
    words = tr("Without {layer} {count} fewer are active, {share} of all, in the same worlds. Who is reached over another platform as well is not missed.",
               layer=layer, count=number(count), share=percent(share))
    return platform_chart(f"{name}-ablation", tr("What is missing without each platform"), words, rows, "layer_ablation.csv")


def layer_words(result):
    """What each platform is, for the sentence of the question."""
    found = [tr("{name} ({ties} ties, {model}, {chances})", name=called, ties=number(layer.get("edges", 0)), model=tr(MODELS.get(layer.get("model"), "as given")),
                chances=layer.get("probability", "")) for called, layer in zip(layer_names(result), result.summary.get("layers", []))]
    return tr("Platforms: {all}.", all=tr(", ").join(found)) if found else ""
