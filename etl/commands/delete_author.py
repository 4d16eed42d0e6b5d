"""Remove every post of one author from the store, at their request, and keep them out of later files.

The author is named as the network does: a number, a did, a handle, or the address of the profile. --author - reads the
names from standard input, one a line, so that none stands on the command line or in its history. Posts under another
name go too, when a file gave both names together (a number and a handle).

Exit codes: 0 posts were removed; 1 none was found, the name is noted all the same; 2 wrong usage. Copies of the store
made before, and rotate-secret after, are in docs/operations.md.
"""

import argparse
import sys
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source", default="", help="the network: x, bluesky, mastodon, …; unknown for none stated")
    parser.add_argument("--author", default="", help="the author as the network names them; - reads standard input")
    parser.add_argument("--key", default="", help="or the pseudonym in the store, instead of both")
    parser.add_argument("--store", type=Path, default=STORE, help="where posts are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when posts of every author named were removed, 1 when one of them had none."""
    from etl.errors import GardefouError
    from etl.reactions.requests import delete_author

    names = [line.strip() for line in sys.stdin] if args.author == "-" else [args.author]
    names = [name for name in names if name]
    if not args.key and not (args.source and names):
        raise GardefouError("whose posts? Nothing was removed. Give --source and --author, or --key.")
    network = "" if args.source.strip().lower() == "unknown" else args.source
    code, total = 0, 0
    for name in [""] if args.key else names:
        done = delete_author(args.store / "reactions", network, name, args.key)
        also = f" (with {done.joined} other name{'s' * (done.joined > 1)} of the same author)" if done.joined else ""
        print(f"looked for {done.looked_for}{also}: {done.gone:,} posts removed.")
        for other, count in done.elsewhere.items():
            print(
                f"  {count:,} posts on {other} have an author of this name too; they stay (--source names the network)."
            )
        if not done.gone:
            print("  Nothing was found. The name is noted, and no later file brings its posts in. Check --source and "
                  "the name: a number, a handle or the address of the profile.", file=sys.stderr
            )  # fmt: skip # saves 2 lines
        code, total = max(code, 0 if done.gone else 1), total + done.gone
    if total:
        print("Build again to remove them from the warehouse: python -m etl build")
    return code
