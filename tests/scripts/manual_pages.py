"""Reads the pages of the tree: their links, the commands in their blocks, and the examples that can be run.

A block fenced as `console` is an example: a line that begins with "$ " is typed (with the lines of a here-document after
it), the others are what it prints, on stdout and stderr. A line "…" stands for any lines, "…" within one for any text.
"""
import dataclasses
import pathlib
import re
import shlex

FENCE = re.compile(r"^ {0,3}```\s*(\S*)")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`[^`\n]*`")
HERE = re.compile(r"<<\s*'(\w+)'")
CONTROL = set("|&;<>()")
LAUNCHERS = {"mpirun", "srun", "env"}
MACHINE = [(re.compile(r"seconds=[\d.]+"), "seconds=_"), (re.compile(r"threads=\d+"), "threads=_"), (re.compile("\N{NO-BREAK SPACE}"), " ")]
NUMBER = re.compile(r"[-+]?\d[\d.,]*(?:e[-+]\d+)?")
ANY_LINES, ANY_TEXT = r"(?:[^\n]*\n)*?", r"[^\n]*?"
BATCH = {"slurm": False, "pbs": True, "lsf": True}  # script of jobs/batch -> whether its own options end at "--"


@dataclasses.dataclass
class Block:
    page: pathlib.Path
    line: int  # of its first line
    kind: str
    text: list


@dataclasses.dataclass
class Example:
    page: pathlib.Path
    line: int
    command: str
    printed: list
    printed_at: int  # line of the first

    @property
    def where(self):
        return f"{self.page.name}:{self.line}"


def pages_of(root):
    """Every page below a folder, but for what is built there."""
    return sorted(page for page in root.rglob("*.md") if not {"build", ".git"} & set(page.relative_to(root).parts))


def split(page):
    """The text outside of fences, line by line with code spans blanked, and the blocks."""
    prose, blocks, block = [], [], None
    for number, line in enumerate(page.read_text().split("\n"), 1):
        fence = FENCE.match(line)
        if block is None and fence:
            block = Block(page, number + 1, fence[1], [])
        elif block is not None and fence:
            blocks.append(block)
            block = None
        elif block is not None:
            block.text.append(line)
        else:
            prose.append((number, CODE.sub(lambda code: " " * len(code[0]), line), line))
    return prose, blocks


def anchors(page):
    """What a heading is called in an address: small letters, no punctuation, dashes for blanks."""
    found = set()
    for _, _, line in split(page)[0]:
        if line.startswith("#"):
            title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("#").strip()).lower()
            found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


def broken_links(root):
    """One line for each link to a file or heading that is not there."""
    for page in pages_of(root):
        for number, line, _ in split(page)[0]:
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                path, _, anchor = target.partition("#")
                place = (page.parent / path).resolve() if path else page
                where = f"{page.relative_to(root)}:{number}"
                if not place.exists():
                    yield f"{where}: {target}: no such file"
                elif anchor and (place.suffix != ".md" or anchor not in anchors(place)):
                    yield f"{where}: {target}: no such heading"


def commands_in(line):
    """[words after the program] of each cascade that a line of shell starts; also through a script of jobs/batch."""
    words = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
    words.whitespace_split, words.commenters = True, "#"
    parts = [[]]
    for word in words:
        if set(word) <= CONTROL:
            parts.append([])
        else:
            parts[-1].append(word)
    for part in parts:
        for place, word in enumerate(part):
            name = word.rsplit("/", 1)[-1]
            if name == "cascade" and (place == 0 or part[0] in LAUNCHERS):
                yield part[place + 1:]
                break
            if "batch/" in word and name in BATCH:
                yield part[part.index("--") + 1 if BATCH[name] else place + 1:]
                break


def shell_lines(block):
    """(line number, text) of what is typed in a block; lines that end with a backslash are joined."""
    if block.kind not in ("sh", "console"):
        return
    pending, begun = "", 0
    for number, line in enumerate(block.text, block.line):
        if block.kind == "console":
            if not line.startswith("$ "):
                continue
            line = line[2:]
        begun = begun if pending else number
        pending += line
        if pending.endswith("\\"):
            pending = pending[:-1]
            continue
        yield begun, pending
        pending = ""


def examples_in(block):
    found, here = [], None
    for number, line in enumerate(block.text, block.line):
        if here:
            found[-1].command += "\n" + line
            found[-1].printed_at = number + 1
            here = None if line == here else here
        elif line.startswith("$ "):
            found.append(Example(block.page, number, line[2:], [], number + 1))
            begin = HERE.search(line)
            here = begin[1] if begin else None
        else:
            found[-1].printed.append(line)
    return found


def without_machine(text):
    for pattern, instead in MACHINE:
        text = pattern.sub(instead, text)
    return text


def prints(expected, actual):
    """Whether the lines are those expected."""
    pattern = ""
    for line in expected:
        pattern += ANY_LINES if line == "…" else ANY_TEXT.join(map(re.escape, without_machine(line).split("…"))) + "\n"
    return re.fullmatch(pattern, without_machine("".join(line + "\n" for line in actual))) is not None


def refreshed(expected, actual):
    """The expected lines with the numbers of the actual ones, or None where more than numbers differ."""
    def loosely(piece):
        return "(" + NUMBER.pattern.join(map(re.escape, NUMBER.split(piece))) + ")"

    pattern = ""
    for line in expected:
        pattern += ANY_LINES if line == "…" else ANY_TEXT.join(map(loosely, line.split("…"))) + "\n"
    found = re.fullmatch(pattern, "".join(line.replace("\N{NO-BREAK SPACE}", " ") + "\n" for line in actual))
    if not found:
        return None
    pieces, fresh = iter(found.groups()), []
    for line in expected:
        now = line if line == "…" else "…".join(next(pieces) for _ in line.split("…"))
        fresh.append(line if without_machine(now) == without_machine(line) else now)
    return fresh
