"""Tag a file of posts: stance, demands, emotion, topics, role and names, each with confidence and evidence.

IN.jsonl has one JSON object a line with `id`, `text` and, if known, `lang` (fr or en). One object a line comes out,
ids and order kept, with the tags, their confidence (0 to 1), evidence (places in the text) and whether the tagger is
unsure. Nothing is stored. Lines that are no such object are named on the error output; the others are tagged.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("posts", type=Path, metavar="IN.jsonl", help="posts to tag; - reads the standard input")
    parser.add_argument(
        "--out", type=Path, metavar="OUT.jsonl", help="where to write; the standard output if not given"
    )
    parser.add_argument("--store", type=Path, default=STORE, help="where a trained model is kept")


def run(args: argparse.Namespace) -> int:
    from etl.nlp.lines import tag_file

    return tag_file(args.posts, args.out, args.store)
