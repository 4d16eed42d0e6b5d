"""The store of detector results: Parquet per file, and a ledger that says which files count.

    STORE/pseudonym.key                the secret behind every pseudonym; never leaves the store
    STORE/detections/ledger.json       the only truth: one record per file that counts
    STORE/detections/images/           number, image, account, day (pseudonyms; one row an image)
    STORE/detections/scores/           number (of the image in its file), coder, category, score, is_flagged
    STORE/detections/rejects/          row, column, reason; never a value
    STORE/detections/refusals.jsonl    files refused for what they held: when, detector, place and kind; nothing else

How files are written and when they count: `etl.stores`.
"""

from pathlib import Path
from typing import Any

from etl.detections.collect import Collected
from etl.detections.scoring import left_out
from etl.files import appended, now
from etl.intake.content_scan import Finding, literal
from etl.intake.pseudonyms import pads, pseudonym_sql, secret
from etl.stores import read_ledger, swept, write_csv, write_ledger, written_whole

FORMAT = 1
FOLDERS = ("images", "scores", "rejects")

NEEDED = {"sha256", "detector", "thresholds", "loaded_at", "files"}  # what every reader of a record takes for granted


def ledger(root: Path) -> dict[str, Any]:
    """The ledger, empty for a new store. Raises GardefouError when the file is damaged."""
    return read_ledger(root, {"format": FORMAT, "files": []}, {"files": NEEDED})


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
    write_parquet(
        connection,
        root / files["images"],
        f"select number, {image} as image, {account} as account, day from images",
        keys,
    )
    write_parquet(connection, root / files["scores"],
                  f"select number, {coder} as coder, category, score, is_flagged from scores", keys
    )  # fmt: skip # saves 3 lines
    scores = f"read_parquet({literal(str(root / files['scores']))})"
    missing = left_out(connection, scores, found.images, found.categories, found.has_coders)
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
        "left_out": missing,
        "has_coders": found.has_coders,
        "first_day": first,
        "last_day": last,
        "loaded_at": now(),
        "seconds": round(seconds, 3),
        "files": files,
    }
    book = ledger(root)
    book["files"] = sorted([*book["files"], record], key=lambda file: (file["detector"], file["loaded_at"]))
    write_ledger(root, book)
    return record


def write_parquet(connection, path: Path, select: str, keys: dict[str, bytes]) -> None:
    """Write the rows of a select; `keys` are the secrets its pseudonyms are made with."""
    used = {name: value for name, value in keys.items() if f"${name}" in select}
    with written_whole(path) as scratch:
        connection.execute(f"copy ({select}) to {literal(str(scratch))} (format parquet, compression zstd)", used)


def note_refusal(root: Path, detector: str, finding: Finding) -> None:
    """One line for a file refused for its content: when, for which detector, where in it and of which kind."""
    place = {"row": finding.row, "column": finding.column, "kind": finding.kind}
    appended(root / "refusals.jsonl", {"at": now(), "detector": detector, **place})


def sweep(root: Path) -> None:
    """Remove files that no record in the ledger names: what a killed run left."""
    named = {name for record in ledger(root)["files"] for name in record["files"].values()}
    swept(root, FOLDERS, named)
