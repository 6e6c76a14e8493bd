#!/usr/bin/python3
"""Writes results of `cascade` in the formats of other programs.

    scripts/export.py DIR… --format parquet --output FOLDER    every table of result.h5 as a file; jsonl likewise
    scripts/export.py DIR --format xlsx --output FILE          every table as a sheet
    scripts/export.py DIR --format gexf --graph G.h5 --output FILE   the seeds and whom they can reach; graphml likewise

`cascade export` is the same, after it has compared each directory with its manifest and looked at the graph file. The same
directories give the same bytes, and what stands at --output stays until the new files are complete. Needs h5py (Debian:
python3-h5py).
"""
import argparse
import json
import pathlib
import sys

import script_manners as manners

ENDINGS = {"parquet": ".parquet", "jsonl": ".jsonl", "xlsx": ".xlsx", "graphml": ".graphml", "gexf": ".gexf"}
ONE_FILE = ("xlsx", "graphml", "gexf")
RUN_FILE = "run.json"


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directories", nargs="+", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--format", choices=sorted(ENDINGS), required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--graph", type=pathlib.Path, help="the graph the results were made from")
    parser.add_argument("--seeds", type=pathlib.Path, help="seeds, where a result does not name its own")
    parser.add_argument("--groups", type=pathlib.Path, help="CSV vertex,group")
    parser.add_argument("--hops", type=int, default=1)
    parser.add_argument("--most", type=int, default=10000, help="vertices of a graph")
    parser.add_argument("--compression", choices=("gzip", "none"), default="gzip")
    parser.add_argument("--force", action="store_true", help="replace what an earlier export wrote")
    parser.add_argument("--who", default="export.py", help=argparse.SUPPRESS)
    return parser.parse_args()


def is_ours(name):
    return name == RUN_FILE or pathlib.Path(name).suffix in ENDINGS.values()


def open_results(directories):
    from export_tables import Store

    stores = [Store(directory) for directory in directories]
    seen = {}
    for store in stores:
        if store.name in seen:
            raise manners.Refused(manners.USAGE, f"{seen[store.name]} and {store.directory} have the same name, '{store.name}', "
                                                 "which would be that of both outputs; export them one by one")
        seen[store.name] = store.directory
    return stores


def graph_of(store, asked):
    from export_names import GraphFile

    return GraphFile(asked.graph, store.digest()) if asked.graph else None


def reads(store, content):
    """The bytes as they come; a failure to read what they are made of is not one to write them."""
    try:
        yield from content
    except OSError as error:
        raise manners.Refused(manners.IO_FAILED, f"{store.directory}, or its graph, cannot be read: {error}") from error


def write_tables(store, folder, asked):
    """Every table of a result into this folder."""
    from export_jsonl import jsonl
    from export_parquet import parquet

    run = json.dumps(store.run, ensure_ascii=False)
    for table in store.tables(graph_of(store, asked)):
        path = (folder / table.path).with_name(pathlib.PurePath(table.path).name + ENDINGS[asked.format])
        path.parent.mkdir(parents=True, exist_ok=True)
        about = {"cascade.table": table.path, "cascade.run": run}
        content = jsonl(table) if asked.format == "jsonl" else parquet(table.columns, table.pieces(), about, asked.compression)
        manners.write_whole(path, reads(store, content))
    folder.mkdir(exist_ok=True)
    manners.write_whole(folder / RUN_FILE, (run + "\n").encode("utf-8", "replace"))


def workbook(store, asked):
    """The bytes of a workbook; tables too long for one are named on stderr."""
    from export_xlsx import MOST_ROWS, xlsx

    tables = list(store.tables(graph_of(store, asked)))
    for table in tables:
        if table.rows > MOST_ROWS:
            warn(asked, f"{store.name}: {table.path} has {table.rows} rows, more than the {MOST_ROWS} of a sheet, and is left out; parquet holds it")
    return xlsx([table for table in tables if table.rows <= MOST_ROWS], store.run)


def graph(store, asked):
    """The bytes of a picture; vertices for which there is no room are told on stderr."""
    import export_xml
    from export_graph import picture

    drawn = picture(store, graph_of(store, asked), asked)
    if drawn.left_out:
        warn(asked, f"{store.name}: --most {asked.most}: {drawn.left_out} vertices of hop {drawn.cut_at} and all beyond are left out; "
                    "kept are the seeds by rank, then hop by hop those of highest activation probability, among equals of smallest id")
    return getattr(export_xml, asked.format)(drawn)


def write_file(store, path, asked):
    manners.write_whole(path, reads(store, (workbook if asked.format == "xlsx" else graph)(store, asked)))


def warn(asked, text):
    print(f"{asked.who}: warning: {text}", file=sys.stderr)


def export(asked):
    manners.need(["h5py", "numpy"])
    from whole_folder import whole_folder

    stores = open_results(asked.directories)
    several = len(stores) > 1
    try:
        if asked.format in ONE_FILE and not several:
            if asked.output.exists() and not asked.force:
                raise manners.Refused(manners.CANNOT_CREATE, f"--output {asked.output}: exists; choose another name or add --force")
            write_file(stores[0], asked.output, asked)
        else:
            with whole_folder(asked.output, asked.force, is_ours) as folder:
                for store in stores:
                    if asked.format in ONE_FILE:
                        write_file(store, folder / (store.name + ENDINGS[asked.format]), asked)
                    else:
                        write_tables(store, folder / store.name if several else folder, asked)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise manners.Refused(manners.BAD_INPUT, f"an input is damaged: {error}") from error
    print(f"{asked.output}: {', '.join(store.name for store in stores)}")
    return 0


if __name__ == "__main__":
    chosen = options()
    sys.exit(manners.run(chosen.who, lambda: export(chosen)))
