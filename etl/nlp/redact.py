"""A text without what tells who wrote it or who is meant: handles, addresses, links, numbers, private names.

Runs before anything is stored. Too much is taken out rather than too little; names of people acting in a public
office, listed in data/nlp/names.yml, stay. Persons' names are etl/nlp/names.py, numbers and addresses
etl/nlp/details.py. What is not caught is said in docs/model_card.md, kind by kind.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from etl.nlp.affair_names import handles
from etl.nlp.details import (
    EMAIL,
    FEDIVERSE,
    INVISIBLE,
    MENDED,
    PATTERNS,
    PLAIN,
    TWO_PART,
    URL,
    is_card,
    is_phone,
)
from etl.nlp.looks import maybe_email, maybe_fediverse, maybe_url
from etl.nlp.name_lists import fold
from etl.nlp.names import name_spans, private

__all__ = ["domain", "fold", "redact", "redact_counting"]
MARK = re.compile(r"<(?:url(?::[\w.-]+)?|name|email|phone|id|address|media)>|@user")
Spans = Callable[[str], list[tuple[int, int]]]


def domain(url: str) -> str:
    """The registered domain of a link: "news.example.co.uk" gives "example.co.uk"."""
    bare = re.sub(r"^\w+:/+", "", re.sub(r"[\s\[\]()]", "", url))
    host = re.split(r"[/?#]", bare)[0].rsplit("@", 1)[-1].split(":")[0].lower()
    parts = [part for part in host.split(".") if part]
    keep = 3 if len(parts) > 2 and parts[-2] in TWO_PART else 2
    return ".".join(parts[-keep:])


def redact(text: str) -> str:
    """`text` with "@user", "<url:domain>", "<email>", "<phone>", "<id>", "<address>", "<name>" put in."""
    return redact_counting(text)[0]


def redact_counting(text: str, persons: Spans | None = None) -> tuple[str, Counter[str]]:
    """The redacted text, and how many things of each kind were taken out.

    `persons`: a second net for names, such as a recogniser an operator names (etl/nlp/recogniser.py); what it gives is
    taken out too, office-holders and organisations excepted.
    """
    counts: Counter[str] = Counter()
    if not text.isascii() and MENDED.search(text := unicodedata.normalize("NFC", text)):
        text = INVISIBLE.sub("", text).translate(PLAIN)
    if maybe_fediverse(text):
        text = FEDIVERSE.sub(lambda match: _replaced("handle", match, counts), text)
    if maybe_email(text):
        text = EMAIL.sub(lambda match: _replaced("email", match, counts), text)
    if maybe_url(text):
        text = URL.sub(lambda match: _link(match, counts), text)
    for kind, pattern, needed in PATTERNS:
        if needed(text):
            text = pattern.sub(lambda match, kind=kind: _replaced(kind, match, counts), text)  # type: ignore[misc]
    marks = [match.span() for match in MARK.finditer(text)] if "<" in text or "@user" in text else []
    found = name_spans(text) + (private(text, persons(text)) if persons else [])
    return _cut(text, [span for span in found if not _touches(span, marks)], counts), counts


def _touches(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(begin < span[1] and span[0] < end for begin, end in others)


def _link(match: re.Match[str], counts: Counter[str]) -> str:
    found = match.group()
    if found.lower() in ("x.com", "x.ai"):
        return found
    counts["url"] += 1
    tail = found[-1] if found[-1] in ".,;:!?)" else ""
    return f"<url:{domain(found)}>{tail}"


def _replaced(kind: str, match: re.Match[str], counts: Counter[str]) -> str:
    """The mark for what a pattern found; the text itself where a closer look says it is no such thing.

    A group called `kept` is what stands before a detail and stays, such as the service before a user name.
    """
    found = match.group()
    kept = match.groupdict().get("kept") or ""
    detail = found[len(kept) :]
    if kind == "handle" and detail.lstrip("@＠").lower() in handles() | {"user"}:
        return found
    if (kind == "phone" and not is_phone(detail)) or (kind == "card" and not is_card(detail)):
        return found
    name = "id" if kind == "card" else kind
    counts[name] += 1
    return kept + ("@user" if name == "handle" else f"<{name}>")


def _cut(text: str, cuts: list[tuple[int, int]], counts: Counter[str]) -> str:
    """The text with each place of `cuts` replaced by "<name>", overlapping ones once."""
    merged: list[list[int]] = []
    for start, end in sorted(cuts):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    for start, end in reversed(merged):
        counts["name"] += 1
        text = text[:start] + "<name>" + text[end:]
    return text
