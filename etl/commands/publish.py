"""Write the public tables as open data: a Frictionless data package (CSV, Parquet, dictionary, licences) and the feeds.

The folder is written whole or not at all; the same version of the warehouse gives the same bytes. What an operator
ingested and may not pass on is left out.
"""

import argparse
from pathlib import Path

from etl.places import WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to write; a package of ours there is replaced")
    parser.add_argument("--out", type=Path, default=WAREHOUSE, help="where the warehouse is (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when the package stands in the folder; the fault is raised otherwise."""
    from etl.open_data.package import publish
    from etl.warehouse import current

    manifest = current(args.out)
    files = publish(manifest, args.folder)
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"version {manifest.version} published in {args.folder}: {len(files)} files, {size:.1f} MB")
    return 0
