"""XML and HTML from outside, read without their doors: no entities, no DTD, no links followed."""

import html
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from etl.net.refused import Refused

MOST_DEPTH = 40
# Elements that begin a line: without it, the words before and after them would be one.
LINES = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th",
    "tr", "ul",
})  # fmt: skip # saves 30 lines


def xml(body: bytes, where: str) -> ElementTree.Element:
    """The root of a document. Raises Refused for one that is not well formed, has a DTD, or is nested absurdly."""
    # What stands in a CDATA section, a comment or an instruction is text. They are taken in the document's order, as in
    # XML, so that none of them hides a DTD; one that is not closed is not well formed, and the parser refuses it.
    outside = re.sub(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>", b"", body, flags=re.DOTALL)
    if b"\0" in body or re.search(rb"<!(DOCTYPE|ENTITY)", outside, re.IGNORECASE):
        raise Refused("xml", f"{where}: its XML is UTF-16 or has a DTD, which is not read. Nothing was kept.")
    parser: Any = ElementTree.XMLPullParser(("start", "end"))
    depth, root = 0, None
    try:
        for start in range(0, len(body), 1 << 16):
            parser.feed(body[start : start + (1 << 16)])
            for event, element in parser.read_events():
                root = element if root is None else root
                depth += 1 if event == "start" else -1
                if depth > MOST_DEPTH:
                    raise Refused("xml", f"{where}: its XML is nested deeper than {MOST_DEPTH}. Nothing was kept.")
        parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        raise Refused("xml", f"{where}: its XML cannot be read ({fault}). Nothing was kept.") from None
    if root is None:
        raise Refused("xml", f"{where}: its XML is empty. Nothing was kept.")
    return root


def local(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def inner(element: ElementTree.Element) -> str:
    """What stands in an element; elements of XHTML in it that begin a line (`LINES`) begin one."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for part in element:
        line = "\n" if local(part) in LINES else ""
        parts += [line, inner(part), line, part.tail or ""]
    return "".join(parts)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.hidden += tag in ("script", "style")
        if tag in LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        if tag in LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def plain_text(markup: str) -> str:
    """The text of a piece of HTML, a line per paragraph."""
    parser = _Text()
    try:
        parser.feed(markup)
        parser.close()
    except (ValueError, AssertionError):
        return re.sub(r"<[^>]*>", " ", html.unescape(markup)).strip()
    return re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[ \t\r\f\v]+", " ", "".join(parser.parts))).strip()
