"""Figures as inline SVG: words stay words, nothing carries a date, ids are fixed and differ from figure to figure."""
import html
import io
import re

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402 -- after the backend is chosen
from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: E402

INK, SOFT, GRID = "#1c2733", "#51606f", "#e3e7ec"
BLUE, BLUE_BAND, RUST, RUST_BAND = "#175a8c", "#c9dff0", "#a3461b", "#f3d9c9"
SETS = (BLUE, RUST, "#3f7d3a", "#6d4a9e", "#9a7410", "#2b8a8a", "#a8326e", "#5b6470")  # and again from the first
DASHES = ("-", (0, (4, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
STYLE = {
    "svg.fonttype": "none", "font.family": "DejaVu Sans", "font.size": 10, "axes.edgecolor": SOFT, "axes.labelcolor": INK,
    "text.color": INK, "xtick.color": SOFT, "ytick.color": SOFT, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "axes.axisbelow": True, "grid.color": GRID, "grid.linewidth": 0.8, "axes.linewidth": 0.8,
    "legend.frameon": False, "legend.fontsize": 9, "figure.facecolor": "none", "axes.facecolor": "none",
}


class Figure:
    """`with Figure(name, title, description) as axes:` draws; `.svg` is the text to put into the page."""

    def __init__(self, name, title, description, x, y, from_zero=True):
        self.name, self.title, self.description = name, title, description
        self.labels, self.from_zero = (x, y), from_zero

    def __enter__(self):
        self.style = plt.rc_context({**STYLE, "svg.hashsalt": self.name})
        self.style.__enter__()
        self.figure, self.axes = plt.subplots(figsize=(4.6, 3.1), layout="constrained")
        self.axes.set(xlabel=self.labels[0], ylabel=self.labels[1])
        self.axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7, steps=[1, 2, 5, 10]))
        self.axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        self.axes.tick_params(length=0)
        return self.axes

    def __exit__(self, failed, *rest):
        if failed is None:
            self.axes.margins(x=0.02)
            if self.from_zero:
                self.axes.set_ylim(bottom=0)
            text = io.StringIO()
            self.figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
            self.svg = self.inline(text.getvalue())
        plt.close(self.figure)
        self.style.__exit__(None, None, None)

    def inline(self, text):
        """The <svg> element alone, named for screen readers, its ids its own, free of namespaces that look like links."""
        text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg"):], flags=re.S)
        box = re.search(r'viewBox="[^"]*"', text).group()
        body = text[text.index(">") + 1:]
        body = re.sub(r'\bid="', f'id="{self.name}-', body)
        body = re.sub(r'(xlink:href="#|url\(#)', lambda m: m.group().replace("xlink:", "") + f"{self.name}-", body)
        body = body.replace("'DejaVu Sans'", FONT.replace("'", "&#39;"))
        labels = f'{self.name}-title {self.name}-desc'
        return (f'<svg {box} role="img" aria-labelledby="{labels}"><title id="{self.name}-title">{html.escape(self.title)}</title>'
                f'<desc id="{self.name}-desc">{html.escape(self.description)}</desc>{body}')


def spread_curve(name, curve, description):
    figure = Figure(name, "Reach against the number of seeds", description, "seeds chosen", "people reached")
    with figure as axes:
        k, spread = curve["k"], curve["spread"]
        dots = dict(marker="o", markersize=4) if len(k) < 15 else {}
        if curve.get("spread_low") and curve.get("spread_high"):
            axes.fill_between(k, curve["spread_low"], curve["spread_high"], color=BLUE_BAND, linewidth=0, label="95 % interval")
        axes.plot(k, spread, color=BLUE, linewidth=2, label="expected reach", **dots)
        axes.legend(loc="lower right")
    return figure


def marginal_gain(name, curve, description):
    figure = Figure(name, "What each further seed adds", description, "seed, in order of choice", "people added")
    with figure as axes:
        spread = curve["spread"]
        gains = [after - before for before, after in zip([0.0] + spread, spread)]
        axes.bar(curve["k"], gains, color=BLUE, width=0.75)
        axes.grid(axis="x", visible=False)
    return figure


def by_hop(name, hops, column, title, description, colours):
    """A mean with its 50 % and 90 % bands where the file has them."""
    figure = Figure(name, title, description, "hop", "people")
    line, band = colours
    with figure as axes:
        hop, mean = hops["hop"], hops[column]
        dots = dict(marker="o", markersize=4) if len(hop) < 25 else {}
        for low, high, strength, label in (("q05", "q95", 0.55, "90 % of worlds"), ("q25", "q75", 1.0, "half of worlds")):
            if hops.get(f"{column}_{low}") and hops.get(f"{column}_{high}"):
                axes.fill_between(hop, hops[f"{column}_{low}"], hops[f"{column}_{high}"], color=band, alpha=strength, linewidth=0, label=label)
        axes.plot(hop, mean, color=line, linewidth=2, label="mean", **dots)
        axes.legend(loc="lower right" if column == "active" else "upper right")
    return figure


def colour(one):
    """The colour of a set, the same in all figures and tables."""
    return SETS[one % len(SETS)]


def line_of_set(axes, one, place, hops, mean, low, high, label):
    """A line and its band; further lines are broken, so that one below shows through where both are the same."""
    dots = dict(marker="o", markersize=3.5) if len(hops["hop"]) < 25 else {}
    axes.fill_between(hops["hop"], hops[low], hops[high], color=colour(one), alpha=0.18, linewidth=0)
    axes.plot(hops["hop"], hops[mean], color=colour(one), linewidth=2, linestyle=DASHES[place % len(DASHES)], label=label, **dots)


def sets_by_hop(name, sets, description):
    """`sets`: (name, place among the sets, columns), the one that ends highest first."""
    figure = Figure(name, "Active so far, from each set", description, "hop", "people")
    with figure as axes:
        for place, (label, one, hops) in enumerate(sets):
            line_of_set(axes, one, place, hops, "active", "active_low", "active_high", label if len(label) < 32 else f"{label[:29]} \N{HORIZONTAL ELLIPSIS}")
        axes.legend(loc="best")
    return figure


def difference_by_hop(name, title, one, hops, description):
    figure = Figure(name, title, description, "hop", "people more", from_zero=False)
    with figure as axes:
        axes.axhline(0, color=SOFT, linewidth=0.8)
        line_of_set(axes, one, 0, hops, "difference", "low", "high", "mean")
    return figure
