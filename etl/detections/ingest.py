"""One file of detector results into the store: scanned, checked, under pseudonyms, once."""

import hashlib
import re
import sys
import time
from pathlib import Path

from etl.detections import columns, store
from etl.detections.collect import Collected, collect
from etl.detections.families import families
from etl.detections.incoming import in_memory
from etl.errors import GardefouError
from etl.intake import content_scan
from etl.intake.content_scan import ForbiddenContent
from etl.stores import locked

SHOWN = 10


def ingest(
    path: Path, root: Path, detector: str, form: str, mapping: Path | None, flag_at: dict[str, float], population: str
) -> int:
    """0 once the file is in the store (or was before); prints what was loaded and rejected."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", detector):
        raise GardefouError(
            f"'{detector[:80]}' is no detector name. Nothing was read. Use small letters, digits, '.', '_' and '-', "
            "with the version: nudenet-3.4, coders-2026-02."
        )
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. Nothing was stored. Check the path.")
    if len(population) > 500 or content_scan.text_kind(population):
        raise GardefouError("the population is said in words, without links or file names. Nothing was read.")
    start = time.monotonic()
    named = columns.read_mapping(mapping)
    try:
        with in_memory() as connection:
            found = collect(connection, path, form, named, flag_at)
            digest = sha256(path)
            with locked(root):
                store.sweep(root)
                if before := store.known(store.ledger(root), digest):
                    print(f"{path.name}: {before}; nothing was added.")
                    return 0
                about = {"detector": detector, "population": population}
                store.commit(connection, root, found, digest, about, time.monotonic() - start)
    except ForbiddenContent as refused:
        store.note_refusal(root, detector, refused.finding)
        raise
    report(path, detector, found, root / "rejects" / f"{digest[:16]}.csv")
    return 0


def report(path: Path, detector: str, found: Collected, rejects: Path) -> None:
    """Print what was loaded, what was rejected and why, and the labels that count nowhere."""
    print(f"{path.name}: {found.rows:,} rows = {found.loaded:,} loaded + {found.rejected:,} rejected, "
          f"{found.images:,} images, detector {detector} ({families()[found.family].spec['title']})")  # fmt: skip
    if found.unmatched:
        listed = ", ".join(f"{label} ({count:,})" for label, count in list(found.unmatched.items())[:SHOWN])
        print(f"  labels without an equivalent here, counted nowhere: {listed}")
    for row, column, reason in found.rejects[:SHOWN]:
        print(f"  rejected: row {row}{f', column {column}' if column else ''}: {reason}", file=sys.stderr)
    if len(found.rejects) > SHOWN:
        print(f"  … and more; all are in {rejects}", file=sys.stderr)
    if found.is_numbered:
        print("  no image has an identifier of its own: labels by people cannot be matched to these rows later.")


def sha256(path: Path) -> str:
    """The hash of our input file, known to be labels by then; of a refused file none is taken."""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()
