"""How good tags are on posts the models have not seen: nested, by family, by language, label and phenomenon.

Every choice that looks at answers (thresholds, calibration) is made on held-out scores of the other folds.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from etl.nlp.features import Array
from etl.nlp.model import probabilities, told_about
from etl.nlp.reading import read
from etl.nlp.scheme import IS_ABOUT, LABELS, OUTPUTS, PLACES, SEVERAL, SINGLE
from etl.nlp.train import Corpus, calibrate, held_out_scores

DRAWS = 1000  # bootstrap samples, of whole families
BINS = 10
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
# The baseline: the cue lists alone, counted, in the order a tie is broken.
KEYWORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "stance": {
        "defends_minimises": ("overblown", "pretext", "victim_fault", "tool_only", "whatabout", "fixed_defence"),
        "blames_platform": ("inaction", "design_fault", "profit", "ask_ban", "ask_fix", "ask_leave"),
        "blames_users": ("agent_user",),
    },
    "emotion": {kind: (kind,) for kind in ("fear", "sadness", "mockery", "hope")} | {"outrage": ("anger",)},
    "role": {
        "victim_witness": ("self_victim", "kin_target", "self_staff"),
        "politician": ("role_politician",),
        "regulator": ("role_regulator",),
        "ngo": ("role_ngo",),
        "journalist": ("role_journalist",),
    },
    "calls": {
        "ban": ("ask_ban",),
        "leave_platform": ("ask_leave",),
        "platform_fix": ("ask_fix",),
        "prosecution": ("ask_prosecute",),
        "regulation": ("ask_regulate",),
    },
    "topics": {
        "consent": ("consent",),
        "free_speech": ("speech",),
        "legal_enforcement": ("legal",),
        "minors": ("minors",),
        "politics": ("politics",),
        "technical_safeguards": ("safeguards",),
        "womens_safety": ("women",),
    },
}
MAJORITY = {"stance": "neutral", "emotion": "none", "role": "public"}


def nested(corpus: Corpus, parts: list[tuple[Array, Array]]) -> tuple[Array, Array, Array]:
    """(probabilities, given, surely) of each post by models trained without its part; `given` says yes or no.

    `surely`: whether it is sure that the post is about the affair, or that it is not.

    What looks at answers (thresholds, calibration) is chosen for a part on the held-out scores of the other parts.
    """
    scores = held_out_scores(corpus, np.arange(len(corpus.posts)), parts)
    probability = np.zeros_like(scores)
    given = np.zeros_like(scores, dtype=bool)
    surely = np.zeros(len(scores), dtype=bool)
    for training, held in parts:
        chosen = calibrate(scores[training], corpus.targets[training], corpus.ties[training])
        probability[held] = probabilities(chosen["mix"], chosen["offset"], scores[held])
        given[held] = decided(probability[held], chosen["threshold"])
        about = told_about(probability[held, IS_ABOUT], corpus.ties[held], chosen["threshold"], chosen["doubt"])
        given[held, IS_ABOUT], surely[held] = about
    return probability, given, surely


def decided(probability: Array, threshold: dict[str, float]) -> Array:
    """Which outputs are given: the best label of each SINGLE field, the labels over their threshold of SEVERAL.

    Of `about` nothing is said here: that takes the words of the post too (etl.nlp.model.told_about).
    """
    given = np.zeros(probability.shape, dtype=bool)
    for field in SINGLE:
        best = probability[:, PLACES[field]].argmax(axis=1)
        given[np.arange(len(best)), PLACES[field].start + best] = True
    for field, labels in SEVERAL.items():
        limits = np.array([threshold[f"{field}.{label}"] for label in labels])
        given[:, PLACES[field]] = probability[:, PLACES[field]] >= limits
    return given


def by_keywords(texts: list[str]) -> Array:
    """The baseline that counts cue phrases and learns nothing; posts x outputs."""
    given = np.zeros((len(texts), len(OUTPUTS)), dtype=bool)
    for row, text in enumerate(texts):
        words = read(text, learning=True)
        seen: dict[str, int] = {}
        for first, _, concept in words.cues:
            if not words.negated[first] and not words.quoted[first]:
                seen[concept] = seen.get(concept, 0) + 1
        for field, labels in KEYWORDS.items():
            counts = {label: sum(seen.get(concept, 0) for concept in concepts) for label, concepts in labels.items()}
            if field in SINGLE:
                best = max(counts, key=counts.__getitem__)
                given[row, OUTPUTS.index((field, best if counts[best] else MAJORITY[field]))] = True
                continue
            for label, count in counts.items():
                is_asked = field == "topics" or "demand" in seen
                given[row, OUTPUTS.index((field, label))] = count > 1 - (field == "calls") and is_asked
    return given


def lenient_targets(posts: list[dict[str, Any]], targets: Array, given: Array) -> Array:
    """The answers with the alternatives of doubtful posts accepted where they were given."""
    lenient = targets.copy()
    for row, post in enumerate(posts):
        for field, accepted in post.get("alt", {}).items():
            place = PLACES[field]
            answer = {label for label, is_given in zip(LABELS[field], given[row, place], strict=True) if is_given}
            if field in SINGLE and answer <= set(accepted):
                lenient[row, place] = given[row, place]
            elif field in SEVERAL:
                for label in accepted:
                    output = OUTPUTS.index((field, label))
                    lenient[row, output] = given[row, output]
    return lenient


def f1s(targets: Array, given: Array) -> Array:
    """F1 of each column; 0 where a label is neither meant nor given."""
    hit = (targets & given).sum(axis=0)
    return 2 * hit / np.maximum(1, targets.sum(axis=0) + given.sum(axis=0))


def macro(field: str, targets: Array, given: Array) -> float:
    """Macro-F1 of a field over its labels."""
    return float(f1s(targets[:, PLACES[field]], given[:, PLACES[field]]).mean())


def interval(field: str, targets: Array, given: Array, families: list[str], seed: int = 1) -> tuple[float, float]:
    """95 % interval of macro-F1 from DRAWS bootstrap samples of whole families."""
    place = PLACES[field]
    names, number = np.unique(families, return_inverse=True)
    hit, meant, out = (np.zeros((len(names), place.stop - place.start)) for _ in range(3))
    np.add.at(hit, number, (targets & given)[:, place])
    np.add.at(meant, number, targets[:, place])
    np.add.at(out, number, given[:, place])
    random = np.random.default_rng(seed)
    draws = random.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS).astype(float)
    values = (2 * (draws @ hit) / np.maximum(1, draws @ meant + draws @ out)).mean(axis=1)
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def calibration_error(confidence: Array, right: Array) -> float:
    """Expected calibration error over BINS bins of equal size: mean distance of confidence from accuracy."""
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, min(BINS, len(order)))
    return float(sum(len(part) * abs(confidence[part].mean() - right[part].mean()) for part in parts) / len(order))


def coverage(confidence: Array, right: Array) -> list[tuple[float, float]]:
    """(share kept, accuracy) when only the most confident are kept."""
    order = np.argsort(-confidence, kind="stable")
    return [(share, float(right[order[: max(1, round(share * len(order)))]].mean())) for share in COVERAGES]


def slices(posts: list[dict[str, Any]]) -> dict[str, Array]:
    """The posts of each slice by name: all, by language, by phenomenon with at least 25 posts."""
    found: dict[str, Callable[[dict[str, Any]], bool]] = {
        "all": lambda post: True,
        "fr": lambda post: post["lang"] == "fr",
        "en": lambda post: post["lang"] == "en",
    }
    for name in sorted({name for post in posts for name in post.get("phenomena", ())}):
        found[f"phenomenon {name}"] = lambda post, name=name: name in post.get("phenomena", ())  # type: ignore[misc]
    chosen = {name: np.array([test(post) for post in posts]) for name, test in found.items()}
    return {name: rows for name, rows in chosen.items() if rows.sum() >= 25 or not name.startswith("phenomenon")}
