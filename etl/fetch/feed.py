"""News of a regulator, from its RSS 2.0, RSS 1.0 or Atom feed, into the queue a person reviews."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from etl import review
from etl.fetch.fetchers import Fetcher
from etl.fetch.markup import local, plain_text, xml
from etl.fetch.run import Place
from etl.http import ask
from etl.nlp.entities import entities
from etl.nlp.redact import fold
from etl.nlp.text import split_words

TERMS = Path(__file__).with_name("terms.yml")
MOST_ITEMS, MOST_TEXT = 500, 20_000


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """(outcome, words, new candidates). An entry becomes a candidate when a term of terms.yml is in it."""
    known = {"If-None-Match": place.memory.get("etag"), "If-Modified-Since": place.memory.get("last_modified")}
    headers = {name: value for name, value in known.items() if value}
    answer = ask(fetcher.url, fetcher.rules(), "feed", headers, frozenset({304}), place.note)
    if answer.status == 304:
        return "unchanged", "unchanged", 0
    items = read(answer.body, fetcher.title)
    found = [candidate for item in items if (candidate := candidate_of(item, fetcher))]
    new = review.add(place.store, found)
    place.memory |= {"etag": answer.headers.get("ETag", ""), "last_modified": answer.headers.get("Last-Modified", "")}
    waiting = f"{new} of them new to the review queue" if new else "none new"
    return ("new" if new else "unchanged"), f"{len(items)} entries, {len(found)} with a term, {waiting}", new


def read(body: bytes, where: str) -> list[dict[str, str]]:
    """The entries of a feed: title, link, date (ISO, '' when unreadable), text."""
    items = []
    for element in xml(body, where).iter():
        if local(element) not in ("item", "entry"):
            continue
        item = {"title": "", "link": "", "date": "", "text": ""}
        for part in element:
            name, text = local(part), "".join(part.itertext())[:MOST_TEXT]
            if name == "title":
                item["title"] = plain_text(text)
            elif name == "link" and part.get("rel", "alternate") == "alternate":
                item["link"] = item["link"] or (part.get("href") or text).strip()
            elif name in ("pubdate", "published", "date") or (name == "updated" and not item["date"]):
                item["date"] = day_of(text.strip())
            elif name in ("description", "summary", "content", "encoded"):
                item["text"] += " " + plain_text(text)
        items.append(item)
    return items[:MOST_ITEMS]


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
    named = sorted({f"{one['type']}:{one['canonical_id']}" for one in entities(text, split_words(text))})
    return {
        "id": review.identifier(fetcher.id, link), "kind": "act", "publisher": fetcher.title,
        "jurisdiction": fetcher.settings.get("jurisdiction", ""), "date": item["date"], "link": link, "terms": terms,
        "entities": named,
    }  # fmt: skip


@lru_cache(maxsize=1)
def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each term of terms.yml with its pattern over folded text; a final * stands for any ending."""
    words = yaml.safe_load(TERMS.read_text(encoding="utf-8"))["terms"]
    found = []
    for word in words:
        form = re.escape(fold(word.rstrip("*"))).replace(r"\ ", r"[\s\-]+")
        end = "" if word.endswith("*") else r"(?!\w)"
        found.append((word, re.compile(rf"(?<!\w){form}{end}")))
    return found
