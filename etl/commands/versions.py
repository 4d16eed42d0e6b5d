"""List the versions that are kept: when each was built, to which date its data run, whether its file is whole."""

import argparse
from pathlib import Path

from etl.places import WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=WAREHOUSE, help="where versions are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when at least one version is kept and the one served is whole, 1 otherwise."""
    from etl.warehouse.history import listed

    found = listed(args.out)
    for manifest, is_served, is_whole in found:
        mark = "served" if is_served else ""
        state = "whole" if is_whole else "DAMAGED or missing"
        print(
            f"{manifest.version:<26} built {manifest.built_at}  data to {manifest.data_date}  "
            f"{sum(manifest.rows.values()):>9,} rows  {state:<6} {mark}".rstrip()
        )
    if not found:
        print(f"no version in {args.out}. Build one: python -m etl build")
    return 0 if any(is_served for _, is_served, _ in found) else 1
