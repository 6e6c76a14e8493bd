"""A picture of a graph as GraphML or as GEXF 1.2, piece by piece.

Ids are strings in both: numbers would be rounded above 2⁵³ by readers that keep doubles. Where a graph has labels the
id is the vertex's position in the graph file, and the label a label. Characters that XML 1.0 does not allow become
U+FFFD; line breaks and tabs become references, since a reader turns bare ones in attributes into blanks. A number that
is not finite is left out, as absent data are. Neither file carries a date.
"""
import json
import math
import re

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
SPECIAL = re.compile("[&<>\"\t\n\r]")
GRAPHML = ('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
           'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
           'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n')
GEXF = '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
KINDS = {"int": "long", "double": "double", "string": "string"}  # of attributes, in both


def xml(text):
    """Text for an element or an attribute in double quotes."""
    return SPECIAL.sub(lambda found: REFERENCES[found.group()], FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def told(attributes, place):
    """(number of the attribute, its value as text) for the values that vertex has."""
    for number, attribute in enumerate(attributes):
        value = attribute.values[place]
        if value is not None and not (isinstance(value, float) and not math.isfinite(value)):
            yield number, xml(value) if isinstance(value, str) else repr(value)


def direction(drawn):
    return "directed" if drawn.directed else "undirected"


def provenance(drawn):
    return xml(json.dumps(drawn.run, ensure_ascii=False))


def encoded(lines):
    """Lines joined to pieces of a sensible size, as UTF-8."""
    waiting = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == 4096:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting = []
    yield "".join(waiting).encode("utf-8", "replace")


def graphml_lines(drawn):
    yield f"{GRAPHML}  <desc>{provenance(drawn)}</desc>\n"
    yield '  <key id="label" for="node" attr.name="label" attr.type="string"/>\n'
    for number, attribute in enumerate(drawn.attributes):
        yield f'  <key id="d{number}" for="node" attr.name="{xml(attribute.name)}" attr.type="{KINDS[attribute.kind]}"/>\n'
    if drawn.weighted:
        yield '  <key id="weight" for="edge" attr.name="weight" attr.type="double"/>\n'
    yield f'  <graph id="cascade" edgedefault="{direction(drawn)}">\n'
    for place, (name, label) in enumerate(zip(drawn.ids, drawn.labels)):
        data = "".join(f'<data key="d{number}">{text}</data>' for number, text in told(drawn.attributes, place))
        yield f'    <node id="{xml(name)}"><data key="label">{xml(label)}</data>{data}</node>\n'
    for number, (tail, head, weight) in enumerate(drawn.arcs()):
        ends = f'id="e{number}" source="{xml(drawn.ids[tail])}" target="{xml(drawn.ids[head])}"'
        yield f"    <edge {ends}/>\n" if weight is None else f'    <edge {ends}><data key="weight">{weight!r}</data></edge>\n'
    yield "  </graph>\n</graphml>\n"


def gexf_lines(drawn):
    yield f"{GEXF}  <meta>\n    <creator>cascade</creator>\n    <description>{provenance(drawn)}</description>\n  </meta>\n"
    yield f'  <graph mode="static" defaultedgetype="{direction(drawn)}" idtype="string">\n    <attributes class="node" mode="static">\n'
    for number, attribute in enumerate(drawn.attributes):
        yield f'      <attribute id="{number}" title="{xml(attribute.name)}" type="{KINDS[attribute.kind]}"/>\n'
    yield "    </attributes>\n    <nodes>\n"
    for place, (name, label) in enumerate(zip(drawn.ids, drawn.labels)):
        data = "".join(f'<attvalue for="{number}" value="{text}"/>' for number, text in told(drawn.attributes, place))
        yield f'      <node id="{xml(name)}" label="{xml(label)}"><attvalues>{data}</attvalues></node>\n'
    yield "    </nodes>\n    <edges>\n"
    for number, (tail, head, weight) in enumerate(drawn.arcs()):
        weighed = "" if weight is None else f' weight="{weight!r}"'
        yield f'      <edge id="{number}" source="{xml(drawn.ids[tail])}" target="{xml(drawn.ids[head])}"{weighed}/>\n'
    yield "    </edges>\n  </graph>\n</gexf>\n"


def graphml(drawn):
    return encoded(graphml_lines(drawn))


def gexf(drawn):
    return encoded(gexf_lines(drawn))
