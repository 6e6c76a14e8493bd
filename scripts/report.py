#!/usr/bin/python3
"""Draws result directories of `cascade` as one page that needs nothing else: no network, no script, no second file.

    scripts/report.py DIR… [--output report.html] [--language zh]     one section a directory, by what it holds
    scripts/report.py --headline DIR…                                 only the sentence, on stdout

`cascade report` is the same. The same directories give the same bytes: figures carry no date and their ids are fixed.
Every number comes from summary.json, a CSV file or result.h5; what a directory does not hold is left out. A directory
without MANIFEST.json was not finished, and the page says so. Needs matplotlib and h5py (Debian: python3-matplotlib
python3-h5py).
"""
import argparse
import pathlib
import sys
import warnings

import script_manners as manners


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directories", nargs="+", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("report.html"))
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    parser.add_argument("--headline", action="store_true", help="print the headline of each directory and stop")
    parser.add_argument("--force", action="store_true", help="replace --output even where it is no page of a report")
    parser.add_argument("--who", default="report.py", help=argparse.SUPPRESS)
    return parser.parse_args()


def check_output(path, force, generator):
    """An earlier page may go; anything else only when told so."""
    if force or not path.exists():
        return
    with open(path, "rb") as file:
        if f'content="{generator}"'.encode() not in file.read(4096):
            raise manners.Refused(manners.CANNOT_CREATE, f"--output {path}: exists and is no page of a report; choose another name or add --force")


def draw(chosen):
    manners.need(["h5py", "numpy"] if chosen.headline else ["h5py", "numpy", "matplotlib"])
    from report_data import DamagedResult, MissingResult, read_result
    from report_language import speak

    speak(chosen.language)
    try:
        results = [read_result(directory) for directory in chosen.directories]
    except MissingResult as missing:
        code = manners.BAD_INPUT if isinstance(missing, DamagedResult) else manners.MISSING
        raise manners.Refused(code, missing) from missing
    if chosen.headline:
        from report_headline import headline
        for result in results:
            print(headline(result))
        return 0
    import report_page

    check_output(chosen.output, chosen.force, report_page.GENERATOR)
    warnings.filterwarnings("ignore", message="Glyph .* missing")  # the browser has the fonts
    manners.write_whole(chosen.output, report_page.page(results).encode("utf-8", "replace"))
    print(f"{chosen.output}: {', '.join(result.name for result in results)}")
    return 0


if __name__ == "__main__":
    asked = options()
    sys.exit(manners.run(asked.who, lambda: draw(asked)))
