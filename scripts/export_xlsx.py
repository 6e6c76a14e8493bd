"""The tables of a result as an Excel workbook (Office Open XML), one sheet a table and one for the provenance.

What a spreadsheet does to a CSV file it opens cannot happen here, since each cell says what it is: ids are texts, so that
none is rounded to 15 digits and no label becomes a date or a formula; texts are UTF-8. Whole numbers of more than 15
digits are texts too; numbers that are not finite are empty cells. A sheet has 1,048,576 rows: a longer table is left out
and named. The archive carries no date, so the same result gives the same bytes.
"""
import itertools
import json
import re
import tempfile
import zipfile

import numpy

from export_jsonl import WRITTEN_AT_ONCE
from export_tables import IDS
from export_xml import xml

MOST_ROWS = (1 << 20) - 1  # and the header
MOST_LETTERS = 32767  # of a cell
MOST_EXACT = 10**15
PIECE = 1 << 20
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FONT = '<sz val="11"/><name val="Calibri"/>'
STYLES = (f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font>{FONT}</font><font><b/>{FONT}</font></fonts><fills count="2"><fill>'
          '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
          '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
          '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>')
UNSAYABLE = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def text(content, style=""):
    """A cell of text, from its second attribute on. What XML cannot hold, a cell writes as _xHHHH_; what looks like that
    is told apart."""
    said = UNSAYABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", content[:MOST_LETTERS])
    return f' t="inlineStr"{style}><is><t xml:space="preserve">{xml(said)}</t></is></c>'


def number(content):
    return f"><v>{content}</v></c>"


def cells(name, values):
    """The values of a column as cells."""
    if not isinstance(values, numpy.ndarray):
        return [text(one) for one in values]
    if values.dtype.kind == "f":
        return [number(repr(one)) if finite else "/>" for one, finite in zip(values.astype("f8").tolist(), numpy.isfinite(values).tolist())]
    return [text(str(one)) if name in IDS or abs(one) >= MOST_EXACT else number(one) for one in values.tolist()]


def row_of(at, tails):
    return f'<row r="{at}">{"".join(f"""<c r="{letters(column)}{at}"{tail}""" for column, tail in enumerate(tails))}</row>'


def letters(column):
    """A, B, … Z, AA, …"""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def rows_of(table):
    at = 2
    for values in table.pieces():
        for start in range(0, len(values[0]), WRITTEN_AT_ONCE):
            columns = [cells(name, some[start:start + WRITTEN_AT_ONCE]) for name, some in zip(table.names(), values)]
            yield "".join(row_of(at + more, row) for more, row in enumerate(zip(*columns)))
            at += len(columns[0])


def sheet(header, rows):
    """The XML of a sheet, piece by piece: the header stays in sight, and numbers that are texts are no mistakes."""
    yield (f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
           'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="64" width="22" customWidth="1"/></cols><sheetData>')
    yield row_of(1, [text(name, ' s="1"') for name in header])
    yield from rows
    yield f'</sheetData><ignoredErrors><ignoredError sqref="A1:{letters(len(header) - 1)}{MOST_ROWS + 1}" numberStoredAsText="1"/></ignoredErrors></worksheet>'


def run_rows(run):
    """The provenance, a line for each entry and each option."""
    entries = [(f"{key}.{name}" if name else key, one) for key, value in run.items()
               for name, one in (value.items() if isinstance(value, dict) else [(None, value)])]
    for at, (name, value) in enumerate(entries, 2):
        yield row_of(at, [text(name), text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))])


def workbook(names):
    """The parts that say which sheets there are: {path: content}."""
    sheets = "".join(f'<sheet name="{xml(name)}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(names, 1))
    places = "".join(f'<Relationship Id="r{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in range(1, len(names) + 1))
    kinds = "".join(f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{KIND}.worksheet+xml"/>' for at in range(1, len(names) + 1))
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                               'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
                               f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
                       'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{places}'
                                      f'<Relationship Id="styles" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }


def put(archive, path, pieces):
    about = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    with archive.open(about, "w", force_zip64=False) as part:
        for piece in pieces:
            part.write(piece.encode("utf-8", "replace"))


def xlsx(tables, run):
    """The bytes of the workbook, piece by piece. Sheets are named as tables are, with a dot for the slash."""
    sheets = [(table.path.replace("/", ".")[:31], table.names(), rows_of(table)) for table in tables]
    sheets.append(("run", ["entry", "value"], run_rows(run)))
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for path, content in workbook([name for name, _, _ in sheets]).items():
                put(archive, path, [content])
            for at, (_, header, rows) in enumerate(sheets, 1):
                put(archive, f"xl/worksheets/sheet{at}.xml", sheet(header, rows))
        file.seek(0)
        yield from itertools.takewhile(bool, iter(lambda: file.read(PIECE), None))
