"""How the scores on posts by other hands grow with the labelled posts: models of a part of the families."""

import zlib
from typing import Any

import numpy as np

from etl.nlp import evaluate as measure
from etl.nlp.card_unseen import row
from etl.nlp.features import Array
from etl.nlp.model import Model, assemble, score
from etl.nlp.scheme import IS_ABOUT, LABELS
from etl.nlp.train import Corpus, calibrate, fit, held_out_scores, targets_of

PARTS = (0.25, 0.5)  # of the families; the whole is the model itself


def learning_curve(model: Model, corpus: Corpus, test: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Macro-F1 of each field on the posts `test` about the affair by models of a part of the families of `corpus`.

    One row per field and part, slice "curve 25%" and so on, with the interval of samples of the test posts; n is the
    posts learnt from. Thresholds are chosen on held-out posts of the same part. Which families are in a part depends on
    their names alone, and a smaller part lies within a larger one. The last is `model`, of all the posts.
    """
    test = [post for post in test if post.get("about") != "no"]
    texts, targets, names = [post["text"] for post in test], targets_of(test), [post["id"] for post in test]
    ground = np.array([zlib.crc32(f"part {family}".encode()) % 1000 / 1000 for family in corpus.families])
    models = [(part, len(lines := np.flatnonzero(ground < part)), _of_part(corpus, lines)) for part in PARTS]
    rows = []
    for part, size, one in [*models, (1.0, len(corpus.families), model)]:
        given = measure.decided(score(one, texts, learning=True).probability, one.threshold)
        for field in LABELS:
            low, high = measure.interval(field, targets, given, names)
            value = measure.macro(field, targets, given)
            rows.append(row(field, f"curve {part:.0%}", "macro_f1", value, low=low, high=high, n=size))
    return rows


def _of_part(corpus: Corpus, lines: Array) -> Model:
    """A model of the posts `lines`; thresholds from those lines that are on the affair."""
    on = lines[corpus.targets[lines, IS_ABOUT]]
    chosen = calibrate(held_out_scores(corpus, on), corpus.targets[on], corpus.ties[on])
    columns, idf, weights, bias = fit(corpus, lines)
    return assemble([corpus.names[column] for column in columns], idf, weights, bias, {**chosen, "meta": {}})
