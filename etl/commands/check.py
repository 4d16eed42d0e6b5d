"""Verify the version being served: its sha256, and the rows of each relation against its manifest."""

import argparse
from pathlib import Path

from etl.places import WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=WAREHOUSE, help="where versions are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when the version the pointer names is whole; a GardefouError says what is not."""
    import duckdb

    from etl.errors import GardefouError
    from etl.warehouse import connect, manifest_in, verified

    pointer = args.out / "current.json"
    if not pointer.exists():
        raise GardefouError(f"there is no warehouse in {args.out}. Run: python -m etl build")
    manifest = verified(manifest_in(pointer))
    with connect(manifest) as connection:
        for name, expected in manifest.rows.items():
            try:
                found = connection.execute(f'select count(*) from marts."{name}"').fetchall()[0][0]
            except duckdb.Error:
                raise GardefouError(f"marts.{name} is not there. Build again: python -m etl build") from None
            if found != expected:
                raise GardefouError(
                    f"marts.{name} has {found:,} rows, the manifest says {expected:,}. Build again: python -m etl build"
                )
    print(f"version {manifest.version} is whole: sha256 and {len(manifest.rows)} relations agree with the manifest")
    return 0
