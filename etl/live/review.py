"""What waits for a person: possible acts of authorities, articles of law whose text changed. Never published as such.

STORE/review/candidates.jsonl is only added to: a line per candidate, later a line with the decision. A candidate holds
publisher, date, link (`bare`), matched terms and entities; no title and no text, which may name somebody.
"""

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from etl.errors import GardefouError
from etl.files import appended, lines, now

FILE = "review/candidates.jsonl"
PAGE_BY = {"id", "p", "page", "node", "nid", "article", "articleid", "news", "newsid", "item", "itemid", "reference",
           "ref", "uri", "docid", "press", "num"}  # fmt: skip # saves 17 lines
SHOWN = {"id", "publisher", "jurisdiction", "date", "link", "terms", "entities"}
DECISIONS = ("curated", "rejected", "later")


def queue(store: Path) -> list[dict[str, Any]]:
    """The candidates without a final decision, oldest first."""
    found: dict[str, dict[str, Any]] = {}
    for record in lines(store / FILE):
        name = str(record.get("id", ""))
        if "decision" not in record:
            if set(record) >= SHOWN:  # anything else is a line that somebody damaged
                found.setdefault(name, record)
        elif record["decision"] != "later":
            found[name] = {**found.get(name, {}), "decision": record["decision"]}
    return [record for record in found.values() if "decision" not in record]


def add(store: Path, candidates: list[dict[str, Any]]) -> int:
    """Add those that were never seen before; how many they were."""
    known = {record.get("id") for record in lines(store / FILE)}
    count = 0
    for candidate in candidates:
        if candidate["id"] not in known:
            known.add(candidate["id"])
            appended(store / FILE, {**candidate, "found_at": now()})
            count += 1
    return count


def decide(store: Path, name: str, decision: str, by: str, reason: str) -> dict[str, Any]:
    """Record what a person decided; the candidate. Raises GardefouError when none of that id waits."""
    for candidate in queue(store):
        if candidate["id"] == name:
            record = {"id": name, "decision": decision, "by": by, "reason": reason, "at": now()}
            appended(store / FILE, record)
            return candidate
    raise GardefouError(f"no candidate {name!r} waits. Nothing was changed. List them with: python -m etl candidates")


def identifier(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def bare(link: str) -> str:
    """A link's host, path and the number or name a page is found by (`?id=12`); '' when it is not one of the web.

    Of a query only such parameters stay: not what says who follows the link from where, not what may be a key.
    """
    try:
        found = urlsplit(link.strip())
    except ValueError:
        return ""
    if found.scheme not in ("http", "https") or not found.hostname:
        return ""
    page = [f"{name}={value}" for name, value in parse_qsl(found.query)
            if name.lower() in PAGE_BY and re.fullmatch(r"[\w.-]{1,60}", value, re.ASCII)]  # fmt: skip # saves 3 lines
    whole = f"https://{found.hostname}{found.path}" + (f"?{'&'.join(page)}" if page else "")
    return "".join(letter for letter in whole if letter.isprintable())[:300]
