"""What bytes are, by how they begin, whatever their sender calls them."""

import re

TAG = re.compile(rb"<(?:\w+:)?([a-zA-Z]+)")
BLANK = re.compile(rb"\s*")
# What may stand before the first element, and its end: declarations, comments, a DTD and what is left of one.
BEFORE = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">"), (b"]", b">"))
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
FEEDS = {b"rss", b"feed", b"rdf"}


def kind_of(head: bytes) -> str:
    """ZIP, HTML, XML, JSON, CSV, text, a picture, an empty answer, or unknown bytes."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    start = head.lstrip()
    if not start:
        return "an empty answer"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "ZIP"
    if head.startswith(PICTURES) or head[4:8] == b"ftyp":
        return "a picture"
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "HTML"
    if found := first_element(start):
        return "HTML" if found in (b"html", b"head", b"title") else "XML"
    if b"\0" in head:
        return "unknown bytes"
    if start[:1] in (b"{", b"["):
        return "JSON"
    line = start[:200].splitlines()[0]
    return "CSV" if b"," in line else "text"


def first_element(text: bytes) -> bytes:
    """The local name of a document's first element, past declarations and comments; b"" when there is none.

    A walk and not one pattern: a pattern over many comments takes time that doubles with each.
    """
    at = 0
    while True:
        at = BLANK.match(text, at).end()  # type: ignore[union-attr]
        passed = next((pair for pair in BEFORE if text.startswith(pair[0], at)), None)
        if passed is None:
            found = TAG.match(text, at)
            return found[1].lower() if found else b""
        at = text.find(passed[1], at + len(passed[0]))
        if at < 0:
            return b""
        at += len(passed[1])


def suits(head: bytes, expect: str) -> bool:
    """Whether the bytes are of the kind expected: zip, csv, json, xml, feed (RSS, Atom, RDF, JSON
    Feed), text or any."""
    found = kind_of(head)
    if expect == "feed" and found == "JSON":
        return b"jsonfeed.org" in head
    if expect == "feed":
        return found == "XML" and first_element(head.removeprefix(b"\xef\xbb\xbf")) in FEEDS
    if expect == "text":
        return found in ("text", "CSV")
    return expect == "any" or found.lower() == expect
