"""Results in plain words: numbers as people write them, and the sentences of the page."""

PERCENT = "\N{NO-BREAK SPACE}%"

MODELS = {"ic": "independent cascade", "lt": "linear threshold"}


def number(value):
    """12,345 for whole or large values, 83.1 for small ones."""
    value = float(value)
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"


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
    return f", between {number(low)} and {number(high)} with 95{PERCENT} confidence"


def headline(result):
    """The one sentence a reader takes away."""
    s = result.summary
    vertices = s.get("graph", {}).get("vertices", 0)
    if result.verb == "select" and "spread" in s:
        return select_headline(s, vertices)
    if result.verb == "estimate" and "spread" in s:
        return f"The given seeds reach {of_all(s['spread'], vertices)}{between(s.get('spread_low'), s.get('spread_high'))}."
    if result.verb == "simulate" and "active" in s:
        hops = s.get("hops") or [0]
        last = "1 hop" if len(hops) == 2 else f"{len(hops) - 1} hops"
        return (f"Starting from {people(hops[0])}, {of_all(s['active'], vertices)} are active after {last}"
                f"{between(s.get('active_low'), s.get('active_high'))}.")
    return f"A result of cascade {result.verb or '(unknown verb)'}, {s.get('exit_reason', 'exit reason unknown')}."


def select_headline(s, vertices):
    k = s.get("k", len(s.get("seeds", [])))
    verb = "reaches" if k == 1 else "reach"
    text = f"{people(k)} {verb} {of_all(s['spread'], vertices)}{between(s.get('spread_low'), s.get('spread_high'))}"
    if "upper" not in s:
        return text + "."
    bound = min(s["upper"], vertices) if vertices else s["upper"]
    best = "no single person" if k == 1 else f"no choice of {number(k)}"
    return f"{text}; {best} can reach more than {number(bound)}."


def question(result):
    """How influence was taken to spread, from the resolved options."""
    options = options_of(result)
    graph = result.summary.get("graph", {})
    parts = []
    if "vertices" in graph:
        parts.append(f"{number(graph['vertices'])} people and {number(graph.get('edges', 0))} ties, a mutual one counted twice")
    if "model" in options:
        model = options["model"]
        parts.append(f"model {MODELS.get(model, model)}, probabilities {options.get('probability', 'as given')}")
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


def options_of(result):
    options = result.run.get("options", {})
    return options if isinstance(options, dict) else {}
