"""Which archives count: an SQLite file, so that one more costs the same beside a hundred thousand as beside ten.

    STORE/dsa/ledger.sqlite   archives: a row per archive that counts, or did until its day came again; `record` is JSON

A commit is SQLite's: after a power cut the file has all of it or nothing. Stores of before have a ledger.json; it is
read as it is, and taken over by the next run that writes.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from etl.errors import GardefouError
from etl.objects import ObjectPath
from etl.stores import kept_at, read_ledger, removed, written_whole

FORMAT = 1
NAME = "ledger.sqlite"
UNSENT = "unsent"  # a folder in work, which makes the next run sweep
SENT_SECONDS = 30
NEEDED = {"archive", "day", "slug", "kind", "number", "sha1", "sha256", "rows", "rejected", "replaces", "files"}
KEY = ("day", "slug", "kind", "number")
TABLES = f"""
    create table archives (
        place integer primary key, sha256 text not null, sha1 text not null, day text not null, slug text not null,
        kind text not null, number text not null, is_replaced integer not null, is_swept integer not null,
        record text not null);
    create unique index one_at_a_time on archives (day, slug, kind, number) where not is_replaced;
    create index by_digest on archives (sha256);
    create index by_sha1 on archives (sha1);
    create index by_platform on archives (slug, kind, day);
    create index to_sweep on archives (is_swept) where is_replaced and not is_swept;
    pragma user_version = {FORMAT};
"""

Record = dict[str, Any]


def key_of(record: Record) -> tuple:
    """What one archive at a time may count for: day, platform, kind, and the number of a part on its own."""
    return tuple(record[name] for name in KEY)


class Book:
    """An open ledger. Every method that changes it does so in one commit."""

    def __init__(self, root: Path, connection: sqlite3.Connection, is_new: bool = False):
        self.root, self.connection, self.is_new = root, connection, is_new
        self.is_changed, self.sent = False, time.monotonic()

    def records(self, where: str = "not is_replaced order by day, slug, kind, number", *given: Any) -> list[Record]:
        """The records that count, or those that the condition names."""
        return [
            json.loads(text) for (text,) in self.connection.execute(f"select record from archives where {where}", given)
        ]

    def whole(self) -> dict[str, Any]:
        """`archives` that count, in the order of their keys, and those `replaced`, in the order they were."""
        return {"format": FORMAT, "archives": self.records(), "replaced": self.records("is_replaced order by place")}

    def digests(self) -> set[str]:
        """The SHA-256 of every archive that counts."""
        return {one for (one,) in self.connection.execute("select sha256 from archives where not is_replaced")}

    def published(self) -> dict[tuple[str, str, str], str]:
        """The SHA-1 of each archive that counts, by day, platform and kind."""
        found = self.connection.execute("select day, slug, kind, sha1 from archives where not is_replaced")
        return {(day, slug, kind): sha1 for day, slug, kind, sha1 in found}

    def enter(self, records: list[Record]) -> list[Record]:
        """Enter the records of one archive, whose files are written; returned with what each replaces."""
        with self.changing():
            for record in records:
                for old in self.records(AT_KEY, *key_of(record)):
                    self.connection.execute(f"delete from archives where {AT_KEY}", key_of(record))
                    self.add({**old, "replaced_at": record["loaded_at"], "replaced_by": record["sha256"]}, True)
                    kept = ("sha1", "rows", "counted", "rejected", "loaded_at")
                    record["replaces"].append({name: old[name] for name in kept})
                self.add(record)
        return records

    def take_out(self, record: Record) -> None:
        """The archive counts no more; the one it had replaced counts again if its files are still there."""
        with self.changing():
            self.connection.execute("delete from archives where sha256 = ? and not is_replaced", [record["sha256"]])
            for old in self.records("is_replaced"):
                if old.get("replaced_by") == record["sha256"] and all(
                    (self.root / name).exists() for name in old["files"].values()
                ):
                    self.connection.execute(
                        "delete from archives where is_replaced and sha256 = ? and day = ?", [old["sha256"], old["day"]]
                    )
                    self.add({name: old[name] for name in old if name not in ("replaced_at", "replaced_by")})

    def add(self, record: Record, is_replaced: bool = False) -> None:
        text = json.dumps(record, ensure_ascii=False, allow_nan=False)
        named = [record[name] for name in ("sha256", "sha1", *KEY)]
        self.connection.execute(
            "insert into archives (sha256, sha1, day, slug, kind, number, is_replaced, is_swept, record) "
            "values (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            [*named, is_replaced, text],
        )

    def swept(self) -> None:
        """The files of what was replaced are gone."""
        if self.records("is_replaced and not is_swept limit 1"):
            with self.changing():
                self.connection.execute("update archives set is_swept = 1 where is_replaced and not is_swept")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One commit. A ledger that is not on the disk yet gets there with its first."""
        if self.is_new:
            made(self.root, ())
            self.connection.close()
            self.connection, self.is_new = connected(kept_at(self.root / NAME)), False
        try:
            with self.connection:
                yield
        except sqlite3.OperationalError as fault:
            raise GardefouError(
                f"{self.root / NAME} cannot be written ({fault}). What it named before still counts. Make room or "
                "correct the rights, and run the same command again."
            ) from None
        self.is_changed = True
        if not isinstance(self.root, ObjectPath) or time.monotonic() - self.sent > SENT_SECONDS:
            self.send()
        else:
            (self.root / "work" / UNSENT).mkdir()  # a run that is killed leaves files that no ledger names

    def send(self) -> None:
        """What was committed is in the store. An object is sent whole: not with each commit, and at the end."""
        if self.is_changed:
            kept_at(self.root / NAME, is_changed=True)
            removed(self.root / "work" / UNSENT)
        self.is_changed, self.sent = False, time.monotonic()


AT_KEY = "day = ? and slug = ? and kind = ? and number = ? and not is_replaced"


@contextmanager
def opened(root: Path, is_writing: bool = False) -> Iterator[Book]:
    """The store's ledger, empty for a new store. Raises GardefouError when it is damaged.

    Who writes must hold the store's lock; an old ledger.json is then taken over.
    """
    path = root / NAME
    try:
        if is_writing and (root / "ledger.json").exists():
            if not path.exists():
                made(root, rows_of(old(root)))
            (root / "ledger.json").unlink()
        is_new = not path.exists()
        book = Book(root, empty() if is_new else connected(kept_at(path)), is_new)
        try:
            if book.is_new:
                for record, is_replaced in rows_of(old(root)):
                    book.add(record, is_replaced)
            yield book
            book.send()
        finally:
            book.connection.close()
    except (sqlite3.DatabaseError, ValueError, KeyError) as fault:
        raise GardefouError(
            f"{path} cannot be read ({fault}). Nothing was changed. Restore it from a copy, or move {root} away and "
            "ingest the archives again."
        ) from None


def connected(path: Path) -> sqlite3.Connection:
    """The file as a database; raises sqlite3.DatabaseError for one that is none, or is of another format."""
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    found = sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=30, check_same_thread=False)
    try:
        (version,) = found.execute("pragma user_version").fetchone()
        if version != FORMAT:
            raise sqlite3.DatabaseError(f"format {version}")
        found.execute("select sha256, record from archives limit 1").fetchone()
    except sqlite3.DatabaseError:
        found.close()
        raise
    return found


def empty() -> sqlite3.Connection:
    found = sqlite3.connect(":memory:")
    found.executescript(TABLES)
    return found


def old(root: Path) -> dict[str, Any]:
    """What a ledger.json says, if there is one."""
    fresh = {"format": FORMAT, "archives": [], "replaced": []}
    return read_ledger(root, fresh, {"archives": NEEDED, "replaced": NEEDED}, "archives")


def rows_of(book: dict[str, Any]) -> Iterator[tuple[Record, bool]]:
    yield from ((record, True) for record in book["replaced"])
    yield from ((record, False) for record in book["archives"])


def made(root: Path, rows: Iterable[tuple[Record, bool]]) -> None:
    """Write a new ledger, which appears whole."""
    with written_whole(root / NAME) as scratch:
        connection = sqlite3.connect(scratch)
        try:
            connection.executescript(TABLES)
            with connection:
                for record, is_replaced in rows:
                    Book(root, connection).add(record, is_replaced)
        finally:
            connection.close()
