"""The one sentence a reader takes away, for each verb."""
import report_compete
import report_contrast
from report_language import tr
from report_units import unit
from report_words import between, full_stop, number, of_all, people


def headline(result):
    """The one sentence a reader takes away."""
    s = result.summary
    if result.verb == "select" and "spread" in s:
        return select_headline(result)
    if result.verb == "estimate" and "spread" in s:
        return tr("The given seeds reach {reach}{between}", reach=spread_words(result),
                  between=between(s.get("spread_low"), s.get("spread_high"))) + full_stop()
    if result.verb == "simulate" and "active" in s:
        return simulate_headline(result)
    if result.verb == "contrast" and report_contrast.ABOUT in s:
        return report_contrast.own_headline(result)
    if result.verb == "compete" and report_compete.ABOUT in s:
        return report_compete.own_headline(result)
    return tr("A result of cascade {verb}, {reason}.", verb=result.verb or tr("(unknown verb)"),
              reason=s.get("exit_reason", tr("exit reason unknown")))


def simulate_headline(result):
    s, hops, deadline = result.summary, result.summary.get("hops") or [0], result.options().get("deadline", "inf")
    told = {"people": people(hops[0]), "reach": of_all(s["active"], result.vertices), "between": between(s.get("active_low"), s.get("active_high"))}
    if deadline not in ("", "inf"):
        return tr("Starting from {people}, {reach} are active by time {time}{between}", time=deadline, **told) + full_stop()
    last = tr("1 hop") if len(hops) == 2 else tr("{count} hops", count=len(hops) - 1)
    return tr("Starting from {people}, {reach} are active after {hops}{between}", hops=last, **told) + full_stop()


def spread_words(result):
    """What is reached: of how many where people are counted; the total of weights is not kept."""
    spread = result.summary["spread"]
    if unit(result) == "people":
        return of_all(spread, result.vertices)
    amount = number(spread)
    return tr("a weight of {amount}", amount=amount) if unit(result) == "weight" else tr("a value of {amount}", amount=amount)


def select_headline(result):
    s, k = result.summary, result.summary.get("k", len(result.summary.get("seeds", [])))
    reach, interval = spread_words(result), between(s.get("spread_low"), s.get("spread_high"))
    text = tr("1 person reaches {reach}{between}", reach=reach, between=interval) if k == 1 else tr(
        "{count} people reach {reach}{between}", count=number(k), reach=reach, between=interval)
    if "upper" not in s:
        return text + full_stop()
    bound = number(min(s["upper"], result.vertices) if result.vertices and unit(result) == "people" else s["upper"])
    if "budget" in s:
        return text + tr("; no choice within the budget of {budget} can reach more than {bound}.", budget=number(s["budget"]), bound=bound)
    if k == 1:
        return text + tr("; no other person can reach more than {bound}.", bound=bound)
    return text + tr("; no {count} others can reach more than {bound}.", count=number(k), bound=bound)
