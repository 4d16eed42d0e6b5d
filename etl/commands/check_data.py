"""Say all that is wrong in the folder of an affair, in one run, and what each page will not show, and why.

Nothing is built or changed.
"""

import argparse
from pathlib import Path

from etl.days import day
from etl.places import DATA, STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", default=DATA, metavar="DIR", help="the folder (%(default)s)")
    parser.add_argument("--as-of", type=day, help="the day the data are for (today)")


def run(args: argparse.Namespace) -> int:
    """0 when the folder builds; 1 with every fault otherwise."""
    import datetime as dt
    import sys

    from etl.affairs.check import examine, said

    found, is_whole, missing = examine(args.folder, STORE, args.as_of or dt.datetime.now(dt.UTC).date())
    if found:
        more = "" if is_whole else " Faults of another kind may show once these are gone."
        print("\n\n".join(said(found)) + f"\n\nNothing was built or changed.{more}", file=sys.stderr)
        return 1
    print(f"{args.folder}: no fault. What pages will not show:" if missing else f"{args.folder}: no fault, no gap.")
    for told in missing:
        print(f"  {told}")
    return 0
