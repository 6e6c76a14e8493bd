#!/usr/bin/python3
"""Law 4, a failure is shared: the exit code of the contract, one message, no hang, with and without a launcher.

    law4_failure.py PROGRAM [--full]

Every case runs without a launcher and on three ranks, every third, with --full each, also on one rank of a launcher. There must be one
message, and it must hold the words given: a failure that each rank reports for itself would be told three times. mpirun takes
its time to end after a failure, so several cases run at once, each thread of them with an output of its own.
"""
import concurrent.futures
import os
import pathlib
import shutil
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from drive import Cascade, conclude, last_lines, require  # noqa: E402 -- after the path is set

OUTPUTS = ("out", "new.h5")
AT_ONCE = 6


def cases(cascade):
    """(exit code, words of the message, command) for each way to fail."""
    scratch = cascade.scratch

    def file(name, text):
        (scratch / name).write_text(text)
        return scratch / name

    def graph(name, text, *options):
        cascade.must("import", "--input", file(f"{name}.txt", text), "--output", scratch / f"{name}.h5", *options)
        return scratch / f"{name}.h5"

    good = graph("good", "0 1\n1 2\n2 0\n", "--directed")
    over = graph("over", "0 2 0.7\n1 2 0.6\n", "--directed", "--weights", "column")
    outside = graph("outside", "0 1 0.5\n1 2 1.5\n", "--directed", "--weights", "column")
    torn = scratch / "torn.h5"
    torn.write_bytes(good.read_bytes()[:-64])
    taken = scratch / "taken"
    cascade.must("select", "--graph", good, "--k", 1, "--out", taken)
    seeds, stranger = file("seeds.txt", "0\n"), file("stranger.txt", "0\n99\n")
    new, out, pipe = scratch / "new.h5", scratch / "out", scratch / "pipe"
    os.mkfifo(pipe)
    select = ["select", "--graph", good, "--k", 1]

    return [
        (2, "no-such-option", select + ["--no-such-option", "--out", out]),
        (2, "nonsense", ["nonsense"]),
        (2, "--out needs a value", [*select, "--out", ""]),
        (2, "not a regular file", ["simulate", "--graph", good, "--seeds", pipe, "--checkpoint", scratch / "store", "--out", out]),
        (2, "--k", ["select", "--graph", good, "--k", 0, "--out", out]),
        (2, "--hit-and-stop", [*select, "--hit-and-stop", "maybe"]),
        (2, "--hit-and-stop", [*select, "--algorithm", "fixed", "--samples", 10, "--hit-and-stop", "on"]),
        (2, "--hit-and-stop", [*select, "--algorithm", "imm", "--hit-and-stop", "on"]),
        (2, "--samples", [*select, "--algorithm", "imm", "--samples", 10]),
        (2, "--certify-samples: only", [*select, "--certify-samples", 10]),
        (2, "--certify-samples", [*select, "--algorithm", "fixed", "--samples", 10, "--certify-samples", 0]),
        (2, "--settle", [*select, "--algorithm", "imm", "--settle", "0.3"]),
        (2, "--choose-by", [*select, "--choose-by", "luck"]),
        (2, "--choose-by expectation: --algorithm imm", [*select, "--algorithm", "imm", "--choose-by", "expectation"]),
        (2, "--choose-by expectation: --budget", ["select", "--graph", good, "--budget", 5, "--costs", scratch / "good.txt",
                                                  "--choose-by", "expectation", "--out", out]),
        (2, "--budget", ["select", "--graph", good, "--algorithm", "imm", "--budget", 5, "--costs", scratch / "good.txt"]),
        (2, "nonsense", select + ["--model", "nonsense", "--out", out]),
        (2, "nonsense", select + ["--probability", "nonsense", "--out", out]),
        (2, "--layout", select + ["--layout", "5x7", "--out", out]),
        (2, "directed", ["import", "--input", scratch / "good.txt", "--output", new]),
        (65, "bad.txt:2", ["import", "--input", file("bad.txt", "0 1\n1 x\n"), "--output", new, "--directed"]),
        (65, "tail.csv:3: text follows the closing quote", ["import", "--input", file("tail.csv", 'u,v\n1,2\n"10"92,5\n'), "--output", new, "--directed"]),
        (65, "open.csv:1: a quoted field is not closed", ["import", "--input", file("open.csv", 'source,"target\n1,2\n'), "--output", new, "--directed"]),
        (65, "bad.txt", ["select", "--graph", scratch / "bad.txt", "--k", 1, "--out", out]),
        (65, "torn.h5", ["select", "--graph", torn, "--k", 1, "--out", out]),
        (65, "99", ["estimate", "--graph", good, "--seeds", stranger, "--out", out]),
        (65, "1.5", ["estimate", "--graph", outside, "--seeds", seeds, "--probability", "weights", "--out", out]),
        (65, "normalise", ["estimate", "--graph", over, "--seeds", seeds, "--model", "lt", "--probability", "weights", "--out", out]),
        *audience_cases(file, good, seeds, out),
        *cost_cases(file, good, out),
        *layer_cases(file, graph, good, outside, torn, seeds, out),
        *forward_cases(file, good, seeds, out),
        *forward_numbers(good, seeds, out),
        *forward_weights(graph, over, outside, seeds, out),
        *forward_files(file, good, seeds, out),
        *time_cases(graph, good, seeds, out),
        *script_cases(cascade, file, good, taken, out),
        *exchange_cases(file, select, out),
        (66, "absent.txt", ["import", "--input", scratch / "absent.txt", "--output", new, "--directed"]),
        (66, "absent.h5", ["select", "--graph", scratch / "absent.h5", "--k", 1, "--out", out]),
        (66, "absent.txt", ["simulate", "--graph", good, "--seeds", scratch / "absent.txt", "--out", out]),
        (71, "memory", select + ["--memory-per-rank", "1K", "--out", out]),
        (73, "taken", select + ["--out", taken]),
        (73, "/proc/nowhere/out", select + ["--out", "/proc/nowhere/out"]),
        (73, "good.h5", ["import", "--input", scratch / "good.txt", "--output", good, "--directed"]),
    ]


def exchange_cases(file, select, out):
    """Ways to exchange, and measurements of exchange and disks, that cannot be."""
    wrong = [("--exchange", "nonsense Grid"), ("--exchange-cap", "0 2G much -1")]
    exchange = [("--partners", "0 7 -1 all"), ("--latency", "-1 nan soon 1e7"), ("--largest", "0 x"), ("--repetitions", "0 1001")]
    return [
        *((2, f"{option} {value}", [*select, option, value, "--out", out]) for option, values in wrong for value in values.split()),
        *((2, f"{option} {value}", ["bench", "exchange", option, value]) for option, values in exchange for value in values.split()),
        (2, "--size 0", ["bench", "io", "--size", 0]),
        *((2, f"{option}: only bench", ["bench", word, option, value]) for word, option, value in
          (("io", "--partners", 1), ("memory", "--latency", 1), ("exchange", "--dir", "."), ("sampling", "--size", "1M"), ("io", "--largest", 8))),
        (71, "memory", ["bench", "io", "--size", "1M", "--memory-per-rank", "1K", "--dir", out.parent]),
        (73, "/no/such/place", ["bench", "io", "--size", "1M", "--dir", "/no/such/place"]),
        (73, "a-file", ["bench", "io", "--size", "1M", "--dir", file("a-file", "")]),
    ]


def audience_cases(file, good, seeds, out):
    """Who counts and how far, said in ways that cannot be."""
    verbs = [["select", "--graph", good, "--k", 1, "--out", out], ["estimate", "--graph", good, "--seeds", seeds, "--out", out]]
    options = [("--max-hops", "-1 1.5 far"), ("--hop-decay", "1,2 .5,.6 1,,0 nan -0.1 1;0"), ("--quality", "0 1.5 nan good")]
    wrong = [(option, value) for option, values in options for value in values.split()]
    rows = [("2", "0,heavy"), ("2", "0,-1"), ("2", "0,nan"), ("2", "0,inf"), ("3", "0,1\n0,2"), ("2", "0"), ("2", "zero,1")]
    files = [(f"weights{number}.csv:{line}", file(f"weights{number}.csv", f"vertex,weight\n{text}\n")) for number, (line, text) in enumerate(rows)]
    return [
        *((2, f"{option} {value}", [*verbs[turn % 2], option, value]) for turn, (option, value) in enumerate(wrong)),
        *((65, words, [*verbs[turn % 2], "--weights", path]) for turn, (words, path) in enumerate(files)),
        *((2, "--hop-decay and --quality", [*verb, "--hop-decay", "1", "--quality", "0.5"]) for verb in verbs),
        *((2, "--quality", [*verb, "--quality", "0.5", "--model", "lt"]) for verb in verbs),
        *((65, "nobody counts", [*verb, "--weights", file("nothing.csv", "vertex,weight\n0,0\n")]) for verb in verbs),
        *((65, "nobody counts", [*verb, "--weights", file("none.csv", "vertex,weight\n")]) for verb in verbs),
        *((65, "99", [*verb, "--weights", file("foreign.csv", "vertex,weight\n0,1\n99,1\n")]) for verb in verbs),
        *((65, "weightless.csv:1", [*verb, "--weights", file("weightless.csv", "vertex,worth\n0,1\n")]) for verb in verbs),
        *((66, "absent.csv", [*verb, "--weights", out.parent / "absent.csv"]) for verb in verbs),
    ]


def cost_cases(file, good, out):
    """Costs and budgets that cannot be."""
    select = ["select", "--graph", good, "--out", out]
    fees = file("fees.csv", "vertex,cost\n0,2.5\n1,3\n")
    rows = [("2", "0,dear"), ("2", "0,0"), ("2", "0,-1"), ("2", "0,nan"), ("2", "0,1.2345678"), ("2", "0,2e9"), ("3", "0,1\n0,2"), ("2", "0")]
    files = [(f"fees{number}.csv:{line}", file(f"fees{number}.csv", f"vertex,cost\n{text}\n")) for number, (line, text) in enumerate(rows)]
    return [
        (2, "--k", select),
        *((2, "--costs and --budget", [*select, "--k", 1, *words]) for words in (["--costs", fees], ["--budget", 5])),
        *((2, f"--budget {value}", [*select, "--costs", fees, "--budget", value]) for value in ("0", "-1", "nan", "2e9", "1.00000001", "much")),
        (2, "--hit-and-stop", [*select, "--costs", fees, "--budget", 5, "--hit-and-stop", "on"]),
        (2, "--epsilon", [*select, "--costs", fees, "--budget", 5, "--epsilon", "0.6"]),
        *((65, words, [*select, "--costs", path, "--budget", 5]) for words, path in files),
        (65, "costs 2.5", [*select, "--costs", fees, "--budget", 2]),
        (65, "costs 3", [*select, "--costs", fees, "--budget", 2.9, "--exclude", file("cheap.txt", "0\n")]),
        (65, "no vertex that may be chosen has a cost", [*select, "--costs", file("nofees.csv", "vertex,cost\n"), "--budget", 5]),
        (65, "99", [*select, "--costs", file("farfees.csv", "vertex,cost\n99,1\n"), "--budget", 5]),
        (66, "absent.csv", [*select, "--costs", out.parent / "absent.csv", "--budget", 5]),
    ]


def layer_cases(file, graph, good, outside, torn, seeds, out):
    """Layers that are not of one network, and laws for layers that are not there."""
    verbs = [["estimate", "--graph", good, "--seeds", seeds, "--out", out], ["select", "--graph", good, "--k", 1, "--out", out],
             ["simulate", "--graph", good, "--seeds", seeds, "--out", out]]
    strangers = graph("strangers", "0 1\n1 7\n", "--directed")
    longer = graph("longer", "0 1\n1 -7\n2 3\n", "--directed")
    named = graph("named", "a b\nb c\nc a\n", "--directed")
    new = out.parent / "new.h5"
    grow = ["import", "--output", new, "--directed", "--input", file("grow.txt", "0 1\n1 5\n")]
    return [
        *((65, "import --base", [*verbs[turn], "--layer", other]) for turn, other in enumerate((strangers, longer, named))),
        *((66, "absent.h5", [*verb, "--layer", out.parent / "absent.h5"]) for verb in verbs),
        *((65, "torn.h5", [*verb, "--layer", good, torn]) for verb in verbs[1:]),
        (65, "outside.h5", [*verbs[0], "--layer", outside, "--layer-probability", "weights"]),
        (65, "outside.h5", [*verbs[2], "--layer", good, outside, "--layer-probability", "constant:0.1", "weights"]),
        *((2, "--layer-model", [*verb, "--layer", good, "--layer-model", "ic", "lt"]) for verb in verbs),
        (2, "--layer-probability", [*verbs[0], "--layer", good, good, good, "--layer-probability", "wc", "wc"]),
        (2, "nonsense", [*verbs[1], "--layer", good, "--layer-probability", "nonsense"]),
        (2, "nonsense", [*verbs[2], "--layer", good, "--layer-model", "nonsense"]),
        *((2, option, [*verbs[turn], option, word]) for turn, (option, word) in enumerate((("--layer-model", "lt"), ("--layer-probability", "wc")))),
        (2, "--layer", [*verbs[0], "--layer", *[good] * 8]),
        (2, "--layer", [*verbs[2], "--layer", good, "--model", "sir", "--gamma", "0.5"]),
        *((2, "--quality", [*verb, "--layer", good, "--quality", "0.5"]) for verb in verbs),
        (2, "--respread: not with --layer", [*verbs[2], "--layer", good, "--respread", "0.5"]),
        *((2, "--delay: not with --layer", [*verb, "--layer", good, "--delay", "fixed:1", "--deadline", 2]) for verb in verbs),
        *((2, "--layer-ablation", [*verb, "--layer-ablation"]) for verb in verbs),
        (2, "--normalise", [*verbs[2], "--layer", good, "--normalise"]),
        (2, "--order", [*grow, "--base", good, "--order", "degree"]),
        (65, "--ids string", [*grow, "--base", good, "--ids", "string"]),
        (65, "have labels", ["import", "--output", new, "--input", file("grow.graph", "2 1\n2\n1\n"), "--base", named]),
        (65, "--ids integer", [*grow, "--base", named, "--ids", "integer"]),
        (65, "words.txt:1", ["import", "--output", new, "--directed", "--base", good, "--input", file("words.txt", "a b\n")]),
        (65, "torn.h5", [*grow, "--base", torn]),
        (66, "absent.h5", [*grow, "--base", out.parent / "absent.h5"]),
    ]


def forward_cases(file, good, seeds, out):
    """The ways in which options and files of the forward models can be wrong."""
    simulate = ["simulate", "--graph", good, "--seeds", seeds, "--out", out]
    return [
        (2, "--gamma", [*simulate, "--model", "sir"]),
        (2, "--gamma", [*simulate, "--model", "sir", "--gamma", "1.5"]),
        (2, "--gamma", [*simulate, "--gamma", "0.5"]),
        (2, "--alpha", [*simulate, "--model", "seir", "--gamma", "0.5"]),
        (2, "--max-hops", [*simulate, "--model", "sis", "--gamma", "0.5"]),
        (2, "--beta", [*simulate, "--beta", "-0.1"]),
        (2, "--beta", [*simulate, "--beta", "0.1", "--probability", "constant:0.1"]),
        (2, "--threshold", [*simulate, "--model", "threshold"]),
        (2, "fraction:1.2", [*simulate, "--model", "threshold", "--threshold", "fraction:1.2"]),
        (2, "--hop-decay", [*simulate, "--hop-decay", "1,2"]),
        (2, "--quality", [*simulate, "--quality", "nan"]),
        (2, "--quality", [*simulate, "--quality", "0.5", "--model", "lt"]),
        (2, "--tree", [*simulate, "--tree", "big"]),
        (2, "--tree-worlds", [*simulate, "--tree", "seeds", "--tree-worlds", "5"]),
        (2, "--seeds", ["contrast", "--graph", good, "--seeds", seeds, "--out", out]),
        (65, "99", ["contrast", "--graph", good, "--seeds", seeds, "--seeds", file("other.txt", "99\n"), "--out", out]),
        (2, "--seeds", ["compete", "--graph", good, "--seeds", seeds, "--out", out]),
        (2, "--seeds", ["compete", "--graph", good, *["--seeds", seeds] * 17, "--out", out]),
        (2, "--tie", ["compete", "--graph", good, "--seeds", seeds, "--seeds", seeds, "--tie", "both", "--out", out]),
        (2, "--model", ["compete", "--graph", good, "--seeds", seeds, "--seeds", seeds, "--model", "lt", "--out", out]),
        (2, "--normalise", ["compete", "--graph", good, "--seeds", seeds, "--seeds", seeds, "--normalise", "--out", out]),
        (65, "99", ["compete", "--graph", good, "--seeds", seeds, "--seeds", file("rival.txt", "99\n"), "--out", out]),
        (65, "rivals.csv:1", ["compete", "--graph", good, "--seeds", seeds, "--seeds", seeds, "--groups", file("rivals.csv", "vertex,circle\n0,a\n"), "--out", out]),
        (65, "blocked.txt", [*simulate, "--blocked", file("blocked.txt", "99\n")]),
        (65, "accept.csv:3", [*simulate, "--acceptance", file("accept.csv", "vertex,acceptance\n0,1\n1,1.5\n")]),
        (65, "99", [*simulate, "--groups", file("groups.csv", "vertex,group\n0,a\n99,b\n")]),
        (65, "nogroup.csv:1", [*simulate, "--groups", file("nogroup.csv", "vertex,circle\n0,a\n")]),
        (65, "empty.csv:2", [*simulate, "--groups", file("empty.csv", "vertex,group\n0,\n")]),
    ]


WRONG_NUMBERS = {  # words of a model: option, values that it must not take
    "": [("--worlds", "0 -1 many 1e30"), ("--max-hops", "-1 1.5 5e9"), ("--hop-decay", "1,,2 1,0.5, -0.1 nan 1;2"), ("--quality", "1.5 -0.1 good"),
         ("--respread", "1 1.5 -0.1 nan often"),
         ("--beta", "1.5 high"), ("--probability", "constant:1.5 constant:-0.1 constant:nan constant uniform:0.5,0.2 uniform:0,2 uniform:0.1"),
         ("--probability-seed", "-1 x"), ("--random-seed", "-3 x"), ("--seeds", "random:0 random:x degree:0 degree:1.5")],
    "--model si --max-hops 3": [("--activity-decay", "1.5 -0.1 nan 1,0.5")],
    "--model sir": [("--gamma", "-0.5 nan 2")],
    "--model seir --gamma 0.5": [("--alpha", "1.01 x")],
    "--model threshold": [("--threshold", "count:0 count:1.5 fraction:-0.1 fraction:x fraction some")],
}
ONLY_SIMULATE = [("--precision", "0 2 -1 x"), ("--tree-worlds", "0 x 1e7")]
MISFITS = [("--activity-decay", "--activity-decay 0.5"), ("--activity-decay", "--model lt --activity-decay 0.5"),
           ("--activity-decay", "--model threshold --threshold drawn --activity-decay 1"), ("--hop-decay", "--model lt --hop-decay 1"),
           ("--threshold", "--threshold count:2"), ("--alpha", "--model sir --gamma 0.5 --alpha 0.5"), ("--gamma", "--model lt --gamma 0.5"),
           ("--quality", "--model sir --gamma 1 --quality 0.5"), ("--normalise", "--normalise"), ("--max-hops", "--respread 1"),
           *(("--respread", f"--model {model} --respread 0.5") for model in ("lt", "threshold --threshold count:2", "si --max-hops 3", "sir --gamma 0.5")),
           ("--respread and --quality", "--respread 0.5 --quality 0.5"), ("--max-hops", "--model sir --gamma 0"),
           ("--max-hops", "--model seir --gamma 0.5 --alpha 0"), ("--model", "--model nonsense")]


def forward_numbers(good, seeds, out):
    """Numbers out of range, and options that do not go with the model: usage, told without a look at the data."""
    verbs = [["simulate", "--graph", good, "--seeds", seeds, "--out", out], ["contrast", "--graph", good, "--seeds", seeds, "--seeds", seeds, "--out", out]]
    wrong = [(option, value, model.split()) for model, options in WRONG_NUMBERS.items() for option, values in options for value in values.split()]
    # each verb takes turns: what they share is one piece of code
    cases = [(2, f"{option} {value}", [*verbs[turn % 2], *model, option, value]) for turn, (option, value, model) in enumerate(wrong)]
    cases += [(2, option, [*verbs[turn % 2], *words.split()]) for turn, (option, words) in enumerate(MISFITS)]
    return cases + [(2, f"{option} {value}", [*verbs[0], "--tree", "full", option, value]) for option, values in ONLY_SIMULATE for value in values.split()]


def forward_weights(graph, over, outside, seeds, out):
    """Arcs without a probability, named by their ends, under every model that reads them."""
    negative = graph("negative", "0 1 0.5\n1 2 -0.25\n", "--directed", "--weights", "column")
    plain = graph("plain", "0 1\n", "--directed")

    def ask(verb, of, *words):
        return [verb, "--graph", of, "--seeds", seeds, *(["--seeds", seeds] if verb == "contrast" else []), *words, "--out", out]

    weights = ("--probability", "weights")
    models = [["--model", "ic"], ["--quality", "0.5"], ["--model", "lt", "--normalise"], ["--model", "threshold", "--threshold", "fraction:0.5"],
              ["--model", "si", "--max-hops", 2], ["--model", "sir", "--gamma", 1, "--activity-decay", "0.5"]]
    return [
        *((65, "1 -> 2 has weight 1.5", ask(("simulate", "contrast")[turn % 2], outside, *weights, *model)) for turn, model in enumerate(models)),
        *((65, "1 -> 2 has weight -0.25", ask(("contrast", "simulate")[turn % 2], negative, *weights, *model)) for turn, model in enumerate(models)),
        (65, "vertex 2", ask("simulate", over, *weights, "--model", "lt")),
        (65, "vertex 2", ask("contrast", over, "--model", "lt", "--probability", "constant:0.7")),
        (65, "weight column", ask("contrast", plain, *weights)),
    ]


LATE = "--delay exponential:1 --deadline 2"
WRONG_TIMES = {  # words before: option, values that it must not take
    "": [("--delay", "exponential:0 exponential:-1 weibull:1 weibull:0,1 rayleigh:nan fixed:-1 fixed:inf weights:2 gamma:1")],
    "--delay fixed:1": [("--deadline", "-1 soon nan 1e30")],
    "--delay fixed:1 --deadline 2": [("--time-grid", "0 5000 x 0,5 -1,5 4,")],
}
WRONG_COMPANY = [("--deadline", "--deadline 2"), ("--max-hops", f"{LATE} --max-hops 2"), ("--hop-decay", f"{LATE} --hop-decay 1,.5"),
                 ("--quality", f"{LATE} --quality 0.5"), ("--delay weights", "--delay weights --deadline 2 --probability weights")]
WRONG_FORWARD = [("--time-grid", "--time-grid 5"), ("--time-grid", "--delay fixed:1"), ("--tree", f"{LATE} --tree seeds"), ("--respread: goes by hops", f"{LATE} --respread 0.5"),
                 ("--model sir", f"{LATE} --model sir --gamma 0.5"), ("--model threshold", f"{LATE} --model threshold --threshold drawn")]


def time_cases(graph, good, seeds, out):
    """Delays and deadlines that cannot be, and arcs whose weight is no delay."""
    verbs = [[verb, "--graph", good, *words, "--out", out]
             for verb, words in (("simulate", ["--seeds", seeds]), ("estimate", ["--seeds", seeds]), ("select", ["--k", 1]))]
    wrong = [(option, value, before.split()) for before, options in WRONG_TIMES.items() for option, values in options for value in values.split()]
    cases = [(2, f"{option} {value}", [*verbs[0 if option == "--time-grid" else turn % 3], *before, option, value])
             for turn, (option, value, before) in enumerate(wrong)]
    cases += [(2, words, [*verbs[turn % 3], *options.split()]) for turn, (words, options) in enumerate(WRONG_COMPANY)]
    cases += [(2, words, [*verbs[0], *options.split()]) for words, options in WRONG_FORWARD]
    early = graph("early", "0 1 0.5\n1 2 -0.25\n", "--directed", "--weights", "column")
    for verb, *words in (("simulate", "--seeds", seeds), ("contrast", "--seeds", seeds, "--seeds", seeds), ("estimate", "--seeds", seeds), ("select", "--k", 1)):
        ask = [verb, *words, "--out", out, "--deadline", 3, "--delay"]
        cases.append((65, "arc 1 -> 2 has weight -0.25; a delay from 0", [*ask, "weights", "--graph", early]))
        cases.append((65, "no weight column", [*ask, "exponential:weights", "--graph", good]))
    return cases


def forward_files(file, good, seeds, out):
    """Files about vertices: the line, or the vertex, is named."""
    simulate = ["simulate", "--graph", good, "--seeds", seeds, "--out", out]
    contrast = ["contrast", "--graph", good, "--seeds", seeds, "--seeds", seeds, "--out", out]
    texts = {
        "--acceptance": [("2", "0,often"), ("2", "0,"), ("2", "0,-0.5"), ("2", "0,nan"), ("3", "0,0.5\n0,0.7"), ("2", "0"), ("2", "zero,0.5")],
        "--groups": [("3", "0,a\nx,b"), ("3", "0,a\n0,b"), ("2", "0"), ("4", "# circles\n0,a\n1,")],
    }
    cases = []
    for option, rows in texts.items():
        for number, (line, text) in enumerate(rows):
            name, column = f"{option[2:]}{number}.csv", {"--acceptance": "acceptance", "--groups": "group"}[option]
            job = contrast if option == "--acceptance" and number % 2 else simulate
            cases.append((65, f"{name}:{line}", [*job, option, file(name, f"vertex,{column}\n{text}\n")]))
    lists = [("1", "x"), ("2", "0\n1.5"), ("1", "0 1"), ("2", "0\n99999999999999999999")]
    for number, (line, text) in enumerate(lists):
        name = f"list{number}.txt"
        path = file(name, f"{text}\n")
        cases.append((65, f"{name}:{line}", [*(simulate, contrast)[number % 2], "--blocked", path]))
        cases.append((65, f"{name}:{line}", ["simulate", "--graph", good, "--seeds", path, "--out", out]))
        cases.append((65, f"{name}:{line}", ["contrast", "--graph", good, "--seeds", seeds, "--seeds", path, "--out", out]))
    return cases + [
        (65, "nobody.txt", ["simulate", "--graph", good, "--seeds", file("nobody.txt", "# nobody\n"), "--out", out]),
        (65, "99", [*contrast, "--acceptance", file("strange.csv", "vertex,acceptance\n0,1\n99,1\n")]),
        (65, "99", [*contrast, "--blocked", file("strange.txt", "0\n99\n")]),
        (65, "header.csv:1", [*contrast, "--acceptance", file("header.csv", "vertex,accept\n0,1\n")]),
        (65, "empty.txt", [*simulate, "--groups", file("empty.txt", "")]),
        *((66, "absent.txt", [*simulate, option, out.parent / "absent.txt"]) for option in ("--acceptance", "--blocked", "--groups")),
        (66, "absent.txt", ["contrast", "--graph", good, "--seeds", seeds, "--seeds", out.parent / "absent.txt", "--out", out]),
    ]


def script_cases(cascade, file, good, taken, out):
    """Verbs that read results and need no ranks: on three, too, one of them complains."""
    scratch = cascade.scratch
    torn, unfinished, silent = (scratch / name for name in ("torn-result", "unfinished", "silent"))
    for copy in (torn, unfinished, silent):
        shutil.copytree(taken, copy)
    (torn / "result.h5").write_bytes((taken / "result.h5").read_bytes()[:-64])
    (unfinished / "MANIFEST.json").unlink()
    (silent / "events.jsonl").unlink()
    other = scratch / "other.h5"
    cascade.must("generate", "--kind", "ring", "--vertices", 3, "--output", other)
    to, picture = ["--format", "parquet", "--output", out], ["--format", "gexf", "--output", scratch / OUTPUTS[1]]
    return [
        (2, "--format", ["export", taken, "--format", "xls", "--output", out]),
        (2, "--output", ["export", taken, "--format", "parquet"]),
        (2, "--graph", ["export", taken, *picture]),
        (2, "--hops", ["export", taken, *to, "--hops", 2]),
        (2, "--most", ["export", taken, *picture, "--graph", good, "--most", 0]),
        (2, "--compression", ["export", taken, *picture, "--graph", good, "--compression", "none"]),
        (2, "same name", ["export", taken, taken, *to]),
        (65, "result.h5", ["export", torn, *to]),
        (65, "MANIFEST.json", ["export", unfinished, *to]),
        (65, "MANIFEST.json", ["export", taken, scratch, *to]),
        (65, "other.h5", ["export", taken, *picture, "--graph", other]),
        (65, "torn.h5", ["export", taken, *to, "--graph", scratch / "torn.h5"]),
        (65, "99", ["export", taken, *picture, "--graph", good, "--seeds", scratch / "stranger.txt"]),
        (65, "bare.csv:1", ["export", taken, *picture, "--graph", good, "--groups", file("bare.csv", "vertex\n0\n")]),
        (66, "absent", ["export", scratch / "absent", *to]),
        (66, "absent.h5", ["export", taken, *picture, "--graph", scratch / "absent.h5"]),
        (66, "absent.txt", ["export", taken, *picture, "--graph", good, "--seeds", scratch / "absent.txt"]),
        (66, "absent-python", ["export", taken, *to, "--python", scratch / "absent-python"]),
        (73, "taken", ["export", taken, "--format", "jsonl", "--output", taken]),
        (73, "good.h5", ["export", taken, "--format", "jsonl", "--output", good, "--force"]),
        (73, "good.h5", ["export", taken, "--format", "graphml", "--graph", good, "--output", good]),
        (73, "/proc/nowhere/out", ["export", taken, "--format", "jsonl", "--output", "/proc/nowhere/out"]),
        (2, "--language", ["report", taken, "--output", out, "--language", "fr"]),
        (65, "result.h5", ["report", torn, "--output", out]),
        (66, "absent: is no directory", ["report", scratch / "absent", "--output", out]),
        (66, "absent-python", ["report", taken, "--output", out, "--python", scratch / "absent-python"]),
        (73, "good.h5", ["report", taken, "--output", good]),
        (73, "/proc/nowhere/page", ["report", taken, "--output", "/proc/nowhere/page"]),
        (2, "--every", ["watch", taken, "--every", 0]),
        (65, "silent", ["watch", silent]),
        (66, "absent", ["watch", scratch / "absent", "--once"]),
    ]


def outputs(cascade):
    """What a case writes to, as it is named in its command -> where this thread has it."""
    own = f"thread{threading.get_ident()}"
    return {cascade.scratch / name: cascade.scratch / own / name for name in OUTPUTS}


def check(cascade, code, words, command, ranks):
    """What is wrong with one failure, or nothing."""
    own = outputs(cascade)
    own[cascade.scratch / OUTPUTS[0]].parent.mkdir(exist_ok=True)
    command = [own.get(word, word) for word in command]
    done = cascade.run(*command, ranks=ranks, timeout=60)
    said = f"{cascade.words(command, {'ranks': ranks})}: {last_lines(done)}"
    if done.returncode != code:
        return f"exit {done.returncode}, not {code}: {said}"
    errors = done.stderr.count(": error: ")
    if errors != 1 or words not in done.stderr[done.stderr.index(": error: "):]:
        return f"{errors} messages, not one that names '{words}': {said}"
    return ""


def leftovers(cascade, folder):
    """A failed run leaves no file; its directory may stay, with the log of events, but is no result and in nobody's way."""
    out, new = (folder / name for name in OUTPUTS)
    left = ([new] if new.exists() else []) + [file for file in out.glob("*") if file.name != "events.jsonl"]
    wrong = [f"a failed run left {file.name} behind" for file in left]
    again = cascade.run("select", "--graph", cascade.scratch / "good.h5", "--k", 1, "--out", out)
    if again.returncode != 0 or not (out / "MANIFEST.json").exists():
        wrong.append(f"a run cannot follow failed ones into their directory: exit {again.returncode}: {last_lines(again)}")
    return wrong


def main():
    with Cascade(sys.argv[1]) as cascade:
        wrong = []
        listed = cases(cascade)
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            checks = [pool.submit(check, cascade, *case, ranks) for turn, case in enumerate(listed)
                      for ranks in ((0, 3), (0, 1, 3))["--full" in sys.argv or turn % 3 == 0]]
            wrong += filter(None, (one.result() for one in checks))
        folders = sorted(cascade.scratch.glob("thread*"))
        require(len(folders) == AT_ONCE, f"{len(folders)} threads wrote, not {AT_ONCE}")
        for folder in folders:
            wrong += leftovers(cascade, folder)
    for text in wrong:
        print(text)
    print(f"law 4: {len(listed)} failures on 2 or 3 machines, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    conclude(main)
