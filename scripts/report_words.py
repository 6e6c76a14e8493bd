"""Results in plain words: numbers as people write them, and the sentences of the page."""
import pathlib

from report_language import spoken, tr

PERCENT = "\N{NO-BREAK SPACE}%"
MINUS = "\N{MINUS SIGN}"

MODELS = {"ic": "independent cascade", "lt": "linear threshold", "threshold": "thresholds", "si": "SI epidemic", "sis": "SIS epidemic",
          "sir": "SIR epidemic", "seir": "SEIR epidemic"}

TIES = {"proportional": "with each in proportion to its ties", "first": "with the first of them", "last": "with the last of them"}


def number(value):
    """12,345 for whole or large values, 83.1 for small ones."""
    value = float(value)
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"


def signed(value):
    """Like `number`, with a sign and a true minus."""
    text = number(abs(value))
    return text if float(text.replace(",", "")) == 0 else ("+" if value > 0 else MINUS) + text


def percent(share):
    return f"{100 * share:.1f}{PERCENT}"


def share(part, whole):
    if not whole:
        return ""
    hundredths = 100 * part / whole
    return (f"{hundredths:.1f}" if hundredths >= 0.1 or hundredths == 0 else f"{hundredths:.2g}") + PERCENT


def seconds_text(seconds):
    return tr("{seconds} s", seconds=f"{seconds:,.0f}" if seconds >= 100 else f"{seconds:.3g}")


def bytes_text(count):
    return f"{count / 1e9:,.2f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"


def people(count):
    return tr("1 person") if count == 1 else tr("{count} people", count=number(count))


def of_all(part, vertices):
    if not vertices:
        return number(part)
    return tr("{part} of {all} ({share})", part=number(part), all=number(vertices), share=share(part, vertices))


def between(low, high):
    """The 95 % interval as the end of a sentence."""
    if low is None or high is None:
        return ""
    low, high = (number(end).replace("-", MINUS) for end in (low, high))
    return tr(", between {low} and {high} with 95{percent} confidence", low=low, high=high, percent=PERCENT)


def question(result):
    """How influence was taken to spread, from the resolved options."""
    options, graph = result.options(), result.summary.get("graph", {})
    parts = []
    if "vertices" in graph and not result.summary.get("layers"):
        parts.append(tr("{people} people and {ties} ties, a mutual one counted twice", people=number(graph["vertices"]),
                        ties=number(graph.get("edges", 0))))
    elif "vertices" in graph:
        parts.append(tr("{people} people on {layers} platforms", people=number(graph["vertices"]), layers=len(result.summary["layers"])))
    if "model" in options and not result.summary.get("layers"):
        chances = f"constant:{options['beta']}" if options.get("beta") else options.get("probability", tr("as given"))
        parts.append(tr("model {model}, probabilities {chances}", model=tr(MODELS.get(options["model"], options["model"])), chances=chances))
    parts += forward_words(result, options)
    if "worlds" in result.summary:
        count = number(result.summary["worlds"])
        parts.append(tr("{count} samples", count=count) if result.verb == "estimate" else tr("{count} simulated worlds", count=count))
    return tr("; ").join(parts) + full_stop() if parts else ""


def forward_words(result, options):
    """What else worlds run by; of `select` and `estimate`, where the same words say what counts, `counting_words` tells."""
    if result.verb in ("select", "estimate"):
        return []
    found = []
    if options.get("delay"):
        found.append(tr("each tie takes {delay}", delay=options["delay"]))
    if options.get("hop-decay"):
        found.append(tr("times {factors} at hop 1, 2, …", factors=options["hop-decay"]))
    if options.get("max-hops"):
        found.append(tr("{count} hops at most", count=options["max-hops"]))
    if options.get("quality"):
        found.append(tr("quality {quality}", quality=options["quality"]))
    if options.get("respread"):
        found.append(tr("who has tried tries again with probability {rho}", rho=options["respread"]))
    if options.get("tie"):
        found.append(tr("who is reached by several at once goes {rule}", rule=tr(TIES.get(options["tie"], options["tie"]))))
    return found


def full_stop():
    return "。" if spoken() == "zh" else "."


def certificate(result):
    """What the certified ratio means."""
    s = result.summary
    if "ratio" not in s:
        return ""
    if "lower" not in s or "upper" not in s:
        return tr("Certified ratio to the best possible choice: {ratio}.", ratio=f"{s['ratio']:.3f}")
    numbers = {"share": percent(s["ratio"]), "lower": number(s["lower"]), "upper": number(s["upper"])}
    if "budget" in s:
        text = tr("The choice is certified to reach at least {share} of what the best possible choice within the budget reaches: "
                  "it reaches at least {lower} and none can reach more than {upper}.", **numbers)
    else:
        text = tr("The choice is certified to reach at least {share} of what the best possible choice of as many reaches: "
                  "it reaches at least {lower} and none can reach more than {upper}.", **numbers)
    delta = s.get("delta")
    if isinstance(delta, (int, float)):
        text += tr(" This holds with probability at least {chance}.", chance=f"{1 - delta:.6g}")
    return text


def verified(result):
    """What --verify found; a run that the reference does not agree with has no result."""
    apart = [row["standard_errors_apart"] for row in result.summary.get("verify", [])]
    if not apart:
        return ""
    if len(apart) == 1:
        return tr("The serial reference agrees: {apart} standard errors apart.", apart=f"{apart[0]:.1f}")
    return tr("The serial reference agrees in all {count} numbers: at most {apart} standard errors apart.", count=len(apart), apart=f"{max(apart):.1f}")


def half_way(hops):
    """The hop by which half of the final count is active."""
    total, so_far = sum(hops), 0.0
    for hop, newly in enumerate(hops):
        so_far += newly
        if so_far >= total / 2:
            return hop
    return 0


def half_time(times):
    """The point of time by which half of those at its end are active."""
    return next(time for time, active in zip(times["time"], times["active"]) if 2 * active >= times["active"][-1])


def seed_sources(result):
    """What --seeds called each set, without its folder."""
    given = result.options().get("seeds", [])
    given = given if isinstance(given, list) else [given]
    return [pathlib.PurePath(str(text)).name for text in given]


def set_names(result):
    """The same, numbered where two have the same name."""
    short = seed_sources(result) or [tr("set {place}", place=place + 1) for place in range(len(result.summary.get("active", [])))]
    return [tr("{name} (set {place})", name=name, place=place + 1) if short.count(name) > 1 else name for place, name in enumerate(short)]


def one_line(text):
    """A user's own words where only one line has room: breaks are shown as a sign."""
    return " \N{DOWNWARDS ARROW WITH CORNER LEFTWARDS} ".join(str(text).splitlines()) or " "
