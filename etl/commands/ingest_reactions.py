"""Take in public posts: pseudonymised and redacted before anything is kept, tagged when the warehouse is built.

PATH is one file: CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), JSON (one object a line, or answers of
an interface as they came, several in one file too), Parquet, or an Excel workbook with one sheet; compressed too (gzip,
bzip2, xz, zstd, a ZIP with one file in it). What it is shows in its columns or keys:
  x                     API v2 (pages, streams), v1.1, twarc, twarc-csv, tweepy, snscrape, twint, rtweet, minet, 4CAT
  bluesky               searchPosts, author feed, thread, Jetstream, records; the Python SDK's names too
  mastodon              statuses: timelines, search, context; outboxes of ActivityPub
  4cat, zeeschuimer     4CAT's CSV and NDJSON of its data sources
  minet                 X, Bluesky, Instagram, YouTube, Reddit, Media Cloud, TikTok, Telegram
  youtube, tiktok, reddit, gdelt
                        YouTube Data API, Data Tools and yt-dlp, TikTok Research API and Pyktok, Pushshift and Arctic
                        Shift, DOC 2.0
  telegram, facebook    Telegram Desktop's export of a public chat, Telethon; Graph API, CrowdTangle
  brandwatch, talkwalker, meltwater; apify's scrapers of X, Instagram and TikTok
  csv, jsonl, parquet   a table of one's own: a column text (texte, message, body …), and if there id, author, date,
                        language, network, likes … in English or French; other names are said in a YAML --mapping
`python -m etl formats reactions` lists every shape with an example; docs/tutorial-posts.md takes ten minutes.

Dates are read as 2026-01-05T10:22:00Z, 2026-01-05 10:22, 05/01/2026 10:22, 5 janvier 2026, Jan 5, 2026, or seconds
since 1970. What a file does not say (network, author, language, likes) stays empty, and is said to be.

Authors become keyed pseudonyms (the key stays in the store); handles, links, addresses, numbers and private names are
taken out of the texts. The same file, or a post already there by whichever tool, adds nothing. A text that holds an
image or encoded content refuses the whole file; so do losses of more than a tenth of the rows, or of one language,
month or network. Posts are kept 180 days unless --keep-days says otherwise.

With --engine spark the executors of a Spark cluster read, redact and check the posts of JSON lines or Parquet; all of
them must see PATH and --store under the same names (docs/cluster.md). What comes out is the same.

Exit codes: 0 in the store (rejected rows are listed in STORE/reactions/rejects); 1 refused, nothing stored; 2 wrong
usage.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from etl.engine import add_engine, master_of
from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="one file of posts")
    parser.add_argument("--format", default="auto", dest="form", metavar="SHAPE",
                        help="its producer or shape, when its columns do not show it (%(default)s)"
    )  # fmt: skip # saves 4 lines
    parser.add_argument("--mapping", type=Path, metavar="M.yml", help="which column is what, for a table of one's own")
    parser.add_argument("--network", default="", help="the network of posts that do not say theirs: x, bluesky, …")
    parser.add_argument("--timezone", default="UTC", help="of times written without one (default: %(default)s)")
    parser.add_argument("--date-order", default="", choices=("day", "month"), dest="order",
                        help="what comes first in 05/01/2026, when no date of the file tells"
    )  # fmt: skip # saves 4 lines
    parser.add_argument("--encoding", default="", help="of a text file, when it is not found right (cp1252, mac_roman)")
    parser.add_argument("--query", default="", help="the search that found the posts, if the file does not say")
    parser.add_argument("--ner", default="", metavar="MODEL",
                        help="also take out the persons this spaCy model finds (a package, a folder)"
    )  # fmt: skip # saves 3 lines
    parser.add_argument("--keep-days", type=int, default=None, help="how long posts are kept (default: 180)")
    parser.add_argument("--accept-losses", action="store_true", help="store the rest when too many rows cannot be used")
    parser.add_argument("--store", type=Path, default=STORE, help="where posts are kept (%(default)s)")
    add_engine(parser)


def run(args: argparse.Namespace) -> int:
    """0 once the file is in the store."""
    from etl.reactions.ingest import asked_of, ingest
    from etl.reactions.spread import Workers
    from etl.spark import needed

    if master := master_of(args):
        needed(master)
    asked = asked_of(args.form, args.timezone, args.query, args.mapping, args.network, args.encoding, args.order)
    if args.ner:
        from etl.nlp.recogniser import recogniser

        asked = replace(asked, persons=recogniser(args.ner))
    workers = Workers(master, args.ner) if master else None
    return ingest(args.path, args.store / "reactions", asked, args.keep_days, args.accept_losses, workers)
