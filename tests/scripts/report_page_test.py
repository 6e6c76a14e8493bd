#!/usr/bin/python3
"""What a browser and a reader make of pages: nothing is fetched, nothing overflows a phone, words are dark enough, both
languages are whole, and awkward names come out as they went in.

    report_page_test.py PROGRAM     exit 77 when there is no Chromium, after all that needs none

Results are made up where no run would give them: ids above 2^53 and labels with commas, quotes and line ends.
"""
import ast
import csv
import html
import json
import pathlib
import re
import string
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import report_charts  # noqa: E402 -- after the path is set
import report_page  # noqa: E402
import report_words  # noqa: E402
from browser import Browser, program  # noqa: E402
from drive import Cascade, conclude, require  # noqa: E402
from report_figures import Figure  # noqa: E402
from report_zh import CHINESE  # noqa: E402

SCRIPTS = pathlib.Path(report_page.__file__).parent
NAMES = ["小米·社群", 'a,"b"', "two\nlines", "$x$ <b>&amp;", str(2**53 + 1)]
DARK_ENOUGH = """(() => {
  const light = c => { const v = c.map(x => { x /= 255; return x <= .04045 ? x / 12.92 : Math.pow((x + .055) / 1.055, 2.4); });
                       return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const wrong = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walk.nextNode();) {
    const home = node.parentElement, box = home.getBoundingClientRect();
    if (!node.data.trim() || !box.width || ["TITLE", "DESC", "STYLE"].includes(home.tagName.toUpperCase())) continue;
    const style = getComputedStyle(home);
    let under = [255, 255, 255];
    for (let e = home.closest("svg") ? null : home; e; e = e.parentElement) {
      const c = parts(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) { under = c; break; }
    }
    const ink = parts(home.closest("svg") ? style.fill : style.color);
    if (home.closest("svg") && light(ink) > .9) continue;  // white on a dark cell: measured from the shades themselves
    const a = light(ink), b = light(under), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) wrong.push(node.data.trim().slice(0, 30) + " " + ratio.toFixed(2));
  }
  return wrong;
})()"""


CROWDED = """(() => {
  const wrong = [], edge = document.documentElement.clientWidth;
  for (const svg of document.querySelectorAll("svg")) {
    const words = [...svg.querySelectorAll("text")].filter(one => one.textContent.trim());
    const name = one => svg.querySelector("title").textContent + ": " + one.textContent.trim().slice(0, 30);
    words.forEach((one, place) => {
      const a = one.getBoundingClientRect();
      if (a.left < -1 || a.right > edge + 1) wrong.push(name(one) + " leaves the page");
      for (const other of words.slice(place + 1)) {
        const b = other.getBoundingClientRect();
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 3) wrong.push(name(one) + " is written over " + other.textContent.trim().slice(0, 30));
      }
    });
  }
  return wrong;
})()"""


def wordings():
    """Every English wording that the scripts ask for, with the file that does."""
    found = {words: "a table" for words in [*report_page.RUN_LABELS.values(), *report_words.MODELS.values(), *report_words.TIES.values(), *report_charts.PHASES]}
    for script in sorted(SCRIPTS.glob("report*.py")):
        for node in ast.walk(ast.parse(script.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "tr_html") and isinstance(node.args[0], ast.Constant):
                found[node.args[0].value] = script.name
    return found


def fields(wording):
    return sorted(name for _, name, _, _ in string.Formatter().parse(wording) if name)


def both_languages_are_whole():
    asked = wordings()
    require(len(asked) > 150, f"only {len(asked)} wordings were found in the scripts")
    for english, script in asked.items():
        require(english in CHINESE, f"{script}: no Chinese for '{english}'")
        require(fields(english) == fields(CHINESE[english]), f"other fields in the Chinese of '{english}'")
    unused = set(CHINESE) - set(asked)
    require(not unused, f"nobody asks for {unused}")


def shades_are_told_apart_from_their_words():
    import report_bars as bars
    for place, fill in enumerate(bars.SHADES):
        ink = bars.ink_on(fill)
        ratio = contrast(fill, ink)
        require(ratio >= 4.5, f"{ink} on shade {place}, {fill}: {ratio:.2f}")


def contrast(one, other):
    def light(colour):
        parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def words_stand_as_they_are():
    """Stand-ins are put back, whatever they look like."""
    figure = Figure("test", "title", "description", "x", "y")
    names = [*NAMES, "@0@nn", "a & b"]
    with figure as axes:
        axes.plot([0, 1], [0, 1])
        axes.set_yticks(range(len(names)), [figure.word(name) for name in names])
    for name in names:
        shown = html.escape(report_words.one_line(name))
        require(f">{shown}<" in figure.svg, f"{name!r} is not in the figure as {shown!r}")
    require("<title" in figure.svg and "<desc" in figure.svg, "a figure has no title or description")


def made_up(cascade):
    """A result whose seeds have such names, from a true one."""
    scratch = cascade.scratch
    cascade.must("generate", "--kind", "social", "--vertices", 400, "--edges", 1500, "--output", scratch / "g.h5")
    cascade.must("select", "--graph", scratch / "g.h5", "--k", len(NAMES), "--out", scratch / "named", "--precision", "0.05")
    rows = list(csv.DictReader(open(scratch / "named/seeds.csv", newline="")))
    summary = json.loads((scratch / "named/summary.json").read_text())
    with open(scratch / "named/seeds.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        table.writeheader()
        for row, name in zip(rows, NAMES):
            table.writerow({**row, "vertex": name})
    summary["seeds"] = NAMES
    (scratch / "named/summary.json").write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
    return scratch / "named"


def runs(cascade):
    """Results of every verb, with all that is drawn of them."""
    scratch, graph = cascade.scratch, cascade.scratch / "g.h5"
    named = made_up(cascade)
    groups = scratch / "groups.csv"
    with open(groups, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerows([("vertex", "group"), *((v, NAMES[v % 2] if v % 3 else f"circle {v % 7}") for v in range(400))])
    seeds = scratch / "seeds.txt"
    seeds.write_text("1\n2\n3\n")
    simulate = ["simulate", "--graph", graph, "--worlds", 200, "--replicates"]
    cascade.must(*simulate, "--seeds", seeds, "--groups", groups, "--tree", "seeds", "--out", scratch / "simulate", ranks=2)
    cascade.must(*simulate, "--seeds", "degree:3", "--delay", "exponential:1", "--deadline", 5, "--out", scratch / "degree")
    cascade.must("estimate", "--graph", graph, "--seeds", seeds, "--precision", "0.05", "--delay", "fixed:1", "--deadline", 2, "--out", scratch / "estimate")
    cascade.must("simulate", "--graph", graph, "--seeds", seeds, "--worlds", 200, "--respread", 0.6, "--out", scratch / "respread")
    (scratch / "more.txt").write_text("".join(f"{v} {7 * v % 400}\n" for v in range(1, 400)))
    cascade.must("import", "--input", scratch / "more.txt", "--undirected", "--base", graph, "--output", scratch / NAMES[0])
    cascade.must("simulate", "--graph", graph, "--layer", scratch / NAMES[0], graph, "--layer-model", "lt", "ic", "--seeds", "degree:3", "--worlds", 200,
                 "--layer-ablation", "--out", scratch / "layers", ranks=2)
    cascade.must("contrast", "--graph", graph, "--seeds", seeds, "--seeds", groups, "--worlds", 100, "--out", scratch / "contrast")
    cascade.must("compete", "--graph", graph, "--seeds", seeds, "--seeds", "degree:3", "--groups", groups, "--worlds", 100, "--out", scratch / "compete")
    for threads in (1, 2):
        cascade.must("select", "--graph", graph, "--k", 3, "--precision", "0.05", "--threads", threads, "--out", scratch / f"threads{threads}")
    return [named, *(scratch / name for name in ("simulate", "layers", "degree", "respread", "estimate", "contrast", "compete", "threads1", "threads2"))]


def verb_makes_pages(cascade, directories):
    """`cascade report`, in both languages; the same bytes twice."""
    scratch = cascade.scratch
    for language in ("en", "zh"):
        pages = []
        for turn in range(2):
            cascade.must("report", *directories, "--language", language, "--output", scratch / f"{language}.html")
            pages.append((scratch / f"{language}.html").read_bytes())
        require(pages[0] == pages[1], "two pages of the same results differ")
        require(len(pages[0]) < 2_000_000, f"the page has {len(pages[0])} bytes")
        text = pages[0].decode()
        for name in NAMES[:1] + NAMES[3:]:
            require(html.escape(name) in text, f"{name!r} is not on the page")
        require(f"<td>{html.escape(NAMES[2])}</td>" in text, "a label with a line end is not on the page")
        require("<script" not in text and "http" not in text, "the page holds a script or an address")
        english = [label for label in re.findall("<tr><th>([^<-][^<]*)</th>", text) if label.isascii()] if language == "zh" else []
        require(not english, f"the Chinese page says how it was made in English: {english}")
    for words in ("Differences", "world by world", "Time against cores", "Reach by group and hop", "When each group is first reached", "Ties out",
                  "What each seed is worth to the others", "What each seed brought", "Share of each campaign by group", "Where the time went", "Peak memory of each rank"):
        require(words in (scratch / "en.html").read_text(), f"'{words}' is not on the page")


def failures(cascade, directory):
    """Exit codes of `cascade report`, one message each, with and without a launcher."""
    scratch = cascade.scratch
    (scratch / "mine.txt").write_text("mine\n")
    bare = scratch / "bare-python"
    bare.write_text('#!/bin/sh\nexec /usr/bin/python3 -S "$@"\n')  # -S: without the packages of the system
    bare.chmod(0o755)
    for code, words, arguments in (
            (66, "summary.json", [scratch]),
            (66, "absent", [scratch / "absent"]),
            (66, "nowhere/python3 is missing", [directory, "--python", "/nowhere/python3"]),
            (66, "python3-matplotlib", [directory, "--python", bare]),
            (2, "--language", [directory, "--language", "fr"]),
            (2, "DIR", []),
            (73, "mine.txt", [directory, "--output", scratch / "mine.txt"]),
            (73, "nowhere", [directory, "--output", scratch / "nowhere/page.html"])):
        for ranks in (0, 2):
            done = cascade.run("report", *arguments, ranks=ranks)
            said = done.stderr
            require(done.returncode == code, f"report {arguments} on {ranks} ranks: exit {done.returncode}, not {code}: {said}")
            require(said.count(": error: ") == 1 and words in said, f"report {arguments} on {ranks} ranks: {said}")
    require((scratch / "mine.txt").read_text() == "mine\n", "a file that is no page was replaced")
    cascade.must("report", directory, "--output", scratch / "mine.txt", "--force")
    require("<html" in (scratch / "mine.txt").read_text(), "--force did not replace the file")


def browser_is_content(scratch):
    with Browser() as browser:
        for language in ("en", "zh"):
            path = scratch / f"{language}.html"
            for width in (390, 1280):
                tab = browser.open(path, width)
                require(not tab.requests, f"{path.name} asks for {tab.requests}")
                require(not tab.complaints, f"{path.name}: {tab.complaints}")
                wide = tab.evaluate("document.documentElement.scrollWidth")
                require(wide <= width, f"{path.name} is {wide} pixels wide on a screen of {width}")
                faint = tab.evaluate(DARK_ENOUGH)
                require(not faint, f"{path.name}: too faint: {faint}")
                crowded = tab.evaluate(CROWDED)
                require(not crowded, f"{path.name} on a screen of {width}: {crowded}")
            require(len(tab.print_pdf()) > 10_000, "nothing is printed")
        planted = scratch / "planted.html"
        planted.write_text("<!DOCTYPE html><meta name=viewport content='width=device-width'><img src='absent.png'><script>undefined.x</script>"
                           "<p style='color:#999'>faint</p><div style='width:2000px'>wide</div>"
                           "<svg viewBox='0 0 9 9'><title>figure</title><text>one</text><text>other</text></svg>")
        tab = browser.open(planted, 390)
        seen = [bool(tab.requests), bool(tab.complaints), tab.evaluate("document.documentElement.scrollWidth") > 390, bool(tab.evaluate(DARK_ENOUGH)),
                bool(tab.evaluate(CROWDED))]
        require(all(seen), f"a page that is wrong in every way was not found out: {seen}")


def main():
    both_languages_are_whole()
    shades_are_told_apart_from_their_words()
    words_stand_as_they_are()
    with Cascade(sys.argv[1]) as cascade:
        directories = runs(cascade)
        verb_makes_pages(cascade, directories)
        failures(cascade, directories[0])
        if program() is None:
            print("report pages: skipped in a browser: chromium is not installed")
            return 77
        browser_is_content(cascade.scratch)
    print("report pages: whole, in two languages, and a browser is content")
    return 0


if __name__ == "__main__":
    conclude(main)
