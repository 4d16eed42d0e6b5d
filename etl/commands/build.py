"""Build a version of the warehouse from data/ and the store, and serve it when every check has passed.

The same files give the same numbers. A build that fails or is stopped leaves the version being served as it was.
"""

import argparse
import datetime as dt
from pathlib import Path

from etl.days import day
from etl.objects import placed
from etl.places import DATA, STORE, WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, help=f"where versions are kept ({WAREHOUSE}; of other --data: its warehouse)"
    )
    parser.add_argument("--store", type=placed, default=STORE, help="what users ingested, s3://… too (%(default)s)")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of an affair (%(default)s)")
    parser.add_argument("--as-of", type=day, help="the date whose law is in force (today)")
    parser.add_argument("--if-changed", action="store_true", help="do nothing when nothing changed since the last one")


def run(args: argparse.Namespace) -> int:
    """0 when the version is served; the fault is raised otherwise."""
    import time

    from etl.warehouse.build import build

    start = time.monotonic()
    out = args.out or (WAREHOUSE if args.data == DATA else args.data / "warehouse")
    store = args.store if args.data == DATA or args.store != STORE else args.data / "store"
    manifest, is_new = build(out, store, args.data, args.as_of or dt.datetime.now(dt.UTC).date(), not args.if_changed)
    if not is_new:
        print(f"nothing changed: version {manifest.version} is served")
        return 0
    for warning in manifest.warnings:
        print(f"note: {warning}")
    size = manifest.path.stat().st_size / 1e6
    print(
        f"version {manifest.version} is served: {sum(manifest.rows.values()):,} rows in {len(manifest.rows)} "
        f"relations, {size:.1f} MB, {time.monotonic() - start:.1f} s"
    )
    return 0
