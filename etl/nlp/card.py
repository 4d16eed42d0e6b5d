"""The model card: every measurement of one evaluation, as tables for a program and as a page for a person."""

import csv
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from etl.nlp import evaluate as measure
from etl.nlp.corpus import frozen_test, posts
from etl.nlp.features import Array
from etl.nlp.language import language_of
from etl.nlp.lists import FOLDER
from etl.nlp.model import Model, decisions, score
from etl.nlp.scheme import LABELS, OUTPUTS, PLACES, SEVERAL, SINGLE
from etl.nlp.train import FOLDS, Corpus, folds, targets_of

ROOT = FOLDER.parents[1]
GOALS = {  # macro-F1 on unseen posts: what must be reached, what is aimed at (issue of record, TAGGING scheme 1.0)
    "stance": (0.58, 0.66),
    "emotion": (0.58, 0.62),
    "role": (0.76, 0.84),
    "calls": (0.64, 0.72),
    "topics": (0.65, 0.73),
}
SOURCED = {  # the words of the hand-tagged collection -> ours; what has no equal is left out
    "stance": {"defends_platform": "defends_minimises", "mixed": ""},
    "emotion": {"irony": "mockery", "approval": "hope"},
    "calls": {"victim_support": ""},
    "topics": {"safeguards": "technical_safeguards", "law_enforcement": "legal_enforcement"},
}


def evaluate(model: Model) -> dict[str, Any]:
    """All measurements: `scores`, `confusions`, `coverage` (lists of rows), and what they were made from."""
    start = time.process_time()
    found = posts()
    corpus = Corpus(found)
    probability, given = measure.nested(corpus, folds(corpus.families))
    files = sorted({post["file"] for post in found})
    part = np.array([files.index(post["file"]) % FOLDS for post in found])
    by_file = [(np.flatnonzero(part != fold), np.flatnonzero(part == fold)) for fold in range(FOLDS)]
    _, given_by_file = measure.nested(corpus, by_file)
    baseline = measure.by_keywords([post["text"] for post in found])
    scores = scored_rows(found, corpus, given, baseline, given_by_file)
    scores += calibration_rows(corpus, probability)
    scores += sourced_rows(model) + frozen_rows(model)
    scores.append(row("language", "all", "accuracy", np.mean([language_of(p["text"]) == p["lang"] for p in found])))
    return {
        "model": model.meta["inputs"],
        "posts": len(found),
        "posts_by_language": {lang: sum(post["lang"] == lang for post in found) for lang in ("fr", "en")},
        "families": len(set(corpus.families)),
        "features": model.meta["features"],
        "doubt": model.doubt,
        "threshold": model.threshold,
        "goals": {field: {"least": least, "aim": aim} for field, (least, aim) in GOALS.items()},
        "cpu_seconds": round(time.process_time() - start),
        "scores": scores,
        "confusions": confusions(corpus.targets, given),
        "coverage": coverage_rows(corpus, probability),
    }


def row(field: str, part: str, measured: str, value: float, label: str = "", **more: Any) -> dict[str, Any]:
    """One score as a row of marts.tagger_scores, rounded to four places; `more` adds n, low and high."""
    rounded = {name: round(float(number), 4) if isinstance(number, float) else number for name, number in more.items()}
    return {
        "field": field,
        "slice": part,
        "label": label,
        "measure": measured,
        "value": round(float(value), 4),
        **rounded,
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


def label_rows(field: str, part: str, targets: Array, given: Array) -> list[dict[str, Any]]:
    """Precision, recall and F1 of each label of a field; n is the posts that truly bear it."""
    rows = []
    for output, label in enumerate(LABELS[field], PLACES[field].start):
        meant, out = targets[:, output], given[:, output]
        hit = int((meant & out).sum())
        rows.append(row(field, part, "precision", hit / max(1, out.sum()), label, n=int(meant.sum())))
        rows.append(row(field, part, "recall", hit / max(1, meant.sum()), label, n=int(meant.sum())))
        rows.append(row(field, part, "f1", 2 * hit / max(1, meant.sum() + out.sum()), label, n=int(meant.sum())))
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
        rows.append(row(field, "all", "calibration_error", measure.calibration_error(confidence, right)))
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


def confusions(targets: Array, given: Array) -> list[dict[str, Any]]:
    """How many posts of each true label got each label; for SEVERAL per label, yes or no."""
    rows = []
    for field, labels in SINGLE.items():
        place = PLACES[field]
        counts = targets[:, place].astype(int).T @ given[:, place].astype(int)
        for true, line in zip(labels, counts, strict=True):
            rows += [
                {"field": field, "truth": true, "given": out, "posts": int(count)}
                for out, count in zip(labels, line, strict=True)
            ]
    for field, labels in SEVERAL.items():
        for output, label in enumerate(labels, PLACES[field].start):
            for truth in (True, False):
                for out in (True, False):
                    count = int(((targets[:, output] == truth) & (given[:, output] == out)).sum())
                    names = (label if truth else f"not {label}", label if out else f"not {label}")
                    rows.append({"field": field, "truth": names[0], "given": names[1], "posts": count})
    return rows


def sourced_rows(model: Model) -> list[dict[str, Any]]:
    """Macro-F1 against the hand tags of the sourced collection: paraphrases by another hand, never trained on."""
    with (ROOT / "data" / "curated" / "public_reactions.csv").open(encoding="utf-8", newline="") as file:
        texts = list(csv.DictReader(file))
    texts = [text for text in texts if text["speaker_role"] != "public_poll"]
    chosen = decisions(model, score(model, [text["text"] for text in texts]).probability)
    rows = []
    for field, renamed in SOURCED.items():
        labels, truth = LABELS[field], []
        for text in texts:
            words = {renamed.get(word, word) for word in text[field].split(";")}
            truth.append([label in words for label in labels])
        targets = np.array(truth)
        given = chosen[field] if field in SEVERAL else np.eye(len(labels), dtype=bool)[chosen[field]]
        keep = targets.any(axis=1) if field in SINGLE else np.ones(len(texts), dtype=bool)
        values = measure.f1s(targets[keep], given[keep])[targets[keep].any(axis=0)]
        rows.append(row(field, "sourced", "macro_f1", values.mean(), n=int(keep.sum())))
    return rows


def frozen_rows(model: Model) -> list[dict[str, Any]]:
    """Macro-F1 and F1 by label of the model itself on the posts it never learns from, with intervals."""
    found = frozen_test()
    targets = targets_of(found)
    probability = score(model, [post["text"] for post in found]).probability
    given = measure.decided(probability, model.threshold)
    rows = []
    for part in ("frozen", "frozen fr", "frozen en"):
        chosen = np.array([part in ("frozen", f"frozen {post['lang']}") for post in found])
        names = [post["id"] for post, is_in in zip(found, chosen, strict=True) if is_in]
        for field in LABELS:
            low, high = measure.interval(field, targets[chosen], given[chosen], names)
            value = measure.macro(field, targets[chosen], given[chosen])
            rows.append(row(field, part, "macro_f1", value, low=low, high=high, n=len(names)))
    for field in LABELS:
        rows += label_rows(field, "frozen", targets, given)
    for field in SINGLE:
        place = PLACES[field]
        right = targets[:, place].argmax(axis=1) == probability[:, place].argmax(axis=1)
        confidence = probability[:, place].max(axis=1)
        at = dict(measure.coverage(confidence, right))
        rows.append(row(field, "frozen", "calibration_error", measure.calibration_error(confidence, right)))
        rows.append(row(field, "frozen", "accuracy", at[1.0]))
        rows.append(row(field, "frozen", "accuracy_at_70", at[0.7]))
    return rows


def write(card: dict[str, Any]) -> list[Path]:
    """The files written: the tables, and the page."""
    from etl.nlp.card_page import page

    tables, text = FOLDER / "model_card.json", ROOT / "docs" / "model_card.md"
    tables.write_text(json.dumps(card, ensure_ascii=False, indent=0, allow_nan=False) + "\n", encoding="utf-8")
    text.parent.mkdir(exist_ok=True)
    text.write_text(page(card), encoding="utf-8")
    return [tables, text]
