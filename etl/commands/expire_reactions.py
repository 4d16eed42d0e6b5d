"""Remove posts that were kept long enough (180 days after their file was added, or as set at ingest)."""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, default=STORE, help="where posts are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when done."""
    import datetime as dt

    from etl.reactions.ingest import expire
    from etl.stores import locked

    root = args.store / "reactions"
    with locked(root):
        gone = expire(root, dt.datetime.now(dt.UTC))
    print(f"{gone:,} posts removed.")
    return 0
