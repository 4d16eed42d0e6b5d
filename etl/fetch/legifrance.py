"""Articles of French codes that data/law relies on: has their text or their version changed at Légifrance?

PISTE gives a token by OAuth 2.0 client credentials; consult/getArticleWithIdAndNum gives the version in force of an
article of a code, and by its own description finds only articles without a version that is still to come: one about to
change is "not found". Only its identifier, state, dates and a digest of the text are kept. A change, one that is
announced, and an article that is not found go to the review queue: what the law provides is written by a person.
"""

import datetime as dt
import hashlib
import json
import re
import time
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from etl.errors import GardefouError
from etl.fetch.bluesky import answered
from etl.fetch.fetchers import Fetcher
from etl.fetch.markup import plain_text
from etl.fetch.run import Place
from etl.intake.sources import ROOT
from etl.live import review
from etl.net.http import ask
from etl.net.refused import Refused
from etl.yaml_text import LOADER

FOR_EVER = "2999"  # how Légifrance writes the end of a version that has none
CODE = re.compile(r"LEGITEXT[0-9]{12}")


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """(outcome, words, articles new to the review queue) for every article of a code named in data/law/fr.yml."""
    given = ask(
        fetcher.settings["token_url"], fetcher.rules(), method="POST", note=place.note,
        data={"grant_type": "client_credentials", "client_id": fetcher.secret(0), "client_secret": fetcher.secret(1),
              "scope": "openid"},
    )  # fmt: skip # saves 7 lines
    token = answered(given, "token").get("access_token")
    if not isinstance(token, str):
        raise Refused("form", "Légifrance: no access_token in the answer. Nothing was kept.")
    watched, changed, coming, absent = articles(), [], [], []
    for code, number in watched:
        time.sleep(fetcher.pause)
        answer = ask(
            f"{fetcher.url}/consult/getArticleWithIdAndNum", fetcher.rules(), method="POST", note=place.note,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            json={"id": code, "num": number},
        )  # fmt: skip # saves 3 lines
        article = answered(answer, "getArticleWithIdAndNum").get("article")
        if not isinstance(article, dict):
            absent.append((code, number))
            continue
        before, seen = place.memory.get(f"{code} {number}"), version(article)
        if before and before != seen:
            changed.append(candidate(code, number, seen, [f"changed:{n}" for n in seen if seen[n] != before.get(n)]))
        elif until := announced(seen):
            coming.append(candidate(code, number, seen, [f"announced:{until}"]))
        place.memory[f"{code} {number}"] = seen
    if watched and len(absent) == len(watched):
        raise Refused("form", "Légifrance: not one article is in the answers. Nothing was changed; what was seen "
                      "before stays. Ask again later; if it goes on, its answers have another form now."
        )  # fmt: skip # saves 2 lines
    gone = [
        candidate(code, number, place.memory.get(f"{code} {number}") or {}, ["not_found:announced_version"])
        for code, number in absent
    ]
    new = review.add(place.store, [*changed, *coming, *gone])
    said = f"{len(watched)} articles looked at, {len(changed)} changed"
    said += f", {len(coming)} with a change announced" if coming else ""
    if absent:
        names = ", ".join(number for _, number in absent)
        said += f"; not found, as an article is whose next version is decided already: {names}"
    return ("new" if new else "unchanged"), said, new


def articles() -> list[tuple[str, str]]:
    """(code, article number) of every provision of data/law/fr.yml that stands in a code."""
    law = yaml.load((ROOT / "data/law/fr.yml").read_text(encoding="utf-8"), LOADER)
    # An address that opens one article does not name its code: the others of the same instrument do.
    codes = {
        provision["instrument"]["fr"]: code[0]
        for provision in law["provisions"]
        if (code := CODE.search(str(provision.get("source_url"))))
    }
    found = set()
    for provision in law["provisions"]:
        number = re.match(r"[LRD]?\.? ?[0-9]+(-[0-9]+)*", str(provision["article"]))
        if number and provision["instrument"]["fr"] in codes:
            found.add((codes[provision["instrument"]["fr"]], number[0].replace(". ", "").replace(" ", "")))
    return sorted(found)


def version(article: dict[str, Any]) -> dict[str, str]:
    """What tells one version of an article from another. Raises GardefouError for an answer with half a character."""
    try:
        json.dumps(article, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise GardefouError("the article's text holds half a character. Nothing was kept; ask again later.") from None
    text = plain_text(str(article.get("texteHtml") or article.get("texte") or ""))
    found = {name: str(article.get(name) or "") for name in ("id", "etat", "dateDebut", "dateFin")}
    return found | {"sha256": hashlib.sha256(" ".join(text.split()).encode()).hexdigest()}


def announced(seen: dict[str, str]) -> str:
    """The day from which a version no longer holds, or its state, when a change is announced; '' when none is."""
    until = seen["dateFin"]
    if until.lstrip("-").isdigit():  # milliseconds since 1970, at midnight in Paris or in UTC: the day in Paris
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=min(int(until), 32503680000000))
        until = moment.astimezone(ZoneInfo("Europe/Paris")).date().isoformat()
    if re.match(r"\d{4}-\d{2}-\d{2}", until) and dt.date.today().isoformat() < until[:10] < FOR_EVER:
        return until[:10]
    return seen["etat"] if seen["etat"].endswith("_DIFF") else ""


def candidate(code: str, number: str, seen: dict[str, str], what: list[str]) -> dict[str, Any]:
    """The entry for the review queue that says what is known of an article's change; never its text."""
    known = {name: seen.get(name, "") for name in ("id", "etat", "sha256")}
    about = [] if what[0].startswith("changed") else what
    return {
        "id": review.identifier(code, number, *known.values(), *about), "kind": "law",
        "publisher": "Légifrance", "jurisdiction": "FR", "date": "",
        "link": f"https://www.legifrance.gouv.fr/codes/article_lc/{known['id']}" if known["id"].isalnum() else "",
        "terms": [f"article {number}"], "entities": what,
    }  # fmt: skip # saves 4 lines
