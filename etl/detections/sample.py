"""An invented audit: scores of a detector that errs, accounts that repeat themselves, people who mostly agree."""

import csv
from pathlib import Path

import numpy as np

from etl.errors import GardefouError

SENSITIVITY, SPECIFICITY = 0.85, 0.96  # of the invented detector at a score of 0.5
CORRELATION = 0.3  # of two images of one account
SLIP = 0.02  # how often the second person's label differs from the truth


def write(folder: Path, images: int, labelled: int, share: float, seed: int) -> None:
    """Write detector.csv, labels.csv and truth.txt. Raises GardefouError when one is there or the numbers are odd."""
    paths = [folder / name for name in ("detector.csv", "labels.csv", "truth.txt")]
    if found := next((path for path in paths if path.exists()), None):
        raise GardefouError(f"{found} is already there. Nothing was written. Name another folder, or remove the file.")
    if not (2 <= labelled <= images and 0 < share < 1):
        raise GardefouError("2 to all images can be labelled, and the share lies between 0 and 1. Nothing was written.")
    random = np.random.default_rng(seed)
    accounts = np.sort(random.integers(0, max(1, round(images / 2.4)), images))
    strength = 1 / CORRELATION - 1
    tendency = random.beta(share * strength, (1 - share) * strength, accounts.max() + 1)
    truth = random.random(images) < tendency[accounts]
    flagged = np.where(truth, random.random(images) < SENSITIVITY, random.random(images) > SPECIFICITY)
    score = np.where(flagged, random.uniform(0.5, 1, images), random.uniform(0, 0.5, images)).round(3)
    score = np.where(flagged, score, np.minimum(score, 0.499))
    day = random.integers(1, 15, images)
    part = random.choice(images, labelled, replace=False)
    second = truth[part] ^ (random.random(labelled) < SLIP)
    folder.mkdir(parents=True, exist_ok=True)
    scored = (
        (f"synthetic-{n:06}", f"account-{accounts[n]:05}", f"2026-02-{day[n]:02}", score[n]) for n in range(images)
    )
    save(paths[0], ("image_id", "account_id", "day", "nudity"), scored)
    save(paths[1], ("image_id", "coder", "nudity"), (
        (f"synthetic-{n:06}", coder, int(label))
        for n, first, other in zip(part, truth[part], second, strict=True)
        for coder, label in (("first", first), ("second", other))))  # fmt: skip # saves 5 lines
    paths[2].write_text(
        f"invented data, seed {seed}: {truth.sum()} of {images} images have the category ({truth.mean():.2%}); the "
        f"detector flags {flagged.sum()} ({flagged.mean():.2%})\n",
        encoding="utf-8",
    )
    print(f"written to {folder}: {', '.join(path.name for path in paths)} (invented data, seed {seed})")


def save(path: Path, header: tuple[str, ...], rows) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
