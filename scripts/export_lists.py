"""Files about vertices that a user hands to `cascade export`: lists of ids, or CSV files with a column `vertex`.

The forms are those that the program reads: `#` begins a comment line, ids are whole numbers, or labels where the graph
has labels. What is wrong is told with file and line.
"""
import csv

import script_manners as manners


def bad(path, line, text):
    return manners.Refused(manners.BAD_INPUT, f"{path}:{line}: {text}")


def rows_of(path):
    """(line, fields) of the rows that are neither empty nor comments."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            for row in reader:
                if any(row) and not row[0].lstrip().startswith("#"):
                    yield reader.line_num, [field.strip() for field in row]
    except UnicodeDecodeError as error:
        raise manners.Refused(manners.BAD_INPUT, f"{path}: is not UTF-8: {error}") from error
    except csv.Error as error:
        raise manners.Refused(manners.BAD_INPUT, f"{path}: is no CSV file: {error}") from error


def read_vertices(path, labelled, needed=(), welcome=()):
    """([name], {column: [text]}) of a file. Columns `needed` must be there and filled; those `welcome` may."""
    rows = rows_of(path)
    line, header = next(rows, (1, []))
    names, columns = [], {}
    if "vertex" in header:
        columns = {name: [] for name in (*needed, *welcome) if name in header}
    elif needed or len(header) != 1:
        wanted = " and ".join(f"'{name}'" for name in ("vertex", *needed))
        raise bad(path, line, f"a CSV header with {wanted} is needed" + ("" if needed else ", or one vertex a line"))
    else:
        names.append(name_of(path, line, header[0], labelled))
    missing = next((name for name in needed if name not in columns), None)
    if missing:
        raise bad(path, line, f"the header has no column '{missing}'")
    at = header.index("vertex") if "vertex" in header else 0
    for line, row in rows:
        if len(row) < len(header):
            raise bad(path, line, f"{len(row)} columns, fewer than the header names")
        names.append(name_of(path, line, row[at], labelled))
        for name, texts in columns.items():
            texts.append(row[header.index(name)])
            if name in needed and not texts[-1]:
                raise bad(path, line, f"the vertex has no {name}")
    return names, columns


def name_of(path, line, text, labelled):
    if labelled:
        return text
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()):
        raise bad(path, line, f"'{text}' is not a vertex id; a whole number is needed")
    return int(text)


def as_number(path, text, kind):
    """A fact of a seed; one that is no number is told of."""
    try:
        return kind(text)
    except ValueError as error:
        raise manners.Refused(manners.BAD_INPUT, f"{path}: '{text}' is not a number") from error
