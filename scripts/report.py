#!/usr/bin/python3
"""Draws result directories of `cascade` as one page that needs nothing else: no network, no script, no second file.

    scripts/report.py DIR… [--output report.html]      one section a directory, by what it holds
    scripts/report.py --headline DIR…                  only the sentence, on stdout

The same directories give the same bytes: figures carry no date and their ids are fixed. Every number comes from
summary.json or result.h5; what a directory does not hold is left out. A directory without MANIFEST.json was not
finished, and the page says so. Needs matplotlib and h5py (Debian: python3-matplotlib python3-h5py).
"""
import argparse
import pathlib
import sys

import report_page
from report_data import MissingResult, read_result
from report_headline import headline


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directories", nargs="+", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("report.html"))
    parser.add_argument("--headline", action="store_true", help="print the headline of each directory and stop")
    options = parser.parse_args()
    try:
        results = [read_result(directory) for directory in options.directories]
    except MissingResult as missing:
        print(f"report.py: {missing}", file=sys.stderr)
        return 66
    if options.headline:
        for result in results:
            print(headline(result))
        return 0
    try:
        options.output.write_text(report_page.page(results), encoding="utf-8")
    except OSError as error:
        print(f"report.py: --output {options.output}: {error.strerror}", file=sys.stderr)
        return 73
    print(f"{options.output}: {', '.join(result.name for result in results)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
