"""The store of what was counted: Parquet per day, and a ledger that says which files count.

    STORE/dsa/ledger.json     the only truth: one record per archive that counts, and those it replaced
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
from etl.dsa.archive import NAME, Archive
from etl.dsa.tally import texts
from etl.stores import read_ledger, removed, swept, whole, write_csv, write_ledger

FORMAT = 1
TABLES = {
    "counts": (["day", "platform", "category", "keyword", "automated_detection", "automated_decision", "sor_count",
                "sor_count_once"], result.cube_rows),
    "breakdowns": (["day", "platform", "category", "column", "code", "sor_count"], result.breakdown_rows),
    "metrics": (["day", "platform", "metric", "code", "count"], result.metric_rows),
}  # fmt: skip
TYPES = {"day": (pa.date32(), np.int32)} | dict.fromkeys(
    ("sor_count", "sor_count_once", "count"), (pa.int64(), np.int64)
)

NEEDED = {"archive", "day", "slug", "kind", "number", "sha1", "sha256", "rows", "rejected", "replaces", "files"}


def ledger(root: Path) -> dict[str, Any]:
    """The ledger, empty for a new store. Raises GardefouError when the file is damaged."""
    fresh = {"format": FORMAT, "archives": [], "replaced": []}
    return read_ledger(root, fresh, {"archives": NEEDED, "replaced": NEEDED}, "archives")


def known(root: Path, archive: Archive) -> str:
    """When and as what this very archive was loaded before; '' if it was not."""
    book = ledger(root)
    for record in book["archives"]:
        if record["sha256"] == archive.sha256:
            return f"already loaded on {record['loaded_at'][:10]} as {record['archive']}"
    for record in book["replaced"]:
        if record["sha256"] == archive.sha256:
            return f"already loaded on {record['loaded_at'][:10]}, and since replaced by a newer archive of that day"
    return ""


def key_of(record: dict) -> tuple:
    """What one archive at a time may count for: day, platform, kind, and the number of a part on its own."""
    return record["day"], record["slug"], record["kind"], record["number"]


def called(archive: Archive) -> str:
    """What the file name says when the parts and columns say otherwise, else ''."""
    found = NAME.fullmatch(archive.path.name)
    said = (found["slug"].lower(), found["kind"].lower()) if found else (archive.slug, archive.kind)
    return "" if said == (archive.slug, archive.kind) else " ".join(said)


def work_folder(root: Path, archive: Archive) -> Path:
    """Where parts are kept until the archive is complete; a new FORMAT starts over."""
    return root / "work" / f"{archive.sha256}-{FORMAT}"


def commit(root: Path, archive: Archive, counted: result.Counted, seconds: float) -> dict:
    """Write the archive's files, then the ledger that names them; returns the archive's record."""
    return commit_all(root, [(archive, counted)], seconds)[0]


def commit_all(root: Path, found: list[tuple[Archive, result.Counted]], seconds: float) -> list[dict]:
    """Write the files of every day of one archive, then the ledger once, so that all of it counts or nothing does."""
    records = entered(root, [written(root, archive, counted, seconds) for archive, counted in found])
    for archive, _ in found:
        removed(work_folder(root, archive))
    return records


def entered(root: Path, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Enter the records of one archive, whose files are written; returned with what each replaces."""
    book = ledger(root)
    for record in records:
        for old in [old for old in book["archives"] if key_of(old) == key_of(record)]:
            book["archives"].remove(old)
            book["replaced"].append({**old, "replaced_at": record["loaded_at"], "replaced_by": record["sha256"]})
            kept = ("sha1", "rows", "counted", "rejected", "loaded_at")
            record["replaces"].append({name: old[name] for name in kept})
    book["archives"] = sorted([*book["archives"], *records], key=key_of)
    write_ledger(root, book)
    return records


def written(root: Path, archive: Archive, counted: result.Counted, seconds: float) -> dict[str, Any]:
    """The record of an archive and a day, once its files are written."""
    numbered = f"-{archive.number}" if archive.number else ""
    stem = f"{archive.day}_{archive.slug[:60]}-{archive.kind}{numbered}_{archive.sha256[:12]}"
    files = {name: f"{name}/{stem}.parquet" for name in TABLES} | {
        name: f"{name}/{stem}.csv" for name in ("rejects", "parts")
    }
    for name, (columns, rows) in TABLES.items():
        write_parquet(root / files[name], columns, rows(counted, archive.day))
    write_csv(root / files["rejects"], ["archive", "part", "line", "column", "reason"],
              [(archive.name, part, *reject) for part, reject in counted.rejects])  # fmt: skip
    names = list(counted.parts[0]) if counted.parts else ["part"]
    write_csv(root / files["parts"], names, [tuple(part.values()) for part in counted.parts])
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


def write_parquet(path: Path, columns: list[str], rows: list[tuple]) -> None:
    """Write the rows under their columns, typed by TYPES, `day` from ISO text to a date."""
    values = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    epoch = dt.date(1970, 1, 1)
    values["day"] = [(dt.date.fromisoformat(day) - epoch).days for day in values["day"]]
    table = pa.table({name: column(values[name], TYPES.get(name)) for name in columns})
    with whole(path) as scratch:
        pq.write_table(table, scratch, compression="zstd")


def column(values: list, kind: tuple | None) -> pa.Array:
    """The values as an Arrow array of the kind, of text by default. (pa.array of a list imports pandas.)"""
    if kind:
        arrow, numpy = kind
        return pa.Array.from_buffers(arrow, len(values), [None, pa.py_buffer(np.array(values, numpy))])
    return texts([value.encode("utf-8") for value in values], pa.string())


def sweep(root: Path) -> None:
    """Remove files that no archive in the ledger names: what a killed run or a replaced archive left."""
    archives = ledger(root)["archives"]
    named = {name for record in archives for name in record["files"].values()}
    swept(root, (*TABLES, "rejects", "parts"), named)
    for record in archives:
        removed(root / "work" / f"{record['sha256']}-{FORMAT}")
