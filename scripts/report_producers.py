"""The part of a page that is about producers (`simulate --respread`): adopters by generation, what each generation brings,
and when worlds die out."""
import report_curves as curves
from report_figures import BLUE, BLUE_BAND, RUST, RUST_BAND, SOFT, Figure, dots_if_few, picked
from report_language import tr
from report_words import number, percent

RARE = 20  # generations that fewer than one world in so many has are left to the table


def own_facts(result):
    """The few numbers worth a large type."""
    s = result.summary
    if not s.get("reproduction"):
        return []
    return [(tr("each seed brings into generation 1"), number(s["reproduction"][0])), (tr("tries an adopter"), number(s["tries_per_adopter"]))]


def own_charts(result, name):
    """Figure, words, numbers and file of each."""
    generations, producers = result.series.get("generations", {}), result.series.get("producers", {})
    if not generations.get("generation") or not producers.get("hop"):
        return []
    return [adopters(f"{name}-generations", generations), reproduction(f"{name}-reproduction", generations), died_out(f"{name}-died-out", producers)]


def adopters(name, table):
    mean, generation = table["adopters"], table["generation"]
    top = max(range(len(mean)), key=mean.__getitem__)
    words = tr("Most in generation {generation}: {count}.", generation=generation[top], count=number(mean[top]))
    figure = curves.by_hop(name, {**table, "hop": generation}, "adopters", tr("Adopters of each generation"), words, (RUST, RUST_BAND), x=tr("generation"))
    numbers = {tr("generation"): generation, tr("mean"): mean}
    for share in ("05", "25", "50", "75", "95"):
        numbers[tr("{percent} % below", percent=int(share))] = table[f"adopters_q{share}"]
    return figure, words, numbers, "generations.csv"


def reproduction(name, table):
    generation = table["generation"]
    common = [place for place in range(len(generation)) if place == 0 or table["died_out"][place - 1] <= 1 - 1 / RARE]
    shown = {column: [table[column][place] for place in common] for column in ("generation", "reproduction", "reproduction_low", "reproduction_high")}
    falls = next((place for place in common if table["reproduction"][place] < 1), None)
    words = tr("One adopter of generation 0 brings {first} of the next.", first=number(table["reproduction"][0]))
    if falls is not None:
        words += tr(" From generation {generation} on it is less than one.", generation=generation[falls])
    figure = Figure(name, tr("Reproduction number of each generation"), words, tr("generation"), tr("adopters that one brings"))
    with figure as axes:
        axes.axhline(1, color=SOFT, linewidth=0.8)
        few = picked(shown)
        axes.fill_between(few["generation"], few["reproduction_low"], few["reproduction_high"], color=BLUE_BAND, linewidth=0)
        figure.key(tr("95 % interval"), BLUE_BAND, "band")
        axes.plot(few["generation"], few["reproduction"], color=BLUE, linewidth=2, **dots_if_few(len(few["generation"]), 25))
        figure.key(tr("mean"), BLUE)
    numbers = {tr("generation"): generation, tr("mean"): table["reproduction"], tr("low"): table["reproduction_low"], tr("high"): table["reproduction_high"]}
    return figure, words, numbers, "generations.csv"


def died_out(name, table):
    shares = {column: [100 * value for value in table[f"died_out{end}"]] for column, end in (("mean", ""), ("low", "_low"), ("high", "_high"))}
    hop = table["hop"]
    half = next((place for place, share in enumerate(shares["mean"]) if share >= 50), None)
    words = tr("{share} of the worlds have died out by hop {hop}.", share=percent(shares["mean"][-1] / 100), hop=hop[-1])
    if half is not None:
        words += tr(" Half of all by hop {hop}.", hop=hop[half])
    figure = Figure(name, tr("Worlds in which nobody tries any more"), words, tr("hop"), tr("% of worlds"))
    with figure as axes:
        few = picked({"hop": hop, **shares})
        axes.fill_between(few["hop"], few["low"], few["high"], color=BLUE_BAND, linewidth=0)
        figure.key(tr("95 % interval"), BLUE_BAND, "band")
        axes.plot(few["hop"], few["mean"], color=BLUE, linewidth=2, **dots_if_few(len(few["hop"]), 25))
        figure.key(tr("mean"), BLUE)
    return figure, words, {tr("hop"): hop, tr("% of worlds"): shares["mean"], tr("low"): shares["low"], tr("high"): shares["high"]}, "producers_by_hop.csv"
