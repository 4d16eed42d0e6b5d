"""From what was fetched to what is counted: a dump that looks bad is taken out again, and the day's good one stays.

A dump stays in the inbox until it was judged, so that a run that is killed in between is judged by the next.
"""

import hashlib
import os
from pathlib import Path
from statistics import median
from typing import Any

from etl.dsa import store as counted
from etl.dsa.ingest import cores, ingest
from etl.dsa.ledger import opened
from etl.files import now
from etl.live.held import held, hold
from etl.stores import locked

MOST_SHRINK, MOST_REJECTED, LEAST_OF_USUAL = 0.10, 0.05, 0.10
DAYS_LOOKED_AT = 7
CODES = ("category", "keyword", "automated_detection", "automated_decision")


def take_in(store: Path, accepts: bool = False) -> tuple[int, list[dict[str, Any]], bool]:
    """(dumps counted, days held back by this call, whether a dump was refused) of STORE/fetch/dsa_dumps.

    With `accepts` a person lets pass what was held before and what would be held now.
    """
    inbox, aside, root = store / "fetch" / "dsa_dumps", store / "held" / "dsa", store / "dsa"
    for folder in (inbox, aside):
        folder.mkdir(parents=True, exist_ok=True)
    if accepts:
        for path in aside.glob("sor-*"):
            os.replace(path, inbox / path.name)
        hold(store, days=[])
    bad = judged(store, accepts)
    waiting = sorted(inbox.glob("sor-*.zip"))
    before = digests(root)
    is_refused = bool(waiting) and ingest(waiting, root, False, cores()) != 0
    bad += judged(store, accepts)
    return len(digests(root) - before), bad, is_refused


def judged(store: Path, accepts: bool) -> list[dict[str, Any]]:
    """Look at each counted dump of the inbox: it leaves the inbox, and leaves the count when it looks bad."""
    inbox, root, bad = store / "fetch" / "dsa_dumps", store / "dsa", []
    for path in sorted(inbox.glob("sor-*.zip")):
        beside = path.with_name(f"{path.name}.sha1")
        with open(path, "rb") as dump:
            sha1 = hashlib.file_digest(dump, "sha1").hexdigest()
        with opened(root) as book:
            record = next(iter(book.records("sha1 = ? and not is_replaced", sha1)), None)
            if record is None:
                continue  # not counted yet, or refused: ingest says why, and says it again next time
            alike = "slug = ? and kind = ? and not is_replaced order by day"
            why = "" if accepts else doubt(record, book.records(alike, record["slug"], record["kind"]))
        if why:
            with locked(root):
                counted.take_out(root, record)
            for file in (beside, path):  # the dump last: while it is here, the next run looks at it again
                if file.exists():
                    os.replace(file, store / "held" / "dsa" / file.name)
            kept_rows = record["replaces"][-1]["rows"] if record["replaces"] else None
            bad.append({"source": "dsa_dumps", "day": record["day"], "slug": record["slug"], "kind": record["kind"],
                        "sha1": sha1, "why": why, "rows": record["rows"], "rows_kept": kept_rows, "at": now(),
                        "file": path.name})  # fmt: skip # saves 11 lines
        else:
            path.unlink()
            beside.unlink(missing_ok=True)
    if bad:
        names = {one["file"] for one in bad}
        hold(store, days=[*(one for one in held(store)["days"] if one["file"] not in names), *bad])
    return bad


def doubt(record: dict[str, Any], archives: list[dict[str, Any]]) -> str:
    """Why a counted dump should not count without a person's word; '' when nothing is odd. `archives` by day."""
    if unknown := {kind: found for kind in CODES if (found := record["unknown"].get(kind))}:
        return "unknown codes: " + "; ".join(f"{kind} {', '.join(list(found)[:5])}" for kind, found in unknown.items())
    if record["replaces"]:
        before = record["replaces"][-1]
        if record["rows"] < (1 - MOST_SHRINK) * before["rows"]:
            return f"published again with {record['rows']:,} rows instead of {before['rows']:,}"
        if share(record) > share(before) + MOST_REJECTED:
            return f"published again with {share(record):.0%} of rows that cannot be read, before {share(before):.0%}"
        return ""
    usual = [one["rows"] for one in archives if one["slug"] == record["slug"] and one["kind"] == record["kind"]
             and one["day"] < record["day"]][-DAYS_LOOKED_AT:]  # fmt: skip # saves 3 lines
    if len(usual) >= 3 and record["rows"] < LEAST_OF_USUAL * median(usual):
        return f"{record['rows']:,} rows, where the days before had {median(usual):,.0f}"
    if share(record) > MOST_REJECTED:
        return f"{share(record):.0%} of rows cannot be read"
    return ""


def share(record: dict[str, Any]) -> float:
    return record["rejected"] / record["rows"] if record["rows"] else 0.0


def digests(root: Path) -> set[str]:
    """The SHA-256 of every archive that counts."""
    with opened(root) as book:
        return book.digests()
