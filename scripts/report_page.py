"""The page: headline, figures, seed table and provenance of each result, as one HTML text."""
import report_compete
import report_contrast
import report_producers
from report_charts import charts, machine_charts
from report_figures import WIDTH, thinned
from report_headline import headline
from report_language import LANGUAGES, spoken, tr, tr_html
from report_layers import layer_charts, layer_names, layer_words
from report_runs import answer_words, difference_table, repeats, run_charts, run_table
from report_style import CSS
from report_tables import BAR, NUMBERS, WORDS, grid, text_of, titled
from report_units import counting_words, reached_words, unit
from report_words import bytes_text, certificate, half_time, half_way, number, percent, question, share, verified

GENERATOR = "cascade report"
MOST_ROWS = 50
MOST_NUMBERS = 60  # rows of the table behind a figure
MOST_DRAWN = 8  # results with figures of their own, so that the page stays small
RUN_LABELS = {  # provenance key -> words; a key that is not here is shown under its own name
    "verb": "Verb", "version": "Version", "commit": "Commit", "graph: path": "Graph file", "graph: digest": "Graph digest",
    "ranks": "Ranks", "threads": "Threads a rank", "layout": "Layout", "hosts": "Hosts", "job_id": "Batch job", "restarts": "Restarts",
    "started": "Started", "wall_seconds": "Seconds", "wall_seconds_before": "Seconds of earlier attempts", "core_seconds": "Core seconds",
    "exchange: bytes": "Bytes between ranks", "exchange: messages": "Messages between ranks", "exchange: crossings": "Crossings of samples between shards",
    "exchange: direct": "Rounds of exchange, direct", "exchange: sparse": "Rounds of exchange, sparse", "exchange: grid": "Rounds of exchange, over a grid",
    "seconds": "Seconds", "peak_rss_bytes": "Peak memory of a rank", "exit_reason": "Ended because", "random_seed": "Random seed",
}
OWN = {"contrast": report_contrast, "compete": report_compete}  # verbs with words, figures and tables of their own
APART = ("warnings", "peak_rss_bytes_by_rank", "options")  # told elsewhere on the page


def page(results):
    first = results[0]
    again = repeats(results)
    sections = [section_again(result, f"r{place}", place, *again[id(result)]) if id(result) in again else
                section(result, f"r{place}", place, "h1" if len(results) == 1 else "h2") for place, result in enumerate(results)]
    together = comparison(results) if len(results) > 1 else ""
    return f"""<!DOCTYPE html>
<html lang="{LANGUAGES[spoken()]}">
<head>
<meta charset="utf-8">
<meta name="generator" content="{GENERATOR}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text_of(headline(first))}</title>
<style>{CSS}</style>
</head>
<body>
<main>
{together}{''.join(sections)}</main>
</body>
</html>
"""


def own(result):
    """The module of what only this verb has, or nothing."""
    module = OWN.get(result.verb)
    return module if module and module.ABOUT in result.summary else None


def comparison(results):
    title = tr("{count} results side by side", count=len(results))
    drawn = "".join(map(figure_of, run_charts(results)))
    return (f"<section>\n<h1>{text_of(title)}</h1>\n{paragraph(answer_words(results))}{run_table(results)}" + (f'<div class="figures">\n{drawn}</div>\n' if drawn else "")
            + difference_table(results) + "</section>\n")


def section(result, name, place, title):
    parts = [f"<section>\n<{title}>{two_tones(headline(result))}</{title}>\n", paragraph(verified(result)), paragraph(question(result), "soft"),
             paragraph(layer_words(result), "soft"), unfinished(result), facts(result), paragraph(counting_words(result)), paragraph(certificate(result))]
    if place < MOST_DRAWN:
        parts += [answer_part(result, name), machine_part(result, name)]
    else:
        parts.append(paragraph(tr("Only the first {count} results have figures of their own.", count=MOST_DRAWN), "soft"))
    made = tr("How it was made: cascade {verb}, in {name}", verb=result.verb, name=result.name)
    parts += [warnings_of(result), provenance_table(made, provenance(result)), "</section>\n"]
    return "".join(parts)


def section_again(result, name, place, twin, called, twin_called):
    """What a result has of its own whose answer is that of `twin`, which is told once."""
    told = provenance(twin)
    own_rows = [row for row in provenance(result) if row not in told]
    parts = [f'<section class="again">\n<h2>{text_of(tr("{name}: the same answer as {first}", name=called, first=twin_called))}</h2>\n', unfinished(result),
             machine_part(result, name) if place < MOST_DRAWN else "", warnings_of(result),
             provenance_table(tr("How it was made, where that differs from {first}", first=twin_called), own_rows), "</section>\n"]
    return "".join(parts)


def unfinished(result):
    return "" if result.complete else paragraph(tr("This result was not finished: its MANIFEST.json is missing. Numbers may change."), "warn")


def answer_part(result, name):
    found = charts(result, name) + layer_charts(result, name) + (own(result).own_charts(result, name) if own(result) else [])
    return figures_of(found) + hop_words(result) + seed_table(result) + own_part(result)


def two_tones(sentence):
    """What is reached in full strength, how sure that is after it, softer."""
    cut = sentence.find(tr(", between {low} and {high} with 95{percent} confidence").partition("{")[0])
    reached, rest = (sentence[:cut], sentence[cut:]) if cut > 0 else (sentence, "")
    return text_of(reached) + (f"<span>{text_of(rest)}</span>" if rest else "")


def paragraph(text, style=""):
    style = f' class="{style}"' if style else ""
    return f"<p{style}>{text_of(text)}</p>\n" if text else ""


def facts(result):
    """The few numbers worth a large type."""
    s = result.summary
    found = []
    if "k" in s:
        found.append((tr("seeds"), number(s["k"])))
    reach = s.get("spread", s.get("active"))
    if isinstance(reach, (int, float)):
        found.append((reached_words(result), number(reach)))
        people = reach if unit(result) == "people" else s.get("reach") if unit(result) == "weight" else None
        if people is not reach and people is not None:
            found.append((tr("people reached"), number(people)))
        if people is not None and result.vertices:
            found.append((tr("of everybody"), share(people, result.vertices)))
    if "waste" in s:
        found.append((tr("of those reached have no weight"), percent(s["waste"])))
    if "budget" in s:
        found.append((tr("spent, of a budget of {budget}", budget=number(s["budget"])), number(s["spent"])))
    if "ratio" in s:
        found.append((tr("of the optimum, certified"), percent(s["ratio"])))
    if "theta" in s:
        found.append((tr("samples drawn to choose"), number(s["theta"])))
    if own(result):
        found += own(result).own_facts(result)
    found += report_producers.own_facts(result)
    if result.series.get("time", {}).get("active"):
        found.append((tr("half are active by time"), number(half_time(result.series["time"]))))
    elif s.get("hops"):
        found.append((tr("half are active by hop"), number(half_way(s["hops"]))))
    if "worlds" in s:
        found.append((tr("samples") if result.verb == "estimate" else tr("worlds simulated"), number(s["worlds"])))
    cells = "".join(f"<div><dt>{text_of(label)}</dt><dd>{text_of(value)}</dd></div>" for label, value in found)
    return f'<dl class="facts">{cells}</dl>\n' if found else ""


def figures_of(found):
    """Two stand beside each other; those taller than wide come last, where they leave no hole."""
    in_order = sorted(found, key=lambda chart: chart.figure.height > WIDTH)
    return f'<div class="figures">\n{"".join(map(figure_of, in_order))}</div>\n' if found else ""


def figure_of(chart):
    figure = chart.figure
    keys = "".join(f'<li><i class="{kind}" style="background:{colour};--c:{colour}"></i>{text_of(words)}</li>' for words, colour, kind in figure.keys)
    keys = f'<ul class="keys">{keys}</ul>' if len(figure.keys) > 1 else ""
    return (f"<figure><figcaption>{text_of(figure.title)}<span>{text_of(chart.words)}</span></figcaption>{keys}{figure.svg}"
            f"{numbers(chart)}</figure>\n")


def numbers(chart):
    """The table behind a figure, thinned where it is long."""
    columns = list(chart.table.values())
    length = min(map(len, columns))
    places = thinned(length, MOST_NUMBERS)
    heads = [(NUMBERS if place else WORDS, name) for place, name in enumerate(chart.table)]
    rows = [[value_of(column[place]) for column in columns] for place in places]
    more = paragraph(tr("{few} of {all} rows; {file} has all of them.", few=len(places), all=number(length), file=chart.source), "soft") if length > len(places) else ""
    return f'<details><summary>{tr_html("The numbers")}</summary>{more}{grid(heads, rows)}</details>'


def value_of(value):
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def hop_words(result):
    if own(result) or not any(name.endswith("_q95") for name in result.series.get("hops", {})):
        return ""
    return paragraph(tr("Bands show how worlds differ from one another; the interval in the headline says how well their mean is known."), "soft")


def own_part(result):
    return paragraph(own(result).own_words(), "soft") + own(result).own_tables(result) if own(result) else ""


def seed_table(result):
    rows = result.rows("seeds.csv")
    if not rows and "vertex" in result.tables.get("seeds", {}):
        table = result.tables["seeds"]
        rows = [dict(zip(table, values)) for values in zip(*table.values())]
    if result.verb != "select" or not rows or "vertex" not in rows[0]:
        return ""
    degrees = result.tables.get("seed_degrees", {}).get("out_degree", [])
    degrees = degrees if len(degrees) == len(rows) else []
    most = max((float(row.get("gain") or 0) for row in rows), default=0) or 1
    more = [(column, head) for column, head in (("cost", tr("Cost")), ("spent", tr("Spent so far"))) if column in rows[0]]
    columns = [(NUMBERS, tr("No.")), (WORDS, tr("Who")), *([(NUMBERS, tr("Ties out"))] if degrees else []), (NUMBERS, tr("Adds")), (BAR, ""),
               (NUMBERS, tr("Reach so far")), *((NUMBERS, head) for _, head in more)]
    body = [[row.get("rank", place + 1), row["vertex"], *([number(degrees[place])] if degrees else []), told(row, "gain"),
             [(float(row.get("gain") or 0) / most, "")], told(row, "spread"), *(told(row, column) for column, _ in more)]
            for place, row in enumerate(rows[:MOST_ROWS])]
    title = tr("The chosen seeds")
    if len(rows) > MOST_ROWS:
        title = tr("The chosen seeds, the first {few} of {all}", few=MOST_ROWS, all=number(len(rows)))
    return titled(title, columns, body, "seeds")


def told(row, column):
    return number(row[column]) if row.get(column) not in (None, "") else ""


def machine_part(result, name):
    found = machine_charts(result, name)
    return f'<h3>{tr_html("What it cost")}</h3>\n{figures_of(found)}' if found else ""


def warnings_of(result):
    return "".join(paragraph(tr("Warning: {text}", text=text), "warn") for text in result.run.get("warnings", []))


def provenance(result):
    """Everything needed to run it again, as (words, text)."""
    flat = {}
    for key, value in (result.run or summarised(result)).items():
        if key == "layers":
            for called, layer in list(zip(layer_names(result), value))[1:]:  # the first is --graph
                flat |= {tr("Graph file of {layer}", layer=called): layer["path"], tr("Graph digest of {layer}", layer=called): layer["digest"]}
        elif key in APART:
            continue
        elif isinstance(value, dict):
            flat.update({f"{key}: {inner}": found for inner, found in value.items()})
        else:
            flat[key] = value
    if isinstance(flat.get("peak_rss_bytes"), int):
        flat["peak_rss_bytes"] = bytes_text(flat["peak_rss_bytes"])
    if flat.get("exit_reason") == "done":
        flat["exit_reason"] = tr("done")
    rows = [(tr(RUN_LABELS.get(key, key)), text(value)) for key, value in flat.items() if text(value)]
    return rows + [(f"--{key}", text(value)) for key, value in result.options().items() if text(value)]


def provenance_table(title, rows):
    body = "".join(f"<tr><th>{text_of(label)}</th><td>{text_of(value)}</td></tr>\n" for label, value in rows)
    return f'<h3>{text_of(title)}</h3>\n<div class="scroll"><table class="run"><tbody>\n{body}</tbody></table></div>\n' if rows else ""


def summarised(result):
    """What summary.json says of the run, where result.h5 has no provenance."""
    kept = {key: result.summary[key] for key in ("exit_reason", "random_seed", "ranks", "threads", "layout", "seconds") if key in result.summary}
    digest = result.summary.get("graph", {}).get("digest")
    return {**kept, "graph": {"digest": digest}} if digest else kept


def text(value):
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, bool) or value is None:
        return {True: tr("yes"), False: tr("no"), None: ""}[value]
    return f"{value:.6g}" if isinstance(value, float) else str(value)
