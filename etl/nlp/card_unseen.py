"""The model card's figures from posts no model learns from: by other hands, frozen, and sourced paraphrases."""

import csv
from typing import Any

import numpy as np

from etl.intervals import proportion_limits
from etl.nlp import evaluate as measure
from etl.nlp.corpus import everyday_test, frozen_test
from etl.nlp.features import Array
from etl.nlp.lists import FOLDER
from etl.nlp.model import Model, decisions, score, told_about
from etl.nlp.planted import is_cut, leaks, planted, public
from etl.nlp.scheme import IS_ABOUT, LABELS, PLACES, SEVERAL, SINGLE
from etl.nlp.train import targets_of

SOURCED = {  # the words of the hand-tagged collection -> ours; what has no equal is left out
    "stance": {"defends_platform": "defends_minimises", "mixed": ""},
    "emotion": {"irony": "mockery", "approval": "hope"},
    "calls": {"victim_support": ""},
    "topics": {"safeguards": "technical_safeguards", "law_enforcement": "legal_enforcement"},
}
OPPOSITE = {"blames_platform": "defends_minimises", "defends_minimises": "blames_platform"}


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


def share_row(field: str, part: str, measured: str, hits: Array, **more: Any) -> dict[str, Any]:
    """A share of posts with its 95 % Wilson interval."""
    low, high = proportion_limits(int(hits.sum()), len(hits))
    return row(field, part, measured, float(hits.mean()), low=float(low), high=float(high), n=len(hits), **more)


def about_rows(found: list[dict[str, Any]], taken: Array, surely: Array, part: str) -> list[dict[str, Any]]:
    """What becomes of the posts of each kind: shares with their intervals.

    `kept`, `let_through_everyday`, `let_through_near`: taken for the affair's; `counted…`: surely so, and thus in its
    shares; `lost…`: surely taken for another matter's. What is neither counted nor lost is unsure.
    """
    kinds = np.array([post.get("kind", "about") for post in found])
    rows = []
    for kind, ending in (("about", ""), ("everyday", "_everyday"), ("near", "_near")):
        of = kinds == kind
        if not of.any():
            continue
        rows.append(share_row("about", part, f"let_through{ending}" if ending else "kept", taken[of]))
        rows.append(share_row("about", part, f"counted{ending}", (taken & surely)[of]))
        rows.append(share_row("about", part, f"lost{ending}", (~taken & surely)[of]))
    return rows


def everyday_rows(model: Model) -> list[dict[str, Any]]:
    """What becomes of everyday posts alone."""
    found = everyday_test()
    scored = score(model, [post["text"] for post in found], learning=True)
    taken, sure = told_about(scored.probability[:, IS_ABOUT], scored.ties, model.threshold, model.doubt)
    return about_rows(found, taken, sure, "plain")


def unseen_rows(model: Model, found: list[dict[str, Any]], part: str) -> list[dict[str, Any]]:
    """What the model scores on posts it did not learn from, on the affair and not, with intervals.

    `kept_tied`: of those about the affair that have a word of the subject, taken for its. `reversed`: ironic posts
    given, and surely so, the opposite of the stance meant. `share_distance`: the most by which a stance's expected
    share (mean probability) among the posts surely about the affair differs from the truth, off-topic posts mixed in;
    `share_distance_sure`: the same of the sure tags alone.
    """
    targets = targets_of(found)
    scored = score(model, [post["text"] for post in found], learning=True)
    probability = scored.probability
    given = measure.decided(probability, model.threshold)
    taken, sure = told_about(probability[:, IS_ABOUT], scored.ties, model.threshold, model.doubt)
    rows, surely = about_rows(found, taken, sure, part), taken & sure
    on, place = targets[:, IS_ABOUT], PLACES["stance"]
    rows.append(share_row("about", part, "kept_tied", taken[on & (scored.ties > 0)]))
    is_sure = surely & (probability[:, place].max(axis=1) >= model.doubt["stance"])
    for measured, told, counted in (
        ("share_distance", probability[:, place], surely),
        ("share_distance_sure", given[:, place], is_sure),
    ):
        rows.append(distance_row(measured, part, told, counted, targets[:, place], on))
    ironic = [
        (post["stance"], LABELS["stance"][int(given[line, place].argmax())], bool(is_sure[line]))
        for line, post in enumerate(found)
        if {"irony", "deadpan"} & set(post.get("phenomena", ())) and post["stance"] in OPPOSITE
    ]
    turned = np.array([is_told and OPPOSITE[meant] == out for meant, out, is_told in ironic])
    if len(turned):  # a test without irony says nothing of it
        rows.append(share_row("stance", part, "reversed", turned))
    chosen = np.flatnonzero(on)
    for name, lines in (
        (part, chosen),
        *((f"{part} {lang}", chosen[[found[i]["lang"] == lang for i in chosen]]) for lang in ("fr", "en")),
    ):
        rows += test_rows(name, [found[line]["id"] for line in lines], targets[lines], given[lines])
    return (
        rows
        + [line for field in LABELS for line in label_rows(field, part, targets[on], given[on])]
        + sureness_rows(part, targets[on], probability[on])
    )


def distance_row(measured: str, part: str, told: Array, counted: Array, targets: Array, on: Array) -> dict[str, Any]:
    """How far the share of a stance is off at most, with the 95 % interval of DRAWS samples of the posts.

    `told`: what each post adds to each stance, of the posts `counted`; the truth is that of the posts `on` the affair.
    """

    def distance(lines: Array) -> float:
        given, meant = told[lines][counted[lines]], targets[lines][on[lines]]
        return float(np.abs(given.mean(axis=0) - meant.mean(axis=0)).max()) if len(given) and len(meant) else 1.0

    every, chance = np.arange(len(on)), np.random.default_rng(1)
    low, high = np.quantile([distance(chance.choice(every, len(every))) for _ in range(measure.DRAWS)], [0.025, 0.975])
    return row("stance", part, measured, distance(every), low=float(low), high=float(high), n=int(counted.sum()))


def perfect_error(confidence: Array) -> float:
    """The calibration error that so few posts show on average of a tagger that is right as often as it says."""
    chance = np.random.default_rng(1)
    draws = (chance.random(len(confidence)) < confidence for _ in range(200))
    return float(np.mean([measure.calibration_error(confidence, right) for right in draws]))


def calibration_row(field: str, part: str, confidence: Array, right: Array) -> dict[str, Any]:
    """The calibration error with the 95 % interval of DRAWS samples of the posts."""
    chance, values = np.random.default_rng(1), []
    for _ in range(measure.DRAWS):
        lines = chance.integers(0, len(right), len(right))
        values.append(measure.calibration_error(confidence[lines], right[lines]))
    low, high = np.quantile(values, [0.025, 0.975])
    error = measure.calibration_error(confidence, right)
    return row(field, part, "calibration_error", error, low=float(low), high=float(high), n=len(right))


def sourced_rows(model: Model) -> list[dict[str, Any]]:
    """Macro-F1 against the hand tags of the sourced collection: paraphrases by another hand, never trained on."""
    with (FOLDER.parents[1] / "data" / "curated" / "public_reactions.csv").open(encoding="utf-8", newline="") as file:
        texts = list(csv.DictReader(file))
    texts = [text for text in texts if text["speaker_role"] != "public_poll"]
    chosen = decisions(model, score(model, [text["text"] for text in texts], learning=True).probability)
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
    """Macro-F1 and F1 by label of the model itself on the frozen posts, with intervals."""
    found = frozen_test()
    targets = targets_of(found)
    probability = score(model, [post["text"] for post in found], learning=True).probability
    given = measure.decided(probability, model.threshold)
    rows = []
    for part in ("frozen", "frozen fr", "frozen en"):
        chosen = np.array([part in ("frozen", f"frozen {post['lang']}") for post in found])
        names = [post["id"] for post, is_in in zip(found, chosen, strict=True) if is_in]
        rows += test_rows(part, names, targets[chosen], given[chosen])
    for field in LABELS:
        rows += label_rows(field, "frozen", targets, given)
    return rows + sureness_rows("frozen", targets, probability)


def redaction_rows() -> list[dict[str, Any]]:
    """How many planted details come through redaction, by kind and in all, and how many public lines it cuts."""
    answers: dict[str, list[bool]] = {}
    for kind, detail, post in planted():
        answers.setdefault(kind, []).append(leaks(detail, post))
    rows = [share_row("redaction", kind, "leak", np.array(found)) for kind, found in answers.items()]
    rows.append(share_row("redaction", "all", "leak", np.concatenate([*answers.values()])))
    rows.append(share_row("redaction", "public lines", "cut", np.array([is_cut(line) for line in public()])))
    return rows


def test_rows(part: str, names: list[str], targets: Array, given: Array) -> list[dict[str, Any]]:
    """Macro-F1 of each field with its interval from samples of the posts."""
    rows = []
    for field in LABELS:
        low, high = measure.interval(field, targets, given, names)
        value = measure.macro(field, targets, given)
        rows.append(row(field, part, "macro_f1", value, low=low, high=high, n=len(names)))
    return rows


def sureness_rows(part: str, targets: Array, probability: Array) -> list[dict[str, Any]]:
    """Calibration error, and accuracy with all and with the 70 % most confident."""
    rows = []
    for field in SINGLE:
        place = PLACES[field]
        right = targets[:, place].argmax(axis=1) == probability[:, place].argmax(axis=1)
        confidence = probability[:, place].max(axis=1)
        at = dict(measure.coverage(confidence, right))
        rows.append(calibration_row(field, part, confidence, right))
        rows.append(row(field, part, "calibration_error_if_perfect", perfect_error(confidence), n=len(right)))
        rows.append(row(field, part, "accuracy", at[1.0]))
        rows.append(row(field, part, "accuracy_at_70", at[0.7]))
    return rows
