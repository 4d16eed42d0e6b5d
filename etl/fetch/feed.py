"""News of a regulator, from its RSS 2.0, RSS 1.0, Atom or JSON feed, into the queue a person reviews."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html.entities import name2codepoint
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import yaml

from etl.fetch.fetchers import Fetcher
from etl.fetch.markup import inner, local, plain_text, xml
from etl.fetch.run import Place
from etl.intake.affair import posts
from etl.live import review
from etl.net.http import ask
from etl.net.refused import Refused
from etl.nlp.entities import entities
from etl.nlp.reading import read as words_of
from etl.nlp.redact import fold
from etl.places import DATA
from etl.reactions.times import Dates
from etl.yaml_text import LOADER

TERMS = Path(__file__).with_name("terms.yml")
MOST_ITEMS, MOST_TEXT = 500, 20_000
XML = "{http://www.w3.org/XML/1998/namespace}"
ATOM, RDF = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# Names of dates, in any vocabulary, the likeliest to be the publication's first.
DATES = {"pubdate": 0, "published": 0, "issued": 0, "available": 0, "date": 1, "created": 1, "updated": 2,
         "modified": 2}  # fmt: skip # saves 8 lines
OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}
LATIN = re.compile(rb"""\A(<\?xml[^>]*encoding=["'])iso-8859-1(["'])""", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]")


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """(outcome, words, new candidates). An entry becomes a candidate when a term of terms.yml is in it."""
    known = {"If-None-Match": place.memory.get("etag"), "If-Modified-Since": place.memory.get("last_modified")}
    headers = {name: value for name, value in known.items() if value}
    answer = ask(fetcher.url, fetcher.rules(), "feed", headers, frozenset({304}), place.note)
    if answer.status == 304:
        return "unchanged", "unchanged", 0
    items = read(answer.body, fetcher.title, fetcher.url)
    if not items and place.memory.get("entries"):
        raise Refused("empty", f"{fetcher.title}: the feed has no entries; it had {place.memory['entries']} before. "
                      "Nothing was changed. Open the regulator's site: its feed may have moved."
        )  # fmt: skip # saves 2 lines
    found = [candidate for item in items if (candidate := candidate_of(item, fetcher))]
    new = review.add(place.store, found)
    place.memory |= {"etag": answer.headers.get("ETag", ""), "last_modified": answer.headers.get("Last-Modified", ""),
                     "entries": len(items)}  # fmt: skip # saves 3 lines
    waiting = f"{new} of them new to the review queue" if new else "none new"
    unread = f"; only the first {MOST_ITEMS} were read" if len(items) == MOST_ITEMS else ""
    if lost := sum(not item["link"] for item in items):
        unread += f"; {lost} without an address, which nobody can review"
    return ("new" if new else "unchanged"), f"{len(items)} entries, {len(found)} with a term, {waiting}{unread}", new


def read(body: bytes, where: str, url: str = "") -> list[dict[str, str]]:
    """The entries of a feed: title, link (resolved against `url`), date (ISO, '' when unreadable), text.

    Of titles and links only those of the feed's own vocabulary count (media:title is an image's), of dates the day of
    publication before any other. Raises Refused for what is no feed.
    """
    if body.lstrip()[:1] == b"{":
        return of_json(body, where, url)[:MOST_ITEMS]
    return [entry(element, base) for element, base in entries(xml(mended(body), where), url)][:MOST_ITEMS]


def entries(element: Element, base: str) -> Iterator[tuple[Element, str]]:
    """Each entry below an element, and what its links stand against."""
    base = joined(base, element.get(f"{XML}base", "")) or base
    if local(element) in ("item", "entry"):
        yield element, base
    else:
        for part in element:
            yield from entries(part, base)


def entry(element: Element, base: str) -> dict[str, str]:
    """One entry, in the words of `read`."""
    own, item = space(element), {"title": "", "link": "", "date": "", "text": ""}
    dates: dict[int, str] = {}
    names = [element.get(f"{{{RDF}}}about", "")]  # what an entry without a link is called, when that is an address
    for part in element:
        name, text = local(part), inner(part)[:MOST_TEXT].strip()
        if name == "title" and space(part) == own:
            item["title"] = item["title"] or plain_text(text).replace("\n", " ")
        elif name == "link" and part.get("rel", "alternate") == "alternate" and space(part) in (own, ATOM):
            given = (part.get("href") or text).strip()
            item["link"] = item["link"] or joined(joined(base, part.get(f"{XML}base", "")) or base, given)
        elif name in ("guid", "id"):
            names.append(text)
        elif name in DATES:
            dates.setdefault(DATES[name], "")
            dates[DATES[name]] = dates[DATES[name]] or day_of(text)
        elif name in ("description", "summary", "content", "encoded"):
            item["text"] += " " + plain_text(text)
    item["link"] = item["link"] or next(filter(None, map(address, names)), "")
    item["date"] = next((dates[rank] for rank in sorted(dates) if dates[rank]), "")
    return item


def of_json(body: bytes, where: str, url: str) -> list[dict[str, str]]:
    """The entries of a JSON Feed, version 1 or 1.1."""
    try:
        items = json.loads(body.decode("utf-8-sig"))["items"]
        return [{
            "title": plain_text(str(one.get("title") or "")).replace("\n", " "),
            "link": joined(url, str(one.get("url") or one.get("external_url") or "")) or address(str(one.get("id"))),
            "date": day_of(str(one.get("date_published") or one.get("date_modified") or "")),
            "text": plain_text(str(one.get("content_html") or one.get("content_text") or one.get("summary") or "")),
        } for one in items]  # fmt: skip # saves 3 lines
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused("form", f"{where}: this JSON is no JSON Feed with items. Nothing was kept.") from None


def address(text: str) -> str:
    return text if re.match("https?://", text) else ""


def space(element: Element) -> str:
    """The namespace of an element's name."""
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def mended(body: bytes) -> bytes:
    """The feed without what publishing systems leave in one and XML does not know: names of HTML's characters, control
    characters, blank lines before the declaration."""

    def number(name: re.Match[bytes]) -> bytes:
        point = name2codepoint.get(name[1].decode("ascii"))
        return name[0] if point is None or name[1] in OF_XML else b"&#%d;" % point

    # What calls itself Latin 1 is Windows-1252, as browsers read it: in Latin 1 those bytes are control characters.
    body = LATIN.sub(rb"\1windows-1252\2", CONTROLS.sub(b"", body.lstrip()), count=1)
    return re.sub(rb"&([A-Za-z][A-Za-z0-9]{1,7});", number, body)


def joined(base: str, link: str) -> str:
    """The whole address of a link that may be relative; '' when there is none."""
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return ""


def day_of(text: str) -> str:
    """The ISO day of an RFC 822 or RFC 3339 date, or of one as people write it (5 janvier 2026); '' for none, and for
    05/01/2026, which may be either."""
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    dates = Dates(ZoneInfo("UTC"), dt.datetime.now(dt.UTC))
    try:
        found = dates.of_text(" ".join(text.split())).date().isoformat()
        return found if dates.is_told or not dates.slashed else ""
    except (ValueError, OverflowError, OSError, KeyError):
        return ""


def candidate_of(item: dict[str, str], fetcher: Fetcher) -> dict[str, Any] | None:
    """What is kept of an entry that speaks of our subject; None for another."""
    text = f"{item['title']}. {item['text']}"[:MOST_TEXT]
    terms = sorted(name for name, pattern in patterns() if pattern.search(fold(text)))
    link = review.bare(item["link"])
    if not terms or not link:
        return None
    named = sorted({f"{one['type']}:{one['canonical_id']}" for one in entities(words_of(text))})
    return {
        "id": review.identifier(fetcher.id, link), "kind": "act", "publisher": fetcher.title,
        "jurisdiction": fetcher.settings.get("jurisdiction", ""), "date": item["date"], "link": link, "terms": terms,
        "entities": named,
    }  # fmt: skip # saves 5 lines


@lru_cache(maxsize=1)
def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each term of terms.yml, and of the affair, with its pattern over folded text; a final * stands for any ending."""
    words = yaml.load(TERMS.read_text(encoding="utf-8"), LOADER)["terms"] + posts(DATA)["terms"]
    found = []
    for word in words:
        form = re.escape(fold(word.rstrip("*"))).replace(r"\ ", r"[\s\-]+")
        end = "" if word.endswith("*") else r"(?!\w)"
        found.append((word, re.compile(rf"(?<!\w){form}{end}")))
    return found
