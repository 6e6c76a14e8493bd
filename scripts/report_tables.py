"""Tables of the page. A column holds words, numbers (set to the right) or bars; what a user named is safe in all of them."""
import html

from report_figures import printable

WORDS, NUMBERS, BAR, ODDS = "", "n", "share", "odds"  # kinds of columns, and their classes in the style of the page
PAIRS = "pairs"  # the style of a table whose rows become cards on a phone, each cell under its heading


def text_of(words):
    """A user's or our words between tags."""
    return html.escape(printable(str(words)))


def titled(title, columns, rows, style):
    return f"<h3>{text_of(title)}</h3>\n{grid(columns, rows, style)}\n"


def grid(columns, rows, style=""):
    """`columns`: (kind, heading). A cell is what to print or, of a bar, its parts: (share of the width, colour or "")."""
    head = "".join(cell("th", kind, text_of(words)) for kind, words in columns)
    said = [f' data-head="{text_of(words)}"' if style == PAIRS and words else "" for _, words in columns]
    body = "".join("<tr>" + "".join(cell("td", kind, bar(one) if kind in (BAR, ODDS) else text_of(one), more)
                                    for (kind, _), one, more in zip(columns, row, said)) + "</tr>\n" for row in rows)
    return f'<div class="scroll"><table{named(style)}><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>'


def cell(tag, kind, content, more=""):
    return f"<{tag}{named(kind)}{more}>{content}</{tag}>"


def named(style):
    return f' class="{style}"' if style else ""


def bar(parts):
    return "".join(f'<i style="width:{max(0.0, 100 * share):.1f}%{f";background:{fill}" if fill else ""}"></i>' for share, fill in parts)
