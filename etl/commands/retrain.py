"""Train again with a person's corrections, and say what they changed on a frozen fifth of the labelled posts.

CORRECTIONS is a sheet of `python -m etl review`, corrected, or JSON lines in the scheme's format. They are kept in
STORE/corrections.jsonl, with those given before (a later one of the same id replaces it), and used from then on.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corrections", type=Path, metavar="CORRECTIONS", help="corrected sheet (CSV) or JSON lines")
    parser.add_argument("--store", type=Path, default=STORE, help="where models are kept (%(default)s)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")


def run(args: argparse.Namespace) -> int:
    """0 when the new model is in place."""
    from etl.nlp.corpus import off_topic, posts
    from etl.nlp.models import current_model, keep_corrections, kept_corrections
    from etl.nlp.review import before_and_after, corrections

    new = corrections(args.corrections)
    together = list({post["id"]: post for post in [*kept_corrections(args.store), *new]}.values())
    print(f"{len(new)} corrections, {len(together)} in all; macro-F1 on posts neither model saw, before and after:")
    for field, (before, after) in before_and_after([*posts(), *off_topic()], together).items():
        print(f"  {field:<8} {before:.3f} → {after:.3f} ({after - before:+.3f})")
    if args.dry_run:
        print("nothing was kept (--dry-run)")
        return 0
    keep_corrections(args.store, together)
    model = current_model(args.store, quiet=True)
    print(f"model {model.meta['inputs']} is in use; it knows {model.meta['posts']:,} posts")
    return 0
