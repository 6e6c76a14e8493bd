"""Files about vertices that a user hands to `cascade export`: lists of ids, or CSV files with a column `vertex`.

They are read as the program reads them. A line that begins with `#` is a comment. In a list each line is a whole number
or, where the graph has labels, a label as it stands but for blanks at its ends. In a CSV file blanks around a field do
not count, those within quotes do, and a quoted field may hold line ends. What is wrong is told with file and line.
"""
import re

import script_manners as manners

FIELD = re.compile(r'[ \t]*(?:"((?:[^"]|"")*)"[ \t]*|([^"\r\n,][^\r\n,]*)?)(,|\r?\n|\Z)')
BLANKS = " \t\r"


class Lines:
    """A text taken from the front, line by line or record by record; comments and empty lines are passed over."""

    def __init__(self, path):
        self.path, self.at = path, 0
        try:
            with open(path, newline="", encoding="utf-8-sig") as file:
                self.text = file.read()
        except UnicodeDecodeError as error:
            raise bad(path, 1, f"is not UTF-8 ({error}); convert the file first, e.g. iconv -f latin1 -t utf-8") from error

    def number(self):
        return self.text.count("\n", 0, self.at) + 1

    def line(self):
        """The next line that says something, which stays; empty at the end of the text."""
        while self.at < len(self.text):
            line = self.text[self.at:self.end()].strip(BLANKS + "\n")
            if line and not line.startswith("#"):
                return line
            self.at = self.end()
        return ""

    def end(self):
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end + 1

    def record(self):
        """The fields of the record that begins here, which is taken."""
        fields, line = [], self.number()
        while True:
            found = FIELD.match(self.text, self.at)
            if found is None:
                raise bad(self.path, line, "a quoted field is not closed, or text follows its closing quote")
            fields.append(found.group(1).replace('""', '"') if found.group(1) is not None else (found.group(2) or "").strip(BLANKS))
            self.at = found.end()
            if found.group(3) != ",":
                return fields


def bad(path, line, text):
    return manners.Refused(manners.BAD_INPUT, f"{path}:{line}: {text}")


def read_vertices(path, labelled, needed=(), welcome=()):
    """([name], {column: [text]}) of a file. Columns `needed` must be there and filled; those `welcome` may."""
    lines = Lines(path)
    lines.line()
    start, number = lines.at, lines.number()
    header = lines.record() if lines.at < len(lines.text) else []
    if "vertex" in header:
        return read_table(lines, header, labelled, needed, [name for name in (*needed, *welcome) if name in header], number)
    if needed or (len(header) > 1 and not labelled):
        wanted = " and ".join(f"'{name}'" for name in ("vertex", *needed))
        raise bad(path, number, f"a CSV header with {wanted} is needed" + ("" if needed else ", or one vertex a line"))
    lines.at, names = start, []
    while line := lines.line():
        names.append(name_of(path, lines.number(), line if labelled else line.split("#")[0].strip(BLANKS), labelled))
        lines.at = lines.end()
    return names, {}


def read_table(lines, header, labelled, needed, wanted, number):
    missing = next((name for name in needed if name not in header), None)
    if missing:
        raise bad(lines.path, number, f"the header has no column '{missing}'")
    names, columns = [], {name: [] for name in wanted}
    while lines.line():
        number = lines.number()
        row = lines.record()
        if len(row) < len(header):
            raise bad(lines.path, number, f"{len(row)} columns, fewer than the header names")
        names.append(name_of(lines.path, number, row[header.index("vertex")], labelled))
        for name, texts in columns.items():
            texts.append(row[header.index(name)])
            if name in needed and not texts[-1]:
                raise bad(lines.path, number, f"the vertex has no {name}")
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
