"""News of a regulator, from its RSS 2.0, RSS 1.0 or Atom feed, into the queue a person reviews."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html.entities import name2codepoint
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import yaml

from etl.fetch.fetchers import Fetcher
from etl.fetch.markup import local, plain_text, xml
from etl.fetch.run import Place
from etl.intake.affair import posts
from etl.live import review
from etl.net.http import ask
from etl.net.refused import Refused
from etl.nlp.entities import entities
from etl.nlp.reading import read as words_of
from etl.nlp.redact import fold
from etl.places import DATA
from etl.yaml_text import LOADER

TERMS = Path(__file__).with_name("terms.yml")
MOST_ITEMS, MOST_TEXT = 500, 20_000
XML = "{http://www.w3.org/XML/1998/namespace}"
OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}
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
    return ("new" if new else "unchanged"), f"{len(items)} entries, {len(found)} with a term, {waiting}{unread}", new


def read(body: bytes, where: str, url: str = "") -> list[dict[str, str]]:
    """The entries of a feed: title, link (resolved against `url`), date (ISO, '' when unreadable), text."""
    items = []
    root = xml(mended(body), where)
    base = joined(url, root.get(f"{XML}base", "")) or url
    for element in root.iter():
        if local(element) not in ("item", "entry"):
            continue
        item = {"title": "", "link": "", "date": "", "text": ""}
        guid = ""
        for part in element:
            name, text = local(part), "".join(part.itertext())[:MOST_TEXT]
            if name == "title":
                item["title"] = plain_text(text)
            elif name == "link" and part.get("rel", "alternate") == "alternate":
                item["link"] = item["link"] or (part.get("href") or text).strip()
            elif name == "guid" and part.get("isPermaLink", "true") == "true":
                guid = text.strip()
            elif name in ("pubdate", "published", "date") or (name == "updated" and not item["date"]):
                item["date"] = day_of(text.strip())
            elif name in ("description", "summary", "content", "encoded"):
                item["text"] += " " + plain_text(text)
        item["link"] = joined(base, item["link"] or guid)
        items.append(item)
    return items[:MOST_ITEMS]


def mended(body: bytes) -> bytes:
    """The feed without what publishing systems leave in one and XML does not know: names of HTML's characters, control
    characters, blank lines before the declaration."""

    def number(name: re.Match[bytes]) -> bytes:
        point = name2codepoint.get(name[1].decode("ascii"))
        return name[0] if point is None or name[1] in OF_XML else b"&#%d;" % point

    return re.sub(rb"&([A-Za-z][A-Za-z0-9]{1,7});", number, CONTROLS.sub(b"", body.lstrip()))


def joined(base: str, link: str) -> str:
    """The whole address of a link that may be relative; '' when there is none."""
    try:
        return urljoin(base, link) if link else ""
    except ValueError:
        return ""


def day_of(text: str) -> str:
    """The ISO day of an RFC 822 or RFC 3339 date, '' when it is neither."""
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
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
