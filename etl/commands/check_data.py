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

    from etl.affairs.check import faults, gaps
    from etl.errors import GardefouError

    found = faults(args.folder)
    if not found:
        try:
            missing = gaps(args.folder, STORE, args.as_of or dt.datetime.now(dt.UTC).date())
        except GardefouError as fault:
            found = [str(fault)]
    if found:
        # What a build says of itself at the end of a fault is not so here: nothing was being built.
        told = "\n\n".join(found).replace("The build stopped; the version being served is unchanged. ", "")
        print(
            f"{told}\n\nNothing was built or changed. Faults of another kind may show once these are gone.",
            file=sys.stderr,
        )
        return 1
    print(f"{args.folder}: no fault. What pages will not show:" if missing else f"{args.folder}: no fault, no gap.")
    for told in missing:
        print(f"  {told}")
    return 0
