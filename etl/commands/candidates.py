"""List what waits for a person, or record what was decided about one entry.

An entry is a possible act of an authority found in its feed, or an article of law whose text changed. It is published
only when a person has written a line in data/curated or data/law; then: candidates --done ID --as curated --by NAME.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from etl.live.review import DECISIONS

    parser.add_argument("--store", type=Path, default=STORE, help="where the queue is (%(default)s)")
    parser.add_argument("--done", metavar="ID", help="the entry decided about")
    parser.add_argument("--as", dest="decision", choices=DECISIONS, help="what was decided")
    parser.add_argument("--by", metavar="NAME", default="", help="who decided")
    parser.add_argument("--reason", default="", help="why, for who comes after")
    parser.add_argument("--json", action="store_true", help="the queue, for a program")


def run(args: argparse.Namespace) -> int:
    """0 when the queue was listed or the decision recorded; 2 when --done comes without --as or --by."""
    import json
    import sys

    from etl.live import review

    if args.done:
        if not args.decision or not args.by:
            print("error: --done needs --as and --by", file=sys.stderr)
            return 2
        review.decide(args.store, args.done, args.decision, args.by, args.reason)
        print(f"{args.done}: {args.decision}")
        return 0
    waiting = review.queue(args.store)
    if args.json:
        print(json.dumps(waiting, ensure_ascii=False, indent=1, allow_nan=False))
        return 0
    for one in waiting:
        print(f"{one['id']}  {one['date'] or 'no date':<10}  {one['jurisdiction']:<5} {one['publisher']}")
        print(f"    {one['link']}\n    {', '.join([*one['terms'], *one['entities']])}")
    print(f"{len(waiting)} {'entry waits' if len(waiting) == 1 else 'entries wait'} for a person")
    return 0
