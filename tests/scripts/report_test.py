#!/usr/bin/python3
"""The page of results: what it says of runs whose outcome is known, and that it is one whole file.

    report_test.py PROGRAM

The graph is a star with certain arcs beside a path, so that seed sets reach 11, 4 and 1 vertices in every world.
"""
import html.parser
import pathlib
import re
import subprocess
import sys

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
from drive import Cascade, conclude, require  # noqa: E402 -- after the path is set

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Tags(html.parser.HTMLParser):
    """Complains about elements that are not closed in order and about anything fetched from elsewhere."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.text = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "href") and not (value or "").startswith("#"):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")
        self.text += [" "] if tag in ("td", "th") else []

    def handle_data(self, data):
        self.text.append(data)


def report(*arguments):
    done = subprocess.run([SCRIPTS / "report.py", *map(str, arguments)], capture_output=True, text=True)
    require(done.returncode == 0, f"report.py {arguments}: {done.stderr}")
    return done.stdout


def words_of(page):
    """The text of a page, which must be whole; blanks are blanks of one kind."""
    tags = Tags()
    tags.feed(page)
    require(not tags.wrong and not tags.open, f"the page is not whole: {tags.wrong or tags.open}")
    return re.sub(r"\s+", " ", "".join(tags.text).replace("\N{NO-BREAK SPACE}", " "))


def page_of(scratch, *directories):
    first, second = scratch / "one.html", scratch / "two.html"
    report(*directories, "--output", first)
    report(*directories, "--output", second)
    require(first.read_bytes() == second.read_bytes(), "two pages of one result differ")
    return first.read_text()


def holds(text, *expected):
    for words in expected:
        require(words in text, f"'{words}' is not on the page: {text[:1500]}")


def drawn(page, expected):
    """How many figures there are, that of the time apart."""
    found = page.count("<svg") - page.count('id="r0-time-title"')
    require(found == expected, f"{found} figures, not {expected}")


def contrasts(cascade, graph):
    scratch = cascade.scratch
    for name, seed in (("leaf", 11), ("hub", 0), ("path", 12)):
        (scratch / f"{name}.txt").write_text(f"{seed}\n")
    sets = {name: ["--seeds", scratch / f"{name}.txt"] for name in ("leaf", "hub", "path")}
    contrast = ["contrast", "--graph", graph, "--probability", "constant:1", "--worlds", 50, "--force"]

    def run(name, *words):
        cascade.must(*contrast, *words, "--out", scratch / name)
        return words_of(page_of(scratch, scratch / name)), (scratch / "one.html").read_text()

    text, page = run("two", *sets["path"], *sets["hub"])  # the second is ahead: the pair is turned
    holds(text, "hub.txt reaches 7 more people than path.txt, between 7 and 7 with 95 % confidence; it reaches more in 100.0 % of worlds.",
          "How far hub.txt is ahead of path.txt", "+7 in the end, +7 to +7", "hub.txt ends highest, with 11 by hop 3.", "50 simulated worlds",
          "92.9 % to 100.0 %")
    drawn(page, 2)
    text, page = run("three", *sets["path"], *sets["hub"], *sets["leaf"])
    holds(text, "hub.txt reaches 7 more people than path.txt, the next of 3 sets", "hub.txt leaf.txt +10", "path.txt leaf.txt +3")
    drawn(page, 3)
    text, page = run("same", *sets["hub"], *sets["hub"])
    holds(text, "hub.txt (set 1) and hub.txt (set 2) reach 11 people each, the same number in every world.")
    drawn(page, 1)  # a difference that is 0 everywhere is not
    for leaf in (1, 2):  # two leaves of a mutual star are equal but for chance
        (scratch / f"leaf{leaf}.txt").write_text(f"{leaf}\n")
    leaves = [word for leaf in (1, 2) for word in ("--seeds", scratch / f"leaf{leaf}.txt")]
    star = scratch / "star.h5"
    cascade.must("generate", "--kind", "star", "--vertices", 30, "--output", star)
    cascade.must("contrast", "--graph", star, "--probability", "constant:0.4", "--worlds", 300, *leaves, "--out", scratch / "chance")
    holds(words_of(page_of(scratch, scratch / "chance")), "cannot be told apart")


def competes(cascade, graph):
    """Two campaigns that do not meet, so that each has what it reaches alone; two that are worth the same."""
    scratch = cascade.scratch
    (scratch / "groups.csv").write_text("vertex,group\n" + "".join(f"{v},{'star' if v < 11 else 'path'}\n" for v in range(17)))
    (scratch / "end.txt").write_text("15\n")
    compete = ["compete", "--graph", graph, "--probability", "constant:1", "--worlds", 50]
    hub, path, leaf, end = (["--seeds", scratch / f"{name}.txt"] for name in ("hub", "path", "leaf", "end"))

    def run(name, *words):
        cascade.must(*compete, *words, "--out", scratch / name)
        return words_of(page_of(scratch, scratch / name)), (scratch / "one.html").read_text()

    text, page = run("rivals", *path, *hub, "--groups", scratch / "groups.csv")
    holds(text, "Campaign 2 wins 11 of 15 people (73.3 %), between 11 and 11 with 95 % confidence; it leads in 100.0 % of worlds.",
          "Campaign 2 starts with 50.0 % and ends with 73.3 %, 73.3 % to 73.3 %", "Campaign 2 ends with 11; 11 to 11 in nine of ten worlds.",
          "Most people are active in star: 11, of whom Campaign 2 has 100.0 %.", "Campaign 2 hub.txt 1 11", "Campaign 2 Campaign 1 +7",
          "who is reached by several at once goes with each in proportion to its ties", "campaigns2", "of them won by Campaign 273.3 %")
    drawn(page, 5)
    require(page.count("<svg") == page.count("<desc") == page.count("<title") - 1, "a figure has no title or description")
    text, page = run("even", *leaf, *end)
    holds(text, "Campaign 1 and Campaign 2 reach 1 person each, the same number in every world.")
    text, page = run("drawn", *hub, *hub)
    holds(text, "cannot be told apart")


def produces(cascade, graph):
    """Certain arcs: generations are hops. Where nobody tries again all worlds die out together, where everybody does none."""
    scratch = cascade.scratch
    cascade.must("simulate", "--graph", graph, "--seeds", scratch / "hub.txt", "--beta", 1, "--worlds", 20, "--respread", 0, "--out", scratch / "once")
    text, page = words_of(page_of(scratch, scratch / "once")), (scratch / "one.html").read_text()
    holds(text, "Most in generation 1: 10.", "One adopter of generation 0 brings 10 of the next. From generation 1 on it is less than one.",
          "100.0 % of the worlds have died out by hop 2.", "Half of all by hop 2.", "each seed brings into generation 110", "tries an adopter1",
          "who has tried tries again with probability 0")
    drawn(page, 6)
    cascade.must("simulate", "--graph", graph, "--seeds", scratch / "path.txt", "--beta", 1, "--worlds", 20, "--respread", 1, "--max-hops", 4,
                 "--out", scratch / "ever")
    holds(words_of(page_of(scratch, scratch / "ever")), "0.0 % of the worlds have died out by hop 4.", "One adopter of generation 0 brings 1 of the next.")


def spans_platforms(cascade, graph):
    """A second network leads from the star to the path: over it one person, and three more beyond."""
    scratch, bridge = cascade.scratch, cascade.scratch / "bridge.h5"
    (scratch / "bridge.txt").write_text("10 12\n")
    cascade.must("import", "--input", scratch / "bridge.txt", "--directed", "--base", graph, "--output", bridge)
    cascade.must("simulate", "--graph", graph, "--layer", bridge, "--seeds", scratch / "hub.txt", "--beta", 1, "--worlds", 20, "--layer-ablation",
                 "--out", scratch / "layers")
    text, page = words_of(page_of(scratch, scratch / "layers")), (scratch / "one.html").read_text()
    holds(text, "17 people on 2 platforms", "Platforms: g (14 ties, independent cascade, constant:1), bridge (1 ties, independent cascade, constant:1).",
          "Most over g: 13, 86.7 % of all who are active", "g ends highest, with 13.", "2 people are reached over another platform than those who told them.",
          "Without g 14 fewer are active, 93.3 % of all, in the same worlds.", "the seeds 100 0", "Graph digest of bridge")
    drawn(page, 7)


def takes_time(cascade, graph):
    scratch = cascade.scratch
    cascade.must("simulate", "--graph", graph, "--seeds", scratch / "path.txt", "--beta", 1, "--worlds", 20, "--delay", "fixed:1", "--deadline", 2,
                 "--out", scratch / "timed")
    holds(words_of(page_of(scratch, scratch / "timed")), "Starting from 1 person, 3 of 17 (17.6 %) are active by time 2, between 3 and 3",
          "each tie takes fixed:1", "From 1 to 3 by time 2, half of them by 1.")


def counts(cascade, graph):
    """What is reached is called what it is: people, weight or value; what was paid; what the reference says."""
    scratch = cascade.scratch
    (scratch / "weights.csv").write_text("vertex,weight\n0,5\n1,10\n12,1\n")
    (scratch / "costs.csv").write_text("vertex,cost\n0,7.5\n12,2\n16,4\n")
    select = ["select", "--graph", graph, "--probability", "constant:1"]

    def run(name, *words):
        cascade.must(*select, *words, "--out", scratch / name)
        return words_of(page_of(scratch, scratch / name)), (scratch / "one.html").read_text()

    text, page = run("weight", "--k", 2, "--weights", scratch / "weights.csv", "--max-hops", 2)
    holds(text, "2 people reach a weight of 16", "counts the weight that", "weight added", "of those reached have no weight",
          "Only who is reached within 2 hops counts.")
    require("people added" not in text and " of 17" not in text, "a weight is called people")
    text, page = run("value", "--k", 2, "--hop-decay", "0.5")
    holds(text, "2 people reach a value of ", "At hop 1, 2, … a person counts 0.5 times", "value reached")
    require("people reached" not in text and "of everybody" not in text, "a value is called people")
    text, page = run("bought", "--costs", scratch / "costs.csv", "--budget", 10, "--verify")
    holds(text, "no choice within the budget of 10 can reach more than", "the best possible choice within the budget", "spent, of a budget of 109.50",
          "Cost Spent so far", "7.50", "The serial reference agrees: ", "standard errors apart.")


def same_answers(cascade, graph):
    """Runs on other machines that say the same are not ranked."""
    scratch = cascade.scratch
    for threads in (1, 2):
        cascade.must("select", "--graph", graph, "--k", 2, "--threads", threads, "--out", scratch / f"same{threads}")
    text = words_of(page_of(scratch, scratch / "same1", scratch / "same2"))
    holds(text, "All 2 runs have the same answer.", "Time against cores")
    require("ends highest" not in text and "Differences" not in text, "runs with one answer are ranked")
    text = words_of(page_of(scratch, scratch / "same1", scratch / "same2", scratch / "bought", scratch / "weight"))
    holds(text, "same1, same2 have the same answer; same1 stands for them below.", "Differences", "each by its own interval")
    require("weight same1" not in text and "same1 weight" not in text, "weight is compared with people")


def others(cascade, graph):
    """The verbs that have a page of their own already, and several results on one."""
    scratch = cascade.scratch
    cascade.must("select", "--graph", graph, "--k", 2, "--probability", "constant:1", "--out", scratch / "select")
    cascade.must("simulate", "--graph", graph, "--seeds", scratch / "hub.txt", "--beta", 1, "--worlds", 20, "--out", scratch / "simulate")
    holds(report("--headline", scratch / "simulate", scratch / "two"), "Starting from 1 person, 11 of 17", "hub.txt reaches 7 more people")
    text = words_of(page_of(scratch, scratch / "select", scratch / "simulate", scratch / "two"))
    holds(text, "2 people reach", "Starting from 1 person", "hub.txt reaches 7 more", "probabilities constant:1")
    done = subprocess.run([SCRIPTS / "report.py", str(scratch)], capture_output=True, text=True)
    require(done.returncode == 66 and "summary.json" in done.stderr, f"a folder that is no result: {done}")


def main():
    with Cascade(sys.argv[1]) as cascade:
        edges, graph = cascade.scratch / "edges.txt", cascade.scratch / "g.h5"
        edges.write_text("".join(f"0 {leaf}\n" for leaf in range(1, 11)) + "16 11\n" + "12 13\n13 14\n14 15\n")
        cascade.must("import", "--input", edges, "--directed", "--output", graph)
        contrasts(cascade, graph)
        competes(cascade, graph)
        produces(cascade, graph)
        spans_platforms(cascade, graph)
        takes_time(cascade, graph)
        counts(cascade, graph)
        same_answers(cascade, graph)
        others(cascade, graph)
    print("report: pages say what their results say")
    return 0


if __name__ == "__main__":
    conclude(main)
