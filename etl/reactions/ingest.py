"""One file of posts into the store: read, scanned, pseudonymised, redacted, once; and what people ask to be undone."""

import datetime as dt
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etl.errors import GardefouError
from etl.intake import content_scan
from etl.intake.pseudonyms import secret
from etl.reactions import store
from etl.reactions.collect import Collected, author_key, collect
from etl.stores import locked

SHOWN = 10


def ingest(path: Path, root: Path, form: str, zone: str, query: str, keep_days: int | None) -> int:
    """0 once the file is in the store (or was before); prints what was loaded and rejected."""
    start, now = time.monotonic(), dt.datetime.now(dt.UTC)
    try:
        local = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise GardefouError(f"'{zone}' is no time zone. Nothing was read. Write it as Europe/Paris or UTC.") from None
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. Nothing was stored. Check the path.")
    with locked(root):
        store.sweep(root)
        book = store.ledger(root)
        if keep_days is not None:
            book["keep_days"] = keep_days
            store.write_ledger(root, book)
        key = secret(root)
        mark = store.fingerprint(key, path)
        gone = expire(root, now)
        if before := store.known(book, mark):
            print(f"{path.name}: {before}; nothing was added.")
            return 0
        found = collect(path, form, key, local, query, now)
        keep_new(root, found, now - dt.timedelta(days=book["keep_days"]))
        about = {
            "shape": found.shape,
            "rows": found.rows,
            "loaded": len(found.posts),
            "rejected": len(found.rejects),
            "redacted": dict(found.redacted),
            "loaded_at": now.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - start, 3),
        }
        store.commit(root, mark, found.posts, found.rejects, about)
    report(path, found, root / "rejects" / f"{mark}.csv", gone)
    return 0


def keep_new(root: Path, found: Collected, limit: dt.datetime) -> None:
    """Moves to the rejected rows: posts there already, collected before `limit`, or of who asked not to be kept."""
    there = {post["post_key"] for post in store.posts(root)}
    objections = set(store.ledger(root)["objections"])
    kept = []
    for post in found.posts:
        if post["author_key"] in objections:
            found.rejects.append((post["line"], "author", "its author asked not to be kept"))
        elif store.expired(post, limit):
            found.rejects.append((post["line"], "collected_at", "collected longer ago than posts are kept"))
        elif post["post_key"] in there:
            found.rejects.append((post["line"], "id", "already in the store"))
        else:
            there.add(post["post_key"])
            kept.append(post)
    found.posts[:] = [{name: value for name, value in post.items() if name != "line"} for post in kept]
    found.rejects.sort()


def report(path: Path, found: Collected, rejects: Path, gone: int) -> None:
    """Print what was loaded, redacted, left out and rejected; never a text of the file."""
    print(f"{path.name} ({found.shape}): {found.rows:,} rows = {len(found.posts):,} loaded + "
          f"{len(found.rejects):,} rejected")  # fmt: skip
    if found.redacted:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(found.redacted.items()))
        print(f"  taken out of the texts: {kinds}")
    if found.left_out:
        names = ", ".join(content_scan.plain(name, place) for place, name in enumerate(found.left_out, 1))
        print(f"  columns nothing was taken from: {names}")
    if gone:
        print(f"  {gone:,} posts had been kept long enough and were removed")
    for line, column, reason in found.rejects[:SHOWN]:
        print(f"  rejected: line {line}{f', {column}' if column else ''}: {reason}", file=sys.stderr)
    if len(found.rejects) > SHOWN:
        print(f"  … and more; all are in {rejects}", file=sys.stderr)


def expire(root: Path, now: dt.datetime) -> int:
    """How many posts were removed because they had been kept for the ledger's keep_days."""
    limit = now - dt.timedelta(days=store.ledger(root)["keep_days"])
    return store.forget(root, lambda row: store.expired(row, limit))


def delete_author(root: Path, network: str, author: str, key: str) -> int:
    """How many posts of an author were removed. Their pseudonym is noted, so that no file brings them back."""
    with locked(root):
        pseudonym = key or author_key(secret(root), network.lower(), author)
        gone = store.forget(root, lambda row: row["author_key"] == pseudonym)
        book = store.ledger(root)
        book["objections"] = sorted({*book["objections"], pseudonym})
        store.write_ledger(root, book)
        return gone
