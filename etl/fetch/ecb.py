"""Euro reference rates of the day, as a candidate beside the fixed date used for every conversion."""

import csv
import datetime as dt
import io
import re

from etl.fetch.fetchers import Fetcher
from etl.fetch.markup import local, xml
from etl.fetch.run import Place
from etl.files import replaced
from etl.intake.sources import ROOT
from etl.net.http import ask
from etl.net.refused import Refused

COLUMNS = ("currency", "units_per_eur", "rate_date", "source", "obtained_from")


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """Write candidate.csv, in the columns of data/reference/exchange_rates.csv, which stays as it is."""
    headers = {"If-None-Match": place.memory["etag"]} if place.memory.get("etag") else {}
    answer = ask(fetcher.url, fetcher.rules(), "xml", headers, frozenset({304}), place.note)
    if answer.status == 304:
        return "unchanged", f"unchanged since {place.memory.get('day')}", 0
    day, rates = read(answer.body, place.today)
    if day == place.memory.get("day"):
        return "unchanged", f"the rates of {day} are here already", 0
    if day < place.memory.get("day", ""):
        raise Refused("rates", f"the European Central Bank's rates: of {day}, older than the candidate of "
                      f"{place.memory['day']}, which stays. Ask again later.")  # fmt: skip # saves 3 lines
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (code, rate, day, "European Central Bank, euro reference rates", fetcher.url)
        for code, rate in sorted(rates.items())
    )
    replaced(place.folder / "candidate.csv", text.getvalue())
    place.memory |= {"day": day, "etag": answer.headers.get("ETag", "")}
    with open(ROOT / "data/reference/exchange_rates.csv", encoding="utf-8", newline="") as file:
        fixed = {row["currency"]: float(row["units_per_eur"]) for row in csv.DictReader(file)}
    gone = sorted(set(fixed) - set(rates) - {"EUR"})
    moved = max((abs(float(rates[code]) / fixed[code] - 1), code) for code in fixed if code in rates)
    said = f"{len(rates)} rates of {day} as a candidate; furthest from the fixed date: {moved[1]} {moved[0]:+.1%}"
    return "new", said + (f"; no longer quoted: {', '.join(gone)}" if gone else ""), len(rates)


def read(body: bytes, today: str) -> tuple[str, dict[str, str]]:
    """(day, currency → units per euro as written). Raises Refused for anything but the bank's own form."""
    where = "the European Central Bank's rates"
    day, rates = "", {}
    for cube in xml(body, where).iter():
        if local(cube) != "cube":
            continue
        day = cube.get("time") or day
        if code := cube.get("currency"):
            rate = cube.get("rate") or ""
            is_rate = re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", rate) and float(rate)
            if not re.fullmatch(r"[A-Z]{3}", code) or not is_rate:
                raise Refused("rates", f"{where}: {code[:10]!r} {rate[:20]!r} is not a rate. Nothing was kept.")
            if code in rates:
                raise Refused("rates", f"{where}: {code} is there twice. Nothing was kept.")
            rates[code] = rate
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        raise Refused("rates", f"{where}: no day is given. Nothing was kept.") from None
    if day > today or len(rates) < 20:
        raise Refused(
            "rates",
            f"{where}: {len(rates)} rates for {day}; at least 20, not after {today}, are expected. Nothing was kept.",
        )
    return day, rates
