"""The trained models as plain arrays, and what they say of many posts at once. numpy only; nothing pickled is read.

A folder holds model.json (features, labels, calibration, what it was trained on) and model.npz (weights).
"""

import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from etl.errors import GardefouError
from etl.nlp.features import BLOCKS, PULL, TIE, Array, Encoder, encode, tabulate, tie_of
from etl.nlp.reading import Words, read
from etl.nlp.scheme import IS_ABOUT, OUTPUTS, PLACES, SEVERAL, SINGLE

FORMAT = 3


@dataclass(slots=True)
class Model:
    """Weights by feature and label, with what turns scores into calibrated probabilities and decisions."""

    names: list[str]  # of the features: first letter of the block, then the name
    idf: Array
    weights: Array  # features x outputs
    bias: Array
    mix: Array  # of the scores of a post, outputs x outputs: what makes probabilities of them (see `probabilities`)
    offset: Array
    threshold: dict[str, float]  # calibrated probability from which a label of SEVERAL, or `about`, is given
    doubt: dict[
        str, float
    ]  # confidence below which a tag is "unsure": by "field.label" of SINGLE, by field of the rest
    meta: dict[str, Any]
    block: Array
    encoder: Encoder


def assemble(names: list[str], idf: Array, weights: Array, bias: Array, rest: dict[str, Any]) -> Model:
    """A model ready to read posts."""
    table: dict[str, dict[str, int]] = {name: {} for name in BLOCKS}
    initial = {name[0]: name for name in BLOCKS}
    for column, name in enumerate(names):
        table[initial[name[0]]][name[1:]] = column
    block = np.array([[name[0] for name in BLOCKS].index(name[0]) for name in names], dtype=np.int64)
    return Model(
        names=names,
        idf=np.asarray(idf, dtype=np.float32).astype(np.float64),  # as they are stored, so that storing changes nothing
        weights=np.ascontiguousarray(np.asarray(weights, dtype=np.float16), dtype=np.float32),
        bias=np.asarray(bias, dtype=np.float64),
        mix=np.array(rest["mix"]).round(6),
        offset=np.array(rest["offset"]),
        threshold=rest["threshold"],
        doubt=rest["doubt"],
        meta=rest["meta"],
        block=block,
        encoder=Encoder(*(table[name].get for name in BLOCKS)),
    )


def save(model: Model, folder: Path) -> None:
    """Writes the model as model.json and model.npz; the weights are halves already (assemble)."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "format": FORMAT,
        "outputs": [list(output) for output in OUTPUTS],
        "bias": [float(value) for value in model.bias],
        "mix": model.mix.round(6).tolist(),
        "offset": [float(value) for value in model.offset],
        "threshold": model.threshold,
        "doubt": model.doubt,
        "meta": model.meta,
    }
    with (folder / "model.npz").open("wb") as handle:
        np.savez_compressed(
            handle,
            weights=model.weights.astype(np.float16),
            idf=model.idf.astype(np.float32),
            names=np.frombuffer("\n".join(model.names).encode(), dtype=np.uint8),
        )
    (folder / "model.json").write_text(
        json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )


def load(folder: Path) -> Model:
    """The model of a folder. Raises GardefouError when it is damaged or of another format."""
    try:
        content = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            weights, idf = arrays["weights"], arrays["idf"]
            names = arrays["names"].tobytes().decode().split("\n")
        if content["format"] != FORMAT or content["outputs"] != [list(output) for output in OUTPUTS]:
            raise ValueError("made for another tagging scheme")
        if weights.shape != (len(names), len(OUTPUTS)) or len(idf) != len(names):
            raise ValueError("its arrays do not fit together")
        return assemble(names, idf, weights, np.array(content["bias"]), content)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise GardefouError(
            f"the tagging model in {folder} cannot be read: {error}. Nothing was tagged. Delete that folder; "
            "the next `python -m etl tag` trains it again."
        ) from error


@dataclass(slots=True)
class Scored:
    """What the models say of some posts: raw scores, calibrated probabilities, and the share of each word.

    `ties`: how far the words of each tie it to the subject (etl.nlp.features.tie).
    """

    words: list[Words]
    scores: Array  # posts x outputs
    probability: Array  # the same, calibrated
    token_scores: Array  # words of all posts x outputs: how much each word speaks for each label
    first_token: Array  # number of the first word of each post
    ties: Array


def score(model: Model, texts: list[str], declared: list[str | None] | None = None, learning: bool = False) -> Scored:
    """Scores, probabilities and the share of each word, of many texts at once; `declared`: the languages they say.

    `learning`: they are labelled posts, whose names are masked whatever the affair at hand.
    """
    words = [read(text, said, learning) for text, said in zip(texts, declared or [None] * len(texts), strict=True)]
    entries = [encode(text, model.encoder, read) for text, read in zip(texts, words, strict=True)]
    counts = [len(read.forms) for read in words]
    table = tabulate(entries, counts, model.idf, model.block)
    scores = np.tile(model.bias, (len(texts), 1))
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    token_scores = np.zeros((int(first[-1]), len(OUTPUTS)), dtype=np.float32)
    if len(table.rows):
        part = model.weights[table.columns] * table.values[:, None].astype(np.float32)
        starts = np.flatnonzero(np.concatenate(([True], table.rows[1:] != table.rows[:-1])))
        scores[table.rows[starts]] += np.add.reduceat(part, starts, axis=0)
        order = np.argsort(table.entry_token, kind="stable")
        spread = part[table.entry_line[order]] * table.entry_share[order, None].astype(np.float32)
        token = table.entry_token[order]
        starts = np.flatnonzero(np.concatenate(([True], token[1:] != token[:-1])))
        token_scores[token[starts]] = np.add.reduceat(spread, starts, axis=0)
    ties = np.array([tie_of(one) for one in words], dtype=np.int64)
    scores[:, IS_ABOUT] += np.array(PULL)[ties]
    return Scored(words, scores, probabilities(model.mix, model.offset, scores), token_scores, first, ties)


def probabilities(mix: Array, offset: Array, scores: Array) -> Array:
    """Calibrated, from the scores mixed: shares of a field of SINGLE, a logistic curve of each other output."""
    mixed = scores @ mix + offset
    out = 1.0 / (1.0 + np.exp(-np.clip(mixed, -30, 30)))
    for field in SINGLE:
        out[:, PLACES[field]] = softmax(mixed[:, PLACES[field]])
    return out


def softmax(scores: Array) -> Array:
    """Shares that add up to one, line by line."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def decisions(model: Model, probability: Array) -> dict[str, Any]:
    """By field: the number of the best label (SINGLE), which labels are given (SEVERAL)."""
    best: dict[str, Any] = {field: probability[:, PLACES[field]].argmax(axis=1) for field in SINGLE}
    for field, labels in SEVERAL.items():
        limits = np.array([model.threshold[f"{field}.{label}"] for label in labels])
        best[field] = probability[:, PLACES[field]] >= limits
    return best


def told_about(about: Array, ties: Array, threshold: dict[str, float], doubt: dict[str, float]) -> tuple[Array, Array]:
    """(taken for the affair's, surely so or surely not) of each post, by its probability of it and its tie.

    Without a word of the subject a post is never surely the affair's; fully tied to it, never surely another matter's.
    """
    taken = about >= threshold["about.yes"]
    return taken, np.where(taken, (about >= doubt["about"]) & (ties > 0), (about < doubt["about.no"]) & (ties < TIE))
