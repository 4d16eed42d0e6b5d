"""The model card: every measurement of one evaluation, as tables for a program and as a page for a person."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from etl.nlp import evaluate as measure
from etl.nlp.card_unseen import (
    about_rows,
    calibration_row,
    everyday_rows,
    frozen_rows,
    label_rows,
    redaction_rows,
    row,
    sourced_rows,
    unseen_rows,
)
from etl.nlp.corpus import UNSEEN, off_topic, posts, unseen
from etl.nlp.features import Array
from etl.nlp.language import language_of
from etl.nlp.learning_curve import learning_curve
from etl.nlp.lists import FOLDER
from etl.nlp.model import Model
from etl.nlp.scheme import IS_ABOUT, LABELS, OUTPUTS, PLACES, SEVERAL, SINGLE
from etl.nlp.train import FOLDS, Corpus, folds

ROOT = FOLDER.parents[1]
GOALS = {  # macro-F1 on posts by other hands: what must be reached, and what is aimed at
    "stance": (0.68, 0.76),
    "emotion": (0.62, 0.68),
    "role": (0.78, 0.85),
    "calls": (0.66, 0.72),
    "topics": (0.70, 0.76),
}


def evaluate(model: Model) -> dict[str, Any]:
    """All measurements: `scores`, `confusions`, `coverage` (lists of rows), and what they were made from."""
    start = time.process_time()
    found, off = posts(), off_topic()
    corpus = Corpus([*found, *off])
    probability, given, surely = measure.nested(corpus, folds(corpus.families))
    files = sorted({post["file"] for post in corpus.posts})
    part = np.array([files.index(post["file"]) % FOLDS for post in corpus.posts])
    by_file = [(np.flatnonzero(part != fold), np.flatnonzero(part == fold)) for fold in range(FOLDS)]
    _, given_by_file, _ = measure.nested(corpus, by_file)
    scores = about_rows(corpus.posts, given[:, IS_ABOUT], surely, "held out")
    scores += learning_curve(model, corpus, unseen("hands"))
    corpus.posts, corpus.families = found, corpus.families[: len(found)]  # the five fields are those of its posts alone
    corpus.targets, probability, given = (whole[: len(found)] for whole in (corpus.targets, probability, given))
    baseline = measure.by_keywords([post["text"] for post in found])
    scores += scored_rows(found, corpus, given, baseline, given_by_file[: len(found)])
    scores += calibration_rows(corpus, probability)
    scores += sourced_rows(model) + frozen_rows(model) + redaction_rows() + everyday_rows(model)
    tests = {name: unseen(name) for name in UNSEEN}
    tests["tests"] = [post for test in tests.values() for post in test]
    for name, test in tests.items():
        scores += unseen_rows(model, test, name)
    scores.append(row("language", "all", "accuracy", np.mean([language_of(p["text"]) == p["lang"] for p in found])))
    return {
        "model": model.meta["inputs"],
        "posts": len(found),
        "off_topic_posts": len(off),
        "posts_by_language": {lang: sum(post["lang"] == lang for post in found) for lang in ("fr", "en")},
        "families": len(set(corpus.families)),
        "features": model.meta["features"],
        "doubt": model.doubt,
        "threshold": model.threshold,
        "goals": {field: {"least": least, "aim": aim} for field, (least, aim) in GOALS.items()},
        "cpu_seconds": round(time.process_time() - start),
        "scores": scores,
        "confusions": confusions(corpus.targets, given, probability, model),
        "coverage": coverage_rows(corpus, probability),
    }


def scored_rows(
    found: list[dict[str, Any]], corpus: Corpus, given: Array, baseline: Array, by_file: Array
) -> list[dict[str, Any]]:
    """F1 by field, slice and label, with intervals, and the baselines beside."""
    targets, rows = corpus.targets, []
    lenient = measure.lenient_targets(found, targets, given)
    majority = np.zeros_like(given)
    for field, label in measure.MAJORITY.items():
        majority[:, OUTPUTS.index((field, label))] = True
    for part, chosen in measure.slices(found).items():
        families = [family for family, is_in in zip(corpus.families, chosen, strict=True) if is_in]
        for field in LABELS:
            low, high = measure.interval(field, targets[chosen], given[chosen], families)
            value, count = measure.macro(field, targets[chosen], given[chosen]), int(chosen.sum())
            rows.append(row(field, part, "macro_f1", value, low=low, high=high, n=count))
            rows.append(
                row(field, part, "macro_f1_lenient", measure.macro(field, lenient[chosen], given[chosen]), n=count)
            )
            if part in ("all", "fr", "en"):
                rows.append(
                    row(field, part, "macro_f1_keywords", measure.macro(field, targets[chosen], baseline[chosen]))
                )
                rows.append(
                    row(field, part, "macro_f1_majority", measure.macro(field, targets[chosen], majority[chosen]))
                )
                rows.append(
                    row(field, part, "macro_f1_by_file", measure.macro(field, targets[chosen], by_file[chosen]))
                )
                rows += label_rows(field, part, targets[chosen], given[chosen])
    return rows


def certainty(corpus: Corpus, probability: Array, field: str) -> tuple[Array, Array]:
    """(confidence of the best label, whether it is right) of each post."""
    place = PLACES[field]
    best = probability[:, place].argmax(axis=1)
    return probability[:, place].max(axis=1), corpus.targets[:, place].argmax(axis=1) == best


def calibration_rows(corpus: Corpus, probability: Array) -> list[dict[str, Any]]:
    """Expected calibration error, and accuracy with all and with the 70 % most confident."""
    rows = []
    for field in SINGLE:
        confidence, right = certainty(corpus, probability, field)
        at = dict(measure.coverage(confidence, right))
        rows.append(calibration_row(field, "all", confidence, right))
        rows.append(row(field, "all", "accuracy", at[1.0]))
        rows.append(row(field, "all", "accuracy_at_70", at[0.7]))
    for field, labels in SEVERAL.items():
        for output, label in enumerate(labels, PLACES[field].start):
            error = measure.calibration_error(probability[:, output], corpus.targets[:, output])
            rows.append(row(field, "all", "calibration_error", error, label))
    return rows


def coverage_rows(corpus: Corpus, probability: Array) -> list[dict[str, Any]]:
    """Accuracy among the surest posts, for each share of posts kept."""
    return [
        {"field": field, "coverage": share, "accuracy": round(accuracy, 4)}
        for field in SINGLE
        for share, accuracy in measure.coverage(*certainty(corpus, probability, field))
    ]


def confusions(targets: Array, given: Array, probability: Array, model: Model) -> list[dict[str, Any]]:
    """How many posts of each true label got each label, or "unsure"; for SEVERAL per label, yes or no."""
    rows = []
    for field, labels in SINGLE.items():
        place = PLACES[field]
        is_sure = probability[:, place].max(axis=1) >= model.doubt[field]
        meant, found = targets[:, place].astype(int), (given[:, place] & is_sure[:, None]).astype(int)
        counts = np.column_stack([meant.T @ found, meant.T @ ~is_sure])
        for true, line in zip(labels, counts, strict=True):
            rows += [
                {"field": field, "truth": true, "given": label, "posts": int(count)}
                for label, count in zip([*labels, "unsure"], line, strict=True)
            ]
    for field, labels in SEVERAL.items():
        for output, label in enumerate(labels, PLACES[field].start):
            for truth in (True, False):
                for out in (True, False):
                    count = int(((targets[:, output] == truth) & (given[:, output] == out)).sum())
                    names = (label if truth else f"not {label}", label if out else f"not {label}")
                    rows.append({"field": field, "truth": names[0], "given": names[1], "posts": count})
    return rows


def write(card: dict[str, Any]) -> list[Path]:
    """The files written: the tables, and the page."""
    from etl.nlp.card_page import page

    tables, text = FOLDER / "model_card.json", ROOT / "docs" / "model_card.md"
    tables.write_text(json.dumps(card, ensure_ascii=False, indent=0, allow_nan=False) + "\n", encoding="utf-8")
    text.parent.mkdir(exist_ok=True)
    text.write_text(page(card), encoding="utf-8")
    return [tables, text]
