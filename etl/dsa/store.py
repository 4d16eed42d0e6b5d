"""The store of what was counted: Parquet per day, and a ledger that says which files count.

    STORE/dsa/ledger.sqlite   the only truth: one record per archive that counts, and those it replaced (ledger.py)
    STORE/dsa/counts/         day, platform, category, keyword, automation: sor_count
    STORE/dsa/breakdowns/     day, platform, category, column, code: sor_count (source, ground, territory …)
    STORE/dsa/metrics/        day, platform, metric, code, count: as in the historical file
    STORE/dsa/rejects/        archive, part, line, column, reason
    STORE/dsa/parts/          rows, counted and rejected of every part
    STORE/dsa/work/           parts of an archive that is not complete yet

How files are written and when they count: `etl.stores`.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from etl.dsa import remarks, result
from etl.dsa.archive import NAME, Archive, refused
from etl.dsa.ledger import FORMAT, Book, opened
from etl.dsa.tally import texts
from etl.stores import removed, swept, write_csv, written_whole

TABLES = {
    "counts": (["day", "platform", "category", "keyword", "automated_detection", "automated_decision", "sor_count",
                "sor_count_once"], result.cube_rows),
    "breakdowns": (["day", "platform", "category", "column", "code", "sor_count"], result.breakdown_rows),
    "metrics": (["day", "platform", "metric", "code", "count"], result.metric_rows),
}  # fmt: skip # saves 11 lines
TYPES = {"day": (pa.date32(), np.int32)} | dict.fromkeys(
    ("sor_count", "sor_count_once", "count"), (pa.int64(), np.int64)
)


def ledger(root: Path) -> dict[str, Any]:
    """The whole ledger: `archives` that count, and those `replaced`. Raises GardefouError when it is damaged."""
    with opened(root) as book:
        return book.whole()


def known(book: Book, archive: Archive) -> str:
    """When and as what this very archive was loaded before; '' if it was not."""
    for record in book.records("sha256 = ? order by is_replaced limit 1", archive.sha256):
        if "replaced_by" in record:
            return f"already loaded on {record['loaded_at'][:10]}, and since replaced by a newer archive of that day"
        return f"already loaded on {record['loaded_at'][:10]} as {record['archive']}"
    return ""


def called(archive: Archive) -> str:
    """What the file name says when the parts and columns say otherwise, else ''."""
    found = NAME.fullmatch(archive.path.name)
    said = (found["slug"].lower(), found["kind"].lower()) if found else (archive.slug, archive.kind)
    return "" if said == (archive.slug, archive.kind) else " ".join(said)


def work_folder(root: Path, archive: Archive) -> Path:
    """Where parts are kept until the archive is complete; a new FORMAT starts over."""
    return root / "work" / f"{archive.sha256}-{FORMAT}"


def commit_all(root: Path, book: Book, found: list[tuple[Archive, result.Counted]], seconds: float) -> list[dict]:
    """Write the files of every day of one archive, then the ledger once, so that all of it counts or nothing does."""
    for archive, counted in found:
        if why := twice(book, archive, counted):
            raise refused(archive.name, why, "If both are right, take the other one out first.")
        work_folder(root, archive).mkdir(parents=True, exist_ok=True)
    records = book.enter([written(root, archive, counted, seconds) for archive, counted in found])
    for archive, _ in found:
        removed(work_folder(root, archive))
    return records


def twice(book: Book, archive: Archive, whole: result.Counted) -> str:
    """Why an archive looks like that of another day under a new name; '' when it does not.

    Most of its statements arrived on one other day, of which as many are counted already.
    """
    elsewhere = {day: count for day, count in remarks.other_days(archive, whole).items() if day}
    day, count = max(elsewhere.items(), key=lambda one: one[1], default=("", 0))
    if 2 * count <= whole.counted:
        return ""
    same = "day = ? and slug = ? and kind = ? and not is_replaced"
    for old in book.records(same, day, archive.slug, archive.kind):
        if abs(old["counted"] - whole.counted) <= 0.1 * max(old["counted"], whole.counted):
            return (
                f"{count:,} of its {whole.counted:,} statements arrived on {day}, of which {old['counted']:,} are "
                f"counted already, from {old['archive']}: the dump of one day under the name of another"
            )
    return ""


def written(root: Path, archive: Archive, counted: result.Counted, seconds: float) -> dict[str, Any]:
    """The record of an archive and a day, once its files are written."""
    numbered = f"-{archive.number}" if archive.number else ""
    stem = f"{archive.day}_{archive.slug[:60]}-{archive.kind}{numbered}_{archive.sha256[:12]}"
    files = {name: f"{name}/{stem}.parquet" for name in TABLES} | {
        name: f"{name}/{stem}.csv" for name in ("rejects", "parts")
    }
    work = work_folder(root, archive)
    for name, (columns, rows) in TABLES.items():
        write_parquet(root / files[name], columns, rows(counted, archive.day), work)
    write_csv(root / files["rejects"], ["archive", "part", "line", "column", "reason"],
              [(archive.name, part, *reject) for part, reject in counted.rejects], work)  # fmt: skip # saves 4 lines
    names = list(counted.parts[0]) if counted.parts else ["part"]
    write_csv(root / files["parts"], names, [tuple(part.values()) for part in counted.parts], work)
    return {
        "archive": archive.name,
        "day": archive.day,
        "slug": archive.slug,
        "kind": archive.kind,
        "number": archive.number,
        "scope": archive.scope,
        "schema": " and ".join(sorted(counted.schemas)),
        "sha1": archive.sha1,
        "sha256": archive.sha256,
        "is_verified": archive.is_verified,
        "bytes": archive.size,
        "parts": len(counted.parts),
        "rows": counted.rows,
        "counted": counted.counted,
        "rejected": len(counted.rejects),
        "repeated": counted.repeated,
        "unknown": remarks.unknown(counted),
        "other_days": remarks.other_days(archive, counted),
        "platforms": remarks.platforms_of(archive, counted),
        "called": called(archive),
        "loaded_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "files": files,
        "replaces": [],
    }


def write_parquet(path: Path, columns: list[str], rows: list[tuple], work: Path) -> None:
    """Write the rows under their columns, typed by TYPES, `day` from ISO text to a date; first in the folder `work`."""
    values = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    epoch = dt.date(1970, 1, 1)
    values["day"] = [(dt.date.fromisoformat(day) - epoch).days for day in values["day"]]
    table = pa.table({name: column(values[name], TYPES.get(name)) for name in columns})
    with written_whole(path, work=work) as scratch:
        pq.write_table(table, scratch, compression="zstd")


def column(values: list, kind: tuple | None) -> pa.Array:
    """The values as an Arrow array of the kind, of text by default. (pa.array of a list imports pandas.)"""
    if kind:
        arrow, numpy = kind
        return pa.Array.from_buffers(arrow, len(values), [None, pa.py_buffer(np.array(values, numpy))])
    return texts([value.encode("utf-8") for value in values], pa.string())


def sweep(root: Path, book: Book) -> None:
    """Remove files that no archive in the ledger names: of replaced archives, and what a killed run left.

    A run that was killed has left a folder in work; only then all files are looked at, of which there may be a million.
    """
    if replaced := book.records("is_replaced and not is_swept"):
        still = {name for old in replaced for one in book.records("sha256 = ? and not is_replaced", old["sha256"])
                 for name in one["files"].values()}  # fmt: skip # saves 4 lines
        for name in {name for old in replaced for name in old["files"].values()} - still:
            (root / name).unlink(missing_ok=True)
        book.swept()
    left = list((root / "work").glob("*"))
    if left:
        named = {name for record in book.records() for name in record["files"].values()}
        swept(root, (*TABLES, "rejects", "parts"), named)
    for folder in left:
        if "-" not in folder.name or book.records("sha256 = ? and not is_replaced limit 1", folder.name.split("-")[0]):
            removed(folder)


def take_out(root: Path, record: dict[str, Any]) -> None:
    """Take an archive out of the ledger, under the lock; the next run removes its files."""
    (root / "work" / "sweep").mkdir(parents=True, exist_ok=True)
    with opened(root, is_writing=True) as book:
        book.take_out(record)
