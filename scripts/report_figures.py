"""Figures as inline SVG: words stay words, nothing carries a date, ids are fixed and differ from figure to figure.

The browser sets the words in its own fonts, so that Chinese needs none here; matplotlib only has to know about how wide
they are. Words that are not plain ASCII, or come from a user, are therefore drawn as stand-ins of about their width and
put back into the finished text; that keeps `$` from being mathematics, too. The key of a figure is not drawn at all:
the page writes it above, where it covers nothing and wraps on a phone.
"""
import html
import io
import re
import unicodedata

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402 -- after the backend is chosen
from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: E402

from report_words import one_line  # noqa: E402

INK, SOFT, GRID = "#1c2733", "#51606f", "#e3e7ec"
BLUE, BLUE_BAND, RUST, RUST_BAND = "#175a8c", "#c9dff0", "#a3461b", "#f3d9c9"
SETS = (BLUE, RUST, "#3f7d3a", "#6d4a9e", "#8a6a0d", "#23797a", "#a8326e", "#5b6470")  # and again from the first
DASHES = ("-", (0, (4, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
FONTS = ("system-ui, -apple-system, 'Segoe UI', 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', "
         "'WenQuanYi Micro Hei', 'DejaVu Sans', sans-serif")
STYLE = {
    "svg.fonttype": "none", "font.family": "DejaVu Sans", "font.size": 10.5, "axes.edgecolor": SOFT, "axes.labelcolor": INK,
    "text.color": INK, "xtick.color": SOFT, "ytick.color": SOFT, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "axes.axisbelow": True, "grid.color": GRID, "grid.linewidth": 0.8, "axes.linewidth": 0.8,
    "figure.facecolor": "none", "axes.facecolor": "none",
}
WIDTH = 4.6  # of a figure, in inches
MOST_POINTS = 400
LONGEST_WORD = 26  # columns a label may take beside a figure


class Figure:
    """`with Figure(name, title, description, …) as axes:` draws; `.svg` is the text to put into the page, `.keys` what
    its colours mean, as (words, colour, "line" or "band" or "dash")."""

    def __init__(self, name, title, description, x, y, from_zero=True, height=3.1, whole_x=True):
        self.name, self.title, self.description = name, title, description
        self.labels, self.from_zero, self.height, self.whole_x = (x, y), from_zero, height, whole_x
        self.keys, self.words = [], []

    def __enter__(self):
        self.style = plt.rc_context({**STYLE, "svg.hashsalt": self.name})
        self.style.__enter__()
        self.figure, self.axes = plt.subplots(figsize=(WIDTH, self.height), layout="constrained")
        self.axes.set(xlabel=self.word(self.labels[0]), ylabel=self.word(self.labels[1]))
        if self.whole_x:
            self.axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7, steps=[1, 2, 5, 10]))
        self.axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
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

    def key(self, words, colour, kind="line"):
        self.keys.append((words, colour, kind))

    def word(self, text, longest=0):
        """What to draw in place of a user's or a translated word; cut to `longest` columns where that is given."""
        text = one_line(text)
        if longest and columns(text) > longest:
            while columns(text) > longest - 2:
                text = text[:-1]
            text += " \N{HORIZONTAL ELLIPSIS}"
        if re.fullmatch(r"[A-Za-z0-9 ,.%()/:+-]*", text):
            return text
        self.words.append(text)
        return f"@{len(self.words) - 1}@".ljust(columns(text), "n")

    def inline(self, text):
        """The <svg> element alone, named for screen readers, its ids its own, free of namespaces that look like links."""
        text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg"):], flags=re.S)
        box = re.search(r'viewBox="[^"]*"', text).group()
        body = text[text.index(">") + 1:]
        body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.S)
        body = re.sub(r'\bid="', f'id="{self.name}-', body)
        body = re.sub(r'(xlink:href="#|url\(#)', lambda m: m.group().replace("xlink:", "") + f"{self.name}-", body)
        body = body.replace("'DejaVu Sans'", FONTS.replace("'", "&#39;"))
        body = re.sub(r">@(\d+)@n*<", lambda m: f">{html.escape(printable(self.words[int(m.group(1))]))}<", body)
        labels = f'{self.name}-title {self.name}-desc'
        return (f'<svg {box} role="img" aria-labelledby="{labels}"><title id="{self.name}-title">{html.escape(self.title)}</title>'
                f'<desc id="{self.name}-desc">{html.escape(self.description)}</desc>{body}')


def columns(text):
    """How wide a text is, in columns of a Latin letter."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def printable(text):
    """Without the control characters that XML does not have."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\N{REPLACEMENT CHARACTER}", text)


def colour(one):
    """The colour of a set, the same in all figures and tables."""
    return SETS[one % len(SETS)]


def thinned(length, most=MOST_POINTS):
    """At most `most` places of a row of values, the first and the last among them."""
    if length <= most:
        return list(range(length))
    return sorted({round(step * (length - 1) / (most - 1)) for step in range(most)})


def picked(columns_by_name, most=MOST_POINTS):
    """The same rows of every column, thinned."""
    length = min((len(values) for values in columns_by_name.values()), default=0)
    places = thinned(length, most)
    return {name: [values[place] for place in places] for name, values in columns_by_name.items()}


def dots_if_few(points, few):
    return dict(marker="o", markersize=4) if points < few else {}
