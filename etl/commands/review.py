"""Write the posts most worth a person's look to a sheet (CSV): the uncertain ones that stand for many come first.

Correct the columns stance, emotion, role (one label each), calls and topics (any number, spaces between) in any
spreadsheet and give the sheet to `python -m etl retrain`. Posts come from the store, or from a file given with --posts.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, default=Path("review.csv"), metavar="SHEET.csv", help="(default: %(default)s)"
    )
    parser.add_argument("--count", type=int, default=50, help="how many posts (default: %(default)s)")
    parser.add_argument("--posts", type=Path, metavar="IN.jsonl", help="posts to choose from instead of the store's")
    parser.add_argument("--store", type=Path, default=STORE, help="where posts are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when the sheet is written."""
    import sys

    from etl.errors import GardefouError
    from etl.nlp.lines import read_posts
    from etl.nlp.models import current_model
    from etl.nlp.review import sheet, write_sheet

    if args.posts:
        if not args.posts.is_file():
            raise GardefouError(f"there is no file {args.posts}. No sheet was written. Check the path.")
        faults: list[str] = []
        posts = list(read_posts(args.posts, faults))
        for fault in faults:
            print(fault, file=sys.stderr)
    else:
        from etl.reactions import store

        posts = [
            {"id": post["post_key"], "text": post["text_redacted"], **post}
            for post in store.posts(args.store / "reactions")
        ]
    if not posts:
        raise GardefouError(
            "there is no post to review. No sheet was written. Add posts with `python -m etl ingest reactions`, or "
            "name a file with --posts."
        )
    rows = sheet(current_model(args.store), posts, args.count)
    write_sheet(rows, args.out)
    print(f"{len(rows)} of {len(posts):,} posts in {args.out}; correct it, then: python -m etl retrain {args.out}")
    return 0
