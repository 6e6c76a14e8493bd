"""The figures with a row a thing: groups, seeds, phases, ranks."""
from matplotlib.patches import Rectangle

from report_figures import BLUE, INK, LONGEST_WORD, RUST, RUST_BAND, WIDTH, Figure, columns
from report_language import tr

MOST_COLUMNS = 9  # hops of a heat map
SHADES = ("#ffffff", "#e8f1f9", "#c9dff0", "#9cc3e2", "#6aa2cf", "#34729f", "#175a8c", "#0d4167")
DARK = 5  # from this shade on words are white


def shade(share):
    return SHADES[min(len(SHADES) - 1, int(share * (len(SHADES) - 1) + 0.5))]


def ink_on(colour):
    return "#ffffff" if SHADES.index(colour) >= DARK else INK


def row_height(rows):
    return 1.05 + 0.24 * max(rows, 2)


def name_rows(figure, axes, names):
    axes.set_yticks(range(len(names)), [figure.word(name, LONGEST_WORD) for name in names])
    axes.tick_params(axis="y", labelsize=9, labelcolor=INK)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)


def columns_beside(names, values):
    """How many columns of a heat map have room beside these names, so that no number touches the next; in points."""
    name = 5.8 * min(LONGEST_WORD, max(map(columns, names)))
    cell = 5.1 * max(len(compact(value)) for value in values) + 4
    return max(2, min(MOST_COLUMNS, int((72 * WIDTH - name - 24) / cell)))


def heat_map(name, groups, hops, cells, description):
    """`cells[group][hop]`: people active so far; a row is as dark as the share of its end that it has."""
    figure = Figure(name, tr("Reach by group and hop"), description, tr("hop"), "", from_zero=False, height=row_height(len(groups)), whole_x=False)
    with figure as axes:
        for y, row in enumerate(cells):
            for x, value in enumerate(row):
                fill = shade(value / row[-1] if row[-1] > 0 else 0)
                axes.add_patch(Rectangle((x - 0.5, y - 0.45), 1, 0.9, facecolor=fill, edgecolor="none"))
                axes.text(x, y, compact(value), ha="center", va="center", fontsize=8, color=ink_on(fill))
        name_rows(figure, axes, groups)
        axes.set_xlim(-0.5, len(hops) - 0.5)
        axes.set_xticks(range(len(hops)), [str(hop) for hop in hops])
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
    return figure


def compact(value, thousands=1e4):
    """A number in at most five characters; `thousands`: from where on a k stands for them."""
    for limit, unit in ((1e9, "G"), (1e6, "M"), (thousands, "k")):
        if value >= limit:
            size = value / {"G": 1e9, "M": 1e6, "k": 1e3}[unit]
            return (f"{size:.1f}".removesuffix(".0") if size < 100 else f"{size:.0f}") + unit
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def ranges(name, title, description, x, rows, keys):
    """A dot in its interval a row. `rows`: (words, mean, low, high); `keys`: what dot and interval are."""
    figure = Figure(name, title, description, x, "", from_zero=False, height=row_height(len(rows)), whole_x=False)
    with figure as axes:
        for y, (_, mean, low, high) in enumerate(rows):
            axes.plot([low, high], [y, y], color=RUST_BAND, linewidth=6, solid_capstyle="round")
            axes.plot([mean], [y], color=RUST, marker="o", markersize=5)
        name_rows(figure, axes, [row[0] for row in rows])
        axes.set_xlim(0, max(1.0, axes.get_xlim()[1]))
        figure.key(keys[0], RUST, "dot")
        figure.key(keys[1], RUST_BAND, "band")
    return figure


def bars(name, title, description, x, rows, keys=()):
    """A bar a row, with a thin line from the least to the most where ranks differ. `rows`: (words, mean, least, most)."""
    figure = Figure(name, title, description, x, "", from_zero=False, height=row_height(len(rows)), whole_x=False)
    with figure as axes:
        for y, (_, mean, least, most) in enumerate(rows):
            axes.barh(y, mean, color=BLUE, height=0.6)
            if most > least:
                axes.plot([least, most], [y, y], color=INK, linewidth=1.6, marker="|", markersize=8)
        name_rows(figure, axes, [row[0] for row in rows])
        axes.set_xlim(left=0)
        for words, kind in keys:
            figure.key(words, BLUE if kind == "band" else INK, kind)
    return figure


def parts(name, title, description, x, rows, keys):
    """Parts of a hundred side by side in a row. `rows`: (words, a value a part); `keys`: (words, colour) of each part."""
    figure = Figure(name, title, description, x, "", from_zero=False, height=row_height(len(rows)), whole_x=False)
    with figure as axes:
        for y, (_, values) in enumerate(rows):
            for place, value in enumerate(values):
                axes.barh(y, value, left=sum(values[:place]), color=keys[place][1], height=0.6)
        name_rows(figure, axes, [row[0] for row in rows])
        axes.set_xlim(0, 100)
        for words, fill in keys:
            figure.key(words, fill, "band")
    return figure


def histogram(name, title, description, x, y, counts):
    """Counts of equal pieces of (0, 1], on a scale of powers of ten."""
    figure = Figure(name, title, description, x, y, from_zero=False, whole_x=False)
    with figure as axes:
        width = 1 / len(counts)
        axes.bar([(one + 0.5) * width for one in range(len(counts))], counts, width=width * 0.92, color=BLUE)
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(lambda value, _: compact(value, 1e3))
        axes.set_ylim(bottom=0.5)
        axes.set_xlim(0, 1)
        axes.minorticks_off()
        axes.grid(axis="x", visible=False)
    return figure
