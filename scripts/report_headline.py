"""The one sentence a reader takes away, for each verb."""
from report_contrast import contrast_headline
from report_words import between, number, of_all, people


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
    if result.verb == "contrast" and "differences" in s:
        return contrast_headline(result)
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
