"""The one sentence a reader takes away, for each verb."""
import report_compete
import report_contrast
from report_language import tr
from report_words import between, full_stop, number, of_all, people


def headline(result):
    """The one sentence a reader takes away."""
    s = result.summary
    if result.verb == "select" and "spread" in s:
        return select_headline(s, result.vertices)
    if result.verb == "estimate" and "spread" in s:
        return tr("The given seeds reach {reach}{between}", reach=of_all(s["spread"], result.vertices),
                  between=between(s.get("spread_low"), s.get("spread_high"))) + full_stop()
    if result.verb == "simulate" and "active" in s:
        hops = s.get("hops") or [0]
        last = tr("1 hop") if len(hops) == 2 else tr("{count} hops", count=len(hops) - 1)
        return tr("Starting from {people}, {reach} are active after {hops}{between}", people=people(hops[0]), reach=of_all(s["active"], result.vertices),
                  hops=last, between=between(s.get("active_low"), s.get("active_high"))) + full_stop()
    if result.verb == "contrast" and report_contrast.ABOUT in s:
        return report_contrast.own_headline(result)
    if result.verb == "compete" and report_compete.ABOUT in s:
        return report_compete.own_headline(result)
    return tr("A result of cascade {verb}, {reason}.", verb=result.verb or tr("(unknown verb)"),
              reason=s.get("exit_reason", tr("exit reason unknown")))


def select_headline(s, vertices):
    k = s.get("k", len(s.get("seeds", [])))
    reach, interval = of_all(s["spread"], vertices), between(s.get("spread_low"), s.get("spread_high"))
    text = tr("1 person reaches {reach}{between}", reach=reach, between=interval) if k == 1 else tr(
        "{count} people reach {reach}{between}", count=number(k), reach=reach, between=interval)
    if "upper" not in s:
        return text + full_stop()
    bound = number(min(s["upper"], vertices) if vertices else s["upper"])
    if k == 1:
        return text + tr("; no other person can reach more than {bound}.", bound=bound)
    return text + tr("; no {count} others can reach more than {bound}.", count=number(k), bound=bound)
