"""How often our 95 % intervals hold the truth where it is hard: writes the table of docs/coverage.md.

`python -m benchmarks.coverage [RUNS]`, half a minute for the 4,000 runs of the table. Populations are made, seeded,
and the estimators are called as `python -m etl estimate` calls them. Where an estimator refuses, the share of runs with
an interval is told beside the coverage of those.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from etl import intervals as iv

DOCUMENT = Path(__file__).parents[1] / "docs" / "coverage.md"
START, END = "<!-- table -->", "<!-- end of table -->"
ACCOUNTS = (8, 20, 45, 100)
LEAST = 40  # intervals, for their coverage to be told
UNEVEN = ("heavy", "rare", "light", "follows", "tail", "step", "falls", "half")  # accounts of different sizes
DAYS: tuple[tuple[str, str, list[int], list[float], list[float]], ...] = (
    ("even", "7 days of 100 images, p = .005", [100] * 7, [1.0] * 7, [0.005] * 7),
    ("few", "30 days of 5 images, p = .1", [5] * 30, [1.0] * 30, [0.1] * 30),
    ("heavy", "20 images for 90 % of the volume, p = .02; 1,000 for 10 %, p = .3", [20, 1000], [90, 10], [0.02, 0.3]),
    ("high", "15 images for 70 % of the volume, p = .99; 3,000 for 30 %, p = .5", [15, 3000], [70, 30], [0.99, 0.5]),
    ("all", "20 images a day, p = 1; where 60 % of the volume is, .9", [20] * 5, [1] * 4 + [6], [1] * 4 + [0.9]),
)
Draw = Callable[[np.random.Generator], tuple[iv.Estimate, float]]


def heavy(random: np.random.Generator, count: int, tail: float) -> np.ndarray:
    """Images an account: Pareto, at least 4 and at most 3,000."""
    return np.minimum(3000, np.ceil(3 * (random.pareto(tail, count) + 1) + 1)).astype(int)


def growing(sizes: np.ndarray) -> np.ndarray:
    """A share that grows with the account's size: 5 % for one image, half of them for 2,000."""
    return np.minimum(0.95, 0.05 + 0.45 * np.log(sizes) / np.log(2000))


def stepping(sizes: np.ndarray) -> np.ndarray:
    """A share that large accounts alone have: 10 % up to a hundred images, 80 % above."""
    return np.where(sizes > 100, 0.8, 0.1)


def falling(sizes: np.ndarray) -> np.ndarray:
    """A share that falls with the account's size: 60 % for one image, 15 % for 2,000."""
    return np.maximum(0.02, 0.6 - 0.45 * np.log(sizes) / np.log(2000))


def followed(tail: float, tendency: Callable[[np.ndarray], np.ndarray]) -> float:
    """The population's share when it follows the size: images of four million accounts."""
    sizes = heavy(np.random.default_rng(99), 4_000_000, tail)
    return float((sizes * tendency(sizes)).sum() / sizes.sum())


def accounts(count: int, tail: float, beta: tuple[float, float]) -> Draw:
    def draw(random):
        sizes = heavy(random, count, tail) if tail else np.full(count, 50)
        return iv.clustered_share(random.binomial(sizes, random.beta(*beta, count)), sizes), beta[0] / sum(beta)

    return draw


def noisy(count: int, share: float, alarms: float) -> Draw:
    """Accounts of 50 images, few of them with most of what there is, and a detector's false alarms in all of them."""

    def draw(random):
        true = random.binomial(50, random.beta(2 * share, 2 - 2 * share, count))
        flagged = random.binomial(true, 0.85) + random.binomial(50 - true, alarms)
        return iv.clustered_share(flagged, np.full(count, 50)), share * 0.85 + (1 - share) * alarms

    return draw


def near(count: int) -> Draw:
    """Accounts of nearly one size: 45 to 55 images."""

    def draw(random):
        sizes = random.integers(45, 56, count)
        return iv.clustered_share(random.binomial(sizes, random.beta(0.5, 2, count)), sizes), 0.2

    return draw


def independent(count: int, size: int, share: float) -> Draw:
    sizes = np.full(count, size)
    return lambda random: (iv.clustered_share(random.binomial(sizes, share), sizes), share)


def weighted(sizes: list[int], volumes: list[float], shares: list[float]) -> Draw:
    """Days with their volumes, images and shares."""
    truth = float(np.average(shares, weights=volumes))

    def draw(random):
        flagged = random.binomial(sizes, shares)
        days = [iv.Stratum("", int(k), n, v) for k, n, v in zip(flagged, sizes, volumes, strict=True)]
        return iv.stratified_share(days), truth

    return draw


def plain(sampled: int, share: float) -> Draw:
    return lambda random: (iv.proportion(int(random.binomial(sampled, share)), sampled), share)


def following(count: int, tail: float, tendency: Callable[[np.ndarray], np.ndarray], truth: float) -> Draw:
    def draw(random):
        sizes = heavy(random, count, tail)
        return iv.clustered_share(random.binomial(sizes, tendency(sizes)), sizes), truth

    return draw


def dominated(count: int) -> Draw:
    def draw(random):
        sizes = np.array([10 * (count - 1), *[10] * (count - 1)])
        return iv.clustered_share(random.binomial(sizes, random.beta(0.5, 2, count)), sizes), 0.2

    return draw


def labelled(share: float, sensitivity: float, specificity: float, count: int = 60, sampled: int = 5000) -> Draw:
    cells = [share * sensitivity, (1 - share) * (1 - specificity), share * (1 - sensitivity), (1 - share) * specificity]

    def draw(random):
        part, rest = random.multinomial(count, cells), random.multinomial(sampled - count, cells)
        flagged = iv.proportion(int(sum(part[:2] + rest[:2])), sampled)
        return iv.difference_share(flagged, iv.Validation(*map(int, part))), share

    return draw


def validated(
    share: float, sampled: int, positives: int, negatives: int, sensitivity: float = 0.85, specificity: float = 0.97
) -> Draw:
    def draw(random):
        flagged = random.binomial(sampled, share * sensitivity + (1 - share) * (1 - specificity))
        hits, rejections = random.binomial(positives, sensitivity), random.binomial(negatives, specificity)
        cells = iv.Validation(hits, negatives - rejections, positives - hits, rejections)
        return iv.corrected_share(iv.proportion(int(flagged), sampled), cells), share

    return draw


def regimes() -> Iterator[tuple[str, str, Draw]]:
    """(name, regime, draw) of every line of the table; a draw returns an estimate and the truth."""
    followers = [
        ("follows", 1.3, growing, "the share grows with the size"),
        ("tail", 1.1, growing, "sizes Pareto(1.1), the share grows with the size"),
        ("step", 1.3, stepping, "the share is high in the largest alone"),
        ("falls", 1.3, falling, "the share falls with the size"),
    ]
    truths = [followed(tail, tendency) for _, tail, tendency, _ in followers]
    for count in ACCOUNTS:
        yield f"equal-{count}", f"{count} accounts of 50 images, shares Beta(.5, 2)", accounts(count, 0, (0.5, 2))
        yield f"scarce-{count}", f"{count} accounts of 50 images, shares Beta(.1, 1.9)", accounts(count, 0, (0.1, 1.9))
        yield f"small-{count}", f"{count} accounts of 5 images, p = .005, independent", independent(count, 5, 0.005)
        yield f"noisy-{count}", f"{count} accounts of 50, Beta(.1, 1.9), 3 % false alarms", noisy(count, 0.05, 0.03)
        yield f"near-{count}", f"{count} accounts of 45 to 55 images, Beta(.5, 2)", near(count)
        yield f"heavy-{count}", f"{count} accounts, sizes Pareto(1.1), Beta(.5, 2)", accounts(count, 1.1, (0.5, 2))
        yield f"rare-{count}", f"{count} accounts, sizes Pareto(1.1), Beta(.1, 1.9)", accounts(count, 1.1, (0.1, 1.9))
        yield f"light-{count}", f"{count} accounts, sizes Pareto(2.5), Beta(.5, 2)", accounts(count, 2.5, (0.5, 2))
        for (name, tail, tendency, said), truth in zip(followers, truths, strict=True):
            yield f"{name}-{count}", f"{count} accounts, {said}", following(count, tail, tendency, truth)
        yield f"half-{count}", f"{count} accounts, one has half of the images", dominated(count)
    for share in (0.005, 0.02, 0.05, 0.3):
        yield f"labelled-{share}", f"60 of 5,000 labelled, p = {share}, Se .85, Sp .97", labelled(share, 0.85, 0.97)
    yield "labelled-good", "60 of 5,000 labelled, p = 0.3, Se = Sp = .99", labelled(0.3, 0.99, 0.99)
    yield "labelled-weak", "60 of 5,000 labelled, p = 0.005, Se .3, Sp .99", labelled(0.005, 0.3, 0.99)
    yield "validated", "validation of 50 and 450, p = 0.005, n = 20,000", validated(0.005, 20_000, 50, 450)
    for sens, spec in ((0.6, 0.5), (0.6, 0.6), (0.3, 0.99), (0.99, 0.99)):
        for positives, negatives in ((50, 50), (10, 10), (200, 20), (5, 500)):
            said = f"validation of {positives} and {negatives}, p = .1, Se {sens}, Sp {spec}"
            yield f"rates-{sens}-{spec}-{positives}", said, validated(0.1, 5000, positives, negatives, sens, spec)
    for name, said, *day in DAYS:
        yield f"days-{name}", said, weighted(*day)
    for sampled, share in ((20, 0.005), (100, 0.03), (100, 0.97), (600, 0.005)):
        yield f"plain-{sampled}-{share}", f"{sampled} images, p = {share}, nothing else known", plain(sampled, share)
    yield "validated-few", "validation of 20 and 200, p = 0.005, n = 2,000", validated(0.005, 2_000, 20, 200)


def measured(draw: Draw, runs: int, seed: int = 5) -> tuple[float, float]:
    """(share of runs with an interval, coverage of those; nan without any)."""
    random, held = np.random.default_rng(seed), []
    for _ in range(runs):
        try:
            found, truth = draw(random)
        except iv.UnusableInputs:  # labels by which the detector is worse than chance
            continue
        if found.low is not None and found.high is not None:
            held.append(found.low <= truth <= found.high)
    return len(held) / runs, float(np.mean(held)) if held else float("nan")


def main(runs: int) -> None:
    """Writes the table into the document, between its marks."""
    lines = ["| regime | runs with an interval | coverage of these | runs with a wrong one |", "|---|---:|---:|---:|"]
    for _, regime, draw in regimes():
        given, covered = measured(draw, runs)
        told = f"{covered:.3f}" if given * runs >= LEAST else "too few to tell" if given else "none given"
        told += f" | {given * (1 - covered) if given else 0:.1%}"
        lines.append(f"| {regime} | {given:.0%} | {told} |")
        print(lines[-1], flush=True)
    text = DOCUMENT.read_text("utf-8")
    before, after = text.split(START)[0], text.split(END)[1]
    DOCUMENT.write_text(f"{before}{START}\n" + "\n".join(lines) + f"\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
