"""Measure the tagger on posts it has not seen, and write its model card (docs/model_card.md, data/nlp/model_card.json).

Nested cross-validation grouped by family, by language, label and phenomenon; a few minutes on two cores.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, default=STORE, help="where a trained model is kept")


def run(args: argparse.Namespace) -> int:
    """0 when the card is written."""
    from etl.nlp.card import evaluate, write
    from etl.nlp.models import current_model
    from etl.nlp.scheme import LABELS

    card = evaluate(current_model(args.store))
    found = {(row["field"], row["slice"], row["measure"]): row for row in card["scores"] if not row["label"]}
    print("macro-F1 on unseen posts (95 %), French, English; least and aim")
    for field in LABELS:
        whole, goal = found[field, "all", "macro_f1"], card["goals"][field]
        french, english = (found[field, lang, "macro_f1"]["value"] for lang in ("fr", "en"))
        interval = f"({whole['low']:.3f}–{whole['high']:.3f})"
        goals = f"least {goal['least']}, aim {goal['aim']}"
        print(f"  {field:<8} {whole['value']:.3f} {interval}  fr {french:.3f}  en {english:.3f}  {goals}")
    for path in write(card):
        print(f"wrote {path}")
    return 0
