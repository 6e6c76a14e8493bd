"""What the spread of a result counts: people, unless `select` or `estimate` was told otherwise.

--weights makes it a weight, --hop-decay and --quality a value that falls with distance; --max-hops and --deadline leave people people.
The forward verbs have options of the same names that change how influence spreads, and always count people.
"""
from report_language import tr

AUDIENCE = ("weights", "hop-decay", "quality", "max-hops", "delay", "deadline")
VERBS = ("select", "estimate")


def counting(result):
    """The audience options of a result; two results with the same ones count alike."""
    options = result.options() if result.verb in VERBS else {}
    return {key: str(options[key]) for key in AUDIENCE if options.get(key) not in (None, "")}


def unit(result):
    """"people", "weight" or "value"."""
    how = counting(result)
    if "hop-decay" in how or "quality" in how:
        return "value"
    return "weight" if "weights" in how else "people"


def reached_words(result):
    return {"people": tr("people reached"), "weight": tr("weight reached"), "value": tr("value reached")}[unit(result)]


def added_words(result):
    return {"people": tr("people added"), "weight": tr("weight added"), "value": tr("value added")}[unit(result)]


def lost_words(result):
    return {"people": tr("people lost without it"), "weight": tr("weight lost without it"), "value": tr("value lost without it")}[unit(result)]


def unit_words(result):
    return {"people": tr("people"), "weight": tr("weight"), "value": tr("value")}[unit(result)]


def counting_words(result):
    """What counts, in sentences; nothing where every person reached counts 1."""
    how, found = counting(result), []
    if "weights" in how:
        found.append(tr("A person reached counts the weight that {file} gives, others nothing.", file=how["weights"]))
    if "hop-decay" in how:
        found.append(tr("At hop 1, 2, … a person counts {factors} times, a seed in full; the last factor holds on.", factors=how["hop-decay"]))
    if "quality" in how:
        found.append(tr("What counts is who is content: of quality {quality}, less so with every hop.", quality=how["quality"]))
    if "max-hops" in how:
        found.append(tr("Only who is reached within {hops} hops counts.", hops=how["max-hops"]))
    if "deadline" in how:
        found.append(tr("Only who is reached by time {time} counts; arcs take {delay}.", time=how["deadline"], delay=how["delay"]))
    return (" " if tr("; ") == "; " else "").join(found)
