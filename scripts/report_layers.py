"""Several platforms: over which people are reached, how reach passes from one to another, what is missing without each."""
import report_bars as bars
import report_curves as curves
from report_charts import Chart
from report_figures import colour
from report_language import tr
from report_words import number, percent


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
    rows = list(zip([names[layer - 1] for layer in table["layer"]], table["reached"], table["reached_low"], table["reached_high"]))
    best = max(range(len(rows)), key=lambda row: table["reached"][row])
    words = tr("Most over {layer}: {count}, {share} of all who are active, seeds included. Who is reached over several in the same hop counts for the first of them.",
               layer=rows[best][0], count=number(rows[best][1]), share=percent(table["share"][best]))
    figure = bars.ranges(f"{name}-layers", tr("Over which platform people are reached"), words, tr("people"), rows, (tr("mean"), tr("95 % interval")))
    numbers = {tr("platform"): [row[0] for row in rows], tr("people"): table["reached"], tr("low"): table["reached_low"], tr("high"): table["reached_high"]}
    return Chart(figure, words, numbers, "reach_by_layer.csv")


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
            rows.append((tr("seeds") if a == 0 else names[a - 1], [100 * passed[a, b] / total for b in layers]))
    if not rows:
        return None
    across = sum(value for (a, b), value in passed.items() if a not in (0, b))
    words = tr("Of those reached over one platform and passing it on, how many of their hundred go over which; {count} people change the platform.", count=number(across))
    keys = [(tr("over {layer}", layer=called), colour(place)) for place, called in enumerate(names)]
    figure = bars.parts(f"{name}-transfers", tr("Where it goes on from each platform"), words, "%", rows, keys)
    numbers = {tr("reached over"): [row[0] for row in rows], **{called: [row[1][place] for row in rows] for place, called in enumerate(names)}}
    return Chart(figure, words, numbers, "layer_transfers.csv")


def ablation_chart(result, name, names):
    table = result.tables.get("layer_ablation", {})
    if not table.get("layer"):
        return None
    rows = list(zip([names[layer - 1] for layer in table["layer"]], table["difference"], table["difference_low"], table["difference_high"]))
    best = max(range(len(rows)), key=lambda row: table["difference"][row])
    words = tr("Without {layer} {count} fewer are active, {share} of all; the same worlds without it. What two platforms reach is missed for neither.",
               layer=rows[best][0], count=number(rows[best][1]), share=percent(table["share"][best]))
    figure = bars.ranges(f"{name}-ablation", tr("What is missing without each platform"), words, tr("people"), rows, (tr("mean"), tr("95 % interval")))
    numbers = {tr("platform"): [row[0] for row in rows], tr("people"): table["difference"], tr("low"): table["difference_low"], tr("high"): table["difference_high"]}
    return Chart(figure, words, numbers, "layer_ablation.csv")


def layer_words(result):
    """What each platform is, for the sentence of the question."""
    found = [tr("{name} ({ties} ties, {model}, {chances})", name=called, ties=number(layer.get("edges", 0)), model=layer.get("model", ""),
                chances=layer.get("probability", "")) for called, layer in zip(layer_names(result), result.summary.get("layers", []))]
    return tr("Platforms: {all}.", all=tr(", ").join(found)) if found else ""
