"""The Pareto picture of a race: spread against CPU seconds, one panel a graph and k; higher and further left is better.

Settings of one entry of ours are points of one line; a peer is one mark. Each entry looks the same in every panel.
"""
import math

MARKS = "osD^vP*Xh<>p"


def draw(rows, entries, stem):
    """Writes `stem`.png and `stem`.svg; False when there is nothing to draw."""
    import matplotlib  # here, so that the script that times others stays small in memory

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rows = [row for row in rows if row["spread"] is not None]
    cases = list(dict.fromkeys((row["graph"], row["k"]) for row in rows))
    if not cases:
        return False
    names = [name for name in entries if any(row["entry"] == name for row in rows)]
    look = {name: dict(color=f"C{number % 10}", marker=MARKS[number % len(MARKS)]) for number, name in enumerate(names)}
    across = min(3, len(cases))
    down = math.ceil(len(cases) / across)
    with plt.rc_context({"font.size": 9, "axes.grid": True, "grid.color": "#e3e7ec", "axes.axisbelow": True, "axes.spines.top": False,
                         "axes.spines.right": False, "svg.hashsalt": "race"}):
        columns = min(2 * across, len(names))
        legend = 0.25 + 0.19 * math.ceil(len(names) / columns)  # inches
        height = 3.2 * down + legend
        figure, panels = plt.subplots(down, across, figsize=(max(5, 4.2 * across), height), squeeze=False)
        for axes, (graph, k) in zip(panels.flat, cases):
            for name in names:
                mine = sorted((row["cpu"], row["spread"]) for row in rows if (row["graph"], row["k"], row["entry"]) == (graph, k, name))
                if mine:
                    axes.plot(*zip(*mine), linestyle="-" if entries[name].ours else "none", linewidth=1.5, markersize=5, **look[name])
            axes.set(xscale="log", title=f"{graph}, k = {k}", xlabel="CPU seconds", ylabel="spread")
        for axes in list(panels.flat)[len(cases):]:
            axes.set_visible(False)
        handles = [plt.Line2D([], [], linestyle="-" if entries[name].ours else "none", label=name, **look[name]) for name in names]
        figure.legend(handles=handles, loc="lower center", ncols=columns, frameon=False)
        figure.tight_layout(rect=(0, legend / height, 1, 1))
        figure.savefig(f"{stem}.png", dpi=150)
        figure.savefig(f"{stem}.svg", metadata={"Date": None})
        plt.close(figure)
    return True
