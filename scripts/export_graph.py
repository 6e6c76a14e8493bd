"""Seeds and whom they can reach in a few hops, as a graph small enough to be drawn.

From the seeds the hops go along outgoing arcs, the way influence does. Where a hop would bring more vertices than
there is room for, it brings those with the highest activation probability, among equals (or where the result has none)
those of smallest id, and the hops end there. All arcs between the vertices that were taken are kept. Vertices come by
hop: seeds in order of rank, the others as they would be preferred; so the same run gives the same picture.
"""
import dataclasses

import numpy

import script_manners as manners
from export_lists import as_number, read_vertices
from export_names import gather

BATCH = 1 << 22  # neighbours gathered before doubles are removed
SEED_TABLES = ("results/seeds", "results/leave_one_out")  # tables that name the seeds of a run
SEED_FACTS = {"rank": int, "gain": float, "adoptions": float}  # what is told of a seed


@dataclasses.dataclass
class Attribute:
    name: str
    kind: str  # int, double or string
    values: list  # one a vertex; None where there is none


@dataclasses.dataclass
class Picture:
    run: dict  # its provenance
    directed: bool
    weighted: bool
    ids: list  # of the vertices, as text
    labels: list
    attributes: list
    arcs: object  # () -> generator of (place of the tail, place of the head, weight or None)
    left_out: int  # vertices for which there was no room
    cut_at: int  # the hop they belong to


def picture(store, graph, asked):
    """`asked` has the options of the script: seeds, groups, hops, most."""
    seeds = seeds_of(store, graph, asked.seeds)
    groups = groups_of(graph, asked.groups)
    likely = store.dataset("vertices/activation_probability")
    if likely is not None and likely.shape != (graph.count,):
        raise ValueError(f"/vertices/activation_probability has not the {graph.count} values of the graph")
    taken, hop_of, left_out, last_hop = reach(graph, likely, list(seeds), asked.hops, asked.most)
    where = numpy.asarray(taken, dtype="i8")
    names = graph.take(where)
    labels = names if graph.labelled else [str(name) for name in names.tolist()]
    ids = [str(position) for position in taken] if graph.labelled else labels
    attributes = [Attribute(fact, "int" if kind is int else "double", [seeds.get(one, {}).get(fact) for one in taken])
                  for fact, kind in SEED_FACTS.items() if any(fact in told for told in seeds.values())]
    attributes.append(Attribute("hop", "int", hop_of))
    attributes += of_vertices(store, graph, where)
    if groups:
        attributes.append(Attribute("group", "string", [groups.get(one) for one in taken]))
    return Picture(store.run, not graph.undirected, graph.weighted, ids, labels, attributes, lambda: arcs_between(graph, where),
                   left_out, last_hop)


def of_vertices(store, graph, where):
    """Each array of /vertices, at these positions."""
    for name, array in store.file.get("vertices", {}).items():
        if array.shape != (graph.count,) or array.dtype.kind not in "iuf":
            raise ValueError(f"/vertices/{name} is no array of numbers, one for each vertex")
        yield Attribute(name, "double" if array.dtype.kind == "f" else "int", gather(array, where).tolist())


def seeds_of(store, graph, path):
    """{position: facts}, in order: of the file `path`, or of the result."""
    if path:
        names, facts = read_vertices(path, graph.labelled, welcome=SEED_FACTS)
        facts = {fact: [as_number(path, text, SEED_FACTS[fact]) if text else None for text in texts] for fact, texts in facts.items()}
        places = places_of(path, graph, names)
    else:
        names, facts = rows_of_result(store)
        places = names if graph.labelled else places_of(store.directory, graph, names)
    if not names:
        raise manners.Refused(manners.BAD_INPUT, f"{path or store.directory}: names no seeds, so there is nothing to draw")
    found = {}
    for at, place in enumerate(places):
        found.setdefault(place, {fact: values[at] for fact, values in facts.items()})
    return found


def rows_of_result(store):
    for place in SEED_TABLES:
        table = store.dataset(place)
        if table is not None and "vertex" in (table.dtype.names or ()):
            rows = table[:]
            return rows["vertex"].tolist(), {fact: rows[fact].tolist() for fact in SEED_FACTS if fact in rows.dtype.names}
    raise manners.Refused(manners.BAD_INPUT, f"{store.directory}: this result does not name its seeds; give them with --seeds FILE "
                                             "(seeds.csv of the run that chose them, or one id a line)")


def groups_of(graph, path):
    """{position: group}; empty without a file."""
    if not path:
        return {}
    names, columns = read_vertices(path, graph.labelled, needed=("group",))
    return dict(zip(places_of(path, graph, names), columns["group"]))


def places_of(told_by, graph, names):
    places = graph.find(names)
    missing = next((name for name in names if name not in places), None)
    if missing is not None:
        raise manners.Refused(manners.BAD_INPUT, f"{told_by}: vertex {missing} is not in {graph.path}")
    return [places[name] for name in names]


def reach(graph, likely, seeds, hops, most):
    """(positions in order, hop of each, how many were left out, at which hop)."""
    taken, hop_of, left_out, hop = seeds[:most], [0] * min(len(seeds), most), max(0, len(seeds) - most), 0
    edge = taken
    while hop < hops and edge and not left_out:
        hop += 1
        fresh = preferred(graph, likely, numpy.setdiff1d(all_neighbours(graph, edge), taken))
        room = most - len(taken)
        left_out = max(0, len(fresh) - room)
        edge = fresh[:room]
        taken, hop_of = taken + edge, hop_of + [hop] * len(edge)
    return taken, hop_of, left_out, hop


def preferred(graph, likely, positions):
    """Positions by activation probability, the highest first, then by id."""
    names = graph.take(positions)
    names = numpy.argsort(numpy.asarray(names, dtype=object), kind="stable").argsort() if graph.labelled else names
    chance = numpy.zeros(positions.size) if likely is None else gather(likely, positions)
    return positions[numpy.lexsort((names, -chance))].tolist()


def all_neighbours(graph, positions):
    gathered, waiting, size = numpy.zeros(0, dtype="i8"), [], 0
    for _, heads, _ in graph.neighbours(sorted(positions)):
        waiting.append(heads)
        size += heads.size
        if size > BATCH:
            gathered, waiting, size = numpy.unique(numpy.concatenate([gathered, *waiting])), [], 0
    return numpy.unique(numpy.concatenate([gathered, *waiting]))


def arcs_between(graph, where):
    """The arcs among these positions, as places in `where`; of an undirected graph each edge once."""
    order = numpy.argsort(where)
    inside = where[order]
    for tail, (_, heads, weights) in enumerate(graph.neighbours(where)):
        at = numpy.minimum(numpy.searchsorted(inside, heads), inside.size - 1)
        kept = inside[at] == heads
        places = order[at]
        if graph.undirected:
            kept &= places > tail
        places = places[kept]
        weighed = [None] * places.size if weights is None else [float(str(weight)) for weight in weights[kept]]
        by_place = numpy.argsort(places)
        for one in by_place.tolist():
            yield tail, int(places[one]), weighed[one]
