"""Take in public posts: pseudonymised and redacted before anything is kept, tagged when the warehouse is built.

PATH is one file. --format auto knows these shapes by their columns or keys:
  csv, jsonl, parquet   a table of one's own: text, and if there id, author, created_at, lang, source, likes, …
  bluesky               answers of app.bsky.feed.searchPosts
  mastodon              statuses of a hashtag timeline
  4cat, minet           their CSV exports of Bluesky and X
  gdelt                 article lists of DOC 2.0 (headlines only)

Authors become keyed pseudonyms (the key stays in the store); handles, links, addresses, numbers and private names are
taken out of the texts. The same file, or a post already there, adds nothing. A text that holds an image or encoded
content refuses the whole file. Posts are kept 180 days unless --keep-days says otherwise.

Exit codes: 0 in the store (rejected rows are listed in STORE/reactions/rejects); 1 refused, nothing stored; 2 wrong
usage.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="one file of posts")
    choices = ("auto", "csv", "jsonl", "parquet", "bluesky", "mastodon", "4cat", "minet", "gdelt")
    parser.add_argument(
        "--format", default="auto", dest="form", choices=choices, help="its shape (default: %(default)s)"
    )
    parser.add_argument("--timezone", default="UTC", help="of times written without one (default: %(default)s)")
    parser.add_argument("--query", default="", help="the search that found the posts, if the file does not say")
    parser.add_argument("--keep-days", type=int, default=None, help="how long posts are kept (default: 180)")
    parser.add_argument("--store", type=Path, default=Path("data/store"), help="where posts are kept (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 once the file is in the store."""
    from etl.reactions.ingest import ingest

    return ingest(args.path, args.store / "reactions", args.form, args.timezone, args.query, args.keep_days)
