"""How the scores on posts by other hands grow with the labelled posts: models of a part of the families."""

import zlib
from typing import Any

import numpy as np

from etl.nlp import evaluate as measure
from etl.nlp.card_unseen import row
from etl.nlp.features import Array
from etl.nlp.scheme import IS_ABOUT, LABELS
from etl.nlp.train import Corpus, calibrate, fit, held_out_scores

PARTS = (0.25, 0.5, 1.0)  # of the families


def learning_curve(learnt: list[dict[str, Any]], test: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Macro-F1 of each field on the posts `test` about the affair by models of a part of the families of `learnt`.

    One row per field and part, slice "curve 25 %" and so on, with the interval of samples of the test posts; n is the
    posts learnt from. Thresholds are chosen on held-out posts of the same part. Which families are in a part depends on
    their names alone, and a smaller part lies within a larger one.
    """
    corpus = Corpus([*learnt, *test])
    ground = np.array([zlib.crc32(f"part {family}".encode()) % 1000 / 1000 for family in corpus.families])
    whole, held = np.arange(len(learnt)), len(learnt) + np.flatnonzero([post.get("about") != "no" for post in test])
    names = [corpus.posts[line]["id"] for line in held]
    rows = []
    for part in PARTS:
        lines = whole[ground[: len(learnt)] < part]
        given = _given(corpus, lines, held)
        for field in LABELS:
            low, high = measure.interval(field, corpus.targets[held], given, names)
            value = measure.macro(field, corpus.targets[held], given)
            rows.append(row(field, f"curve {part:.0%}", "macro_f1", value, low=low, high=high, n=len(lines)))
    return rows


def _given(corpus: Corpus, lines: Array, held: Array) -> Array:
    """What a model of the posts `lines` gives the posts `held`; thresholds from those lines that are on the affair."""
    on = lines[corpus.targets[lines, IS_ABOUT]]
    chosen = calibrate(held_out_scores(corpus, on), corpus.targets[on], corpus.ties[on])
    columns, idf, weights, bias = fit(corpus, lines)
    scores = corpus.design(held, columns, idf) @ weights + bias
    return measure.decided(measure.probabilities(chosen["mix"], chosen["offset"], scores), chosen["threshold"])
