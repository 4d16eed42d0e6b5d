"""Daily dumps of the DSA Transparency Database: the small .sha1 first, the dump only when it is another one.

Names and checksum as the database's own code writes them: `sor-<slug>-<day>-<full|light>.zip`, and beside it `.sha1`
with 40 hex digits, two spaces and the name. An answer may be a redirect to a signed link; its host is in the YAML.
"""

import datetime as dt
import re
import time

from etl.dsa.ledger import opened
from etl.errors import GardefouError
from etl.fetch.fetchers import Fetcher
from etl.fetch.run import Place
from etl.files import replaced
from etl.live.held import held as held_back
from etl.net.addresses import NotAllowed
from etl.net.download import download
from etl.net.http import ask
from etl.net.refused import Refused

ABSENT = {"status 403", "status 404"}  # a bucket that may not be listed answers 403 for what is not there


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """(outcome, words, dumps fetched) for the days and platforms asked; what is counted already is not fetched."""
    asked = {**fetcher.settings, **place.asked}
    kinds = [(slug, asked.get("kind", "full")) for slug in asked.get("platforms") or ()]
    if asked.get("global"):
        kinds.append(("global", "light"))
    with opened(place.store / "dsa") as book:
        loaded = book.published()
    refused_before = {day["sha1"] for day in held_back(place.store)["days"]}
    new, same, absent, held, faults = 0, 0, 0, 0, []
    for day in days(asked, place.today):
        for slug, kind in kinds:
            name = f"sor-{slug}-{day}-{kind}.zip"
            time.sleep(fetcher.pause)
            published = ""
            try:
                published = sha1_of(fetcher, place, name)
                if published == loaded.get((day, slug, kind)):
                    same += 1
                elif published in refused_before:
                    held += 1
                else:
                    # The checksum first, and whole: a dump that is there is never without it.
                    (place.folder / name).unlink(missing_ok=True)
                    replaced(place.folder / f"{name}.sha1", f"{published}  {name}")
                    download(
                        f"{fetcher.url}/{name}", place.folder / name, fetcher.rules(), "zip", published, note=place.note
                    )
                    new += 1
            except (Refused, NotAllowed) as fault:
                if not (place.folder / name).exists():
                    (place.folder / f"{name}.sha1").unlink(missing_ok=True)
                # Only of the checksum: a dump that has one is published, and an old link to it may answer 403.
                if not published and getattr(fault, "reason", "") in ABSENT:
                    absent += 1
                else:
                    faults.append(str(fault))
    # What a run that was stopped left half written, also of a day nobody asks for any more.
    for half in [*place.folder.glob(".*.part"), *place.folder.glob("*.building")]:
        half.unlink()
    if faults:
        raise GardefouError("\n".join(faults) + (f"\n({new} other dumps were fetched)" if new else ""))
    said = f"{new} new dumps, {same} unchanged, {absent} not published" + (f", {held} held back before" if held else "")
    return ("new" if new else "unchanged"), said, new


def days(asked: dict, today: str) -> list[str]:
    """The days to look at: from `first` to `last`, by default the last `back` days before today."""
    yesterday = dt.date.fromisoformat(today) - dt.timedelta(days=1)
    try:
        last = dt.date.fromisoformat(str(asked.get("last") or yesterday))
        first = dt.date.fromisoformat(str(asked.get("first") or last - dt.timedelta(days=asked["back"] - 1)))
    except (ValueError, OverflowError):
        raise GardefouError(
            "the settings first and last are days (2026-04-30), or are left out. Nothing was fetched. "
            "Correct them in fetch.yml."
        ) from None
    if first > last or (last - first).days > 1000:
        raise GardefouError(f"from {first} to {last} is not a period of at most 1,000 days. Nothing was fetched.")
    return [str(first + dt.timedelta(days=number)) for number in range((last - first).days + 1)]


def sha1_of(fetcher: Fetcher, place: Place, name: str) -> str:
    """The SHA-1 the database publishes for a dump. Raises Refused, also when the text is not one."""
    text = ask(f"{fetcher.url}/{name}.sha1", fetcher.rules(), "text", note=place.note).body.decode("ascii", "replace")
    found = re.fullmatch(r"([0-9a-fA-F]{40})  (\S+)\s*", text)
    if not found or found[2] != name:
        raise Refused("checksum", f"{name}.sha1 is not a checksum of {name}. Nothing was fetched of it.")
    return found[1].lower()
