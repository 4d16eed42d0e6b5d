"""Ask the live sources for what is new: dumps, posts, rates, feeds of regulators, versions of laws.

Without SOURCE, every source whose turn it is by its schedule; named ones are asked at once. Dumps wait in STORE/fetch
to be counted (`refresh` does both); posts go to the store of reactions, redacted and under pseudonyms before anything
is written; entries of feeds and changed articles wait in the review queue.
An installation's own addresses, platforms and queries go to STORE/fetch.yml. Credentials come from the environment.

Exit codes: 0 every source asked has answered; 1 at least one was refused, the others are in; 2 wrong usage.
"""

import argparse
from pathlib import Path

from etl.days import day
from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="such as dsa_dumps, bluesky (default: those due)")
    parser.add_argument("--store", type=Path, default=STORE, help="where it is kept (%(default)s)")
    parser.add_argument("--list", action="store_true", help="say what there is, and ask nothing")
    parser.add_argument("--from", dest="first", type=day, metavar="DAY", help="dumps since then")
    parser.add_argument("--to", dest="last", type=day, metavar="DAY", help="dumps to this day")
    parser.add_argument("--platform", action="append", metavar="SLUG", help="dumps of this platform; may be repeated")
    parser.add_argument("--global", dest="is_global", action="store_true", help="the light dump of all platforms too")


def run(args: argparse.Namespace) -> int:
    """0 when every source asked has answered, 1 otherwise."""
    import sys

    from etl.errors import GardefouError
    from etl.fetch.fetchers import fetchers
    from etl.fetch.run import fetch
    from etl.fetch.turn import due
    from etl.files import one_writer
    from etl.journal import Journal

    known = fetchers(args.store)
    if unknown := [name for name in args.sources if name not in known]:
        raise GardefouError(f"no source {', '.join(unknown)}. There are: {', '.join(known)}. Nothing was fetched.")
    if args.list:
        for one in known.values():
            needs = f"; needs {', '.join(one.credentials)}" if one.credentials else ""
            state = "on" if one.is_on else "off"
            print(f"{one.id:<22} {state:<3} {one.schedule:<7} {one.title}{needs}")
        return 0
    asked = {"first": args.first, "last": args.last, "platforms": args.platform, "global": args.is_global or None}
    asked = {name: value for name, value in asked.items() if value}
    names = args.sources or [name for name in known if due(known[name], args.store)]
    with one_writer(args.store / "fetch" / ".lock", "fetch"):
        journal = Journal(args.store, "fetch")
        found = [fetch(known[name], args.store, journal, asked) for name in names]
    for result in found:
        out = sys.stderr if result.outcome == "refused" else sys.stdout
        print(f"{result.source:<22} {result.outcome:<9} {result.said}", file=out)
    return 1 if any(result.outcome == "refused" for result in found) else 0
