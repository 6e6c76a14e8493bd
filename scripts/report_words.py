"""Results in plain words: numbers as people write them, and the sentences of the page."""
import pathlib

PERCENT = "\N{NO-BREAK SPACE}%"
MINUS = "\N{MINUS SIGN}"

MODELS = {"ic": "independent cascade", "lt": "linear threshold", "threshold": "thresholds", "si": "SI epidemic", "sis": "SIS epidemic",
          "sir": "SIR epidemic", "seir": "SEIR epidemic"}


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


def share(part, whole):
    if not whole:
        return ""
    percent = 100 * part / whole
    return (f"{percent:.1f}" if percent >= 0.1 or percent == 0 else f"{percent:.2g}") + PERCENT


def people(count):
    return "1 person" if count == 1 else f"{number(count)} people"


def of_all(part, vertices):
    return f"{number(part)} of {number(vertices)} ({share(part, vertices)})" if vertices else number(part)


def between(low, high):
    if low is None or high is None:
        return ""
    return f", between {number(low).replace('-', MINUS)} and {number(high)} with 95{PERCENT} confidence"


def question(result):
    """How influence was taken to spread, from the resolved options."""
    options = options_of(result)
    graph = result.summary.get("graph", {})
    parts = []
    if "vertices" in graph:
        parts.append(f"{number(graph['vertices'])} people and {number(graph.get('edges', 0))} ties, a mutual one counted twice")
    if "model" in options:
        model = options["model"]
        chances = f"constant:{options['beta']}" if options.get("beta") else options.get("probability", "as given")
        parts.append(f"model {MODELS.get(model, model)}, probabilities {chances}")
    if "worlds" in result.summary:
        samples = "samples" if result.verb == "estimate" else "simulated worlds"
        parts.append(f"{number(result.summary['worlds'])} {samples}")
    return "; ".join(parts) + "." if parts else ""


def certificate(result):
    """What the certified ratio means."""
    s = result.summary
    if "ratio" not in s:
        return ""
    delta = s.get("delta")
    sure = f" This holds with probability at least {1 - delta:.6g}." if isinstance(delta, (int, float)) else ""
    return (f"The choice is certified to reach at least {100 * s['ratio']:.1f}{PERCENT} of what the best possible choice of as many "
            f"reaches: it reaches at least {number(s['lower'])} and none can reach more than {number(s['upper'])}.{sure}"
            if "lower" in s and "upper" in s else f"Certified ratio to the best possible choice: {s['ratio']:.3f}.")


def half_way(hops):
    """The hop by which half of the final count is active."""
    total, so_far = sum(hops), 0.0
    for hop, newly in enumerate(hops):
        so_far += newly
        if so_far >= total / 2:
            return hop
    return 0


def set_names(result):
    """What --seeds called each set, without its folder; numbered where two have the same name."""
    given = options_of(result).get("seeds", [])
    given = given if isinstance(given, list) else [given]
    short = [pathlib.PurePath(str(text)).name for text in given] or [f"set {place + 1}" for place in range(len(result.summary.get("active", [])))]
    return [f"{name} (set {place + 1})" if short.count(name) > 1 else name for place, name in enumerate(short)]


def options_of(result):
    options = result.run.get("options", {})
    return options if isinstance(options, dict) else {}
