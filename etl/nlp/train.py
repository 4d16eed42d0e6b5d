"""The models, from the labelled posts: for each label the mean of two linear models over shared features.

They are calibrated on posts held out of their training. Deterministic: the same posts, cues and versions give the same
arrays. Families of posts (contrasts of one text) never stand on both sides of a fold.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression

from etl.errors import GardefouError
from etl.nlp.features import BLOCKS, PULL, WEIGHT, Array, Encoder, encode, tie_of
from etl.nlp.model import Model, assemble, probabilities
from etl.nlp.reading import read
from etl.nlp.scheme import DEFAULT, IS_ABOUT, OUTPUTS, PLACES, SEVERAL, SINGLE

FOLDS = 5
LEAST = {"word": 2, "piece": 3, "cue": 3, "link": 3}  # posts a feature must be in to be kept
STRENGTH = 4.0  # inverse regularisation of every linear model; 1 to 20 measured, flat
UNTIED_WEIGHT = 0.6  # in learning `about`, of a post about the affair whose words do not tie it to the subject
# Shares of held-out posts that set the limits of `about`:
LET_IN = 0.18  # of the posts on other matters, taken for the affair's: so 97 % of the posts on it by six of seven
# writers held out are kept (the seventh seldom says what he is about)
PASSED = 0.02  # of the posts on other matters, surely taken for the affair's: on writers held out, the shares were
# as near at 0.06 to 0.02 (5.2 to 5.5 points), and half as many such posts are counted as at 0.04
LOST = 0.02  # of the posts about the affair, surely taken for another matter's
MIXING = 0.01  # inverse regularisation of the map from all scores of a post to what it is given: on writers held out
# as good as 0.1 or better, and surer of what it says (calibration error .025, .036, .034 instead of .034, .047, .047)
COVERAGE = 0.7  # share of posts kept above the confidence below which a model abstains


class Growing(dict[str, int]):
    """A dictionary that gives each new name the next number."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self)
        return self[name]

    def starting(self, letter: str) -> Callable[[str], int]:
        """The numbers of the names that start with this letter, asked for without it."""
        return lambda name: self[letter + name]


def folds(families: Sequence[str], count: int = FOLDS) -> list[tuple[Array, Array]]:
    """(training, held out) positions, families whole; which fold a family is in depends on its name alone."""
    number = np.array([zlib.crc32(f"fold {family}".encode()) % count for family in families])
    return [(np.flatnonzero(number != fold), np.flatnonzero(number == fold)) for fold in range(count)]


def targets_of(posts: list[dict[str, Any]]) -> Array:
    """Which outputs each post has: posts x outputs, yes or no. A post on another matter has the defaults."""
    default = {**DEFAULT, **{field: () for field in SEVERAL}, "about": "yes"}
    lines = []
    for post in ({**default, **post} for post in posts):
        has = [post[field] == label if field in SINGLE else label in post[field] for field, label in OUTPUTS[:IS_ABOUT]]
        lines.append([*has, post["about"] == "yes"])
    return np.array(lines, dtype=bool)


def require_labels(targets: Array) -> None:
    """Raises GardefouError when the posts about the affair do not show every label, with it and without.

    A label of which there is no example cannot be learnt, nor can what every post has be told from what has not.
    """
    on = targets[targets[:, IS_ABOUT], :IS_ABOUT]
    without = [
        f"{field} {label}"
        for (field, label), has in zip(OUTPUTS, on.any(axis=0).tolist(), strict=False)  # type: ignore[arg-type]
        if not has
    ]
    always = [
        f"{field} {label}"
        for (field, label), has in zip(OUTPUTS, on.all(axis=0).tolist(), strict=False)  # type: ignore[arg-type]
        if has
    ]
    if len(on) and not without and not always:
        return
    found = [f"no post has {', '.join(without)}"] * bool(without) + [f"every post has {', '.join(always)}"] * bool(
        always
    )
    raise GardefouError(
        f"the tagger cannot learn from these {len(on):,} labelled posts about the affair: "
        f"{'; '.join(found) or 'none is given'}. Nothing was trained, and the model in use stays. "
        "Add posts that differ in it to data/labels (or to the corrections), then train again."
    )


class Corpus:
    """Labelled posts with the counts of all their features, read once."""

    def __init__(self, posts: list[dict[str, Any]]):
        self.posts = posts
        numbers = Growing()
        encoder = Encoder(*(numbers.starting(kind[0]) for kind in BLOCKS))
        found = [read(post["text"], learning=True) for post in posts]
        entries = [encode(post["text"], encoder, words) for post, words in zip(posts, found, strict=True)]
        self.ties = np.array([tie_of(words) for words in found], dtype=np.int64)
        self.names = list(numbers)
        self.block = np.array([[kind[0] for kind in BLOCKS].index(name[0]) for name in self.names])
        rows = np.repeat(np.arange(len(posts)), [len(entry.columns) for entry in entries])
        columns = np.array([column for entry in entries for column in entry.columns], dtype=np.int64)
        shares = np.array([share for entry in entries for share in entry.shares])
        self.counts = sparse.coo_matrix((shares, (rows, columns)), shape=(len(posts), len(self.names))).tocsr()
        self.targets = targets_of(posts)
        self.families = [post["family"] for post in posts]
        self.whole = np.array([post.get("author") != "joined" for post in posts])  # joined ones repeat words of others

    def choose(self, rows: Array) -> tuple[Array, Array]:
        """The columns that enough of the posts `rows` have, and the rarity weight of each."""
        rows = rows[self.whole[rows]]
        documents = np.bincount(self.counts[rows].indices, minlength=len(self.names))
        least = np.array([LEAST[kind] for kind in BLOCKS])[self.block]
        columns = np.flatnonzero(documents >= least)
        return columns, np.log((1 + len(rows)) / (1 + documents[columns])) + 1

    def design(self, rows: Array, columns: Array, idf: Array) -> sparse.csr_matrix:
        """The weighted features of the posts `rows`, as etl.nlp.features.tabulate weighs them."""
        found = self.counts[rows][:, columns].tocsr()
        found.data = (1 + np.log(np.maximum(found.data, 1.0))) * idf[found.indices]
        line = np.repeat(np.arange(len(rows)), np.diff(found.indptr))
        group = line * len(BLOCKS) + self.block[columns][found.indices]
        length = np.sqrt(np.bincount(group, weights=found.data**2, minlength=len(rows) * len(BLOCKS)))
        found.data *= np.array([WEIGHT[kind] for kind in BLOCKS])[group % len(BLOCKS)] / length[group]
        return found


def fit(corpus: Corpus, rows: Array) -> tuple[Array, Array, Array, Array]:
    """Columns, rarity weights, model weights (columns x outputs) and biases learnt from the posts `rows`.

    A post about the affair of which nothing says so ("Nine weeks. Zero apologies.") teaches little of what `about` is:
    with its full weight, any post in words of blame was taken for the affair's.
    """
    columns, idf = corpus.choose(rows)
    whole = corpus.design(rows, columns, idf)
    is_about = corpus.targets[rows, IS_ABOUT]
    weights, bias = np.zeros((len(columns), len(OUTPUTS))), np.zeros(len(OUTPUTS))
    for output in range(len(OUTPUTS)):  # one after the other: the solver draws from one random sequence
        learnt = np.ones(len(rows), dtype=bool) if output == IS_ABOUT else is_about
        stakes = np.where(is_about & (corpus.ties[rows] == 0), UNTIED_WEIGHT, 1.0) if output == IS_ABOUT else None
        design, target = whole[learnt], corpus.targets[rows[learnt], output]
        if target.all() or not target.any():
            bias[output] = 10.0 if target.any() else -10.0
            continue
        tilt = leaning((design > 0).astype(np.float64), target)
        for scaled, scale in ((design, 1.0), (design @ sparse.diags(tilt), tilt)):
            learner = LogisticRegression(
                C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, tol=1e-2, random_state=0
            )
            learner.fit(scaled, target, sample_weight=stakes)
            weights[:, output] += learner.coef_[0] * scale / 2
            bias[output] += learner.intercept_[0] / 2
    return columns, idf, weights, bias


def leaning(present: sparse.csr_matrix, target: Array) -> Array:
    """How far each feature leans to the posts of a label or away from them: the root of its absolute log ratio.

    Rule: the naive Bayes ratio of Wang and Manning (2012, "Baselines and bigrams"), add-one smoothed, as a scale of the
    features. The mean of a model on scaled and one on plain features is again linear, and was better than either in
    cross-validation (emotion +1.4 points, topics +0.7, the others up to +0.8).
    """
    within, whole = present[target].sum(axis=0).A1, present.sum(axis=0).A1
    ratio = np.log((1 + within) / (1 + target.sum())) - np.log((1 + whole - within) / (1 + (~target).sum()))
    return np.sqrt(np.abs(ratio))


def held_out_scores(corpus: Corpus, rows: Array, parts: list[tuple[Array, Array]] | None = None) -> Array:
    """Scores of each post of `rows` by models that saw nothing of its family (or of its part, if parts are given)."""
    scores = np.zeros((len(rows), len(OUTPUTS)))
    for training, held in parts or folds([corpus.families[row] for row in rows]):
        columns, idf, weights, bias = fit(corpus, rows[training])
        scores[held] = corpus.design(rows[held], columns, idf) @ weights + bias
    scores[:, IS_ABOUT] += np.array(PULL)[corpus.ties[rows]]
    return scores


def calibrate(scores: Array, targets: Array, ties: Array) -> dict[str, Any]:
    """The map from scores to probabilities, threshold by label, and where doubt begins; from held-out scores.

    All but `about` from the posts about the affair alone, and from all scores of a post: who asks for a law is seldom a
    witness. Of `about`: a post is taken for the affair's from the limit
    `about.yes` on; surely if a word ties it to the subject and from the doubt `about` on; for another matter's surely
    below the doubt `about.no`. Between these it is unsure.
    """
    mix, offset = np.zeros((len(OUTPUTS), len(OUTPUTS))), np.zeros(len(OUTPUTS))
    require_labels(targets)
    kept = targets[:, IS_ABOUT]
    limit, sure, lost = 0.0, 0.5, 0.0
    if not kept.all():
        curve = LogisticRegression(C=1.0).fit(scores[:, [IS_ABOUT]], kept)
        mix[IS_ABOUT, IS_ABOUT], offset[IS_ABOUT] = curve.coef_[0, 0], curve.intercept_[0]
        probability = curve.predict_proba(scores[:, [IS_ABOUT]])[:, 1]
        limit = quantile(probability[~kept], 1 - LET_IN)
        sure = quantile(np.where(ties > 0, probability, 0.0)[~kept], 1 - PASSED)
        lost = quantile(probability[kept], LOST)
    scores, targets = scores[kept], targets[kept]
    mix[:IS_ABOUT, :IS_ABOUT], offset[:IS_ABOUT] = mixed(scores[:, :IS_ABOUT], targets[:, :IS_ABOUT])
    probability = probabilities(mix, offset, scores)
    doubt, threshold = dict.fromkeys(SEVERAL, 0.5), {}
    for field in SINGLE:
        doubt[field] = quantile(probability[:, PLACES[field]].max(axis=1), 1 - COVERAGE)
    for field, labels in SEVERAL.items():
        for output, label in enumerate(labels, PLACES[field].start):
            threshold[f"{field}.{label}"] = best_threshold(probability[:, output], targets[:, output])
    threshold["about.yes"] = limit
    doubt |= {"about": sure, "about.no": lost}
    return {"mix": mix, "offset": offset, "threshold": threshold, "doubt": doubt}


def quantile(values: Array, share: float) -> float:
    """The value below which the share of `values` lies, to four places; a half where there is none."""
    return round(float(np.quantile(values, share)), 4) if len(values) else 0.5


def mixed(scores: Array, targets: Array) -> tuple[Array, Array]:
    """(map, offset) of the logistic regression of each field of SINGLE and of each other output on all the scores."""
    mix, offset = np.zeros((scores.shape[1],) * 2), np.zeros(scores.shape[1])
    for columns in (*(PLACES[field] for field in SINGLE), *range(PLACES[[*SINGLE][-1]].stop, scores.shape[1])):
        truth = targets[:, columns]
        curve = LogisticRegression(C=MIXING, solver="newton-cholesky")
        curve.fit(scores, truth.argmax(axis=1) if truth.ndim > 1 else truth)
        mix[:, columns] = curve.coef_.T if truth.ndim > 1 else curve.coef_[0]
        offset[columns] = curve.intercept_ if truth.ndim > 1 else curve.intercept_[0]
    return mix, offset


def best_threshold(probability: Array, truth: Array) -> float:
    """The probability from which giving the label has the best F1; the middle of the near-best, which is steadier."""
    grid = np.round(np.arange(0.1, 0.71, 0.02), 2)
    values = []
    for limit in grid:
        given = probability >= limit
        values.append(2 * (given & truth).sum() / max(1, given.sum() + truth.sum()))
    near = grid[np.array(values) >= max(values) - 0.01]
    return round(float(near.mean()), 3)


def train(posts: list[dict[str, Any]], meta: dict[str, Any]) -> tuple[Model, Array]:
    """The model of all the posts, and the held-out scores it was calibrated on."""
    require_labels(targets_of(posts))  # before the long part of the work
    corpus = Corpus(posts)
    rows = np.arange(len(posts))
    scores = held_out_scores(corpus, rows)
    columns, idf, weights, bias = fit(corpus, rows)
    languages = Counter(post["lang"] for post in posts)
    meta = {**meta, "posts": len(posts), "posts_by_language": dict(languages), "features": len(columns)}
    rest = {**calibrate(scores, corpus.targets, corpus.ties), "meta": meta}
    meta["reference"] = reference(corpus, rows, probabilities(rest["mix"], rest["offset"], scores))
    return assemble([corpus.names[column] for column in columns], idf, weights, bias, rest), scores


def reference(corpus: Corpus, rows: Array, probability: Array) -> dict[str, Any]:
    """What later posts are compared with for drift: deciles of confidence, and unknown words, on held-out posts."""
    deciles, on = {}, corpus.targets[rows, IS_ABOUT]  # later posts are asked likewise: those about the affair alone
    for field in SINGLE:
        confidence = probability[on][:, PLACES[field]].max(axis=1)
        deciles[field] = [round(float(edge), 4) for edge in np.quantile(confidence, np.arange(0.1, 0.95, 0.1))]
    training, held = folds(corpus.families)[0]
    columns, _ = corpus.choose(rows[training])
    single = np.array([name[0] == "w" and " " not in name for name in corpus.names])
    known = np.zeros(len(corpus.names), dtype=bool)
    known[columns] = True
    held = held[corpus.whole[rows[held]]]
    counts = np.asarray(corpus.counts[rows[held]].sum(axis=0)).ravel()
    unknown = counts[single & ~known].sum() / max(1.0, counts[single].sum())
    return {"confidence": deciles, "unknown_word_share": round(float(unknown), 4)}
