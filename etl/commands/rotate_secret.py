"""Give every stored post new pseudonyms and delete the old secret: nobody can then tell whose posts they are.

Posts of one author stay together. Files loaded before are no longer recognised, so do not load them again. Nor are
those who asked not to be kept: with a new secret their names lead to other pseudonyms, and the next file that holds
their posts would bring them back. Where somebody asked, the command therefore refuses; --forget-objections does it all
the same, and then nothing may be loaded that may hold their posts.

Exit codes: 0 done; 1 refused, nothing changed.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--forget-objections", action="store_true", help="although authors asked not to be kept")
    parser.add_argument("--store", type=Path, default=STORE, help="where posts are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when done."""
    from etl.errors import GardefouError
    from etl.reactions.store import ledger, rekey
    from etl.stores import locked

    root = args.store / "reactions"
    with locked(root):
        asked = len(ledger(root)["objections"])
        if asked and not args.forget_objections:
            raise GardefouError(
                f"{asked} name{'s' * (asked > 1)} of authors who asked not to be kept would no longer be recognised: a "
                "later file would bring their posts back. Nothing was changed. To do it all the same: "
                "--forget-objections"
            )
        count = rekey(root)
    print(f"{count:,} posts have new pseudonyms; the old secret is deleted.")
    return 0
