"""Give every stored post new pseudonyms and delete the old secret: nobody can then tell whose posts they are.

Posts of one author stay together. Files loaded before are no longer recognised, so do not load them again.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, default=STORE, help="where posts are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when done."""
    from etl.reactions.store import rekey
    from etl.stores import locked

    root = args.store / "reactions"
    with locked(root):
        count = rekey(root)
    print(f"{count:,} posts have new pseudonyms; the old secret is deleted.")
    return 0
