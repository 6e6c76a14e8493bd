"""The figures of curves: reach against seeds, people by hop, one set or run beside another."""
from report_figures import BLUE, BLUE_BAND, DASHES, SOFT, Figure, colour, dots_if_few, picked
from report_language import tr

BARS = 120  # more gains than this are a line


def spread_curve(name, curve, y, description):
    figure = Figure(name, tr("Reach against the number of seeds"), description, tr("seeds chosen"), y)
    with figure as axes:
        curve = picked(curve)
        if curve.get("spread_low") and curve.get("spread_high"):
            axes.fill_between(curve["k"], curve["spread_low"], curve["spread_high"], color=BLUE_BAND, linewidth=0)
            figure.key(tr("95 % interval"), BLUE_BAND, "band")
        axes.plot(curve["k"], curve["spread"], color=BLUE, linewidth=2, **dots_if_few(len(curve["k"]), 15))
        figure.key(tr("expected reach"), BLUE)
    return figure


def marginal_gain(name, curve, y, description):
    figure = Figure(name, tr("What each further seed adds"), description, tr("seed, in order of choice"), y)
    with figure as axes:
        spread = curve["spread"]
        gains = [after - before for before, after in zip([0.0] + spread, spread)]
        if len(gains) <= BARS:
            axes.bar(curve["k"], gains, color=BLUE, width=0.75)
        else:
            few = picked({"k": curve["k"], "gain": gains})
            axes.plot(few["k"], few["gain"], color=BLUE, linewidth=1.5)
        axes.grid(axis="x", visible=False)
    return figure


def by_hop(name, hops, column, title, description, colours, index="hop", x=""):
    """A mean with its 50 % and 90 % bands where the file has them; by time where that is the index; `x` names another axis."""
    figure = Figure(name, title, description, x or tr("hop"), tr("people"), whole_x=index == "hop")
    line, band = colours
    with figure as axes:
        hops = picked(hops)
        for low, high, strength, label in (("q05", "q95", 0.55, tr("90 % of worlds")), ("q25", "q75", 1.0, tr("half of worlds"))):
            if hops.get(f"{column}_{low}") and hops.get(f"{column}_{high}"):
                axes.fill_between(hops[index], hops[f"{column}_{low}"], hops[f"{column}_{high}"], color=band, alpha=strength, linewidth=0)
                figure.key(label, band if strength == 1 else band + "8c", "band")
        axes.plot(hops[index], hops[column], color=line, linewidth=2, **dots_if_few(len(hops[index]), 25))
        figure.key(tr("mean"), line)
    return figure


def line_of_set(axes, one, place, hops, mean, low, high):
    """A line and its band; further lines are broken, so that one below shows through where both are the same."""
    if hops.get(low) and hops.get(high):
        axes.fill_between(hops["hop"], hops[low], hops[high], color=colour(one), alpha=0.18, linewidth=0)
    axes.plot(hops["hop"], hops[mean], color=colour(one), linewidth=2, linestyle=DASHES[place % len(DASHES)],
              **dots_if_few(len(hops["hop"]), 25))


def lines(figure, several, columns):
    """`several`: (words, place that its colour comes from, columns); `columns`: the names of mean, low and high."""
    with figure as axes:
        for place, (label, one, hops) in enumerate(several):
            line_of_set(axes, one, place, picked(hops), *columns)
            figure.key(label, colour(one), "dash" if place % len(DASHES) else "line")
    return figure


def sets_by_hop(name, sets, description):
    """`sets`: the one that ends highest first."""
    figure = Figure(name, tr("Active so far, from each set"), description, tr("hop"), tr("people"))
    return lines(figure, sets, ("active", "active_low", "active_high"))


def campaigns_by_hop(name, title, y, campaigns, columns, description):
    """`campaigns`: the winner first."""
    return lines(Figure(name, title, description, tr("hop"), y), campaigns, columns)


def difference_by_hop(name, title, one, hops, description):
    figure = Figure(name, title, description, tr("hop"), tr("people more"), from_zero=False)
    with figure as axes:
        axes.axhline(0, color=SOFT, linewidth=0.8)
        line_of_set(axes, one, 0, picked(hops), "difference", "low", "high")
        figure.key(tr("mean"), colour(one))
    return figure


def runs_side_by_side(name, title, runs, axis_words, description):
    """`runs`: (label, {"x", "y", "low", "high"}), in the order of the page."""
    several = [(label, place, {"hop": curve["x"], "mean": curve["y"], "low": curve.get("low") or curve["y"], "high": curve.get("high") or curve["y"]})
               for place, (label, curve) in enumerate(runs)]
    return lines(Figure(name, title, description, *axis_words), several, ("mean", "low", "high"))


def scaling(name, points, description):
    """Seconds against cores on doubling scales. `points`: (cores, seconds), one a number of cores."""
    figure = Figure(name, tr("Time against cores"), description, tr("ranks times threads"), tr("seconds"), from_zero=False, whole_x=False)
    with figure as axes:
        cores, seconds = [point[0] for point in points], [point[1] for point in points]
        axes.set_xscale("log", base=2)
        axes.set_yscale("log", base=2)
        axes.plot(cores, [seconds[0] * cores[0] / one for one in cores], color=SOFT, linewidth=1.2, linestyle=(0, (4, 2)))
        axes.plot(cores, seconds, color=BLUE, linewidth=2, marker="o", markersize=5)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value:,.4g}")
        axes.set_xticks(cores)
        axes.minorticks_off()
        figure.key(tr("measured"), BLUE)
        figure.key(tr("as fast as cores allow"), SOFT, "dash")
    return figure
