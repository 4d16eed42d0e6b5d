"""One file of posts into the store: read, scanned, pseudonymised, redacted, once; and what people ask to be undone."""

import datetime as dt
import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etl.errors import GardefouError
from etl.intake import losses, packed
from etl.intake.pseudonyms import secret
from etl.reactions import own, store
from etl.reactions.collect import NO_TEXT, Asked, Collected, collect
from etl.reactions.spread import Workers, collect_spread
from etl.reactions.told import REASONS, column_name, summary
from etl.reactions.values import network_of
from etl.stores import locked

SHOWN = 10


def asked_of(
    form: str = "auto",
    zone: str = "UTC",
    query: str = "",
    mapping: Path | None = None,
    network: str = "",
    encoding: str = "",
    order: str = "",
) -> Asked:
    """How to read a file, from the words of a command line. Raises GardefouError for a word that means nothing."""
    try:
        local = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise GardefouError(f"'{zone}' is not a time zone. Nothing was read. Write Europe/Paris or UTC.") from None
    if network and not network_of(network):
        raise GardefouError(f"'{network[:40]}' is not a name of a network. Nothing was read. Write it as x or bluesky.")
    columns = own.read_mapping(mapping, network)
    said = network or (columns.network if columns else "")
    return Asked(form, local, query, columns, network_of(said), encoding, order)


def ingest(
    path: Path,
    root: Path,
    asked: Asked,
    keep_days: int | None = None,
    accept_losses: bool = False,
    workers: Workers | None = None,
) -> int:
    """0 once the file is in the store (or was before); prints what was loaded and rejected. `workers`: the cluster that
    reads and cleans the posts, else this machine does.

    Raises GardefouError, and nothing is stored, when no post can be used or too many are lost (etl.intake.losses).
    """
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. Nothing was stored. Check the path.")
    if workers and packed.packing(path):
        raise GardefouError(f"{path.name} is packed. Nothing was stored. Unpack it where all executors see it.")
    with packed.unpacked(path) as (plain, said):
        return ingest_plain(plain, root, asked, keep_days, accept_losses, workers, said)


def ingest_plain(
    path: Path,
    root: Path,
    asked: Asked,
    keep_days: int | None,
    accept_losses: bool,
    workers: Workers | None,
    said: tuple[str, ...],
) -> int:
    """`ingest` for a file that is not packed; `said` is what to print of how it was."""
    start, now = time.monotonic(), dt.datetime.now(dt.UTC)
    with locked(root), seldom_collected():
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
        found = collect_spread(path, root, asked, now, workers) if workers else collect(path, asked, key, now)
        found.remarks[:0] = said
        store.learn(root, keep_new(root, found))
        accepted = judge(path, found, accept_losses)
        about = {
            "shape": found.shape,
            "rows": found.rows,
            "loaded": len(found.posts),
            "rejected": len(found.rejects),
            "redacted": dict(found.redacted),
            "loaded_at": now.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - start, 3),
        }
        if found.posts:
            store.commit(root, mark, found.posts, found.rejects, about)
    report(path, found, root / "rejects" / f"{mark}.csv", gone, accepted)
    return 0


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Cycles are looked for a hundred times less often: posts hold none, and to walk through those read so far took
    0.6 of 8.4 s for 20,000 posts; so it takes 0.2, with the same memory at most."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def judge(path: Path, found: Collected, accept: bool) -> list[str]:
    """The sentences on losses that a person accepted. Raises GardefouError for a file that is not to be stored."""
    without = sum(reason == NO_TEXT for _, _, reason in found.rejects)
    known = sum(reason == "already in the store" for _, _, reason in found.rejects)
    first = next((f"line {line}{f', {column}' if column else ''}: {reason}" for line, column, reason in found.rejects
                  if reason not in REASONS), "")  # fmt: skip # saves 6 lines
    if not found.rows:
        what = ", ".join(f"{count:,} × {words}" for words, count in found.aside.items())
        raise GardefouError(
            f"{path.name} holds no posts{f' ({what})' if what else ': the search found nothing'}. Nothing was stored."
        )
    if not found.posts and not known:
        reasons = found.rejects[0][2] if len({reason for _, _, reason in found.rejects}) == 1 else ""
        if reasons in REASONS:
            raise GardefouError(f"{path.name}: none of its {found.rows:,} rows was stored. {REASONS[reasons]}")
        hint = " Which column is what can be said with --mapping (docs/tutorial-posts.md)."
        raise GardefouError(f"{losses.nothing_loaded(path.name, found.rows, first)}{forms_hint(first)}{hint}")
    if without * 2 > found.rows and not accept and found.posts:
        raise GardefouError(
            f"{path.name}: {without:,} of {found.rows:,} rows have no text. Nothing was stored. If it stands in "
            f"another column, say so with --mapping; if these posts have no words, {losses.ACCEPT} takes the others."
        )
    try:
        return losses.check(path.name, found.rows, found.lost, found.groups, first, accept)
    except GardefouError as refused:
        raise GardefouError(f"{refused}{forms_hint(first)}") from None


def forms_hint(first: str) -> str:
    """Which dates are read, when the first fault is a date."""
    from etl.reactions.times import FORMS

    return f" Dates are read as: {FORMS}." if first.endswith(("not a date", "no date")) else ""


def keep_new(root: Path, found: Collected) -> list[dict[str, Any]]:
    """Moves to the rejected rows: posts there already, which are returned, or of who asked not to be kept."""
    there = {post["post_key"] for post in store.posts(root)}
    objections = set(store.ledger(root)["objections"])
    kept, known = [], []
    for post in found.posts:
        if post["author_key"] in objections or post["author_also_key"] in objections:
            found.rejects.append((post["line"], "author", "its author asked not to be kept"))
        elif post["post_key"] in there:
            found.rejects.append((post["line"], "id", "already in the store"))
            known.append(post)
        else:
            there.add(post["post_key"])
            kept.append(post)
    found.posts[:] = [{name: value for name, value in post.items() if name != "line"} for post in kept]
    found.rejects.sort()
    return known


def report(path: Path, found: Collected, rejects: Path, gone: int, accepted: list[str]) -> None:
    """Print what was loaded, what the posts say, what was supposed, redacted, left out and rejected; never a text."""
    print(
        f"{path.name} ({found.shape}): {found.rows:,} rows = {len(found.posts):,} loaded + "
        f"{len(found.rejects):,} rejected"
    )
    for line in summary(found):
        print(f"  {line}")
    if found.redacted:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(found.redacted.items()))
        print(f"  taken out of the texts: {kinds}")
    if found.left_out:
        names = ", ".join(column_name(name, place) for place, name in enumerate(found.left_out, 1))
        print(f"  columns nothing was taken from: {names}")
    for sentence in accepted:
        print(f"  accepted: {sentence}")
    if gone:
        print(f"  {gone:,} posts had been kept long enough and were removed")
    for place, column, reason in found.rejects[:SHOWN]:
        print(f"  rejected: line {place}{f', {column}' if column else ''}: {reason}", file=sys.stderr)
    if len(found.rejects) > SHOWN:
        more = f"; all are in {rejects}" if found.posts else ""
        print(f"  … and {len(found.rejects) - SHOWN:,} more{more}", file=sys.stderr)


def expire(root: Path, now: dt.datetime) -> int:
    """How many posts were removed because they had been kept for the ledger's keep_days since their file was added."""
    book = store.ledger(root)
    limit = now - dt.timedelta(days=book["keep_days"])
    return store.forget(
        root,
        lambda row: True,
        {record["fingerprint"] for record in book["files"] if dt.datetime.fromisoformat(record["loaded_at"]) < limit},
    )
