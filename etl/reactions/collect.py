"""Posts checked one by one, and cleaned: pseudonyms for people, redacted text, UTC, counts. Nothing is written here."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from etl.intake.pseudonyms import pseudonym
from etl.nlp.language import language_of
from etl.nlp.redact import Spans, domain, redact_counting
from etl.reactions import own, texts
from etl.reactions.identity import author_name, is_shortened, post_name
from etl.reactions.paths import is_there
from etl.reactions.reading import Source, open_posts
from etl.reactions.shapes import Raw, Shape
from etl.reactions.times import Dates, OtherOrder
from etl.reactions.unwrap import NETWORK
from etl.reactions.values import author_key, count_of, language_declared, network_of, with_clock

UNWRITABLE = re.compile("[\x00\ud800-\udfff]")  # NUL, or half a character, which no file can hold
FIELDS = tuple(one.name for one in fields(Raw))
VALUES = attrgetter(*FIELDS)
COUNTS = ("likes", "reposts", "replies", "quotes")
LONGEST = 20_000  # characters of one post
BY_AUTHOR = re.compile(r"\b(from|to|author|user|mentions):\s*[^\s()]+", re.IGNORECASE)  # in a search
TAKEN_BACK = frozenset(
    {"[deleted]", "[removed]", "[supprimé]", "[deleted by user]", "[removed by reddit]", "deleted_or_protected_mention"}
)
NO_TEXT, GONE = "no text", "deleted where it stood"


@dataclass(slots=True)
class Collected:
    """What a file gave: clean posts, rejected rows (line, column, reason), and what was left out, supposed or counted.

    `groups`: for language, month and network, the rows of each value and those of them that a fault lost.
    """

    shape: str
    rows: int = 0
    posts: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[tuple[int, str, str]] = field(default_factory=list)
    lost: int = 0
    left_out: list[str] = field(default_factory=list)
    redacted: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    shortened: int = 0
    unnamed: int = 0  # posts without an identifier
    uncounted: int = 0  # likes, reposts … that are no count: left empty, the post stays
    otherwise: int = 0  # posts whose own network is not the one that was asked for
    persons: Spans | None = None
    groups: dict[str, tuple[Counter[str], Counter[str]]] = field(
        default_factory=lambda: {name: (Counter(), Counter()) for name in ("language", "month", "network")}
    )


@dataclass(frozen=True)
class Asked:
    """How a person wants a file read: everything that `ingest reactions` can be told about it."""

    form: str = "auto"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    query: str = ""
    columns: own.Columns | None = None
    network: str = ""
    encoding: str = ""
    order: str = ""  # of 05/01/2026: day, month, or '' when nobody said
    persons: Spans | None = None  # a second net for names (--ner)


def collect(path: Path, asked: Asked, key: bytes, now: dt.datetime) -> Collected:
    """The posts of a file. Raises GardefouError, or ForbiddenContent when a text holds an image or encoded content."""
    dates = Dates(asked.zone, now, asked.order, bool(asked.order))
    try:
        return collected(path, asked, key, dates)
    except OtherOrder as told:  # a date far down says in which order days and months stand: all are read again
        return collected(path, asked, key, Dates(asked.zone, now, str(told), True))


def collected(path: Path, asked: Asked, key: bytes, dates: Dates) -> Collected:
    """The posts of a file, its dates read in one order."""
    source = opened(path, asked, dates)
    found = gathered(source, asked, key, dates)
    describe(found, source, dates, asked)
    return found


def opened(path: Path, asked: Asked, dates: Dates) -> Source:
    """The file, ready to be read. Raises what `open_posts` raises."""

    def is_row(shape: Shape, row: Mapping[str, Any]) -> bool:
        raw = shape.take(row)
        probe = Dates(dates.zone, dates.now, dates.order, True)
        return texts.is_text(raw.text) and probe.moment(raw.date)[0] is not None

    return open_posts(path, asked.form, asked.columns, asked.encoding, is_row)


def gathered(source: Source, asked: Asked, key: bytes, dates: Dates) -> Collected:
    """The posts of the rows, each clean or rejected; what is to be said of all of them is not said yet."""
    found = Collected("", remarks=source.said, aside=source.aside, persons=asked.persons)
    for line, row, shape, fault in source.rows:
        raw, column, post = None, "", None
        if row is not None and shape is not None:
            try:
                raw = shape.take(row)
                if raw.aside:
                    found.aside[raw.aside] += 1
                    continue
                if NETWORK in row:  # an answer that hangs on a post: on the same network, and no repost
                    raw.network, raw.is_repost = raw.network or row[NETWORK], bool(raw.is_repost)
                if asked.network and not is_there(raw.network):
                    raw.network = asked.network
                found.otherwise += bool(asked.network) and network_of(raw.network) != asked.network
                column, fault, post = clean(raw, line, key, dates, asked.query, found)
            except (AttributeError, TypeError, IndexError, KeyError, ValueError) as odd:
                fault = f"not in the shape of {shape.name}"
                if isinstance(odd, OtherOrder):
                    raise
        found.rows += 1
        if post is not None:
            found.posts.append(post)
        else:
            found.rejects.append((line, column, fault))
        note_groups(found, raw, post, fault)
    return found


def note_groups(found: Collected, raw: Raw | None, post: dict[str, Any] | None, fault: str) -> None:
    """Counts a row under its language, month and network, and as lost when a fault kept it out."""
    is_lost = post is None and fault not in texts.BY_RULE
    found.lost += is_lost
    if raw is None or not (post or is_lost):
        return
    if post is not None:
        values = (post["lang"], raw.month, post["source"])
    else:
        declared = language_declared(raw.language)
        lang = language_of(raw.text, declared) if texts.is_text(raw.text) else declared
        values = (lang, raw.month, network_of(raw.network))
    for (there, gone), value in zip(found.groups.values(), values, strict=True):
        if value:
            there[value] += 1
            if is_lost:
                gone[value] += 1


def describe(found: Collected, source: Source, dates: Dates, asked: Asked) -> None:
    """Says which shapes the file had, what was read of it and what not, and what was supposed."""
    found.shape = ", ".join(name for name, _ in source.shapes.most_common()) or asked.form
    read = source.reads | source.ignored
    found.left_out = [name for name in source.names if name not in read and name not in ("__page", "__chat", NETWORK)]
    if dates.naive:
        found.remarks.append(
            f"times without a zone are read as {dates.zone.key} ({dates.naive:,}); --timezone says otherwise"
        )
    if dates.slashed and not dates.is_told:
        found.remarks.append(
            f"no date tells whether 05/01 is 5 January or May 1: read as day/month ({dates.slashed:,}); "
            "--date-order month says otherwise"
        )
    if found.uncounted:
        found.remarks.append(
            f"{found.uncounted:,} values of likes, reposts, replies or quotes are no count and were left empty "
            "(unknown, not 0); counts are read as 1234, 1 234, 1,234 or 1.2K"
        )
    if found.otherwise:
        found.remarks.append(f"{found.otherwise:,} posts say another network than --network: theirs was kept")
    if found.shortened:
        found.remarks.append(
            f"{found.shortened:,} identifiers such as 1.35E+18 have lost digits in a spreadsheet and are not used; "
            "export the column as text"
        )


def clean(
    raw: Raw, line: int, key: bytes, dates: Dates, query: str, found: Collected
) -> tuple[str, str, dict[str, Any] | None]:
    """("", "", the post as it is kept) or (column, reason, None). `dates` reads its date, and tells what now is."""
    if raw.reason:
        return "", raw.reason, None
    if not texts.is_text(raw.text):
        return "text", NO_TEXT, None
    if raw.text.strip().lower() in TAKEN_BACK:
        return "text", GONE, None
    if len(raw.text) > LONGEST:
        return "text", f"more than {LONGEST:,} characters", None
    if column := unwritable(raw):
        return column, "not a text (NUL or half a character)", None
    quote = raw.quote if isinstance(raw.quote, str) else ""
    texts.refuse_forbidden(raw.text, line)
    if quote:
        texts.refuse_forbidden(quote, line)
    created, fault = dates.moment(with_clock(raw.date, raw.clock), raw.is_utc)
    if created is None:
        return "created_at", fault, None
    raw.month = f"{created.year}-{created.month:02}"
    counts: dict[str, int | None] = {}
    for name in COUNTS:
        counts[name] = count_of(getattr(raw, name))
        if counts[name] == -1:
            counts[name] = None
            found.uncounted += 1
    text, redacted = redact_counting(raw.text, found.persons)
    if redacted:
        found.redacted.update(redacted)
    network = network_of(raw.network)
    declared = language_declared(raw.language)
    name = post_name(network, raw.id, raw.url)
    author, also = author_name(network, raw.author), author_name(network, raw.handle)
    found.shortened += is_shortened(raw.id) or is_shortened(raw.author)
    found.unnamed += not name
    identifier = name or f"{author or also}|{created}|{raw.text}"
    collected = Dates(dates.zone, dates.now).moment(raw.collected)[0] if is_there(raw.collected) else None
    thread = post_name(network, raw.thread) if is_there(raw.thread) else ""
    asked = query or (str(raw.query) if is_there(raw.query) else "")
    post = {
        "line": line,
        "post_key": pseudonym(key, "post", f"{network}|{identifier}")[:24],
        "source": network or None,
        "lang": language_of(raw.text, declared),
        "lang_src": declared if re.fullmatch("[a-z]{2}", declared) else None,
        "created_at": created,
        "text_redacted": texts.without_media(text, line),
        "author_key": author_key(key, network, author or also),
        "author_also_key": author_key(key, network, also) if author and also and also != author else None,
        "thread_key": pseudonym(key, "thread", f"{network}|{thread}")[:24] if thread else None,
        "is_repost": True if raw.text.startswith("RT @") else raw.is_repost,
        "quote_text_redacted": (texts.without_media(redact_counting(quote, found.persons)[0], line) if quote else None),
        **counts,
        "url_domain": domain(str(raw.url)) or None if is_there(raw.url) else None,
        "collected_at": collected or dates.now,
        "query": redacted_query(asked) if asked else None,
    }
    return "", "", post


def unwritable(raw: Raw) -> str:
    """The first field whose text no file can hold, '' for none."""
    values = VALUES(raw)
    whole = "".join([value for value in values if isinstance(value, str)])
    if (whole.isascii() and "\0" not in whole) or not UNWRITABLE.search(whole):
        return ""
    return next(
        name for name, value in zip(FIELDS, values, strict=True) if isinstance(value, str) and UNWRITABLE.search(value)
    )


@lru_cache(maxsize=1000)
def redacted_query(query: str) -> str | None:
    """A search without what names a person."""
    return redact_counting(BY_AUTHOR.sub(r"\1:@user", query))[0] or None
