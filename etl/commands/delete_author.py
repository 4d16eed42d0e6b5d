"""Remove every post of one author from the store, at their request, and keep them out of later files."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source", default="", help="the network: bluesky, mastodon, x, …")
    parser.add_argument(
        "--author", default="", help="the author as the source names them (did, account address, handle)"
    )
    parser.add_argument("--key", default="", help="or the pseudonym in the store, instead of both")
    parser.add_argument("--store", type=Path, default=Path("data/store"), help="where posts are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when done, posts or none; build the warehouse again afterwards."""
    from etl.errors import GardefouError
    from etl.reactions.ingest import delete_author

    if not args.key and not (args.source and args.author):
        raise GardefouError("whose posts? Nothing was removed. Give --source and --author, or --key.")
    gone = delete_author(args.store / "reactions", args.source, args.author, args.key)
    print(f"{gone:,} posts removed. Build again to remove them from the warehouse: python -m etl build")
    return 0
