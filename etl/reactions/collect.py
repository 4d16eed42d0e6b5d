"""Posts checked one by one, and cleaned: pseudonyms for people, redacted text, UTC, counts. Nothing is written here."""

import datetime as dt
import math
import re
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from etl.intake import content_scan
from etl.intake.pseudonyms import pseudonym
from etl.nlp.language import language_of
from etl.nlp.redact import domain, redact_counting
from etl.reactions.formats import LANGUAGES, TAKEN, Raw, left_out
from etl.reactions.reading import open_posts
from etl.reactions.times import moment

UNWRITABLE = re.compile("[\x00\ud800-\udfff]")  # NUL, or half a character, which no file can hold
FIELDS = tuple(one.name for one in fields(Raw))
LONGEST = 20_000  # characters of one post
SOURCE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,31}")
ENCODED = "a run of more than 200 base64 or hexadecimal characters"
CUT_LATER = ("a link to media", "a value shaped like a hash")  # redaction takes these out of a text
FORBIDDEN = [
    (kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in content_scan.PATTERNS if kind not in CUT_LATER
]
BY_AUTHOR = re.compile(r"\b(from|to|author|user|mentions):\s*[^\s()]+", re.IGNORECASE)  # in a search
MEDIA_MARK = re.compile(rf"<url:[^>]*(?:{content_scan.MEDIA_HOSTS}|twimg\.com|redd\.it)[^>]*>", re.IGNORECASE)


@dataclass(slots=True)
class Collected:
    """What a file gave: clean posts, rejected rows (line, column, reason), and what was left out or redacted."""

    shape: str
    rows: int = 0
    posts: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[tuple[int, str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    redacted: Counter[str] = field(default_factory=Counter)


def collect(path: Path, form: str, key: bytes, zone: ZoneInfo, query: str, now: dt.datetime) -> Collected:
    """The posts of a file. Raises GardefouError, or ForbiddenContent when a text holds an image or encoded content."""
    source = open_posts(path, form)
    found = Collected(source.shape, left_out=left_out(source.names, source.shape))
    take = TAKEN[source.shape]
    for line, row, fault in source.rows:
        found.rows += 1
        column = ""
        if row is not None:
            try:
                raw = take(row)
                column, fault, post = clean(raw, line, key, zone, query, now, found)
            except (AttributeError, TypeError, IndexError, KeyError):
                fault, post = f"not in the shape of {source.shape}", None
            if post is not None:
                found.posts.append(post)
                continue
        found.rejects.append((line, column, fault))
    return found


def clean(
    raw: Raw, line: int, key: bytes, zone: ZoneInfo, query: str, now: dt.datetime, found: Collected
) -> tuple[str, str, dict[str, Any] | None]:
    """("", "", the post as it is kept) or (column, reason, None)."""
    if raw.reason:
        return "", raw.reason, None
    if not isinstance(raw.text, str) or not raw.text.strip():
        return "text", "no text", None
    if len(raw.text) > LONGEST:
        return "text", f"more than {LONGEST:,} characters", None
    for name in FIELDS:
        value = getattr(raw, name)
        if isinstance(value, str) and UNWRITABLE.search(value):
            return name, "not a text (NUL or half a character)", None
    quote = raw.quote if isinstance(raw.quote, str) else ""
    refuse_forbidden(raw.text, line)
    refuse_forbidden(quote, line)
    created, fault = moment(raw.created, zone, now)
    if created is None:
        return "created_at", fault, None
    counts: dict[str, int | None] = {}
    for name in ("likes", "reposts", "replies", "quotes"):
        counts[name] = count_of(getattr(raw, name))
        if counts[name] == -1:
            return name, "not a count", None
    text, redacted = redact_counting(raw.text)
    found.redacted.update(redacted)
    network = raw.source.strip().lower()
    if not SOURCE.fullmatch(network):
        network = "other"
    declared = str(raw.lang or "").strip().lower()
    declared = LANGUAGES.get(declared, declared[:2])
    identifier = str(raw.identifier) if raw.identifier not in (None, "") else f"{raw.author}|{created}|{raw.text}"
    collected, _ = moment(raw.collected, zone, now)
    return "", "", {
        "line": line,
        "post_key": pseudonym(key, "post", f"{network}|{identifier}")[:24],
        "source": network,
        "lang": language_of(raw.text, declared),
        "lang_src": declared if re.fullmatch("[a-z]{2}", declared) else None,
        "created_at": created,
        "text_redacted": MEDIA_MARK.sub("<media>", text),
        "author_key": author_key(key, network, raw.author),
        "thread_key": pseudonym(key, "thread", f"{network}|{raw.thread}")[:24] if raw.thread else None,
        "is_repost": bool(raw.is_repost) or raw.text.startswith("RT @"),
        "quote_text_redacted": MEDIA_MARK.sub("<media>", redact_counting(quote)[0]) or None,
        **counts,
        "url_domain": domain(str(raw.url)) or None if raw.url else None,
        "collected_at": collected or now,
        "query": redact_counting(BY_AUTHOR.sub(r"\1:@user", query or str(raw.query or "")))[0] or None,
    }  # fmt: skip


def author_key(key: bytes, network: str, author: Any) -> str | None:
    """The pseudonym of an author on a network: 16 hexadecimal digits; None for no author."""
    name = str(author).strip().lstrip("@").lower() if author not in (None, "") else ""
    return pseudonym(key, "author", f"{network}|{name}")[:16] if name else None


def refuse_forbidden(text: str, line: int) -> None:
    """Raises ForbiddenContent for a text that holds an image or encoded content."""
    for kind, pattern in FORBIDDEN:
        if pattern.search(text) and not (kind == ENCODED and len(set(text.lower())) < 12):
            raise content_scan.ForbiddenContent(content_scan.Finding(kind, line, "text"))


def count_of(value: Any) -> int | None:
    """A count, None for none, -1 for what is no count."""
    if value in (None, ""):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return -1
    return int(number) if math.isfinite(number) and number >= 0 and number == int(number) else -1
