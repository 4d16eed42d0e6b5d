"""One file of detector results into the store: scanned, checked, under pseudonyms, once."""

import re
import sys
import time
from dataclasses import replace
from pathlib import Path

from etl.detections import columns, store, words
from etl.detections.checks import what_to_map
from etl.detections.collect import Asked, Collected, collect
from etl.detections.families import families
from etl.detections.incoming import in_memory
from etl.errors import GardefouError
from etl.files import sha256
from etl.intake import content_scan, packed
from etl.intake.content_scan import ForbiddenContent
from etl.stores import locked

SHOWN = 10


def ingest(
    path: Path, root: Path, detector: str, form: str, mapping: Path | None, flag_at: dict[str, float], population: str,
    accept: bool = False, encoding: str = "", examined: str = "",
) -> int:  # fmt: skip # saves 8 lines
    """0 once the file is in the store (or was before); prints what was loaded and rejected."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", detector):
        raise GardefouError(
            f"'{detector[:80]}' is not a detector name. Nothing was read. Use small letters, digits, '.', '_' and '-', "
            "with the version: nudenet-3.4, coders-2026-02."
        )
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. Nothing was stored. Check the path.")
    if len(population) > 500 or content_scan.text_kind(population):
        raise GardefouError("the population is said in words, without links or file names. Nothing was read.")
    start = time.monotonic()
    named = columns.read_mapping(mapping)
    try:
        with packed.unpacked(path) as (path, said), in_memory() as connection:
            asked = Asked(form, named, flag_at, accept=accept, encoding=encoding, examined=examined)
            found = collect(connection, path, asked)
            found = replace(found, said=(*said, *found.said))
            digest = sha256(path)
            with locked(root):
                store.sweep(root)
                if before := store.known(store.ledger(root), digest):
                    print(f"{path.name}: {before}; nothing was added.")
                    return 0
                about = {"detector": detector, "population": population}
                record = store.commit(connection, root, found, digest, about, time.monotonic() - start)
    except ForbiddenContent as refused:
        store.note_refusal(root, detector, refused.finding)
        raise
    report(path, detector, found, root / "rejects" / f"{digest[:16]}.csv", record["left_out"])
    return 0


def report(path: Path, detector: str, found: Collected, rejects: Path, left_out: dict[str, int]) -> None:
    """Print what was loaded, what was rejected and why, who is in no denominator, and what was assumed."""
    print(
        f"{path.name}: {found.rows:,} rows = {found.loaded:,} loaded + {found.rejected:,} rejected, "
        f"{found.images:,} images, detector {detector} ({families()[found.family].spec['title']})"
    )
    for sentence in notes_on(found, left_out):
        print(f"  {sentence}")
    for row, column, reason in found.rejects[:SHOWN]:
        print(f"  rejected: row {row}{f', column {column}' if column else ''}: {reason}", file=sys.stderr)
    if len(found.rejects) > SHOWN:
        print(f"  … and more; all are in {rejects}", file=sys.stderr)


def notes_on(found: Collected, left_out: dict[str, int]) -> list[str]:
    """What is worth knowing of a file that came in, a sentence each; a label only when it is an ordinary word."""
    sentences = list(found.said)
    sentences += [f"{category}: {count:,} of {found.images:,} images say nothing of it (not asked, unknown, or about "
                  "something else) and are in no denominator" for category, count in left_out.items()
    ]  # fmt: skip # saves 2 lines
    listed = {label: count for label, count in found.unmatched.items() if label not in found.unlisted}
    if listed:
        names = ", ".join(
            f"{words.printable_label(label, place)} ({count:,})"
            for place, (label, count) in enumerate(list(listed.items())[:SHOWN], 1)
        )
        sentences.append(f"labels without an equivalent here, counted nowhere: {names}")
    if found.unlisted:
        sentences.append(what_to_map(found.unlisted))
    levels = ", ".join(f"{category} from {level:g}" for category, level in sorted(found.thresholds.items()))
    if levels and not found.is_coded:
        sentences.append(f"flagged: {levels} (--flag-at says otherwise)")
    if found.is_numbered:
        sentences.append(
            "no image has an identifier of its own: labels by people cannot be matched to these rows later."
        )
    return sentences
