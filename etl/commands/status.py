"""Say which version is served and from what, how old each live source is, what is held back, what waits for a person.

With --json, `is_healthy` is false when a source is late, something is held back, the newest version is damaged, or the
last refresh had a fault; a monitor may also read `data_date`, `live_sources[].age_hours`, `held_days`, `review_queue`,
and `tagging.shifted`: the fields in which the newest ingested posts no longer look like those the tagger learnt from.
"""

import argparse
from pathlib import Path

from etl.places import STORE, WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=WAREHOUSE, help="where versions are kept (%(default)s)")
    parser.add_argument("--store", type=Path, default=STORE, help="what was fetched, counted, held")
    parser.add_argument("--json", action="store_true", help="all of it, for a program")


def run(args: argparse.Namespace) -> int:
    """0 when a version is served and can be opened; Unavailable is raised otherwise."""
    import json

    from etl.live.state import lines, live
    from etl.warehouse import connect, current

    manifest = current(args.out)
    connect(manifest).close()
    record = {**vars(manifest), "file": manifest.path.name, "path": str(manifest.path)}
    found = live(args.store)
    if args.json:
        record |= found | {"is_healthy": found["is_healthy"] and not manifest.instead_of}
        print(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False))
        return 0
    print(f"version   {manifest.version}, built {manifest.built_at} for {manifest.as_of}")
    if manifest.instead_of:
        print(f"warning   version {manifest.instead_of} is damaged or missing; this older one is served instead")
    print(f"file      {manifest.path} (sha256 {manifest.sha256[:16]}…)")
    print(f"data      to {manifest.data_date}")
    for warning in manifest.warnings:
        print(f"note      {warning}")
    for source in manifest.sources:
        print(f"source    {source['source_id']:<24} {source['rows']:>9,} rows, {source['snapshot_date'] or 'no date'}")
    for line in lines(found):
        print(line)
    for name, rows in manifest.rows.items():
        print(f"relation  marts.{name:<18} {rows:>9,} rows")
    return 0
