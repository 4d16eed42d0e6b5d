"""Tag a file of posts: stance, demands, emotion, topics, role and names, each with confidence and evidence.

IN.jsonl has one JSON object a line with `id`, `text` and, if known, `lang` (fr or en). One object a line comes out,
ids and order kept, with the tags, their confidence (0 to 1), evidence (places in the text) and whether the tagger is
unsure. Nothing is stored. Lines that are no such object are named on the error output; the others are tagged. A Parquet
file with the columns `id`, `text` and, if known, `lang` gives the same lines.

With --engine spark the executors of a Spark cluster tag, each with the model loaded once; all of them must see
IN.jsonl, --out and --store under the same names (docs/cluster.md).
"""

import argparse
from pathlib import Path

from etl.engine import add_engine, master_of
from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("posts", type=Path, metavar="IN.jsonl", help="posts to tag; - reads the standard input")
    add_engine(parser)
    parser.add_argument(
        "--out", type=Path, metavar="OUT.jsonl", help="where to write; the standard output if not given"
    )
    parser.add_argument("--store", type=Path, default=STORE, help="where a trained model is kept")


def run(args: argparse.Namespace) -> int:
    from etl.nlp.lines import tag_file
    from etl.nlp.spread import is_parquet, tag_spread

    master = master_of(args)
    if master or (args.posts.is_file() and is_parquet(args.posts)):
        return tag_spread(args.posts, args.out, args.store, master)
    return tag_file(args.posts, args.out, args.store)
