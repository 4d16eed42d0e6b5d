"""Train the tagging models from data/labels and keep them in the store (--ship: in data/nlp/model).

Deterministic: the same posts, cues and library versions give the same model. Takes about half a minute.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, default=STORE, help="where the trained model is kept")
    parser.add_argument("--ship", action="store_true", help="put the model into data/nlp/model, which is in git")
    parser.add_argument("--force", action="store_true", help="train even if a model of the same inputs is there")


def run(args: argparse.Namespace) -> int:
    """0 when the model of the present labels, cues and code is there."""
    import shutil

    from etl.nlp.models import SHIPPED, input_hash, kept_corrections, stored, train_into

    extra = [] if args.ship else kept_corrections(args.store)  # a person's corrections stay on their machine
    key = input_hash(extra=extra)
    folder = None if args.force else stored(args.store, key)
    if folder is None:
        folder = train_into(args.store, key, extra)
        print(f"trained model {key} in {folder}")
    else:
        print(f"model {key} is up to date in {folder}")
    if args.ship and folder != SHIPPED:
        SHIPPED.mkdir(parents=True, exist_ok=True)
        for name in ("model.json", "model.npz"):
            shutil.copyfile(folder / name, SHIPPED / name)
        print(f"shipped in {SHIPPED}")
    return 0
