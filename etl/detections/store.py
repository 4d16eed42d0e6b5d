"""The store of detector results: Parquet per file, and a ledger that says which files count.

    STORE/pseudonym.key                the secret behind every pseudonym; never leaves the store
    STORE/detections/ledger.json       the only truth: one record per file that counts
    STORE/detections/images/           number, image, account, day (pseudonyms; one row an image)
    STORE/detections/scores/           number (of the image in its file), coder, category, score, is_flagged
    STORE/detections/rejects/          row, column, reason; never a value
    STORE/detections/refusals.jsonl    files refused for what they held: when, detector, place and kind; nothing else

A file is written under a temporary name and renamed; it counts once the new ledger has replaced the old.
"""

import datetime as dt
import json
import os
from pathlib import Path

from etl.content_scan import Finding
from etl.detections.collect import Collected
from etl.detections.incoming import literal
from etl.dsa.store import locked, replace_text, write_csv
from etl.errors import GardefouError
from etl.pseudonyms import pads, pseudonym_sql, secret

FORMAT = 1
FOLDERS = ("images", "scores", "rejects")
__all__ = ["commit", "known", "ledger", "locked", "note_refusal", "sweep"]


def ledger(root: Path) -> dict:
    """The ledger, empty for a new store. Raises GardefouError when the file is damaged."""
    path = root / "ledger.json"
    if not path.exists():
        return {"format": FORMAT, "files": []}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise ValueError(f"format {found['format']}")
        return found
    except (ValueError, KeyError, TypeError) as fault:
        raise GardefouError(
            f"{path} cannot be read ({fault}). Nothing was changed. Restore it from a copy, or move {root} away and "
            "ingest the files again."
        ) from None


def known(book: dict, sha256: str) -> str:
    """When and for which detector this very file was loaded before; '' if it was not."""
    for record in book["files"]:
        if record["sha256"] == sha256:
            return f"already loaded on {record['loaded_at'][:10]} for detector {record['detector']}"
    return ""


def commit(connection, root: Path, found: Collected, sha256: str, about: dict, seconds: float) -> dict:
    """Write pseudonyms, scores and rejects, then the ledger that names them; returns the file's record."""
    stem = sha256[:16]
    files = {folder: f"{folder}/{stem}.{'csv' if folder == 'rejects' else 'parquet'}" for folder in FOLDERS}
    keys = pads(secret(root.parent))
    image, account, coder = (pseudonym_sql(kind, kind) for kind in ("image", "account", "coder"))
    write_parquet(connection, root / files["images"],
                  f"select number, {image} as image, {account} as account, day from images", keys)
    write_parquet(connection, root / files["scores"],
                  f"select number, {coder} as coder, category, score, is_flagged from scores", keys)  # fmt: skip
    write_csv(root / files["rejects"], ["row", "column", "reason"], list(found.rejects))
    ((first, last),) = connection.execute("select min(day)::varchar, max(day)::varchar from images").fetchall()
    record = {
        "sha256": sha256,
        **about,
        "family": found.family,
        "rows": found.rows,
        "loaded": found.loaded,
        "rejected": found.rejected,
        "images": found.images,
        "accounts": found.accounts,
        "categories": list(found.categories),
        "thresholds": dict(found.thresholds),
        "unmatched": dict(found.unmatched),
        "has_coders": found.has_coders,
        "first_day": first,
        "last_day": last,
        "loaded_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "files": files,
    }
    book = ledger(root)
    book["files"] = sorted([*book["files"], record], key=lambda file: (file["detector"], file["loaded_at"]))
    replace_text(root / "ledger.json", json.dumps(book, ensure_ascii=False, indent=1))
    return record


def write_parquet(connection, path: Path, select: str, keys: dict[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".tmp")
    used = {name: value for name, value in keys.items() if f"${name}" in select}
    connection.execute(f"copy ({select}) to {literal(str(scratch))} (format parquet, compression zstd)", used)
    os.replace(scratch, path)


def note_refusal(root: Path, detector: str, finding: Finding) -> None:
    """One line for a file refused for its content: when, for which detector, where in it and of which kind."""
    root.mkdir(parents=True, exist_ok=True)
    line = {"at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "detector": detector, "row": finding.row,
            "column": finding.column, "kind": finding.kind}  # fmt: skip
    with open(root / "refusals.jsonl", "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def sweep(root: Path) -> None:
    """Remove files that no record in the ledger names: what a killed run left."""
    named = {name for record in ledger(root)["files"] for name in record["files"].values()}
    for folder in FOLDERS:
        for path in (root / folder).glob("*"):
            if f"{folder}/{path.name}" not in named:
                path.unlink()
