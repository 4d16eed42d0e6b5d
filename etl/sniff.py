"""What bytes are, by their first kilobyte, whatever their sender calls them."""

import re

MARKUP = re.compile(rb"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(\w+:)?([a-zA-Z]+)", re.DOTALL)
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
FEEDS = {b"rss", b"feed", b"rdf"}


def kind_of(head: bytes) -> str:
    """ZIP, HTML, XML, JSON, CSV, text, a picture, an empty answer, or unknown bytes."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    start = head.lstrip()[:200]
    if not start:
        return "an empty answer"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "ZIP"
    if head.startswith(PICTURES) or head[4:8] == b"ftyp":
        return "a picture"
    if start.lower().startswith((b"<!doctype html", b"<html")):
        return "HTML"
    if found := MARKUP.match(head):
        return "HTML" if found[4].lower() in (b"html", b"head", b"title") else "XML"
    if b"\0" in head:
        return "unknown bytes"
    if start[:1] in (b"{", b"["):
        return "JSON"
    line = start.splitlines()[0]
    return "CSV" if b"," in line else "text"


def suits(head: bytes, expect: str) -> bool:
    """Whether the bytes are of the kind expected: zip, csv, json, xml, feed (RSS, Atom, RDF), text or any."""
    found = kind_of(head)
    if expect == "feed":
        marks = MARKUP.match(head.removeprefix(b"\xef\xbb\xbf"))
        return found == "XML" and bool(marks) and marks[4].lower() in FEEDS  # type: ignore[index]
    if expect == "text":
        return found in ("text", "CSV")
    return expect == "any" or found.lower() == expect
