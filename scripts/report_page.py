"""The page: headline, figures, seed table and provenance of each result, as one HTML text."""
import html

import report_figures as figures
from report_contrast import contrast_facts, contrast_figures, contrast_words, pair_table, set_table
from report_headline import headline
from report_words import certificate, half_way, number, options_of, question, share

MOST_ROWS = 50
RUN_LABELS = {  # provenance key -> words; a key that is not here is shown under its own name
    "verb": "Verb", "version": "Version", "commit": "Commit", "graph: path": "Graph file", "graph: digest": "Graph digest",
    "ranks": "Ranks", "threads": "Threads a rank", "layout": "Layout", "hosts": "Hosts", "job_id": "Batch job", "restarts": "Restarts",
    "started": "Started", "wall_seconds": "Seconds", "core_seconds": "Core seconds", "seconds": "Seconds",
    "peak_rss_bytes": "Peak memory of a rank", "exit_reason": "Ended because", "random_seed": "Random seed",
}
CSS = """
:root{color-scheme:light;--ink:#1c2733;--soft:#51606f;--line:#e3e7ec;--blue:#175a8c;--wash:#f5f7f9}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:66rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1{font-size:clamp(1.4rem,1rem + 1.6vw,2.1rem);line-height:1.25;font-weight:700;margin:.25rem 0 1rem;max-width:54rem}
h2{font-size:1.25rem;line-height:1.35;margin:3rem 0 .75rem;padding-top:1.25rem;border-top:2px solid var(--ink)}
h1 span,h2 span{font-weight:400;color:var(--soft)}
h3{font-size:1rem;margin:2rem 0 .5rem}
p{max-width:46rem;margin:.5rem 0}
.soft{color:var(--soft)}
.warn{border-left:4px solid #a3461b;background:#fbf1ec;padding:.5rem .9rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.5rem 0;padding:0}
.facts div{background:var(--wash);border-radius:.5rem;padding:.7rem .9rem}
.facts dt{color:var(--soft);font-size:.85rem}
.facts dd{margin:0;font-size:1.35rem;font-weight:650;font-variant-numeric:tabular-nums}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.5rem 2rem;margin:1.5rem 0}
figure{margin:0;break-inside:avoid}
figcaption{font-weight:650;margin-bottom:.4rem}
figcaption span{display:block;font-weight:400;color:var(--soft);font-size:.9rem}
svg{display:block;width:100%;height:auto;overflow:visible}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:.3rem .9rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{color:var(--soft);font-weight:600;border-bottom:1px solid var(--soft)}
.n{text-align:right}
.seeds{width:100%;max-width:46rem}
.share{width:28%}
.share i{display:block;height:.65rem;margin-top:.45rem;background:var(--blue);border-radius:2px}
.pairs{width:100%}
.pairs td,.pairs th{white-space:nowrap}
.odds{width:18%;min-width:6rem}
.odds i{display:inline-block;height:.65rem;vertical-align:middle}
.run th{font-weight:400;color:var(--soft);white-space:nowrap}
.run td{overflow-wrap:anywhere}
@media (max-width:34rem){main{padding:1.25rem 1rem 2rem}.share{display:none}
.run,.run tbody{display:block}.run tr{display:flex;flex-wrap:wrap;column-gap:1rem;padding:.3rem 0;border-bottom:1px solid var(--line)}
.run th,.run td{padding:0;border:0}}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}h2,h3{break-after:avoid}tr{break-inside:avoid}
.facts div{border:1px solid var(--line)}.share i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.figures{grid-template-columns:1fr 1fr}.facts{grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr))}
section+section{break-before:page}section+section h2{border:0;margin-top:0}}
"""


def page(results):
    first = results[0]
    sections = [section(result, f"r{place}", lead=place == 0) for place, result in enumerate(results)]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(headline(first))}</title>
<style>{CSS}</style>
</head>
<body>
<main>
{''.join(sections)}</main>
</body>
</html>
"""


def section(result, name, lead):
    title = "h1" if lead else "h2"
    parts = [f"<section>\n<{title}>{two_tones(headline(result))}</{title}>\n", paragraph(question(result), "soft")]
    if not result.complete:
        parts.append(paragraph("This result was not finished: its MANIFEST.json is missing. Numbers may change.", "warn"))
    parts += [facts(result), paragraph(certificate(result)), result_figures(result, name), hop_words(result), seed_table(result),
              contrast_part(result), provenance(result), "</section>\n"]
    return "".join(parts)


def two_tones(sentence):
    """What is reached in full strength, how sure that is after it, softer."""
    reached, comma, rest = sentence.partition(", between ")
    return html.escape(reached) + (f"<span>{html.escape(comma + rest)}</span>" if comma else "")


def paragraph(text, style=""):
    style = f' class="{style}"' if style else ""
    return f"<p{style}>{html.escape(text)}</p>\n" if text else ""


def facts(result):
    """The few numbers worth a large type."""
    s = result.summary
    graph = s.get("graph", {})
    vertices = graph.get("vertices", 0)
    found = []
    if "k" in s:
        found.append(("seeds", number(s["k"])))
    reach = s.get("spread", s.get("active"))
    if isinstance(reach, (int, float)):
        found.append(("people reached", number(reach)))
        if vertices:
            found.append(("of everybody", share(reach, vertices)))
    if "ratio" in s:
        found.append(("of the optimum, certified", f"{100 * s['ratio']:.1f} %"))
    if "theta" in s:
        found.append(("samples drawn to choose", number(s["theta"])))
    if result.verb == "contrast":
        found += contrast_facts(result)
    if s.get("hops"):
        found.append(("half are active by hop", number(half_way(s["hops"]))))
    if "worlds" in s:
        found.append(("samples" if result.verb == "estimate" else "worlds simulated", number(s["worlds"])))
    cells = "".join(f"<div><dt>{html.escape(label)}</dt><dd>{html.escape(value)}</dd></div>" for label, value in found)
    return f'<dl class="facts">{cells}</dl>\n' if found else ""


def result_figures(result, name):
    drawn = []
    curve, hops = result.curve(), result.series.get("hops", {})
    if curve and len(curve["k"]) > 1:
        k, spread = curve["k"], curve["spread"]
        words = f"Expected reach grows from {number(spread[0])} with {number(k[0])} to {number(spread[-1])} with {number(k[-1])} seeds."
        drawn.append((figures.spread_curve(f"{name}-spread", curve, words), words))
        gains = f"The first adds {number(spread[0])}, the last {number(spread[-1] - spread[-2])}."
        drawn.append((figures.marginal_gain(f"{name}-gain", curve, gains), gains))
    for column, title, colours in (("newly_active", "Newly active at each hop", (figures.RUST, figures.RUST_BAND)),
                                   ("active", "Active so far", (figures.BLUE, figures.BLUE_BAND))):
        if hops.get("hop") and hops.get(column):
            mean = hops[column]
            top = max(range(len(mean)), key=mean.__getitem__)
            words = (f"Most at hop {hops['hop'][top]}: {number(mean[top])}." if column == "newly_active" else
                     f"From {number(mean[0])} to {number(mean[-1])} by hop {hops['hop'][-1]}.")
            drawn.append((figures.by_hop(f"{name}-{column.replace('_', '-')}", hops, column, title, words, colours), words))
    if result.verb == "contrast":
        drawn += contrast_figures(result, name)
    items = [f"<figure><figcaption>{html.escape(f.title)}<span>{html.escape(words)}</span></figcaption>{f.svg}</figure>\n" for f, words in drawn]
    return f'<div class="figures">\n{"".join(items)}</div>\n' if items else ""


def hop_words(result):
    if not any(name.endswith("_q95") for name in result.series.get("hops", {})):
        return ""
    return paragraph("Bands show how worlds differ from one another; the interval in the headline says how well their mean is known.", "soft")


def contrast_part(result):
    return paragraph(contrast_words(result), "soft") + set_table(result) + pair_table(result) if result.verb == "contrast" else ""


def seed_table(result):
    rows = result.seed_rows
    if not rows and "vertex" in result.tables.get("seeds", {}):
        table = result.tables["seeds"]
        rows = [dict(zip(table, values)) for values in zip(*table.values())]
    if result.verb != "select" or not rows or "vertex" not in rows[0]:
        return ""
    most = max((float(row.get("gain") or 0) for row in rows), default=0) or 1
    body = []
    for place, row in enumerate(rows[:MOST_ROWS], 1):
        width = max(0.0, 100 * float(row.get("gain") or 0) / most)
        body.append(f'<tr><td class="n">{html.escape(str(row.get("rank", place)))}</td><td>{html.escape(str(row["vertex"]))}</td>'
                    f'<td class="n">{cell(row, "gain")}</td><td class="share"><i style="width:{width:.1f}%"></i></td>'
                    f'<td class="n">{cell(row, "spread")}</td></tr>\n')
    more = f", the first {MOST_ROWS} of {len(rows)}" if len(rows) > MOST_ROWS else ""
    return (f'<h3>The chosen seeds{more}</h3>\n<div class="scroll"><table class="seeds"><thead><tr><th class="n">No.</th><th>Who</th>'
            f'<th class="n">Adds</th><th class="share"></th><th class="n">Reach so far</th></tr></thead>\n'
            f'<tbody>\n{"".join(body)}</tbody></table></div>\n')


def cell(row, column):
    return number(row[column]) if row.get(column) not in (None, "") else ""


def provenance(result):
    """Everything needed to run it again."""
    flat = {}
    for key, value in (result.run or summarised(result)).items():
        if isinstance(value, dict):
            flat.update({f"{key}: {inner}": found for inner, found in value.items()} if key != "options" else {})
        else:
            flat[key] = value
    if isinstance(flat.get("peak_rss_bytes"), int):
        flat["peak_rss_bytes"] = f"{flat['peak_rss_bytes'] / 1e6:,.0f} MB"
    rows = [(RUN_LABELS.get(key, key), text(value)) for key, value in flat.items() if text(value)]
    rows += [(f"--{key}", text(value)) for key, value in options_of(result).items() if text(value)]
    if not rows:
        return ""
    body = "".join(f"<tr><th>{html.escape(str(label))}</th><td>{html.escape(value)}</td></tr>\n" for label, value in rows)
    return (f'<h3>How it was made: cascade {html.escape(result.verb)}, in {html.escape(result.name)}</h3>\n'
            f'<div class="scroll"><table class="run"><tbody>\n{body}</tbody></table></div>\n')


def summarised(result):
    """What summary.json says of the run, where result.h5 has no provenance."""
    kept = {key: result.summary[key] for key in ("exit_reason", "random_seed", "ranks", "threads", "layout", "seconds") if key in result.summary}
    digest = result.summary.get("graph", {}).get("digest")
    return {**kept, "graph": {"digest": digest}} if digest else kept


def text(value):
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: ""}[value]
    return f"{value:.6g}" if isinstance(value, float) else str(value)
