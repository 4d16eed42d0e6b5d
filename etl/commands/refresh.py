"""Bring everything up to date: fetch, ingest, build, check, compare with what is served, publish.

A version that would lose rows, dates or values, and a dump that looks bad, are held back: what was served stays, and
`status` says so. A person who finds that it is right lets it pass with --accept REASON --by NAME, which is recorded in
STORE/overrides.jsonl. One refresh runs at a time. STORE/log has a journal, as JSON lines, without personal data.

Exit codes: 0 up to date; 1 something was refused or held back (what was good is in); 2 wrong usage.
"""

import argparse
import datetime as dt
from pathlib import Path

from etl.days import day
from etl.places import DATA, STORE, WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=WAREHOUSE, help="where versions are kept (%(default)s)")
    parser.add_argument("--store", type=Path, default=STORE, help="what was fetched, counted, held")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of an affair (%(default)s)")
    parser.add_argument("--as-of", type=day, help="the date whose law is in force (today)")
    parser.add_argument("--no-fetch", action="store_true", help="ask no live source; the rest all the same")
    parser.add_argument("--accept", metavar="REASON", default="", help="let pass what is held back, and say why")
    parser.add_argument("--by", metavar="NAME", default="", help="who lets it pass")


def run(args: argparse.Namespace) -> int:
    """0 when all is up to date, 1 when something was refused or held back, 2 when --accept comes without --by."""
    import sys

    from etl.live.refresh import refresh

    if bool(args.accept) != bool(args.by):
        print("error: --accept and --by go together: a reason and a name", file=sys.stderr)
        return 2
    as_of = args.as_of or dt.datetime.now(dt.UTC).date()
    found = refresh(args.out, args.store, args.data, as_of, not args.no_fetch, args.accept, args.by)
    for result in found.fetched:
        if result.outcome != "refused":
            print(f"{result.source:<22} {result.outcome:<9} {result.said}")
    for fault in found.faults:
        print(f"error: {fault}", file=sys.stderr)
    if found.counted:
        print(f"{found.counted} {'dump was' if found.counted == 1 else 'dumps were'} counted")
    if found.manifest:
        print(f"version {found.manifest.version} is served" + ("" if found.is_new else ": nothing changed"))
    return 1 if found.faults else 0
